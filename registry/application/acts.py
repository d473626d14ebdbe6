"""What happens to a household that is the partner's own: looked at again, relocated, waiting, closed, asked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import TypeAlias
from uuid import UUID

from registry.application.command import Command, Context, Histories, Mint, canonical
from registry.application.households import household_stratum, own_household
from registry.domain import household as domain
from registry.domain.casework import ClosingReason, WithdrawalReason, by_people
from registry.domain.errors import Refused
from registry.domain.facts import AnyFact
from registry.domain.fields import Open
from registry.domain.household import Consent, Household, HouseholdAssessed, HouseholdRelocated
from registry.domain.places import PCode, known_place
from registry.domain.vocabulary import Criterion, HoldReason

Decision: TypeAlias = Callable[[Household], Sequence[AnyFact]]


def assess_household(household: UUID, criteria: Collection[Criterion], context: Context) -> Command:
    """Say why the household needs help as somebody sees it who has looked again: all of it, not what is new."""
    said = each_once(criteria)
    assessed = HouseholdAssessed(criteria=Open(said), stratum=Open(household_stratum(said)))
    return about_own(
        "household.assess",
        household,
        context,
        lambda state: domain.assess_household(state, assessed),
        said,
    )


def relocate(
    household: UUID, place: PCode, address: str | None, context: Context, mint: Mint
) -> Command:
    """The household lives elsewhere since the context's effective date, or today: the place must be there by then.

    Refuses `day_in_the_future`, `place_not_on_that_day`, and what `domain.relocate` refuses.
    """
    effective, today = context.effective, mint.today()
    day = today if effective is None else effective.last
    relocated = HouseholdRelocated(place=place, address=Open(address))

    def decide(state: Household) -> Sequence[AnyFact]:
        _require_past(context, today)
        if not known_place(place).valid_on(day):
            raise Refused("place_not_on_that_day")
        return domain.relocate(state, relocated)

    return about_own("household.relocate", household, context, decide, place, address, effective)


def put_on_hold(household: UUID, reason: HoldReason, context: Context) -> Command:
    return about_own(
        "household.put_on_hold",
        household,
        context,
        lambda state: domain.put_on_hold(state, reason),
        reason,
    )


def release(household: UUID, context: Context) -> Command:
    return about_own("household.release", household, context, domain.release)


def close(
    household: UUID, reason: ClosingReason, last_day: date | None, context: Context, mint: Mint
) -> Command:
    """Close the registration; what was handed over until the last day, today where none is given, still counts.

    It holds at once, so the last day is none that is to come: refuses `day_in_the_future`.
    """
    today = mint.today()

    def decide(state: Household) -> Sequence[AnyFact]:
        if last_day is not None and last_day > today:
            raise Refused("day_in_the_future")
        return domain.close(state, reason, last_day or today)

    return about_own("household.close", household, context, decide, reason, last_day)


def reopen(household: UUID, context: Context) -> Command:
    return about_own("household.reopen", household, context, domain.reopen)


def answer_consent(household: UUID, consent: Consent, context: Context, mint: Mint) -> Command:
    """The household's answer to one purpose: given, in whole or for some groups, refused, withdrawn.

    It holds at once, so the day on which it was said is none that is to come: refuses `day_in_the_future`.
    """
    today = mint.today()

    def decide(state: Household) -> Sequence[AnyFact]:
        _require_past(context, today)
        return domain.answer(state, consent)

    return about_own("household.answer_consent", household, context, decide, consent)


def withdraw(household: UUID, reason: WithdrawalReason, context: Context) -> Command:
    """Take a registration out of every count, as if it had never been said; it stays in its partner's history."""
    return about_own(
        "household.withdraw",
        household,
        context,
        lambda state: domain.withdraw(state, by_people(reason)),
        reason,
    )


def withdraw_member(
    household: UUID, member: UUID, reason: WithdrawalReason, context: Context
) -> Command:
    """As `withdraw`, of one member."""
    return about_own(
        "household.withdraw_member",
        household,
        context,
        lambda state: domain.withdraw_member(state, member, by_people(reason)),
        member,
        reason,
    )


def _require_past(context: Context, today: date) -> None:
    if context.effective is not None and context.effective.first > today:
        raise Refused("day_in_the_future")


def each_once(criteria: Collection[Criterion]) -> tuple[Criterion, ...]:
    """In the order of the list."""
    return tuple(one for one in Criterion if one in criteria) if criteria else ()


def about_own(
    act: str, household: UUID, context: Context, decision: Decision, *said: object
) -> Command:
    """A command about one household of the acting partner; `said` is what was asked beside which one it is."""

    def decide(histories: Histories) -> Sequence[AnyFact]:
        return decision(own_household(histories, household, context.partner))

    return Command(
        act=act,
        context=context,
        stream=household,
        needs=(household,),
        decide=decide,
        content=canonical((household, *said)),
    )
