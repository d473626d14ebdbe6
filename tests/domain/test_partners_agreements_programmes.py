from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from registry.domain import agreement, partner, programme
from registry.domain.dates import PreciseDate
from registry.domain.money import Currency, Money
from registry.domain.partner import PublicName
from registry.domain.places import PCode
from registry.domain.vocabulary import (
    BenefitFamily,
    BenefitKind,
    Cycle,
    FieldGroup,
    LegalBasis,
    Level,
    OrganisationKind,
    Purpose,
    Sees,
    Unit,
)
from tests.story import Story

MINISTRY, ASSOCIATION, STRANGER = UUID(int=1), UUID(int=2), UUID(int=3)
no_partner: Story[partner.Partner, partner.PartnerFact] = Story(partner.evolve)
no_agreement: Story[agreement.Agreement, agreement.AgreementFact] = Story(agreement.evolve)
no_programme: Story[programme.Programme, programme.ProgrammeFact] = Story(programme.evolve)

ministry = agreement.Party(partner=MINISTRY, legal_basis=LegalBasis.PUBLIC_TASK)
association = agreement.Party(partner=ASSOCIATION, legal_basis=LegalBasis.CONSENT)
names = agreement.Grant(group=FieldGroup.IDENTITY, level=Level.MASKED)
terms = agreement.Terms(
    name_ar=PublicName("المذكرة الأساسية"),
    name_en=PublicName("Base agreement"),
    parties=(ministry, association),
    purposes=(Purpose.REGISTRATION,),
    grants=(names,),
    begins=date(2026, 1, 1),
)
opened = programme.ProgrammeOpened(
    owner=ASSOCIATION,
    code=programme.ProgrammeCode("food-baskets"),
    name_ar=PublicName("سلال غذائية"),
    name_en=PublicName("Food baskets"),
    family=BenefitFamily.FOOD,
    kind=BenefitKind.IN_KIND,
    unit=Unit.BASKET,
)


def enrolled(code: str) -> partner.PartnerEnrolled:
    return partner.PartnerEnrolled(
        code=partner.PartnerCode(code),
        kind=OrganisationKind.ASSOCIATION,
        name_ar=PublicName("جمعية البر بقنا"),
        name_en=PublicName("Al-Birr Association"),
    )


def test_a_partner_is_enrolled_once_and_suspended_once() -> None:
    no_partner.begin(lambda none: partner.enrol(none, enrolled("albir-qena"))).then(
        enrolled("albir-qena")
    )
    known = no_partner.given(enrolled("albir-qena"))
    known.begin(lambda p: partner.enrol(p, enrolled("albir-qena"))).refused(
        "partner_already_enrolled"
    )
    known.when(partner.suspend).then(partner.PartnerSuspended())
    known.given(partner.PartnerSuspended()).when(partner.suspend).then()


TODAY, BEFORE = date(2026, 10, 20), date(2026, 9, 1)
every_month = partner.PartnerReportsEvery(days=30, agreed_on=BEFORE)


def test_a_partner_agrees_how_often_it_reports() -> None:
    known = no_partner.given(enrolled("albir-qena"))
    known.when(lambda p: partner.report_every(p, 30, None, TODAY)).then(
        partner.PartnerReportsEvery(days=30, agreed_on=TODAY)
    )
    known.when(lambda p: partner.report_every(p, 30, BEFORE, TODAY)).then(every_month)
    known.when(lambda p: partner.report_every(p, None, None, TODAY)).then()
    agreed = known.given(every_month)
    agreed.when(lambda p: partner.report_every(p, 30, None, TODAY)).then()
    agreed.when(lambda p: partner.report_every(p, 60, None, TODAY)).then(
        partner.PartnerReportsEvery(days=60, agreed_on=BEFORE)
    )
    lifted = partner.PartnerReportsEvery(days=None, agreed_on=None)
    agreed.when(lambda p: partner.report_every(p, None, None, TODAY)).then(lifted)
    agreed.given(lifted).when(lambda p: partner.report_every(p, 30, None, TODAY)).then(
        partner.PartnerReportsEvery(days=30, agreed_on=TODAY)
    )


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_within_a_year_at_most(days: int) -> None:
    known = no_partner.given(enrolled("albir-qena"))
    known.when(lambda p: partner.report_every(p, days, None, TODAY)).refused(
        "partner_interval_out_of_range"
    )


