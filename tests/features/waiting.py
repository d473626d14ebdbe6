"""How long those who asked waited, as their partner and as the umbrella read it."""

from __future__ import annotations

from pytest_bdd import then

from tests.features.register import Answer, Scene
from tests.features.sentences import Sentence

QUALITY = """
query ($own: Boolean!) { serviceQuality(by: [CENTRE], own: $own) { edges { node {
  kind centre { code } asked done medianDays satisfaction missing
} } } }
"""


@then(
    Sentence(
        '"{partner}" reads that it was asked {asked} time, was done {done} time after a median of {days} days'
    )
)
@then(Sentence('تقرأ "{partner}" أنها سُئلت {asked} مرة وأنجزت {done} مرة بعد {days} يوم في الوسيط'))
def reads(scene: Scene, partner: str, asked: int, done: int, days: int) -> None:
    (row,) = rows(scene, f"data_officer@{partner}", own=True)
    assert row["centre"]["code"] == partner
    assert (row["asked"], row["done"], row["medianDays"]) == (asked, done, days)
    scene.answers.append(row)


@then("how satisfied they were is not computable")
@then("رضا من طلبوا لا يُحسب")
def not_computable(scene: Scene) -> None:
    assert (scene.answer["satisfaction"], scene.answer["missing"]) == (None, ["SATISFACTION"])


@then("to the umbrella these are too few to tell")
@then("هذه للجهة الجامعة أقل من أن تُذكر")
def too_few(scene: Scene) -> None:
    (row,) = rows(scene, "aggregate_only@qena-union", own=False)
    assert (row["asked"], row["done"], row["medianDays"]) == (None, None, None)


def rows(scene: Scene, who: str, *, own: bool) -> list[Answer]:
    scene.register.position()
    found = scene.register.ask(who, "statistics", QUALITY, own=own)["serviceQuality"]["edges"]
    return [edge["node"] for edge in found]
