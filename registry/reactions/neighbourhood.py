"""Whom a change may concern, and how every pair with one of them stands: what judging everybody would say of it.

How a pair stands hangs on its two records and on the two registrations alone, so whoever is concerned is judged beside
the whole registrations that they have anything to do with, and nobody is concerned for being in one of those.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
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
from registry.matching.index import Holder
from registry.matching.levels import FEATURES, POSITION
from registry.matching.tokens import Tokens, tokens_of
from registry.matching.weights import Model, likeliest, scores
from registry.privacy.keys_in_hand import KeysInHand
from registry.projections import tied
from registry.projections.pairs import PairRow

Connection: TypeAlias = AsyncConnection[Any]
Tie: TypeAlias = tuple[int, int]
"""The rows of two members, by which they are known here, the smaller first."""

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
    `become_common` are tokens that so many have by now that they say nothing any more. Tokens are made with `secret`.
    """

    reader: Connection
    index: Connection
    keys: KeysInHand
    secret: bytes
    model: Model
    on_record: bool
    pairs: dict[UUID, PairRow] = field(default_factory=dict)
    become_common: set[int] = field(default_factory=set)
    _known: list[KnownMember] = field(default_factory=list)
    _rows: dict[UUID, int] = field(default_factory=dict)
    _tokens: dict[int, Tokens] = field(default_factory=dict)
    _homes: set[UUID] = field(default_factory=set)
    _sought: set[UUID] = field(default_factory=set)
    _told: set[UUID] = field(default_factory=set)
    _at_home: defaultdict[UUID, list[int]] = field(default_factory=lambda: defaultdict(list))
    _changed: set[UUID] = field(default_factory=set)
    _looked_up: set[int] = field(default_factory=set)
    _holding: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    _common: set[int] = field(default_factory=set)
    _compared: set[Tie] = field(default_factory=set)
    _ties: dict[Tie, _Tie] = field(default_factory=dict)
    _builder: ColumnsBuilder = field(default_factory=ColumnsBuilder)
    _built: Columns | None = None

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
        self._hold(
            {self._rows[one.member]: those for one, those in zip(known, tokens, strict=True)}
        )
        inside, expanded = {*self._rows, *others}, set[UUID]()
        while True:
            inside |= await self.said_of(inside)
            expanded |= inside
            await self._load_homes(inside)
            inside |= await self._look_up(inside)
            inside |= self._likely_of(inside)
            if inside <= expanded:
                await self._load_homes(inside)
                part = self._part(inside)
                inside |= _spoken_for(part)
                if inside <= expanded:
                    return part

    def _learn(self, known: Iterable[KnownMember]) -> None:
        for one in known:
            if one.member not in self._rows:
                row = self._rows[one.member] = len(self._rows)
                self._known.append(one)
                self._at_home[one.household].append(row)
                self._builder.add(one.claim)
                self._built = None

    def _home(self, row: int) -> UUID:
        return self._known[row].household

    def _homes_of(self, members: Iterable[UUID]) -> set[UUID]:
        return {self._home(self._rows[one]) for one in members if one in self._rows}

    async def _load(self, members: Collection[UUID]) -> None:
        """Load members, whose phones stay sealed until they may matter."""
        missing = set(members) - self._rows.keys()
        if missing:
            self._learn(await members_without_phones(self.reader, self.keys, missing))

    async def _load_homes(self, inside: set[UUID]) -> None:
        """Load whoever is in the registrations of those inside, or that are tied to them, and all of them whole."""
        strangers = inside - self._rows.keys() - self._sought
        missing = (self._homes_of(inside) | self._tied_homes(inside)) - self._homes
        if missing or strangers:
            self._sought |= strangers
            those = {"of": strangers, "besides": self._rows.keys()}
            self._learn(await claims_of_households(self.reader, self.keys, missing, **those))
            missing |= self._homes_of(strangers)
            self._homes |= missing
            await self._open_phones(row for home in missing for row in self._at_home[home])

    async def _open_phones(self, rows: Iterable[int]) -> None:
        sealed = [self._known[row] for row in rows if self._known[row].sealed]
        for one in await with_phones(sealed, self.keys) if sealed else ():
            row = self._rows[one.member]
            self._known[row] = one
            self._builder.tell_phone(row, one.claim.phone)
        if sealed and self._built is not None:
            self._built = self._builder.phones_told(self._built)

    async def said_of(self, members: Collection[UUID]) -> set[UUID]:
        """Who is linked with them or asked about, or was parted from them by a person, and who with those in turn."""
        members = {*members} - self._told
        if not members:
            return set()
        rows = await tied.tied_to(self.reader, members)
        self.pairs |= {row.pair: row for row in rows}
        telling = (row for row in rows if row.linked or row.case or row.parted)
        found = {one for row in telling for one in (row.first, row.second)}
        self._told |= members | found
        return found

    async def _look_up(self, inside: Collection[UUID]) -> set[UUID]:
        """Tie everybody in the registrations of those inside to whom they share a key with.

        Whom it concerns that a token became too common.
        """
        rows = {row for home in self._homes_of(inside) for row in self._at_home[home]}
        rows -= self._looked_up
        if not rows:
            return set()
        self._looked_up |= rows
        self._add_tokens(rows)
        changed = [row for row in rows if self._is_looked_up(row)]
        of_phone = self._phones(changed)
        besides = self._keys(rows) | self._phones(rows)
        asked = (self._keys(changed) | of_phone) - self._common
        common, found = await index.holders(
            self.index, asked, besides - self._common, most=MOST_HOLDERS
        )
        self._common |= common
        full = _too_full(found, of_phone)
        self.become_common |= full
        self._common |= full
        asking = self._asking(rows)
        alike = {one.member: _asked_for(one, asking) for one in found}
        concerned = {one.member for one in found if not full.isdisjoint(one.shared)}
        await self._load({one for one, those in alike.items() if those} | concerned)
        await self._compare(self._worth_a_look(asking, alike))
        return concerned

    def _is_looked_up(self, row: int) -> bool:
        return not self.on_record or self._home(row) in self._changed

    def _keys(self, rows: Iterable[int]) -> set[int]:
        return {token for row in rows for token in self._tokens[row].to_match()}

    def _phones(self, rows: Iterable[int]) -> set[int]:
        tokens = (self._tokens[row].of_phone for row in rows)
        return {token for token in tokens if token is not None}

    def _hold(self, tokens: Mapping[int, Tokens]) -> None:
        self._tokens |= tokens
        for row, those in tokens.items():
            for token in those.to_match():
                self._holding[token].append(row)

    def _add_tokens(self, rows: Iterable[int]) -> None:
        fresh = [row for row in rows if row not in self._tokens]
        if fresh:
            known = [self._known[row] for row in fresh]
            columns = as_columns(one.claim for one in known)
            tokens = tokens_of(columns, [one.numbers for one in known], self.secret)
            self._hold(dict(zip(fresh, tokens, strict=True)))

    def _asking(self, rows: Iterable[int]) -> Mapping[int, Sequence[int]]:
        """Which of the rows are compared with whoever has a token that says something."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for row in rows:
            tokens = self._tokens[row]
            says = tokens.of_phone not in self._common
            for token in tokens.to_match(by_phone=says):
                if token not in self._common:
                    found[token].append(row)
        return found

    def _worth_a_look(
        self, asking: Mapping[int, Sequence[int]], alike: Mapping[UUID, Collection[int]]
    ) -> set[Tie]:
        """Pairs that share a key which says something, of people who are known."""
        found: set[Tie] = set()
        for member, rows in alike.items():
            other = self._rows.get(member)
            if other is not None:
                found |= {(row, other) if row < other else (other, row) for row in rows}
        for token, rows in asking.items():
            for other in self._holding.get(token, ()):
                found |= {(row, other) if row < other else (other, row) for row in rows}
        return found

    async def _compare(self, worth: set[Tie]) -> None:
        """Tie pairs that their two records speak for.

        Of nearly everybody who shares a key the rest says that it is somebody else, whatever their phones are: those
        stay sealed.
        """
        fresh = worth - self._compared
        ties = sorted(tie for tie in fresh if self._home(tie[0]) != self._home(tie[1]))
        if not ties:
            return
        self._compared |= fresh
        first, second = np.array(ties, dtype=np.int32).T.copy()
        levels = compare(self._columns(), first, second)
        levels[:, POSITION["phone"]] = likeliest(self.model.first, "phone")
        near = np.flatnonzero(scores(levels, self.model.first) >= self.model.floor)
        ties, first, second = [ties[one] for one in near.tolist()], first[near], second[near]
        await self._open_phones({row for tie in ties for row in tie})
        levels = levels[near]
        levels[:, POSITION["phone"]] = phone_levels(self._columns(), first, second)
        bits = scores(levels, self.model.first)
        # What the homes say speaks for a pair only where a sure one brought them together.
        sure = np.maximum(bits, scores(levels, self.model.second)) >= self.model.sure
        for place in np.flatnonzero(bits >= self.model.floor).tolist():
            self._ties[ties[place]] = _Tie(levels[place], float(bits[place]), bool(sure[place]))

    def _tied_homes(self, inside: set[UUID]) -> set[UUID]:
        """Registrations tied to somebody inside, or to whose home a sure tie of others may tie them."""
        rows = self._rows_of(inside)
        return {
            self._home(row)
            for ends, tie in self._ties.items()
            if tie.may_be_sure or not rows.isdisjoint(ends)
            for row in ends
        }

    def _likely_of(self, inside: set[UUID]) -> set[UUID]:
        """Whom the two records alone speak for. Nearly always their homes do too, which is known at the end only."""
        rows = self._rows_of(inside)
        return {
            self._known[row].member
            for ends, tie in self._ties.items()
            if tie.bits > 0 and not rows.isdisjoint(ends)
            for row in ends
        }

    def _rows_of(self, members: Iterable[UUID]) -> set[int]:
        return {self._rows[one] for one in members if one in self._rows}

    def _part(self, inside: set[UUID]) -> Part:
        """Everybody in the registrations that were looked at; how every pair with somebody inside stands."""
        rows = [row for home in self._homes for row in self._at_home[home]]
        rows.sort(key=lambda row: self._known[row].member.int)
        place_of = {row: place for place, row in enumerate(rows)}
        here = (
            (_packed(place_of[one], place_of[other]), tie)
            for (one, other), tie in self._ties.items()
            if one in place_of and other in place_of
        )
        ties = sorted(here, key=itemgetter(0))
        columns = self._columns().take(np.array(rows, np.int64))
        alone = Found(
            np.array([pair for pair, _ in ties], dtype=np.int64),
            np.array([tie.levels for _, tie in ties], np.uint8).reshape(-1, len(FEATURES)),
            np.array([tie.bits for _, tie in ties], dtype=np.float64),
            Sure.none(),
        )
        members = [self._known[row] for row in rows]
        concerned = np.array([one.member in inside for one in members], dtype=np.bool_)
        found = in_context(columns, self.model, alone).touching(concerned)
        return Part(members, columns, found)

    def _columns(self) -> Columns:
        """With what is known of phones that say nothing: of those whose look-up brought somebody here, all is."""
        if self._built is None:
            self._built = self._builder.built()
        columns = self._built
        shared = np.zeros(len(columns.phones) + 1, dtype=np.bool_)
        for row, tokens in self._tokens.items():
            if tokens.of_phone in self._common:
                shared[columns.phone[row]] = True
        shared[-1] = False  # nobody shares the phone that is missing
        return replace(columns, phone_shared=shared)


def _too_full(found: Sequence[Holder], of_phone: Iterable[int]) -> set[int]:
    """Tokens that too many have to say anything: of a phone too many registrations, of a key too many members."""
    counted = Counter(token for one in found for token in one.shared)
    homes: dict[int, set[UUID]] = {token: set() for token in of_phone}
    for one in found:
        for token in homes.keys() & one.shared:
            homes[token].add(one.household)
    full = {token for token, many in counted.items() if many > MOST_IN_BUCKET} - homes.keys()
    return full | {token for token, those in homes.items() if len(those) > MOST_WITH_A_PHONE}


def _asked_for(holder: Holder, asking: Mapping[int, Sequence[int]]) -> set[int]:
    return {row for token in holder.shared for row in asking.get(token, ())}


def _packed(one: int, other: int) -> int:
    low, high = (one, other) if one < other else (other, one)
    return low << 32 | high


def _spoken_for(part: Part) -> set[UUID]:
    """Members of the pairs that more speaks for than against: only those link, or bring others together."""
    first, second = part.found.ends
    likely = part.found.bits > 0
    rows = {*first[likely].tolist(), *second[likely].tolist()}
    return {part.members[row].member for row in rows}
