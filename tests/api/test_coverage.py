"""Coverage as viewers are told it: totals of everybody's records, small ones hidden, three counts kept apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import pytest

from registry.api.relay import global_id
from registry.application import steering
from registry.application.households import HouseholdDraft, MemberDraft, register_household
from registry.application.judging import judge
from registry.domain.household import PersonName
from registry.domain.partner import PublicName
from registry.domain.places import PCode
from registry.domain.rules import EligibilityRule, Expression, RuleClause
from registry.domain.vocabulary import (
    BenefitFamily,
    CountsAs,
    Criterion,
    Purpose,
    Relation,
    Role,
    Sex,
)
from tests.api.register import ASSOCIATION, AUDITOR, MINISTRY, UMBRELLA, Person, Register, Settle

pytestmark = pytest.mark.anyio

ANALYST: Final = Person(UMBRELLA, Role.ANALYST, Purpose.STATISTICS)
OFFICER: Final = Person(MINISTRY, Role.DATA_OFFICER, Purpose.PLANNING)
FIGURES: Final = "judged entitled planned enrolled reached covered unserved visits services unnamed"
CELL: Final = f"""
    of {{ place {{ code }} programme {{ code }} month sex ageGroup disability nationality }}
    {FIGURES} coverage absent {{ figure reason {{ code }} }}
"""
COVERAGE: Final = f"""
query ($by: [CoverageBy!]! = [MARKAZ], $filter: CoverageFilter, $asOf: AsOf) {{
  coverage(by: $by, filter: $filter, asOf: $asOf) {{
    total {{ {CELL} }}
    cells {{ edges {{ node {{ {CELL} }} }} refusals {{ code }} }}
  }}
}}
"""
NEAR, FAR = "EG2706", "EG2707"


async def judged(
    register: Register, expression: str = "household.markaz in ['EG2706', 'EG2707']"
) -> None:
    """The ministry's households, all of whom the rule of its programme entitles."""
    clause = RuleClause(
        name_ar=PublicName("في المركزين"),
        name_en=PublicName("In the two"),
        expression=Expression(expression),
    )
    programme = register.programmes["cash"]
    manager = register.context(MINISTRY, Role.PROGRAMME_MANAGER)
    await register.submit(steering.set_rule(programme, EligibilityRule(clauses=(clause,)), manager))
    judge_of = replace(register.context(MINISTRY, Role.DATA_OFFICER), purpose=Purpose.ELIGIBILITY)
    async with register.services.readers.connection() as connection:
        await judge(register.services.writer, connection, programme, judge_of)


async def homes(register: Register, many: int, place: str, **head: Any) -> list[UUID]:
    draft = HouseholdDraft(
        head=MemberDraft(
            name=PersonName(written="فاطمة عبد الرحيم"),
            relation=Relation.HEAD,
            **{"sex": Sex.FEMALE} | head,
        ),
        place=PCode(place),
        declared_size=3,
    )
    context, mint = register.context(MINISTRY), register.services.writer.mint
    return [await register.submit(register_household(draft, context, mint)) for _ in range(many)]


@pytest.fixture
async def entitled(register: Register) -> list[UUID]:
    """Fifteen households in Deshna and three in Qus, of whom twelve and one got cash."""
    near, far = await homes(register, 15, NEAR), await homes(register, 3, FAR, sex=Sex.MALE)
    for home in [*near[:12], far[0]]:
        await register.delivered(MINISTRY, "cash", home)
    return [*near, *far]


async def covered(
    register: Register, settled: Settle, person: Person, *by: str, **filters: Any
) -> dict[str, Any]:
    await settled()
    asked = {"by": list(by or ["MARKAZ"]), "filter": filters}
    answer: dict[str, Any] = (await register.ask(person, COVERAGE, asked))["coverage"]
    return answer


