"""Which deliveries overlap: found in the read models as of a position, for a partner that gave one of each two.

Two deliveries are double support where a plan of either would have been in conflict with the other: by the rule of its
programme, for a household or person that is one by the links that the viewer may know of. Nothing is stored of it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Final, NamedTuple, TypeAlias
from uuid import UUID

from psycopg import AsyncConnection

from registry.domain.dates import months_away
from registry.domain.families import alike
from registry.domain.planning import GivenTo
from registry.domain.programme import OverlapRule
from registry.projections.household_identities import households_of
from registry.projections.identities import persons_of
from registry.projections.support_given import (
    Asked,
    GivenFilters,
    GivenRow,
    around,
    by_ids,
    own,
)
from registry.projections.support_plans import longest_months, rules_of
from registry.projections.visibility import RecordFilter

Reader: TypeAlias = AsyncConnection[Any]
Classes: TypeAlias = Mapping[UUID | None, frozenset[UUID]]

MARK: Final = 8
"""Bytes of a mark."""
A_BATCH: Final = 500
"""Own deliveries that are looked at together."""
_NOBODY: Final[frozenset[UUID]] = frozenset()


class Doubled(NamedTuple):
    """A delivery of the viewer's own partner and another that it overlaps with; `household` is their identity.

    Where both are its own, `given` is the one whose period begins later.
    """

    given: GivenRow
    other: GivenRow
    household: UUID

    @property
    def place(self) -> tuple[date, UUID, UUID]:
        """Where it stands in a list of them."""
        return *self.given.place, self.other.delivery

    @property
    def mark(self) -> bytes:
        """Tells it from others of the same delivery, and nothing of the other one: ids say when they were made."""
        return sha256(self.other.delivery.bytes).digest()[:MARK]

    @property
    def listed(self) -> bool:
        """Two of one partner are listed once."""
        both_own = self.other.partner == self.given.partner
        return not both_own or self.other.place < self.given.place


@dataclass(frozen=True, slots=True)
class Looking:
    """For whom is looked, and as of when. `months` is how far around a period any programme looks."""

    connection: Reader
    position: int
    visible_to: RecordFilter
    months: int

    @classmethod
    async def at(cls, connection: Reader, position: int, visible_to: RecordFilter) -> Looking:
        months = await longest_months(connection, position=position)
        return cls(connection, position, visible_to, months)

    async def batches(
        self, filters: GivenFilters, after: tuple[date, UUID] | None = None, size: int = A_BATCH
    ) -> AsyncIterator[list[Doubled]]:
        """In the order of the partner's deliveries from the place `after` on, itself included: some at a time."""
        read: list[GivenRow] = []
        while True:
            read = await own(
                self.connection,
                filters,
                size + 1,
                after=read[-1].place if read else after,
                months=self.months,
                position=self.position,
                visible_to=self.visible_to,
            )
            yield await self.among([one for one in read[:size] if one.shown])
            if len(read) <= size:
                return

    async def called(self, given: UUID, mark: bytes) -> Doubled | None:
        """The one of that delivery of the viewer's partner and that mark, where there is one."""
        known = await by_ids(
            self.connection, [given], position=self.position, visible_to=self.visible_to
        )
        return next((one for one in await self.among(known) if one.mark == mark), None)

    async def among(self, given: Sequence[GivenRow]) -> list[Doubled]:
        """What own deliveries overlap with, in their order."""
        if not given:
            return []
        near = await self._near(given)
        returning = [
            (one, other) for one, other in near.pairs() if near.reaches(other, one, known=one)
        ]
        # Whether it is too much together hangs on all that the other one overlaps with.
        doubtful = {it.delivery: it for _, it in returning if near.rule(it).ceiling is not None}
        further = await self._near(list(doubtful.values())) if doubtful else _NOTHING
        meant = {one.delivery: near.caught(one) for one in given}
        back = {one: further.caught(other) for one, other in doubtful.items()}
        overlapping = {(one, other) for one, those in meant.items() for other in those}
        overlapping |= {
            (one.delivery, it.delivery)
            for one, it in returning
            if it.delivery not in back or one.delivery in back[it.delivery]
        }
        found = [
            Doubled(one, other, near.household(one))
            for one, other in near.pairs()
            if (one.delivery, other.delivery) in overlapping
        ]
        return sorted((one for one in found if one.listed), key=lambda one: one.place)

    async def _near(self, given: Sequence[GivenRow]) -> _Near:
        """What else the same households and persons got around the days of each."""
        homes = await self._alike(households_of, {one.household for one in given})
        persons = await self._alike(persons_of, {one.member for one in given})
        found: dict[UUID, dict[UUID, GivenRow]] = {one.delivery: {} for one in given}
        for recipient, asked in (
            (GivenTo.HOUSEHOLD, [(one, homes.get(one.household, ())) for one in given]),
            (GivenTo.PERSON, [(one, persons.get(one.member, ())) for one in given]),
        ):
            days = list(self._days(asked))
            if not days:
                continue
            read = await around(
                self.connection,
                days,
                recipient,
                position=self.position,
                visible_to=self.visible_to,
            )
            for of, those in read.items():
                found[of] |= {one.delivery: one for one in those if one.delivery != of}
        everybody = {one.delivery: one for one in given}
        everybody |= {other.delivery: other for those in found.values() for other in those.values()}
        programmes = {one.programme for one in everybody.values() if one.programme is not None}
        rules = await rules_of(self.connection, programmes, position=self.position)
        return _Near(everybody, found, rules, homes, persons)

    async def _alike(self, identities_of: Any, asked: Collection[UUID | None]) -> Classes:
        known = {one for one in asked if one is not None}
        if not known:
            return {}
        found = await identities_of(
            self.connection, known, self.position, visible_to=self.visible_to
        )
        return {one: frozenset(those) for one, those in found.items()}

    def _days(self, asked: Iterable[tuple[GivenRow, Iterable[UUID]]]) -> Iterator[Asked]:
        for one, recipients in asked:
            begins = months_away(one.begins, -self.months)
            ends = months_away(one.ends, self.months)
            for recipient in recipients:
                yield Asked(one.delivery, recipient, begins, ends)


