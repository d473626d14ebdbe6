"""Which records there are for whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from registry.domain.agreement import Grant, Party, Terms
from registry.domain.envelope import Actor
from registry.domain.partner import PublicName
from registry.domain.places import PCode, places_in
from registry.domain.vocabulary import (
    BenefitFamily,
    ConsentState,
    FieldGroup,
    LegalBasis,
    Level,
    Purpose,
    Role,
    Sees,
)
from registry.privacy.policy import (
    AgreementInForce,
    HeldDelivery,
    HeldRegistration,
    RecordScope,
    Viewer,
    may_see_record,
    record_scope,
)

TODAY = date(2026, 10, 5)
MINISTRY, WAHA, NOUR, UMBRELLA, STRANGER = (UUID(int=number) for number in range(1, 6))
BLANKETS = UUID(int=20)
QENA, NAQADA, VILLAGE = PCode("EG27"), PCode("EG2709"), places_in("EG2709")[0].code


def party(
    partner: UUID, legal_basis: LegalBasis = LegalBasis.PUBLIC_TASK, sees: Sees = Sees.RECORDS
) -> Party:
    return Party(partner=partner, sees=sees, legal_basis=legal_basis)


BASE = AgreementInForce(
    id=UUID(int=10),
    terms=Terms(
        name_ar=PublicName("المذكرة الأساسية"),
        name_en=PublicName("Base agreement"),
        parties=(party(MINISTRY), party(WAHA), party(NOUR), party(UMBRELLA, sees=Sees.TOTALS)),
        purposes=(Purpose.DELIVERY, Purpose.PLANNING),
        grants=(Grant(group=FieldGroup.IDENTITY, level=Level.MASKED),),
        families=(BenefitFamily.FOOD,),
        base=True,
        begins=date(2026, 1, 1),
        until=date(2026, 12, 31),
    ),
)
HELD = HeldRegistration(owner=WAHA, sharing=ConsentState.GIVEN, place=VILLAGE)
BASKET = HeldDelivery(
    owner=WAHA,
    sharing=ConsentState.GIVEN,
    place=VILLAGE,
    family=BenefitFamily.FOOD,
    programme=BLANKETS,
)


def viewer(partner: UUID = MINISTRY, *roles: Role, purpose: Purpose = Purpose.DELIVERY) -> Viewer:
    held = frozenset(roles or (Role.CASEWORKER,))
    return Viewer(actor=Actor(UUID(int=99)), partner=partner, roles=held, purpose=purpose)


def scope_of(
    who: Viewer, *agreements: AgreementInForce, today: date = TODAY, suspended: bool = False
) -> RecordScope:
    return record_scope(who, agreements, today, suspended=suspended)


def under(**terms: object) -> AgreementInForce:
    return replace(BASE, terms=replace(BASE.terms, **terms))  # type: ignore[arg-type]


def assert_nothing(scope: RecordScope, refusal: str) -> None:
    assert scope == RecordScope(viewer=scope.viewer, refusal=refusal)  # type: ignore[arg-type]
    assert not any((scope.own, scope.others, scope.totals, scope.small_cells, scope.openings))


def test_without_an_agreement_there_is_nothing_not_even_ones_own() -> None:
    assert_nothing(scope_of(viewer()), "no_agreement")
    assert_nothing(scope_of(viewer(STRANGER), BASE), "no_agreement")


@pytest.mark.parametrize(
    ("today", "in_force"),
    [
        (date(2025, 12, 31), False),
        (date(2026, 1, 1), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
)
def test_both_days_at_the_ends_of_an_agreement_are_in_force(today: date, *, in_force: bool) -> None:
    scope = scope_of(viewer(), BASE, today=today)
    assert scope.own is in_force
    assert scope.refusal == (None if in_force else "no_agreement")


def test_the_day_after_an_agreement_was_ended_access_ends() -> None:
    ended = replace(BASE, last_day=TODAY)
    assert scope_of(viewer(), ended).own
    assert_nothing(scope_of(viewer(), ended, today=TODAY + timedelta(days=1)), "no_agreement")


def test_ending_an_agreement_late_does_not_lengthen_it() -> None:
    ended = replace(BASE, last_day=date(2027, 6, 1))
    assert_nothing(scope_of(viewer(), ended, today=date(2027, 1, 1)), "no_agreement")


def test_an_agreement_without_an_end_stays_in_force() -> None:
    assert scope_of(viewer(), under(until=None), today=date(2050, 1, 1)).own


def test_a_suspended_partner_sees_nothing() -> None:
    assert_nothing(scope_of(viewer(), BASE, suspended=True), "partner_suspended")


@pytest.mark.parametrize(
    ("role", "own", "others", "totals", "refusal"),
    [
        (Role.CASEWORKER, True, True, True, None),
        (Role.VOLUNTEER, True, False, True, None),
        (Role.PROGRAMME_MANAGER, True, True, True, None),
        (Role.REVIEWER, True, True, True, None),
        (Role.DATA_OFFICER, True, True, True, None),
        (Role.ANALYST, False, False, True, "totals_only"),
        (Role.AGGREGATE_ONLY, False, False, True, "totals_only"),
        (Role.AUDITOR, True, True, True, None),
        (Role.SECURITY_OFFICER, False, False, False, "role_not_allowed"),
        (Role.PARTNER_SYSTEM, True, True, True, None),
        (Role.SYSTEM, False, False, False, "role_not_allowed"),
    ],
)
def test_a_role_reaches_so_far(
    role: Role, *, own: bool, others: bool, totals: bool, refusal: str | None
) -> None:
    scope = scope_of(viewer(MINISTRY, role), BASE)
    assert (scope.own, set(scope.others)) == (own, {WAHA, NOUR} if others else set())
    assert (scope.totals, scope.refusal) == (totals, refusal)


def test_a_token_without_a_known_role_sees_nothing() -> None:
    nobody = replace(viewer(), roles=frozenset())
    assert_nothing(scope_of(nobody, BASE), "role_not_allowed")


def test_of_several_roles_the_furthest_counts() -> None:
    scope = scope_of(viewer(MINISTRY, Role.ANALYST, Role.VOLUNTEER, Role.SYSTEM), BASE)
    assert (scope.own, scope.others, scope.refusal) == (True, {}, None)


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.AUDITOR, Role.DATA_OFFICER])
def test_an_umbrella_sees_totals_only(role: Role) -> None:
    scope = scope_of(viewer(UMBRELLA, role, purpose=Purpose.AUDIT), BASE)
    assert scope == RecordScope(viewer=scope.viewer, totals=True, refusal="totals_only")  # type: ignore[arg-type]


def test_nobody_sees_the_records_of_a_party_that_sees_totals_only() -> None:
    assert UMBRELLA not in scope_of(viewer(), BASE).others


def test_a_purpose_outside_the_agreement_leaves_ones_own_records() -> None:
    scope = scope_of(viewer(purpose=Purpose.ELIGIBILITY), BASE)
    assert (scope.own, scope.others, scope.refusal) == (True, {}, "purpose_not_in_agreement")


@pytest.mark.parametrize("purpose", Purpose)
def test_audit_and_statistics_alone_need_no_place_in_an_agreement(purpose: Purpose) -> None:
    open_to_all = {Purpose.AUDIT, Purpose.STATISTICS}
    scope = scope_of(viewer(purpose=purpose), under(purposes=()))
    assert bool(scope.others) is (purpose in open_to_all)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("purpose", Purpose)
def test_openings_are_the_auditors_to_read_for_an_audit(role: Role, purpose: Purpose) -> None:
    scope = scope_of(viewer(MINISTRY, role, purpose=purpose), BASE)
    assert scope.openings is (role is Role.AUDITOR and purpose is Purpose.AUDIT)
    assert scope.small_cells is scope.openings


SHOWN = {
    (LegalBasis.CONSENT, ConsentState.GIVEN): True,
    (LegalBasis.CONSENT, ConsentState.NOT_ASKED): False,
    (LegalBasis.CONSENT, ConsentState.REFUSED): False,
    (LegalBasis.CONSENT, ConsentState.WITHDRAWN): False,
    (LegalBasis.PUBLIC_TASK, ConsentState.GIVEN): True,
    (LegalBasis.PUBLIC_TASK, ConsentState.NOT_ASKED): True,
    (LegalBasis.PUBLIC_TASK, ConsentState.REFUSED): False,
    (LegalBasis.PUBLIC_TASK, ConsentState.WITHDRAWN): False,
    (LegalBasis.VITAL_INTEREST, ConsentState.GIVEN): True,
    (LegalBasis.VITAL_INTEREST, ConsentState.NOT_ASKED): True,
    (LegalBasis.VITAL_INTEREST, ConsentState.REFUSED): False,
    (LegalBasis.VITAL_INTEREST, ConsentState.WITHDRAWN): False,
}


@pytest.mark.parametrize("basis", LegalBasis)
@pytest.mark.parametrize("sharing", ConsentState)
def test_a_household_decides_whether_it_exists_for_others(
    basis: LegalBasis, sharing: ConsentState
) -> None:
    agreement = under(parties=(party(MINISTRY), party(WAHA, basis)))
    for role in (Role.CASEWORKER, Role.AUDITOR):
        scope = scope_of(viewer(MINISTRY, role), agreement)
        assert may_see_record(scope, replace(HELD, sharing=sharing)) is SHOWN[basis, sharing]
        assert may_see_record(scope, replace(BASKET, sharing=sharing)) is SHOWN[basis, sharing]
    own = scope_of(viewer(WAHA), agreement)
    assert may_see_record(own, replace(HELD, sharing=sharing))


def test_each_partner_shares_on_its_own_ground() -> None:
    scope = scope_of(
        viewer(), under(parties=(party(MINISTRY), party(WAHA, LegalBasis.CONSENT), party(NOUR)))
    )
    for record in (HELD, BASKET):
        not_asked = replace(record, sharing=ConsentState.NOT_ASKED)
        assert not may_see_record(scope, not_asked)
        assert may_see_record(scope, replace(not_asked, owner=NOUR))
        assert may_see_record(scope, record)


@pytest.mark.parametrize("basis", LegalBasis)
def test_the_ground_on_which_a_viewer_shares_says_nothing_of_what_it_sees(
    basis: LegalBasis,
) -> None:
    scope = scope_of(viewer(), under(parties=(party(MINISTRY, basis), party(WAHA))))
    assert may_see_record(scope, replace(HELD, sharing=ConsentState.NOT_ASKED))


def test_a_record_of_somebody_outside_the_agreement_does_not_exist() -> None:
    assert not may_see_record(scope_of(viewer(), BASE), replace(HELD, owner=STRANGER))


def test_who_sees_nothing_does_not_see_ones_own() -> None:
    assert not may_see_record(scope_of(viewer(WAHA)), HELD)


def test_a_protected_record_exists_for_its_own_partner_only() -> None:
    for record in (replace(HELD, protected=True), replace(BASKET, protected=True)):
        assert may_see_record(scope_of(viewer(WAHA), BASE), record)
        assert not may_see_record(scope_of(viewer(), BASE), record)


@pytest.mark.parametrize(
    ("areas", "place", "covered"),
    [
        ((), VILLAGE, True),
        (("EGY",), VILLAGE, True),
        (("EGY",), "EG01", True),
        (("EGY",), "EGY", True),
        (("EGY",), "QAT001", False),
        ((QENA,), VILLAGE, True),
        ((NAQADA,), VILLAGE, True),
        ((VILLAGE,), VILLAGE, True),
        ((NAQADA,), "EG2709", True),
        (("EG2702",), "EG2713", True),  # New Qena is shown as Qena
        (("EG2713",), "EG2702", False),
        ((NAQADA,), "EG2706", False),
        ((NAQADA,), "EG27", False),
        ((VILLAGE,), "EG2709", False),
        (("EG26",), VILLAGE, False),
        ((QENA,), "EG279999", False),
        (("EG2706", "EG2707"), "EG2706", True),
        (("EG2706", "EG2707"), "EG2706-L001", True),
        (("EG2706", "EG2707"), "EG2707", True),
        (("EG2706", "EG2707"), places_in("EG2707")[-1].code, True),
        (("EG2706", "EG2707"), "EG2708", False),
        (("EG2706", "EG2707"), VILLAGE, False),
        (("EG2706", "EG2707"), "EG27", False),
    ],
)
def test_areas_cover_what_lies_in_one_of_them(
    areas: tuple[PCode, ...], place: str, *, covered: bool
) -> None:
    scope = scope_of(viewer(), under(areas=areas))
    assert may_see_record(scope, replace(HELD, place=PCode(place))) is covered
    assert may_see_record(scope, replace(BASKET, place=PCode(place))) is covered


def test_deliveries_are_shown_by_family() -> None:
    scope = scope_of(viewer(), BASE)
    assert may_see_record(scope, BASKET)
    assert not may_see_record(scope, replace(BASKET, family=BenefitFamily.CASH))
    assert not may_see_record(scope_of(viewer(), under(families=())), BASKET)


def test_deliveries_are_shown_by_programme_where_the_agreement_names_some() -> None:
    scope = scope_of(viewer(), under(programmes=(BLANKETS,)))
    assert may_see_record(scope, BASKET)
    assert not may_see_record(scope, replace(BASKET, programme=UUID(int=21)))
    assert not may_see_record(scope, replace(BASKET, programme=None))
    assert may_see_record(scope_of(viewer(), BASE), replace(BASKET, programme=None))


def test_a_headcount_names_nobody_who_could_refuse() -> None:
    by_consent = under(parties=(party(MINISTRY), party(WAHA, LegalBasis.CONSENT)))
    assert may_see_record(scope_of(viewer(), by_consent), replace(BASKET, sharing=None))


def test_conditions_of_two_agreements_do_not_add_up() -> None:
    """One covers Naqada by consent, the other Qus without: together they do not cover Naqada without consent."""
    by_consent = (party(MINISTRY), party(WAHA, LegalBasis.CONSENT))
    naqada = under(areas=(NAQADA,), parties=by_consent)
    qus = replace(under(areas=(PCode("EG2707"),)), id=UUID(int=11))
    scope = scope_of(viewer(), naqada, qus)
    assert len(scope.others[WAHA]) == 2
    assert not may_see_record(scope, replace(HELD, sharing=ConsentState.NOT_ASKED))
    assert may_see_record(scope, HELD)
