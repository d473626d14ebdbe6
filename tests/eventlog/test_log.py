"""What was decided goes in whole or not at all, and comes out as it went in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import psycopg
import pytest
from psycopg import Connection, sql
from psycopg.rows import tuple_row

from registry.domain.errors import VersionConflict
from registry.eventlog.log import Log, Prepared, ReferenceClaim, iterate, read_facts
from tests.eventlog.facts import ENROLLED, SUSPENDED, enrolment, new_id, pending
from tests.eventlog.sessions import Session

pytestmark = pytest.mark.anyio

STREAM, OTHER = new_id(), new_id()
PARTNER, HOUSEHOLD = new_id(), new_id()

OFTEN: Final = 12
"""More often than it takes until a question is planned once for whatever is asked for."""


async def test_a_fact_comes_back_in_its_place_as_it_was(log: Log) -> None:
    before = datetime.now(UTC)
    enrolled, suspended = pending(STREAM, 1), pending(STREAM, 2, SUSPENDED)
    (position,) = await log.append([Prepared([enrolled, suspended])])

    first, second = await log.load(STREAM)
    assert (first.fact, first.envelope) == (ENROLLED, enrolled.envelope)
    assert (second.fact, second.envelope) == (SUSPENDED, suspended.envelope)
    assert [first.stream, first.version, second.version] == [STREAM, 1, 2]
    assert first.position < second.position == position
    assert before <= first.recorded_at == second.recorded_at <= datetime.now(UTC)


async def test_each_command_of_an_append_learns_its_last_position(log: Log) -> None:
    positions = await log.append(
        [
            Prepared([pending(STREAM, 1), pending(STREAM, 2, SUSPENDED)]),
            Prepared([pending(OTHER, 1)]),
        ]
    )
    assert positions == [(await log.load(STREAM))[-1].position, (await log.load(OTHER))[0].position]
    assert await log.head() == positions[-1]


async def test_streams_load_together_and_an_unknown_one_is_empty(log: Log) -> None:
    await log.append([enrolment(STREAM), enrolment(OTHER)])
    nowhere = new_id()
    found = await log.load_many({STREAM, OTHER, nowhere})
    assert {stream: len(facts) for stream, facts in found.items()} == {
        STREAM: 1,
        OTHER: 1,
        nowhere: 0,
    }


async def test_a_new_log_is_empty(log: Log) -> None:
    assert await log.head() == 0
    assert await log.load(STREAM) == []
    assert await log.append([]) == []


async def test_a_version_that_is_taken_is_a_conflict_and_nothing_of_the_append_stays(
    log: Log,
) -> None:
    await log.append([enrolment(STREAM)])
    with pytest.raises(VersionConflict):
        await log.append([enrolment(OTHER, key=b"new"), Prepared([pending(STREAM, 1, SUSPENDED)])])
    assert await log.load(OTHER) == []
    assert await log.command([b"new"]) == {}
    assert [one.fact for one in await log.load(STREAM)] == [ENROLLED]


async def test_a_conflict_says_nothing_of_keys_and_references(log: Log) -> None:
    await log.append([enrolment(key=b"\x5e\xc7")])
    with pytest.raises(VersionConflict) as conflict:
        await log.append([enrolment(key=b"\x5e\xc7")])
    assert str(conflict.value) == "version_conflict"
    assert conflict.value.__cause__ is conflict.value.__context__ is None


async def test_a_command_is_found_by_its_key_with_what_it_gave(log: Log) -> None:
    (position,) = await log.append(
        [Prepared([pending(STREAM, 1), pending(STREAM, 2, SUSPENDED)], b"key", b"content")]
    )
    await log.append([enrolment()])
    assert await log.command([b"key", b"unknown"]) == {
        b"key": (b"content", STREAM, 2, position, False)
    }


async def test_the_same_key_is_not_used_twice(log: Log) -> None:
    await log.append([enrolment(key=b"key")])
    with pytest.raises(VersionConflict):
        await log.append([enrolment(OTHER, key=b"key", content=b"other")])
    assert await log.load(OTHER) == []


async def test_a_wiped_command_keeps_its_key_and_nothing_of_what_was_said(log: Log) -> None:
    await log.append([enrolment(STREAM, key=b"one"), enrolment(OTHER, key=b"two")])
    await log.wipe_commands({(STREAM, 1)})
    found = await log.command([b"one", b"two"])
    assert {key: content for key, (content, *_) in found.items()} == {
        b"one": None,
        b"two": b"content",
    }
    with pytest.raises(VersionConflict):
        await log.append([enrolment(new_id(), key=b"one")])


async def test_a_partner_reference_stands_for_one_household(log: Log) -> None:
    claim = ReferenceClaim(PARTNER, b"token", HOUSEHOLD)
    await log.append([enrolment(references=(claim,))])
    assert await log.references(PARTNER, [b"token", b"unknown"]) == {b"token": (HOUSEHOLD, False)}

    second = ReferenceClaim(PARTNER, b"token", new_id())
    with pytest.raises(VersionConflict):
        await log.append([enrolment(OTHER, references=(second,))])
    assert await log.load(OTHER) == []


async def test_what_is_looked_up_from_a_small_log_on_reads_no_table_through(
    log: Log, owner: Session
) -> None:
    """A plan stays when the log has grown, and PostgreSQL would rather read a small table than its index."""
    claims = [ReferenceClaim(PARTNER, bytes([number]), new_id()) for number in range(50)]
    await log.append([enrolment(key=one.token, references=(one,)) for one in claims])
    owner.execute("analyze log.facts, log.command, log.partner_reference")
    for _ in range(OFTEN):
        await log.known([STREAM], [b"key"], [(PARTNER, b"token")])
    plans = await log.ask(_plans)
    (plan,) = plans
    assert "Seq Scan" not in plan


def _plans(connection: Connection[Any]) -> list[str]:
    """How whatever is asked often on a connection is found, whoever is asked for."""
    with connection.cursor(row_factory=tuple_row) as cursor:
        cursor.execute("set plan_cache_mode to force_generic_plan")
        asked = cursor.execute(
            "select name, cardinality(parameter_types) from pg_prepared_statements"
            " where statement like '%log.%' and statement not like '%append%'"
        ).fetchall()
        return [
            "\n".join(
                line
                for (line,) in cursor.execute(
                    sql.SQL("explain execute {} ({})").format(
                        sql.Identifier(name), sql.SQL(", ").join([sql.NULL] * many)
                    )
                )
            )
            for name, many in asked
        ]


async def test_two_partners_may_use_the_same_reference(log: Log) -> None:
    another_partner, another_household = new_id(), new_id()
    await log.append([enrolment(references=(ReferenceClaim(PARTNER, b"17", HOUSEHOLD),))])
    claim = ReferenceClaim(another_partner, b"17", another_household)
    await log.append([enrolment(references=(claim,))])
    assert await log.references(another_partner, [b"17"]) == {b"17": (another_household, False)}


async def test_a_forgotten_reference_stays_taken(log: Log) -> None:
    kept = new_id()
    await log.append(
        [
            enrolment(references=(ReferenceClaim(PARTNER, b"token", HOUSEHOLD),)),
            enrolment(references=(ReferenceClaim(PARTNER, b"other", kept),)),
        ]
    )
    await log.forget_reference(HOUSEHOLD)
    assert await log.references(PARTNER, [b"token", b"other"]) == {
        b"token": (HOUSEHOLD, True),
        b"other": (kept, False),
    }
    with pytest.raises(VersionConflict):
        await log.append([enrolment(references=(ReferenceClaim(PARTNER, b"token", new_id()),))])


async def test_followers_read_in_order_and_in_batches(log: Log, log_url: str) -> None:
    positions = [(await log.append([enrolment()]))[0] for _ in range(5)]
    with psycopg.connect(log_url, autocommit=True) as follower:
        follower.execute("set role sijill_follower")
        assert [one.position for one in read_facts(follower, 0, 2)] == positions[:2]
        assert [one.position for one in read_facts(follower, positions[1], 100)] == positions[2:]
        assert [one.position for one in iterate(follower, positions[3])] == positions[4:]
        assert read_facts(follower, positions[-1], 1) == []


async def test_an_append_wakes_whoever_listens(log: Log, owner: Session) -> None:
    owner.execute("listen facts")
    await log.append([enrolment()])
    assert [one.channel for one in owner.notifies(timeout=5, stop_after=1)] == ["facts"]


async def test_a_key_comes_with_its_content(log: Log) -> None:
    with pytest.raises(ValueError, match="content"):
        await log.append([Prepared([pending(STREAM, 1)], key=b"key")])
