"""A row a line of a plan: which registration it means, and whether it is reserved for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace as replaced
from typing import Any, Final, LiteralString
from uuid import UUID

from msgspec.structs import replace
from psycopg import AsyncConnection

from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.plan import PlanLineOverridden, PlanLinesAdded, PlanReserved, line_id
from registry.domain.planning import OverrideReason
from registry.projections.model import Row
from registry.projections.reading import Page, Window, fetch
from registry.projections.validity import HeldRows, Part


class PlanLineRow(Row, frozen=True, kw_only=True):
    """`unknown` where nothing could be said of it when the plan was reserved, which stands in the way of release.

    `household` is there where the register knows whom it means. Reserved or overridden, it is served.
    """

    line: UUID
    plan: UUID
    number: int
    household: UUID | None
    member: UUID | None
    reserved: bool = False
    unknown: bool = False
    overridden: OverrideReason | None = None


def parts_of(recorded: Recorded[AnyFact]) -> Iterable[Part]:
    """What a fact says of each line by itself; a reservation speaks of every line of its plan."""
    plan = recorded.stream
    match recorded.fact:
        case PlanLinesAdded(lines=lines) as added:
            for one in lines:
                part = recorded._replace(fact=replaced(added, lines=(one,)))
                yield line_id(plan, one.number), part
        case PlanReserved() as made:
            yield from _reserved(recorded, made)
        case PlanLineOverridden(line=number):
            yield line_id(plan, number), recorded
        case _:
            raise AssertionError(f"{type(recorded.fact).__name__} is about no line")


def _reserved(recorded: Recorded[AnyFact], made: PlanReserved) -> Iterable[Part]:
    """Three facts at most, shared by the lines of which they say the same."""
    said = {
        (reserved, unknown): recorded._replace(
            fact=replaced(made, lines=_NUMBERED[reserved], unknown=_NUMBERED[unknown])
        )
        for reserved, unknown in ((True, False), (False, True), (False, False))
    }
    lines, unknown, counts = set(made.lines), set(made.unknown), made.counts
    length = counts.clear + counts.conflict + counts.not_eligible + counts.unknown
    for number in range(1, length + 1):
        stands = (number in lines, number in unknown)
        yield line_id(recorded.stream, number), said[stands]


_NUMBERED: Final[dict[bool, tuple[int, ...]]] = {True: (0,), False: ()}


def evolve(row: PlanLineRow | None, recorded: Recorded[AnyFact]) -> PlanLineRow | None:
    match recorded.fact:
        case PlanLinesAdded(lines=(one,)):
            return PlanLineRow(
                line=line_id(recorded.stream, one.number),
                plan=recorded.stream,
                number=one.number,
                household=one.household,
                member=one.member,
            )
        case PlanReserved(lines=lines, unknown=unknown) if row is not None:
            return replace(row, reserved=bool(lines), unknown=bool(unknown))
        case PlanLineOverridden(reason=reason) if row is not None:
            return replace(row, overridden=reason)
        case _:
            return row


MODEL: Final = HeldRows(
    name="plan_lines",
    version=2,
    about=frozenset({PlanLinesAdded, PlanReserved, PlanLineOverridden}),
    row=PlanLineRow,
    key="line",
    evolve=evolve,
    parts_of=parts_of,
    ddl="""
        create table {table} (
            line       uuid not null,
            plan       uuid not null,
            number     integer not null,
            household  uuid,
            member     uuid,
            reserved   boolean not null,
            unknown    boolean not null,
            overridden text,
            held       int8range not null
        )
    """,
    indexes=(
        "create index on {table} (plan, number)",
        "create index on {table} (household) where reserved or overridden is not null",
        "create index on {table} (member) where reserved or overridden is not null",
        "create index on {table} (household) where not reserved and overridden is null",
    ),
)


class ShownLine(PlanLineRow, frozen=True, kw_only=True):
    """A line with whether it has a delivery that stands."""

    delivered: bool


_DELIVERED: Final[LiteralString] = """
    exists (
        select from read.delivery_ledger_v4 as delivery
        where delivery.plan_line = line.line and delivery.held @> %(position)s::bigint
          and delivery.reversal is null and delivery.claim = 'own_record'
    )
