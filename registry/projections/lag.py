"""How far the read models of this release are behind the log, and what they put aside; no word of what was recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, LiteralString

from registry.projections.catalogue import MODELS

COUNTED: Final = 10_000
"""Up to so many facts are counted one by one; beyond, positions are, of which there are no fewer."""

QUERY: Final[LiteralString] = """
    with model as (
        select name, release.version, coalesce(follower.position, 0) as position
        from unnest(%(models)s::text[], %(versions)s::integer[]) as release (name, version)
        left join read.follower on follower.model = name and follower.version = release.version and not shadow
    ), log as (
        select coalesce(max(notification_id), 0) as head from log.facts
    ), behind as (
        select position, oldest.recorded_at, ahead.facts
        from (select distinct position from model) as reached
        left join lateral (
            select recorded_at from log.facts where notification_id > reached.position
            order by notification_id limit 1
        ) as oldest on true
        cross join lateral (
            select count(*) as facts from (
                select from log.facts where notification_id > reached.position limit %(counted)s
            ) as counted
        ) as ahead
    )
    select model.name, log.head, model.position,
           case when behind.facts < %(counted)s then behind.facts else log.head - model.position end,
           coalesce(extract(epoch from greatest(clock_timestamp() - behind.recorded_at, '0 s')), 0)::float8,
           letter.streams, letter.first
    from model join behind using (position) cross join log
    cross join lateral (
        select count(*) as streams, min(position) as first from read.dead_letter
        where (dead_letter.model, dead_letter.version) = (model.name, model.version) and not shadow
    ) as letter
    order by model.name
"""
"""Rows of `Lag`, of the parameters `PARAMETERS`; whoever may read the read models may ask."""

PARAMETERS: Final = {
    "models": [model.name for model in MODELS],
    "versions": [model.version for model in MODELS],
    "counted": COUNTED,
}


@dataclass(frozen=True, slots=True)
class Lag:
    """One read model: `facts` that it has not taken in, the oldest of which was recorded `seconds` ago.

    So many streams are `stopped` in it, since `stopped_at` the first of them.
    """

    model: str
    head: int  # of the log
    position: int
    facts: int
    seconds: float
    stopped: int
    stopped_at: int | None


def lags(rows: Sequence[Sequence[Any]]) -> list[Lag]:
    """What `QUERY` found, by name of the read model."""
    return [Lag(*row) for row in rows]
