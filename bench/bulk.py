"""Loads and lists: sealed facts in batches beside COPY of the same rows, and the whole way from commands."""

from __future__ import annotations

from asyncio import Task, create_task, gather
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Final

from bench import raw
from bench.families import FACTS_OF_FIVE
from bench.figures import Figure, in_turn, per_second
from bench.raw import Row
from bench.register import Register, accepted
from bench.server import Bench, Opened
from registry.application.command import Command
from registry.bootstrap import Databases
from registry.eventlog.log import LANES

BATCHES: Final = (1_000, 5_000)
"""Facts to a transaction."""
TOGETHER: Final = 500
"""Commands that are submitted at once: some 3,000 facts."""


def figures(bench: Bench) -> Iterator[Figure]:
    where = bench.fresh()
    raw.lay_out(where.log_url, where.keys_url)
    with bench.opened(where) as opened:
        loads = Loads(bench, where, opened, opened.run(Register.set_up(opened.registry)))
        for batch in BATCHES:
            yield from loads.sealed_facts(batch)
        yield from loads.from_commands()


class Loads:
    """The same facts again and again, each time for families that were not there before."""

    def __init__(self, bench: Bench, where: Databases, opened: Opened, register: Register) -> None:
        self._bench = bench
        self._where = where
        self._opened = opened
        self._register = register
        self._households = bench.size(5_000, 100)
        self._submit()
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
        rate, copied = in_turn(
            (self._submit, lambda: self._copy(BATCHES[-1], with_keys=True)), self._bench.rounds
        )
        yield Figure(
            what="families of five from commands, in bulk",
            limit="binary COPY of the same rows and their key rows from Python",
            unit="facts",
            rate=rate,
            raw=copied,
            bound=0.15,
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

    def _submit(self) -> float:
        async def submit() -> None:
            for start in range(0, len(makings), TOGETHER):
                commands = [making() for making in makings[start : start + TOGETHER]]
                for outcome in await self._register.registry.writer.submit_many(commands):
                    accepted(outcome)

        numbers = self._register.numbers(self._households)
        makings = [self._register.registration(number) for number in numbers]
        return per_second(FACTS_OF_FIVE * len(makings), lambda: self._opened.run(submit()))

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
