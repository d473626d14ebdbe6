"""Coverage, as far as each may be told of it."""

from __future__ import annotations

from pytest_bdd import given, then, when

from registry.domain.small_cells import shown as told
from tests.features.register import Answer, Scene
from tests.features.registering import register
from tests.features.sentences import Sentence

COVERAGE = """
{ coverage(by: [MARKAZ]) {
  total { entitled reached visits services unnamed absent { figure reason { code messageAr messageEn } } }
  cells { edges { node { of { place { code } } entitled absent { figure reason { code } } } } }
} }
"""

BEHIND = """
{ gapHouseholds(kind: ENTITLED_NOT_REACHED) { edges { node { household { markaz { code } } } } } }
"""
REACHED = "{ reached(by: [MARKAZ]) { edges { node { persons } } } }"


@given(Sentence('{count} household(s) in "{place}" registered by "{partner}"'))
@given(Sentence('{count} أسرة في "{place}" سجلتها "{partner}"'))
@given(Sentence('{count} أسر في "{place}" سجلتها "{partner}"'))
def several(scene: Scene, count: int, place: str, partner: str) -> None:
    for number in range(count):
        register(scene, partner, {"head": {"name": f"فاطمة {number}"}, "place": place})


@when(Sentence('"{who}" asks for "{why}" who is entitled in each markaz'))
@when(Sentence('يسأل "{who}" لغرض "{why}" عن المستحقين في كل مركز'))
def asks(scene: Scene, who: str, why: str) -> None:
    scene.register.position()
    scene.answers.append(scene.register.ask(who, why, COVERAGE)["coverage"])


@then(
    Sentence(
        'it is told of {near} in "{place}" and of {whole} in all, and in "{small}" that they are few'
    )
)
@then(Sentence('يُذكر له {near} في "{place}" و {whole} في المجموع وأن من في "{small}" قليل'))
def told_of_some(scene: Scene, near: int, place: str, whole: int, small: str) -> None:
    cells = by_place(scene.answer)
    assert (cells[place]["entitled"], scene.answer["total"]["entitled"]) == (near, whole)
    assert cells[small]["entitled"] is None
    assert why(cells[small], "ENTITLED") == "few_people"


@then(Sentence('of those in "{small}" nothing follows from what it is told'))
@then(Sentence('لا يُعرف مما ذُكر كم في "{small}"'))
def nothing_follows(scene: Scene, small: str) -> None:
    """Whatever it is from 1 to 9, there are counts elsewhere that are told as they were."""
    cells = by_place(scene.answer)
    assert cells[small]["entitled"] is None
    (elsewhere,) = (one["entitled"] for place, one in cells.items() if place != small)
    whole = scene.answer["total"]["entitled"]
    assert {
        few
        for few in range(1, 10)
        for many in range(10, 100)
        if (told(many), told(many + few)) == (elsewhere, whole)
    } == set(range(1, 10))


@then(Sentence('it is told of {near} in "{place}", of {few} in "{small}" and of {whole} in all'))
@then(Sentence('يُذكر له {near} في "{place}" و {few} في "{small}" و {whole} في المجموع'))
def told_of_all(  # noqa: PLR0913, PLR0917 - what the sentence says
    scene: Scene, near: int, place: str, few: int, small: str, whole: int
) -> None:
    cells = by_place(scene.answer)
    assert (cells[place]["entitled"], cells[small]["entitled"]) == (near, few)
    assert scene.answer["total"]["entitled"] == whole


@then(
    Sentence(
        "coverage counts {persons} person, {visits} visit and {services} services, and {unnamed} who have no name"
    )
)
@then(
    Sentence("تعد التغطية {persons} شخص و {visits} زيارة و {services} خدمات و {unnamed} بلا أسماء")
)
def counts(scene: Scene, persons: int, visits: int, services: int, unnamed: int) -> None:
    asks(scene, "auditor@moss-qena", "audit")
    total = scene.answer["total"]
    counted = tuple(total[name] for name in ("reached", "visits", "services", "unnamed"))
    assert counted == (persons, visits, services, unnamed)


@then("who is entitled is not computable, for nobody was judged")
@then("لا يُحسب المستحقون إذ لم يُبتّ في استحقاق أحد")
def not_computable(scene: Scene) -> None:
    total = scene.answer["total"]
    assert total["entitled"] is None
    assert why(total, "ENTITLED") == "nobody_judged"


@when(Sentence('"{who}" asks which households are entitled and not reached'))
@when(Sentence('يسأل "{who}" أي الأسر تستحق ولم تصلها مساعدة'))
def asks_behind(scene: Scene, who: str) -> None:
    scene.register.position()
    scene.answers.append(scene.register.ask(who, "planning", BEHIND)["gapHouseholds"])


@then(Sentence('it is told of {count} households in "{place}"'))
@then(Sentence('تُذكر له {count} أسرة في "{place}"'))
def told_of_households(scene: Scene, count: int, place: str) -> None:
    named = [edge["node"]["household"] for edge in scene.answer["edges"]]
    assert [one["markaz"]["code"] for one in named] == count * [place]


@then(Sentence('"{who}" reads for "{purpose}" that too few were reached to tell'))
@then(Sentence('يقرأ "{who}" لغرض "{purpose}" أن من وصلتهم أقل من أن يُذكروا'))
def too_few_reached(scene: Scene, who: str, purpose: str) -> None:
    assert reached(scene, who, purpose) == [None]


@then(Sentence('"{who}" reads for "{purpose}" that {count} person was reached'))
@then(Sentence('يقرأ "{who}" لغرض "{purpose}" أن {count} شخص وصلته المساعدة'))
def so_many_reached(scene: Scene, who: str, purpose: str, count: int) -> None:
    assert reached(scene, who, purpose) == [count]


def reached(scene: Scene, who: str, purpose: str) -> list[int | None]:
    scene.register.position()
    found = scene.register.ask(who, purpose, REACHED)["reached"]
    return [edge["node"]["persons"] for edge in found["edges"]]


def by_place(answer: Answer) -> dict[str, Answer]:
    nodes = (edge["node"] for edge in answer["cells"]["edges"])
    return {one["of"]["place"]["code"]: one for one in nodes}


def why(cell: Answer, figure: str) -> str:
    (reason,) = (one["reason"]["code"] for one in cell["absent"] if one["figure"] == figure)
    return str(reason)
