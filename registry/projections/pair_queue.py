"""The queue of a reviewer: pairs by what is looked for and in an order, with the plans of one's own that they hold up.

A pair holds a plan up where a line of it means one of the two, and the plan is neither closed nor over.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, NamedTuple, TypeAlias
from uuid import UUID

import msgspec
from psycopg import AsyncConnection, sql

from registry.domain.money import Currency, Money, money_of
from registry.domain.pair import Sides
from registry.domain.sameness import CaseReason
from registry.projections import plan_lines, plans
from registry.projections.model import Copy
from registry.projections.pairs import PAIRS, PairRow
from registry.projections.reading import Page, Window, fetch
from registry.projections.visibility import RecordFilter


@dataclass(frozen=True, slots=True, kw_only=True)
class PairFilters:
    """None filters nothing. `open` are those that somebody is to decide, since `opened_from` until `opened_until`.

    Scores are in tenths of a bit; all ends are included. `partner` has one of the two registrations, as has `with_own`.
    `plan` is one that it holds up. `overdue` are those of which the first day of a plan has passed, or that were opened
    by the moment `Today.waited`. `second_by` may say what another proposed, `asked` owes an answer.
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
    plan: UUID | None = None
    overdue: bool | None = None
    second_by: UUID | None = None
    asked: UUID | None = None


MOST_HELD: Final = 10
"""Plans that a pair is shown with, the first ones."""


class PairOrder(StrEnum):
    """What comes first: what has stood as it is for longest, what the machine is surest of, or what a plan waits for.

    Those that hold up a plan come by its first day, then by what its lines are worth as a number; then the rest.
    """

    OLDEST = "oldest"
    MOST_CERTAIN = "most_certain"
    PLAN = "plan"


class Today(NamedTuple):
    """What the clock says: the day, the moment, and up to when a case was opened that has waited too long."""

    day: date
    now: datetime
    waited: datetime

    @property
    def parameters(self) -> dict[str, Any]:
        return {"today": self.day, "now": self.now, "waited": self.waited}


class QueuedRow(PairRow, frozen=True, kw_only=True):
    """In the order of plans, with the first day of the plan that a pair holds up and what its lines there are worth."""

    starts: date | None = None
    worth: Decimal | None = None


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A plan that a pair holds up: so many lines mean one of the two, worth so much together."""

    pair: UUID
    plan: UUID
    starts: date
    lines: int
    worth: Decimal | None
    currency: Currency | None

    @property
    def value(self) -> Money | None:
        return money_of(self.worth, self.currency)


_TABLES: Final = {
    "lines": Copy(plan_lines.MODEL).table,
    "plans": Copy(plans.MODEL).table,
}

_LINES: Final = sql.SQL("""
    (select one.plan, one.reserved or one.overridden is not null as served from {lines} as one
     where one.household in (pair.first_household, pair.second_household)
       and (one.member is null or one.member in (pair.first, pair.second))
       and {standing} and one.held @> %(position)s::bigint)
""")
_LINES_OF_PAIR: Final = sql.SQL(" union all ").join(
    _LINES.format(**_TABLES, standing=sql.SQL(standing))  # an index of lines has either
    for standing in (
        "(one.reserved or one.overridden is not null)",
        "not one.reserved and one.overridden is null",
    )
)
_ONGOING: Final = """
    plan.held @> %(position)s::bigint and plan.serves_until >= %(today)s::date
    and plan.stage in ('drafted', 'reserved', 'released')
"""
_HELD: Final = sql.SQL("""
    select plan.plan, plan.serves_from as starts, line.lines, plan.amount * line.lines as worth, plan.currency
    from (select plan, count(*) as lines from ({of_pair}) as means group by plan) as line
    join {plans} as plan on plan.plan = line.plan and {ongoing}
    where plan.partner = %(own)s
    order by starts, worth desc nulls last, plan.plan
