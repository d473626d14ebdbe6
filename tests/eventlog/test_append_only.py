"""Nobody changes what was recorded: not the writer, not the owner, not a superuser by mistake."""

from __future__ import annotations

from typing import LiteralString

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from registry.eventlog.log import Log
from tests.eventlog.facts import enrolment
from tests.eventlog.sessions import Session

pytestmark = pytest.mark.anyio

CHANGES: tuple[LiteralString, ...] = (
    "update log.facts set topic = topic",
    "update log.facts set state = state where false",
    "delete from log.facts",
    "truncate log.facts",
    """
    insert into log.facts (originator_id, originator_version, topic, state, recorded_at)
    select originator_id, originator_version, topic, state, recorded_at from log.facts
    on conflict (originator_id, originator_version) do update set state = excluded.state
    """,
    "merge into log.facts using (values (1)) as one (n) on true when matched then delete",
)

APPEND: LiteralString = """
    select log.append(
        array[gen_random_uuid()], array[1]::bigint[], array['x'], array['']::bytea[],
        '{}', '{}', '{}', '{}', '{}', '{}', '{}'
    )
"""
BESIDE: tuple[LiteralString, ...] = (
    """
    insert into log.facts (originator_id, originator_version, topic, state, recorded_at)
    values (gen_random_uuid(), 1, 'x', '', now())
    """,
    "insert into log.command (key, stream, version) values ('', gen_random_uuid(), 1)",
    "insert into log.partner_reference values (gen_random_uuid(), '', gen_random_uuid())",
    "do $$ begin lock table log.facts in exclusive mode; end $$",
)


@pytest.mark.parametrize("change", CHANGES)
async def test_the_writer_changes_nothing(log: Log, writer: Session, change: LiteralString) -> None:
    await log.append([enrolment()])
    with pytest.raises(InsufficientPrivilege, match="permission denied"):
        writer.execute(change)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("replication", ["origin", "replica"])
async def test_the_owner_changes_nothing(
    log: Log, owner: Session, change: LiteralString, replication: str
) -> None:
    await log.append([enrolment()])
    owner.execute("select set_config('session_replication_role', %s, false)", (replication,))
    with pytest.raises(InsufficientPrivilege, match="only ever appended to"):
        owner.execute(change)
    assert owner.execute("select from log.facts").rowcount == 1


@pytest.mark.parametrize("statement", BESIDE)
def test_the_writer_appends_by_the_one_function_alone(
    writer: Session, statement: LiteralString
) -> None:
    writer.execute(APPEND)
    with pytest.raises(InsufficientPrivilege):
        writer.execute(statement)


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("sijill_follower", {"select state from log.facts", "select recorded_at from log.facts"}),
        ("sijill_matcher", {"select state from log.facts", "select recorded_at from log.facts"}),
        ("sijill_reader", {"select recorded_at from log.facts"}),
        ("sijill_keys", set()),
    ],
)
def test_other_roles_read_what_they_need_and_append_nothing(
    log_url: str, role: str, allowed: set[str]
) -> None:
    tried: tuple[LiteralString, ...] = (
        "select state from log.facts",
        "select recorded_at from log.facts",
        "select * from log.command",
        "select * from log.partner_reference",
        APPEND,
    )
    done = set()
    with psycopg.connect(log_url, autocommit=True) as session:
        session.execute("select set_config('role', %s, false)", (role,))
        for statement in tried:
            try:
                session.execute(statement)
            except InsufficientPrivilege:
                continue
            done.add(statement)
    assert done == allowed


def test_what_is_sealed_is_stored_as_it_is(owner: Session) -> None:
    ((storage,),) = owner.execute(
        "select attstorage from pg_attribute where attrelid = 'log.facts'::regclass and attname = 'state'"
    ).fetchall()
    assert storage == "e"  # external: never compressed