def rows(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [edge["node"] for edge in answer["cells"]["edges"]]


def told(cell: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(cell[name] for name in names or FIGURES.split())


@pytest.mark.usefixtures("entitled")
async def test_an_auditor_is_told_exactly_and_it_adds_up(
    register: Register, settled: Settle
) -> None:
    await settled()
    await judged(register)
    answer = await covered(register, settled, AUDITOR)
    assert [one["of"]["place"]["code"] for one in rows(answer)] == [NEAR, FAR]
    names = ("entitled", "reached", "covered", "unserved", "visits", "services", "coverage")
    assert [told(one, *names) for one in rows(answer)] == [
        (15, 12, 12, 3, 12, 12, 0.8),
        (3, 1, 1, 2, 1, 1, 0.3333),
    ]
    assert told(answer["total"], *names) == (18, 13, 13, 5, 13, 13, 0.7222)
    own = await covered(register, settled, OFFICER, own=True)
    assert (own["total"], rows(own)) == (answer["total"], rows(answer))


@pytest.mark.usefixtures("entitled")
async def test_to_others_small_counts_are_hidden_and_totals_do_not_tell_them(
    register: Register, settled: Settle
) -> None:
    await settled()
    await judged(register)
    for person in (ANALYST, OFFICER, Person(ASSOCIATION)):
        answer = await covered(register, settled, person)
        names = ("entitled", "reached", "covered", "unserved", "coverage")
        assert [told(one, *names) for one in rows(answer)] == [
            (20, 10, 10, None, 0.5),
            (None, None, None, None, None),
        ]
        assert told(answer["total"], "entitled", "reached", "unserved") == (20, 10, None)
        absent = {one["figure"]: one["reason"]["code"] for one in rows(answer)[1]["absent"]}
        assert {absent[name] for name in ("ENTITLED", "REACHED", "VISITS")} == {"few_people"}


@pytest.mark.usefixtures("entitled")
async def test_where_nobody_was_judged_nobody_is_said_to_be_entitled_or_not(
    register: Register, settled: Settle
) -> None:
    answer = await covered(register, settled, AUDITOR)
    assert told(answer["total"], "judged", "entitled", "covered", "coverage", "reached") == (
        0, None, None, None, 13,
    )  # fmt: skip
    absent = {one["figure"]: one["reason"]["code"] for one in answer["total"]["absent"]}
    assert absent == dict.fromkeys(("ENTITLED", "COVERED", "UNSERVED"), "nobody_judged")


@pytest.mark.usefixtures("entitled")
async def test_a_headcount_is_visits_services_or_heads_and_never_persons(
    register: Register, settled: Settle
) -> None:
    for counts_as in CountsAs:
        await register.delivered(
            MINISTRY, "cash", None, headcount=40, counts_as=counts_as, place=PCode(NEAR)
        )
    answer = await covered(register, settled, AUDITOR, "SEX")
    assert [
        (one["of"]["sex"], *told(one, "reached", "visits", "services", "unnamed"))
        for one in rows(answer)
    ] == [("FEMALE", 12, 12, 12, 0), ("MALE", 1, 1, 1, 0), (None, 0, 40, 40, 40)]


async def test_disability_is_counted_for_statistics_alone_and_that_it_was_opened_is_on_record(
    register: Register, settled: Settle
) -> None:
    for home in (
        *await homes(register, 11, NEAR, criteria=(Criterion.DISABILITY,)),
        *await homes(register, 2, NEAR),
    ):
        await register.delivered(MINISTRY, "cash", home)
    refused = await covered(register, settled, OFFICER, "DISABILITY")
    assert [one["code"] for one in refused["cells"]["refusals"]] == ["purpose_not_allowed"]
    assert (refused["total"], rows(refused), await register.openings()) == (None, [], [])
    answer = await covered(register, settled, AUDITOR, "DISABILITY")
    assert [(one["of"]["disability"], one["reached"]) for one in rows(answer)] == [
        ("UNKNOWN", 2),
        ("WITH", 11),
    ]
    (opened,) = await register.openings()
    assert (opened.fields, opened.subjects) == (("household.member_joined.stratum",), ())
    hidden = await covered(register, settled, ANALYST, "DISABILITY")
    assert [one["reached"] for one in rows(hidden)] == [None, 10]


@pytest.mark.usefixtures("entitled")
async def test_whose_plans_they_are_is_told_by_agreement_alone(
    register: Register, settled: Settle
) -> None:
    """The base agreement shares food; the ministry's programme gives cash."""
    stranger = await covered(register, settled, Person(ASSOCIATION), "PROGRAMME")
    (row,) = rows(stranger)
    absent = {one["figure"]: one["reason"]["code"] for one in row["absent"]}
    assert (absent["PLANNED"], absent["ENROLLED"]) == ("plans_of_others", "plans_of_others")
    (own,) = rows(await covered(register, settled, OFFICER, "PROGRAMME"))
    assert told(own, "planned", "enrolled") == (0, 0)


async def test_a_table_by_months_is_of_the_last_twelve(
    register: Register, settled: Settle, entitled: list[UUID]
) -> None:
    await settled()
    await judged(register)
    await register.delivered(MINISTRY, "cash", entitled[0], month="2024-10")
    answer = await covered(register, settled, AUDITOR, "MONTH")
    assert [(one["of"]["month"], one["covered"]) for one in rows(answer)] == [("2026-10", 13)]
    later = await covered(
        register, settled, AUDITOR, "MONTH", monthFrom="2026-10", monthUntil="2026-12"
    )
    assert [told(one, "entitled", "covered") for one in rows(later)] == [(18, 13), (18, 0), (18, 0)]
    for months in ({"monthFrom": "2020-01"}, {"monthFrom": "2026-11", "monthUntil": "2026-10"}):
        body = await register.answer(AUDITOR, COVERAGE, {"by": ["MONTH"], "filter": months})
        assert body["errors"][0]["extensions"]["code"] == "months_out_of_range"


CHANGE: Final = """
query ($before: String!, $after: String!, $by: [CoverageBy!]! = []) {
  coverageChange(beforeMonth: $before, afterMonth: $after, by: $by) {
    edges { node { before newly dropped after } }
  }
}
"""


async def test_who_is_covered_anew_and_who_no_more_is_the_difference_of_two_months(
    register: Register, settled: Settle, entitled: list[UUID]
) -> None:
    await settled()
    await judged(register)
    register.clock.now += timedelta(days=30)
    for home in entitled[8:]:
        await register.delivered(MINISTRY, "cash", home, month="2026-11")
    await settled()
    asked = {"before": "2026-10", "after": "2026-11"}
    (edge,) = (await register.ask(AUDITOR, CHANGE, asked))["coverageChange"]["edges"]
    assert edge["node"] == {"before": 13, "newly": 5, "dropped": 8, "after": 10}
    (edge,) = (await register.ask(ANALYST, CHANGE, asked))["coverageChange"]["edges"]
    assert edge["node"] == {"before": 10, "newly": None, "dropped": None, "after": 10}


GAPS: Final = """
query ($kind: GapKind!, $filter: CoverageFilter) {
  gaps(kind: $kind, filter: $filter) {
    edges { node { place { code } family persons meaningAr meaningEn } } refusals { code }
  }
}
"""


async def gaps(
    register: Register, settled: Settle, person: Person, kind: str, **filters: Any
) -> list[tuple[str, str | None, int | None]]:
    await settled()
    found = await register.ask(person, GAPS, {"kind": kind, "filter": filters})
    nodes = [edge["node"] for edge in found["gaps"]["edges"]]
    return [(one["place"]["code"], one["family"], one["persons"]) for one in nodes]


@pytest.mark.usefixtures("entitled")
async def test_gaps_are_entitled_whom_nobody_reached_and_villages_without_a_service_point(
    register: Register, settled: Settle
) -> None:
    await settled()
    await judged(register)
    unserved = await gaps(register, settled, AUDITOR, "ENTITLED_NOT_REACHED")
    assert unserved == [(NEAR, "CASH", 3), (FAR, "CASH", 2)]
    hidden = await gaps(register, settled, ANALYST, "ENTITLED_NOT_REACHED")
    assert hidden == [(NEAR, "CASH", None), (FAR, "CASH", None)]

    lived_in = await register.registered(MINISTRY, village=True)
    villages = await gaps(register, settled, AUDITOR, "VILLAGE_WITHOUT_SERVICE_POINT", place=NEAR)
    assert [one for one in villages if one[2]] == [("EG2706-L001", None, 1)]
    await register.delivered(
        MINISTRY, "cash", lived_in, service_point=register.partners[ASSOCIATION]
    )
    fewer = await gaps(register, settled, AUDITOR, "VILLAGE_WITHOUT_SERVICE_POINT", place=NEAR)
    assert set(villages) - set(fewer) == {("EG2706-L001", None, 1)}


@pytest.mark.usefixtures("entitled")
async def test_a_programme_of_somebody_who_is_unknown_counts_nobody(
    register: Register, settled: Settle
) -> None:
    filters = {"programme": global_id("Programme", register.programmes["refuge"])}
    answer = await covered(register, settled, OFFICER, **filters)
    assert (answer["total"], rows(answer)) == (None, [])
    family = await covered(register, settled, AUDITOR, family=BenefitFamily.FOOD.name)
    assert rows(family) == []
