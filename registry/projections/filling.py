"""An empty shadow filled from the log: each stream folded whole, and its rows written once by COPY.

One process does it. A second one that took half of the log needed half a second to begin, and on two cores, of which
PostgreSQL keeps one busy, cost more than it gained.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from typing import Any, Final, LiteralString

from psycopg import sql

from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.eventlog.codec import KNOWN_NAMES, kind_of
from registry.eventlog.reading import FACTS, stream_facts
from registry.projections.follower import Connection, is_about_a_fact, move, nothing_collected
from registry.projections.leading import connected
from registry.projections.model import Copy, Facts, ReadModel, copy_rows

FEW: Final = 100
_BY_STREAM: Final[LiteralString] = (
    FACTS + "where topic <> all(%s) and notification_id <= %s"
    " order by originator_id, originator_version"
)


def fill(
    url: str, connection: Connection, shadow: Copy, end: int, tell: Callable[[int], None]
) -> bool:
    """Bring an empty shadow to a position.

    False, and still empty, where a fact cannot be read, handled or written: following finds out which, and goes on
    without its stream.
    """
    try:
        with connection.transaction():
            _write(url, connection, shadow, end, tell)
            move(connection, shadow, end)
    except Exception as cause:
        if not is_about_a_fact(cause):
            raise
        return False
    tell(end)
    return True


def _write(
    url: str, connection: Connection, shadow: Copy, end: int, tell: Callable[[int], None]
) -> None:
    """Write all rows, read by another connection.

    A table that is emptied in the same transaction takes them as they stay: nobody who reads them later need find out
    that they are committed, write that down, or freeze them.
    """
    connection.execute(sql.SQL("truncate {}").format(shadow.table))
    with (
        nothing_collected(),
        connected(url) as log,
        closing(streams(log, shadow.model, end)) as folded,  # else a fault would hold on to `log`
        closing(_rows(shadow.model, folded, tell)) as rows,
        connection.cursor() as cursor,
    ):
        copy_rows(cursor, shadow.table, shadow.model.columns, rows, freeze=True)


def _rows(
    model: ReadModel, folded: Iterable[Facts], tell: Callable[[int], None]
) -> Generator[Sequence[Any], None, None]:
    """What streams leave behind. They lie in the order in which they began, and so say how far this is."""
    reached = 0
    for facts in folded:
        yield from model.rows(facts)
        if facts[0].position > reached:
            reached = facts[0].position
            tell(reached)


def streams(log: Connection, model: ReadModel, end: int) -> Generator[Facts, None, None]:
    """A few streams at a time, each whole, without the facts that are known to be others'."""
    others = [name for name in KNOWN_NAMES if kind_of(name) not in model.about]
    facts: list[Recorded[AnyFact]] = []
    with log.transaction():
        log.execute("set local enable_sort to off; set local max_parallel_workers_per_gather to 0")
        for fact in stream_facts(log, _BY_STREAM, others, end, reads=model.reads):
            if len(facts) >= FEW and fact.stream != facts[-1].stream:
                yield facts
                facts = []
            facts.append(fact)
    if facts:
        yield facts
