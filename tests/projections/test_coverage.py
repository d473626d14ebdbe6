"""Coverage at any position is what a fold of the facts counts, whatever is linked, undone, mended or taken back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

import pytest
from psycopg import AsyncConnection

from registry.domain import referral
from registry.domain.casework import Priority
from registry.domain.dates import precise_date
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.vocabulary import BenefitFamily
from registry.projections import coverage, coverage_change, gap_households, gaps
from registry.projections.coverage import (
    DIVIDING_PERSONS,
    Asked,
    CoverageBy,
    CoverageRow,
    Period,
)
from registry.projections.distinct import Per
from registry.projections.identities import ALL
from registry.projections.reading import Window
from registry.projections.visibility import RecordFilter
from tests.folds.coverage import FIGURES, OF_ENTITLED, Coverage
from tests.projections.register import MORNING, Register, sealed

pytestmark = pytest.mark.anyio

Reader = AsyncConnection[Any]
Facts = Callable[[], list[Recorded[AnyFact]]]

YEAR: Final = 2026
MONTHS: Final = (date(2026, 9, 1), date(2026, 11, 30))
PERIOD: Final = Period(first=MONTHS[0], last=MONTHS[1])
BY: Final = CoverageBy
PERSONS: Final = ("judged", "entitled", "planned", "enrolled", "reached", *OF_ENTITLED)


async def table(
    reader: Reader, position: int, by: Collection[CoverageBy], asked: Asked, first: int = 100
) -> list[CoverageRow]:
    rows: list[CoverageRow] = []
    while True:
        window = Window(position, first, after=len(rows))
        page = await coverage.page(reader, window, visible_to=ALL, by=by, asked=asked)
        rows += page.rows
        if not page.more:
            return rows


def figures(row: CoverageRow) -> dict[str, int]:
    return {name: getattr(row, name) for name in FIGURES}


def cell(row: CoverageRow, by: Sequence[CoverageBy]) -> tuple[Any, ...]:
    return tuple(row.place if one in coverage.PLACES else getattr(row, one.value) for one in by)


TABLES: Final = (
    (),
    (BY.MARKAZ, BY.SEX),
    (BY.VILLAGE, BY.PROGRAMME, BY.MONTH),
    (BY.GOVERNORATE, BY.FAMILY, BY.AGE_GROUP, BY.NATIONALITY),
)


async def test_a_table_at_any_position_is_what_a_fold_counts_and_adds_up(
    reader: Reader, lived: int, facts: Facts
) -> None:
    told, covered = facts(), 0
    for position in (lived, *Random(3).sample(range(lived // 2, lived), 1)):  # noqa: S311 - a sample, no secret
        for per, months in ((Per.IDENTITY, MONTHS), (Per.REGISTRATION, None)):
            until = [one for one in told if one.position <= position]
            whole = Coverage(until, linked=per is Per.IDENTITY)
            asked = Asked(year=YEAR, per=per, period=PERIOD if months else None)
            for by in TABLES if months else TABLES[:2]:
                rows = await table(reader, position, by, asked, first=17)
                found = {cell(row, by): figures(row) for row in rows}
                assert found == whole.table(by, year=YEAR, months=months)
                covered += sum(row.covered for row in rows)
            await adds_up(reader, position, asked)
    assert covered > 5


BEFORE: Final = Period(first=date(2026, 9, 1), last=date(2026, 10, 31))
AFTER: Final = Period(first=date(2026, 10, 1), last=date(2026, 12, 31))


async def test_who_is_new_and_who_is_gone_add_up_to_who_is_covered_and_the_rest_is_a_gap(
    reader: Reader, lived: int, facts: Facts
) -> None:
    whole, asked = Coverage(facts()), Asked(year=YEAR)
    before, after = (whole.covered((one.first, one.last)) for one in (BEFORE, AFTER))
    expected = (len(before), len(after - before), len(before - after), len(after))
    for by in ((), (BY.MARKAZ,), (BY.SEX, BY.AGE_GROUP)):
        page = await coverage_change.page(
            reader, Window(lived, 100), BEFORE, AFTER, visible_to=ALL, by=by, asked=asked
        )
        rows = [(row.before, row.newly, row.dropped, row.after) for row in page.rows]
        assert all(was + new - gone == now for was, new, gone, now in rows)
        assert tuple(map(sum, zip(*rows, strict=True))) == expected
    found = await gaps.unserved(reader, Window(lived, 100), visible_to=ALL, asked=asked)
    table = whole.table(("markaz", "family"), year=YEAR)
    missing = {cell: one["entitled"] - one["covered"] for cell, one in table.items()}
    assert {(row.place, row.family): row.persons for row in found.rows} == {
        cell: persons for cell, persons in missing.items() if persons
    }


async def test_a_need_is_a_gap_until_somebody_meets_it(
    reader: Reader, register: Register, read: Callable[[Register], int]
) -> None:
    """Help before it was asked for does not meet it, nor does help to somebody else."""
    owner, other = register.enrolled("amal"), register.enrolled("nour")
    home, elsewhere = register.registered(owner), register.registered(other)
    register.happened(owner, register.id(), asking(owner, other, home))

    async def needs() -> list[tuple[str, int]]:
        window = Window[int](read(register), 100)
        page = await gaps.needs(reader, window, visible_to=ALL, asked=Asked(year=YEAR))
        return [(row.place, row.persons) for row in page.rows]

    assert await needs() == [("EG2706", 1)]
    food = register.opened_programme(other, "ramadan")
    register.delivered(other, household=elsewhere, programme=food)
    assert await needs() == [("EG2706", 1)]
    register.delivered(owner, household=home, programme=food, on=precise_date(2026, 9))
    assert await needs() == [("EG2706", 1)]
    register.delivered(owner, household=home, programme=food, on=precise_date(2099))
    assert await needs() == []


async def test_an_own_need_is_met_by_own_help_alone(
    reader: Reader, register: Register, read: Callable[[Register], int]
) -> None:
    """What others gave is theirs to tell."""
    owner, other = register.enrolled("amal"), register.enrolled("nour")
    home = register.registered(owner)
    register.happened(owner, register.id(), asking(owner, other, home))
    theirs, own = (
        register.opened_programme(other, "theirs"),
        register.opened_programme(owner, "own"),
    )

    async def behind() -> tuple[list[int], list[UUID]]:
        window = Window[int](read(register), 100)
        told: dict[str, Any] = {
            "visible_to": RecordFilter(own=owner),
            "asked": Asked(year=YEAR, own=True),
        }
        counted = await gaps.needs(reader, window, **told)
        named = await gap_households.needs(reader, window, **told)
        return [row.persons for row in counted.rows], [row.household for row in named.rows]

    register.delivered(other, household=home, programme=theirs, on=precise_date(2099))
    assert await behind() == ([1], [home])
    register.delivered(owner, household=home, programme=own, on=precise_date(2099))
    assert await behind() == ([], [])


def asking(sender: UUID, to: UUID, home: UUID) -> referral.ReferralSent:
    return referral.ReferralSent(
        sender=sender,
        to=to,
        household=home,
        need=BenefitFamily.FOOD,
        priority=Priority.NORMAL,
        due=MORNING + timedelta(days=14),
        disclosed=(),
        note=sealed("none"),
    )


async def adds_up(reader: Reader, position: int, asked: Asked) -> None:
    """Persons over all that divides persons, services over everything; elsewhere somebody may be several times."""
    (total,) = await table(reader, position, (), asked)
    for one in CoverageBy:
        if one is BY.MONTH and asked.period is None:
            continue
        rows = await table(reader, position, (one,), asked)
        summed = {name: sum(getattr(row, name) for row in rows) for name in FIGURES}
        alike = {"services", "unnamed"} | (set(PERSONS) if one in DIVIDING_PERSONS else set())
        assert {name: summed[name] for name in alike} == {
            name: getattr(total, name) for name in alike
        }, one
        assert all(summed[name] >= getattr(total, name) for name in (*PERSONS[:5], "visits")), one
