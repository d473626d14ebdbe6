"""A row a pair of registrations that may be of one person: whether they are linked, and whether somebody is asked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from msgspec.structs import replace
from psycopg import AsyncConnection, sql

from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.fields import Identity, Personal, Sensitive
from registry.domain.pair import (
    BY_PERSON,
    ConfirmationProposed,
    DismissalProposed,
    DuplicateCaseOpened,
    DuplicateCaseSettled,
    DuplicateConfirmed,
    DuplicateDismissed,
    LinkedBy,
    LinkUndone,
    MoreAnswered,
    MoreAsked,
    PairFact,
    PartingProposed,
    RegistrationsLinked,
    Sides,
)
from registry.domain.sameness import (
    CaseReason,
    DismissalReason,
    Needed,
    PartingReason,
    Proposal,
)
from registry.privacy.arrays import Uuids
from registry.projections.model import Row, sealed
from registry.projections.reading import fetch
from registry.projections.validity import HeldRows
from registry.projections.visibility import HOUSEHOLD_VISIBLE, RecordFilter


class PairRow(Row, frozen=True, kw_only=True):
    """`case` is why the machine asks, None while it does not; `opened_at` since when somebody is to decide, if so.

    `score` is in tenths of a bit, None where a person linked or parted what the machine had said nothing of.
    `dismissal` and `parting` are why the two are two, `note` is what whoever decided last wrote beside it, sealed as
    `evidence` is. `proposed` is what `proposed_by` said and another person is to say, too. `asked` are the partners
    that owe `asked_by` an answer, of what `needs` names; `answered_by` gave the last one. Only links and cases change
    `changed_at`.
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
    proposed: Proposal | None = None
    proposed_by: UUID | None = None
    proposed_at: datetime | None = None
    asked: tuple[UUID, ...] = ()
    asked_by: UUID | None = None
    asked_at: datetime | None = None
    needs: tuple[Needed, ...] = ()
    asked_note: bytes | None = None
    answered_by: UUID | None = None
    answered_at: datetime | None = None
    answer_note: bytes | None = None

    @property
    def sides(self) -> Sides:
        return Sides(
            first=self.first,
            second=self.second,
            first_household=self.first_household,
            second_household=self.second_household,
        )


def evolve(row: PairRow | None, recorded: Recorded[AnyFact]) -> PairRow | None:
    fact = recorded.fact
    if not isinstance(fact, PairFact):
        return row
    if row is None:
        sides = getattr(fact, "sides", None)
        if not isinstance(sides, Sides):
            return None
        row = _of(recorded, sides)
    if isinstance(fact, _ON_THE_WAY):
        return replace(row, **_goes_on(row, recorded))
    return replace(row, changed_at=recorded.recorded_at, **_stands(row, recorded))


def _goes_on(row: PairRow, recorded: Recorded[AnyFact]) -> dict[str, Any]:
    """What is said before anybody has decided."""
    at, by = recorded.recorded_at, recorded.envelope.partner
    match recorded.fact:
        case ConfirmationProposed(by=who):
            return {"opened_at": row.opened_at or at, **_proposed(Proposal.ONE_PERSON, who, at)}
        case DismissalProposed(by=who) | PartingProposed(by=who):
            return {"opened_at": row.opened_at or at, **_proposed(Proposal.TWO_PERSONS, who, at)}
        case MoreAsked(asked=asked, needs=needs, note=note):
            partners = (*row.asked, *(one for one in asked if one not in row.asked))
            said = {"asked": partners, "asked_by": by, "asked_at": at, "needs": needs}
            return {**said, "asked_note": _noted(note)}
        case MoreAnswered(partner=partner, note=note):
            left = tuple(one for one in row.asked if one != partner)
            said = {"asked": left, "answered_by": partner, "answered_at": at}
            return {**said, "answer_note": _noted(note)}
        case _:
            raise AssertionError(f"{type(recorded.fact).__name__} decides")


def _proposed(proposal: Proposal, who: UUID, at: datetime) -> dict[str, Any]:
    return {"proposed": proposal, "proposed_by": who, "proposed_at": at}


