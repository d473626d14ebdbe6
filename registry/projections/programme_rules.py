"""A row a programme with a rule: whom it is for, in each version that there was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec
from psycopg import AsyncConnection, sql

from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.programme import ProgrammeRuleSet
from registry.domain.rules import EligibilityRule
from registry.projections import programme_directory
from registry.projections.model import Copy, Row
from registry.projections.reading import fetch
from registry.projections.validity import HeldRows


class RuleRow(Row, frozen=True, kw_only=True):
    """`written` is the rule whole, as JSON."""

    programme: UUID
    version: int
    until: date | None
    written: Mapping[str, Any]

    @property
    def rule(self) -> EligibilityRule:
        return msgspec.convert(self.written, EligibilityRule)


def evolve(row: RuleRow | None, recorded: Recorded[AnyFact]) -> RuleRow | None:
    match recorded.fact:
        case ProgrammeRuleSet(version=version, rule=rule):
            return RuleRow(
                programme=recorded.stream,
                version=version,
                until=rule.until,
                written=msgspec.json.decode(msgspec.json.encode(rule)),
            )
        case _:
            return row


MODEL: Final = HeldRows(
    name="programme_rules",
    version=1,
    about=frozenset({ProgrammeRuleSet}),
    row=RuleRow,
    key="programme",
    evolve=evolve,
    ddl="""
        create table {table} (
            programme uuid not null,
            version   bigint not null,
            until     date,
            written   jsonb not null,
            held      int8range not null
        )
    """,
)


class Ruled(NamedTuple):
    """A programme that has a rule, and whose it is."""

    programme: UUID
    owner: UUID


async def in_force(connection: AsyncConnection[Any], *, position: int) -> list[Ruled]:
    """The open programmes that have a rule."""
    query = sql.SQL("""
        select rule.programme, programme.owner from {rules} as rule
        join {programmes} as programme
            on programme.programme = rule.programme and programme.held @> %(position)s::bigint
        where rule.held @> %(position)s::bigint and not programme.closed
        order by rule.programme
    """).format(rules=Copy(MODEL).table, programmes=Copy(programme_directory.MODEL).table)
    cursor = await connection.execute(query, {"position": position})
    return [Ruled._make(row) for row in await cursor.fetchall()]


async def of_programme(
    connection: AsyncConnection[Any], programme: UUID, *, position: int, version: int | None = None
) -> RuleRow | None:
    """The rule in force at a position, or one of the versions that there were until then."""
    query = sql.SQL("""
        select * from {table} where programme = %(programme)s and lower(held) <= %(position)s::bigint
           and case when %(version)s::bigint is null then held @> %(position)s::bigint
                    else version = %(version)s end
    """).format(table=Copy(MODEL).table)
    asked = {"programme": programme, "position": position, "version": version}
    return next(iter(await fetch(connection, RuleRow, query, asked)), None)
