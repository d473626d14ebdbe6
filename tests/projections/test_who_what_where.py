"""Who does what where and when: what a fold counts, at any position; nobody protected is named to others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any, Final
from uuid import UUID

import pytest
from psycopg import AsyncConnection

from registry.domain.dates import precise_date
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.places import PCode
from registry.domain.vocabulary import BenefitFamily
from registry.eventlog.mapper import Pending
from registry.projections import who_what_where
from registry.projections.catalogue import MODELS
from registry.projections.coverage import Asked, Period
from registry.projections.distinct import Per
from registry.projections.follower import Connection, catch_up, prepare
from registry.projections.identities import ALL
from registry.projections.model import Copy
from registry.projections.reading import all_pages
from registry.projections.visibility import RecordFilter
from registry.projections.who_what_where import ActivityRow
from tests.folds import who_what_where as folded
from tests.projections.histories import commands
from tests.projections.register import Register

pytestmark = pytest.mark.anyio

Reader = AsyncConnection[Any]
Read = Callable[[Register], int]
Append = Callable[[Sequence[Sequence[Pending]]], int]
Facts = Callable[[], list[Recorded[AnyFact]]]

EVER: Final = Asked(year=2026)
FIGURES: Final = (
    "persons", "female", "male", "sex_unknown", "households", "visits", "services", "unnamed",
)  # fmt: skip


async def table(
    reader: Reader, position: int, asked: Asked = EVER, viewer: RecordFilter = ALL
) -> list[ActivityRow]:
    page = partial(who_what_where.page, reader, visible_to=viewer, asked=asked)
    return await all_pages(page, len, position=position)


def figures(row: ActivityRow) -> dict[str, int]:
    return {name: getattr(row, name) for name in FIGURES}


async def test_the_table_at_any_position_is_what_a_fold_counts(
    reader: Reader, append: Append, facts: Facts, follower: Connection
) -> None:
    end = append(commands(seed=83, many=420))
    copies = [Copy(model) for model in MODELS]
    prepare(follower, copies)
    catch_up(follower, copies)
    told: list[ActivityRow] = []
    for position, per in ((end, Per.IDENTITY), (end, Per.REGISTRATION), (end // 2, Per.IDENTITY)):
        rows = await table(reader, position, Asked(year=2026, per=per))
        found = {(r.partner, r.programme, r.family, r.place, r.month): figures(r) for r in rows}
        assert len(found) == len(rows)
        until = [one for one in facts() if one.position <= position]
        assert found == folded.table(until, linked=per is Per.IDENTITY)
        told += rows
    assert all(any(getattr(row, name) for row in told) for name in FIGURES)
    assert any(row.persons < row.services for row in told)


async def test_what_is_asked_for_is_what_is_counted(
    reader: Reader, register: Register, read: Read
) -> None:
    owner, other = register.enrolled("amal"), register.enrolled("nour")
    food = register.opened_programme(owner, "food")
    home = register.registered(owner)
    for month in (9, 10):
        register.delivered(owner, household=home, programme=food, on=precise_date(2026, month))
    register.delivered(owner, household=home, on=precise_date(2026))
    register.delivered(other, household=home, place="EG2707", family=BenefitFamily.HEALTH)
    position = read(register)

    async def told(**asked: Any) -> list[tuple[UUID | None, str, int]]:
        rows = await table(reader, position, Asked(year=2026, **asked), RecordFilter(own=owner))
        return [(row.partner, row.place, row.month.month) for row in rows]

    in_september, in_october = (owner, "EG2706", 9), (owner, "EG2706", 10)
    elsewhere = (other, "EG2707", 10)
    assert await told() == [in_september, in_october, elsewhere]
    assert await told(own=True) == [in_september, in_october]
    assert await told(programme=food) == [in_september, in_october]
    assert await told(family=BenefitFamily.HEALTH) == [elsewhere]
    assert await told(place=PCode("EG2707")) == [elsewhere]
    october = Period(first=date(2026, 10, 1), last=date(2026, 10, 31))
    assert await told(period=october) == [in_october, elsewhere]


async def test_a_protected_programme_is_counted_and_neither_named_nor_its_partner_to_others(
    reader: Reader, register: Register, read: Read
) -> None:
    owner = register.enrolled("amal")
    shelter = register.opened_programme(owner, "safe-house", protected=True)
    register.delivered(owner, household=register.registered(owner), programme=shelter)
    position, stranger = read(register), RecordFilter(own=register.id())
    (seen,) = await table(reader, position, viewer=stranger)
    assert (seen.partner, seen.programme, seen.family, seen.services) == (None, None, None, 1)
    (known,) = await table(reader, position, viewer=RecordFilter(own=owner))
    assert (known.partner, known.programme, known.family) == (owner, shelter, BenefitFamily.FOOD)
    for asked in (Asked(year=2026, programme=shelter), Asked(year=2026, family=BenefitFamily.FOOD)):
        assert await table(reader, position, asked, stranger) == []
