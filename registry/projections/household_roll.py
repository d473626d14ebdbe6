"""The roll: a row a registration, with what lists show and filter by. Its contacts stand in `household_contact`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from msgspec.structs import replace
from psycopg import AsyncConnection, sql

from registry.domain.casework import (
    ClosingReason,
    HouseholdField,
    MemberField,
    Presence,
    RegistrationKind,
    WithdrawalReason,
)
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.fields import Identity, Personal
from registry.domain.household import (
    Consent,
    ConsentAnswered,
    HeadChanged,
    HouseholdClosed,
    HouseholdCorrected,
    HouseholdForgotten,
    HouseholdPutOnHold,
    HouseholdRegistered,
    HouseholdReleased,
    HouseholdRelocated,
    HouseholdReopened,
    HouseholdTransferred,
    MemberCorrected,
    MemberDied,
    MemberJoined,
    MemberLeft,
    MemberMovedIn,
    MemberMovedOut,
    MemberWithdrawn,
    PersonName,
    RegistrationWithdrawn,
)
from registry.domain.places import PCode
from registry.domain.reference import Reference
from registry.domain.vocabulary import ConsentPurpose, ConsentState, FieldGroup, HoldReason
from registry.privacy.arrays import Uuids
from registry.projections.area import PLACE_INDEXES, PlacedPages, area_of
from registry.projections.model import Row, sealed
from registry.projections.reading import Page, Window, fetch
from registry.projections.validity import HeldRows
from registry.projections.visibility import HOUSEHOLD_VISIBLE, RecordFilter


class RollRow(Row, frozen=True, kw_only=True):
    """`head_name` is sealed, None until the head was named; `forgotten` once the last adult was.

    `partner` is whose it is, `named_members` how many of those named are there, `odd` how many warnings stand on the
    household itself. `sharing_groups` are what consent to sharing covers, `covers` all of them where it names none.
    """

    household: UUID
    partner: UUID
    reference: Reference
    registered_at: datetime
    kind: RegistrationKind
    place: PCode
    markaz: PCode | None
    governorate: PCode | None
    declared_size: int | None
    named_members: int = 0
    head: UUID
    head_name: bytes | None = None
    on_hold: HoldReason | None = None
    closed: ClosingReason | None = None
    last_day: date | None = None
    withdrawn: WithdrawalReason | None = None
    protected: bool
    sharing: ConsentState
    sharing_groups: str = ""  # by a blank
    odd: int
    forgotten: bool = False


def evolve(row: RollRow | None, recorded: Recorded[AnyFact]) -> RollRow | None:  # noqa: PLR0911 - a case a fact
    match recorded.fact:
        case HouseholdRegistered() as registered:
            return _registered(recorded, registered)
        case _ if row is None:
            return None
        case MemberJoined(member=member, name=name):
            head_name = sealed(name) if member == row.head else row.head_name
            return replace(row, named_members=row.named_members + 1, head_name=head_name)
        case MemberMovedIn():
            return replace(row, named_members=row.named_members + 1)
        case MemberLeft() | MemberMovedOut() | MemberDied() | MemberWithdrawn() as gone:
            return _gone(row, gone)
        case HeadChanged(head=head, name=name):
            return replace(row, head=head, head_name=sealed(name))
        case HouseholdCorrected() | MemberCorrected() as corrected:
            return _corrected(row, corrected)
        case HouseholdRelocated(place=place):
            return replace(row, place=place, **area_of(place)._asdict())
        case ConsentAnswered(consent=consent):
            return _answered(row, consent)
        case HouseholdForgotten():
            return replace(row, forgotten=True)
        case _:
            return _standing(row, recorded)


def _standing(  # noqa: PLR0911 - a case a fact
    row: RollRow, recorded: Recorded[AnyFact]
) -> RollRow:
    match recorded.fact:
        case HouseholdPutOnHold(reason=reason):
            return replace(row, on_hold=reason)
        case HouseholdReleased():
            return replace(row, on_hold=None)
        case HouseholdClosed(reason=reason, last_day=last_day):
            return replace(row, closed=reason, last_day=last_day)
        case HouseholdReopened():
            return replace(row, closed=None, last_day=None)
        case HouseholdTransferred(to=to):
            return replace(row, partner=to)
        case RegistrationWithdrawn(reason=reason):
            return replace(row, withdrawn=reason)
        case _:
            return row


def _gone(
    row: RollRow, gone: MemberLeft | MemberMovedOut | MemberDied | MemberWithdrawn
) -> RollRow:
    if isinstance(gone, MemberDied | MemberWithdrawn) and gone.was is not Presence.PRESENT:
        return row
    return replace(row, named_members=row.named_members - 1)


def _corrected(row: RollRow, corrected: HouseholdCorrected | MemberCorrected) -> RollRow:
    if isinstance(corrected, MemberCorrected):
        named = corrected.member == row.head and MemberField.NAME in corrected.changed
        return replace(row, head_name=_sealed(corrected.name)) if named else row
    changes: dict[str, Any] = {} if corrected.odd is None else {"odd": corrected.odd}
    for field in corrected.changed:
        match field:
            case HouseholdField.DECLARED_SIZE | HouseholdField.PROTECTED:
                changes[field.value] = getattr(corrected, field.value)
            case HouseholdField.PLACE if corrected.place is not None:
                changes |= {"place": corrected.place, **area_of(corrected.place)._asdict()}
            case _:
                pass
    return replace(row, **changes) if changes else row


def _answered(row: RollRow, consent: Consent) -> RollRow:
    if consent.purpose is not ConsentPurpose.SHARING:
        return row
    return replace(row, sharing=consent.state, sharing_groups=_written(consent.groups))


def _registered(recorded: Recorded[AnyFact], registered: HouseholdRegistered) -> RollRow:
    area, sharing = area_of(registered.place), _NOT_ASKED
    for consent in registered.consent:
        sharing = consent if consent.purpose is ConsentPurpose.SHARING else sharing
    return RollRow(
        household=recorded.stream,
        partner=recorded.envelope.partner,
        reference=registered.reference,
        registered_at=recorded.recorded_at,
        kind=registered.kind,
        place=registered.place,
        markaz=area.markaz,
        governorate=area.governorate,
        declared_size=registered.declared_size,
        head=registered.head,
        protected=registered.protected,
        sharing=sharing.state,
        sharing_groups=_written(sharing.groups) if sharing.groups else "",
        odd=registered.odd,
    )


def _written(groups: Iterable[FieldGroup]) -> str:
    return " ".join(sorted(groups))


def _sealed(name: Personal[PersonName, Identity] | None) -> bytes | None:
    return None if name is None else sealed(name)


MODEL: Final = HeldRows(
    name="household_roll",
    version=2,
    about=frozenset(
        {
            HouseholdRegistered,
            MemberJoined,
            MemberMovedIn,
            MemberMovedOut,
            MemberLeft,
            MemberDied,
            MemberWithdrawn,
            MemberCorrected,
            HeadChanged,
            HouseholdCorrected,
            HouseholdRelocated,
            ConsentAnswered,
            HouseholdPutOnHold,
            HouseholdReleased,
            HouseholdClosed,
            HouseholdReopened,
            HouseholdTransferred,
            RegistrationWithdrawn,
            HouseholdForgotten,
        }
    ),
    personal=frozenset({"name"}),
    row=RollRow,
    key="household",
    evolve=evolve,
    ddl="""
        create table {table} (
            household     uuid not null,
            partner       uuid not null,  -- whose it is
            reference     text not null,
            registered_at timestamptz not null,
            kind          text not null,
            place         text not null,  -- P-code
            markaz        text,
            governorate   text,
            declared_size bigint check (declared_size > 0),
            named_members bigint not null,
            head          uuid not null,
            head_name     bytea,          -- sealed
            on_hold       text,           -- reason
            closed        text,           -- reason
            last_day      date,           -- on which it was served
            withdrawn     text,           -- reason
            protected     boolean not null,
            sharing       text not null,  -- consent to sharing
            sharing_groups text not null, -- that it covers, all where empty
            odd           bigint not null,
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


_NOT_ASKED: Final = Consent(purpose=ConsentPurpose.SHARING, state=ConsentState.NOT_ASKED)


class ShownRow(RollRow, frozen=True, kw_only=True):
    """A row as it was, with what decides today whether and how far it is shown."""

    owner_today: UUID
    place_today: PCode
    protected_today: bool
    sharing_today: ConsentState
    groups_today: str
    withdrawn_today: bool

    @property
    def covered_today(self) -> frozenset[FieldGroup]:
        """What consent to sharing covers; empty where it names nothing, which is all."""
        return frozenset(map(FieldGroup, self.groups_today.split()))


@dataclass(frozen=True, slots=True, kw_only=True)
class RollFilters:
    """None filters nothing; what was withdrawn is there where it is asked for, too.

    `place` takes what lies in it too; sizes are as declared, both ends included; no others than `households` are found.
    """

    place: PCode | None = None
    partner: UUID | None = None
    reference: Reference | None = None
    on_hold: bool | None = None
    closed: bool | None = None
    kind: RegistrationKind | None = None
    withdrawn: bool = False
    size_from: int | None = None
    size_to: int | None = None
    households: list[UUID] | None = None


_ROLL: Final = sql.SQL("""
    select roll.*, home.partner as owner_today, home.place as place_today,
           home.protected as protected_today, home.sharing as sharing_today,
           home.sharing_groups as groups_today, home.withdrawn is not null as withdrawn_today
    from read.household_roll_v2 as roll
    join read.household_roll_v2 as home on home.household = roll.household and upper_inf(home.held)
    where roll.held @> %(position)s::bigint and {visible}
""").format(visible=HOUSEHOLD_VISIBLE)

_VISIBLE: Final = sql.SQL("""
    select household, partner from read.household_roll_v2 as home
    where household = any(%(households)s) and upper_inf(held) and {visible}
""").format(visible=HOUSEHOLD_VISIBLE)

_PAGES: Final = PlacedPages(
    _ROLL
    + sql.SQL("""
    and (%(partner)s::uuid is null or roll.partner = %(partner)s)
    and (%(reference)s::text is null or roll.reference = %(reference)s)
    and (%(on_hold)s::boolean is null or (roll.on_hold is not null) = %(on_hold)s)
    and (%(closed)s::boolean is null or (roll.closed is not null) = %(closed)s)
    and (%(kind)s::text is null or roll.kind = %(kind)s)
    and (%(withdrawn)s or roll.withdrawn is null)
    and (%(size_from)s::bigint is null or roll.declared_size >= %(size_from)s)
    and (%(size_to)s::bigint is null or roll.declared_size <= %(size_to)s)
    and (%(households)s::uuid[] is null or roll.household = any(%(households)s))
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
) -> Page[ShownRow]:
    """Registrations in the order of their ids, which is that of their registration."""
    wanted = filters or RollFilters()
    parameters = {
        **window.parameters,
        **asdict(wanted),
        **_PAGES.parameters(wanted.place),
        **visible_to.parameters,
    }
    query = _PAGES.query(wanted.place)
    return window.page(await fetch(connection, ShownRow, query, parameters))


async def by_ids(
    connection: AsyncConnection[Any],
    households: Collection[UUID],
    *,
    position: int,
    visible_to: RecordFilter,
) -> dict[UUID, ShownRow]:
    """Households that the viewer may not know of are absent, as those that do not exist."""
    query = _ROLL + sql.SQL(" and roll.household = any(%(households)s)")
    parameters = {"position": position, "households": list(households), **visible_to.parameters}
    return {row.household: row for row in await fetch(connection, ShownRow, query, parameters)}


async def visible_among(
    connection: AsyncConnection[Any], households: Collection[UUID], visible_to: RecordFilter
) -> dict[UUID, UUID]:
    """Those of the households that are there for the viewer today, with whose they are."""
    parameters = {"households": Uuids(households), **visible_to.parameters}
    cursor = await connection.execute(_VISIBLE, parameters, binary=True)
    return dict(await cursor.fetchall())


async def partners_of(
    connection: AsyncConnection[Any], households: Collection[UUID]
) -> dict[UUID, UUID]:
    """Whose each of the households is today, for the registry's own counts."""
    cursor = await connection.execute(
        "select household, partner from read.household_roll_v2"
        " where household = any(%s) and upper_inf(held)",
        [list(households)],
    )
    return dict(await cursor.fetchall())


async def by_references(
    connection: AsyncConnection[Any], references: Collection[Reference], *, visible_to: RecordFilter
) -> dict[Reference, UUID]:
    """The registrations of references as they stand now; those that the viewer may not know of are absent."""
    query = sql.SQL("""
        select home.reference, home.household from read.household_roll_v2 as home
        where upper_inf(home.held) and home.reference = any(%(references)s) and {visible}
    """).format(visible=HOUSEHOLD_VISIBLE)
    parameters = {"references": list(references), **visible_to.parameters}
    return {
        Reference(reference): household
        for reference, household in await (await connection.execute(query, parameters)).fetchall()
    }
