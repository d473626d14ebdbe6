"""The control of every test about order: the same log without its lock."""

from __future__ import annotations

from tests.eventlog.sessions import Session


def unlock(owner: Session) -> None:
    """What the library's setting POSTGRES_ENABLE_DB_FUNCTIONS=y comes to: appends without the table lock."""
    ((append,),) = owner.execute(
        "select pg_get_functiondef(oid) from pg_proc where proname = 'append'"
    ).fetchall()
    unlocked = append.replace("lock table log.facts in exclusive mode;", "")
    assert unlocked != append
    owner.execute(unlocked)
