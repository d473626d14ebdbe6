"""Rows of lists that name somebody of whom there is nobody in the household that their reference means.

A reference is easily copied into the row beside. A name that is spelt otherwise, or another member's, contradicts
nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, TypeAlias
from uuid import UUID

import numpy as np
from psycopg import AsyncConnection, sql

from registry.application.claims import KnownMember, claims_of_members, names_of
from registry.matching import index
from registry.matching.claims import Claim
from registry.matching.columns import as_columns
from registry.matching.comparison import compare
from registry.matching.levels import POSITION, level
from registry.matching.tokens import NAMES_MARKAZ, tokens_of
from registry.privacy.keys import KeyStore
from registry.projections import household_roll
from registry.projections.as_of import present
from registry.projections.household_identities import who_is_there
from registry.projections.model import Copy

Reader: TypeAlias = AsyncConnection[Any]
Named: TypeAlias = Mapping[int, tuple[UUID, Claim]]
"""By the numbers of rows: the household that each means, and whom it names."""

TOGETHER: Final = 2_000
"""Rows whose households are opened at once."""
_NOBODY: Final = Claim(record="", registration="", partner="", name="")
_GIVEN, _FATHER, _CHAIN = POSITION["given"], POSITION["father"], POSITION["chain"]
_ANOTHER_GIVEN: Final = level("given", "different")
_ANOTHER_FATHER: Final = level("father", "different")
_ALL_AGAINST: Final = level("chain", "0_agree_2_against")
_HEADS: Final = sql.SQL("""
    select household, head, place from {roll}
    where household = any(%(households)s) and partner = %(partner)s and upper_inf(held) and withdrawn is null
""").format(roll=Copy(household_roll.MODEL).table)


async def contradicted(
    connection: Reader, keys: KeyStore, named: Named, partner: UUID
) -> frozenset[int]:
    """The numbers of the rows that contradict what the partner itself has registered.

    The index tells of most that somebody there is called so. Of the rest whom a household is called by as a rule, its
    head, is opened first, and others where that is somebody else.
    """
    found: set[int] = set()
    rows = list(named.items())
    for start in range(0, len(rows), TOGETHER):
        found |= await _among(connection, keys, dict(rows[start : start + TOGETHER]), partner)
    return frozenset(found)


async def _among(connection: Reader, keys: KeyStore, named: Named, partner: UUID) -> set[int]:
    homes = {home for home, _ in named.values()}
    cursor = await connection.execute(_HEADS, {"households": list(homes), "partner": partner})
    heads, places = dict[UUID, UUID](), dict[UUID, str]()
    for home, head, place in await cursor.fetchall():
        heads[home], places[home] = head, place
    own = {number: one for number, one in named.items() if one[0] in heads}
    called = await _called_so(connection, keys, own, places)
    own = {number: one for number, one in own.items() if number not in called}
    asked = {heads[home] for home, _ in own.values()}
    doubtful = _of_nobody(own, await _opened(connection, keys, asked))
    asked = {home for home, _ in doubtful.values()}
    there = await who_is_there(connection, asked, await present(connection))
    members = {heads[home] for home in asked}.union(*there.values())
    return {*_of_nobody(doubtful, await _opened(connection, keys, members))}


async def _called_so(
    connection: Reader, keys: KeyStore, named: Named, places: Mapping[UUID, str]
) -> set[int]:
    """The rows of whose household the index has somebody with the same given and father's name."""
    claims = [
        replace(_NOBODY, name=claim.name, markaz=names_of(places[home])[0])
        for home, claim in named.values()
    ]
    nobody_s: list[tuple[str, ...]] = [()] * len(claims)
    key = keys.registry_key("matching")
    tokens = tokens_of(as_columns(claims), nobody_s, key, {NAMES_MARKAZ})
    asked = [
        (number, home, token)
        for (number, (home, _)), those in zip(named.items(), tokens, strict=True)
        for token in those.by_kind.get(NAMES_MARKAZ, ())
    ]
    return await index.held_at_home(connection, asked)


async def _opened(
    connection: Reader, keys: KeyStore, members: Iterable[UUID]
) -> dict[UUID, list[Claim]]:
    known: Sequence[KnownMember] = await claims_of_members(
        connection, keys, {*members}, phones=False, numbers=False
    )
    found: dict[UUID, list[Claim]] = {}
    for one in known:
        found.setdefault(one.household, []).append(one.claim)
    return found


def _of_nobody(named: Named, there: Mapping[UUID, Sequence[Claim]]) -> Named:
    """The rows whose name is of none of those who are there; where nobody is, nothing speaks against it."""
    rows = [(number, *one) for number, one in named.items() if there.get(one[0])]
    pairs = [(place, claim) for place, (_, home, _) in enumerate(rows) for claim in there[home]]
    if not pairs:
        return {}
    columns = as_columns([*(claim for _, _, claim in rows), *(claim for _, claim in pairs)])
    first = np.array([place for place, _ in pairs], dtype=np.int32)
    second = np.arange(len(rows), len(rows) + len(pairs), dtype=np.int32)
    levels = compare(columns, first, second)
    another = (levels[:, _GIVEN] == _ANOTHER_GIVEN) | (
        (levels[:, _FATHER] == _ANOTHER_FATHER) & (levels[:, _CHAIN] == _ALL_AGAINST)
    )
    meant = {rows[place][0] for place in first[~another].tolist()}
    return {number: (home, claim) for number, home, claim in rows if number not in meant}
