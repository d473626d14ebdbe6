"""An empty shadow filled from the log: each stream folded whole, and its rows written once by COPY.

A long log is filled in two halves at once, the second by a process of its own (`python -m` of this module): folding
keeps one core busy, and PostgreSQL the other only in part.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from threading import Thread
from typing import Any, Final, LiteralString
from uuid import UUID

import msgspec
from psycopg import sql

from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.eventlog.apart import at_work, begin
from registry.eventlog.codec import KNOWN_NAMES, kind_of
from registry.eventlog.reading import FACTS, stream_facts
from registry.projections.catalogue import models_named
from registry.projections.follower import Connection, is_about_a_fact, move, nothing_collected
from registry.projections.leading import connected
from registry.projections.model import Copy, Facts, ReadModel, copy_rows

FEW: Final = 100
LONG: Final = 300_000
"""Facts from which on a log is worth a second process, which takes half a second of a core to begin."""
AHEAD: Final = 40_000
"""Facts that the first process reads while the second begins."""
_BY_STREAM: Final[LiteralString] = (
    FACTS + "where topic <> all(%s) and notification_id <= %s"
    " and originator_id >= %s and originator_id <= %s order by originator_id, originator_version"
)
_LAST: Final = UUID(int=2**128 - 1)
_FAILED: Final = 3
"""How the second process says that a fact was in its way: what it was is found out by following."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """The streams whose ids are from `first` to `last`, both included, up to the position `end`."""

    end: int
    first: UUID = UUID(int=0)
    last: UUID = _LAST

    def told(self, position: int) -> int:
        """How far all is where the streams up to here are this far: the other half began later, and is as quick."""
        if self.last == _LAST:
            return position
        return min(position + max(position - AHEAD, 0), self.end)

    def halves(self, middle: UUID) -> tuple[Part, Part]:
        before = msgspec.structs.replace(self, last=UUID(int=middle.int - 1))
        return before, msgspec.structs.replace(self, first=middle)


class _Job(msgspec.Struct, frozen=True, kw_only=True):
    """What the second process is told; it never prints itself."""

    url: str
    model: str
    part: Part

    def __repr__(self) -> str:
        return "_Job(***)"


class _InTheWay(Exception):
    """A fact that cannot be read, handled or written, in the other half."""


def fill(
    url: str, connection: Connection, shadow: Copy, end: int, tell: Callable[[int], None]
) -> bool:
    """Bring an empty shadow to a position.

    False, and still empty, where a fact cannot be read, handled or written: following finds out which, and goes on
    without its stream.
    """
    try:
        with _other_half(url, connection, shadow, end) as part, connection.transaction():
            write(url, connection, shadow, part, lambda position: tell(part.told(position)))
        move(connection, shadow, end)  # now that the other half is there too
    except Exception as cause:
        if not isinstance(cause, _InTheWay) and not is_about_a_fact(cause):
            raise
        connection.execute(sql.SQL("truncate {}").format(shadow.table))
        return False
    tell(end)
    return True


def write(
    url: str, connection: Connection, shadow: Copy, part: Part, tell: Callable[[int], None]
) -> None:
    """Write the rows of a part in the transaction that the connection is in, read by another one."""
    with (
        nothing_collected(),
        connected(url) as log,
        closing(streams(log, shadow.model, part)) as folded,  # else a fault would hold on to `log`
        closing(_rows(shadow.model, folded, tell)) as rows,
        connection.cursor() as cursor,
    ):
        copy_rows(cursor, shadow.table, shadow.model.columns, rows)


@contextmanager
def _other_half(url: str, connection: Connection, shadow: Copy, end: int) -> Iterator[Part]:
    """What is left to write here; at the end of the context all of it is written."""
    whole = Part(end=end)
    middle = _middle(connection, end) if end >= LONG else None
    if middle is None:
        yield whole
        return
    here, there = whole.halves(middle)
    job = msgspec.json.encode(_Job(url=url, model=shadow.model.name, part=there))
    with begin(__name__, answers=subprocess.DEVNULL) as process:
        try:
            if process.stdin is None:
                raise AssertionError("it is piped")
            process.stdin.write(job + b"\n")
            process.stdin.flush()
            yield here
            code = process.wait()
        finally:
            process.kill()
    if code == _FAILED:
        raise _InTheWay
    if code:
        raise subprocess.CalledProcessError(code, process.args)


def _middle(connection: Connection, end: int) -> UUID | None:
    """A stream that about half of the facts stand before, and what is read until somebody reads on from it."""
    row = connection.execute(
        "select originator_id from log.facts where notification_id >= %s order by notification_id limit 1",
        [(end + AHEAD) // 2],
    ).fetchone()
    return None if row is None else row[0]


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


def streams(log: Connection, model: ReadModel, part: Part) -> Generator[Facts, None, None]:
    """A few streams at a time, each whole, without the facts that are known to be others'."""
    others = [name for name in KNOWN_NAMES if kind_of(name) not in model.about]
    facts: list[Recorded[AnyFact]] = []
    with log.transaction():
        log.execute("set local enable_sort to off; set local max_parallel_workers_per_gather to 0")
        asked = [others, part.end, part.first, part.last]
        for fact in stream_facts(log, _BY_STREAM, *asked, reads=model.reads):
            if len(facts) >= FEW and fact.stream != facts[-1].stream:
                yield facts
                facts = []
            facts.append(fact)
    if facts:
        yield facts


def main() -> None:
    """Write the part that the first line of the input tells of; gone with whoever holds the other end of it."""

    def until_hung_up() -> None:
        sys.stdin.read()
        os._exit(1)

    with at_work():
        job = msgspec.json.decode(sys.stdin.readline(), type=_Job)
        Thread(target=until_hung_up, name="hung up", daemon=True).start()
        try:
            _write_part(job)
        except Exception as cause:
            if not is_about_a_fact(cause):
                raise
            sys.exit(_FAILED)
    os._exit(0)  # to take an interpreter apart takes a tenth of a second, and it is waited for


def _write_part(job: _Job) -> None:
    (model,) = models_named(job.model)
    with connected(job.url) as connection, connection.transaction():
        write(job.url, connection, Copy(model, shadow=True), job.part, lambda _: None)


if __name__ == "__main__":
    main()
