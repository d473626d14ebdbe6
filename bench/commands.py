"""Commands of many clients at once, beside pgbench doing inserts of one row at the same concurrency."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from typing import Final
from uuid import UUID

import psycopg

from bench import raw
from bench.families import FACTS_OF_FIVE
from bench.figures import Figure, alternating, in_turn
from bench.loops import Act, Loops
from bench.register import Register
from bench.server import Bench
from bench.several import Writers, writers
from registry.bootstrap import Databases

FEW: Final = 8
MANY: Final = 64
ROW: Final = "pgbench, inserts of one such row"
TOPICS: Final = {Act.SERVE: "delivery.recorded.v1", Act.JOIN: "household.member_joined.v1"}


def figures(bench: Bench) -> Iterator[Figure]:
    where = bench.fresh()
    raw.lay_out(where.log_url, where.keys_url)
    with ExitStack() as stack:
        opened = stack.enter_context(bench.opened(where))
        loops = Loops(opened, opened.run(Register.set_up(opened.registry)))
        several = stack.enter_context(writers(bench.folder, where, raw.CORES))
        clients = Clients(bench, where, loops, several)
        clients.warm_up()
        yield from clients.sealed_facts()
        yield from clients.about_one_person()
        yield from clients.families_of_five()


class Clients:
    """Ours are tasks of one process that writes, and beside that of one on each core; pgbench's are its own."""

    def __init__(self, bench: Bench, where: Databases, loops: Loops, several: Writers) -> None:
        self._bench = bench
        self._where = where
        self._loops = loops
        self._several = several
        self._sizes: dict[str, int] = {}

    def warm_up(self) -> None:
        """Connections, plans and code paths, before anything is timed; and how large facts turn out."""
        (home,) = self._homes(1)
        many = self._bench.size(200, MANY)
        for writer in (self._loops, self._several):
            writer.whole(Act.REGISTER, MANY, many)
            writer.whole(Act.SERVE, MANY, many, [home, home])

    def sealed_facts(self) -> Iterator[Figure]:
        """The writer alone: a fact that is sealed already, stored and acknowledged."""
        size = self._size(TOPICS[Act.JOIN])
        for clients, many, bound in ((FEW, 20_000, 0.5), (MANY, 60_000, 1.0)):
            rate, limit = alternating(
                partial(self._alone, clients, self._bench.size(many, MANY)),
                partial(self._inserts, clients, size),
                self._bench.rounds,
            )
            yield Figure(
                what=f"writer alone, {clients} clients: a sealed fact of {size:,} bytes",
                limit=ROW,
                unit="facts",
                rate=rate,
                raw=limit,
                bound=bound,
            )

    def _alone(self, clients: int, many: int) -> float:
        raw.settle(self._where.log_url)
        return self._loops.alone(clients, many)

    def about_one_person(self) -> Iterator[Figure]:
        """Whole commands: construct, load, decide, seal, key, store, acknowledge."""
        for act, topic in TOPICS.items():
            size = self._size(topic)
            one, several, limit = in_turn(
                (
                    partial(self._about_each_home, act, self._loops),
                    partial(self._about_each_home, act, self._several),
                    partial(self._inserts, MANY, size),
                ),
                self._bench.rounds,
            )
            what = f"whole command, {MANY} clients: {act}, {size:,} bytes"
            for rate, processes, bound in ((one, "", 0.3), (several, self._processes, None)):
                yield Figure(
                    what=what + processes,
                    limit=ROW,
                    unit="facts",
                    rate=rate,
                    raw=limit,
                    bound=bound,
                )

    def _about_each_home(self, act: Act, writer: Loops | Writers) -> float:
        """One command about each of many families of four; new ones each time, or they would grow from turn to turn."""
        homes = self._homes(self._bench.size(6_000, MANY))
        raw.read_through(self._where.log_url)
        raw.settle(self._where.log_url)
        return writer.whole(act, MANY, len(homes), homes)

    def families_of_five(self) -> Iterator[Figure]:
        """Six facts and six keys a command; the stricter readings of its bound stand beside it."""
        for clients, many, bound in ((FEW, 1_500, 0.15), (MANY, 3_000, 0.25)):
            yield from self._families(clients, self._bench.size(many, FEW), bound)

    def _families(self, clients: int, many: int, bound: float) -> Iterator[Figure]:
        size = self._size("household.%")
        commands, several, rows, large, transactions = in_turn(
            (
                partial(self._registered, self._loops, clients, many),
                partial(self._registered, self._several, clients, many),
                partial(self._inserts, clients, size),
                partial(self._inserts, clients, FACTS_OF_FIVE * size),
                partial(self._inserts, clients, size, FACTS_OF_FIVE),
            ),
            self._bench.rounds,
        )
        what = f"whole command, {clients} clients: {Act.REGISTER}"
        in_facts = f"{what}, in facts of {size:,} bytes on average"
        for rate, processes, held_to in ((commands, "", bound), (several, self._processes, None)):
            yield Figure(
                what=in_facts + processes,
                limit="pgbench, inserts of one row of that size",
                unit="facts",
                rate=FACTS_OF_FIVE * rate,
                raw=rows,
                bound=held_to,
            )
        for limit, limited in (
            ("stricter: pgbench, inserts of one row as large as the six facts", large),
            ("stricter: pgbench, transactions of six inserts of one row", transactions),
        ):
            yield Figure(
                what=f"{what}, in commands",
                limit=limit,
                unit="commands",
                rate=commands,
                raw=limited,
            )

    def _registered(self, writer: Loops | Writers, clients: int, many: int) -> float:
        raw.settle(self._where.log_url)
        return writer.whole(Act.REGISTER, clients, many)

    @property
    def _processes(self) -> str:
        return f"; in {self._several.many} processes"

    def _homes(self, many: int) -> Sequence[UUID]:
        return self._loops.opened.run(self._loops.register.households(many, size=4))

    def _inserts(self, clients: int, size: int, rows: int = 1) -> float:
        url = self._where.log_url
        with raw.opened(url):
            length = "--transactions=2" if self._bench.quick else "--time=4"
            return raw.inserts(url, clients=clients, size=size, rows=rows, length=length)

    def _size(self, topic: str) -> int:
        """The mean size of facts of a name, in bytes, as they were stored first."""
        if topic not in self._sizes:
            query = "select round(avg(octet_length(state)))::int from log.facts where topic like %s"
            with psycopg.connect(self._where.log_url) as connection:
                ((size,),) = connection.execute(query, [topic]).fetchall()
            self._sizes[topic] = size
        return self._sizes[topic]