@pytest.mark.parametrize("days", [1, 366])
def test_within_a_day_or_a_year(days: int) -> None:
    no_partner.given(enrolled("albir-qena")).when(
        lambda p: partner.report_every(p, days, BEFORE, TODAY)
    ).then(partner.PartnerReportsEvery(days=days, agreed_on=BEFORE))


def test_what_is_to_come_is_neither_agreed_nor_reported() -> None:
    known, tomorrow = no_partner.given(enrolled("albir-qena")), date(2026, 10, 21)
    known.when(lambda p: partner.report_every(p, 30, tomorrow, TODAY)).refused(
        "partner_day_to_come"
    )
    known.when(lambda p: partner.report_up_to(p, tomorrow, TODAY)).refused("partner_day_to_come")
    known.when(lambda p: partner.report_up_to(p, TODAY, TODAY)).then(
        partner.PartnerReportedUpTo(day=TODAY)
    )


def test_a_report_is_never_taken_back_to_an_earlier_day() -> None:
    known = no_partner.given(enrolled("albir-qena"), partner.PartnerReportedUpTo(day=BEFORE))
    known.when(lambda p: partner.report_up_to(p, date(2026, 8, 31), TODAY)).refused(
        "partner_reported_further"
    )
    known.when(lambda p: partner.report_up_to(p, BEFORE, TODAY)).then()
    known.when(lambda p: partner.report_up_to(p, TODAY, TODAY)).then(
        partner.PartnerReportedUpTo(day=TODAY)
    )


@pytest.mark.parametrize("code", ["", "Al-Birr", "البر", "a b"])
def test_a_partner_code_can_be_typed(code: str) -> None:
    no_partner.begin(lambda none: partner.enrol(none, enrolled(code))).refused(
        "partner_code_malformed"
    )


now = agreement.AgreementSigned(terms=terms)


def test_an_agreement_is_signed_amended_and_ended() -> None:
    no_agreement.begin(lambda none: agreement.sign(none, terms)).then(now)
    signed = no_agreement.given(now)
    signed.begin(lambda a: agreement.sign(a, terms)).refused("agreement_already_signed")
    wider = replace(terms, purposes=(Purpose.REGISTRATION, Purpose.DELIVERY))
    signed.when(lambda a: agreement.amend(a, wider)).then(agreement.AgreementAmended(terms=wider))
    signed.when(lambda a: agreement.amend(a, terms)).then()
    over = agreement.AgreementEnded(last_day=date(2026, 6, 30))
    signed.when(lambda a: agreement.end(a, date(2026, 6, 30))).then(over)
    signed.given(over).when(lambda a: agreement.end(a, date(2026, 6, 30))).then()
    sooner = agreement.AgreementEnded(last_day=date(2026, 5, 31))
    signed.given(over).when(lambda a: agreement.end(a, date(2026, 5, 31))).then(sooner)
    signed.given(over).when(lambda a: agreement.end(a, date(2026, 7, 1))).refused("agreement_ended")
    signed.given(over).when(lambda a: agreement.amend(a, wider)).refused("agreement_ended")


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (replace(terms, parties=()), "agreement_without_parties"),
        (
            replace(terms, parties=(ministry, association, replace(ministry, sees=Sees.TOTALS))),
            "agreement_party_repeated",
        ),
        (replace(terms, until=date(2025, 12, 31)), "agreement_ends_before_it_begins"),
        (
            replace(terms, grants=(names, replace(names, to=(MINISTRY, STRANGER)))),
            "grant_to_stranger",
        ),
        (replace(terms, areas=(PCode("EG27"), PCode("فاطمة"))), "place_unknown"),
        (
            replace(terms, alone_up_to=(Money(Decimal(-1), Currency.EGP),)),
            "agreement_amount_negative",
        ),
    ],
)
def test_terms_that_cannot_be_are_refused(broken: agreement.Terms, code: str) -> None:
    no_agreement.begin(lambda none: agreement.sign(none, broken)).refused(code)
    no_agreement.given(now).when(lambda a: agreement.amend(a, broken)).refused(code)


