"""Who the actors are: people's names at work, kept with the keys and never in the log."""

from __future__ import annotations

from uuid import UUID, uuid4

from registry.domain.envelope import Actor
from registry.domain.errors import SijillError
from registry.privacy.keys import Pool


class StaffDirectory:
    """Names of staff and their opaque ids, over a pool whose connections speak as `sijill_keys`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def actor_for(self, name: str) -> Actor:
        """The one id of a member of staff, drawn at the first question. Names differ by letters, not by case."""
        folded = name.strip().casefold()
        async with self._pool.connection() as connection:
            await connection.execute(
                "insert into keys.staff (name, actor) values (%s, %s) on conflict (name) do nothing",
                (folded, uuid4()),
            )
            cursor = await connection.execute(
                "select actor from keys.staff where name = %s", (folded,)
            )
            row = await cursor.fetchone()
        if row is None:
            raise SijillError("internal")
        return Actor(UUID(str(row[0])))