""").format(of_pair=_LINES_OF_PAIR, ongoing=sql.SQL(_ONGOING), **_TABLES)

_OF: Final = sql.SQL("""
    ({partner}::uuid is null or exists (
        select from read.household_roll_v3 as side
        where side.household in (first_household, second_household)
          and upper_inf(side.held) and side.partner = {partner}))
""")

_FITTING: Final = PAIRS + sql.SQL("""
    and (%(open)s::boolean is null or (opened_at is not null) = %(open)s)
    and (%(linked)s::boolean is null or (linked is not null) = %(linked)s)
    and (%(parted)s::boolean is null or parted = %(parted)s)
    and (%(why)s::text is null or "case" = %(why)s)
    and (%(household)s::uuid is null or %(household)s in (first_household, second_household))
    and {of_partner} and {of_own}
    and (%(score_from)s::bigint is null or score >= %(score_from)s)
    and (%(score_to)s::bigint is null or score <= %(score_to)s)
    and (%(opened_from)s::timestamptz is null or opened_at >= %(opened_from)s)
    and (%(opened_until)s::timestamptz is null or opened_at <= %(opened_until)s)
    and (%(plan)s::uuid is null or exists (select from ({held}) as one where one.plan = %(plan)s))
    and (%(overdue)s::boolean is null or %(overdue)s = coalesce(opened_at is not null and (
        opened_at <= %(waited)s or exists (select from ({held}) as one where one.starts < %(today)s::date)
    ), false))
    and (%(second_by)s::uuid is null or proposed_by <> %(second_by)s)
    and (%(asked)s::uuid is null or %(asked)s = any(asked))
""").format(
    of_partner=_OF.format(partner=sql.Placeholder("partner")),
    of_own=_OF.format(partner=sql.Placeholder("with_own")),
    held=_HELD,
)

_QUEUED: Final = sql.SQL("""
    select pair.*, held_up.starts, held_up.worth from ({fitting}) as pair
    left join lateral ({held} limit 1) as held_up on true where true
""").format(fitting=_FITTING, held=_HELD)

_UNSCORED: Final = -(2**31)
"""Where a person spoke of what the machine had said nothing of; comes last."""
_NEVER: Final = date.max
"""When a plan begins that is not there; comes last, too."""

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
    PairOrder.PLAN: _QUEUED
    + sql.SQL("""
    and (%(after_pair)s::uuid is null
         or (coalesce(starts, {never}), -coalesce(worth, 0), changed_at, pair)
            > (%(after_starts)s::date, -%(after_worth)s::numeric, %(after)s::timestamptz, %(after_pair)s))
    order by coalesce(starts, {never}), -coalesce(worth, 0), changed_at, pair limit %(limit)s
""").format(never=sql.Literal(_NEVER)),
}


class PairKey(NamedTuple):
    """Where a page ends: in the order of certainty by score, else by moment; `starts` and `worth` where plans count."""

    at: datetime | int
    pair: UUID
    starts: date = _NEVER
    worth: Decimal = Decimal(0)


def key_in(order: PairOrder, row: QueuedRow) -> PairKey:
    if order is PairOrder.MOST_CERTAIN:
        return PairKey(_UNSCORED if row.score is None else row.score, row.pair)
    if order is PairOrder.OLDEST:
        return PairKey(row.changed_at, row.pair)
    return PairKey(row.changed_at, row.pair, row.starts or _NEVER, row.worth or Decimal(0))


async def page(  # noqa: PLR0913 - what is looked for, by whom, when, in which order
    connection: AsyncConnection[Any],
    window: Window[PairKey],
    *,
    visible_to: RecordFilter,
    filters: PairFilters,
    today: Today,
    order: PairOrder = PairOrder.OLDEST,
) -> Page[QueuedRow]:
    after = window.after
    parameters = {
        **window.parameters,
        **_asked(filters, visible_to, today),
        "after": None if after is None else after.at,
        "after_pair": None if after is None else after.pair,
        "after_starts": None if after is None else after.starts,
        "after_worth": None if after is None else after.worth,
    }
    return window.page(await fetch(connection, QueuedRow, _PAGES[order], parameters))


async def count(
    connection: AsyncConnection[Any],
    *,
    position: int,
    visible_to: RecordFilter,
    filters: PairFilters,
    today: Today,
) -> int:
    """How many pairs a filter finds."""
    query = sql.SQL("select count(*) from ({}) as waiting").format(_FITTING)
    parameters = {"position": position, **_asked(filters, visible_to, today)}
    cursor = await connection.execute(query, parameters)
    ((waiting,),) = await cursor.fetchall()
    return int(waiting)


def _asked(filters: PairFilters, visible_to: RecordFilter, today: Today) -> dict[str, Any]:
    return {**asdict(filters), **visible_to.parameters, **today.parameters}


_SIDES: Final = """
    unnest(%(pairs)s::uuid[], %(firsts)s::uuid[], %(seconds)s::uuid[], %(homes)s::uuid[], %(others)s::uuid[])
        as pair (pair, first, second, first_household, second_household)