@pytest.mark.parametrize(
    "possible",
    [
        replace(terms, areas=(PCode("EGY"), PCode("EG2706"), PCode("EG2706-L001"))),
        replace(terms, grants=(replace(names, to=(ASSOCIATION, MINISTRY)),)),
        replace(terms, parties=(replace(ministry, sees=Sees.TOTALS), association)),
        replace(terms, until=terms.begins),
    ],
)
def test_terms_that_can_be_are_signed(possible: agreement.Terms) -> None:
    signed = agreement.AgreementSigned(terms=possible)
    no_agreement.begin(lambda none: agreement.sign(none, possible)).then(signed)


def test_a_party_is_found_by_its_partner() -> None:
    assert terms.party(ASSOCIATION) == association
    assert terms.party(STRANGER) is None


def test_a_programme_opens_once_and_closes_once() -> None:
    no_programme.begin(lambda none: programme.open_programme(none, opened)).then(opened)
    running = no_programme.given(opened)
    running.begin(lambda p: programme.open_programme(p, opened)).refused("programme_already_open")
    running.when(programme.close_programme).then(programme.ProgrammeClosed())
    running.given(programme.ProgrammeClosed()).when(programme.close_programme).then()


def test_a_programme_overlaps_with_its_own_family_until_more_is_said() -> None:
    families = (BenefitFamily.FOOD, BenefitFamily.CASH)
    rule = programme.OverlapRule(families=families, months=2)
    own = programme.OverlapRule(families=(BenefitFamily.FOOD,))
    story = no_programme.given(opened)
    story.when(lambda one: programme.set_overlap(one, own)).then()
    said = programme.ProgrammeOverlapSet(rule=rule)
    story.when(lambda one: programme.set_overlap(one, rule)).then(said)
    story.given(said).when(lambda one: programme.set_overlap(one, rule)).then()


def test_tags_are_said_all_at_once_and_in_the_order_of_the_letters() -> None:
    said = programme.ProgrammeTagged(tags=(programme.Tag("rights"), programme.Tag("vision-2030")))
    story = no_programme.given(opened)
    story.when(lambda one: programme.tag(one, ["vision-2030", "rights", "rights"])).then(said)
    story.given(said).when(lambda one: programme.tag(one, ["rights", "vision-2030"])).then()
    story.given(said).when(lambda one: programme.tag(one, [])).then(
        programme.ProgrammeTagged(tags=())
    )
    story.when(lambda one: programme.tag(one, ["Vision 2030"])).refused("programme_tag_malformed")
    many = [f"tag-{number}" for number in range(21)]
    story.when(lambda one: programme.tag(one, many)).refused("programme_tags_out_of_range")


def test_an_overlap_names_the_own_family_and_a_period_that_ends() -> None:
    cash = programme.OverlapRule(families=(BenefitFamily.CASH,))
    endless = programme.OverlapRule(families=(BenefitFamily.FOOD,), months=25)
    story = no_programme.given(opened)
    story.when(lambda one: programme.set_overlap(one, cash)).refused("overlap_without_own_family")
    story.when(lambda one: programme.set_overlap(one, endless)).refused(
        "overlap_months_out_of_range"
    )


@pytest.mark.parametrize(
    ("cycle", "given", "meant_for"),
    [
        (Cycle.MONTHLY, "2026-10-31", "2026-10"),
        (Cycle.MONTHLY, "2026-10", "2026-10"),
        (Cycle.MONTHLY, "2027-02-08..2027-03-08", None),  # a Hijri month lies in two of ours
        (Cycle.MONTHLY, "2026", None),
        (Cycle.QUARTERLY, "2026-12-01", "2026-10-01..2026-12-31"),
        (Cycle.QUARTERLY, "2024-02-29", "2024-01-01..2024-03-31"),
        (Cycle.YEARLY, "2026-10-05", "2026"),
        (Cycle.WEEKLY, "2026-10-05", None),
        (Cycle.ONCE, "2026-10-05", None),
        (Cycle.ON_DEMAND, "2026-10-05", None),
    ],
)
def test_help_is_meant_for_the_turn_of_its_programme_in_which_it_was_given(
    cycle: Cycle, given: str, meant_for: str | None
) -> None:
    turn = programme.turn_of(cycle, PreciseDate.parse(given))
    assert turn == (None if meant_for is None else PreciseDate.parse(meant_for))
