"""What services cost: sources come to the total, under whatever was recorded, mended and taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from psycopg import AsyncConnection

from registry.domain.delivery import Source
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.money import Currency, Money
from registry.domain.vocabulary import MoneySource
from registry.eventlog.mapper import Pending
from registry.projections import spending
from registry.projections.catalogue import MODELS
from registry.projections.follower import Connection, catch_up, prepare
from registry.projections.model import Copy
from registry.projections.reading import all_pages
from registry.projections.spending import SpendingRow, SpentBy
from registry.projections.visibility import RecordFilter
from tests.folds import deliveries
from tests.projections.histories import commands
from tests.projections.register import Register

pytestmark = pytest.mark.anyio

Reader = AsyncConnection[Any]
Read = Callable[[Register], int]
Append = Callable[[Sequence[Sequence[Pending]]], int]
Facts = Callable[[], list[Recorded[AnyFact]]]

WHOLE = RecordFilter(everything=True)
ZERO = Decimal(0)


async def table(reader: Reader, position: int, by: Collection[SpentBy] = ()) -> list[SpendingRow]:
    page = partial(spending.page, reader, visible_to=WHOLE, by=by)
    return await all_pages(page, len, position=position)


async def test_sources_come_to_the_total_and_the_total_to_every_value(
    reader: Reader, append: Append, facts: Facts, follower: Connection
) -> None:
    end = append(commands(seed=89, many=140))
    copies = [Copy(model) for model in MODELS]
    prepare(follower, copies)
    catch_up(follower, copies, 7)
    worth: dict[Currency | None, Decimal] = defaultdict(lambda: ZERO)
    for made in deliveries.counted(facts()).values():
        currency = None if made.value is None else made.value.currency
        worth[currency] += ZERO if made.value is None else made.value.amount
    for by in ((), (SpentBy.CENTRE,), tuple(SpentBy)):
        rows = await table(reader, end, by)
        for row in rows:
            assert sum(row.amounts, ZERO) == row.total
            assert len(row.amounts) == len(row.sources) == len(set(row.sources))
        summed = {row.currency: ZERO for row in rows}
        for row in rows:
            summed[row.currency] += row.total
        assert summed == worth


@pytest.fixture
def food(register: Register) -> tuple[UUID, UUID]:
    """A centre and its service."""
    association = register.enrolled("amal")
    return association, register.opened_programme(association, "sessions")


def riyals(amount: int) -> Money:
    return Money(Decimal(amount), Currency.QAR)


async def test_a_person_costs_what_was_spent_on_those_who_are_named(
    reader: Reader, register: Register, read: Read, food: tuple[UUID, UUID]
) -> None:
    owner, programme = food
    zakat = Source(kind=MoneySource.ZAKAT, amount=riyals(30))
    waqf = Source(kind=MoneySource.WAQF, amount=riyals(50))
    all_of_it = Source(kind=MoneySource.DONATIONS)
    home = register.registered(owner)
    served: dict[str, Any] = {"household": home, "programme": programme}
    register.delivered(owner, **served, value=riyals(100), sources=(zakat, waqf))
    register.delivered(owner, **served, value=riyals(40), sources=(all_of_it,))
    register.delivered(owner, headcount=20, programme=programme, value=riyals(60))
    register.delivered(owner, **served)
    in_riyals, without = await table(reader, read(register), (SpentBy.CENTRE,))
    assert in_riyals.currency is Currency.QAR
    assert (int(in_riyals.total), in_riyals.persons) == (200, 1)
    paid = dict(zip(in_riyals.sources, in_riyals.amounts, strict=True))
    assert paid == {
        MoneySource.ZAKAT: 30,
        MoneySource.WAQF: 50,
        MoneySource.DONATIONS: 40,
        None: 80,
    }
    assert in_riyals.unsourced == 1
    assert in_riyals.each(in_riyals.on_named, in_riyals.persons) == 140
    assert without.currency is None
    assert without.each(without.on_named, without.persons) is None
    assert not without.total
