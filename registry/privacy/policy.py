"""Who may see what. Policy is asked twice: which records there are for a viewer, and how far a field of one opens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias
from uuid import UUID

from registry.domain.access import FieldName, RefusalCode
from registry.domain.agreement import Party, Terms
from registry.domain.casework import DisclosedField
from registry.domain.envelope import Actor
from registry.domain.families import below
from registry.domain.places import PCode, lies_in
from registry.domain.vocabulary import (
    BenefitFamily,
    Channel,
    ConsentState,
    FieldGroup,
    Level,
    Purpose,
    Role,
    Sees,
)
from registry.privacy.policy_table import (
    AGREEMENT_DOES_NOT_OPEN,
    AGREEMENT_GIVES_MASKED,
    AGREEMENT_GIVES_NAMES_ONLY,
    CONSENT_DOES_NOT_COVER,
    CONSENT_WITHDRAWN,
    DISCLOSES,
    HELPING,
    KIND_OF,
    LEAST_TO_MOST,
    NEEDS_NO_PARTY_PURPOSE,
    NO_AGREEMENT,
    NOT_DISCLOSED,
    NOTHING_TO_MOST,
    PARTNER_SUSPENDED,
    PURPOSE_NOT_ALLOWED,
    PURPOSE_NOT_IN_AGREEMENT,
    PURPOSE_OPENS,
    REACH,
    RECORD_NOT_SHARED,
    REFERRAL_ENDED,
    ROLE_NOT_ALLOWED,
    ROLE_OPENS,
    ROLE_SEES_MASKED,
    SHOWN_UNDER,
    SMALL_CELLS_SHOWN_TO,
    TOTALS_ONLY,
    WRITTEN_IN_REFERRALS,
    FieldKind,
    Ownership,
    Reach,
)

# What is asked about


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who looks, for which organisation, and why, all of it from the token; and by which way."""

    actor: Actor
    partner: UUID
    roles: frozenset[Role]
    purpose: Purpose
    channel: Channel = Channel.API


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementInForce:
    """An agreement as it stands. `last_day` is given once it was ended. Days are those of the registry's time zone."""

    id: UUID
    terms: Terms
    last_day: date | None = None

    def on(self, today: date) -> bool:
        ends = [day for day in (self.terms.until, self.last_day) if day is not None]
        return self.terms.begins <= today and all(today <= day for day in ends)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRegistration:
    """A registration as policy looks at it: `owner` is the partner whose it is, `sharing` today's consent.

    `covers` are the groups of fields that consent to sharing speaks of, all of them where it names none.
    """

    owner: UUID
    sharing: ConsentState
    place: PCode
    protected: bool = False
    covers: frozenset[FieldGroup] = frozenset()
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldDelivery:
    """A delivery as policy looks at it: `owner` is the partner that recorded it.

    `sharing` is the recipient's consent today, None where a headcount names nobody; `covers` as in a registration.
    `protected` is said of the recipient's registration or of the programme.
    """

    owner: UUID
    sharing: ConsentState | None
    place: PCode
    family: BenefitFamily
    programme: UUID | None
    protected: bool = False
    covers: frozenset[FieldGroup] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldReferral:
    """A referral as policy looks at it: `owner` sent it, `asked` is asked to help.

    `disclosed` is what the household's consent of today covers of what the referral names; None where it no longer
    agrees to be referred at all. Of an `ended` one nothing of the person is shown any more.
    """

    owner: UUID
    asked: UUID
    disclosed: frozenset[DisclosedField] | None
    ended: bool


HeldRecord: TypeAlias = HeldRegistration | HeldDelivery


