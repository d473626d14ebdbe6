"""Asks about plans: drafted, a line served whatever was found, released, handed out and given up."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final
from uuid import UUID

from registry.application import plans
from registry.application.checking import Row
from registry.application.command import Command, Context
from registry.application.deliveries import Planned, record_delivery
from registry.application.plans import PlanDraft
from registry.domain import plan as domain
from registry.domain.dates import precise_date
from registry.domain.money import Currency, Money
from registry.domain.plan import Plan, PlanLineOverridden
from registry.domain.planning import OverrideReason, PlanStage, UnknownReason
from registry.domain.vocabulary import Purpose, Role
from tests.properties.asks import Act, Ask, Clerk, refused_by
from tests.properties.delivering import against_delivery, draft_for
from tests.properties.people import one_of

WAITING: Final = (PlanStage.DRAFTED, PlanStage.RESERVED)
_AS_PLANNED: Final[dict[str, Any]] = {
    "quantity": Decimal(1), "on": precise_date(2026, 10, 5), "serves_from": None, "serves_until": None,
}  # fmt: skip
NEAR: Final = timedelta(milliseconds=100)
"""So near to its end nobody says beforehand whether a reservation still holds: every look at the clock moves it."""


def draft(clerk: Clerk, context: Context, chance: Random, home: UUID | None) -> Ask:
    """Of the household at the door, of others of its partner, of nobody, or of the same one once more."""
    programme = _programme(clerk, context, chance)
    context = context.for_partner(clerk.town.owners[programme]) if clerk.asked % 8 else context
    rows = tuple(
        _row(clerk, context, chance, home, at) for at in range(1, chance.choice((1, 3, 4, 5, 6, 7)))
    )
    begins = date(2026, chance.choice((8, 9, 10)), 1)
    drafted = PlanDraft(
        programme=programme,
        serves_from=begins,
        serves_until=begins + timedelta(days=chance.choice((0, 30, 30, 60, 60, 90, 90, -1))),
        value=chance.choice(
            (None, None, Money(Decimal(chance.choice((0, 350, 350, 350, 350))), Currency.EGP))
        ),
        rows=rows,
    )

    def objections() -> set[str]:
        reversed_ = drafted.serves_until < drafted.serves_from
        nothing = drafted.value is not None and drafted.value.amount == 0
        return {
            code
            for code, stands in (
                ("programme_unknown", clerk.town.owners[programme] != context.partner),
                ("programme_closed", clerk.town.programmes[programme].closed),
                ("plan_period_reversed", reversed_),
                ("plan_value_not_positive", nothing),
                ("plan_empty", not rows),
            )
            if stands
        }

    return Ask(
        act=Act.DRAFT,
        context=replace(context, purpose=Purpose.PLANNING),
        make=lambda again: plans.draft_plan(drafted, again, clerk.mint),
        objections=objections,
    )


def _programme(clerk: Clerk, context: Context, chance: Random) -> UUID:
    """Its first one as a rule, so that plans get into each other's way."""
    of = clerk.town.programmes.items()
    own = [stream for stream, one in of if one.owner == context.partner]
    return own[0] if own and chance.random() < 0.7 else chance.choice(list(clerk.town.programmes))


def _row(clerk: Clerk, context: Context, chance: Random, home: UUID | None, number: int) -> Row:
    own = [one for one in clerk.town.homes if clerk.town.owners[one] == context.partner]
    strange = () if clerk.asked % 3 else (None, clerk.mint.id())
    meant = chance.choice((home, *strange, *own[-4:], *own[-4:]))
    if meant is None:
        return Row(number=number, unknown=UnknownReason.NOBODY_FOUND)
    known = clerk.town.homes.get(meant)
    member = chance.choice((None, *known.members)) if known else None
    return Row(number=number, household=meant, member=member, by_name=chance.random() < 0.2)


def override(clerk: Clerk, context: Context, chance: Random, _home: UUID | None) -> Ask:
    at = fitting(clerk, chance, WAITING)
    known = clerk.town.plans.get(at)
    length = known.length if known else 1
    line = chance.choice(
        (*sorted(known.unknown if known else ()), *range(1, length + 1), length + 1)
    )
    reason = one_of(chance, OverrideReason)
    overridden = PlanLineOverridden(line=line, reason=reason)
    return _of_plan(
        clerk, Act.OVERRIDE, context, at,
        lambda state: domain.override(state, overridden),
        lambda again: plans.override_line(at, line, reason, again),
    )  # fmt: skip


