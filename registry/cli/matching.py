"""`sijill match` on the register itself: after every commit, or everybody at once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Annotated, Final

import typer

from registry.bootstrap import Registry
from registry.bootstrap.reacting import match_up, matcher, take_numbers
from registry.cli import options, output
from registry.cli.keeping import Reaction
from registry.cli.waiting import stopped_by_outages
from registry.matching import index
from registry.reactions import batch, following


def follow(
    once: Annotated[
        bool,
        typer.Option(
            "--once", help="Go to the end of the log and stop. / حتى نهاية السجل ثم توقف."
        ),
    ] = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Match persons as they are recorded, until stopped. / طابق الأشخاص مع كل ما يُسجل حتى الإيقاف."""
    MATCHING.run(data, once=once, json=json)


def run(
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help="Say what would come of it, write nothing. / قل ما سيحدث فقط."
        ),
    ] = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Match everybody in the register at once. / طابق كل من في السجل دفعة واحدة."""

    async def work() -> dict[str, int]:
        async with options.registry(data) as registry, matcher(registry) as ready:
            with _stages() as told:
                done = await batch.run(ready, told, dry=dry_run)
            return _counts(done)

    with stopped_by_outages("matching_stopped"):
        done = asyncio.run(work())
    if json:
        output.as_json(done)
    else:
        output.talk("would_match" if dry_run else "matched", **done)


def reindex(data: options.Data = None, json: options.Json = False) -> None:
    """Make the index anew by which matching and search find people. / أعد بناء فهرس المطابقة والبحث."""

    async def work() -> int:
        async with options.registry(data) as registry, matcher(registry) as ready:
            with _stages() as told:
                return await batch.reindex(ready, told)

    with stopped_by_outages("matching_stopped"):
        members = asyncio.run(work())
    if json:
        output.as_json({"members": members})
    else:
        output.talk("match_reindexed", members=members)


@contextmanager
def _stages() -> Iterator[batch.Told]:
    """Shows the stage that is under way, with how much of it is done."""
    with output.progress("matching_up") as bar:
        task = bar.add_task("", total=None)
        yield lambda _, done: bar.update(task, completed=done)


def _counts(done: Counter[str]) -> dict[str, int]:
    return {name: done[name] for name in ("links", "cases", "settled")}


WORTH_WAITING_FOR: Final = 5_000
"""Facts that matching may be behind for somebody at a terminal to wait for it."""


async def bring_up(registry: Registry) -> None:
    """Match whom a file brought, or whom somebody asks about. What cannot be matched now is matched later.

    What came of it is not said: it may be of those, too, who are not there for whoever asks.
    """
    if registry.settings.matching == "elsewhere":
        return
    async with registry.readers.connection() as connection:
        behind = await registry.log.head() - (await index.state(connection)).position
    if behind > WORTH_WAITING_FOR:
        output.talk("matching_is_behind", facts=behind)
        return
    try:
        await _to_the_end(registry)
    except following.LOST as problem:
        following.lost("matching", problem)
        output.talk("matching_later")


async def numbered_up(registry: Registry) -> None:
    """Know the numbers of documents that were issued a moment ago, unless others match here."""
    if registry.settings.matching == "here":
        try:
            await take_numbers(registry)
        except following.LOST as problem:
            following.lost("matching", problem)


async def _to_the_end(registry: Registry) -> dict[str, int]:
    with output.progress("matching_up") as bar:
        task = bar.add_task("")
        done = await match_up(
            registry, lambda reached, head: bar.update(task, completed=reached, total=head)
        )
    return _counts(done)


async def _attend(registry: Registry, stop: Event, followed: bool) -> None:
    async with matcher(registry, followed=followed) as ready:
        await following.follow(ready, stop, beside=followed)


MATCHING: Final = Reaction("matching", "matched", _to_the_end, _attend)
