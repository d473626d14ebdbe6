"""Whom the rows of a plan mean that have no reference: people, found as a search finds them.

A row means somebody where matching would link them without asking, and nobody else is likely, nor has the number that
it says. Everybody else is not known, and so is whoever is not looked for in time. Of two in one household who are as
good as alike neither is named: the household is meant, and who of it is not known.

Whom an identity number tells is not looked for so, see `plan_numbers`. Most of the others say a name and the day of
birth as they are registered. Those are looked for first, among the few who bear that given name and were born on that
day: who is surely found there is meant, whoever else bears the same names.
"""

from __future__ import annotations

from asyncio import Task, create_task, gather
from collections import deque
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Any, Final, TypeAlias
from uuid import UUID

from registry.application.checking import Row
from registry.application.plan_numbers import ByNumber, meant_by_number
from registry.application.plan_rows import RowSaid, is_doubted, rows_meant
from registry.application.searching import (
    BEHIND,
    NEVER_MADE,
    SURE,
    TOGETHER,
    TOO_MANY,
    Answer,
    Search,
    as_fact,
)
from registry.domain.access import RegistrationsSearched, SearchedBy
from registry.domain.planning import UnknownReason
from registry.matching.search import (
    Query,
    bears_the_number,
    by_kin,
    by_number_alone,
    names_a_day,
)
from registry.projections.as_of import present
from registry.projections.household_identities import households_of

SECONDS: Final = 100.0
"""For which people are looked for; a row whose turn has not come by then is not compared."""
_LANES: Final = 2
_BY_NUMBER: Final = frozenset({SearchedBy.IDENTITY_NUMBER, SearchedBy.UNHCR_NUMBER})
Waiting: TypeAlias = tuple[Row, RowSaid]
_LATE: Final = frozenset({BEHIND, NEVER_MADE})


