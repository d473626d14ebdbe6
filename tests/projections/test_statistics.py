"""The table of services: what a fold counts, at any position; services add up, and persons are never a sum."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from random import Random
from typing import Any
from uuid import UUID

import pytest
from psycopg import AsyncConnection

from registry.domain.dates import days_from, precise_date
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.vocabulary import NationalityGroup, Sex
from registry.eventlog.mapper import Pending
from registry.projections import statistics
from registry.projections.catalogue import MODELS
from registry.projections.distinct import Per
from registry.projections.follower import Connection, catch_up, prepare
from registry.projections.model import Copy
from registry.projections.reading import all_pages
from registry.projections.statistics import By, StatisticsFilters, StatisticsRow
from registry.projections.visibility import RecordFilter
from tests.folds import identities
from tests.folds import statistics as folded
from tests.projections.histories import commands
from tests.projections.register import Register

pytestmark = pytest.mark.anyio

Reader = AsyncConnection[Any]
Read = Callable[[Register], int]
Append = Callable[[Sequence[Sequence[Pending]]], int]
Facts = Callable[[], list[Recorded[AnyFact]]]

WHOLE = RecordFilter(everything=True)


async def table(
    reader: Reader,
    position: int,
    by: Collection[By] = (),
    viewer: RecordFilter = WHOLE,
    per: Per = Per.REGISTRATION,
    **filters: Any,
) -> list[StatisticsRow]:
    page = partial(
        statistics.page,
        reader,
        visible_to=viewer,
        by=by,
        per=per,
        filters=StatisticsFilters(**filters),
    )
    return await all_pages(page, len, position=position)


def figures(row: StatisticsRow) -> tuple[int, int, int, int]:
    return row.persons, row.visits, row.services, row.unnamed


async def test_the_table_at_any_position_is_what_a_fold_counts_and_its_services_add_up(
    reader: Reader, append: Append, facts: Facts, follower: Connection
) -> None:
    end = append(commands(seed=83, many=140))
    copies = [Copy(model) for model in MODELS]
    prepare(follower, copies)
    catch_up(follower, copies, 7)
    for position in (0, end, *Random(3).sample(range(end), 4)):  # noqa: S311 - a sample, no secret
        until = [one for one in facts() if one.position <= position]
        services = set()
        for by in ((), (By.CENTRE, By.YEAR), (By.SERVICE, By.SEX, By.NATIONALITY), tuple(By)):
            rows = await table(reader, position, by)
            found = {tuple(getattr(row, one) for one in by): figures(row) for row in rows}
            assert found == folded.table(until, by=by)
            services.add(sum(row.services for row in rows))
        assert len(services) == 1
    everybody = await table(reader, end, (By.SEX,), per=Per.IDENTITY)
    linked = identities.persons(facts())
    assert {(row.sex,): figures(row) for row in everybody} == folded.table(
        facts(), by=("sex",), person=linked
    )


@pytest.fixture
def food(register: Register) -> tuple[UUID, UUID]:
    """A centre and its service."""
    association = register.enrolled("amal")
    return association, register.opened_programme(association, "sessions")


async def test_where_it_was_done_goes_before_whose_record_it_is(
    reader: Reader, register: Register, read: Read, food: tuple[UUID, UUID]
) -> None:
    owner, programme = food
    point, home = register.enrolled("point"), register.registered(owner)
    register.delivered(owner, household=home, programme=programme, service_point=point)
    register.delivered(owner, household=home, programme=programme)
    position = read(register)
    rows = await table(reader, position, (By.CENTRE,))
    assert {row.centre: figures(row) for row in rows} == {
        owner: (1, 1, 1, 0),
        point: (1, 1, 1, 0),
    }
    assert [figures(row) for row in await table(reader, position)] == [(1, 2, 2, 0)]


async def test_a_year_is_known_where_all_days_lie_in_it(
    reader: Reader, register: Register, read: Read, food: tuple[UUID, UUID]
) -> None:
    owner, programme = food
    home = register.registered(owner)
    over_new_year = days_from(precise_date(2025, 12, 28).first, precise_date(2026, 1, 3).last)
    for on in (precise_date(2025), precise_date(2026, 3), over_new_year):
        register.delivered(owner, household=home, programme=programme, on=on)
    position = read(register)
    rows = await table(reader, position, (By.YEAR,))
    assert [(row.year, row.services) for row in rows] == [(2025, 1), (2026, 1), (None, 1)]
    (of_2025,) = await table(reader, position, year_from=2025, year_until=2025)
    assert figures(of_2025) == (1, 1, 1, 0)


async def test_who_is_not_named_is_of_no_sex_and_no_nationality(
    reader: Reader, register: Register, read: Read, food: tuple[UUID, UUID]
) -> None:
    owner, programme = food
    register.delivered(owner, headcount=30, programme=programme)
    (row,) = await table(reader, read(register), (By.SEX, By.NATIONALITY))
    assert (row.sex, row.nationality) == (Sex.UNKNOWN, NationalityGroup.UNKNOWN)
    assert row.persons == 0


async def test_a_protected_service_is_counted_and_neither_named_nor_placed_for_others(
    reader: Reader, register: Register, read: Read, food: tuple[UUID, UUID]
) -> None:
    owner, _ = food
    shelter = register.opened_programme(owner, "safe-house", protected=True)
    register.delivered(owner, household=register.registered(owner), programme=shelter)
    position = read(register)
    stranger, own = RecordFilter(own=register.id()), RecordFilter(own=owner)
    by = (By.CENTRE, By.SERVICE)
    (seen,) = await table(reader, position, by, stranger)
    assert (seen.centre, seen.service, seen.services) == (None, None, 1)
    (known,) = await table(reader, position, by, own)
    assert (known.centre, known.service) == (owner, shelter)
    assert await table(reader, position, by, stranger, centres=(owner,)) == []
