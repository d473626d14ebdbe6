"""How soon what is recorded can be read: single facts on an idle register, with `sijill follow` in its own process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from asyncio import sleep
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from random import Random
from time import perf_counter

from bench.figures import Latency
from bench.register import Register
from bench.server import Bench, Opened
from registry.bootstrap import Databases
from registry.projections.as_of import wait_for

FACTS = 200
BOUND = 100.0
"""Milliseconds below which the p95 stays, as the issue has it."""


def figures(bench: Bench) -> Iterator[Latency]:
    yield visibility(bench, bench.fresh())


def visibility(bench: Bench, where: Databases) -> Latency:
    """From an acknowledged append to the moment at which all read models hold its position."""
    with following(where), bench.opened(where) as opened:
        seconds = opened.run(_single_facts(opened, bench.size(FACTS, 20)))
    return Latency.of("a single new fact, visible in every read model", seconds, bound=BOUND)


@contextmanager
def following(where: Databases) -> Iterator[None]:
    """A `sijill follow` of its own process."""
    address = {"SIJILL_DATABASE_URL": where.log_url, "SIJILL_KEYS_DATABASE_URL": where.keys_url}
    command = [sys.executable, "-c", "from registry.cli import main; main()", "follow"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, env={**os.environ, **address})
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


async def _single_facts(opened: Opened, many: int) -> Sequence[float]:
    registry, pauses = opened.registry, Random(0)  # noqa: S311 - pauses, no secrets
    register = await Register.set_up(registry)
    homes = await register.households(many)
    await wait_for(registry.readers, await registry.log.head(), seconds=60.0)
    seconds = []
    for number, home in zip(register.numbers(many), homes, strict=True):
        await sleep(pauses.uniform(0.01, 0.1))
        outcome = await registry.writer.submit(register.serving(number, home)())
        began = perf_counter()
        await wait_for(registry.readers, outcome.position)
        seconds.append(perf_counter() - began)
    return seconds
