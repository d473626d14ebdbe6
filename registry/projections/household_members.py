"""A row a member, as one partner recorded the person."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from msgspec.structs import replace
from psycopg import AsyncConnection, sql

from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.household import MemberJoined, PersonForgotten
from registry.domain.vocabulary import NationalityGroup, Relation, Sex
from registry.projections.model import Row, sealed
from registry.projections.reading import Page, Window, fetch, pages_by
from registry.projections.validity import HeldRows
from registry.projections.visibility import HOUSEHOLD_VISIBLE, RecordFilter


class MemberRow(Row, frozen=True, kw_only=True):
    """`line` orders the members of a household as they were named; bytes are sealed records.

    A forgotten member keeps its row, and its sealed records, which nobody can open any more.
    """

    member: UUID
    household: UUID
    partner: UUID
    line: int
    relation: Relation
    sex: Sex
    birth_band: int | None
    nationality: NationalityGroup
    partner_reference: bytes
    name: bytes
    identity_numbers: bytes
    born: bytes
    phones: bytes
    criteria: bytes
    functioning: bytes
    warnings: bytes
    stratum: bytes
    forgotten: bool = False


def key_of(recorded: Recorded[AnyFact]) -> UUID:
    match recorded.fact:
        case MemberJoined(member=member) | PersonForgotten(member=member):
            return member
        case _:
            raise AssertionError(f"{type(recorded.fact).__name__} is about no member")


def evolve(row: MemberRow | None, recorded: Recorded[AnyFact]) -> MemberRow | None:
    match recorded.fact:
        case MemberJoined() as joined:
            return MemberRow(
                member=joined.member,
                household=recorded.stream,
                partner=recorded.envelope.partner,
                line=recorded.version,
                relation=joined.relation,
                sex=joined.sex,
                birth_band=joined.birth_band,
                nationality=joined.nationality,
                partner_reference=sealed(joined.partner_reference),
                name=sealed(joined.name),
                identity_numbers=sealed(joined.identity_numbers),
                born=sealed(joined.born),
                phones=sealed(joined.phones),
                criteria=sealed(joined.criteria),
                functioning=sealed(joined.functioning),
                warnings=sealed(joined.warnings),
                stratum=sealed(joined.stratum),
            )
        case PersonForgotten() if row is not None:
            return replace(row, forgotten=True)
        case _:
            return row


MODEL: Final = HeldRows(
    name="household_members",
    version=1,
    about=frozenset({MemberJoined, PersonForgotten}),
    row=MemberRow,
    key="member",
    key_of=key_of,
    evolve=evolve,
    ddl="""
        create table {table} (
            member           uuid not null,
            household        uuid not null,
            partner          uuid not null,
            line             bigint not null,
            relation         text not null,
            sex              text not null,
            birth_band       integer,        -- first year of five
            nationality      text not null,
            partner_reference bytea not null, -- sealed, as all that follow
            name             bytea not null,
            identity_numbers bytea not null,
            born             bytea not null,
            phones           bytea not null,
            criteria         bytea not null,
            functioning      bytea not null,
            warnings         bytea not null,
            stratum          bytea not null,
            forgotten        boolean not null,
            held             int8range not null
        )
    """,
    indexes=("create index on {table} (household, line)",),
)


_MEMBERS: Final = sql.SQL("""
    select member.*, row_number() over (partition by member.household order by member.line) as place_in_line
    from read.household_members_v1 as member
    join read.household_roll_v1 as home on home.household = member.household and upper_inf(home.held)
    where member.held @> %(position)s::bigint and {visible}
""").format(visible=HOUSEHOLD_VISIBLE)


async def of_households(
    connection: AsyncConnection[Any],
    households: Collection[UUID],
    window: Window[int],
    *,
    visible_to: RecordFilter,
) -> dict[UUID, Page[MemberRow]]:
    """A page of the members of each household in the order in which they were named; `after` a line."""
    query = sql.SQL("""
        select * from (
            {members}
            and member.household = any(%(households)s)
            and (%(after)s::bigint is null or member.line > %(after)s)
        ) as numbered where place_in_line <= %(limit)s order by household, line
    """).format(members=_MEMBERS)
    parameters = window.parameters | {"households": list(households)} | visible_to.parameters
    rows = await fetch(connection, MemberRow, query, parameters)
    return pages_by(rows, lambda row: row.household, households, window.first)


async def by_ids(
    connection: AsyncConnection[Any],
    members: Collection[UUID],
    *,
    position: int,
    visible_to: RecordFilter,
) -> dict[UUID, MemberRow]:
    """Members that the viewer may not know of are absent, as those that do not exist."""
    query = _MEMBERS + sql.SQL(" and member.member = any(%(members)s)")
    parameters = {"position": position, "members": list(members), **visible_to.parameters}
    return {row.member: row for row in await fetch(connection, MemberRow, query, parameters)}
