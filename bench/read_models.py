"""The way out: facts read, read models brought up and rebuilt, each beside what PostgreSQL does with the same rows."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any, Final

import psycopg
from psycopg import sql

from bench.figures import Figure, in_turn, per_second
from bench.raw import Connection, Row
from bench.register import Register
from bench.server import Bench
from registry.bootstrap import Databases
from registry.eventlog.reading import BATCH, FACTS, iterate, read_facts
from registry.projections import household_members, household_roll
from registry.projections.follower import catch_up, prepare
from registry.projections.leading import connected
from registry.projections.model import Copy, Facts
from registry.projections.rebuild import rebuild
from registry.projections.validity import HeldRows

TOGETHER: Final = 500
COUNTRY: Final = 50_000.0
"""Facts a second that a rebuild of the roll is held to."""

_PAGE: Final = FACTS + "where notification_id > %s order by notification_id limit %s"


def figures(bench: Bench) -> Iterator[Figure]:
    where = bench.fresh()
    _fill(bench, where, bench.size(60_000, 200))
    yield from of_registered(where, bench.rounds)


def of_registered(where: Databases, rounds: int) -> Iterator[Figure]:
    """Figures of a log that is there already."""
    yield reading(where, rounds)
    for model in (household_roll.MODEL, household_members.MODEL):
        yield applying(where, model, rounds)
    for model in (household_roll.MODEL, household_members.MODEL):
        yield from rebuilding(where, model, rounds)


def reading(where: Databases, rounds: int) -> Figure:
    """Every fact, decoded, beside its row as psycopg gives it."""
    with psycopg.connect(where.log_url, autocommit=True) as connection:
        ((facts,),) = connection.execute("select count(*) from log.facts").fetchall()

        def fetch() -> None:
            after = 0
            while rows := connection.execute(_PAGE, (after, BATCH), binary=True).fetchall():
                after = rows[-1][0]

        rate, fetched = in_turn(
            (
                lambda: per_second(facts, lambda: deque(iterate(connection), maxlen=0)),
                lambda: per_second(facts, fetch),
            ),
            rounds,
        )
    return Figure(
        what="facts read and decoded",
        limit="binary fetch of the same rows",
        unit="facts",
        rate=rate,
        raw=fetched,
        bound=0.7,
    )


def applying(where: Databases, model: HeldRows[Any], rounds: int) -> Figure:
    """What a follower does with facts that it has read, in batches, beside COPY of the rows that it writes."""
    copy = Copy(model, shadow=True)
    with psycopg.connect(where.log_url, autocommit=True) as connection:
        _brought_up(where, model)
        batches = _batches(connection, model)
        rows = _rows(connection, model)
        _lay_out(connection, model, copy.table)

        def write() -> None:
            for facts in batches:
                with connection.transaction(), connection.cursor() as cursor:
                    model.write(cursor, copy.table, facts)

        def apply() -> float:
            connection.execute(sql.SQL("truncate {}").format(copy.table))
            connection.execute("checkpoint")
            return per_second(len(rows), write)

        rate, copied = in_turn((apply, lambda: _copy(connection, model, rows, indexes=2)), rounds)
        connection.execute(sql.SQL("drop table {}").format(copy.table))
    return Figure(
        what=f"facts applied to {model.name}",
        limit="binary COPY of its rows, with the indexes for writing",
        unit="rows",
        rate=rate,
        raw=copied,
        bound=0.2,
    )


def rebuilding(where: Databases, model: HeldRows[Any], rounds: int) -> Iterator[Figure]:
    """A whole rebuild: read, fold, write, index, prove equal, exchange."""
    _brought_up(where, model)
    with psycopg.connect(where.log_url, autocommit=True) as connection:
        rows = _rows(connection, model)
        facts = sum(map(len, _batches(connection, model)))

        def again() -> float:
            connection.execute("checkpoint")
            return per_second(len(rows), lambda: rebuild(where.log_url, model.name))

        rate, copied = in_turn((again, lambda: _copy(connection, model, rows, indexes=1)), rounds)
    what = f"{model.name} rebuilt, proved equal and exchanged"
    yield Figure(
        what=what,
        limit="binary COPY of its rows, with its primary key",
        unit="rows",
        rate=rate,
        raw=copied,
        bound=0.4,
    )
    if model is household_roll.MODEL:
        yield Figure(
            what=what,
            limit="what a country asks for",
            unit="facts",
            rate=rate * facts / len(rows),
            raw=COUNTRY,
            bound=1.0,
        )


def _fill(bench: Bench, where: Databases, households: int) -> None:
    with bench.opened(where) as opened:
        register = opened.run(Register.set_up(opened.registry))
        for _ in range(0, households, TOGETHER):
            opened.run(register.households(min(households, TOGETHER)))
    with psycopg.connect(where.log_url, autocommit=True) as administrator:
        administrator.execute("vacuum analyze log.facts")


def _brought_up(where: Databases, model: HeldRows[Any]) -> None:
    with connected(where.log_url) as follower:
        prepare(follower, [Copy(model)])
        catch_up(follower, [Copy(model)])


def _batches(connection: Connection, model: HeldRows[Any]) -> list[Facts]:
    """The log as a follower hands it to the model."""
    batches: list[Facts] = []
    after = 0
    while facts := read_facts(connection, after):
        batches.append([one for one in facts if type(one.fact) in model.about])
        after = facts[-1].position
    return batches


def _rows(connection: Connection, model: HeldRows[Any]) -> list[Row]:
    query = sql.SQL("select {} from {} order by lower(held)").format(
        _columns(model), Copy(model).table
    )
    return connection.execute(query, binary=True).fetchall()


def _lay_out(connection: Connection, model: HeldRows[Any], table: sql.Identifier) -> None:
    connection.execute(sql.SQL("drop table if exists {}").format(table))
    connection.execute(model.create(table))
    for index in model.index(table):
        connection.execute(index)


def _copy(
    connection: Connection, model: HeldRows[Any], rows: Sequence[Row], *, indexes: int
) -> float:
    """COPY into an empty table of the same shape with the first of its indexes: the first is its primary key."""
    table = sql.Identifier("raw", model.name)
    connection.execute("create schema if not exists raw")
    connection.execute(sql.SQL("drop table if exists {}").format(table))
    connection.execute(sql.SQL("create table {} (like {})").format(table, Copy(model).table))
    for index in model.index(table)[:indexes]:
        connection.execute(index)
    named = sql.SQL("select {} from {} limit 0").format(_columns(model), table)
    types = [column.type_code for column in connection.execute(named).description or ()]
    connection.execute("checkpoint")

    def copy() -> None:
        statement = sql.SQL("copy {} ({}) from stdin (format binary)")
        with (
            connection.cursor() as cursor,
            cursor.copy(statement.format(table, _columns(model))) as into,
        ):
            into.set_types(types)
            for row in rows:
                into.write_row(row)

    return per_second(len(rows), copy)


def _columns(model: HeldRows[Any]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, model.columns))
