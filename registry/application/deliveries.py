"""Recording what was handed over or done, one thing at a time or all that was done in a visit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from registry.application.command import (
    Command,
    Context,
    Elsewhere,
    Histories,
    Mint,
    canonical,
)
from registry.application.households import own_household
from registry.application.plan_served import ServedLines
from registry.domain import delivery as domain
from registry.domain.casework import Presence
from registry.domain.dates import PreciseDate
from registry.domain.delivery import Collector, DeliveryRecorded, Source
from registry.domain.errors import Refused
from registry.domain.facts import AnyFact
from registry.domain.fields import Identity, Open
from registry.domain.household import Household
from registry.domain.money import Money
from registry.domain.partner import PartnerEnrolled
from registry.domain.places import PCode
from registry.domain.plan import PlanDrafted
from registry.domain.programme import ProgrammeClosed, ProgrammeOpened, turn_of
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


@dataclass(frozen=True, slots=True)
class Planned:
    """A line of a plan, by its number."""

    plan: UUID
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryDraft:
    """A delivery as a partner describes it.

    Give a `household` (with a `member` of it where one person was served) or a `headcount` with its `place`; a
    `programme`, which says what was given, or for a reported claim the `benefit`. The `service_point` is a partner: a
    service centre or a department. Deliveries of one `visit` count as one visit. `planned` is the line of a plan by
    which it is handed out.
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
    service_point: UUID | None = None
    visit: UUID | None = None
    planned: Planned | None = None
    claim: Claim = Claim.OWN_RECORD
    giver: str | None = None
    collector: Collector | None = None
    partner_reference: str | None = None


def record_delivery(
    draft: DeliveryDraft,
    context: Context,
    mint: Mint,
    *,
    content: bytes | None = None,
    known: ServedLines | None = None,
) -> Command:
    """Record one delivery; the outcome's stream is its id. `content` is what was asked, the draft where not given.

    `known` is what others by the same plan have read of it.

    Refuses `programme_unknown`, `programme_closed`, `delivery_without_place`, `plan_line_without_place`,
    `partner_unknown`, `collector_without_authority`, and what `own_household`, `served_by`, `ServedLines` and
    `domain.delivery.record` refuse.
    """
    today = mint.today()

    def decide(histories: Histories) -> Sequence[AnyFact]:
        recorded = _recorded(draft, histories, context.partner, known)
        return domain.record(None, recorded, today)

    return Command(
        act="delivery.record",
        context=context,
        stream=mint.id(),
        needs=_needs(draft),
        decide=decide,
        content=canonical(draft) if content is None else content,
        unchanged=_plans([draft]),
    )


def record_visit(drafts: Sequence[DeliveryDraft], context: Context, mint: Mint) -> Command:
    """Record what was done in one visit, a delivery each; all of it or nothing. The outcome's stream is the last one's.

    Refuses `visit_without_services`, and what `record_delivery` refuses of any of them.
    """
    today, visit = mint.today(), mint.id()
    streams = [mint.id() for _ in drafts] or [mint.id()]

    def decide(histories: Histories) -> Sequence[AnyFact | Elsewhere]:
        if not drafts:
            raise Refused("visit_without_services")
        facts: list[AnyFact | Elsewhere] = []
        for stream, draft in zip(streams, drafts, strict=True):
            recorded = _recorded(replace(draft, visit=visit), histories, context.partner)
            facts += [
                fact if stream == streams[-1] else Elsewhere(stream, fact)
                for fact in domain.record(None, recorded, today)
            ]
        return facts

    return Command(
        act="delivery.record_visit",
        context=context,
        stream=streams[-1],
        needs=tuple({stream for draft in drafts for stream in _needs(draft)}),
        also=tuple(streams[:-1]),
        decide=decide,
        content=canonical(drafts),
        unchanged=_plans(drafts),
    )


