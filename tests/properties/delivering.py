"""Asks about what was given: recording it, one thing or a whole visit, mending it, taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random
from typing import Any
from uuid import UUID

from registry.application.command import Context
from registry.application.deliveries import DeliveryDraft, record_delivery, record_visit, served_by
from registry.application.delivery_changes import (
    DeliveryMend,
    correct_delivery,
    reverse_delivery,
)
from registry.domain.casework import DeliveryField, ReversalReason
from registry.domain.delivery import DeliveryRecorded
from registry.domain.errors import Refused
from registry.domain.places import PCode
from registry.domain.vocabulary import Claim, Purpose
from tests.projections.histories import PLACES
from tests.properties.asks import Act, Ask, Clerk
from tests.properties.people import a_benefit, handed_over, one_of


def deliver(clerk: Clerk, context: Context, chance: Random, home: UUID | None) -> Ask:
    draft = draft_for(clerk, context, chance, _whom(clerk, chance, home))
    draft = replace(draft, visit=chance.choice((None, None, *clerk.visits[-2:])))
    clerk.visits.append(clerk.mint.id())
    return Ask(
        act=Act.DELIVER,
        context=replace(context, purpose=Purpose.DELIVERY),
        make=lambda again: record_delivery(draft, again, clerk.mint),
        objections=lambda: against_delivery(clerk, draft, context),
    )


def visit(clerk: Clerk, context: Context, chance: Random, home: UUID | None) -> Ask:
    """Up to three things are done for the same people; of nothing at all there is nothing to record."""
    whom = _whom(clerk, chance, home)
    drafts = [
        draft_for(clerk, context, chance, whom) for _ in range(chance.choice((0, 1, 2, 3, 3)))
    ]

    def objections() -> set[str]:
        found = [against_delivery(clerk, draft, context) for draft in drafts]
        return set().union(*found) if drafts else {"visit_without_services"}

    return Ask(
        act=Act.VISIT,
        context=replace(context, purpose=Purpose.DELIVERY),
        make=lambda again: record_visit(drafts, again, clerk.mint),
        objections=objections,
    )


def correct(clerk: Clerk, context: Context, chance: Random, _home: UUID | None) -> Ask:
    delivery = _any_delivery(clerk, chance)
    context = _of_owner(clerk, context, chance, delivery)
    said = tuple(chance.sample(list(DeliveryField), chance.randint(1, 3)))
    mend = DeliveryMend(
        said=said,
        headcount=chance.choice((None, 12, 60)),
        **handed_over(chance, clerk.names.name()),
    )
    return Ask(
        act=Act.CORRECT_DELIVERY,
        context=context,
        make=lambda again: correct_delivery(delivery, mend, again, clerk.mint, opened={}),
        objections=lambda: _against_correction(clerk, delivery, mend, context),
    )


def reverse(clerk: Clerk, context: Context, chance: Random, _home: UUID | None) -> Ask:
    delivery, reason = _any_delivery(clerk, chance), one_of(chance, ReversalReason)
    context = _of_owner(clerk, context, chance, delivery)
    return Ask(
        act=Act.REVERSE_DELIVERY,
        context=context,
        make=lambda again: reverse_delivery(delivery, reason, again),
        objections=lambda: _not_own(clerk, delivery, context) | _refused_reason(reason),
    )


def _any_delivery(clerk: Clerk, chance: Random) -> UUID:
    deliveries = list(clerk.town.deliveries)[-20:]
    return chance.choice(deliveries) if deliveries else clerk.mint.id()


def _of_owner(clerk: Clerk, context: Context, chance: Random, delivery: UUID) -> Context:
    """As a rule whoever recorded it mends it."""
    owner = clerk.town.owners.get(delivery)
    return context if owner is None or chance.random() < 0.1 else context.for_partner(owner)


def draft_for(
    clerk: Clerk, context: Context, chance: Random, whom: Mapping[str, Any]
) -> DeliveryDraft:
    draft = DeliveryDraft(
        **whom, **_what(clerk, chance, context), **handed_over(chance, clerk.names.name())
    )
    if draft.household is None:  # where nobody is named there is no key to seal it under
        draft = replace(draft, giver=None)
    return draft


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


def against_delivery(clerk: Clerk, draft: DeliveryDraft, context: Context) -> set[str]:
    found = set()
    if draft.programme is not None:
        programme = clerk.town.programmes[draft.programme]
        found |= {"programme_unknown"} if programme.owner != context.partner else set()
        found |= {"programme_closed"} if programme.closed else set()
    if draft.household is not None:
        found |= clerk.not_own(draft.household, context)
    if draft.household in clerk.town.homes:
        try:
            served_by(clerk.town.homes[draft.household], draft.member, draft.on)
        except Refused as no:
            found.add(no.code)
    begins, ends = draft.serves_from or draft.on, draft.serves_until or draft.on
    found |= {"delivery_quantity_not_positive"} if draft.quantity == 0 else set()
    found |= {"delivery_period_reversed"} if ends.last < begins.first else set()
    found |= {"day_in_the_future"} if draft.on.first > clerk.mint.today() else set()
    return found


def _refused_reason(reason: ReversalReason) -> set[str]:
    return {"reason_of_undoing"} if reason is ReversalReason.IMPORT_UNDONE else set()


def _not_own(clerk: Clerk, delivery: UUID, context: Context) -> set[str]:
    own = delivery in clerk.town.deliveries and clerk.town.owners[delivery] == context.partner
    return set() if own else {"delivery_unknown"}


def _against_correction(
    clerk: Clerk, delivery: UUID, mend: DeliveryMend, context: Context
) -> set[str]:
    if found := _not_own(clerk, delivery, context):
        return found
    state = clerk.town.deliveries[delivery]
    if state.reversed is not None:
        return {"delivery_reversed"}
    was = state.recorded
    said = {field: mend.of(field) for field in mend.said}
    heads = said.get(DeliveryField.HEADCOUNT, was.headcount)
    on = said.get(DeliveryField.ON, was.on)
    begins = said.get(DeliveryField.SERVES_FROM, was.serves_from) or on
    ends = said.get(DeliveryField.SERVES_UNTIL, was.serves_until) or on
    names = DeliveryField.GIVER in said
    return {
        code
        for code, stands in (
            ("delivery_headcount_and_recipient", was.subject is not None and heads is not None),
            ("delivery_without_recipient", was.subject is None and heads is None),
            ("delivery_headcount_names_somebody", was.subject is None and names),
            ("delivery_quantity_not_positive", said.get(DeliveryField.QUANTITY) == 0),
            ("delivery_period_reversed", ends.last < begins.first),
            ("day_in_the_future", on.first > clerk.mint.today()),
            ("person_forgotten", names and _gone(clerk, was)),
        )
        if stands
    }


def _gone(clerk: Clerk, recorded: DeliveryRecorded) -> bool:
    if recorded.household is None:
        return False
    home = clerk.town.homes[recorded.household]
    return home.erased if recorded.member is None else recorded.member in home.forgotten
