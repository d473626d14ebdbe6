"""Whom a change may concern, and how every pair with one of them stands: what judging everybody would say of it.

How a pair stands hangs on its two records and on the two registrations alone, so whoever is concerned is judged beside
the whole registrations that they have anything to do with, and nobody is concerned for being in one of those.
"""

from __future__ import annotations

from asyncio import gather
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import Any, Final, TypeAlias
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from psycopg import AsyncConnection

from registry.application.claims import (
    KnownMember,
    claims_of_households,
    members_without_phones,
    with_phones,
)
from registry.matching import index
from registry.matching.candidates import MOST_IN_BUCKET
from registry.matching.columns import MOST_WITH_A_PHONE, Columns, ColumnsBuilder, as_columns
from registry.matching.comparison import compare, phone_levels
from registry.matching.context import Sure
from registry.matching.identities import Found, in_context
from registry.matching.levels import FEATURES, POSITION
from registry.matching.tokens import Tokens, tokens_of
from registry.matching.weights import Model, likeliest, scores
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
    """Some registrations, row by row in the order of their members' ids, and the pairs with anybody concerned."""

    members: list[KnownMember]
    columns: Columns
    found: Found


@dataclass(frozen=True, slots=True)
class _Tie:
    """How two stand to each other by their two records; `may_be_sure` before anybody has looked at their homes."""

    levels: NDArray[np.uint8]
    bits: float
    may_be_sure: bool


