"""A row a pair of registrations that may be of one person: whether they are linked, and whether somebody is asked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, TypeAlias
from uuid import UUID

from msgspec.structs import replace
from psycopg import AsyncConnection, sql

from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.fields import Personal, Sensitive
from registry.domain.pair import (
    BY_PERSON,
    DuplicateCaseOpened,
    DuplicateCaseSettled,
    DuplicateConfirmed,
    DuplicateDismissed,
    LinkedBy,
    LinkUndone,
    PairFact,
    RegistrationsLinked,
    Sides,
)
from registry.domain.sameness import CaseReason, DismissalReason, PartingReason
from registry.projections.model import Row, sealed
from registry.projections.reading import Page, Window, fetch
from registry.projections.validity import HeldRows
from registry.projections.visibility import HOUSEHOLD_VISIBLE, RecordFilter


class PairRow(Row, frozen=True, kw_only=True):
    """`case` is why somebody is asked, None while nobody is; `opened_at` since when. `evidence` is sealed.

    `score` is in tenths of a bit, None where a person linked or parted what the machine had said nothing of.
    `dismissal` and `parting` are why the two are two, `note` is what whoever spoke last wrote beside it, sealed.
    """

    pair: UUID
    first: UUID
    second: UUID
    first_household: UUID
    second_household: UUID
    linked: LinkedBy | None = None
    parted: bool = False
    case: CaseReason | None = None
    opened_at: datetime | None = None
    changed_at: datetime
    model: str | None = None
    score: int | None = None
    evidence: bytes | None = None
    dismissal: DismissalReason | None = None
    parting: PartingReason | None = None
    note: bytes | None = None


def evolve(row: PairRow | None, recorded: Recorded[AnyFact]) -> PairRow | None:
    fact = recorded.fact
    if not isinstance(fact, PairFact):
        return row
    if row is None:
        if not isinstance(fact, RegistrationsLinked | DuplicateCaseOpened | _BY_PEOPLE):
            return None
        row = _of(recorded, fact.sides)
    return replace(row, changed_at=recorded.recorded_at, **_stands(recorded))


def _stands(recorded: Recorded[AnyFact]) -> dict[str, Any]:
    """What the fact leaves of link and case; whoever says that they are one or two answers the case."""
    match recorded.fact:
        case RegistrationsLinked() as linked:
            return {"linked": LinkedBy.MACHINE, **_NO_CASE, **_NOT_PARTED, **_found(linked)}
        case DuplicateCaseOpened(why=why) as opened:
            at = recorded.recorded_at
            return {"linked": None, "case": why, "opened_at": at, **_found(opened)}
        case DuplicateConfirmed(note=note):
            by: dict[str, Any] = {"linked": LinkedBy.PERSON, "note": _noted(note)}
            return {**_NOT_PARTED, **by, **_NO_CASE}
        case DuplicateDismissed(reason=why, note=note):
            parted = {"linked": None, "parted": True, "dismissal": why, "note": _noted(note)}
            return {**_NOT_PARTED, **parted, **_NO_CASE}
        case LinkUndone(reason=reason, note=note):
            apart = {"linked": None, "parted": reason in BY_PERSON, "parting": reason}
            return {**_NOT_PARTED, **apart, "note": _noted(note)}
        case _:  # a case that settled itself
            return dict(_NO_CASE)


_NO_CASE: Final = {"case": None, "opened_at": None}
_NOT_PARTED: Final = {"parted": False, "dismissal": None, "parting": None, "note": None}
_BY_PEOPLE: Final = DuplicateConfirmed | DuplicateDismissed


def _of(recorded: Recorded[AnyFact], sides: Sides) -> PairRow:
    return PairRow(
        pair=recorded.stream,
        first=sides.first,
        second=sides.second,
        first_household=sides.first_household,
        second_household=sides.second_household,
        changed_at=recorded.recorded_at,
    )


def _found(by: RegistrationsLinked | DuplicateCaseOpened) -> dict[str, Any]:
    return {"model": by.model, "score": by.score, "evidence": sealed(by.evidence)}


def _noted(note: Personal[str, Sensitive] | None) -> bytes | None:
    return None if note is None else sealed(note)


MODEL: Final = HeldRows(
    name="pairs",
    version=1,
    about=frozenset(
        {
            RegistrationsLinked,
            DuplicateCaseOpened,
            DuplicateCaseSettled,
            DuplicateConfirmed,
            DuplicateDismissed,
            LinkUndone,
        }
    ),
    row=PairRow,
    key="pair",
    evolve=evolve,
    ddl="""
        create table {table} (
            pair             uuid not null,
            first            uuid not null,  -- the member that was registered first
            second           uuid not null,
            first_household  uuid not null,
            second_household uuid not null,
            linked           text,           -- by whom
            parted           boolean not null,
            "case"           text,           -- why somebody is asked
            opened_at        timestamptz,
            changed_at       timestamptz not null,
            model            text,
            score            bigint,
            evidence         bytea,          -- sealed
            dismissal        text,
            parting          text,
            note             bytea,          -- sealed
            held             int8range not null
        )
    """,
    indexes=(
        "create index on {table} (first)",
        "create index on {table} (second)",
        "create index on {table} (first_household)",
        "create index on {table} (second_household)",
        'create index on {table} (changed_at, pair) where "case" is not null',
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairFilters:
    """None filters nothing. `open` are those about which somebody is asked, since `opened_from` until `opened_until`.

    Scores are in tenths of a bit; all ends are included. `partner` has one of the two registrations, as has `with_own`.
    """

    open: bool | None = None
    linked: bool | None = None
    parted: bool | None = None
    why: CaseReason | None = None
    household: UUID | None = None
    with_own: UUID | None = None
    partner: UUID | None = None
    score_from: int | None = None
    score_to: int | None = None
    opened_from: datetime | None = None
    opened_until: datetime | None = None


class PairOrder(StrEnum):
    """What comes first: what has stood as it is for longest, or what the machine is surest of."""

    OLDEST = "oldest"
    MOST_CERTAIN = "most_certain"


_SIDE_VISIBLE: Final = sql.SQL("""
    exists (select from read.household_roll_v2 as home
            where home.household = {side} and upper_inf(home.held) and {visible})
