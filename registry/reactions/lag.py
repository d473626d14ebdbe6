"""How far matching is behind the log, and whether what was given to it still fits; no word of what was recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from psycopg import sql

from registry.matching.concerns import CONCERNS

_LAG: Final = sql.SQL("""
    select log.head, state.position, ahead.facts,
           coalesce(extract(epoch from greatest(clock_timestamp() - oldest.recorded_at, '0 s')), 0)::float8,
           state.population, (select count(*) from match.record)
    from match.state as state
    cross join (select coalesce(max(notification_id), 0) as head from log.facts) as log
    cross join lateral (
        select count(*) as facts from (
            select from log.facts where notification_id > state.position and {concerning} limit 10000
        ) as counted
    ) as ahead
    left join lateral (
        select recorded_at from log.facts where notification_id > state.position and {concerning}
        order by notification_id limit 1
    ) as oldest on true
""")

QUERY: Final = _LAG.format(concerning=sql.SQL("true"))
"""One row of `MatchingLag`; whoever may read the read models may ask."""

CONCERNING: Final = _LAG.format(concerning=sql.SQL("topic = any(%(topics)s)"))
"""As `QUERY`, of the facts that matching has something to do with, `TOPICS`; whoever matches may ask."""

TOPICS: Final = {"topics": CONCERNS}

OUTGROWN: Final = 2
"""So many times as many members as were counted, and the index should be made anew."""


@dataclass(frozen=True, slots=True)
class MatchingLag:
    """`facts` are not matched, ten thousand at most, the oldest of which was recorded `seconds` ago.

    `population` is what the model takes for given, of `members` that are in the index.
    """

    head: int
    position: int
    facts: int
    seconds: float
    population: int
    members: int

    def outgrown(self, enough: int) -> bool:
        """Whether a register of at least `enough` members has grown out of what is given."""
        return self.members > max(enough, OUTGROWN * self.population)
