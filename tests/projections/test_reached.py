"""Persons, visits and services are three counts, and none is a sum of another's."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from random import Random
from typing import Any
from uuid import UUID

import pytest
from psycopg import AsyncConnection

from registry.domain.dates import days_from, precise_date
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.places import PCode
from registry.domain.vocabulary import Claim, ConsentState, CountsAs
from registry.projections import reached
from registry.projections.reached import By, ReachedFilters, ReachedRow
from registry.projections.reading import Window
from registry.projections.visibility import RecordFilter
from tests.conftest import FOLLOWED, Templates
from tests.folds import deliveries
from tests.projections.beginning import live, template_of
from tests.projections.histories import commands
from tests.projections.register import Register

pytestmark = pytest.mark.anyio

Reader = AsyncConnection[Any]
Read = Callable[[Register], int]
Facts = Callable[[], list[Recorded[AnyFact]]]

WHOLE = RecordFilter(everything=True)
NOVEMBER = precise_date(2026, 11)


@pytest.fixture
def log_template(request: pytest.FixtureRequest) -> str:
    return template_of(request, "visited", otherwise=FOLLOWED)


@pytest.fixture
def visited(templates: Templates) -> int:
    """A history that was read in small batches; its last position."""
    return templates.make(
        "visited", FOLLOWED, lambda url: live(url, commands(seed=71, many=110), batch=7)
    )


async def table(
    reader: Reader,
    position: int,
    by: Collection[By] = (),
    viewer: RecordFilter = WHOLE,
    **filters: Any,
) -> list[ReachedRow]:
    window = Window[int](position, first=100)
    page = await reached.page(
        reader, window, visible_to=viewer, by=by, filters=ReachedFilters(**filters)
    )
    assert not page.more
    return list(page.rows)


async def total(reader: Reader, position: int, **filters: Any) -> tuple[int, int, int, int]:
    rows = await table(reader, position, **filters)
    return figures(rows[0]) if rows else (0, 0, 0, 0)


def figures(row: ReachedRow) -> tuple[int, int, int, int]:
    return row.persons, row.visits, row.services, row.unnamed


@pytest.mark.parametrize(
    "by",
    [(), (By.MARKAZ,), (By.GOVERNORATE, By.MONTH), (By.MARKAZ, By.PROGRAMME, By.MONTH)],
    ids=lambda by: "+".join(by) or "total",
)
async def test_the_table_at_any_position_is_what_a_fold_counts(
    reader: Reader, visited: int, facts: Facts, by: tuple[By, ...]
) -> None:
    end = visited
    for position in (0, end, *Random(1).sample(range(end), 10)):  # noqa: S311 - a sample, no secret
        expected = deliveries.reached((one for one in facts() if one.position <= position), by=by)
        rows = await everything(reader, position, by)
        assert {(row.place, row.programme, row.month): figures(row) for row in rows} == expected


async def everything(reader: Reader, position: int, by: Collection[By]) -> list[ReachedRow]:
    rows: list[ReachedRow] = []
    while True:
        window = Window(position, first=17, after=len(rows))
        page = await reached.page(reader, window, visible_to=WHOLE, by=by)
        rows += page.rows
        if not page.more:
            return rows


@pytest.fixture
def food(register: Register) -> tuple[UUID, UUID]:
    """An association and its programme."""
    association = register.enrolled("amal")
    return association, register.opened_programme(association, "ramadan")


async def test_a_person_served_in_two_months_is_one_person_in_all(
    reader: Reader, register: Register, read: Read, food: tuple[UUID, UUID]
) -> None:
    owner, programme = food
    home = register.registered(owner)
    register.delivered(owner, household=home, programme=programme)
    register.delivered(owner, household=home, programme=programme, on=NOVEMBER)
    position = read(register)
    assert await total(reader, position) == (1, 2, 2, 0)
    months = await table(reader, position, [By.MONTH])
    assert [(row.month, figures(row)) for row in months] == [
        (date(2026, 10, 1), (1, 1, 1, 0)),
        (date(2026, 11, 1), (1, 1, 1, 0)),
    ]


async def test_a_household_is_served_through_its_head(
    reader: Reader, register: Register, read: Read, food: tuple[UUID, UUID]
) -> None:
    owner, programme = food
    home = register.registered(owner)
    register.delivered(owner, household=home, programme=programme)
    register.delivered(owner, household=home, member=register.heads[home], programme=programme)
    assert await total(reader, read(register)) == (1, 2, 2, 0)
    register.delivered(owner, member=register.joined(owner, home), programme=programme)
    assert await total(reader, read(register)) == (2, 3, 3, 0)


async def test_three_services_in_one_visit_are_one_person_and_one_visit(
    reader: Reader, register: Register, read: Read, food: tuple[UUID, UUID]
) -> None:
    owner, programme = food
    home, visit = register.registered(owner), register.id()
    for _ in range(3):
        register.delivered(owner, household=home, programme=programme, visit=visit)
    assert await total(reader, read(register)) == (1, 1, 3, 0)


async def test_what_others_report_counts_in_nothing(
    reader: Reader, register: Register, read: Read, food: tuple[UUID, UUID]
) -> None:
    owner, programme = food
    home = register.registered(owner)
    for claim in (Claim.REPORTED_BY_HOUSEHOLD, Claim.REPORTED_BY_PARTNER):
        register.delivered(owner, household=home, programme=programme, claim=claim)
        register.delivered(owner, headcount=20, programme=programme, claim=claim)
    assert await table(reader, read(register)) == []


async def test_a_headcount_adds_to_the_one_count_it_names_and_never_to_persons(
    reader: Reader, register: Register, read: Read, food: tuple[UUID, UUID]
) -> None:
    owner, programme = food
    expected = {
        CountsAs.PERSON: (0, 0, 0, 40),
        CountsAs.VISIT: (0, 40, 0, 40),
        CountsAs.SERVICE: (0, 40, 40, 40),
    }
    for counts_as, figures_then in expected.items():
        register.delivered(owner, headcount=40, programme=programme, counts_as=counts_as)
        assert await total(reader, read(register)) == figures_then


async def test_places_are_summed_by_markaz_and_by_governorate(
    reader: Reader, register: Register, read: Read, food: tuple[UUID, UUID]
) -> None:
    """A village counts in its markaz, and the three codes of Qena are one; a governorate alone stays apart."""
    owner, programme = food
    for place in ("EG2706", "EG2706-L001", "EG2701", "EG2702", "EG27"):
        home = register.registered(owner, place, protected=place == "EG27")
        register.delivered(owner, place, household=home, programme=programme)
    position = read(register)
    by_markaz = await table(reader, position, [By.MARKAZ])
    assert [(row.place, row.persons) for row in by_markaz] == [
        ("EG27", 1),
        ("EG2702", 2),
        ("EG2706", 2),
    ]
    by_governorate = await table(reader, position, [By.GOVERNORATE])
    assert [(row.place, row.persons) for row in by_governorate] == [("EG27", 5)]
    assert await total(reader, position, place=PCode("EG2706")) == (2, 2, 2, 0)
    assert await total(reader, position, place=PCode("EG2706-L001")) == (1, 1, 1, 0)
    assert await total(reader, position, place=PCode("EGY")) == (5, 5, 5, 0)


async def test_months_are_filtered_by_any_of_their_days_and_a_year_has_no_month(
    reader: Reader, register: Register, read: Read, food: tuple[UUID, UUID]
) -> None:
    owner, programme = food
    home = register.registered(owner)
    for on in (precise_date(2026), precise_date(2026, 9, 30), precise_date(2026, 10, 1), NOVEMBER):
        register.delivered(owner, household=home, programme=programme, on=on)
    position = read(register)
    october = {"month_from": date(2026, 10, 31), "month_until": date(2026, 10, 1)}
    assert await total(reader, position, **october) == (1, 1, 1, 0)
    assert await total(reader, position, month_until=date(2026, 10, 15)) == (1, 2, 2, 0)
    assert await total(reader, position) == (1, 4, 4, 0)
    months = [row.month for row in await table(reader, position, [By.MONTH])]
    assert months == [date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1), None]


async def test_a_span_counts_in_its_month_where_it_lies_in_one_and_in_none_where_it_lies_in_two(
    reader: Reader, register: Register, read: Read, food: tuple[UUID, UUID]
) -> None:
    owner, programme = food
    home = register.registered(owner)
    ten_days = days_from(date(2027, 2, 8), date(2027, 2, 17))
    ramadan = days_from(date(2027, 2, 8), date(2027, 3, 8))
    for on in (ten_days, ramadan):
        register.delivered(owner, household=home, programme=programme, on=on)
    rows = await table(reader, read(register), [By.MONTH])
    assert [(row.month, row.services) for row in rows] == [(date(2027, 2, 1), 1), (None, 1)]


async def test_a_protected_programme_counts_in_totals_and_is_named_to_its_owner_alone(
    reader: Reader, register: Register, read: Read, food: tuple[UUID, UUID]
) -> None:
    owner, programme = food
    shelter = register.opened_programme(owner, "safe-house", protected=True)
    home = register.registered(owner)
    register.delivered(owner, household=home, programme=programme)
    register.delivered(owner, household=home, programme=shelter)
    position = read(register)
    stranger, own = RecordFilter(own=register.id()), RecordFilter(own=owner)
    to_owner = await table(reader, position, [By.PROGRAMME], own)
    assert {row.programme: row.services for row in to_owner} == {programme: 1, shelter: 1}
    to_stranger = await table(reader, position, [By.PROGRAMME], stranger)
    assert {row.programme: row.services for row in to_stranger} == {programme: 1, None: 1}
    assert await table(reader, position, (), stranger, programme=shelter) == []
    assert await total(reader, position, programme=shelter) == (1, 1, 1, 0)


async def test_a_household_that_refused_sharing_is_in_the_totals(
    reader: Reader, register: Register, read: Read, food: tuple[UUID, UUID]
) -> None:
    owner, programme = food
    home = register.registered(owner, sharing=ConsentState.REFUSED)
    register.delivered(owner, household=home, programme=programme)
    rows = await table(reader, read(register), (), RecordFilter(own=register.id()))
    assert [figures(row) for row in rows] == [(1, 1, 1, 0)]
