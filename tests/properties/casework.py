"""Asks of those who meet families: registering, adding a member, putting on hold."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from uuid import UUID

from registry.application.command import Command, Context, Histories, canonical
from registry.application.households import add_member, own_household, register_household
from registry.domain.facts import AnyFact
from registry.domain.household import put_on_hold
from registry.domain.vocabulary import HoldReason, Relation
from tests.properties.asks import Act, Ask, Clerk
from tests.properties.people import (
    BESIDE_THE_HEAD,
    a_household,
    a_person,
    objections_to,
    one_of,
)


def register(clerk: Clerk, context: Context, chance: Random, _home: UUID | None) -> Ask:
    own = [reference for partner, reference in sorted(clerk.claimed) if partner == context.partner]
    reference = chance.choice((None, f"KEY-{clerk.asked}", f"KEY-{clerk.asked}", *own[-1:]))
    draft = a_household(chance, clerk.names, reference)

    def objections() -> set[str]:
        taken = reference is not None and (context.partner, reference) in clerk.claimed
        return objections_to(draft) | ({"partner_reference_claimed"} if taken else set())

    return Ask(
        act=Act.REGISTER,
        context=context,
        make=lambda again: register_household(draft, again, clerk.mint),
        objections=objections,
        names=tuple(person.name.written for person in draft.people),
        reference=reference,
    )


def add(clerk: Clerk, context: Context, chance: Random, home: UUID | None) -> Ask:
    household = home or clerk.mint.id()
    relation = Relation.HEAD if chance.random() < 0.03 else chance.choice(BESIDE_THE_HEAD)
    draft = a_person(chance, clerk.names.name(), relation)

    def objections() -> set[str]:
        if found := clerk.not_own(household, context):
            return found
        erased = {"household_forgotten"} if clerk.town.homes[household].erased else set()
        return erased | ({"more_than_one_head"} if relation is Relation.HEAD else set())

    return Ask(
        act=Act.ADD_MEMBER,
        context=context,
        make=lambda again: add_member(household, draft, again, clerk.mint),
        objections=objections,
        names=(draft.name.written,),
    )


def hold(clerk: Clerk, context: Context, chance: Random, home: UUID | None) -> Ask:
    """There is no command for it beside registering yet; the right to it and its decision there are."""
    household, reason = home or clerk.mint.id(), one_of(chance, HoldReason)

    def decide(histories: Histories) -> Sequence[AnyFact]:
        return put_on_hold(own_household(histories, household, context.partner), reason)

    return Ask(
        act=Act.PUT_ON_HOLD,
        context=context,
        make=lambda again: Command(
            act="household.put_on_hold",
            context=again,
            stream=household,
            needs=(household,),
            decide=decide,
            content=canonical((household, reason)),
        ),
        objections=lambda: clerk.not_own(household, context),
    )
