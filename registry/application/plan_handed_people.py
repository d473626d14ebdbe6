"""Whom of a plan a row means that names somebody: looked for among those of the plan's lines, and among nobody else.

They are opened in memory and kept nowhere. Whoever hands out learns which line it is, and nothing of the person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Self, TypeAlias
from uuid import UUID

from psycopg import AsyncConnection

from registry.application.claims import KnownMember, claims_of_households, claims_of_members
from registry.application.models import model_in_use
from registry.domain.identity_numbers import IdentityNumberState
from registry.domain.plan import PlanLine
from registry.domain.planning import UnknownReason
from registry.matching.columns import as_columns
from registry.matching.search import Query, Ranked, asked_tokens, ranked, searched_by
from registry.matching.tokens import tokens_of
from registry.matching.weights import Model
from registry.privacy.keys import KeyStore
from registry.projections.registrations import visible_among
from registry.projections.visibility import RecordFilter

Reader: TypeAlias = AsyncConnection[Any]

_TOGETHER: Final = 2_000
"""Of the plan's people whose records are opened at once."""


@dataclass(frozen=True, slots=True)
class PlanPeople:
    """The people of a plan's lines: those whom lines name, else everybody of the households that they mean.

    `found_by` has them by the tokens under which a search finds them.
    """

    people: Sequence[KnownMember]
    numbers: Mapping[UUID, Sequence[int]]
    found_by: Mapping[int, Sequence[int]]
    model: Model
    key: bytes

    @classmethod
    async def of(
        cls, connection: Reader, keys: KeyStore, lines: Iterable[PlanLine], partner: UUID
    ) -> Self:
        """Of lines that mean registrations of the partner's own, as they are today."""
        numbers: dict[UUID, list[int]] = defaultdict(list)
        homes = {one.household for one in lines if one.household is not None}
        there = await visible_among(connection, homes, RecordFilter(own=partner))
        for line in lines:
            if line.household in there:
                numbers[line.member or line.household].append(line.number)
        named = [
            one for one in {line.member for line in lines} if one is not None and one in numbers
        ]
        whole = [home for home in there if home in numbers]
        people: list[KnownMember] = []
        for some in _parts(named):
            people += map(_by_itself, await claims_of_members(connection, keys, some))
        for some in _parts(whole):
            people += await claims_of_households(connection, keys, some)
        key = keys.registry_key("matching")
        return cls(people, numbers, _found_by(people, key), await model_in_use(connection), key)

    def lines_meant(self, queries: Sequence[Query]) -> list[Sequence[int] | UnknownReason]:
        """The numbers of the lines that are each person's, or why nobody knows.

        It is somebody of the plan where matching would link them without asking and nobody else is likely.
        """
        known: list[list[KnownMember]] = []
        for asked in asked_tokens(queries, self.key):
            places = {
                one for token in asked.first | asked.others for one in self.found_by.get(token, ())
            }
            known.append([self.people[place] for place in sorted(places)])
        claims = [[one.claim for one in those] for those in known]
        order = ranked(queries, claims, self.model, len(self.people))
        return [
            self._meant(query, those, found)
            for query, those, found in zip(queries, known, order, strict=True)
        ]

    def _meant(
        self, query: Query, known: Sequence[KnownMember], found: Sequence[Ranked]
    ) -> Sequence[int] | UnknownReason:
        likely = [one for one in found if one.probability >= self.model.case]
        if not searched_by(query):
            return UnknownReason.NOT_COMPARED
        if not likely:
            return UnknownReason.NOBODY_FOUND
        if len(likely) > 1 or likely[0].probability < self.model.link:
            return UnknownReason.NOT_SURE_WHO
        one = known[likely[0].place]
        if any(_has_number_of(query, other) for other in known if _apart(one, other)):
            return UnknownReason.NOT_SURE_WHO
        return self.numbers.get(one.member) or self.numbers[one.household]


def _has_number_of(query: Query, other: KnownMember) -> bool:
    said, its = query.claim.identity_number, other.claim.identity_number
    if said is None or its is None or said.state is IdentityNumberState.INVALID:
        return False
    return said.number == its.number


def _apart(one: KnownMember, other: KnownMember) -> bool:
    return one.claim.registration != other.claim.registration


def _by_itself(one: KnownMember) -> KnownMember:
    """Somebody who has a line of their own is told apart from others of the household."""
    return replace(one, claim=replace(one.claim, registration=one.claim.record))


def _found_by(people: Sequence[KnownMember], key: bytes) -> Mapping[int, Sequence[int]]:
    found_by: dict[int, list[int]] = defaultdict(list)
    for start in range(0, len(people), _TOGETHER):
        some = people[start : start + _TOGETHER]
        columns = as_columns(one.claim for one in some)
        for place, tokens in enumerate(tokens_of(columns, [one.numbers for one in some], key)):
            for token in tokens.every:
                found_by[token].append(start + place)
    return found_by


def _parts(those: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(those), _TOGETHER):
        yield those[start : start + _TOGETHER]
