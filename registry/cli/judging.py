"""`sijill eligibility follow`: whoever may be entitled otherwise is judged again by itself."""

from __future__ import annotations

import asyncio
from threading import Event
from typing import Annotated

import typer

from registry.bootstrap import Registry, judge
from registry.cli import options, output
from registry.cli.waiting import until_stopped
from registry.reactions import following, judging


def follow(
    once: Annotated[
        bool,
        typer.Option("--once", help="Look at everybody once and stop. / راجع الجميع مرة ثم توقف."),
    ] = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Judge again as things change and days pass. / أعد الحكم كلما تغير شيء أو مرت الأيام."""

    async def run(stop: Event) -> None:
        async with options.registry(data) as registry:
            if once:
                async with judge(registry) as ready:
                    done = await ready.everybody()
                if json:
                    output.as_json({"recorded": done["decided"]})
                else:
                    output.talk("judged_again", recorded=done["decided"])
                return
            output.talk("judging")
            await keep_judging(registry, stop)
            output.talk("judging_ended")

    asyncio.run(run(Event() if once else until_stopped()))


async def keep_judging(registry: Registry, stop: Event, *, followed: bool = False) -> None:
    """Follow the log until `stop` is set, also past a server that goes away and comes back."""
    while not stop.is_set():
        try:
            async with judge(registry, followed=followed) as ready:
                await judging.follow(ready, stop)
        except following.LOST as problem:
            following.lost("judging", problem)
            await asyncio.to_thread(stop.wait, following.PATIENCE)
