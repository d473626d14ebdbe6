"""Handing a household over to another partner: offered by the one whose it is, taken over by the other."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from registry.application.command import Command, Context, Histories, Mint, canonical
from registry.application.households import fold, own_household
from registry.application.reaching import reaches
from registry.domain import household as domain
from registry.domain.errors import Refused
from registry.domain.facts import AnyFact


def offer_household(
    household: UUID, to: UUID, context: Context, mint: Mint, *, agreements: Sequence[UUID]
) -> Command:
    """Ask a partner to take a household over; `agreements` are those that may bind the two.

    Refuses `household_unknown`, `referral_without_agreement` and what `domain.household.offer` refuses.
    """

    def decide(histories: Histories) -> Sequence[AnyFact]:
        state = own_household(histories, household, context.partner)
        if to != context.partner and not reaches(
            histories, agreements, (context.partner, to), mint.today()
        ):
            raise Refused("referral_without_agreement")
        return domain.offer(state, context.partner, to)

    return Command(
        act="household.offer",
        context=context,
        stream=household,
        needs=(household, to, *agreements),
        decide=decide,
        content=canonical((household, to)),
    )


def end_offer(household: UUID, context: Context) -> Command:
    """Take the offer back, or decline it: the partner whose it is, or the one that was asked."""

    def decide(histories: Histories) -> Sequence[AnyFact]:
        state = fold(histories.get(household, ()))
        if state.offered_to != context.partner:
            state = own_household(histories, household, context.partner)
        return domain.end_offer(state)

    return Command(
        act="household.end_offer",
        context=context,
        stream=household,
        needs=(household,),
        decide=decide,
        content=canonical(household),
    )


def take_over(household: UUID, context: Context) -> Command:
    """The partner that was asked takes the household over.

    Refuses `household_unknown` to everybody else, and what `domain.household.take_over` refuses.
    """

    def decide(histories: Histories) -> Sequence[AnyFact]:
        state = fold(histories.get(household, ()))
        if context.partner not in {state.offered_to, state.owner}:
            raise Refused("household_unknown")
        return domain.take_over(state, context.partner)

    return Command(
        act="household.take_over",
        context=context,
        stream=household,
        needs=(household,),
        decide=decide,
        content=canonical(household),
    )
