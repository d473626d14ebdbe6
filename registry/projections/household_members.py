"""A row for each member of each household that it was ever in, as one partner recorded the person there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, Final
from uuid import UUID

from msgspec.structs import replace
from psycopg import AsyncConnection, sql

from registry.domain.casework import MemberField, Presence
from registry.domain.dates import PreciseDate, Precision
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.household import (
    HeadChanged,
    MemberAssessed,
    MemberCorrected,
    MemberDied,
    MemberJoined,
    MemberLeft,
    MemberMovedIn,
    MemberMovedOut,
    MemberWithdrawn,
    PersonForgotten,
)
from registry.domain.vocabulary import NationalityGroup, Relation, Sex
from registry.projections.model import Row, sealed
from registry.projections.reading import Page, Window, fetch, pages_by
from registry.projections.validity import HeldRows, Part
from registry.projections.visibility import HOUSEHOLD_VISIBLE, RecordFilter


class MemberRow(Row, frozen=True, kw_only=True):
    """`line` orders the members of a household as they were named; bytes are sealed records.

    `membership` is the member in this household: it keeps its id where it moves. `until` and what follows put the day
    together again on which it left, died or moved. A forgotten member keeps its row, and its sealed records, which
    nobody can open any more.
    """

    membership: UUID
    member: UUID
    household: UUID
    line: int
    presence: Presence = Presence.PRESENT
    until_first: date | None = None
    until_last: date | None = None
    until_precision: Precision | None = None
    relation: Relation
    sex: Sex
    birth_band: int | None
    nationality: NationalityGroup
    odd: int
    partner_reference: bytes
    name: bytes
    identity_numbers: bytes
    born: bytes
    phones: bytes
    criteria: bytes
    functioning: bytes
    warnings: bytes
    stratum: bytes
    leaving_reason: bytes | None = None
    forgotten: bool = False

    @property
    def number(self) -> int:
        return number_at(self.line)

    @property
    def until(self) -> PreciseDate | None:
        if self.until_first is None or self.until_precision is None:
            return None
        span = self.until_precision is Precision.SPAN
        return PreciseDate(
            self.until_first, self.until_precision, self.until_last if span else None
        )


def number_at(line: int) -> int:
    """What a member goes by in its household, and no other ever: the head that was registered is 1."""
    return line - 1


def membership_of(household: UUID, member: UUID) -> UUID:
    """Ids are random, so their difference is as good a name for the two together."""
    return UUID(int=household.int ^ member.int)


def key_of(recorded: Recorded[AnyFact]) -> UUID:
    match recorded.fact:
        case (
            MemberJoined(member=member)
            | HeadChanged(head=member)
            | MemberMovedIn(member=member)
            | MemberMovedOut(member=member)
            | MemberLeft(member=member)
            | MemberDied(member=member)
            | MemberWithdrawn(member=member)
            | MemberCorrected(member=member)
            | MemberAssessed(member=member)
            | PersonForgotten(member=member)
        ):
            return membership_of(recorded.stream, member)
        case _:
            raise AssertionError(f"{type(recorded.fact).__name__} is about no member")


def parts_of(recorded: Recorded[AnyFact]) -> list[Part]:
    """Who was head is another relation from the change of head on."""
    about: list[Part] = [(key_of(recorded), recorded)]
    if isinstance(recorded.fact, HeadChanged):
        about.append((membership_of(recorded.stream, recorded.fact.former), recorded))
    return about


def evolve(  # noqa: PLR0911 - a case a fact
    row: MemberRow | None, recorded: Recorded[AnyFact]
) -> MemberRow | None:
    match recorded.fact:
        case MemberJoined() | MemberMovedIn() as named:
            return _named(recorded, named)
        case _ if row is None:
            return None
        case PersonForgotten():
            return replace(row, forgotten=True)
        case MemberCorrected() as corrected:
            return _corrected(row, corrected)
        case MemberAssessed() as assessed:
            return replace(
                row,
                criteria=sealed(assessed.criteria),
                functioning=sealed(assessed.functioning),
                stratum=sealed(assessed.stratum),
            )
        case HeadChanged(head=head, former_is=former_is):
            return replace(row, relation=Relation.HEAD if row.member == head else former_is)
        case _:
            return _gone(row, recorded.fact)


def _named(recorded: Recorded[AnyFact], named: MemberJoined | MemberMovedIn) -> MemberRow:
    return MemberRow(
        membership=membership_of(recorded.stream, named.member),
        member=named.member,
        household=recorded.stream,
        line=recorded.version,
        relation=named.relation,
        sex=named.sex,
        birth_band=named.birth_band,
        nationality=named.nationality,
        odd=named.odd,
        partner_reference=sealed(named.partner_reference),
        name=sealed(named.name),
        identity_numbers=sealed(named.identity_numbers),
        born=sealed(named.born),
        phones=sealed(named.phones),
        criteria=sealed(named.criteria),
        functioning=sealed(named.functioning),
        warnings=sealed(named.warnings),
        stratum=sealed(named.stratum),
    )


_IN_CLEAR: Final = frozenset({MemberField.RELATION, MemberField.SEX, MemberField.NATIONALITY})


def _corrected(row: MemberRow, corrected: MemberCorrected) -> MemberRow:
    changes: dict[str, Any] = {}
    for field in corrected.changed:
        value = getattr(corrected, field.value)
        if value is not None:
            changes[field.value] = value if field in _IN_CLEAR else sealed(value)
    if MemberField.BORN in corrected.changed:
        changes["birth_band"] = corrected.birth_band
    if corrected.odd is not None:
        changes["odd"] = corrected.odd
    for name in ("warnings", "stratum"):
        if (value := getattr(corrected, name)) is not None:
            changes[name] = sealed(value)
    return replace(row, **changes)


def _gone(row: MemberRow, fact: AnyFact) -> MemberRow:
    match fact:
        case MemberLeft(on=on, reason=reason):
            return replace(_until(row, Presence.LEFT, on), leaving_reason=sealed(reason))
        case MemberDied(on=on):
            return _until(row, Presence.DIED, on)
        case MemberMovedOut(on=on):
            return _until(row, Presence.MOVED, on)
        case MemberWithdrawn():
            return replace(row, presence=Presence.WITHDRAWN)
        case _:
            return row


def _until(row: MemberRow, presence: Presence, on: PreciseDate | None) -> MemberRow:
    return replace(
        row,
        presence=presence,
        until_first=None if on is None else on.first,
        until_last=None if on is None else on.last,
        until_precision=None if on is None else on.precision,
    )


MODEL: Final = HeldRows(
    name="household_members",
    version=3,
    about=frozenset(
        {
            MemberJoined,
            MemberMovedIn,
            MemberMovedOut,
            MemberLeft,
            MemberDied,
            MemberWithdrawn,
            MemberCorrected,
            MemberAssessed,
            HeadChanged,
            PersonForgotten,
        }
    ),
    row=MemberRow,
    key="membership",
    key_of=key_of,
    parts_of=parts_of,
    evolve=evolve,
    ddl="""
        create table {table} (
            membership       uuid not null,
            member           uuid not null,
            household        uuid not null,
            line             bigint not null,
            presence         text not null,
            until_first      date,           -- day on which it left, died or moved
            until_last       date,
            until_precision  text,
            relation         text not null,
            sex              text not null,
            birth_band       integer,        -- first year of five
            nationality      text not null,
            odd              bigint not null, -- open warnings
            partner_reference bytea not null, -- sealed, as all that follow
            name             bytea not null,
            identity_numbers bytea not null,
            born             bytea not null,
            phones           bytea not null,
            criteria         bytea not null,
            functioning      bytea not null,
            warnings         bytea not null,
            stratum          bytea not null,
            leaving_reason   bytea,          -- of one who left
            forgotten        boolean not null,
            held             int8range not null
        )
    """,
    indexes=(
        "create index on {table} (household, line)",
        "create index on {table} (member)",
    ),
)


_MEMBERS: Final = sql.SQL("""
    select member.*, row_number() over (partition by member.household order by member.line) as place_in_line
    from read.household_members_v3 as member
    join read.household_roll_v3 as home on home.household = member.household and upper_inf(home.held)
    where member.held @> %(position)s::bigint and {visible}
