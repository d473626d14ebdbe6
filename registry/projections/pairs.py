"""A row a pair of registrations that may be of one person: whether they are linked, and whether somebody is asked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
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
        'create index on {table} (opened_at, pair) where "case" is not null and upper_inf(held)',
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairFilters:
    """None filters nothing. `open` are those about which somebody is asked, `linked` those that are linked."""

    open: bool | None = None
    linked: bool | None = None
    why: CaseReason | None = None
    household: UUID | None = None


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

_PAGE: Final = _PAIRS + sql.SQL("""
    and (%(open)s::boolean is null or ("case" is not null) = %(open)s)
    and (%(linked)s::boolean is null or (linked is not null) = %(linked)s)
    and (%(why)s::text is null or "case" = %(why)s)
    and (%(household)s::uuid is null or %(household)s in (first_household, second_household))
    and (%(after_moment)s::timestamptz is null
         or (changed_at, pair) > (%(after_moment)s, %(after_pair)s::uuid))
    order by changed_at, pair limit %(limit)s
""")

PairKey: TypeAlias = tuple[datetime, UUID]
"""Where a page ends: what has stood as it is for longest comes first."""


async def page(
    connection: AsyncConnection[Any],
    window: Window[PairKey],
    *,
    visible_to: RecordFilter,
    filters: PairFilters,
) -> Page[PairRow]:
    moment, pair = window.after or (None, None)
    parameters = {
        **window.parameters,
        **visible_to.parameters,
        "after_moment": moment,
        "after_pair": pair,
        "open": filters.open,
        "linked": filters.linked,
        "why": filters.why,
        "household": filters.household,
    }
    return window.page(await fetch(connection, PairRow, _PAGE, parameters))


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