""")

BOTH_VISIBLE: Final = sql.SQL(" and ").join(
    _SIDE_VISIBLE.format(side=sql.Identifier("pair", side), visible=HOUSEHOLD_VISIBLE)
    for side in ("first_household", "second_household")
)
"""Both sides, or there is no pair: that somebody else has her is not told by a registration that is not shared."""

_PAIRS: Final = sql.SQL("""
    select * from read.pairs_v1 as pair where held @> %(position)s::bigint and {visible}
""").format(visible=BOTH_VISIBLE)

_OF: Final = sql.SQL("""
    ({partner}::uuid is null or exists (
        select from read.household_roll_v2 as side
        where side.household in (first_household, second_household)
          and upper_inf(side.held) and side.partner = {partner}))
""")

_FITTING: Final = _PAIRS + sql.SQL("""
    and (%(open)s::boolean is null or ("case" is not null) = %(open)s)
    and (%(linked)s::boolean is null or (linked is not null) = %(linked)s)
    and (%(parted)s::boolean is null or parted = %(parted)s)
    and (%(why)s::text is null or "case" = %(why)s)
    and (%(household)s::uuid is null or %(household)s in (first_household, second_household))
    and {of_partner} and {of_own}
    and (%(score_from)s::bigint is null or score >= %(score_from)s)
    and (%(score_to)s::bigint is null or score <= %(score_to)s)
    and (%(opened_from)s::timestamptz is null or opened_at >= %(opened_from)s)
    and (%(opened_until)s::timestamptz is null or opened_at <= %(opened_until)s)
""").format(
    of_partner=_OF.format(partner=sql.Placeholder("partner")),
    of_own=_OF.format(partner=sql.Placeholder("with_own")),
)

_UNSCORED: Final = -(2**31)
"""Where a person spoke of what the machine had said nothing of; comes last."""

_PAGES: Final = {
    PairOrder.OLDEST: _FITTING
    + sql.SQL("""
    and (%(after_pair)s::uuid is null or (changed_at, pair) > (%(after)s::timestamptz, %(after_pair)s))
    order by changed_at, pair limit %(limit)s
"""),
    PairOrder.MOST_CERTAIN: _FITTING
    + sql.SQL("""
    and (%(after_pair)s::uuid is null
         or (-coalesce(score, {unscored}), pair) > (-%(after)s::bigint, %(after_pair)s))
    order by -coalesce(score, {unscored}), pair limit %(limit)s
