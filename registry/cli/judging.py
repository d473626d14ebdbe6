"""`sijill eligibility follow`: whoever may be entitled otherwise is judged again by itself."""

from __future__ import annotations

from threading import Event
from typing import Annotated, Final

import typer

from registry.bootstrap import Registry
from registry.bootstrap.reacting import judge
from registry.cli import options
from registry.cli.keeping import Reaction
from registry.reactions import judging


async def _everybody(registry: Registry) -> dict[str, int]:
    async with judge(registry) as ready:
        return {"recorded": (await ready.everybody())["decided"]}


async def _attend(registry: Registry, stop: Event, followed: bool) -> None:
    async with judge(registry, followed=followed) as ready:
        await judging.follow(ready, stop)


JUDGING: Final = Reaction("judging", "judged_again", _everybody, _attend)


def follow(
    once: Annotated[
        bool,
        typer.Option("--once", help="Look at everybody once and stop. / راجع الجميع مرة ثم توقف."),
    ] = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Judge again as things change and days pass. / أعد الحكم كلما تغير شيء أو مرت الأيام."""
    JUDGING.run(data, once=once, json=json)
