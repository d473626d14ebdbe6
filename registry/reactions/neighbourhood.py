"""Whom a change may concern: everybody whom a pair worth a look or a registration ties to it, and theirs in turn.

The smallest part of the register that is judged by itself with the outcome that judging everybody would have.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeAlias
from uuid import UUID

import numpy as np
from psycopg import AsyncConnection

from registry.application.claims import KnownMember, claims_of_households, claims_of_members
from registry.matching import index
from registry.matching.candidates import MOST_IN_BUCKET, Pairs
from registry.matching.columns import MOST_WITH_A_PHONE, Columns, as_columns
from registry.matching.comparison import compare
from registry.matching.tokens import Tokens, tokens_of
from registry.matching.weights import Model, scores
from registry.privacy.keys import KeyStore
from registry.projections import pairs
from registry.projections.pairs import PairRow

Connection: TypeAlias = AsyncConnection[Any]
Tie: TypeAlias = tuple[UUID, UUID]
"""Two members, the smaller id first."""

MOST_HOLDERS: Final = 200_000
"""Members that are looked at for one look-up; no token that still says something comes near it."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the register, row by row in the order of the members' ids, with the pairs in it worth a look."""

    members: list[KnownMember]
    columns: Columns
    pairs: Pairs


@dataclass(slots=True)
class Neighbourhood:
    """Grows from some members until nobody is tied to anybody outside.

    `become_common` are tokens that so many have by now that they say nothing any more.
    """

    reader: Connection
    index: Connection
    keys: KeyStore
    model: Model
    pairs: dict[UUID, PairRow] = field(default_factory=dict)
    become_common: set[int] = field(default_factory=set)
    _known: dict[UUID, KnownMember] = field(default_factory=dict)
    _tokens: dict[UUID, Tokens] = field(default_factory=dict)
    _homes: set[UUID] = field(default_factory=set)
    _common: set[int] = field(default_factory=set)
    _alike: set[Tie] = field(default_factory=set)

    async def of(
        self, known: Collection[KnownMember], tokens: Sequence[Tokens], others: Iterable[UUID] = ()
    ) -> Part:
        """Everybody whom a change of the known concerns; `others` are members who are matched no more."""
        for one, those in zip(known, tokens, strict=True):
            self._known[one.member] = one
            self._tokens[one.member] = those
        inside = {*self._known, *others}
        expanded: set[UUID] = set()
        while fresh := inside - expanded:
            fresh |= await self._mates(fresh) - expanded
            expanded |= fresh
            inside |= fresh
            inside |= await self._said_of(fresh)
            inside |= await self._looking_alike({one for one in fresh if one in self._known})
        return self._part(inside)

    async def _mates(self, members: Collection[UUID]) -> set[UUID]:
        """Load the members, with whoever is in their registrations."""
        missing = set(members) - self._known.keys()
        await self._load(missing)
        homes = {self._known[one].household for one in members if one in self._known}
        homes -= self._homes
        self._homes |= homes
        mates = await claims_of_households(self.reader, self.keys, homes) if homes else []
        for one in mates:
            self._known.setdefault(one.member, one)
        return {one.member for one in mates}

    async def _load(self, members: Collection[UUID]) -> None:
        missing = set(members) - self._known.keys()
        if missing:
            for one in await claims_of_members(self.reader, self.keys, missing):
                self._known[one.member] = one

    async def _said_of(self, members: Collection[UUID]) -> set[UUID]:
        """Who is linked with them or asked about."""
        rows = await pairs.of_members(self.reader, members)
        self.pairs |= {row.pair: row for row in rows}
        return {one for row in rows if row.linked or row.case for one in (row.first, row.second)}

    async def _looking_alike(self, members: Collection[UUID]) -> set[UUID]:
        """Whom a pair of the first round ties to them, and whom it concerns that a token has become too common."""
        self._add_tokens(members)
        of_phone = {token for one in members if (token := self._tokens[one].of_phone) is not None}
        asked = {one for member in members for one in self._tokens[member].to_match()}
        self._common |= await index.common_among(self.index, asked | of_phone)
        those, homes = await self._holders((asked | of_phone) - self._common)
        full = {token for token, found in those.items() if len(found) > MOST_IN_BUCKET}
        full -= of_phone
        full |= {one for one in of_phone if len(homes.get(one, ())) > MOST_WITH_A_PHONE}
        self.become_common |= full
        self._common |= full
        worth = self._worth_a_look(members, those)
        concerned = {one for token in full for one in those[token]}
        await self._load({one for tie in worth for one in tie} | concerned)
        return concerned | self._tied(worth)

    def _add_tokens(self, members: Collection[UUID]) -> None:
        fresh = [self._known[one] for one in members if one not in self._tokens]
        if fresh:
            columns = as_columns(one.claim for one in fresh)
            secret = self.keys.registry_key("matching")
            tokens = tokens_of(columns, [one.numbers for one in fresh], secret)
            self._tokens |= {one.member: those for one, those in zip(fresh, tokens, strict=True)}

    async def _holders(
        self, tokens: Collection[int]
    ) -> tuple[dict[int, set[UUID]], dict[int, set[UUID]]]:
        """The members and the registrations that have each token."""
        those: defaultdict[int, set[UUID]] = defaultdict(set)
        homes: defaultdict[int, set[UUID]] = defaultdict(set)
        for one in await index.holders(self.index, tokens, most=MOST_HOLDERS):
            for token in one.shared:
                those[token].add(one.member)
                homes[token].add(one.household)
        return those, homes

    def _worth_a_look(self, members: Collection[UUID], those: dict[int, set[UUID]]) -> set[Tie]:
        """Pairs with one of the members that share a key which says something."""
        found: set[Tie] = set()
        for member in members:
            tokens = self._tokens[member]
            says = tokens.of_phone not in self._common
            alike = {
                other
                for token in tokens.to_match(by_phone=says)
                if token not in self._common
                for other in those.get(token, ())
            }
            found |= {(min(member, one), max(member, one)) for one in alike if one != member}
        return found

    def _tied(self, worth: set[Tie]) -> set[UUID]:
        """Members of pairs that their two records speak for."""
        ties = sorted(
            (one, other)
            for one, other in worth - self._alike
            if one in self._known
            and other in self._known
            and self._known[one].household != self._known[other].household
        )
        self._alike |= set(ties)
        members = self._rows({one for tie in ties for one in tie})
        row_of = {one.member: row for row, one in enumerate(members)}
        first = np.array([row_of[one] for one, _ in ties], dtype=np.int32)
        second = np.array([row_of[other] for _, other in ties], dtype=np.int32)
        levels = compare(self._columns(members), first, second)
        good = scores(levels, self.model.first) >= self.model.floor
        return {one for tie, kept in zip(ties, good.tolist(), strict=True) if kept for one in tie}

    def _part(self, inside: Collection[UUID]) -> Part:
        members = self._rows(inside)
        row_of = {one.member: row for row, one in enumerate(members)}
        both = [
            row_of[one] << 32 | row_of[other]
            for one, other in self._alike
            if one in row_of and other in row_of
        ]
        return Part(members, self._columns(members), np.array(sorted(both), dtype=np.int64))

    def _rows(self, members: Collection[UUID]) -> list[KnownMember]:
        return [self._known[one] for one in sorted(members) if one in self._known]

    def _columns(self, members: Sequence[KnownMember]) -> Columns:
        """With what is known of phones that say nothing: of those whose look-up brought somebody here, all is."""
        columns = as_columns(one.claim for one in members)
        shared = np.zeros(len(columns.phones) + 1, dtype=np.bool_)
        for row, one in enumerate(members):
            tokens = self._tokens.get(one.member)
            if tokens is not None and tokens.of_phone in self._common:
                shared[columns.phone[row]] = True
        shared[-1] = False  # nobody shares the phone that is missing
        return replace(columns, phone_shared=shared)
