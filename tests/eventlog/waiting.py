from __future__ import annotations

from time import sleep

from tests.eventlog.sessions import Session


def until_somebody_waits(session: Session, many: int = 1) -> None:
    """Return when a session of this database, or so many, wait for a lock."""
    waiting = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    while session.execute(waiting).rowcount < many:
        pass


def until_there_are(session: Session, facts: int) -> None:
    """Wait until the log holds so many facts, and no longer than that is worth."""
    for _ in range(1_000):
        if session.execute("select from log.facts").rowcount == facts:
            return
        sleep(0.01)
    raise AssertionError(f"there never were {facts} facts")