def silent(_done: int, _of: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Found:
    """The rows, and what goes on record of having looked; None where nobody was looked for."""

    rows: tuple[Row, ...]
    searched: RegistrationsSearched | None


async def whom_rows_mean(
    search: Search,
    said: Sequence[RowSaid],
    partner: UUID,
    told: Callable[[int, int], None] = silent,
) -> Found:
    """The rows with whom they mean by a number, a reference, or as people, of those who are there for whoever looks.

    `told` hears of how many of those that name somebody have been looked for, and of how many there are.
    """
    by_number, people = ByNumber(), sum(one.names_somebody for one in said)
    numbers = [
        (number, one)
        for number, one in enumerate(said, 1)
        if one.household is None and one.reference is None
    ]
    await meant_by_number(search, numbers, by_number, lambda done: told(done, people))
    rows = await rows_meant(
        search.writer,
        search.connection,
        said,
        partner,
        visible_to=search.to,
        by_number=by_number.rows,
    )
    return await _people_meant(search, rows, said, by_number, told)


async def _people_meant(
    search: Search,
    rows: Sequence[Row],
    said: Sequence[RowSaid],
    by_number: ByNumber,
    told: Callable[[int, int], None],
) -> Found:
    """The rows with the registrations of the people whom they name, beside what their numbers told before."""
    waiting = [
        (row, one)
        for row, one in zip(rows, said, strict=True)
        if row.household is None and one.names_somebody and not is_doubted(row)
    ]
    people = len(by_number.rows) + len(waiting)
    settled = await _settled_by_number(search, waiting, by_number, lambda done: told(done, people))
    looking = _Looking(search, told, people, len(settled))
    rest = [(row, one.whom()) for row, one in waiting if row.number not in settled]
    await looking.through(rest, _on_their_day)
    rest = [(row, query) for row, query in rest if row.number not in looking.found]
    await looking.through(sorted(rest, key=lambda one: by_kin(one[1])), _anywhere)
    meant = [
        _meant(row, looking.found.get(row.number), search, doubted=row.number in by_number.doubted)
        for row in rows
    ]
    doubtful = _doubtful(looking, meant, said)
    owners = _Looking(search, silent, len(doubtful), until=looking.until)
    await owners.through(doubtful, _anywhere)
    unsure = await _unsure(owners, doubtful)
    answers = [
        one.answer for one in (*looking.found.values(), *owners.found.values()) if one.answer.by
    ]
    settled = unsure | settled
    return Found(tuple(settled.get(row.number, row) for row in meant), _fact(answers, by_number))


async def _settled_by_number(
    search: Search, waiting: Sequence[Waiting], by_number: ByNumber, told: Callable[[int], None]
) -> dict[int, Row]:
    """What numbers tell, of the waiting too that have a reference which is nobody's."""
    referring = [(row.number, one) for row, one in waiting if one.reference is not None]
    await meant_by_number(search, referring, by_number, told)
    not_known = by_number.not_known.keys() & {row.number for row, _ in waiting}
    return by_number.rows | {number: by_number.not_known[number] for number in not_known}


def _fact(answers: Sequence[Answer], by_number: ByNumber) -> RegistrationsSearched | None:
    if not answers and not by_number.settled:
        return None
    compared = as_fact([(one, one.hits) for one in answers])
    by = {SearchedBy.IDENTITY_NUMBER} if by_number.settled else set[SearchedBy]()
    return replace(
        compared,
        by=tuple(sorted(by.union(compared.by))),
        found=tuple(sorted(by_number.found.union(compared.found))),
        searches=compared.searches + by_number.settled,
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """Who is likely, and whether all of them are of one household."""

    answer: Answer
    together: bool


_Look: TypeAlias = Callable[[Search, Sequence[Query]], Coroutine[Any, Any, list[_Told | None]]]


async def _on_their_day(search: Search, queries: Sequence[Query]) -> list[_Told | None]:
    """What is told by those alone who bear the given name and were born on the day; None where that is not enough."""
    named = [place for place, query in enumerate(queries) if names_a_day(query)]
    asked = [queries[place] for place in named]
    found = await _told(search, await search.of_the_day(asked, least=search.model.case))
    settled = {place: one for place, one in zip(named, found, strict=True) if _settles(one)}
    return [settled.get(place) for place in range(len(queries))]


def _settles(one: _Told) -> bool:
    """Whoever else there is, nobody would be meant instead: one is surely found, or two households are likely."""
    hits = one.answer.hits
    surely = bool(hits) and (not one.together or hits[0].probability >= SURE)
    return surely and TOO_MANY not in one.answer.missing


async def _anywhere(search: Search, queries: Sequence[Query]) -> list[_Told | None]:
    return [*await _told(search, await search.all(queries, least=search.model.case))]


@dataclass(slots=True)
class _Looking:
    """Rows looked for in turn, as far as there is time; `found` by their numbers, `told` how many of how many.

    Of those `people` some are `settled` before.
    """

    search: Search
    told: Callable[[int, int], None]
    people: int
    settled: int = 0
    found: dict[int, _Told] = field(default_factory=dict)
    until: float = field(default_factory=lambda: monotonic() + SECONDS)

    async def through(self, asked: Sequence[tuple[Row, Query]], look: _Look) -> None:
        done = 0
        async with aclosing(self._parts([query for _, query in asked], look)) as parts:
            async for answers in parts:
                some = asked[done : done + len(answers)]
                for (row, _), one in zip(some, answers, strict=True):
                    if one is not None:
                        self.found[row.number] = one
                done += len(answers)
                self.told(self.settled + len(self.found), self.people)

    async def _parts(
        self, queries: Sequence[Query], look: _Look
    ) -> AsyncGenerator[list[_Told | None], None]:
        """Many at a time, in order: while one batch is compared, another is read."""
        under_way = deque[Task[list[_Told | None]]]()
        try:
            for start in range(0, len(queries), TOGETHER):
                if monotonic() > self.until:
                    break
                some = queries[start : start + TOGETHER]
                under_way.append(create_task(look(self.search, some)))
                if len(under_way) == _LANES:
                    yield await under_way.popleft()
            while under_way:
                yield await under_way.popleft()
        finally:
            for task in under_way:
                task.cancel()
            await gather(*under_way, return_exceptions=True)


def _meant(row: Row, told: _Told | None, search: Search, *, doubted: bool) -> Row:
    if told is None or not told.answer.by:
        return row
    answer = told.answer
    if answer.missing:
        late = _LATE & {*answer.missing}
        return replace(
            row, unknown=UnknownReason.MATCHING_BEHIND if late else UnknownReason.NOT_SURE_WHO
        )
    if not answer.hits:
        nobody = UnknownReason.NOT_SURE_WHO if doubted else UnknownReason.NOBODY_FOUND
        return replace(row, unknown=nobody)
    first = answer.hits[0]
    if not told.together or first.probability < search.model.link:
        return replace(row, unknown=UnknownReason.NOT_SURE_WHO)
    by_name = not _BY_NUMBER & {*answer.by}
    member = first.member if first.compared.alone else None
    return replace(row, household=first.household, member=member, unknown=None, by_name=by_name)


def _doubtful(
    looking: _Looking, meant: Sequence[Row], said: Sequence[RowSaid]
) -> list[tuple[Row, Query]]:
    """The rows that mean somebody who does not have the number that they say, each with whoever has it."""
    return [
        (row, by_number_alone(one.person))
        for row, one in zip(meant, said, strict=True)
        if row.household is not None
        and one.person is not None
        and one.person.numbers
        and (found := looking.found.get(row.number)) is not None
        and not bears_the_number(found.answer.hits[0].compared)
    ]


async def _unsure(owners: _Looking, doubtful: Sequence[tuple[Row, Query]]) -> dict[int, Row]:
    """Those of doubtful rows whose number is somebody else's, or for which there was no time to look, by number."""
    search = owners.search
    bearers: dict[int, set[UUID]] = {}
    for row, _ in doubtful:
        found = owners.found.get(row.number)
        hits = () if found is None else found.answer.hits
        bearers[row.number] = {hit.household for hit in hits if bears_the_number(hit.compared)}
        if row.household is not None:
            bearers[row.number].add(row.household)
    homes = {home for those in bearers.values() if len(those) > 1 for home in those}
    together = await households_of(
        search.connection, homes, await present(search.connection), visible_to=search.to
    )
    unsure: dict[int, Row] = {}
    for row, _ in doubtful:
        nobody = replace(row, household=None, member=None, by_name=False)
        if row.number not in owners.found:
            unsure[row.number] = replace(nobody, unknown=UnknownReason.NOT_COMPARED)
        elif len({together.get(home, (home,)) for home in bearers[row.number]}) > 1:
            unsure[row.number] = replace(nobody, unknown=UnknownReason.NOT_SURE_WHO)
    return unsure


async def _told(search: Search, answers: Sequence[Answer]) -> list[_Told]:
    homes = [{hit.household for hit in answer.hits} for answer in answers]
    asked = {home for those in homes if len(those) > 1 for home in those}
    together = await households_of(
        search.connection, asked, await present(search.connection), visible_to=search.to
    )
    return [
        _Told(answer, len({together.get(home, (home,)) for home in those}) <= 1)
        for answer, those in zip(answers, homes, strict=True)
    ]
