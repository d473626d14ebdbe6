"""Asks of those who meet families: registering, adding a member, putting on hold, recording what was given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any
from uuid import UUID

from registry.application.command import Command, Context, Histories, canonical
from registry.application.deliveries import DeliveryDraft, record_delivery
from registry.application.households import add_member, own_household, register_household
from registry.domain.facts import AnyFact
from registry.domain.household import put_on_hold
from registry.domain.places import PCode
from registry.domain.vocabulary import Claim, HoldReason, Purpose, Relation
from tests.projections.histories import PLACES
from tests.properties.asks import Act, Ask, Clerk
from tests.properties.people import (
    BESIDE_THE_HEAD,
    a_benefit,
    a_household,
    a_person,
    handed_over,
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


def deliver(clerk: Clerk, context: Context, chance: Random, home: UUID | None) -> Ask:
    draft = DeliveryDraft(
        **_whom(clerk, chance, home),
        **_what(clerk, chance, context),
        **handed_over(chance, clerk.names.name()),
        visit=chance.choice((None, None, *clerk.visits[-2:])),
    )
    clerk.visits.append(clerk.mint.id())
    if draft.household is None:  # where nobody is named there is no key to seal it under
        draft = replace(draft, giver=None)
    return Ask(
        act=Act.DELIVER,
        context=replace(context, purpose=Purpose.DELIVERY),
        make=lambda again: record_delivery(draft, again, clerk.mint),
        objections=lambda: _against_delivery(clerk, draft, context),
    )


def _whom(clerk: Clerk, chance: Random, home: UUID | None) -> dict[str, Any]:
    if home is None or chance.random() < 0.2:
        place = PCode(chance.choice(PLACES))
        return {"headcount": chance.choice((1, 25, 60)), "place": place}
    member = chance.choice([None, *clerk.town.homes[home].members])
    return {"household": home, "member": member}


def _what(clerk: Clerk, chance: Random, context: Context) -> dict[str, Any]:
    """Of a programme of its own, as a rule; a report of a household says itself what was given."""
    if chance.random() < 0.2:
        reported = chance.choice([claim for claim in Claim if claim is not Claim.OWN_RECORD])
        return {"benefit": a_benefit(chance), "claim": reported}
    of = clerk.town.programmes.items()
    own = [stream for stream, one in of if one.owner == context.partner]
    return {"programme": chance.choice(own or list(clerk.town.programmes))}


def _against_delivery(clerk: Clerk, draft: DeliveryDraft, context: Context) -> set[str]:
    found = set()
    if draft.programme is not None:
        programme = clerk.town.programmes[draft.programme]
        found |= {"programme_unknown"} if programme.owner != context.partner else set()
        found |= {"programme_closed"} if programme.closed else set()
    if draft.household is not None:
        home = clerk.town.homes[draft.household]
        gone = home.erased or draft.member in home.forgotten
        found |= clerk.not_own(draft.household, context)
        found |= {"person_forgotten"} if gone else set()
    begins, ends = draft.serves_from or draft.on, draft.serves_until or draft.on
    found |= {"delivery_quantity_not_positive"} if draft.quantity == 0 else set()
    found |= {"delivery_period_reversed"} if ends.last < begins.first else set()
    return found
