"""Who is entitled to a programme by its rule, and why."""

from __future__ import annotations

import json
from pathlib import Path

from pytest_bdd import given, then, when

from registry.texts import Language, label
from tests.features.planning import PROGRAMMES
from tests.features.register import Answer, Scene
from tests.features.registering import register
from tests.features.sentences import Sentence

LANGUAGES: tuple[Language, ...] = ("ar", "en")
RULE = """
until: {until}
clauses:
  - name_ar: {name}
    name_en: {name}
    when: "{expression}"
"""
SHOW = """
query ($household: ID!, $programme: ID!, $at: AsOf) {
  eligibility(household: $household, programme: $programme, asOf: $at) {
    entitlement ended until rule { version } explanation { values }
  }
}
"""


@given(
    Sentence(
        'the household of "{name}" registered by "{partner}" with the child "{child}" born on "{born}"'
    )
)
@given(Sentence('أسرة "{name}" سجلتها "{partner}" وفيها الطفل "{child}" المولود في "{born}"'))
def with_child(scene: Scene, name: str, partner: str, child: str, born: str) -> None:
    members = [{"name": child, "relation": "CHILD", "born": born}]
    adult = {"name": name, "born": "1985-03-02"}
    register(
        scene, partner, {"head": adult, "members": members, "declaredSize": 2, "place": "EG2706"}
    )


@given(
    Sentence(
        'the household of "{name}" registered by "{partner}" with the child "{child}" born nobody knows when'
    )
)
@given(Sentence('أسرة "{name}" سجلتها "{partner}" وفيها الطفل "{child}" ولا يُعرف متى ولد'))
def with_somebody(scene: Scene, name: str, partner: str, child: str) -> None:
    members = [{"name": child, "relation": "CHILD"}]
    adult = {"name": name, "born": "1985-03-02"}
    register(
        scene, partner, {"head": adult, "members": members, "declaredSize": 2, "place": "EG2706"}
    )


@given(
    Sentence('"{partner}" sets the rule of "{programme}" until "{until}": "{name}" where "{asked}"')
)
@given(Sentence('حددت "{partner}" شرط "{programme}" حتى "{until}": "{name}" حيث "{asked}"'))
def sets_until(  # noqa: PLR0913, PLR0917 - what the sentence says
    scene: Scene, tmp_path: Path, partner: str, programme: str, until: str, name: str, asked: str
) -> None:
    scene.began = scene.register.position()
    file = tmp_path / "rule.yaml"
    file.write_text(RULE.format(until=until, name=name, expression=asked), encoding="utf-8")
    manager = ("--as", f"programme_manager@{partner}", "--programme", programme)
    done = scene.register.command("rule", "set", str(file), *manager)
    assert done.code == 0, done.complained


@given(Sentence('"{partner}" sets the rule of "{programme}": "{name}" where "{asked}"'))
@when(Sentence('"{partner}" sets the rule of "{programme}": "{name}" where "{asked}"'))
@given(Sentence('حددت "{partner}" شرط "{programme}": "{name}" حيث "{asked}"'))
@when(Sentence('حددت "{partner}" شرط "{programme}": "{name}" حيث "{asked}"'))
def sets(  # noqa: PLR0913, PLR0917 - what the sentence says
    scene: Scene, tmp_path: Path, partner: str, programme: str, name: str, asked: str
) -> None:
    sets_until(scene, tmp_path, partner, programme, "null", name, asked)


@given(Sentence('"{partner}" judges its households for "{programme}"'))
@when(Sentence('"{partner}" judges its households for "{programme}"'))
@given(Sentence('حكمت "{partner}" في أسرها لبرنامج "{programme}"'))
@when(Sentence('حكمت "{partner}" في أسرها لبرنامج "{programme}"'))
def judges(scene: Scene, partner: str, programme: str) -> None:
    manager = ("--as", f"programme_manager@{partner}", "--programme", programme)
    done = scene.register.command("eligibility", "judge", *manager)
    assert done.code == 0, done.complained


