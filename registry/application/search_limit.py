"""How many people somebody may look for in an hour, counted from the searches on record: for all servers at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection

from registry.domain.errors import Refused
from registry.domain.vocabulary import Purpose
from registry.projections import openings
from registry.projections.openings import Searcher

WITHIN: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchLimit:
    """People within an hour, of one actor and of all of a partner together; rows of plans, of either.

    What is looked for to plan is counted apart: a list of a hundred thousand is checked, drafted and checked again
    within the hour, and whoever registers beside that may still look.
    """

    of_actor: int = 10_000
    of_partner: int = 50_000
    of_plans: int = 300_000

    async def require(
        self,
        connection: AsyncConnection[Any],
        who: Mapping[Searcher, UUID],
        people: int,
        *,
        purpose: Purpose,
        of_plan: bool = False,
    ) -> None:
        """Let a search for so many more people pass; `of_plan` where they are rows of one.

        Raises:
            Refused: `searched_too_often`, with the minutes to wait.
        """
        limits: dict[Searcher, int] = {"actor": self.of_actor, "partner": self.of_partner}
        if of_plan:
            limits = dict.fromkeys(limits, self.of_plans)
        planning = purpose is Purpose.PLANNING
        for searcher, limit in limits.items():
            room = limit - min(people, limit)
            seconds = await openings.searched_beyond(
                connection, searcher, who[searcher], within=WITHIN, room=room, planning=planning
            )
            if seconds is not None:
                raise Refused("searched_too_often", limit=limit, minutes=max(1, ceil(seconds / 60)))
