"""Recording what was handed over or done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from registry.application.command import Command, Context, Histories, Mint, canonical
from registry.application.households import own_household
from registry.domain import delivery as domain
from registry.domain.casework import Presence
from registry.domain.dates import PreciseDate
from registry.domain.delivery import Collector, DeliveryRecorded, Source
from registry.domain.errors import Refused
from registry.domain.facts import AnyFact
from registry.domain.fields import Identity, Open
from registry.domain.household import Household
from registry.domain.money import Money
from registry.domain.places import PCode
from registry.domain.programme import ProgrammeClosed, ProgrammeOpened
from registry.domain.vocabulary import (
    BenefitFamily,
    BenefitKind,
    Claim,
    CountsAs,
    Unit,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Benefit:
    """What was given, where no programme says it."""

    family: BenefitFamily
    kind: BenefitKind
    unit: Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryDraft:
    """A delivery as a partner describes it.

    Give a `household` (with a `member` of it where one person was served) or a `headcount` with its `place`; a
    `programme`, which says what was given, or for a reported claim the `benefit`.
    """

    household: UUID | None = None
    member: UUID | None = None
    headcount: int | None = None
    place: PCode | None = None
    programme: UUID | None = None
    benefit: Benefit | None = None
    quantity: Decimal = Decimal(1)
    value: Money | None = None
    counts_as: CountsAs = CountsAs.SERVICE
    on: PreciseDate
    serves_from: PreciseDate | None = None
    serves_until: PreciseDate | None = None
    sources: tuple[Source, ...] = ()
    visit: UUID | None = None
    claim: Claim = Claim.OWN_RECORD
    giver: str | None = None
    collector: Collector | None = None
    partner_reference: str | None = None


def record_delivery(
    draft: DeliveryDraft, context: Context, mint: Mint, *, content: bytes | None = None
) -> Command:
    """Record one delivery; the outcome's stream is its id. `content` is what was asked, the draft where not given.

    Refuses `programme_unknown`, `programme_closed`, `delivery_without_place`, and what `own_household`, `served_by` and
    `domain.delivery.record` refuse.
    """
    delivery = mint.id()
    needs = tuple(stream for stream in (draft.household, draft.programme) if stream is not None)

    def decide(histories: Histories) -> Sequence[AnyFact]:
        return domain.record(None, _recorded(draft, histories, context.partner))

    return Command(
        act="delivery.record",
        context=context,
        stream=delivery,
        needs=needs,
        decide=decide,
        content=canonical(draft) if content is None else content,
    )


def _recorded(draft: DeliveryDraft, histories: Histories, partner: UUID) -> DeliveryRecorded:
    benefit = _benefit(draft, histories, partner)
    return DeliveryRecorded(
        household=draft.household,
        member=draft.member,
        headcount=draft.headcount,
        programme=draft.programme,
        family=benefit.family,
        kind=benefit.kind,
        unit=benefit.unit,
        quantity=draft.quantity,
        value=draft.value,
        counts_as=draft.counts_as,
        on=draft.on,
        serves_from=draft.serves_from,
        serves_until=draft.serves_until,
        place=_place(draft, histories, partner),
        sources=draft.sources,
        visit=draft.visit,
        claim=draft.claim,
        giver=None if draft.giver is None else Open(draft.giver),
        collector=None if draft.collector is None else Open(draft.collector),
        partner_reference=_reference(draft),
    )


def _reference(draft: DeliveryDraft) -> Open[str | None, Identity] | None:
    """Where nobody is named there is no key to seal it under."""
    if draft.partner_reference is None or (draft.household is None and draft.member is None):
        return None
    return Open(draft.partner_reference)


def _place(draft: DeliveryDraft, histories: Histories, partner: UUID) -> PCode:
    """Where the recipient lives, or where the headcount was taken."""
    if draft.household is None:
        if draft.place is None:
            raise Refused("delivery_without_place")
        return draft.place
    household = own_household(histories, draft.household, partner)
    served_by(household, draft.member, draft.on)
    return household.place


def served_by(household: Household, member: UUID | None, on: PreciseDate) -> None:
    """Refuse what cannot have been handed over: to whom is not there, or was gone by then.

    Where the day that somebody went is not known, nothing shows that it was before, and it is refused.

    Raises:
        Refused: `registration_withdrawn`, `member_unknown`, `person_forgotten`, `household_closed`, `member_died`,
            `member_not_present`.
    """
    if household.withdrawn:
        raise Refused("registration_withdrawn")
    grown = None if member is None else household.members.get(member)
    if member is not None and (grown is None or grown.presence is Presence.WITHDRAWN):
        raise Refused("member_unknown")
    if household.erased or member in household.forgotten:
        raise Refused("person_forgotten")
    if household.closed is not None and on.first > household.closed:
        raise Refused("household_closed")
    if grown is None or grown.presence is Presence.PRESENT:
        return
    if grown.until is None or on.first > grown.until.last:
        died = grown.presence is Presence.DIED
        raise Refused("member_died" if died else "member_not_present")


def _benefit(draft: DeliveryDraft, histories: Histories, partner: UUID) -> Benefit:
    if draft.programme is None:
        if draft.benefit is None:
            raise Refused("delivery_without_programme")
        return draft.benefit
    facts = [recorded.fact for recorded in histories.get(draft.programme, ())]
    opened = facts[0] if facts else None
    if not isinstance(opened, ProgrammeOpened) or opened.owner != partner:
        raise Refused("programme_unknown", code=str(draft.programme))
    if any(isinstance(fact, ProgrammeClosed) for fact in facts):
        raise Refused("programme_closed")
    return Benefit(family=opened.family, kind=opened.kind, unit=opened.unit)