""").format(visible=HOUSEHOLD_VISIBLE)

_PAGES: Final = sql.SQL("""
    select * from (
        {members}
        and member.household = any(%(households)s)
        and (%(gone)s and member.presence <> 'withdrawn' or member.presence = 'present')
        and (%(after)s::bigint is null or member.line > %(after)s)
    ) as numbered where place_in_line <= %(limit)s order by household, line
""").format(members=_MEMBERS)

_WHERE_THEY_ARE: Final = sql.SQL("""
    select distinct on (member) * from (
        {members} and member.member = any(%(members)s)
    ) as found order by member, presence = 'moved', lower(held) desc
""").format(members=_MEMBERS)

_EVERYWHERE: Final = _MEMBERS + sql.SQL(
    " and member.member = %(member)s order by lower(member.held)"
)


async def of_households(
    connection: AsyncConnection[Any],
    households: Collection[UUID],
    window: Window[int],
    *,
    visible_to: RecordFilter,
    gone: bool = False,
) -> dict[UUID, Page[MemberRow]]:
    """A page of those who are there, of each household in the order in which they were named; `after` a line.

    With those who are `gone` too: who left, died or moved, but nobody who was withdrawn.
    """
    asked = {"households": list(households), "gone": gone}
    parameters = window.parameters | asked | visible_to.parameters
    rows = await fetch(connection, MemberRow, _PAGES, parameters)
    return pages_by(rows, lambda row: row.household, households, window.first)


async def by_ids(
    connection: AsyncConnection[Any],
    members: Collection[UUID],
    *,
    position: int,
    visible_to: RecordFilter,
) -> dict[UUID, MemberRow]:
    """Each where it is, or was last. Members that the viewer may not know of are absent, as those that do not exist."""
    parameters = {"position": position, "members": list(members), **visible_to.parameters}
    rows = await fetch(connection, MemberRow, _WHERE_THEY_ARE, parameters)
    return {row.member: row for row in rows}


async def everywhere(
    connection: AsyncConnection[Any], member: UUID, *, position: int, visible_to: RecordFilter
) -> list[MemberRow]:
    """A member in every household that it was ever in."""
    parameters = {"position": position, "member": member, **visible_to.parameters}
    return await fetch(connection, MemberRow, _EVERYWHERE, parameters)


async def numbers_of_members(
    connection: AsyncConnection[Any], members: Collection[UUID], *, position: int
) -> dict[UUID, bytes]:
    """The sealed identity numbers of members, wherever they stand."""
    query = """
        select distinct on (member) member, identity_numbers from read.household_members_v3
        where held @> %(position)s::bigint and member = any(%(members)s) order by member, line desc
    """
    cursor = await connection.execute(query, {"position": position, "members": list(members)})
    return {member: bytes(record) for member, record in await cursor.fetchall()}


async def by_numbers(
    connection: AsyncConnection[Any], households: Collection[UUID], *, position: int
) -> dict[tuple[UUID, int], UUID]:
    """Members of households by the number that each goes by there, for whoever may know of all of them."""
    cursor = await connection.execute(
        "select household, line, member from read.household_members_v3"
        " where household = any(%s) and held @> %s::bigint",
        [list(households), position],
    )
    found = await cursor.fetchall()
    return {(household, number_at(line)): member for household, line, member in found}
