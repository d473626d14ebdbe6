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
from registry.projections import openings
from registry.projections.openings import Searcher

WITHIN: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchLimit:
    """People within an hour, of one actor and of all of a partner together."""

    of_actor: int = 10_000
    of_partner: int = 50_000

    async def require(
        self, connection: AsyncConnection[Any], who: Mapping[Searcher, UUID], people: int
    ) -> None:
        """Let a search for so many more people pass.

        Raises:
            Refused: `searched_too_often`, with the minutes to wait.
        """
        limits: Mapping[Searcher, int] = {"actor": self.of_actor, "partner": self.of_partner}
        for searcher, limit in limits.items():
            room = limit - min(people, limit)
            seconds = await openings.searched_beyond(
                connection, searcher, who[searcher], within=WITHIN, room=room
            )
            if seconds is not None:
                raise Refused("searched_too_often", limit=limit, minutes=max(1, ceil(seconds / 60)))
