"""What happened to a household, what waits for somebody, and how agreements stand."""

from __future__ import annotations

import json
from typing import Any

from pytest_bdd import then

from tests.features.register import Scene
from tests.features.sentences import Sentence


@then(Sentence('the timeline for "{partner}" tells "{only}"'))
@then(Sentence('يروي سجل الأسرة لجهة "{partner}" ما يلي "{only}"'))
def tells_one(scene: Scene, partner: str, only: str) -> None:
    assert told(scene, partner) == [only]


@then(Sentence('the timeline for "{partner}" tells "{first}", "{second}", "{third}", "{fourth}"'))
@then(
    Sentence(
        'يروي سجل الأسرة لجهة "{partner}" ما يلي "{first}" و "{second}" و "{third}" و "{fourth}"'
    )
)
def tells(  # noqa: PLR0913, PLR0917 - what the sentence says
    scene: Scene, partner: str, first: str, second: str, third: str, fourth: str
) -> None:
    assert told(scene, partner) == [first, second, third, fourth]


@then(Sentence('{count} household(s) of "{partner}" is on the list "{kind}"'))
@then(Sentence('في قائمة "{kind}" عدد {count} أسرة من "{partner}"'))
def waits(scene: Scene, count: int, partner: str, kind: str) -> None:
    listed = asked(scene, partner, "work", kind)
    homes = [edge["node"]["household"]["id"] for edge in listed["edges"]]
    assert homes == count * [scene.household]


@then(Sentence('the directory shows "{partner}" with {count} agreement that is "{state}"'))
@then(Sentence('يعرض الدليل "{partner}" ومعها {count} مذكرة حالها "{state}"'))
def directory(scene: Scene, partner: str, count: int, state: str) -> None:
    done = scene.register.command("partner", "list", "--json")
    assert done.code == 0, done.complained
    (shown,) = [one for one in json.loads(done.said) if one["code"] == partner]
    assert [one["state"] for one in shown["agreements"]] == count * [state]


def told(scene: Scene, partner: str) -> list[str]:
    """The names of the facts that the timeline tells, less their versions."""
    timeline = asked(scene, partner, "timeline", scene.household)["timeline"]
    return [edge["node"]["fact"].rpartition(".")[0] for edge in timeline["edges"]]


def asked(scene: Scene, partner: str, *arguments: str) -> dict[str, Any]:
    who = ("--as", f"caseworker@{partner}", "--purpose", "delivery", "--json")
    done = scene.register.command(*arguments, *who)
    assert done.code == 0, done.complained
    answer: dict[str, Any] = json.loads(done.said)
    return answer
