"""What a row by name and birth date takes: `python -m bench.plans_by_name RECORDS.csv [--data DIR]`.

Each row says of somebody who is registered the name and the date as that registration has them, and nothing else.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from uuid import UUID

from bench.search import folder, registered
from bench.server import Bench, Opened
from registry.application.plan_people import whom_rows_mean
from registry.application.plan_rows import RowSaid
from registry.application.searching import Search
from registry.bootstrap import KEYS_DATABASE, LOG_DATABASE, Databases, ensure_schema
from registry.intake.claims import ClaimsFile
from registry.localpg import start
from registry.matching.claims import Claim
from registry.matching.search import Query
from registry.matching.weights import load
from registry.projections.visibility import RecordFilter


def main() -> None:
    asked = _asked()
    with folder(asked.data) as data, start(data) as server:
        where = Databases(server.url(LOG_DATABASE), server.url(KEYS_DATABASE), data)
        ensure_schema(where)
        with Bench(server, data).opened(where) as opened:
            registered(opened, where, asked.records, data / "members.csv")
            said = _rows(asked.records, asked.rows)
            for _ in range(asked.rounds):
                _looked_for(opened, said)


def _rows(records: Path, many: int) -> list[RowSaid]:
    known = [one for one in ClaimsFile(records) if one.born is not None]
    chance = Random(11)  # noqa: S311 - a sample, no secret
    return [
        RowSaid(person=Query.of(replace(_NOBODY, name=one.name, born=one.born)))
        for one in chance.choices(known, k=many)
    ]


_NOBODY = Claim(record="", registration="", partner="", name="")


def _looked_for(opened: Opened, said: list[RowSaid]) -> None:
    async def run() -> Counter[str]:
        registry = opened.registry
        async with registry.readers.connection() as reader:
            search = Search(reader, registry.writer, RecordFilter(everything=True), load())
            found = await whom_rows_mean(search, said, UUID(int=0))
        return Counter("found" if one.household else str(one.unknown) for one in found.rows)

    began, worked = perf_counter(), process_time()
    came_to = opened.run(run())
    took, work = perf_counter() - began, process_time() - worked
    print(
        f"{len(said):,} rows in {took:.1f} s: {1_000 * took / len(said):.2f} ms a row,"
        f" {1_000 * work / len(said):.2f} of them this process's; {dict(came_to)}",
        flush=True,
    )


def _asked() -> argparse.Namespace:
    asking = argparse.ArgumentParser(prog="python -m bench.plans_by_name", description=__doc__)
    asking.add_argument("records", type=Path)
    asking.add_argument("--data", type=Path, help="keep the register there, and find it again")
    asking.add_argument("--rows", type=int, default=2_000)
    asking.add_argument("--rounds", type=int, default=3)
    return asking.parse_args()


if __name__ == "__main__":
    main()
