"""A person who asks what is held about them: the document, as it lies on the table."""

from __future__ import annotations

import json
import stat
from pathlib import Path

from pytest_bdd import then, when

from registry.texts import say
from tests.features.forgetting import head
from tests.features.register import Answer, Scene
from tests.features.sentences import Sentence

PURPOSES = "{ openings(first: 100) { edges { node { purpose fields } } } }"


@when(Sentence('the head asks "{who}" for her document'))
@when(Sentence('تطلب رب الأسرة وثيقتها من "{who}"'))
def asks_for_document(scene: Scene, who: str) -> None:
    ask(scene, who, "data_subject")


@when(Sentence('the head asks "{who}" for her document for "{purpose}"'))
@when(Sentence('تطلب رب الأسرة وثيقتها من "{who}" لغرض "{purpose}"'))
def asks_for_another_purpose(scene: Scene, who: str, purpose: str) -> None:
    ask(scene, who, purpose)


@then(Sentence('the document says that "{name}" opened "{field}"'))
@then(Sentence('تقول الوثيقة إن "{name}" اطلعت على "{field}"'))
def says_who_opened(scene: Scene, name: str, field: str) -> None:
    rows = section(scene, "openings")
    assert any(
        name in arabic(row["who"]) and field in arabic(row["fields"]) and row["when"] and row["why"]
        for row in rows
    )


@then(Sentence('the document says that her name is "{name}"'))
@then(Sentence('تقول الوثيقة إن اسمها "{name}"'))
def says_the_name(scene: Scene, name: str) -> None:
    assert [{"value": name}] in [row["value"] for row in section(scene, "registration")]
    assert name in page(scene).read_text(encoding="utf-8")


@then(
    "the page is in Arabic from right to left and in English, and only who asked for it can read it"
)
@then("الصفحة بالعربية من اليمين إلى اليسار وبالإنجليزية، ولا يقرؤها إلا من طلبها")
def page_to_print(scene: Scene) -> None:
    written = page(scene).read_text(encoding="utf-8")
    assert '<html lang="ar" dir="rtl">' in written
    for language in ("ar", "en"):
        assert say("person.title", language) in written
    assert stat.S_IMODE(page(scene).stat().st_mode) == 0o600


@then(Sentence('the auditor finds the opening for "{purpose}" on record'))
@then(Sentence('يجد المراجع الاطلاع بغرض "{purpose}" مثبتا'))
def on_record(scene: Scene, purpose: str) -> None:
    scene.register.position()
    found = scene.register.ask("auditor@moss-qena", "audit", PURPOSES)["openings"]["edges"]
    fields = [one["node"]["fields"] for one in found if one["node"]["purpose"] == purpose]
    assert any("household.member_joined.name" in one for one in fields)


@then(Sentence('the document is refused with "{code}"'))
@then(Sentence('يُرفض طلب الوثيقة بالرمز "{code}"'))
def document_refused(scene: Scene, code: str) -> None:
    assert scene.said is not None
    assert (scene.said.code, scene.said.said) == (1, "")
    for language in ("ar", "en"):
        assert say(code, language) in scene.said.complained
    assert not page(scene).exists()


@then(Sentence('the document says that her data was erased under "{case}" and what remains'))
@then(Sentence('تقول الوثيقة إن بياناتها محيت بطلب رقم "{case}" وما بقي منها'))
def says_erased(scene: Scene, case: str) -> None:
    (erased,) = section(scene, "erased")
    assert erased["case"] == [{"value": case}]
    assert section(scene, "remains")
    assert say("person.remains.note", "ar") in page(scene).read_text(encoding="utf-8")


def ask(scene: Scene, who: str, purpose: str) -> None:
    words = ("--as", who, "--purpose", purpose, "--html", str(page(scene)), "--json")
    scene.said = scene.register.command("person", head(scene), *words)


def page(scene: Scene) -> Path:
    """One a scenario: its register's databases have a name of their own."""
    name = scene.register.environment["SIJILL_DATABASE_URL"].rpartition("/")[2].partition("?")[0]
    return Path(scene.register.environment["SIJILL_DATA"]) / f"{name}.html"


def section(scene: Scene, code: str) -> list[Answer]:
    assert scene.said is not None
    assert scene.said.code == 0, scene.said.complained
    document = json.loads(scene.said.said)
    rows: list[Answer] = next(one["rows"] for one in document["sections"] if one["code"] == code)
    return rows


def arabic(cell: list[Answer]) -> list[str]:
    return [one["ar"] for one in cell if "ar" in one]
