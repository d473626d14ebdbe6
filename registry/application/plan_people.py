"""Whom the rows of a plan mean that have no reference: people, found as a search finds them.

A row means somebody where matching would link them without asking, and nobody else is likely. Everybody else is not
known, and so is whoever is not looked for in time.
"""

from __future__ import annotations

from asyncio import Task, create_task, gather
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from time import monotonic
from typing import Final

from registry.application.checking import Row
from registry.application.plan_rows import RowSaid
from registry.application.searching import (
    BEHIND,
    NEVER_MADE,
    TOGETHER,
    Answer,
    Hit,
    Search,
    as_fact,
)
from registry.domain.access import RegistrationsSearched, SearchedBy
from registry.domain.planning import UnknownReason
from registry.matching.search import Query
from registry.projections.as_of import present
from registry.projections.household_identities import households_of

SECONDS: Final = 100.0
"""For which people are looked for; a row whose turn has not come by then is not compared."""
_TOGETHER: Final = TOGETHER
_LANES: Final = 2
_BY_NUMBER: Final = frozenset({SearchedBy.IDENTITY_NUMBER, SearchedBy.UNHCR_NUMBER})
_LATE: Final = frozenset({BEHIND, NEVER_MADE})


def silent(_done: int, _of: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Found:
    """The rows, and what goes on record of having looked; None where nobody was looked for."""

    rows: tuple[Row, ...]
    searched: RegistrationsSearched | None


async def people_meant(
    search: Search,
    rows: Sequence[Row],
    said: Sequence[RowSaid],
    told: Callable[[int, int], None] = silent,
) -> Found:
    """The rows with the registrations of the people whom they name, of those who are there for whoever looks.

    `told` hears of how many of them have been looked for, and of how many there are.
    """
    waiting = [
        (row, one.person)
        for row, one in zip(rows, said, strict=True)
        if row.household is None and one.person is not None
    ]
    found, answers = dict[int, Row](), list[Answer]()
    async with aclosing(_in_time(search, [query for _, query in waiting])) as batches:
        async for given in batches:
            told(len(answers), len(waiting))
            some = waiting[len(answers) : len(answers) + len(given)]
            answers += given
            homes = await _one_household(search, given)
            for (row, _), answer, together in zip(some, given, homes, strict=True):
                found[row.number] = _meant(row, answer, search, together=together)
    kept = [(one, [hit for hit in one.hits if _likely(hit, search)]) for one in answers if one.by]
    return Found(tuple(found.get(row.number, row) for row in rows), as_fact(kept) if kept else None)


async def _in_time(search: Search, queries: Sequence[Query]) -> AsyncGenerator[list[Answer], None]:
    """Their answers in order, many at a time, as far as there is time: while one batch is compared, another is read."""
    until, under_way = monotonic() + SECONDS, deque[Task[list[Answer]]]()
    try:
        for start in range(0, len(queries), _TOGETHER):
            if monotonic() > until:
                break
            under_way.append(create_task(search.all(queries[start : start + _TOGETHER])))
            if len(under_way) == _LANES:
                yield await under_way.popleft()
        while under_way:
            yield await under_way.popleft()
    finally:
        for task in under_way:
            task.cancel()
        await gather(*under_way, return_exceptions=True)


def _likely(hit: Hit, search: Search) -> bool:
    return hit.probability >= search.model.case


def _meant(row: Row, answer: Answer, search: Search, *, together: bool) -> Row:
    likely = [hit for hit in answer.hits if _likely(hit, search)]
    if not answer.by:
        return row
    if answer.missing:
        late = _LATE & {*answer.missing}
        return replace(
            row, unknown=UnknownReason.MATCHING_BEHIND if late else UnknownReason.NOT_SURE_WHO
        )
    if not likely:
        return replace(row, unknown=UnknownReason.NOBODY_FOUND)
    if not together or likely[0].probability < search.model.link:
        return replace(row, unknown=UnknownReason.NOT_SURE_WHO)
    by_name = not _BY_NUMBER & {*answer.by}
    first = likely[0]
    return replace(
        row, household=first.household, member=first.member, unknown=None, by_name=by_name
    )


async def _one_household(search: Search, answers: Iterable[Answer]) -> list[bool]:
    """Whether all who are likely of an answer are of one household."""
    homes = [{hit.household for hit in answer.hits if _likely(hit, search)} for answer in answers]
    asked = {home for those in homes if len(those) > 1 for home in those}
    together = await households_of(
        search.connection, asked, await present(search.connection), visible_to=search.to
    )
    return [len({together.get(home, (home,)) for home in those}) <= 1 for those in homes]