def _stands(row: PairRow, recorded: Recorded[AnyFact]) -> dict[str, Any]:
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
            asked = {"opened_at": row.opened_at if row.case else None, **_NOTHING_SAID}
            return {**_NOT_PARTED, **apart, **asked, "note": _noted(note)}
        case _:  # a case that settled itself
            return dict(_NO_CASE)


_NOTHING_SAID: Final[dict[str, Any]] = {
    **dict.fromkeys(("proposed", "proposed_by", "proposed_at", "asked_by", "asked_at")),
    **dict.fromkeys(("asked_note", "answered_by", "answered_at", "answer_note")),
    "asked": (),
    "needs": (),
}
"""Of a proposal and of questions."""
_NO_CASE: Final = {"case": None, "opened_at": None, **_NOTHING_SAID}
_NOT_PARTED: Final = {"parted": False, "dismissal": None, "parting": None, "note": None}
_ON_THE_WAY: Final = (
    ConfirmationProposed | DismissalProposed | PartingProposed | MoreAsked | MoreAnswered
)


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


def _noted(note: Personal[str, Sensitive] | Personal[str, Identity] | None) -> bytes | None:
    return None if note is None else sealed(note)


MODEL: Final = HeldRows(
    name="pairs",
    version=2,
    about=frozenset(
        {
            RegistrationsLinked,
            DuplicateCaseOpened,
            DuplicateCaseSettled,
            DuplicateConfirmed,
            DuplicateDismissed,
            LinkUndone,
            ConfirmationProposed,
            DismissalProposed,
            PartingProposed,
            MoreAsked,
            MoreAnswered,
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
            "case"           text,           -- why the machine asks
            opened_at        timestamptz,    -- since when somebody is to decide
            changed_at       timestamptz not null,
            model            text,
            score            bigint,
            evidence         bytea,          -- sealed
            dismissal        text,
            parting          text,
            note             bytea,          -- sealed
            proposed         text,           -- what another person is to say, too
            proposed_by      uuid,           -- actor
            proposed_at      timestamptz,
            asked            uuid[] not null default '{{}}',  -- partners that owe an answer
            asked_by         uuid,           -- partner
            asked_at         timestamptz,
            needs            text[] not null default '{{}}',
            asked_note       bytea,          -- sealed
            answered_by      uuid,           -- partner
            answered_at      timestamptz,
            answer_note      bytea,          -- sealed
            held             int8range not null
        )
    """,
    indexes=(
        "create index on {table} (first)",
        "create index on {table} (second)",
        "create index on {table} (first_household)",
        "create index on {table} (second_household)",
        "create index on {table} (changed_at, pair) where opened_at is not null",
        "create index on {table} (lower(held)) where linked is not null",
    ),
)


_SIDE_VISIBLE: Final = sql.SQL("""
    exists (select from read.household_roll_v3 as home
            where home.household = {side} and upper_inf(home.held) and {visible})
""")

BOTH_VISIBLE: Final = sql.SQL(" and ").join(
    _SIDE_VISIBLE.format(side=sql.Identifier("pair", side), visible=HOUSEHOLD_VISIBLE)
    for side in ("first_household", "second_household")
)
"""Both sides, or there is no pair: that somebody else has her is not told by a registration that is not shared."""

PAIRS: Final = sql.SQL("""
    select * from read.pairs_v2 as pair where held @> %(position)s::bigint and {visible}
""").format(visible=BOTH_VISIBLE)


async def by_ids(
    connection: AsyncConnection[Any],
    pairs: Collection[UUID],
    *,
    position: int,
    visible_to: RecordFilter,
) -> dict[UUID, PairRow]:
    """Pairs of which the viewer may not know both sides are absent, as those that nothing was said of."""
    query = PAIRS + sql.SQL(" and pair = any(%(pairs)s)")
    parameters = {"position": position, "pairs": list(pairs), **visible_to.parameters}
    return {row.pair: row for row in await fetch(connection, PairRow, query, parameters)}


class Link(Row, frozen=True, kw_only=True):
    """A link that holds; `since` is the position at which it was made, or made anew after it was undone."""

    first: UUID
    second: UUID
    since: int
    at: datetime


_LINKED_SINCE: Final = sql.SQL("""
    select pair.first, pair.second, made.since, made.at
    from (
        select distinct on (pair) pair, lower(held) as since, changed_at as at from read.pairs_v2 as one
        where linked is not null and lower(held) > %(after)s::bigint and lower(held) <= %(position)s::bigint
          and not exists (select from read.pairs_v2 as before
                          where before.pair = one.pair and before.linked is not null
                            and upper(before.held) = lower(one.held))
        order by pair, since desc
    ) as made
    join read.pairs_v2 as pair
        on pair.pair = made.pair and pair.linked is not null and pair.held @> %(position)s::bigint
    where {visible}
    order by made.since
""").format(visible=BOTH_VISIBLE)


async def linked_since(
    connection: AsyncConnection[Any], after: int, *, position: int, visible_to: RecordFilter
) -> list[Link]:
    """Links that were made past a position and hold, in their order, of which the viewer may know both sides."""
    parameters = {"after": after, "position": position, **visible_to.parameters}
    return await fetch(connection, Link, _LINKED_SINCE, parameters)


_IN_DOUBT: Final = sql.SQL("""
    select pair.first_household, pair.second_household from read.pairs_v2 as pair
    where pair.opened_at is not null and pair.held @> %(position)s::bigint
      and (pair.first_household = any(%(households)s) or pair.second_household = any(%(households)s))
      and pair.first_household <> pair.second_household and {visible}
""").format(visible=BOTH_VISIBLE)


async def in_doubt(
    connection: AsyncConnection[Any],
    households: Collection[UUID],
    *,
    position: int,
    visible_to: RecordFilter,
) -> set[UUID]:
    """Households of which somebody is to decide whether they are one with each other, one or both asked about."""
    asked = {"position": position, "households": Uuids(households), **visible_to.parameters}
    cursor = await connection.execute(_IN_DOUBT, asked)
    return {side for sides in await cursor.fetchall() for side in sides}


async def of_households(
    connection: AsyncConnection[Any],
    households: Collection[UUID],
    *,
    position: int,
    visible_to: RecordFilter,
) -> list[PairRow]:
    """Pairs with a side in one of the households, of which the viewer may know both."""
    query = PAIRS + sql.SQL("""
        and (first_household = any(%(households)s) or second_household = any(%(households)s))
        order by pair
    """)
    asked = {"position": position, "households": list(households), **visible_to.parameters}
    return await fetch(connection, PairRow, query, asked)


async def of_member(connection: AsyncConnection[Any], member: UUID) -> list[UUID]:
    """Every pair with the member as a side of which anything was ever said."""
    query = "select distinct pair from read.pairs_v2 where %(member)s in (first, second)"
    cursor = await connection.execute(query, {"member": member})
    return [pair for (pair,) in await cursor.fetchall()]


async def of_members(connection: AsyncConnection[Any], members: Collection[UUID]) -> list[PairRow]:
    """Pairs with one of the members as a side, as they stand now: for the registry's own work and for no viewer."""
    query = sql.SQL("""
        select * from read.pairs_v2
        where (first = any(%(members)s) or second = any(%(members)s)) and upper_inf(held)
    """)
    return await fetch(connection, PairRow, query.format(), {"members": list(members)})


async def standing(connection: AsyncConnection[Any], ids: Collection[UUID]) -> list[PairRow]:
    """Pairs as they stand now; as `of_members`."""
    query = sql.SQL("select * from read.pairs_v2 where pair = any(%(ids)s) and upper_inf(held)")
    return await fetch(connection, PairRow, query.format(), {"ids": list(ids)})


async def next_of_machine(
    connection: AsyncConnection[Any], after: UUID | None, limit: int
) -> list[PairRow]:
    """Pairs that the machine linked or somebody is to decide, as they stand now, past one in the order of their ids."""
    query = sql.SQL("""
        select * from read.pairs_v2
        where upper_inf(held) and (linked = 'machine' or opened_at is not null)
          and (%(after)s::uuid is null or pair > %(after)s)
        order by pair limit %(limit)s
    """)
    return await fetch(connection, PairRow, query.format(), {"after": after, "limit": limit})


async def said_by_people(connection: AsyncConnection[Any]) -> list[PairRow]:
    """Pairs of which the last word is a person's."""
    query = sql.SQL("""
        select * from read.pairs_v2 where upper_inf(held) and (linked = 'person' or parted)
    """)
    return await fetch(connection, PairRow, query.format(), {})
