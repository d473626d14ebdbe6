"""What each step of a fact's life costs: from a request to the log, and from the log to a read model."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from typing import Any, Final, TypeAlias

import psycopg
from psycopg import sql

from bench import raw
from bench.asked import household_input
from bench.families import household
from bench.figures import Stage, Watch
from bench.register import Register, decided
from bench.server import Bench, Opened
from registry.api.drafts import household_draft
from registry.application.households import register_household
from registry.eventlog import codec
from registry.eventlog.reading import read_stored
from registry.projections import household_members
from registry.projections.follower import prepare
from registry.projections.leading import connected
from registry.projections.model import Copy

Connection: TypeAlias = psycopg.Connection[Any]

ROUNDS: Final = 3
MODEL: Final = household_members.MODEL
"""The busiest read model: a row for every person."""


def figures(bench: Bench) -> Iterator[Stage]:
    where = bench.fresh()
    raw.lay_out(where.log_url, where.keys_url)
    families, facts = Watch("family of five: 6 facts, 6 keys"), Watch("fact")
    with bench.opened(where) as opened:
        register = opened.run(Register.set_up(opened.registry))
        for _ in range(ROUNDS):
            way_in(families, opened, register, bench.size(1_500, 50))
    with connected(where.log_url) as follower, psycopg.connect(where.log_url) as administrator:
        prepare(follower, [Copy(MODEL)])
        read = sum(1 for _ in read_stored(follower, after=0))
        for _ in range(ROUNDS):
            way_out(facts, read, follower, administrator)
    yield from chain(families.stages(), facts.stages())


def way_in(watch: Watch, opened: Opened, register: Register, families: int) -> None:
    """Each step by itself for new families, given what the step before it gave."""
    registry = register.registry
    mint = registry.writer.mint
    numbers = register.numbers(families)
    inputs = [household_input(household(number)) for number in numbers]
    with watch.over("parse: input into a draft", families):
        drafts = [household_draft(one, mint.today()) for one in inputs]
    with watch.over("construct: ids, reference, canonical content", families):
        commands = [
            register_household(draft, register.under(number), mint)
            for number, draft in zip(numbers, drafts, strict=True)
        ]
    with watch.over("decide", families):
        facts = [decided(command) for command in commands]
    with watch.over("keys: drawn, wrapped, stored", families):
        keys = opened.run(registry.keys.ensure(set().union(*(one.subjects for one in facts))))
    with watch.over("seal", families):
        sealed = [register.prepared(one, keys) for one in facts]
    with watch.over("encode", families):
        for one in sealed:
            for fact in one.pending:
                codec.encode(fact.envelope, fact.fact)
    with watch.over("append: encode, store, commit", families):
        opened.run(registry.log.append(sealed))


def way_out(watch: Watch, batch: int, follower: Connection, administrator: Connection) -> None:
    """A batch read, decoded and applied to the members; beside it COPY of the rows that this made."""
    table = Copy(MODEL).table
    with nothing_collected():  # as the follower has it
        with watch.over("read: binary rows", batch):
            stored = list(read_stored(follower, after=0))
        with watch.over("decode", len(stored)):
            facts = [one.read() for one in stored]
            ours = [one for one in facts if type(one.fact) in MODEL.about]
        with follower.transaction(force_rollback=True), follower.cursor() as cursor:
            with watch.over("apply: fold, validity, rows of household_members", len(facts)):
                MODEL.write(cursor, table, ours)
            rows, limit = _rows_of(follower, table)
        with administrator.transaction(force_rollback=True):
            administrator.execute(
                sql.SQL("create table raw.members (like {} including indexes)").format(table)
            )
            with watch.over("copy: the same rows by raw COPY", len(facts)):
                raw.copy(administrator, limit, rows, len(rows))


def _rows_of(follower: Connection, table: sql.Identifier) -> tuple[list[raw.Row], raw.Table]:
    """The rows that a table holds, and how they are copied into another of its shape."""
    with follower.cursor(binary=True) as cursor:
        cursor.execute(sql.SQL("select * from {}").format(table))
        described = cursor.description or ()
        names = sql.SQL(", ").join(sql.Identifier(column.name) for column in described)
        types = tuple(column.type_code for column in described)
        return cursor.fetchall(), raw.Table("raw.members", names.as_string(), types)


@contextmanager
def nothing_collected() -> Iterator[None]:
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
