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
from registry.projections.area import PLACE_INDEXES, PlacedPages, area_of
from registry.projections.model import Row, sealed
from registry.projections.reading import Page, Window, fetch
from registry.projections.validity import HeldRows
from registry.projections.visibility import HOUSEHOLD_VISIBLE, RecordFilter


class RollRow(Row, frozen=True, kw_only=True):
    """`head_name` is sealed, None until the head was named; `forgotten` once the last adult was.

    `partner` is whose it is, `named_members` how many of those named are there, `odd` how many warnings stand on the
    household itself. `sharing_groups` are what consent to sharing covers, `covers` all of them where it names none.
    `here_since` is the position of the fact by which it came to be this partner's in this place.
    """

    household: UUID
    partner: UUID
    here_since: int
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
            return _corrected(row, recorded, corrected)
        case HouseholdRelocated(place=place):
            return _moved(row, recorded, place=place, **area_of(place)._asdict())
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
            return _moved(row, recorded, partner=to)
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


def _moved(row: RollRow, recorded: Recorded[AnyFact], **changes: Any) -> RollRow:
    after = replace(row, **changes)
    if (after.partner, after.place) == (row.partner, row.place):
        return after
    return replace(after, here_since=recorded.position)


def _corrected(
    row: RollRow, recorded: Recorded[AnyFact], corrected: HouseholdCorrected | MemberCorrected
) -> RollRow:
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
    return _moved(row, recorded, **changes) if changes else row


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
        here_since=recorded.position,
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
    version=3,
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
    reads=frozenset(
        {
            *("reference", "kind", "place", "declared_size", "protected", "consent", "odd"),
            *("head", "member", "name", "was", "changed", "reason", "last_day", "to"),
        }
    ),
    row=RollRow,
    key="household",
    evolve=evolve,
    ddl="""
        create table {table} (
            household     uuid not null,
            partner       uuid not null,  -- whose it is
            head          uuid not null,
            here_since    bigint not null, -- position at which it came to be this partner's in this place
            registered_at timestamptz not null,
            odd           bigint not null,
            named_members bigint not null,
            protected     boolean not null,
            forgotten     boolean not null,
            -- the first of its rows here: a column, since the planner knows how many of these there are
            arrived       boolean generated always as (lower(held) = here_since) stored,
            held          int8range not null,
            reference     text not null,
            place         text not null,  -- P-code
            markaz        text,
            governorate   text,
            kind          text not null,
            declared_size bigint check (declared_size > 0),
            on_hold       text,           -- reason
            closed        text,           -- reason
            last_day      date,           -- on which it was served
            withdrawn     text,           -- reason
            sharing       text not null,  -- consent to sharing
            sharing_groups text not null, -- that it covers, all where empty
            head_name     bytea           -- sealed
        )
    """,
    indexes=(
        "create index on {table} (partner, household)",
        "create index on {table} (reference) where arrived",
        *(index + " where arrived" for index in PLACE_INDEXES),
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
    from read.household_roll_v3 as roll
    join read.household_roll_v3 as home on home.household = roll.household and upper_inf(home.held)
    where roll.held @> %(position)s::bigint and {visible}
""").format(visible=HOUSEHOLD_VISIBLE)

_PAGES: Final = PlacedPages(
    sql.SQL("""
    select shown.* from read.household_roll_v3 as stay cross join lateral (
        {roll}
        and roll.household = stay.household and roll.here_since = stay.here_since
        and (%(on_hold)s::boolean is null or (roll.on_hold is not null) = %(on_hold)s)
        and (%(closed)s::boolean is null or (roll.closed is not null) = %(closed)s)
        and (%(kind)s::text is null or roll.kind = %(kind)s)
        and (%(withdrawn)s or roll.withdrawn is null)
        and (%(size_from)s::bigint is null or roll.declared_size >= %(size_from)s)
        and (%(size_to)s::bigint is null or roll.declared_size <= %(size_to)s)
        limit 1  -- there are no more; and a planner that thinks there are none reads all stays before the first
    ) as shown
    where stay.arrived and stay.here_since <= %(position)s::bigint
    and (%(partner)s::uuid is null or stay.partner = %(partner)s)
    and (%(reference)s::text is null or stay.reference = %(reference)s)
    and (%(households)s::uuid[] is null or stay.household = any(%(households)s))
    and (%(after)s::uuid is null or stay.household > %(after)s)
    """).format(roll=_ROLL),
    of="stay",
    key="household",
)
"""Each household is found by the first row of its stay, which indexes hold, and shown as it was in that stay."""


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
