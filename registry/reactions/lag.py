"""How far matching is behind the log, and whether what was given to it still fits; no word of what was recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from psycopg import sql

from registry.matching.concerns import CONCERNS
from registry.projections import matching_models, pairs
from registry.projections.model import Copy

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

EARLIER: Final = sql.SQL("""
    with trusted as (
        select coalesce((
            select version from {models} where upper_inf(held) order by position desc limit 1
        ), %(shipped)s) as version
    )
    select trusted.version, count(*)
    from trusted join {pairs} as pair on pair.model <> trusted.version
    where upper_inf(pair.held) and (pair.linked = 'machine' or pair."case" is not null)
      and not exists (select from match.state as state where state.model = trusted.version)
    group by trusted.version
""").format(models=Copy(matching_models.MODEL).table, pairs=Copy(pairs.MODEL).table)
"""The model's version that the register goes by, and how many links and questions of the machine stem from others.

No row where there are none, or everybody was judged by it: what still stands then stands by this model, too. `shipped`
is the version that counts where none was trusted; whoever may read the read models may ask.
"""

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