def release(clerk: Clerk, context: Context, chance: Random, _home: UUID | None) -> Ask:
    at = fitting(clerk, chance, (PlanStage.RESERVED,), sure=True)
    return _of_plan(
        clerk, Act.RELEASE_PLAN, context, at,
        lambda state: domain.release(state, clerk.mint.clock()),
        lambda again: plans.release_plan(at, again, clerk.mint),
    )  # fmt: skip


def cancel(clerk: Clerk, context: Context, chance: Random, _home: UUID | None) -> Ask:
    """Of two times one what is cancelled or released already: others are to come further."""
    at = fitting(clerk, chance, chance.choice((WAITING, (PlanStage.CANCELLED, PlanStage.RELEASED))))
    return _of_plan(
        clerk, Act.CANCEL, context, at, domain.cancel, lambda again: plans.cancel_plan(at, again)
    )


def hand_out(clerk: Clerk, context: Context, chance: Random, _home: UUID | None) -> Ask:
    """A line that is served, as a rule, to whom it means; some twice."""
    at = fitting(clerk, chance, (PlanStage.RELEASED,))
    known = clerk.town.plans.get(at)
    served = sorted(known.served) if known else []
    line = chance.choice((*served, *served, *served, known.length if known else 1))
    meant = clerk.town.lines.get(at, {}).get(line)
    context = _of_owner(clerk, context, chance, at)
    own = {} if meant is None or meant.household is None else {
        "household": meant.household, "member": meant.member,
    }  # fmt: skip
    made = replace(
        draft_for(clerk, context, chance, own),
        programme=clerk.town.planned.get(at, next(iter(clerk.town.programmes))),
        planned=Planned(at, line),
    )
    if chance.random() < 0.8:
        made = replace(made, **_AS_PLANNED)

    def objections() -> set[str]:
        state = clerk.town.plans.get(at)
        if state is None or state.owner != context.partner:
            refused = {"plan_unknown"}
        else:
            refused = refused_by(lambda: domain.require_served(state, line))
        if made.household is None and made.headcount is None:
            refused.add("plan_line_without_place")
        return refused | against_delivery(clerk, made, context)

    return Ask(
        act=Act.HAND_OUT,
        context=replace(context, purpose=Purpose.DELIVERY),
        make=lambda again: record_delivery(made, again, clerk.mint),
        objections=objections,
    )


def fitting(
    clerk: Clerk, chance: Random, stages: Collection[PlanStage], *, sure: bool = False
) -> UUID:
    """One of the last plans that came so far, or none; `sure` where it matters whether its reservation holds."""
    now = clerk.mint.clock()
    known = [
        at
        for at, one in clerk.town.plans.items()
        if not (sure and one.until is not None and abs(one.until - now) < NEAR)
    ]
    there = [at for at in known if clerk.town.plans[at].stage in stages]
    return chance.choice(
        (there if there and chance.random() < 0.9 else known)[-4:] or [clerk.mint.id()]
    )


def _of_owner(clerk: Clerk, context: Context, chance: Random, at: UUID) -> Context:
    known = clerk.town.plans.get(at)
    return context if known is None or chance.random() < 0.1 else context.for_partner(known.owner)


def deciding(clerk: Clerk, context: Context, chance: Random, at: UUID) -> Context:
    """Of whoever decides for the plan's partner."""
    role = chance.choice((Role.PROGRAMME_MANAGER, Role.DATA_OFFICER))
    context = _of_owner(clerk, context, chance, at)
    return replace(context, role=role, purpose=Purpose.PLANNING)


def against(clerk: Clerk, at: UUID, partner: UUID, decide: Callable[[Plan], object]) -> set[str]:
    state = clerk.town.plans.get(at)
    if state is None or state.owner != partner:
        return {"plan_unknown"}
    return refused_by(lambda: decide(state))


def _of_plan(  # noqa: PLR0913, PLR0917 - who asks what of which plan, and what is to come of it
    clerk: Clerk,
    act: Act,
    context: Context,
    at: UUID,
    decide: Callable[[Plan], object],
    make: Callable[[Context], Command],
) -> Ask:
    context = deciding(clerk, context, Random(clerk.asked), at)  # noqa: S311 - a story, no secret
    return Ask(
        act=act,
        context=context,
        make=make,
        objections=lambda: against(clerk, at, context.partner, decide),
    )