@dataclass(frozen=True, slots=True)
class _Near:
    """Deliveries, and what was given around each of those that were asked about; who they are by their classes."""

    everybody: Mapping[UUID, GivenRow]
    found: Mapping[UUID, Mapping[UUID, GivenRow]]
    rules: Mapping[UUID, OverlapRule]
    homes: Classes
    persons: Classes

    def pairs(self) -> Iterator[tuple[GivenRow, GivenRow]]:
        for one, those in self.found.items():
            for other in those.values():
                yield self.everybody[one], other

    def rule(self, one: GivenRow) -> OverlapRule:
        """Of its programme; without one, its own family in its own period."""
        ruled = None if one.programme is None else self.rules.get(one.programme)
        return ruled or OverlapRule(families=(one.family,))

    def reaches(self, one: GivenRow, other: GivenRow, *, known: GivenRow) -> bool:
        """Whether by the rule of one the other overlaps with it. `known` is the one that was asked about."""
        rule = self.rule(one)
        begins, ends = rule.around(one.begins, one.ends)
        within = other.begins <= ends and other.ends >= begins
        same = other.family in alike(rule.families)
        return same and within and self._alike(one, other, known, rule.per)

    def caught(self, one: GivenRow) -> frozenset[UUID]:
        """What it is in conflict with, as a line of a plan would be."""
        found = [
            it
            for it in self.found.get(one.delivery, {}).values()
            if self.reaches(one, it, known=one)
        ]
        exceeded = self.rule(one).exceeded(one.value, [it.value for it in found])
        return frozenset(it.delivery for it in found) if exceeded else _NOBODY

    def household(self, one: GivenRow) -> UUID:
        return min(self.homes.get(one.household, {one.home}))

    def _alike(self, one: GivenRow, other: GivenRow, known: GivenRow, per: GivenTo) -> bool:
        there = other if known is one else one
        if per is GivenTo.HOUSEHOLD:
            return there.household in self.homes.get(known.household, _NOBODY)
        return there.member in self.persons.get(known.member, _NOBODY)


_NOTHING: Final = _Near({}, {}, {}, {}, {})
