"""Commands of many clients at once, beside pgbench doing inserts of one row at the same concurrency."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import cycle
from typing import Final
from uuid import UUID

import psycopg

from bench import raw
from bench.families import FACTS_OF_FIVE
from bench.figures import Figure, alternating, in_turn
from bench.register import Making, Register, closed_loop
from bench.server import Bench, Opened
from registry.bootstrap import Databases
from registry.eventlog.log import Prepared

FEW: Final = 8
MANY: Final = 64


def figures(bench: Bench) -> Iterator[Figure]:
    where = bench.fresh()
    raw.lay_out(where.log_url, where.keys_url)
    with bench.opened(where) as opened:
        clients = Clients(bench, where, opened, opened.run(Register.set_up(opened.registry)))
        clients.warm_up()
        yield from clients.sealed_facts()
        yield from clients.about_one_person()
        yield from clients.families_of_five()


class Clients:
    """Closed loops of tasks in one process, and pgbench's clients in another."""

    def __init__(self, bench: Bench, where: Databases, opened: Opened, register: Register) -> None:
        self._bench = bench
        self._where = where
        self._opened = opened
        self._register = register
        self._sizes: dict[str, int] = {}

    def warm_up(self) -> None:
        """Connections, plans and code paths, before anything is timed; and how large facts turn out."""
        self._families(MANY, 200)
        (home,) = self._opened.run(self._register.households(1))
        self._about([home], self._register.serving, 200)

    def sealed_facts(self) -> Iterator[Figure]:
        """The writer alone: a fact that is sealed already, stored and acknowledged."""
        size = self._size("household.member_joined.v1")
        for clients, many, bound in ((FEW, 20_000, 0.5), (MANY, 60_000, 1.0)):
            rate, limit = alternating(
                partial(self._alone, clients, self._bench.size(many, 500)),
                partial(self._inserts, clients, size),
                self._bench.rounds,
            )
            yield Figure(
                what=f"writer alone, {clients} clients: a sealed fact of {size:,} bytes",
                limit="pgbench, inserts of one such row",
                unit="facts",
                rate=rate,
                raw=limit,
                bound=bound,
            )

    def about_one_person(self) -> Iterator[Figure]:
        """Whole commands: construct, load, decide, seal, key, store, acknowledge."""
        register = self._register
        many = self._bench.size(8_000, 200)
        homes = self._opened.run(register.households(self._bench.size(4_000, 100), size=2))
        for what, topic, command in (
            ("a delivery to a household", "delivery.recorded.v1", register.serving),
            ("a member joins", "household.member_joined.v1", register.joining),
        ):
            rate, limit = alternating(
                partial(self._about, homes, command, many),
                partial(self._inserts, MANY, self._size(topic)),
                self._bench.rounds,
            )
            yield Figure(
                what=f"whole command, {MANY} clients: {what}, {self._size(topic):,} bytes",
                limit="pgbench, inserts of one such row",
                unit="facts",
                rate=rate,
                raw=limit,
                bound=0.3,
            )

    def families_of_five(self) -> Iterator[Figure]:
        """Six facts and six keys a command; the stricter readings of its bound stand beside it."""
        size = self._size("household.%")
        for clients, many, bound in ((FEW, 1_500, 0.15), (MANY, 3_000, 0.25)):
            commands, rows, large, transactions = in_turn(
                (
                    partial(self._families, clients, self._bench.size(many, 50)),
                    partial(self._inserts, clients, size),
                    partial(self._inserts, clients, FACTS_OF_FIVE * size),
                    partial(self._inserts, clients, size, FACTS_OF_FIVE),
                ),
                self._bench.rounds,
            )
            what = f"whole command, {clients} clients: register a household of five"
            yield Figure(
                what=f"{what}, counted in facts of {size:,} bytes on average",
                limit="pgbench, inserts of one row of that size",
                unit="facts",
                rate=FACTS_OF_FIVE * commands,
                raw=rows,
                bound=bound,
            )
            yield Figure(
                what=f"{what}, counted in commands",
                limit="stricter: pgbench, inserts of one row as large as the six facts",
                unit="commands",
                rate=commands,
                raw=large,
            )
            yield Figure(
                what=f"{what}, counted in commands",
                limit="stricter: pgbench, transactions of six inserts of one row",
                unit="commands",
                rate=commands,
                raw=transactions,
            )

    def _alone(self, clients: int, many: int) -> float:
        register = self._register
        # A stream of its own for each: the second fact of a family's command is its head who joined.
        commands = (register.registration(number, 1)() for number in self._numbers(many))
        sealed = self._opened.run(register.sealed(commands))
        log = register.registry.log
        jobs = [partial(log.append, [Prepared([one.pending[1]])]) for one in sealed]
        return closed_loop(self._opened, clients, many, jobs)

    def _about(
        self, homes: Sequence[UUID], making: Callable[[int, UUID], Making], many: int
    ) -> float:
        pairs = zip(self._numbers(many), cycle(homes), strict=False)
        return self._whole(MANY, [making(number, home) for number, home in pairs])

    def _families(self, clients: int, many: int) -> float:
        made = [self._register.registration(number) for number in self._numbers(many)]
        return self._whole(clients, made)

    def _whole(self, clients: int, commands: Sequence[Making]) -> float:
        """Commands a second; each is made from its draft within the time."""
        writer = self._register.registry.writer

        async def carry_out(making: Making) -> None:
            await writer.submit(making())

        jobs = [partial(carry_out, making) for making in commands]
        return closed_loop(self._opened, clients, len(jobs), jobs)

    def _inserts(self, clients: int, size: int, rows: int = 1) -> float:
        with raw.opened(self._where.log_url):
            return raw.inserts(
                self._where.log_url,
                clients=clients,
                size=size,
                rows=rows,
                seconds=self._bench.size(4, 1),
            )

    def _numbers(self, many: int) -> range:
        return self._register.numbers(many)

    def _size(self, topic: str) -> int:
        """The mean size of facts of a name, in bytes, as they were stored first."""
        if topic not in self._sizes:
            with psycopg.connect(self._where.log_url) as connection:
                row = connection.execute(
                    "select round(avg(octet_length(state)))::int from log.facts where topic like %s",
                    [topic],
                ).fetchone()
            self._sizes[topic] = (row or (0,))[0]
        return self._sizes[topic]
