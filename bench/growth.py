"""`python -m bench.growth [--json] SIZE…`: what each size of register costs to fill, follow, rebuild, ask and keep.

One register grows through the sizes, so that each line tells of the stretch since the line before it.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from math import ceil
from random import Random
from resource import RUSAGE_SELF, getrusage
from threading import Event
from time import perf_counter
from typing import Any, Final
from uuid import UUID

import psycopg
from psycopg import AsyncConnection

from bench.families import MARKAZ, SIZES
from bench.figures import percentile, seconds
from bench.register import Register, accepted
from bench.server import Bench, Opened, running
from registry.bootstrap import Databases
from registry.cli import output
from registry.domain.places import PCode
from registry.projections import household_roll
from registry.projections.household_roll import RollFilters
from registry.projections.leading import follow
from registry.projections.reading import Window
from registry.projections.rebuild import rebuild
from registry.projections.visibility import RecordFilter

TOGETHER: Final = 2_000
"""Families handed over at once: several transactions, of which one is prepared while another is committed."""
ONE_OF: Final = 500
PAGES: Final = 200
PAGE: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Grown:
    """Rates in facts a second, pages in milliseconds (p50, p95), disk in bytes a household, memory in bytes."""

    households: int
    facts: int
    append: float
    append_at_the_end: float
    follow: float
    rebuild: float
    page_now: tuple[float, float]
    page_past: tuple[float, float]
    page_of_markaz_now: tuple[float, float]
    page_of_markaz_past: tuple[float, float]
    log: float
    read_models: float
    keys: float
    memory: int


def main() -> None:
    asking = argparse.ArgumentParser(prog="python -m bench.growth", description=__doc__)
    asking.add_argument("sizes", nargs="*", type=int, metavar="SIZE", default=[10_000])
    asking.add_argument("--json", action="store_true")
    asked = asking.parse_args()
    with running() as bench:
        grown = list(grow(bench, sorted(asked.sizes)))
    if asked.json:
        output.as_json([asdict(one) for one in grown])
    else:
        _show(grown)


def grow(bench: Bench, sizes: Sequence[int]) -> Iterator[Grown]:
    """Fill to each size in turn, from the smallest on."""
    where = bench.fresh()
    with bench.opened(where) as opened:
        growth = Growth(where, opened, opened.run(Register.set_up(opened.registry)))
        for before, size in pairwise([0, *sizes]):
            output.remark(f"bench: growing from {before:,} to {size:,} households …")
            yield growth.by(size - before)


class Growth:
    """A register that is filled through the bulk way in, from commands, with everything sealed."""

    def __init__(self, where: Databases, opened: Opened, register: Register) -> None:
        self._where = where
        self._opened = opened
        self._register = register
        self._households = 0
        self._facts = 0
        self._homes: list[UUID] = []
        """One of so many: all of them would be the memory that is measured."""

    def by(self, households: int) -> Grown:
        """Add families and measure the register that they make."""
        rates = self._filled(households)
        new = sum(facts for facts, _ in rates)
        self._facts += new
        self._households += households
        tail = rates[-max(1, len(rates) // 10) :]
        url = self._where.log_url
        output.remark("bench: following, rebuilding, reading …")
        followed = new / seconds(lambda: follow(url, stop=Event(), once=True))
        rebuilt = self._facts / seconds(lambda: rebuild(url, household_roll.MODEL.name))
        with psycopg.connect(url, autocommit=True) as administrator:
            administrator.execute("vacuum analyze")  # as autovacuum has done within some minutes
        now = self._opened.run(self._register.registry.log.head())
        return Grown(
            households=self._households,
            facts=self._facts,
            append=_rate(rates),
            append_at_the_end=_rate(tail),
            follow=followed,
            rebuild=rebuilt,
            page_now=self._pages(now),
            page_past=self._pages(now // 2),
            page_of_markaz_now=self._pages(now, MARKAZ),
            page_of_markaz_past=self._pages(now // 2, MARKAZ),
            log=self._bytes(url, "log"),
            read_models=self._bytes(url, "read"),
            keys=self._bytes(self._where.keys_url, "keys"),
            memory=1024 * getrusage(RUSAGE_SELF).ru_maxrss,
        )

    def _filled(self, households: int) -> list[tuple[int, float]]:
        rates: list[tuple[int, float]] = []
        batches = list(_batches(households))
        for number, many in enumerate(batches, 1):
            rates.append(self._register_some(many))
            if number % ceil(len(batches) / 10) == 0:
                done = f"{number / len(batches):.0%}, {_rate(rates):,.0f} facts a second"
                output.remark(f"bench: registered {done}")
        return rates

    def _register_some(self, many: int) -> tuple[int, float]:
        """Facts that were appended, and the seconds they took."""
        register = self._register
        families = [(number, SIZES[number % len(SIZES)]) for number in register.numbers(many)]
        # Making families up is the bench's work, and no part of what is timed.
        making = [register.registration(number, size) for number, size in families]

        async def submit() -> None:
            commands = [make() for make in making]
            outcomes = await register.registry.writer.submit_many(commands)
            self._homes += [accepted(outcome).stream for outcome in outcomes[::ONE_OF]]

        spent = seconds(lambda: self._opened.run(submit()))
        return sum(1 + size for _, size in families), spent

    def _pages(
        self, position: int, places: Sequence[PCode | None] = (None,)
    ) -> tuple[float, float]:
        """Milliseconds of pages as of a position, from anywhere in the first half of the roll; p50 and p95."""
        random = Random(1)  # noqa: S311 - which pages, not secrets
        starts = self._homes[: ceil(len(self._homes) / 2)]

        async def read() -> list[float]:
            async with self._register.registry.readers.connection() as connection:
                return [
                    await self._page(
                        connection,
                        Window(position, first=PAGE, after=random.choice(starts)),
                        RollFilters(place=random.choice(places)),
                    )
                    for _ in range(PAGES)
                ]

        taken = self._opened.run(read())
        return 1000 * percentile(taken, 0.50), 1000 * percentile(taken, 0.95)

    async def _page(
        self, connection: AsyncConnection[Any], window: Window[UUID], filters: RollFilters
    ) -> float:
        """Seconds for a page as the partner reads it that registered the households."""
        own = RecordFilter(own=self._register.context.partner)
        began = perf_counter()
        await household_roll.page(connection, window, visible_to=own, filters=filters)
        return perf_counter() - began

    def _bytes(self, url: str, schema: str) -> float:
        """What a household takes on disk in the tables of a schema, indexes included."""
        with psycopg.connect(url) as connection:
            ((taken,),) = connection.execute(
                """
                select coalesce(sum(pg_total_relation_size(c.oid)), 0)
                from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
                where n.nspname = %s and c.relkind = 'r'
                """,
                [schema],
            ).fetchall()
        return float(taken) / self._households


def _batches(households: int) -> Iterator[int]:
    whole, rest = divmod(households, TOGETHER)
    yield from [TOGETHER] * whole
    if rest:
        yield rest


def _rate(taken: Sequence[tuple[int, float]]) -> float:
    return sum(facts for facts, _ in taken) / sum(spent for _, spent in taken)


def _show(grown: Sequence[Grown]) -> None:
    """A column for each size."""
    lines: list[tuple[str, Callable[[Grown], str]]] = [
        ("facts", lambda one: f"{one.facts:,}"),
        ("append, facts/s", lambda one: f"{one.append:,.0f}"),
        ("append in the last tenth, facts/s", lambda one: f"{one.append_at_the_end:,.0f}"),
        ("follow, facts/s", lambda one: f"{one.follow:,.0f}"),
        ("rebuild of the roll, facts/s", lambda one: f"{one.rebuild:,.0f}"),
        ("page of the roll now, p50 / p95", lambda one: _milliseconds(one.page_now)),
        ("the same as of half-way", lambda one: _milliseconds(one.page_past)),
        ("page of a markaz now, p50 / p95", lambda one: _milliseconds(one.page_of_markaz_now)),
        ("the same as of half-way", lambda one: _milliseconds(one.page_of_markaz_past)),
        ("log, a household", lambda one: f"{one.log / 1024:.1f} KiB"),
        ("read models, a household", lambda one: f"{one.read_models / 1024:.1f} KiB"),
        ("keys, a household", lambda one: f"{one.keys / 1024:.1f} KiB"),
        ("memory of the process at its highest", lambda one: f"{one.memory / 1024**2:,.0f} MiB"),
    ]
    output.table(
        ("", *(f"{one.households:,} households" for one in grown)),
        [(name, *map(said, grown)) for name, said in lines],
        title="One register as it grows",
    )


def _milliseconds(taken: tuple[float, float]) -> str:
    return " / ".join(f"{one:.1f}" for one in taken) + " ms"


if __name__ == "__main__":
    main()