"""
_STAKE: Final = sql.SQL("""
    select pair.pair, plan.currency,
           sum(plan.amount * case when plan.partner = %(own)s then line.lines else line.served end) as worth
    from {sides}
    cross join lateral (
        select plan, count(*) as lines, count(*) filter (where served) as served
        from ({of_pair}) as means group by plan
    ) as line
    join {plans} as plan on plan.plan = line.plan and {ongoing} and plan.amount is not null
    where plan.partner = %(own)s or line.served > 0
          and (plan.stage = 'released' or plan.stage = 'reserved' and plan.until > %(now)s)
    group by pair.pair, plan.currency
""").format(sides=sql.SQL(_SIDES), of_pair=_LINES_OF_PAIR, ongoing=sql.SQL(_ONGOING), **_TABLES)
_HELD_UP: Final = sql.SQL("""
    select pair.pair, held_up.* from {sides} cross join lateral ({held} limit {most}) as held_up
""").format(sides=sql.SQL(_SIDES), held=_HELD, most=sql.Literal(MOST_HELD))

Asked: TypeAlias = Collection[tuple[UUID, Sides]]
"""Pairs by their ids."""


async def held_up_by(
    connection: AsyncConnection[Any], asked: Asked, *, position: int, own: UUID | None, today: Today
) -> dict[UUID, list[Held]]:
    """The plans of one's own that each pair holds up, in their order, `MOST_HELD` of them."""
    parameters = {"position": position, "own": own, **today.parameters, **_of(asked)}
    found: dict[UUID, list[Held]] = {pair: [] for pair, _ in asked}
    for one in await fetch(connection, Held, _HELD_UP, parameters):
        found[one.pair].append(one)
    return found


async def at_stake(
    connection: AsyncConnection[Any], asked: Asked, *, position: int, own: UUID | None, today: Today
) -> dict[UUID, list[Money]]:
    """What lines that mean one of the two are worth, by currency: one's own, and those that others have reserved.

    It is for deciding how many must agree: what others plan is told to nobody by it.
    """
    parameters = {"position": position, "own": own, **today.parameters, **_of(asked)}
    cursor = await connection.execute(_STAKE, parameters)
    found: dict[UUID, list[Money]] = {pair: [] for pair, _ in asked}
    for pair, currency, worth in await cursor.fetchall():
        found[pair].append(Money(worth, Currency(currency)))
    return found


def _of(asked: Asked) -> dict[str, list[UUID]]:
    return {
        "pairs": [pair for pair, _ in asked],
        "firsts": [sides.first for _, sides in asked],
        "seconds": [sides.second for _, sides in asked],
        "homes": [sides.first_household for _, sides in asked],
        "others": [sides.second_household for _, sides in asked],
    }