# Which records there are


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRule:
    """How one agreement opens the records of one other partner to a viewer; a condition each, all of which must hold.

    `grants` are those to the viewer's partner for the viewer's purpose. `shown` are the states of consent to sharing
    under which a record exists for others, by the ground on which its owner shares. No `programmes` means all, no
    `areas` everywhere. Protected registrations and programmes exist for nobody else under any rule.
    """

    agreement: UUID
    base: bool
    grants: Mapping[FieldGroup, Level]
    shown: frozenset[ConsentState]
    families: frozenset[BenefitFamily]
    programmes: frozenset[UUID]
    areas: tuple[PCode, ...]

    def shows(self, record: HeldRecord) -> bool:
        if record.protected or not self._covers(record.place):
            return False
        if record.sharing is not None and record.sharing not in self.shown:
            return False
        if isinstance(record, HeldRegistration):
            return not record.withdrawn
        return self._shares(record)

    def _covers(self, place: PCode) -> bool:
        return not self.areas or any(lies_in(place, area) for area in self.areas)

    def _shares(self, delivery: HeldDelivery) -> bool:
        return delivery.family in below(self.families) and (
            not self.programmes or delivery.programme in self.programmes
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordScope:
    """Which records exist for the viewer, to be made part of every query.

    `own` records, and `others`' as far as one of the rules under their owner shows them. `totals` says whether sums
    over everybody's records may be seen, `small_cells` whether those of a few people may, `openings` whether the record
    of openings may. `refusal` goes on record; it is given where nothing is shown, where totals alone are, or where no
    agreement serves the viewer's purpose.
    """

    viewer: Viewer
    own: bool = False
    others: Mapping[UUID, tuple[RecordRule, ...]] = field(default_factory=dict)
    totals: bool = False
    small_cells: bool = False
    openings: bool = False
    refusal: RefusalCode | None = None


def record_scope(
    viewer: Viewer, agreements: Iterable[AgreementInForce], today: date, *, suspended: bool
) -> RecordScope:
    """Which records there are for the viewer; without an agreement in force today, none, not even the partner's own."""
    if suspended:
        return RecordScope(viewer=viewer, refusal=PARTNER_SUSPENDED)
    reach = max(
        (REACH[role] for role in viewer.roles), key=NOTHING_TO_MOST.index, default=Reach.NOTHING
    )
    if reach is Reach.NOTHING:
        return RecordScope(viewer=viewer, refusal=ROLE_NOT_ALLOWED)
    in_force = [one for one in agreements if one.on(today)]
    sees = {one.id: party.sees for one in in_force if (party := one.terms.party(viewer.partner))}
    if not sees:
        return RecordScope(viewer=viewer, refusal=NO_AGREEMENT)
    if Sees.RECORDS not in sees.values() or reach is Reach.TOTALS:
        return RecordScope(viewer=viewer, totals=True, refusal=TOTALS_ONLY)
    if reach is Reach.OWN:
        return RecordScope(viewer=viewer, own=True, totals=True)
    showing = [one for one in in_force if sees.get(one.id) is Sees.RECORDS]
    serving = [one for one in showing if _serves(one.terms, viewer.purpose)]
    return RecordScope(
        viewer=viewer,
        own=True,
        others=_rules(serving, viewer),
        totals=True,
        small_cells=not SMALL_CELLS_SHOWN_TO.isdisjoint(viewer.roles)
        and viewer.purpose is Purpose.AUDIT,
        openings=Role.AUDITOR in viewer.roles and viewer.purpose is Purpose.AUDIT,
        refusal=None if serving else PURPOSE_NOT_IN_AGREEMENT,
    )


def may_see_record(scope: RecordScope, record: HeldRecord) -> bool:
    """What the query's filter says of one record."""
    if record.owner == scope.viewer.partner:
        return scope.own
    return any(rule.shows(record) for rule in scope.others.get(record.owner, ()))


def _serves(terms: Terms, purpose: Purpose) -> bool:
    return purpose in terms.purposes or purpose in NEEDS_NO_PARTY_PURPOSE


def _rules(
    agreements: Iterable[AgreementInForce], viewer: Viewer
) -> dict[UUID, tuple[RecordRule, ...]]:
    rules: dict[UUID, tuple[RecordRule, ...]] = {}
    for agreement in agreements:
        for owner in agreement.terms.parties:
            if owner.partner != viewer.partner and owner.sees is Sees.RECORDS:
                rule = _rule(agreement, owner, viewer)
                rules[owner.partner] = (*rules.get(owner.partner, ()), rule)
    return rules


def _rule(agreement: AgreementInForce, owner: Party, viewer: Viewer) -> RecordRule:
    terms = agreement.terms
    return RecordRule(
        agreement=agreement.id,
        base=terms.base,
        grants=_grants(terms, viewer),
        shown=SHOWN_UNDER[owner.legal_basis],
        families=frozenset(terms.families),
        programmes=frozenset(terms.programmes),
        areas=terms.areas,
    )


def _grants(terms: Terms, viewer: Viewer) -> dict[FieldGroup, Level]:
    grants: dict[FieldGroup, Level] = {}
    for grant in terms.grants:
        meant = not grant.to or viewer.partner in grant.to
        if meant and (not grant.purposes or viewer.purpose in grant.purposes):
            grants[grant.group] = _lesser(grant.level, grants.get(grant.group, grant.level))
    return grants


# How far a field opens


@dataclass(frozen=True, slots=True)
class Decision:
    """`reason` says why not further, None where the field is clear; `agreement` is the one that decided."""

    level: Level
    reason: RefusalCode | None = None
    agreement: UUID | None = None


def decide(scope: RecordScope, record: HeldRecord | HeldReferral, name: FieldName) -> Decision:
    """How far one personal field of a record opens for the viewer. Level CLEAR has no reason, every other has one.

    Raises:
        KeyError: there is no personal field of this name.
    """
    if isinstance(record, HeldReferral):
        return _decide_referred(scope, record, name)
    return _decide_recorded(scope, record, KIND_OF[name])


def _decide_recorded(scope: RecordScope, record: HeldRecord, kind: FieldKind) -> Decision:
    if not may_see_record(scope, record):
        return Decision(Level.WITHHELD, scope.refusal or RECORD_NOT_SHARED)
    viewer = scope.viewer
    own = record.owner == viewer.partner
    opens = _role_opens(Ownership.OWN if own else Ownership.OTHER, viewer.roles, kind)
    if opens is Level.WITHHELD:
        return Decision(Level.WITHHELD, ROLE_NOT_ALLOWED)
    if kind not in PURPOSE_OPENS[viewer.purpose]:
        return Decision(Level.WITHHELD, PURPOSE_NOT_ALLOWED)
    if own:
        return Decision(opens, None if opens is Level.CLEAR else ROLE_SEES_MASKED)
    return _agreed(scope, record, kind, opens)


def _agreed(scope: RecordScope, record: HeldRecord, kind: FieldKind, opens: Level) -> Decision:
    """How far another partner's record opens, of a field that the viewer's role `opens` so far at most."""
    if record.covers and _group_of(kind) not in record.covers:
        return Decision(Level.WITHHELD, CONSENT_DOES_NOT_COVER)
    granted = [_granted(rule, kind) for rule in scope.others[record.owner] if rule.shows(record)]
    best = max(granted, key=lambda decision: LEAST_TO_MOST.index(decision.level))
    if _lesser(opens, best.level) is best.level:
        return best
    return Decision(opens, ROLE_SEES_MASKED, best.agreement)


def _group_of(kind: FieldKind) -> FieldGroup:
    return FieldGroup.IDENTITY if kind is FieldKind.NAME else FieldGroup(kind.value)


def _decide_referred(scope: RecordScope, record: HeldReferral, name: FieldName) -> Decision:
    """What the two organisations of a referral read of it; whoever asked reads its own records elsewhere too."""
    viewer, kind = scope.viewer, KIND_OF[name]
    if not scope.own or viewer.partner not in {record.owner, record.asked}:
        return Decision(Level.WITHHELD, scope.refusal or RECORD_NOT_SHARED)
    own = viewer.partner == record.owner
    opens = _role_opens(Ownership.OWN if own else Ownership.OTHER, viewer.roles, kind)
    if opens is Level.WITHHELD:
        return Decision(Level.WITHHELD, ROLE_NOT_ALLOWED)
    if kind not in PURPOSE_OPENS[viewer.purpose] or (not own and viewer.purpose not in HELPING):
        return Decision(Level.WITHHELD, PURPOSE_NOT_ALLOWED)
    closed = None if own else _not_disclosed(record, name)
    if closed is not None:
        return Decision(Level.WITHHELD, closed)
    return Decision(opens, None if opens is Level.CLEAR else ROLE_SEES_MASKED)


def _not_disclosed(record: HeldReferral, name: FieldName) -> RefusalCode | None:
    if name in WRITTEN_IN_REFERRALS and record.disclosed is not None:
        return None
    if record.ended:
        return REFERRAL_ENDED
    if record.disclosed is None:
        return CONSENT_WITHDRAWN
    return None if any(name in DISCLOSES[one] for one in record.disclosed) else NOT_DISCLOSED


def _role_opens(ownership: Ownership, roles: Iterable[Role], kind: FieldKind) -> Level:
    levels = [ROLE_OPENS.get((ownership, role), {}).get(kind, Level.WITHHELD) for role in roles]
    return max(levels, key=LEAST_TO_MOST.index, default=Level.WITHHELD)


def _granted(rule: RecordRule, kind: FieldKind) -> Decision:
    if rule.base and kind is not FieldKind.NAME:
        return Decision(Level.WITHHELD, AGREEMENT_GIVES_NAMES_ONLY, rule.agreement)
    level = rule.grants.get(_group_of(kind), Level.WITHHELD)
    match _lesser(level, Level.MASKED) if rule.base else level:
        case Level.CLEAR:
            return Decision(Level.CLEAR, None, rule.agreement)
        case Level.MASKED:
            return Decision(Level.MASKED, AGREEMENT_GIVES_MASKED, rule.agreement)
        case Level.WITHHELD:
            return Decision(Level.WITHHELD, AGREEMENT_DOES_NOT_OPEN, rule.agreement)


def _lesser(one: Level, other: Level) -> Level:
    return min(one, other, key=LEAST_TO_MOST.index)