"""


async def page(
    connection: AsyncConnection[Any], window: Window[int], plan: UUID
) -> Page[ShownLine]:
    """The lines of a plan, in their order."""
    query: LiteralString = f"""
        select line.*, {_DELIVERED} as delivered from read.plan_lines_v2 as line
        where line.held @> %(position)s::bigint and plan = %(plan)s
          and (%(after)s::integer is null or number > %(after)s)
        order by number limit %(limit)s
    """  # noqa: S608 - the same words twice
    parameters = {**window.parameters, "plan": plan}
    return window.page(await fetch(connection, ShownLine, query, parameters))


async def of_plan(connection: AsyncConnection[Any], plan: UUID, position: int) -> list[PlanLineRow]:
    """All of them, for the registry's own work."""
    query = """
        select * from read.plan_lines_v2
        where held @> %(position)s::bigint and plan = %(plan)s order by number
    """
    return await fetch(connection, PlanLineRow, query, {"position": position, "plan": plan})


async def waiting_for(
    connection: AsyncConnection[Any],
    plans: Collection[UUID],
    households: Collection[UUID],
    position: int,
) -> list[PlanLineRow]:
    """Lines of the plans that are reserved for one of the households, not overridden and not handed out."""
    query: LiteralString = f"""
        select line.* from unnest(%(households)s::uuid[]) as asked (household)
        cross join lateral (
            select * from read.plan_lines_v2 as one
            where one.household = asked.household and (one.reserved or one.overridden is not null)
              and one.held @> %(position)s::bigint offset 0
        ) as line
        where line.plan = any(%(plans)s) and line.overridden is null and not {_DELIVERED}
        order by line.plan, line.number
    """  # noqa: S608 - as above
    parameters = {"plans": list(plans), "households": list(households), "position": position}
    return await fetch(connection, PlanLineRow, query, parameters)


async def count_delivered(connection: AsyncConnection[Any], plan: UUID, position: int) -> int:
    """How many of the lines that are served have a delivery that stands."""
    return len(await delivered(connection, plan, position))


async def counts_delivered(
    connection: AsyncConnection[Any], plans: Collection[UUID], position: int
) -> dict[UUID, int]:
    """As `count_delivered`, of each of several plans."""
    query: LiteralString = f"""
        select plan, count(*) filter (where {_DELIVERED}) from read.plan_lines_v2 as line
        where line.held @> %(position)s::bigint and line.plan = any(%(plans)s)
          and (line.reserved or line.overridden is not null)
        group by plan
    """  # noqa: S608 - as above
    cursor = await connection.execute(query, {"plans": list(plans), "position": position})
    return {plan: int(count) for plan, count in await cursor.fetchall()}


async def delivered(connection: AsyncConnection[Any], plan: UUID, position: int) -> frozenset[int]:
    """The numbers of the lines that are served and have a delivery that stands."""
    query: LiteralString = f"""
        select number from read.plan_lines_v2 as line
        where line.held @> %(position)s::bigint and line.plan = %(plan)s
          and (line.reserved or line.overridden is not null) and {_DELIVERED}
    """  # noqa: S608 - as above
    cursor = await connection.execute(query, {"plan": plan, "position": position})
    return frozenset(number for (number,) in await cursor.fetchall())


async def count_served(connection: AsyncConnection[Any], plan: UUID, position: int) -> int:
    """How many lines it reserves or serves whatever was found of them."""
    query = """
        select count(*) from read.plan_lines_v2
        where held @> %(position)s::bigint and plan = %(plan)s
          and (reserved or overridden is not null)
    """
    cursor = await connection.execute(query, {"plan": plan, "position": position})
    ((count,),) = await cursor.fetchall()
    return int(count)
