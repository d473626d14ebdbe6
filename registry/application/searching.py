"""Looking for people in the register: found by tokens, shown by agreement, compared in memory, and on record.

Only those who are there for the viewer are opened and compared, so that nobody else makes an answer longer or later.
"""

from __future__ import annotations

from asyncio import sleep
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import log2
from typing import Any, Final, TypeAlias
from uuid import UUID

from psycopg import AsyncConnection

from registry.application.claims import (
    KnownMember,
    by_what_they_tell,
    claims_of_households,
    claims_of_members,
    names_of,
)
from registry.application.matched import is_behind
from registry.application.writer import Writer
from registry.domain.access import RefusalCode, RegistrationsSearched, SearchedBy
from registry.domain.dates import PreciseDate
from registry.domain.evidence import Evidence
from registry.domain.file_import import Digest
from registry.domain.identity_numbers import IdentityNumber, read_identity_number
from registry.domain.phones import Phone
from registry.domain.places import PCode
from registry.domain.vocabulary import Sex
from registry.matching import index
from registry.matching.claims import Claim
from registry.matching.search import (
    Asked,
    Query,
    Ranked,
    asked_tokens,
    day_tokens,
    ranked,
    searched_by,
)
from registry.matching.told import evidence_of
from registry.matching.weights import Model, Round
from registry.privacy.keys import KeyStore
from registry.projections.as_of import present
from registry.projections.registrations import visible_among
from registry.projections.visibility import RecordFilter

Reader: TypeAlias = AsyncConnection[Any]

BEHIND: Final = RefusalCode("search_index_behind")
NEVER_MADE: Final = RefusalCode("search_index_never_made")
TOO_MANY: Final = RefusalCode("search_found_too_many")
TOO_LITTLE: Final = RefusalCode("search_too_little_known")

