"""What 100,000 rows by an identity number take: `python -m bench.plans_by_number 1000000`.

Of a register of so many households with ten deliveries to each every head has a number, a tenth of the rows are in
conflict through a link, and none says anything else. Timed from the numbers as they are written to what is found.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from time import perf_counter
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from bench.plans import MONTHS, OURS, ROWS, SHOWN, compared, fill, head, home, say_numbers
from bench.server import Opened, running
from registry.application.plan_people import whom_rows_mean
from registry.application.plan_rows import RowSaid
from registry.application.searching import Search
from registry.bootstrap import Databases
from registry.domain.identity_numbers import read_identity_number
from registry.matching import index
from registry.matching.tokens import number_tokens
from registry.matching.weights import load

_OTHERS: Final = 20
"""Tokens that a member has beside that of its number."""
_AT_ONCE: Final = 50_000


def main(households: int) -> None:
    apart = households // ROWS
    if apart % 10:
        raise SystemExit(f"give a multiple of {10 * ROWS:,} households")
    meant = [apart * at + (2 if at % 10 else 0) for at in range(ROWS)]
    with running() as bench:
        where = bench.fresh()
        fill(where, households, range(1, MONTHS + 1))
        with bench.opened(where) as opened:
            opened.run(say_numbers(opened.registry, where, households))
            opened.run(_index(opened, where, households))
            said = [number(one) for one in meant]
            for _ in range(bench.rounds):
                opened.run(_checked(opened, said, [home(one) for one in meant]))


def number(household: int) -> str:
    """Egyptian, of a woman."""
    born = date(1960, 1, 1) + timedelta(days=household // 5_000)
    return f"2{born:%y%m%d}27{2 * (household % 5_000):04d}1"


async def _index(opened: Opened, where: Databases, households: int) -> None:
    key, chance = opened.registry.keys.registry_key("matching"), Random(3)  # noqa: S311 - no secret
    async with (
        await AsyncConnection.connect(where.log_url, autocommit=True) as matcher,
        index.anew(matcher) as write,
    ):
        for start in range(0, households, _AT_ONCE):
            some = range(start, min(households, start + _AT_ONCE))
            tokens = number_tokens([number(one) for one in some], key)
            await write(
                index.Entry(
                    head(one),
                    home(one),
                    sorted((own, *(chance.getrandbits(62) for _ in range(_OTHERS)))),
                )
                for one, (own, _) in zip(some, tokens, strict=True)
            )


async def _checked(opened: Opened, numbers: Sequence[str], homes: Sequence[UUID]) -> None:
    registry = opened.registry
    async with registry.readers.connection() as connection:
        began = perf_counter()
        today = registry.writer.mint.today()
        said = [RowSaid(identity_number=read_identity_number(one, today=today)) for one in numbers]
        search = Search(connection, registry.writer, SHOWN, load())
        found = await whom_rows_mean(search, said, OURS)
        looked = perf_counter()
        await compared(registry, connection, found.rows)
        took = perf_counter() - began
    if [row.household for row in found.rows] != homes:
        raise AssertionError("somebody else was found")
    print(f"{ROWS:,} rows by number in {took:.1f} s, {looked - began:.1f} s of them to find whom")


if __name__ == "__main__":
    main(int(sys.argv[1]))
