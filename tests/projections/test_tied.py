"""Whom pairs tie together is what following them one by one comes to."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

import pytest
from psycopg import AsyncConnection

from registry.projections import pairs
from registry.projections.as_of import head_and_present
from registry.projections.identities import ALL, homes_of, persons_at_home, persons_of
from registry.projections.pairs import PairRow
from registry.projections.tied import tied_to

pytestmark = pytest.mark.anyio

Reader = AsyncConnection[Any]


async def members_of(reader: Reader) -> list[UUID]:
    cursor = await reader.execute(
        "select distinct member from read.household_members_v3 order by 1"
    )
    return [member for (member,) in await cursor.fetchall()]


def followed(every: Collection[PairRow], member: UUID) -> set[UUID]:
    """The pairs of whoever is reached from a member over links, cases and partings."""
    inside, found = {member}, set[UUID]()
    while True:
        touching = {row for row in every if not inside.isdisjoint((row.first, row.second))}
        if {row.pair for row in touching} == found:
            return found
        found = {row.pair for row in touching}
        telling = (row for row in touching if row.linked or row.case or row.parted)
        inside |= {one for row in telling for one in (row.first, row.second)}


async def test_ties_are_followed_to_their_end(reader: Reader, lived: int) -> None:
    assert lived
    members = await members_of(reader)
    every = await pairs.of_members(reader, members)
    known = {row.pair: row for row in every}
    farther = 0
    for member in members:
        rows = await tied_to(reader, [member])
        assert {row.pair for row in rows} == followed(every, member)
        assert all(row == known[row.pair] for row in rows)
        farther += any(member not in {row.first, row.second} for row in rows)
    assert farther
    assert {row.pair for row in await tied_to(reader, members)} == known.keys()
    assert await tied_to(reader, []) == []


async def test_persons_with_their_homes_are_those_of_two_questions(
    reader: Reader, lived: int
) -> None:
    members = await members_of(reader)
    most = 0
    for position in (lived, lived // 2):
        persons, homes = await persons_at_home(reader, members, position)
        apart = await persons_of(reader, members, position, visible_to=ALL)
        assert {one: tuple(sorted(those)) for one, those in persons.items()} == apart
        known = {one: those for one, those in homes.items() if those}
        assert known == await homes_of(reader, homes, position)
        most = max(most, *map(len, persons.values()))
    assert most > 1


async def test_where_the_log_and_its_read_models_are_is_told_at_once(
    reader: Reader, lived: int
) -> None:
    assert await head_and_present(reader) == (lived, lived)