HELD: Final = 1_000
"""Members that are looked at under one token."""
COMPARED: Final = 200
"""Members that are opened and compared for one query."""
FIRST: Final = 50
"""Those of them that have most in common with it, which are compared before the others."""
_OF_THE_YEAR: Final = 2.0
"""Bits by which a key of the very year that was said says more than one of the years about it."""
SURE: Final = 0.95
"""Once somebody is found who is as likely as this, a single key in common is no reason to look at others still."""
_APART: Final = 0.02
_LOOKS: Final = 25
"""How often a search looks whether the index has what the read models have, so many seconds apart."""
TOGETHER: Final = 200
"""Queries that are answered at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A registration that may be of whom somebody looks for, and who in it, as `compared` by a round of the model."""

    member: UUID
    household: UUID
    probability: float
    compared: Ranked
    by: Round

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """What speaks for and against it; made where it is asked for, since most are never shown."""
        return evidence_of(self.compared.levels, self.by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The likeliest first. `missing` says why somebody may be registered and not be here; empty where nobody is."""

    by: tuple[SearchedBy, ...]
    hits: tuple[Hit, ...]
    missing: tuple[RefusalCode, ...] = ()


def query_for(  # noqa: PLR0913 - what may be known of somebody
    today: date,
    *,
    name: str = "",
    numbers: Sequence[IdentityNumber] = (),
    phone: Phone | None = None,
    place: PCode | None = None,
    born: PreciseDate | None = None,
    age: int | None = None,
    sex: Sex = Sex.UNKNOWN,
) -> Query:
    """Whom somebody looks for, from what they know."""
    first, *others = by_what_they_tell(numbers) or (None,)
    markaz, village = ("", "") if place is None else names_of(place)
    claim = Claim(
        record="",
        registration="",
        partner="",
        name=name,
        sex=sex,
        born=born,
        identity_number=first,
        other_numbers=tuple(others),
        phone="" if phone is None else phone.number,
        markaz=markaz,
        village=village,
    )
    query = Query.of(claim, numbers)
    return query if age is None or born is not None else query.aged(age, today)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Whom to compare, the likeliest first; `telling` are those of them with more than one key in common, or first."""

    members: list[UUID]
    telling: list[UUID]
    cut: bool

    def may_spare(self) -> bool:
        """Whether at least half of those beyond the first are there for a single key."""
        return len(self.members) > FIRST and len(self.members) + FIRST >= 2 * len(self.telling)


_Compared: TypeAlias = list[Hit]


@dataclass(frozen=True, slots=True)
class Search:
    """Looks for people as far as they are there `to` somebody; whose claim has a registration, in all others."""

    connection: Reader
    writer: Writer
    to: RecordFilter
    model: Model
    up_to: int | None = None
    """What the index must have come to; None for all that the read models have."""

    async def one(self, query: Query) -> Answer:
        """As `all`, and of somebody who is surely found whoever else has hardly anything in common is left out."""
        state, late = await self.state()
        asked = asked_tokens([query], self.key)
        chosen = await self._found([query], asked)
        compared = await self._in_turn([query], chosen, state.population, SURE)
        return _answers([query], chosen, compared, late)[0]

    async def all(self, queries: Sequence[Query], *, least: float = 0.0) -> list[Answer]:
        """An answer for each query, in their order. A query that is too wide finds what it can.

        Whoever is less likely than `least` is left out.
        """
        return await self._together(queries, asked_tokens, least)

    async def of_the_day(self, queries: Sequence[Query], *, least: float) -> list[Answer]:
        """As `all`, among those alone who bear the given name and were born on the day that the query says."""
        return await self._together(queries, day_tokens, least)

    @property
    def key(self) -> bytes:
        return self.keys.registry_key("matching")

    @property
    def keys(self) -> KeyStore:
        return self.writer.keys

    async def _together(
        self,
        queries: Sequence[Query],
        tokens: Callable[[Sequence[Query], bytes], list[Asked]],
        least: float,
    ) -> list[Answer]:
        state, late = await self.state()
        answers: list[Answer] = []
        for start in range(0, len(queries), TOGETHER):
            some = queries[start : start + TOGETHER]
            chosen = await self._found(some, tokens(some, self.key))
            members = [one.members for one in chosen]
            compared = await self._compared(some, members, state.population, least=least)
            answers += _answers(some, chosen, compared, late)
        return answers

    async def state(self) -> tuple[index.State, tuple[RefusalCode, ...]]:
        """Where the index is, and why it may lack somebody. Behind by a moment as a rule, it is waited for.

        What concerns nobody who is looked for, as the record of a search, leaves no index behind.
        """
        wanted = await present(self.connection)
        wanted = wanted if self.up_to is None else min(wanted, self.up_to)
        state = await index.state(self.connection)
        for _ in range(_LOOKS):
            if state.position >= wanted:
                return state, ()
            if not state.position:
                return state, (NEVER_MADE,)
            if not await is_behind(self.writer, state.position, wanted):
                return state, ()
            await sleep(_APART)
            state = await index.state(self.connection)
        late = await is_behind(self.writer, state.position, wanted)
        return state, ((BEHIND,) if late else ())

    async def _found(self, queries: Sequence[Query], asked: Sequence[Asked]) -> list[_Chosen]:
        tokens = {token for one in asked for token in one.first | one.others}
        held = await index.buckets(self.connection, tokens, most=HELD)
        there = await self._there(held)
        return [
            _chosen(one, held, there - own if (own := _own(query)) else there)
            for one, query in zip(asked, queries, strict=True)
        ]

    async def _in_turn(
        self, queries: Sequence[Query], chosen: Sequence[_Chosen], population: int, enough: float
    ) -> list[_Compared]:
        """Those who have most in common first; of a query that this is enough for only some of the others.

        Where that would leave out less than half of the others, all are compared at once.
        """
        if not any(one.may_spare() for one in chosen):
            return await self._compared(queries, [one.members for one in chosen], population)
        known: dict[UUID, KnownMember] = {}
        first = [one.members[:FIRST] for one in chosen]
        compared = await self._compared(queries, first, population, known)
        more = [
            one.members if not (hits and hits[0].probability >= enough) else one.telling
            for one, hits in zip(chosen, compared, strict=True)
        ]
        return await self._compared(queries, more, population, known)

    async def _compared(
        self,
        queries: Sequence[Query],
        chosen: Sequence[Sequence[UUID]],
        population: int,
        known: dict[UUID, KnownMember] | None = None,
        *,
        least: float = 0.0,
    ) -> list[_Compared]:
        """Of each query those of the chosen who may be matched, and how they stand to it; `known` are open."""
        known = {} if known is None else known
        members = {member for those in chosen for member in those} - known.keys()
        if members:
            # What no query says tells nobody apart.
            opened = await claims_of_members(
                self.connection,
                self.keys,
                members,
                phones=any(query.claim.phone for query in queries),
                numbers=any(_is_told_by_number(query) for query in queries),
            )
            known |= {one.member: one for one in opened}
        found = [[known[member] for member in those if member in known] for those in chosen]
        claims = [[one.claim for one in those] for those in found]
        order = ranked(queries, claims, self.model, population, least=least)
        return [
            [self._hit(one, those[one.place]) for one in each]
            for each, those in zip(order, found, strict=True)
        ]

    async def _there(self, held: Mapping[int, Iterable[tuple[UUID, UUID]]]) -> set[UUID]:
        """The households that are there for whoever looks."""
        households = {household for those in held.values() for _, household in those}
        there = await visible_among(self.connection, households, self.to) if households else ()
        return set(there)

    def _hit(self, one: Ranked, known: KnownMember) -> Hit:
        return Hit(
            member=known.member,
            household=known.household,
            probability=one.probability,
            compared=one,
            by=self.model.first,
        )


def _answers(
    queries: Sequence[Query],
    chosen: Sequence[_Chosen],
    compared: Sequence[_Compared],
    late: tuple[RefusalCode, ...],
) -> list[Answer]:
    return [
        Answer(
            by=searched_by(query),
            hits=tuple(hits),
            missing=(*late, *((TOO_MANY,) if one.cut else ())),
        )
        for query, one, hits in zip(queries, chosen, compared, strict=True)
    ]


def _is_told_by_number(query: Query) -> bool:
    """Whether a number or a birth would tell for or against somebody: a number says sex and birth as well."""
    claim = query.claim
    return (
        bool(query.numbers or claim.identity_number or claim.born) or claim.sex is not Sex.UNKNOWN
    )


def _own(query: Query) -> set[UUID]:
    """The household that the query is about itself."""
    own = query.claim.registration
    return {UUID(own)} if own else set()


@dataclass(slots=True)
class _Seen:
    """What a member has in common with a query: the narrowest key or not, what its keys say, how many they are."""

    narrowest: bool
    says: float
    keys: int = 1


def _chosen(
    asked: Asked, held: Mapping[int, Sequence[tuple[UUID, UUID]]], there: set[UUID]
) -> _Chosen:
    """Whom to compare, those first who have in common what fewest have; and whether some of those are left out."""
    seen: dict[UUID, _Seen] = {}
    for narrowest, tokens in ((True, asked.first), (False, asked.others)):
        for token in tokens & held.keys():
            says = log2(HELD / len(held[token])) + 1 + _OF_THE_YEAR * (token in asked.year)
            for member, household in held[token]:
                if (had := seen.get(member)) is not None:
                    had.says += says
                    had.keys += 1
                elif household in there:
                    seen[member] = _Seen(narrowest, says)
    # By number: two ids are compared in Python, two numbers are not.
    order = sorted(seen, key=lambda one: (not seen[one].narrowest, -seen[one].says, one.int))
    full = any(len(held.get(token, ())) >= HELD for token in asked.first)
    members = order[:COMPARED]
    telling = [
        one
        for place, one in enumerate(members)
        if place < FIRST or seen[one].keys > 1 or seen[one].narrowest
    ]
    return _Chosen(members, telling, full or sum(had.narrowest for had in seen.values()) > COMPARED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """A member, and the other registrations that may be of the same person."""

    member: KnownMember
    answer: Answer


async def possible_duplicates(search: Search, households: Collection[UUID]) -> list[Alike]:
    """Of everybody in the households the registrations elsewhere that may be theirs: likely enough to ask about."""
    known = await claims_of_households(search.connection, search.keys, households)
    answers = await worth_asking(search, [_query_of(one) for one in known])
    return [Alike(member=one, answer=each) for one, each in zip(known, answers, strict=True)]


async def worth_asking(search: Search, queries: Sequence[Query]) -> list[Answer]:
    """Answers of those alone who are likely enough to ask about. Of whom too little is known it is said."""
    answers = await search.all(queries, least=search.model.case)
    return [one if one.by else replace(one, missing=(*one.missing, TOO_LITTLE)) for one in answers]


def _query_of(known: KnownMember) -> Query:
    return Query.of(known.claim, [read_identity_number(number) for number in known.numbers])


def as_fact(
    answers: Sequence[tuple[Answer, Sequence[Hit]]], *, file: Digest | None = None
) -> RegistrationsSearched:
    """What goes on record of searches, of which each was answered with some of its hits."""
    return RegistrationsSearched(
        by=tuple(sorted({by for answer, _ in answers for by in answer.by})),
        found=tuple(sorted({hit.member for _, shown in answers for hit in shown})),
        complete=not any(answer.missing for answer, _ in answers),
        searches=len(answers),
        file=file,
    )