@dataclass(slots=True)
class Neighbourhood:
    """Grows from some members until nobody whom a pair speaks for is left out.

    Where the likely pairs are `on_record`, those of registrations that did not change stand as links or cases already:
    these registrations are not looked up, and held against whoever is known by then. Where a token becomes too common,
    both ends of what it brought together are concerned, so that such pairs are known, too.
    `become_common` are tokens that so many have by now that they say nothing any more.
    """

    reader: Connection
    index: Connection
    keys: KeyStore
    model: Model
    on_record: bool
    pairs: dict[UUID, PairRow] = field(default_factory=dict)
    become_common: set[int] = field(default_factory=set)
    _known: dict[UUID, KnownMember] = field(default_factory=dict)
    _tokens: dict[UUID, Tokens] = field(default_factory=dict)
    _homes: set[UUID] = field(default_factory=set)
    _at_home: defaultdict[UUID, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    _changed: set[UUID] = field(default_factory=set)
    _looked_up: set[UUID] = field(default_factory=set)
    _holding: defaultdict[int, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    _common: set[int] = field(default_factory=set)
    _compared: set[Tie] = field(default_factory=set)
    _ties: dict[Tie, _Tie] = field(default_factory=dict)
    _builder: ColumnsBuilder = field(default_factory=ColumnsBuilder)
    _rows: dict[UUID, int] = field(default_factory=dict)
    _built: tuple[Columns, list[UUID]] | None = None

    async def of(
        self,
        known: Collection[KnownMember],
        tokens: Sequence[Tokens],
        *,
        whole: Collection[UUID] = (),
        others: Iterable[UUID] = (),
    ) -> Part:
        """Everybody whom a change of the known concerns, who are everybody in the `whole` registrations.

        `others` are members who are matched no more.
        """
        self._learn(known)
        self._homes |= {*whole}
        self._changed |= {*whole, *(one.household for one in known)}
        self._hold({one.member: those for one, those in zip(known, tokens, strict=True)})
        inside, expanded = {*self._known, *others}, set[UUID]()
        while True:
            fresh = inside - expanded
            expanded |= fresh
            await self._load(fresh)
            homes = {self._known[one].household for one in fresh if one in self._known}
            await self._load_homes(homes)
            said, concerned = await gather(self._said_of(fresh), self._look_up(homes))
            inside |= said | concerned
            await self._load_homes(self._tied_homes(inside))
            inside |= self._likely_of(inside)
            if inside <= expanded:
                part = self._part(inside)
                inside |= _spoken_for(part)
                if inside <= expanded:
                    return part

    def _learn(self, known: Iterable[KnownMember]) -> None:
        for one in known:
            if one.member not in self._known:
                self._known[one.member] = one
                self._at_home[one.household].add(one.member)
                self._rows[one.member] = len(self._rows)
                self._builder.add(one.claim)

    async def _load(self, members: Collection[UUID]) -> None:
        """Load members, whose phones stay sealed until they may matter."""
        missing = set(members) - self._known.keys()
        if missing:
            self._learn(await members_without_phones(self.reader, self.keys, missing))

    async def _load_homes(self, homes: Collection[UUID]) -> None:
        """Load whoever is in the registrations, and all of them whole."""
        missing = set(homes) - self._homes
        if missing:
            self._homes |= missing
            known = {one for home in missing for one in self._at_home[home]}
            self._learn(await claims_of_households(self.reader, self.keys, missing, besides=known))
            await self._open_phones(known)

    async def _open_phones(self, members: Iterable[UUID]) -> None:
        sealed = [self._known[one] for one in members if self._known[one].sealed]
        for one in await with_phones(sealed, self.keys) if sealed else ():
            self._known[one.member] = one
            self._builder.tell_phone(self._rows[one.member], one.claim.phone)
            self._built = None

    async def _said_of(self, members: Collection[UUID]) -> set[UUID]:
        """Who is linked with them or asked about, or was parted from them by a person."""
        rows = await pairs.of_members(self.reader, members) if members else []
        self.pairs |= {row.pair: row for row in rows}
        telling = (row for row in rows if row.linked or row.case or row.parted)
        return {one for row in telling for one in (row.first, row.second)}

    async def _look_up(self, registrations: Collection[UUID]) -> set[UUID]:
        """Tie those in them to whom they share a key with; whom it concerns that a token became too common."""
        members = {one for home in registrations for one in self._at_home[home]} - self._looked_up
        if not members:
            return set()
        self._looked_up |= members
        self._add_tokens(members)
        changed = [one for one in members if self._is_looked_up(one)]
        of_phone = self._phones(changed)
        besides = self._keys(members) | self._phones(members)
        asked = (self._keys(changed) | of_phone) - self._common
        those, homes = await self._holders(asked, besides - self._common)
        full = {token for token, found in those.items() if len(found) > MOST_IN_BUCKET}
        full -= of_phone
        full |= {one for one in of_phone if len(homes.get(one, ())) > MOST_WITH_A_PHONE}
        self.become_common |= full
        self._common |= full
        worth = self._worth_a_look(members, those)
        concerned = {one for token in full for one in those[token]}
        await self._load({one for tie in worth for one in tie} | concerned)
        await self._compare(worth)
        return concerned

    def _is_looked_up(self, member: UUID) -> bool:
        return not self.on_record or self._known[member].household in self._changed

    def _keys(self, members: Iterable[UUID]) -> set[int]:
        return {token for one in members for token in self._tokens[one].to_match()}

    def _phones(self, members: Iterable[UUID]) -> set[int]:
        tokens = (self._tokens[one].of_phone for one in members)
        return {token for token in tokens if token is not None}

    def _hold(self, tokens: dict[UUID, Tokens]) -> None:
        self._tokens |= tokens
        for one, those in tokens.items():
            for token in those.to_match():
                self._holding[token].add(one)

    def _add_tokens(self, members: Collection[UUID]) -> None:
        fresh = [self._known[one] for one in members if one not in self._tokens]
        if fresh:
            columns = as_columns(one.claim for one in fresh)
            secret = self.keys.registry_key("matching")
            tokens = tokens_of(columns, [one.numbers for one in fresh], secret)
            self._hold({one.member: those for one, those in zip(fresh, tokens, strict=True)})

    async def _holders(
        self, tokens: Collection[int], besides: Collection[int]
    ) -> tuple[dict[int, set[UUID]], dict[int, set[UUID]]]:
        """The members and the registrations that have each token that says something."""
        those: defaultdict[int, set[UUID]] = defaultdict(set)
        homes: defaultdict[int, set[UUID]] = defaultdict(set)
        common, found = await index.holders(self.index, tokens, besides, most=MOST_HOLDERS)
        self._common |= common
        for one in found:
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
                for other in (*those.get(token, ()), *self._holding[token])
            }
            found |= {(min(member, one), max(member, one)) for one in alike if one != member}
        return found

    async def _compare(self, worth: set[Tie]) -> None:
        """Tie pairs that their two records speak for.

        Of nearly everybody who shares a key the rest says that it is somebody else, whatever their phones are: those
        stay sealed.
        """
        ties = sorted(
            (one, other)
            for one, other in worth - self._compared
            if one in self._known
            and other in self._known
            and self._known[one].household != self._known[other].household
        )
        if not ties:
            return
        self._compared |= set(ties)
        first = np.array([self._rows[one] for one, _ in ties], dtype=np.int32)
        second = np.array([self._rows[other] for _, other in ties], dtype=np.int32)
        levels = compare(self._columns(), first, second)
        levels[:, POSITION["phone"]] = likeliest(self.model.first, "phone")
        near = np.flatnonzero(scores(levels, self.model.first) >= self.model.floor)
        ties, first, second = [ties[one] for one in near.tolist()], first[near], second[near]
        await self._open_phones({one for tie in ties for one in tie})
        levels = levels[near]
        levels[:, POSITION["phone"]] = phone_levels(self._columns(), first, second)
        bits = scores(levels, self.model.first)
        # What the homes say speaks for a pair only where a sure one brought them together.
        sure = np.maximum(bits, scores(levels, self.model.second)) >= self.model.sure
        for place in np.flatnonzero(bits >= self.model.floor).tolist():
            self._ties[ties[place]] = _Tie(levels[place], float(bits[place]), bool(sure[place]))

    def _tied_homes(self, inside: set[UUID]) -> set[UUID]:
        """Registrations tied to somebody inside, or to whose home a sure tie of others may tie them."""
        return {
            self._known[one].household
            for ends, tie in self._ties.items()
            if tie.may_be_sure or not inside.isdisjoint(ends)
            for one in ends
        }

    def _likely_of(self, inside: set[UUID]) -> set[UUID]:
        """Whom the two records alone speak for. Nearly always their homes do too, which is known at the end only."""
        return {
            one
            for ends, tie in self._ties.items()
            if tie.bits > 0 and not inside.isdisjoint(ends)
            for one in ends
        }

    def _part(self, inside: set[UUID]) -> Part:
        """Everybody in the registrations that were looked at; how every pair with somebody inside stands."""
        members = sorted(one for home in self._homes for one in self._at_home[home])
        row_of = {member: row for row, member in enumerate(members)}
        here = (
            (row_of[one] << 32 | row_of[other], tie)
            for (one, other), tie in self._ties.items()
            if one in row_of and other in row_of
        )
        ties = sorted(here, key=itemgetter(0))
        columns = self._columns().take(np.array([self._rows[one] for one in members], np.int64))
        alone = Found(
            np.array([pair for pair, _ in ties], dtype=np.int64),
            np.array([tie.levels for _, tie in ties], np.uint8).reshape(-1, len(FEATURES)),
            np.array([tie.bits for _, tie in ties], dtype=np.float64),
            Sure.none(),
        )
        concerned = np.array([member in inside for member in members], dtype=np.bool_)
        found = in_context(columns, self.model, alone).touching(concerned)
        return Part([self._known[one] for one in members], columns, found)

    def _columns(self) -> Columns:
        """With what is known of phones that say nothing: of those whose look-up brought somebody here, all is."""
        if self._built is None or len(self._built[1]) < len(self._rows):
            self._built = self._builder.built(), [*self._rows]
        columns, members = self._built
        shared = np.zeros(len(columns.phones) + 1, dtype=np.bool_)
        for row, one in enumerate(members):
            tokens = self._tokens.get(one)
            if tokens is not None and tokens.of_phone in self._common:
                shared[columns.phone[row]] = True
        shared[-1] = False  # nobody shares the phone that is missing
        return replace(columns, phone_shared=shared)


def _spoken_for(part: Part) -> set[UUID]:
    """Members of the pairs that more speaks for than against: only those link, or bring others together."""
    first, second = part.found.ends
    likely = part.found.bits > 0
    rows = {*first[likely].tolist(), *second[likely].tolist()}
    return {part.members[row].member for row in rows}
