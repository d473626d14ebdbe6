"""The way out: all read models brought up from nothing, and one of them rebuilt, beside a raw fetch of the facts."""

from __future__ import annotations

from threading import Event

import psycopg

from bench.figures import Figure, seconds
from registry.bootstrap import Databases
from registry.projections.leading import follow
from registry.projections.rebuild import rebuild


def read_models(where: Databases, facts: int) -> list[Figure]:
    """Follow the whole log, then rebuild the household roll."""
    with psycopg.connect(where.log_url) as connection:
        raw = seconds(
            lambda: connection.execute(
                "select * from log.facts order by notification_id", binary=True
            ).fetchall()
        )
    followed = seconds(lambda: follow(where.log_url, stop=Event(), once=True))
    rebuilt = seconds(lambda: rebuild(where.log_url, "household_roll"))
    limit = "binary fetch of the same facts"
    return [
        Figure(what=what, limit=limit, unit="facts", rate=facts / taken, raw=facts / raw)
        for what, taken in (
            ("every read model from nothing", followed),
            ("the household roll rebuilt, proved equal and swapped", rebuilt),
        )
    ]
