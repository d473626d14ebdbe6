"""Persons and households that several registered: at any position what a fold of the facts makes of the links."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from hashlib import sha256
from random import Random
from typing import Any, Final
from uuid import UUID

import numpy as np
import pytest
from psycopg import AsyncConnection

from registry.domain import pair
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.ids import uuid7
from registry.domain.sameness import PartingReason
from registry.domain.vocabulary import ConsentState, Relation
from registry.matching.claims import Claim
from registry.matching.columns import as_columns
from registry.matching.households import households as by_the_rule
from registry.privacy.policy import RecordRule
from registry.projections import household_identities, household_roll, reached
from registry.projections.distinct import Per, twice_there
from registry.projections.household_identities import households_of
from registry.projections.household_roll import RollFilters
from registry.projections.identities import ALL, persons_of
from registry.projections.reached import By
from registry.projections.reading import Window, all_pages
from registry.projections.summary import summary
from registry.projections.visibility import RecordFilter
from tests.folds import deliveries, households, identities
from tests.projections.register import MORNING, Register

pytestmark = pytest.mark.anyio

Reader = AsyncConnection[Any]
Read = Callable[[Register], int]
Facts = Callable[[], list[Recorded[AnyFact]]]

EVERYBODY: Final = RollFilters()


def grouped(identity: Mapping[UUID, UUID], asked: Collection[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    whole = {one: identity.get(one, one) for one in {*asked, *identity}}
    return {
        one: tuple(sorted(other for other in whole if whole[other] == whole[one])) for one in asked
    }


def sampled(end: int) -> list[int]:
    return [end, *Random(5).sample(range(end), 12)]  # noqa: S311 - a sample, no secret


async def test_identities_at_any_position_are_what_a_fold_makes_of_the_links(
    reader: Reader, lived: int, facts: Facts
) -> None:
    told = facts()
    shared = 0
    for position in sampled(lived):
        until = [one for one in told if one.position <= position]
        members = {row["member"] for row in households.members(until).values()}
        homes = set(households.roll(until))
        person, home = identities.persons(until), identities.households(until)
        found = await persons_of(reader, members, position, visible_to=ALL)
        assert found == grouped(person, members)
        assert await households_of(reader, homes, position, visible_to=ALL) == grouped(home, homes)
        totals = await summary(reader, position=position)
        twice = await twice_there(reader, position=position)
        once = (totals.members - twice.persons, totals.registrations - twice.households)
        assert once == identities.counts(until)
        shared += len(home)
    assert shared > 10


async def test_a_viewer_is_told_of_links_between_what_it_may_know(
    reader: Reader, lived: int, facts: Facts
) -> None:
    told = facts()
    rows = households.roll(told)
    owners = sorted({row["partner"] for row in rows.values()})
    viewer = viewing(owners[0], *owners[1:])
    seen = await household_roll.by_ids(reader, rows, position=lived, visible_to=viewer)
    assert 10 < len(seen) < len(rows)
    person, home = identities.persons(told, seen), identities.households(told, seen)
    assert person != identities.persons(told)
    members = set(identities.persons(told))
    assert await persons_of(reader, members, lived, visible_to=viewer) == grouped(person, members)
    assert await households_of(reader, seen, lived, visible_to=viewer) == grouped(home, seen)


@pytest.mark.parametrize("by", [(), (By.MARKAZ, By.MONTH), (By.PROGRAMME,)], ids=str)
async def test_those_reached_count_once_whoever_registered_them(
    reader: Reader, lived: int, facts: Facts, by: tuple[By, ...]
) -> None:
    told = facts()
    for position in sampled(lived)[:3]:
        until = [one for one in told if one.position <= position]
        person, home = identities.persons(until), identities.households(until)
        for per, linked, joined in (
            (Per.REGISTRATION, {}, {}),
            (Per.IDENTITY, person, home),
        ):
            rows = await all_pages(
                lambda window, per=per: reached.page(  # type: ignore[misc]
                    reader, window, visible_to=ALL, by=by, per=per, households=True
                ),
                len,
                position=position,
            )
            cells = {(row.place, row.programme, row.month): row for row in rows}
            assert {
                cell: (row.persons, row.visits, row.services, row.unnamed)
                for cell, row in cells.items()
            } == deliveries.reached(until, by=by, person=linked)
            served = {cell: row.households for cell, row in cells.items() if row.households}
            assert served == deliveries.homes_reached(until, by=by, home=joined)


async def test_a_roll_of_households_has_each_once_and_pages_agree(
    reader: Reader, lived: int, facts: Facts
) -> None:
    until = facts()
    home = identities.households(until)
    counting = [at for at, row in households.roll(until).items() if row["withdrawn"] is None]
    expected = sorted({home.get(one, one) for one in counting})
    assert len(expected) < len(counting)
    pages: list[UUID] = []
    after, more = None, True
    while more:
        page = await household_identities.page(
            reader,
            Window(lived, 3, after),
            searched=ALL,
            visible_to=ALL,
            filters=EVERYBODY,
        )
        pages += [row.household for row in page.rows]
        after, more = pages[-1], page.more
    assert pages == expected


def ruled(
    there: Mapping[UUID, Mapping[UUID, Relation]], persons: Collection[Collection[UUID]]
) -> Any:
    """What the rule of matching makes of households with their members, of whom some are one person."""
    rows = [(member, home, as_) for home, those in there.items() for member, as_ in those.items()]
    columns = as_columns(
        Claim(record=str(member), registration=str(home), partner="", name="", relation=as_)
        for member, home, as_ in rows
    )
    person = {member: number for number, those in enumerate(persons) for member in those}
    alone = range(len(persons), len(persons) + len(rows))
    identity = [person.get(member, own) for (member, _, _), own in zip(rows, alone, strict=True)]
    found = by_the_rule(columns, np.array(identity, dtype=np.int64))
    return {
        UUID(home): tuple(
            UUID(other) for other, of in zip(columns.registrations, found, strict=True) if of == own
        )
        for home, own in zip(columns.registrations, found, strict=True)
    }


@pytest.mark.parametrize("one", Relation)
@pytest.mark.parametrize("other", Relation)
async def test_registrations_are_one_household_by_the_generations_that_matching_knows(
    reader: Reader, register: Register, read: Read, one: Relation, other: Relation
) -> None:
    owner = register.enrolled("amal")
    homes = [register.registered(owner) for _ in range(2)]
    as_ = (one, other)
    found = [register.joined(owner, home, of) for home, of in zip(homes, as_, strict=True)]
    linked(register, owner, *zip(found, homes, strict=True))
    position = read(register)
    there = {
        home: {register.heads[home]: Relation.HEAD, member: of}
        for home, member, of in zip(homes, found, as_, strict=True)
    }
    expected = ruled(there, [found])
    assert await households_of(reader, homes, position, visible_to=ALL) == expected
    joined = 2 - len(set(expected.values()))
    assert (await twice_there(reader, position=position)).households == joined


class AtRandom(Register):
    """Its ids are as random as those of a register: no two of many differ by what two others do."""

    def id(self) -> UUID:
        counted = super().id()
        return uuid7(MORNING + timedelta(seconds=self.ids), sha256(counted.bytes).digest()[:10])


async def test_many_that_share_some_in_many_generations_are_what_the_rule_of_matching_makes_of_them(
    reader: Reader, read: Read
) -> None:
    register, chance = AtRandom(), Random(17)  # noqa: S311 - a sample, no secret
    owner = register.enrolled("amal")
    there = {register.registered(owner): dict[UUID, Relation]() for _ in range(40)}
    for home, members in there.items():
        members[register.heads[home]] = Relation.HEAD
        for _ in range(3):
            as_ = chance.choice((Relation.SPOUSE, Relation.CHILD, Relation.OTHER))
            members[register.joined(owner, home, as_)] = as_
    persons: list[list[UUID]] = []
    for _ in range(45):
        some = chance.sample(sorted(there), chance.choice((2, 2, 3)))
        free = [
            [one for one in there[home] if not any(one in those for those in persons)]
            for home in some
        ]
        if all(free):
            persons.append([chance.choice(those) for those in free])
            for place in range(1, len(some)):
                sides = [(persons[-1][at], some[at]) for at in (place - 1, place)]
                linked(register, owner, *sides)
    position = read(register)
    expected = ruled(there, persons)
    sizes = {len(those) for those in expected.values()}
    assert min(sizes) == 1
    assert max(sizes) > 2
    assert await households_of(reader, there, position, visible_to=ALL) == expected
    one_by_one: dict[UUID, tuple[UUID, ...]] = {}
    for home in there:
        one_by_one |= await households_of(reader, [home], position, visible_to=ALL)
    assert one_by_one == expected
    found = await twice_there(reader, position=position)
    assert found.households == len(there) - len(set(expected.values()))


async def test_a_bride_makes_no_one_household_of_two_and_an_undone_link_leaves_what_was(
    reader: Reader, register: Register, read: Read
) -> None:
    owner = register.enrolled("amal")
    homes = [register.registered(owner) for _ in range(2)]
    heads = [register.heads[home] for home in homes]
    (bride, wife) = (
        register.joined(owner, homes[0], Relation.CHILD),
        register.joined(owner, homes[1], Relation.SPOUSE),
    )
    register.delivered(owner, household=homes[0])
    register.delivered(owner, household=homes[1])
    before = read(register)
    both = linked(register, owner, *zip(heads, homes, strict=True))
    one_household = read(register)
    assert await served(reader, one_household) == (1, 1)
    married = linked(register, owner, (bride, homes[0]), (wife, homes[1]))
    two = read(register)
    assert await twice_there(reader, position=two) == (2, 0)
    assert await served(reader, two) == (1, 2)
    for stream in (both, married):
        register.happened(owner, stream, pair.LinkUndone(reason=PartingReason.LINKED_IN_ERROR))
    end = read(register)
    assert await served(reader, end) == await served(reader, before) == (2, 2)
    assert await twice_there(reader, position=end) == (0, 0)
    assert await served(reader, one_household) == (1, 1)


async def test_a_registration_that_is_not_shared_connects_nobody_for_others(
    reader: Reader, register: Register, read: Read
) -> None:
    mine, other = register.enrolled("amal"), register.enrolled("noor")
    first = register.registered(mine)
    hidden = register.registered(other, sharing=ConsentState.REFUSED)
    last = register.registered(mine)
    for one, two in ((first, hidden), (hidden, last)):
        linked(register, mine, (register.heads[one], one), (register.heads[two], two))
    position = read(register)
    viewer = viewing(mine, other)
    assert await households_of(reader, [first], position, visible_to=viewer) == {first: (first,)}
    whole = await households_of(reader, [first], position, visible_to=ALL)
    assert whole == {first: (first, hidden, last)}
    seen = await twice_there(reader, position=position, partner=mine, visible_to=viewer)
    assert seen == (0, 0)
    assert await twice_there(reader, position=position) == (2, 2)


def viewing(own: UUID, *others: UUID) -> RecordFilter:
    """Own registrations, and those of others that consent to sharing."""
    rule = RecordRule(
        agreement=UUID(int=1),
        base=False,
        grants={},
        shown=frozenset({ConsentState.GIVEN}),
        families=frozenset(),
        programmes=frozenset(),
        areas=(),
    )
    return RecordFilter(own=own, others=tuple((one, rule) for one in others))


async def served(reader: Reader, position: int) -> tuple[int, int | None]:
    page = await reached.page(
        reader,
        Window(position, 1),
        visible_to=ALL,
        by=(),
        per=Per.IDENTITY,
        households=True,
    )
    return page.rows[0].persons, page.rows[0].households


def linked(
    register: Register, owner: UUID, one: tuple[UUID, UUID], other: tuple[UUID, UUID]
) -> UUID:
    first, second = sorted((one, other))
    sides = pair.Sides(
        first=first[0], second=second[0], first_household=first[1], second_household=second[1]
    )
    stream = UUID(int=first[0].int ^ second[0].int)
    return register.happened(owner, stream, pair.DuplicateConfirmed(sides=sides))
