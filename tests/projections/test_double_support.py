"""Which deliveries overlap: at any position what a plain fold of the facts makes of them, links and undone ones too."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import islice
from random import Random
from typing import Any, Final
from uuid import UUID

import pytest
from psycopg import AsyncConnection

from registry.application.doubled import Doubled, Looking
from registry.domain.dates import precise_date
from registry.domain.delivery import DeliveryRecorded
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.money import Currency, Money
from registry.domain.vocabulary import BenefitFamily, BenefitKind, ConsentState, CountsAs, Unit
from registry.eventlog.mapper import Pending
from registry.projections import household_roll
from registry.projections.catalogue import MODELS
from registry.projections.follower import Connection, catch_up, prepare
from registry.projections.model import Copy
from registry.projections.support_given import GivenFilters
from registry.projections.visibility import RecordFilter
from tests.folds import double_support, households
from tests.projections import delivering
from tests.projections.histories import History
from tests.projections.test_identities import viewing

pytestmark = pytest.mark.anyio

Reader = AsyncConnection[Any]
Append = Callable[[Sequence[Sequence[Pending]]], int]
Facts = Callable[[], list[Recorded[AnyFact]]]

SHOWN: Final = frozenset({ConsentState.GIVEN, ConsentState.NOT_ASKED})


@pytest.fixture
def helped(append: Append, follower: Connection) -> int:
    """A history with many links and much help to whoever is linked, read; its last position."""
    history = History(Random(83))  # noqa: S311 - a story, no secret
    end = append([*islice(history.commands(), 300), *islice(helping(history), 240)])
    copies = [Copy(model) for model in MODELS]
    prepare(follower, copies)
    catch_up(follower, copies, 50)
    return end


def helping(history: History) -> Iterator[list[Pending]]:
    """Help to the households of pairs, while these are linked and parted, and help is mended and taken back."""
    while True:
        acts: list[Callable[[], list[Pending]]] = [
            lambda: helps(history),
            history.speaks_of_pair,
            lambda: delivering.corrects(history),
            lambda: delivering.reverses(history),
            history.changes,
        ]
        (act,) = history.random.choices(acts, (14, 5, 1, 2, 1))
        if told := act():
            yield told


def helps(history: History) -> list[Pending]:
    chance, stream = history.random, history.id()
    sides = chance.choice(list(history.pairs.values())[:12])
    named = (sides.first_household, sides.first), (sides.second_household, sides.second)
    household, member = chance.choice(named)
    given = history.given[stream] = DeliveryRecorded(
        household=household,
        member=chance.choice((None, member)),
        programme=chance.choice((None, *history.programmes)),
        family=chance.choice((BenefitFamily.FOOD, BenefitFamily.CASH)),
        kind=BenefitKind.IN_KIND,
        unit=Unit.BASKET,
        value=chance.choice((None, Money(Decimal(350), Currency.EGP))),
        counts_as=CountsAs.SERVICE,
        on=precise_date(2026, chance.randint(8, 11)),
        place=history.homes[household].place,
    )
    return history.now(stream, given, partner=chance.choice(history.partners[:3]))


def knowing(owner: UUID, owners: Sequence[UUID]) -> RecordFilter:
    """Whoever did not refuse is shown."""
    viewer = viewing(owner, *owners)
    others = tuple((one, replace(rule, shown=SHOWN)) for one, rule in viewer.others)
    return replace(viewer, others=others)


async def found(reader: Reader, position: int, viewer: RecordFilter) -> list[Doubled]:
    looking = await Looking.at(reader, position, viewer)
    return [one async for batch in looking.batches(GivenFilters()) for one in batch]


async def test_double_support_at_any_position_is_what_a_fold_makes_of_the_facts(
    reader: Reader, helped: int, facts: Facts
) -> None:
    told = facts()
    rows = households.roll(told)
    owners = sorted({row["partner"] for row in rows.values()})
    across = within = vanished = 0
    before: dict[UUID, set[frozenset[UUID]]] = {}
    for position in sorted([helped, *Random(5).sample(range(helped // 2, helped), 6)]):  # noqa: S311 - a sample
        until = [one for one in told if one.position <= position]
        for owner in owners[:3]:
            viewer = knowing(owner, owners)
            known = await household_roll.by_ids(reader, rows, position=helped, visible_to=viewer)
            read = await found(reader, position, viewer)
            two = [frozenset({one.given.delivery, one.other.delivery}) for one in read]
            assert len(two) == len(set(two))
            assert set(two) == double_support.doubled(until, owner, known)
            assert [one.place for one in read] == sorted(one.place for one in read)
            across += sum(one.other.partner != owner for one in read)
            within += sum(one.other.partner == owner for one in read)
            vanished += len(before.get(owner, set()) - set(two))
            before[owner] = set(two)
    assert min(across, within) > 20
    assert vanished > 5