""").format(unscored=_UNSCORED),
}

PairKey: TypeAlias = tuple[datetime | int, UUID]
"""Where a page ends: in the order of age by moment, in that of certainty by score."""


def key_in(order: PairOrder, row: PairRow) -> PairKey:
    if order is PairOrder.OLDEST:
        return row.changed_at, row.pair
    return _UNSCORED if row.score is None else row.score, row.pair


async def page(
    connection: AsyncConnection[Any],
    window: Window[PairKey],
    *,
    visible_to: RecordFilter,
    filters: PairFilters,
    order: PairOrder = PairOrder.OLDEST,
) -> Page[PairRow]:
    after, pair = window.after or (None, None)
    parameters = {
        **window.parameters,
        **asdict(filters),
        **visible_to.parameters,
        "after": after,
        "after_pair": pair,
    }
    return window.page(await fetch(connection, PairRow, _PAGES[order], parameters))


async def count_open(
    connection: AsyncConnection[Any], *, position: int, partner: UUID, visible_to: RecordFilter
) -> int:
    """How many pairs with a registration of the partner's wait for a reviewer."""
    filters = PairFilters(open=True, with_own=partner)
    parameters = {"position": position, **asdict(filters), **visible_to.parameters}
    query = sql.SQL("select count(*) from ({}) as waiting").format(_FITTING)
    cursor = await connection.execute(query, parameters)
    ((waiting,),) = await cursor.fetchall()
    return int(waiting)


async def by_ids(
    connection: AsyncConnection[Any],
    pairs: Collection[UUID],
    *,
    position: int,
    visible_to: RecordFilter,
) -> dict[UUID, PairRow]:
    """Pairs of which the viewer may not know both sides are absent, as those that nothing was said of."""
    query = _PAIRS + sql.SQL(" and pair = any(%(pairs)s)")
    parameters = {"position": position, "pairs": list(pairs), **visible_to.parameters}
    return {row.pair: row for row in await fetch(connection, PairRow, query, parameters)}


async def of_households(
    connection: AsyncConnection[Any],
    households: Collection[UUID],
    *,
    position: int,
    visible_to: RecordFilter,
) -> list[PairRow]:
    """Pairs with a side in one of the households, of which the viewer may know both."""
    query = _PAIRS + sql.SQL("""
        and (first_household = any(%(households)s) or second_household = any(%(households)s))
        order by pair
    """)
    asked = {"position": position, "households": list(households), **visible_to.parameters}
    return await fetch(connection, PairRow, query, asked)


async def of_member(connection: AsyncConnection[Any], member: UUID) -> list[UUID]:
    """Every pair with the member as a side of which anything was ever said."""
    query = "select distinct pair from read.pairs_v1 where %(member)s in (first, second)"
    cursor = await connection.execute(query, {"member": member})
    return [pair for (pair,) in await cursor.fetchall()]


async def of_members(connection: AsyncConnection[Any], members: Collection[UUID]) -> list[PairRow]:
    """Pairs with one of the members as a side, as they stand now: for the registry's own work and for no viewer."""
    query = sql.SQL("""
        select * from read.pairs_v1
        where (first = any(%(members)s) or second = any(%(members)s)) and upper_inf(held)
    """)
    return await fetch(connection, PairRow, query.format(), {"members": list(members)})


async def standing(connection: AsyncConnection[Any], ids: Collection[UUID]) -> list[PairRow]:
    """Pairs as they stand now; as `of_members`."""
    query = sql.SQL("select * from read.pairs_v1 where pair = any(%(ids)s) and upper_inf(held)")
    return await fetch(connection, PairRow, query.format(), {"ids": list(ids)})


async def next_of_machine(
    connection: AsyncConnection[Any], after: UUID | None, limit: int
) -> list[PairRow]:
    """Pairs that the machine linked or asks about, as they stand now, past one in the order of their ids."""
    query = sql.SQL("""
        select * from read.pairs_v1
        where upper_inf(held) and (linked = 'machine' or "case" is not null)
          and (%(after)s::uuid is null or pair > %(after)s)
        order by pair limit %(limit)s
    """)
    return await fetch(connection, PairRow, query.format(), {"after": after, "limit": limit})


async def said_by_people(connection: AsyncConnection[Any]) -> list[PairRow]:
    """Pairs of which the last word is a person's."""
    query = sql.SQL("""
        select * from read.pairs_v1 where upper_inf(held) and (linked = 'person' or parted)
    """)
    return await fetch(connection, PairRow, query.format(), {})
