"""The roll: a row a registration, with what lists show and filter by. Its contacts stand in `household_contact`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from msgspec.structs import replace
from psycopg import AsyncConnection, sql

from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.household import (
    Consent,
    HouseholdForgotten,
    HouseholdPutOnHold,
    HouseholdRegistered,
    MemberJoined,
)
from registry.domain.places import PCode
from registry.domain.reference import Reference
from registry.domain.vocabulary import ConsentPurpose, ConsentState, HoldReason
from registry.projections.area import PLACE_INDEXES, PlacedPages, area_of
from registry.projections.model import Row, sealed
from registry.projections.reading import Page, Window, fetch
from registry.projections.validity import HeldRows
from registry.projections.visibility import HOUSEHOLD_VISIBLE, RecordFilter


class RollRow(Row, frozen=True, kw_only=True):
    """`head_name` is sealed, None until the head was named; `forgotten` once the last adult was."""

    household: UUID
    partner: UUID
    reference: Reference
    registered_at: datetime
    place: PCode
    markaz: PCode | None
    governorate: PCode | None
    declared_size: int | None
    named_members: int = 0
    head: UUID
    head_name: bytes | None = None
    on_hold: HoldReason | None = None
    protected: bool
    sharing: ConsentState
    forgotten: bool = False


def evolve(row: RollRow | None, recorded: Recorded[AnyFact]) -> RollRow | None:
    match recorded.fact:
        case HouseholdRegistered() as registered:
            return _registered(recorded, registered)
        case _ if row is None:
            return None
        case MemberJoined(member=member, name=name):
            head_name = sealed(name) if member == row.head else row.head_name
            return replace(row, named_members=row.named_members + 1, head_name=head_name)
        case HouseholdPutOnHold(reason=reason):
            return replace(row, on_hold=reason)
        case HouseholdForgotten():
            return replace(row, forgotten=True)
        case _:
            return row


def _registered(recorded: Recorded[AnyFact], registered: HouseholdRegistered) -> RollRow:
    area = area_of(registered.place)
    return RollRow(
        household=recorded.stream,
        partner=recorded.envelope.partner,
        reference=registered.reference,
        registered_at=recorded.recorded_at,
        place=registered.place,
        markaz=area.markaz,
        governorate=area.governorate,
        declared_size=registered.declared_size,
        head=registered.head,
        protected=registered.protected,
        sharing=_sharing(registered.consent),
    )


def _sharing(consents: Sequence[Consent]) -> ConsentState:
    answers = {consent.purpose: consent.state for consent in consents}
    return answers.get(ConsentPurpose.SHARING, ConsentState.NOT_ASKED)


MODEL: Final = HeldRows(
    name="household_roll",
    version=1,
    about=frozenset({HouseholdRegistered, MemberJoined, HouseholdPutOnHold, HouseholdForgotten}),
    row=RollRow,
    key="household",
    evolve=evolve,
    ddl="""
        create table {table} (
            household     uuid not null,
            partner       uuid not null,
            reference     text not null,
            registered_at timestamptz not null,
            place         text not null,  -- P-code
            markaz        text,
            governorate   text,
            declared_size bigint check (declared_size > 0),
            named_members bigint not null,
            head          uuid not null,
            head_name     bytea,          -- sealed
            on_hold       text,           -- reason
            protected     boolean not null,
            sharing       text not null,  -- consent to sharing
            forgotten     boolean not null,
            held          int8range not null
        )
    """,
    indexes=(
        "create index on {table} (partner, household)",
        "create index on {table} (reference)",
        *PLACE_INDEXES,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RollFilters:
    """None filters nothing. `place` takes what lies in it too; sizes are as declared, both ends included."""

    place: PCode | None = None
    partner: UUID | None = None
    reference: Reference | None = None
    on_hold: bool | None = None
    size_from: int | None = None
    size_to: int | None = None


_ROLL: Final = sql.SQL("""
    select roll.*
    from read.household_roll_v1 as roll
    join read.household_roll_v1 as home on home.household = roll.household and upper_inf(home.held)
    where roll.held @> %(position)s::bigint and {visible}
""").format(visible=HOUSEHOLD_VISIBLE)

_PAGES: Final = PlacedPages(
    _ROLL
    + sql.SQL("""
    and (%(partner)s::uuid is null or roll.partner = %(partner)s)
    and (%(reference)s::text is null or roll.reference = %(reference)s)
    and (%(on_hold)s::boolean is null or (roll.on_hold is not null) = %(on_hold)s)
    and (%(size_from)s::bigint is null or roll.declared_size >= %(size_from)s)
    and (%(size_to)s::bigint is null or roll.declared_size <= %(size_to)s)
    and (%(after)s::uuid is null or roll.household > %(after)s)
"""),
    of="roll",
    key="household",
)


async def page(
    connection: AsyncConnection[Any],
    window: Window[UUID],
    *,
    visible_to: RecordFilter,
    filters: RollFilters | None = None,
) -> Page[RollRow]:
    """Registrations in the order of their ids, which is that of their registration."""
    wanted = filters or RollFilters()
    parameters = {
        **window.parameters,
        **asdict(wanted),
        **_PAGES.parameters(wanted.place),
        **visible_to.parameters,
    }
    query = _PAGES.query(wanted.place)
    return window.page(await fetch(connection, RollRow, query, parameters))


async def by_ids(
    connection: AsyncConnection[Any],
    households: Collection[UUID],
    *,
    position: int,
    visible_to: RecordFilter,
) -> dict[UUID, RollRow]:
    """Households that the viewer may not know of are absent, as those that do not exist."""
    query = _ROLL + sql.SQL(" and roll.household = any(%(households)s)")
    parameters = {"position": position, "households": list(households), **visible_to.parameters}
    return {row.household: row for row in await fetch(connection, RollRow, query, parameters)}
