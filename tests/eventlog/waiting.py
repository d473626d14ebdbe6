from __future__ import annotations

from tests.eventlog.sessions import Session


def until_somebody_waits(session: Session) -> None:
    """Return when a session of this database waits for a lock."""
    while not session.execute(
        "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    ).rowcount:
        pass
