"""Registering a household, adding a member, putting a registration on hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeGuard, get_args
from uuid import UUID

from registry.application.command import Command, Context, Histories, Mint, canonical
from registry.domain import household as domain
from registry.domain.casework import RegistrationKind
from registry.domain.dates import PreciseDate
from registry.domain.envelope import Recorded
from registry.domain.errors import Refused
from registry.domain.facts import AnyFact
from registry.domain.fields import Open
from registry.domain.household import (
    Consent,
    HouseholdRegistered,
    MemberJoined,
    PersonName,
    Stratum,
    WashingtonGroup,
)
from registry.domain.identity_numbers import IdentityNumber
from registry.domain.phones import Phone
from registry.domain.places import PCode
from registry.domain.reference import Reference, make_reference
from registry.domain.vocabulary import (
    Criterion,
    CriterionClass,
    HoldReason,
    NationalityGroup,
    RegistrationWarning,
    Relation,
    Sex,
)

BAND: Final = 5
"""Years in a band of birth."""
YOUNGEST_ASKED: Final = 5
"""The Washington Group's short set is for this age and over."""
CLASSES: Final[Mapping[Criterion, CriterionClass]] = {
    Criterion.FEMALE_HEAD: CriterionClass.FEMALE_HEAD,
    Criterion.ORPHAN: CriterionClass.ORPHAN,
    Criterion.OLDER_PERSON_ALONE: CriterionClass.OLDER_PERSON,
    Criterion.OLDER_PERSON: CriterionClass.OLDER_PERSON,
    Criterion.CHRONIC_ILLNESS: CriterionClass.HEALTH,
    Criterion.UNEMPLOYED_HEAD: CriterionClass.LIVELIHOOD,
    Criterion.SEASONAL_WORKER: CriterionClass.LIVELIHOOD,
    Criterion.DEBT: CriterionClass.LIVELIHOOD,
    Criterion.NO_SHELTER: CriterionClass.SHELTER,
    Criterion.SCHOOL_DROP_OUT: CriterionClass.EDUCATION,
    Criterion.SHOCK: CriterionClass.SHOCK,
}
MUCH_DIFFICULTY: Final = 3
"""From this answer on the short set speaks of a disability."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberDraft:
    """A person as a partner describes them, not yet registered."""

    name: PersonName
    relation: Relation
    sex: Sex = Sex.UNKNOWN
    born: PreciseDate | None = None
    identity_numbers: tuple[IdentityNumber, ...] = ()
    phones: tuple[Phone, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    functioning: WashingtonGroup | None = None
    nationality: NationalityGroup = NationalityGroup.UNKNOWN
    warnings: tuple[RegistrationWarning, ...] = ()
    partner_reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdDraft:
    """A household as a partner describes it, not yet registered. `members` are those beside the head.

    `alone` where it is no household but one person who came without.
    """

    head: MemberDraft
    members: tuple[MemberDraft, ...] = ()
    alone: bool = False
    declared_size: int | None = None
    place: PCode
    protected: bool = False
    consent: tuple[Consent, ...] = ()
    partner_reference: str | None = None
    phones: tuple[Phone, ...] = ()
    address: str | None = None
    criteria: tuple[Criterion, ...] = ()
    hold: HoldReason | None = None
    warnings: tuple[RegistrationWarning, ...] = ()

    @property
    def people(self) -> Sequence[MemberDraft]:
        """Everyone who is named, the head first."""
        return (replace(self.head, relation=Relation.HEAD), *self.members)


def register_household(
    draft: HouseholdDraft, context: Context, mint: Mint, *, content: bytes | None = None
) -> Command:
    """Register a household with everyone who is named; `content` is what was asked, the whole draft where not given.

    The outcome's stream is the household's id. Refuses what `domain.household.register` refuses, and
    `partner_reference_claimed` when the partner has registered that reference already.
    """
    today = mint.today()
    people = draft.people
    stream, *ids = mint.ids(1 + len(people))
    members = [_joined(person, one, today) for person, one in zip(people, ids, strict=True)]
    registered = _registered(draft, members[0].member, make_reference(mint.entropy(16)))

    def decide(_: Histories) -> Sequence[AnyFact]:
        facts = domain.register(None, registered, members)
        if draft.hold is not None:
            facts += domain.put_on_hold(fold_facts(facts), draft.hold)
        return facts

    return Command(
        act="household.register",
        context=context,
        stream=stream,
        decide=decide,
        content=canonical(draft) if content is None else content,
        partner_reference=draft.partner_reference,
    )


def add_member(
    household: UUID,
    draft: MemberDraft,
    context: Context,
    mint: Mint,
    *,
    content: bytes | None = None,
) -> Command:
    """Add a member to a household of the same partner; `content` is what was asked, all of it where not given.

    Refuses `household_unknown` (another partner's too) and what `domain.household.add_member` refuses.
    """
    joined = _joined(draft, mint.id(), mint.today())

    def decide(histories: Histories) -> Sequence[AnyFact]:
        return domain.add_member(own_household(histories, household, context.partner), joined)

    return Command(
        act="household.add_member",
        context=context,
        stream=household,
        needs=(household,),
        decide=decide,
        content=canonical((household, draft)) if content is None else content,
    )


def own_household(histories: Histories, household: UUID, partner: UUID) -> domain.Household:
    """The state of a household that is the partner's own: registered by it, or taken over.

    Raises:
        Refused: `household_unknown`, another partner's too; `household_transferred`, it was the partner's once.
    """
    history = histories.get(household, ())
    if not history:
        raise Refused("household_unknown")
    state, registered_by = fold(history), history[0].envelope.partner
    if partner == (state.owner or registered_by):
        return state
    if partner == registered_by or any(_hands_to(partner, one.fact) for one in history):
        raise Refused("household_transferred")
    raise Refused("household_unknown")


def _hands_to(partner: UUID, fact: AnyFact) -> bool:
    return isinstance(fact, domain.HouseholdTransferred) and fact.to == partner


def fold(history: Iterable[Recorded[AnyFact]]) -> domain.Household:
    return fold_facts([recorded.fact for recorded in history])


def fold_facts(facts: Iterable[AnyFact]) -> domain.Household:
    """The state of a household from its facts, oldest first.

    Raises:
        Refused: `household_unknown` when there are none, or the stream is not a household's.
    """
    state = domain.evolve_all([fact for fact in facts if _is_own(fact)])
    if state is None:
        raise Refused("household_unknown")
    return state


def _is_own(fact: AnyFact) -> TypeGuard[domain.HouseholdFact]:
    return type(fact) in _OWN


_OWN: Final = frozenset(get_args(domain.HouseholdFact))


def _registered(draft: HouseholdDraft, head: UUID, reference: Reference) -> HouseholdRegistered:
    return HouseholdRegistered(
        reference=reference,
        head=head,
        declared_size=draft.declared_size,
        place=draft.place,
        protected=draft.protected,
        kind=RegistrationKind.PERSON if draft.alone else RegistrationKind.HOUSEHOLD,
        odd=len(draft.warnings),
        consent=draft.consent,
        partner_reference=Open(draft.partner_reference),
        phones=Open(draft.phones),
        address=Open(draft.address),
        criteria=Open(draft.criteria),
        warnings=Open(draft.warnings),
        stratum=Open(household_stratum(draft.criteria)),
    )


def _joined(draft: MemberDraft, member: UUID, today: date) -> MemberJoined:
    return MemberJoined(
        member=member,
        relation=draft.relation,
        sex=draft.sex,
        birth_band=band_of(draft.born),
        nationality=draft.nationality,
        odd=len(draft.warnings),
        partner_reference=Open(draft.partner_reference),
        name=Open(draft.name),
        identity_numbers=Open(draft.identity_numbers),
        born=Open(draft.born),
        phones=Open(draft.phones),
        criteria=Open(draft.criteria),
        functioning=Open(draft.functioning),
        warnings=Open(draft.warnings),
        stratum=Open(member_stratum(draft.criteria, draft.functioning, draft.born, today)),
    )


def band_of(born: PreciseDate | None) -> int | None:
    """The first year of the band of birth."""
    return None if born is None else born.first.year // BAND * BAND


def household_stratum(criteria: Collection[Criterion]) -> Stratum:
    disabled = True if Criterion.DISABILITY in criteria else None
    return Stratum(disability=disabled, classes=classes_of(criteria))


def member_stratum(
    criteria: Collection[Criterion],
    functioning: WashingtonGroup | None,
    born: PreciseDate | None,
    today: date,
) -> Stratum:
    """Disabled by the Washington Group's short set, or as the partner says; None where nobody asked."""
    disabled = True if Criterion.DISABILITY in criteria else None
    too_young = born is not None and today.year - born.first.year < YOUNGEST_ASKED
    if disabled is None and functioning is not None and not too_young:
        answers = answers_given(functioning)
        disabled = any(answer >= MUCH_DIFFICULTY for answer in answers) if answers else None
    return Stratum(disability=disabled, classes=classes_of(criteria))


def classes_of(criteria: Iterable[Criterion]) -> tuple[CriterionClass, ...]:
    """What totals keep of criteria, in one order; violence and child marriage leave nothing."""
    classes = {CLASSES[one] for one in criteria if one in CLASSES}
    return tuple(sorted(classes)) if classes else ()


def answers_given(functioning: WashingtonGroup) -> list[int]:
    """The answers that were given, in the order of the short set."""
    asked = (
        functioning.seeing,
        functioning.hearing,
        functioning.walking,
        functioning.remembering,
        functioning.self_care,
        functioning.communicating,
    )
    return [answer for answer in asked if answer is not None]
