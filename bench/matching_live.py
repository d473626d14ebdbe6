"""One new registration matched in a register that is there: how long it takes, and what the index takes.

python -m bench.matching_live records.csv [new registrations]
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from typing import Final

import psycopg

from bench.figures import percentile
from bench.registered import households
from bench.server import running
from registry.application.command import Command, Context
from registry.application.households import HouseholdDraft, register_household
from registry.bootstrap import Registry, catch_up
from registry.bootstrap.reacting import matcher
from registry.cli.acting import operator_of
from registry.cli.beside import following as followed
from registry.cli.demo.qena import set_up
from registry.domain.vocabulary import Purpose, Role
from registry.reactions import batch
from registry.reactions.matching import Matcher

SOME: Final = 2_000


async def work(registry: Registry, path: Path, new: int) -> None:
    known = list(households(path))
    Random(4).shuffle(known)  # noqa: S311 - an order, no secret
    contexts = await _partners(registry)
    codes = sorted({partner for partner, _ in known})
    mine = {code: contexts[place % len(contexts)] for place, code in enumerate(codes)}

    def command(one: tuple[str, HouseholdDraft]) -> Command:
        return register_household(one[1], mine[one[0]], registry.writer.mint)

    begun = perf_counter()
    for start in range(new, len(known), SOME):
        await registry.writer.submit_many([command(one) for one in known[start : start + SOME]])
    await catch_up(registry)
    print(f"{len(known) - new} registrations recorded and read in {perf_counter() - begun:.0f} s")
    with followed(registry.databases):
        async with matcher(registry, followed=True) as ready:
            await _at_once(ready)
            await _index_size(ready)
            with psycopg.connect(registry.databases.log_url, autocommit=True) as owner:
                # A while later the server has done so by itself.
                owner.execute("vacuum analyze")
                owner.execute("checkpoint")
            seconds = [await _one(ready, command(one)) for one in known[:new]]
    alone = [took for took, (_, draft) in zip(seconds, known, strict=False) if not draft.members]
    _tell("registrations", seconds)
    _tell("registrations of one person", alone)


def _tell(what: str, seconds: Sequence[tuple[float, float]]) -> None:
    for part in (0.5, 0.95, 0.99) if seconds else ():
        clock, own = (1000 * percentile(those, part) for those in zip(*seconds, strict=True))
        print(
            f"{len(seconds)} {what} matched one by one: p{100 * part:.0f} {clock:.1f} ms,"
            f" {own:.1f} ms of a core of its own"
        )


async def _at_once(ready: Matcher) -> None:
    last, begun = "", perf_counter()

    def told(stage: str, _done: int) -> None:
        nonlocal last, begun
        if stage != last:
            if last:
                print(f"  {last}: {perf_counter() - begun:.1f} s")
            last, begun = stage, perf_counter()

    whole = perf_counter()
    done = await batch.run(ready, told)
    told("", 0)
    print(f"everybody matched in {perf_counter() - whole:.1f} s: {dict(done)}")


async def _index_size(ready: Matcher) -> None:
    cursor = await ready.index.execute(
        "select count(*), sum(cardinality(tokens)), pg_total_relation_size('match.record') from match.record"
    )
    for members, tokens, size in await cursor.fetchall():
        print(f"index: {members} members, {tokens} tokens, {size / 2**20:.0f} MB")


async def _one(ready: Matcher, command: Command) -> tuple[float, float]:
    """Seconds from when the read models have a registration until what comes of it is recorded.

    By the clock, and of the processor; PostgreSQL's are in the first alone.
    """
    outcome = await ready.writer.submit(command)
    await ready.abreast()
    begun, own = perf_counter(), process_time()
    await ready.match([outcome.stream])
    return perf_counter() - begun, process_time() - own


async def _partners(registry: Registry) -> list[Context]:
    operator = await operator_of(registry)
    qena = await set_up(registry.writer, operator)
    return [
        Context(
            actor=operator.actor,
            partner=partner,
            role=Role.CASEWORKER,
            purpose=Purpose.REGISTRATION,
            channel=operator.channel,
        )
        for partner in qena.partners.values()
    ]


def main(path: str, new: int = 300) -> None:
    with running() as bench, bench.opened(bench.fresh()) as opened:
        opened.run(work(opened.registry, Path(path), new))


def _asked(arguments: Sequence[str]) -> None:
    main(arguments[0], *[int(each) for each in arguments[1:]])


if __name__ == "__main__":
    _asked(sys.argv[1:])
