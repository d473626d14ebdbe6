"""The raw limits do the work that they are named after."""

from __future__ import annotations

from uuid import UUID

import psycopg
import pytest

from bench import raw
from tests.conftest import Databases

ROWS: list[raw.Row] = [
    (UUID(int=number), 1, "household.member_joined.v1", "فاطمة عبد الرحيم".encode() * number)
    for number in range(1, 8)
]
COLUMNS = "select originator_id, originator_version, topic, state from {} order by originator_id"


@pytest.fixture
def log_url(databases: Databases) -> str:
    raw.lay_out(databases.log_url, databases.keys_url)
    return databases.log_url


@pytest.mark.parametrize("table", [raw.FACTS, raw.BARE])
def test_rows_from_python_and_rows_in_blocks_are_the_same_rows(
    log_url: str, table: raw.Table
) -> None:
    with raw.opened(log_url) as log:
        raw.copy(log, table, ROWS, batch=3)
        assert log.execute(COLUMNS.format(table.name)).fetchall() == ROWS
        raw.empty(log, table)
        raw.copy_blocks(log, table, raw.blocks(ROWS, batch=3))
        assert log.execute(COLUMNS.format(table.name)).fetchall() == ROWS


def test_the_raw_table_has_the_indexes_of_the_log_and_its_way_of_storing_long_rows(
    log_url: str,
) -> None:
    indexes = """
        select array_agg(replace(indexdef, schemaname || '.', '') order by indexdef)
        from (
            select schemaname, regexp_replace(indexdef, 'INDEX \\S+ ', 'INDEX ') as indexdef
            from pg_indexes where schemaname = %s and tablename = 'facts'
        ) as defined
    """
    stored = (
        "select attstorage from pg_attribute where attrelid = %s::regclass and attname = 'state'"
    )
    options = "select reloptions from pg_class where oid = %s::regclass"
    with psycopg.connect(log_url) as log:
        assert log.execute(indexes, ["raw"]).fetchone() == log.execute(indexes, ["log"]).fetchone()
        for query in (stored, options):
            ours, limit = (
                log.execute(query, [name]).fetchone() for name in ("log.facts", "raw.facts")
            )
            assert ours == limit


def test_pgbench_inserts_rows_of_the_size_asked_for_as_many_to_a_transaction(log_url: str) -> None:
    a_second = raw.inserts(log_url, clients=2, size=700, length="--time=1", rows=6)
    with psycopg.connect(log_url) as log:
        counted = (
            "select count(*), min(octet_length(state)), max(octet_length(state)) from raw.facts"
        )
        ((rows, smallest, largest),) = log.execute(counted).fetchall()
    assert (smallest, largest) == (700, 700)
    assert rows % 6 == 0
    assert rows / 6 == pytest.approx(a_second, rel=0.5)
