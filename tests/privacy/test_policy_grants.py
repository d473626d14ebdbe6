"""A grant opens to whom it was given, for what it was given, and to nobody else for nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from registry.domain.access import FieldName
from registry.domain.agreement import Grant, Party, Terms
from registry.domain.envelope import Actor
from registry.domain.partner import PublicName
from registry.domain.places import PCode
from registry.domain.vocabulary import (
    BenefitFamily,
    ConsentState,
    FieldGroup,
    LegalBasis,
    Level,
    Purpose,
    Role,
)
from registry.privacy.policy import (
    AgreementInForce,
    Decision,
    HeldDelivery,
    HeldRegistration,
    RecordScope,
    Viewer,
    decide,
    may_see_record,
    record_scope,
)
from registry.privacy.policy_table import CONSENT_DOES_NOT_COVER

TODAY = date(2026, 10, 5)
MINISTRY, WAHA, NOUR = (UUID(int=number) for number in (1, 2, 3))
AGREEMENT = UUID(int=10)
NAME = FieldName("household.member_joined.name")
FIELDS = {
    FieldGroup.IDENTITY: (NAME, FieldName("household.member_joined.identity_numbers")),
    FieldGroup.CONTACT: (FieldName("household.registered.address"),),
    FieldGroup.SENSITIVE: (FieldName("household.member_joined.functioning"),),
}
HELD = HeldRegistration(owner=WAHA, sharing=ConsentState.GIVEN, place=PCode("EG2706"))
CLEAR_NAMES = Grant(group=FieldGroup.IDENTITY, level=Level.CLEAR)
MASKED_NAMES = Grant(group=FieldGroup.IDENTITY, level=Level.MASKED)
CLOSED = Decision(Level.WITHHELD, "agreement_does_not_open", AGREEMENT)  # type: ignore[arg-type]


def scope_under(
    *grants: Grant,
    partner: UUID = MINISTRY,
    purpose: Purpose = Purpose.DELIVERY,
    role: Role = Role.CASEWORKER,
    base: bool = False,
) -> RecordScope:
    terms = Terms(
        name_ar=PublicName("مذكرة إحالة"),
        name_en=PublicName("Referral agreement"),
        parties=tuple(
            Party(partner=one, legal_basis=LegalBasis.CONSENT) for one in (MINISTRY, WAHA, NOUR)
        ),
        purposes=tuple(Purpose),
        grants=grants,
        base=base,
        begins=TODAY,
    )
    viewer = Viewer(
        actor=Actor(UUID(int=9)), partner=partner, roles=frozenset({role}), purpose=purpose
    )
    return record_scope(
        viewer, [AgreementInForce(id=AGREEMENT, terms=terms)], TODAY, suspended=False
    )


def given(grant: Grant, *to: UUID, purposes: tuple[Purpose, ...] = ()) -> Grant:
    return Grant(group=grant.group, level=grant.level, to=to, purposes=purposes)


def name_of(*grants: Grant, partner: UUID = MINISTRY, purpose: Purpose = Purpose.DELIVERY) -> Level:
    return decide(scope_under(*grants, partner=partner, purpose=purpose), HELD, NAME).level


def test_a_grant_to_one_party_does_not_open_for_another() -> None:
    to_ministry = given(CLEAR_NAMES, MINISTRY)
    assert decide(scope_under(to_ministry), HELD, NAME) == Decision(Level.CLEAR, None, AGREEMENT)
    assert decide(scope_under(to_ministry, partner=NOUR), HELD, NAME) == CLOSED


def test_a_grant_for_referral_opens_nothing_for_delivery() -> None:
    for_referral = given(CLEAR_NAMES, purposes=(Purpose.REFERRAL,))
    assert name_of(for_referral, purpose=Purpose.REFERRAL) is Level.CLEAR
    assert decide(scope_under(for_referral, purpose=Purpose.DELIVERY), HELD, NAME) == CLOSED


@pytest.mark.parametrize("base", [False, True])
@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.PROGRAMME_MANAGER, Role.AUDITOR])
def test_a_grant_opens_as_far_as_one_to_all_where_it_is_meant_and_not_at_all_elsewhere(
    role: Role, *, base: bool
) -> None:
    tos = [(), (MINISTRY,), (NOUR,), (NOUR, MINISTRY), (WAHA,)]
    purposes = [(), (Purpose.REFERRAL,), (Purpose.DELIVERY,), (*Purpose,)]
    for (group, names), level, to, those, partner, purpose in product(
        FIELDS.items(), Level, tos, purposes, (MINISTRY, NOUR), Purpose
    ):
        to_all = Grant(group=group, level=level)
        narrow = given(to_all, *to, purposes=those)
        meant = (to == () or partner in to) and (those == () or purpose in those)
        asking: dict[str, Any] = {
            "partner": partner,
            "purpose": purpose,
            "role": role,
            "base": base,
        }
        scope = scope_under(narrow, **asking)
        same = scope_under(*([to_all] if meant else []), **asking)
        for name in names:
            decision = decide(scope, HELD, name)
            assert decision == decide(same, HELD, name), (narrow, asking, name)
            assert meant or decision.level is Level.WITHHELD, (narrow, asking, name)


def test_of_the_grants_meant_for_a_viewer_the_narrowest_counts_and_the_others_change_nothing() -> (
    None
):
    for_all, to_nour = MASKED_NAMES, given(CLEAR_NAMES, NOUR)
    for grants in ((for_all, to_nour), (to_nour, for_all)):
        assert name_of(*grants, partner=MINISTRY) is Level.MASKED
        assert name_of(*grants, partner=NOUR) is Level.MASKED
    each_its_own = (given(MASKED_NAMES, MINISTRY), to_nour)
    assert name_of(*each_its_own, partner=MINISTRY) is Level.MASKED
    assert name_of(*each_its_own, partner=NOUR) is Level.CLEAR


def test_grants_of_two_purposes_stand_beside_each_other() -> None:
    grants = (
        given(CLEAR_NAMES, purposes=(Purpose.REFERRAL,)),
        given(MASKED_NAMES, purposes=(Purpose.DELIVERY, Purpose.PLANNING)),
    )
    assert name_of(*grants, purpose=Purpose.REFERRAL) is Level.CLEAR
    assert name_of(*grants, purpose=Purpose.DELIVERY) is Level.MASKED
    assert name_of(*grants, purpose=Purpose.FOLLOW_UP) is Level.WITHHELD


def test_a_grant_decides_how_far_a_record_opens_and_not_whether_it_exists() -> None:
    for grants in ((), (given(CLEAR_NAMES, NOUR),), (CLEAR_NAMES,)):
        assert may_see_record(scope_under(*grants), HELD)


def test_a_grant_to_others_closes_nothing_of_ones_own() -> None:
    own = scope_under(given(CLEAR_NAMES, MINISTRY), partner=WAHA)
    assert decide(own, HELD, NAME) == Decision(Level.CLEAR)


def test_what_the_household_s_consent_does_not_cover_is_withheld_whatever_was_agreed() -> None:
    scope = scope_under(CLEAR_NAMES, Grant(group=FieldGroup.CONTACT, level=Level.CLEAR))
    narrowed = replace(HELD, covers=frozenset({FieldGroup.CONTACT}))
    not_covered = Decision(Level.WITHHELD, CONSENT_DOES_NOT_COVER)
    for name in FIELDS[FieldGroup.IDENTITY]:
        assert decide(scope, HELD, name).level is Level.CLEAR
        assert decide(scope, narrowed, name) == not_covered
    (address,) = FIELDS[FieldGroup.CONTACT]
    assert decide(scope, narrowed, address).level is Level.CLEAR
    own = replace(narrowed, owner=MINISTRY)
    assert decide(scope, own, NAME).level is Level.CLEAR


def test_a_delivery_is_covered_as_its_household_is() -> None:
    scope = scope_under(CLEAR_NAMES)
    delivery = HeldDelivery(
        owner=WAHA,
        sharing=ConsentState.GIVEN,
        place=PCode("EG2706"),
        family=BenefitFamily.FOOD,
        programme=None,
    )
    scope = replace(
        scope,
        others={
            WAHA: tuple(
                replace(one, families=frozenset(BenefitFamily)) for one in scope.others[WAHA]
            )
        },
    )
    collector = FieldName("delivery.recorded.collector")
    assert decide(scope, delivery, collector).level is Level.CLEAR
    narrowed = replace(delivery, covers=frozenset({FieldGroup.CONTACT}))
    assert decide(scope, narrowed, collector).reason == CONSENT_DOES_NOT_COVER


def test_what_was_withdrawn_does_not_exist_for_others() -> None:
    scope = scope_under(CLEAR_NAMES)
    withdrawn = replace(HELD, withdrawn=True)
    assert may_see_record(scope, HELD)
    assert not may_see_record(scope, withdrawn)
    assert may_see_record(scope, replace(withdrawn, owner=MINISTRY))