@when("the register judges by itself")
@when("حكم السجل من تلقاء نفسه")
def judges_by_itself(scene: Scene) -> None:
    """What goes on beside a server, once."""
    done = scene.register.command("eligibility", "follow", "--once")
    assert done.code == 0, done.complained


@then(
    Sentence(
        'the household is "{entitlement}" to "{programme}" under version {version}: "{clause}" is "{holding}"'
    )
)
@then(
    Sentence(
        'الأسرة "{entitlement}" لبرنامج "{programme}" وفق الإصدار {version}: "{clause}" حكمه "{holding}"'
    )
)
def stands(  # noqa: PLR0913, PLR0917 - what the sentence says
    scene: Scene,
    entitlement: str,
    programme: str,
    version: int,
    clause: str,
    holding: str,
) -> None:
    scene.answers.append(shown(scene, programme))
    explained(scene.answer, entitlement, version, (clause, holding))


@then(Sentence('what is missing is "{field}"'))
@then(Sentence('ما ينقص هو "{field}"'))
def is_missing(scene: Scene, field: str) -> None:
    (said,) = scene.answer["explanation"]["values"]
    for one, language in zip(said.split(" / "), LANGUAGES, strict=True):
        assert label("rule_field", field, language) in one


@then(
    Sentence(
        'before it was "{entitlement}" to "{programme}" under version {version}: "{clause}" is "{holding}"'
    )
)
@then(
    Sentence(
        'كانت من قبل "{entitlement}" لبرنامج "{programme}" وفق الإصدار {version}: "{clause}" حكمه "{holding}"'
    )
)
def stood(  # noqa: PLR0913, PLR0917 - what the sentence says
    scene: Scene,
    entitlement: str,
    programme: str,
    version: int,
    clause: str,
    holding: str,
) -> None:
    explained(shown(scene, programme, scene.began), entitlement, version, (clause, holding))


@then(Sentence('the entitlement of the household to "{programme}" has ended with "{day}"'))
@then(Sentence('انتهى استحقاق الأسرة لبرنامج "{programme}" بانتهاء "{day}"'))
def ended(scene: Scene, programme: str, day: str) -> None:
    found = shown(scene, programme)
    assert (found["entitlement"], found["ended"], found["until"]) == ("ENTITLED", True, day)


@then(Sentence('the household is to be judged for "{programme}" because "{why}"'))
@then(Sentence('يحين الحكم في الأسرة لبرنامج "{programme}" لأن "{why}"'))
def is_due(scene: Scene, programme: str, why: str) -> None:
    (found,) = due(scene, programme)
    assert found["why"] == why


@then(Sentence('the household is not to be judged for "{programme}"'))
@then(Sentence('لا يحين الحكم في الأسرة لبرنامج "{programme}"'))
def is_not_due(scene: Scene, programme: str) -> None:
    assert due(scene, programme) == []


def due(scene: Scene, programme: str) -> list[Answer]:
    asked = ("--as", f"programme_manager@{scene.owner}", "--programme", programme, "--json")
    done = scene.register.command("eligibility", "due", *asked)
    assert done.code == 0, done.complained
    found: list[Answer] = json.loads(done.said)["due"]
    return found


def explained(found: Answer, entitlement: str, version: int, why: tuple[str, str]) -> None:
    assert (found["entitlement"], found["rule"]["version"]) == (entitlement, version)
    (said,) = found["explanation"]["values"]
    clause, holding = why
    for one, language in zip(said.split(" / "), LANGUAGES, strict=True):
        assert one.startswith(f"{clause}: {label('holding', holding, language)}")


def shown(scene: Scene, programme: str, at: int | None = None) -> Answer:
    officer = f"data_officer@{scene.owner}"
    edges = scene.register.ask(officer, "eligibility", PROGRAMMES)["programmes"]["edges"]
    (wanted,) = [
        one["node"]["id"]
        for one in edges
        if (one["node"]["code"], one["node"]["owner"]["code"]) == (programme, scene.owner)
    ]
    moment = None if at is None else {"position": at}
    asked = {"household": scene.household, "programme": wanted, "at": moment}
    found: Answer = scene.register.ask(officer, "eligibility", SHOW, **asked)["eligibility"]
    return found
