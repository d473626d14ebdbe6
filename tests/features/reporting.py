"""Figures that leave the register as files."""

from __future__ import annotations

import csv
from pathlib import Path

from pytest_bdd import then, when

from tests.features.register import Scene
from tests.features.sentences import Sentence

HEADS = "#output+num+unnamed"
PERSONS = "#reached+ind"


@when(Sentence('"{who}" takes for "{why}" who does what where in "{month}" as a file'))
@when(Sentence('يأخذ "{who}" لغرض "{why}" ملف من يفعل ماذا وأين لشهر "{month}"'))
def takes(scene: Scene, tmp_path: Path, who: str, why: str, month: str) -> None:
    scene.register.position()
    file = tmp_path / "4w.csv"
    asked = ("--as", who, "--purpose", why, "--month", month, "--out", str(file))
    done = scene.register.command("report", "4w", *asked)
    assert done.code == 0, done.complained
    _, tags, *rows = csv.reader(file.read_text(encoding="utf-8-sig").splitlines())
    scene.answers.append(
        {"tags": tags, "rows": [dict(zip(tags, row, strict=True)) for row in rows]}
    )


@then("HXL tags stand under its headings")
@then("تحت عناوينه وسوم HXL")
def tagged(scene: Scene) -> None:
    assert all(tag.startswith("#") for tag in scene.answer["tags"])
    assert {
        "#org+impl+type", "#sector+name", "#subsector+code", "#modality+name",
        "#adm2+code", "#date+month", PERSONS,
    } <= {*scene.answer["tags"]}  # fmt: skip


@then(
    Sentence(
        'it says that "{partner}" reached {heads} heads with "{programme}" in "{place}", '
        "and a few persons whose number it does not tell"
    )
)
@then(
    Sentence(
        'فيه أن "{partner}" وصلت إلى {heads} بلا أسماء ضمن "{programme}" في "{place}" وإلى قلة لا يُذكر عددها'
    )
)
def few(scene: Scene, partner: str, heads: int, programme: str, place: str) -> None:
    assert told(scene, partner, programme, place) == (str(heads), "")


@then(
    Sentence(
        'it says that "{partner}" reached {heads} heads with "{programme}" in "{place}", and {persons} person'
    )
)
@then(
    Sentence(
        'فيه أن "{partner}" وصلت إلى {heads} بلا أسماء ضمن "{programme}" في "{place}" وإلى {persons} شخص'
    )
)
def exactly(  # noqa: PLR0913, PLR0917 - what the sentence says
    scene: Scene, partner: str, heads: int, programme: str, place: str, persons: int
) -> None:
    assert told(scene, partner, programme, place) == (str(heads), str(persons))


def told(scene: Scene, partner: str, programme: str, place: str) -> tuple[str, str]:
    """Heads without names, and persons, of the one row there is."""
    (row,) = scene.answer["rows"]
    where = (row["#org+impl+code"], row["#activity+code"], row["#adm2+code"])
    assert where == (partner, programme, place)
    return row[HEADS], row[PERSONS]
