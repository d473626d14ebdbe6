"""Asks of those who meet families: registering, adding a member, putting on hold."""

from __future__ import annotations

from random import Random
from uuid import UUID

from registry.application.acts import put_on_hold
from registry.application.command import Context
from registry.application.households import add_member, register_household
from registry.domain.casework import RegistrationKind
from registry.domain.household import Household
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
        head = {"more_than_one_head"} if relation is Relation.HEAD else set()
        state = clerk.town.homes[household]
        alone = {"person_with_others"} if state.kind is RegistrationKind.PERSON else set()
        return over(state) or head or alone

    return Ask(
        act=Act.ADD_MEMBER,
        context=context,
        make=lambda again: add_member(household, draft, again, clerk.mint),
        objections=objections,
        names=(draft.name.written,),
    )


def hold(clerk: Clerk, context: Context, chance: Random, home: UUID | None) -> Ask:
    household, reason = home or clerk.mint.id(), one_of(chance, HoldReason)

    def objections() -> set[str]:
        return clerk.not_own(household, context) or over(clerk.town.homes[household])

    return Ask(
        act=Act.PUT_ON_HOLD,
        context=context,
        make=lambda again: put_on_hold(household, reason, again),
        objections=objections,
    )


def over(home: Household) -> set[str]:
    """Why nothing more is recorded on a household; nothing while it stands."""
    if home.erased:
        return {"household_forgotten"}
    if home.withdrawn:
        return {"registration_withdrawn"}
    return set() if home.closed is None else {"household_closed"}
