"""Loads and lists: sealed facts in batches beside COPY of the same rows, and the whole way from commands."""

from __future__ import annotations

from asyncio import Task, create_task, gather
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Final

from bench import raw
from bench.families import FACTS_OF_FIVE
from bench.figures import Figure, in_turn, per_second
from bench.loops import Loops
from bench.raw import Row
from bench.register import Register
from bench.server import Bench
from bench.several import Writers, writers
from registry.application.command import Command
from registry.application.writer import LANES
from registry.bootstrap import Databases

BATCHES: Final = (1_000, 5_000)
"""Facts to a transaction."""


def figures(bench: Bench) -> Iterator[Figure]:
    where = bench.fresh()
    raw.lay_out(where.log_url, where.keys_url)
    with bench.opened(where) as opened, writers(bench.folder, where, raw.CORES) as several:
        loops = Loops(opened, opened.run(Register.set_up(opened.registry)))
        loads = Loads(bench, where, loops, several)
        for batch in BATCHES:
            yield from loads.sealed_facts(batch)
        yield from loads.from_commands()


class Loads:
    """The same facts again and again, each time for families that were not there before."""

    def __init__(self, bench: Bench, where: Databases, loops: Loops, several: Writers) -> None:
        self._bench = bench
        self._where = where
        self._loops = loops
        self._opened = loops.opened
        self._register = loops.register
        self._several = several
        self._households = bench.size(5_000, 100)
        self._submit(loops)
        self._rows = _of_families(raw.fact_rows(where.log_url))
        self._keys = raw.key_rows(where.keys_url)
        self._append(BATCHES[0])

    def sealed_facts(self, batch: int) -> Iterator[Figure]:
        """Encoding and appending facts that are sealed already."""
        blocks = raw.blocks(self._rows, batch)
        rate, copied, bare, by_server = in_turn(
            (
                lambda: self._append(batch),
                lambda: self._copy(batch),
                lambda: self._copy(batch, raw.BARE),
                lambda: self._copy_blocks(blocks),
            ),
            self._bench.rounds,
        )
        what = f"sealed facts encoded and appended, {batch:,} to a transaction"
        for limit, limited, bound in (
            ("binary COPY of the same rows from Python", copied, 0.45),
            ("the same, into a table with its primary key alone", bare, None),
            ("stricter: COPY of blocks made beforehand, the server alone", by_server, None),
        ):
            yield Figure(what=what, limit=limit, unit="facts", rate=rate, raw=limited, bound=bound)

    def from_commands(self) -> Iterator[Figure]:
        """Construct, decide, draw keys, seal, encode, append: families of five with their idempotency keys."""
        self._submit(self._several)  # connections, plans and code paths of theirs
        rate, spread, copied = in_turn(
            (
                lambda: self._submit(self._loops),
                lambda: self._submit(self._several),
                lambda: self._copy(BATCHES[-1], with_keys=True),
            ),
            self._bench.rounds,
        )
        what = "families of five from commands, in bulk"
        for ours, processes, bound in ((rate, "", 0.15), (spread, self._processes, None)):
            yield Figure(
                what=what + processes,
                limit="binary COPY of the same rows and their key rows from Python",
                unit="facts",
                rate=ours,
                raw=copied,
                bound=bound,
            )

    def _append(self, batch: int) -> float:
        sealed = self._opened.run(self._register.sealed(self._commands()))
        facts = sum(len(one.pending) for one in sealed)
        step = max(1, batch * len(sealed) // facts)

        async def append() -> None:
            """Two under way, as what comes in bulk has them: COPY, too, sends while the server writes."""
            under_way = deque[Task[Sequence[int]]]()
            for start in range(0, len(sealed), step):
                if len(under_way) == LANES:
                    await under_way.popleft()
                some = sealed[start : start + step]
                under_way.append(create_task(self._register.registry.log.append(some)))
            await gather(*under_way)

        return per_second(facts, lambda: self._opened.run(append()))

    def _submit(self, writer: Loops | Writers) -> float:
        """Facts a second; as many families, facts and keys must be there afterwards as were asked for."""
        families = self._households
        before = raw.stored(self._where.log_url, self._where.keys_url)
        rate = FACTS_OF_FIVE * writer.in_bulk(families)
        after = raw.stored(self._where.log_url, self._where.keys_url)
        asked = (families, FACTS_OF_FIVE * families, FACTS_OF_FIVE * families)
        if tuple(now - then for now, then in zip(after, before, strict=True)) != asked:
            raise AssertionError("families were lost or doubled")
        return rate

    @property
    def _processes(self) -> str:
        return f"; in {self._several.many} processes"

    def _commands(self) -> Iterator[Command]:
        return (
            self._register.registration(number)()
            for number in self._register.numbers(self._households)
        )

    def _copy(self, batch: int, table: raw.Table = raw.FACTS, *, with_keys: bool = False) -> float:
        with raw.opened(self._where.log_url) as log, raw.opened(self._where.keys_url) as keys:

            def copy() -> None:
                if with_keys:
                    raw.copy(keys, raw.KEYS, self._keys, batch)
                raw.copy(log, table, self._rows, batch)

            raw.empty(log, table)
            raw.empty(keys, raw.KEYS)
            return per_second(len(self._rows), copy)

    def _copy_blocks(self, blocks: Sequence[bytes]) -> float:
        with raw.opened(self._where.log_url) as log:
            raw.empty(log, raw.FACTS)
            return per_second(len(self._rows), lambda: raw.copy_blocks(log, raw.FACTS, blocks))


def _of_families(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if str(row[2]).startswith("household.")]