def partners_named(sources: Iterable[Source]) -> tuple[UUID, ...]:
    return tuple(source.partner for source in sources if source.partner is not None)


def known_partners(histories: Histories, partners: Collection[UUID]) -> None:
    """Let pass those that are enrolled.

    Raises:
        Refused: `partner_unknown`.
    """
    for partner in partners:
        if not any(isinstance(one.fact, PartnerEnrolled) for one in histories.get(partner, ())):
            raise Refused("partner_unknown", code=str(partner))


def require_authority(collector: Collector | None) -> None:
    """Who acts for another shows by what right.

    Raises:
        Refused: `collector_without_authority`.
    """
    if collector is not None and collector.proxy and collector.authority is None:
        raise Refused("collector_without_authority")


def _needs(draft: DeliveryDraft) -> tuple[UUID, ...]:
    plan = None if draft.planned is None else draft.planned.plan
    partners = partners_named(draft.sources)
    named = (draft.household, draft.programme, draft.service_point, plan, *partners)
    return tuple(stream for stream in named if stream is not None)


def _plans(drafts: Iterable[DeliveryDraft]) -> tuple[UUID, ...]:
    """By which they are handed out: what is recorded of a plan after it was closed would not be in its counts."""
    return tuple({draft.planned.plan for draft in drafts if draft.planned is not None})


def _recorded(
    draft: DeliveryDraft, histories: Histories, partner: UUID, known: ServedLines | None = None
) -> DeliveryRecorded:
    benefit = _benefit(draft, histories, partner)
    points = () if draft.service_point is None else (draft.service_point,)
    known_partners(histories, (*points, *partners_named(draft.sources)))
    require_authority(draft.collector)
    begins, ends = _period(draft, histories)
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
        serves_from=begins,
        serves_until=ends,
        place=_place(draft, histories, partner),
        sources=draft.sources,
        service_point=draft.service_point,
        visit=draft.visit,
        plan_line=_plan_line(draft, histories, partner, known or ServedLines()),
        claim=draft.claim,
        giver=None if draft.giver is None else Open(draft.giver),
        collector=None if draft.collector is None else Open(draft.collector),
        partner_reference=_reference(draft),
    )


def _period(
    draft: DeliveryDraft, histories: Histories
) -> tuple[PreciseDate | None, PreciseDate | None]:
    """What it is meant for: what was said, else what its plan serves, else the turn of its programme.

    Two monthly baskets of one month would not overlap if each was meant for the day alone on which it was given.
    """
    if draft.serves_from is not None or draft.serves_until is not None:
        return draft.serves_from, draft.serves_until
    plan = None if draft.planned is None else draft.planned.plan
    for stream in (plan, draft.programme):
        first = next((one.fact for one in histories.get(stream, ())), None) if stream else None
        if isinstance(first, PlanDrafted):
            return PreciseDate(first.serves_from), PreciseDate(first.serves_until)
        if isinstance(first, ProgrammeOpened):
            turn = turn_of(first.cycle, draft.on)
            return turn, turn
    return None, None


def _reference(draft: DeliveryDraft) -> Open[str | None, Identity] | None:
    """Where nobody is named there is no key to seal it under."""
    if draft.partner_reference is None or (draft.household is None and draft.member is None):
        return None
    return Open(draft.partner_reference)


def _plan_line(
    draft: DeliveryDraft, histories: Histories, partner: UUID, known: ServedLines
) -> UUID | None:
    if draft.planned is None:
        return None
    plan, line = draft.planned.plan, draft.planned.line
    history = histories.get(plan, ())
    return known.line(plan, line, history, partner=partner, household=draft.household)


def _place(draft: DeliveryDraft, histories: Histories, partner: UUID) -> PCode:
    """Where the recipient lives, or where the headcount was taken."""
    if draft.household is None:
        if draft.place is None and draft.planned is not None:
            raise Refused("plan_line_without_place", line=draft.planned.line)
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
