"""The one schema: what can be asked and recorded, and the limits on it."""

from __future__ import annotations

import re
from functools import cache

import strawberry
from strawberry.schema.config import StrawberryConfig

from registry.api import (
    changing,
    delivering,
    funding,
    imports,
    issuing,
    mutations,
    pairing,
    partner_reporting,
    plan_handing,
    planning,
    referring,
    requesting,
    supporting,
)
from registry.api.agreement import Agreement, agreements
from registry.api.counts import Counts, counts
from registry.api.coverage import Coverage, coverage
from registry.api.coverage_change import CoverageChange, change
from registry.api.delivery import Delivery, deliveries
from registry.api.documents import KnownDocuments
from registry.api.double_support import DoubleSupport, double_support
from registry.api.double_support_totals import DoubleSupportTotals, double_support_totals
from registry.api.eligibility import Eligibility, eligibility
from registry.api.eligibility_due import DueHousehold, eligibility_due
from registry.api.entitlement_document import EntitlementDocument, entitlement_documents
from registry.api.entitlement_document_totals import DocumentTotals, entitlement_document_totals
from registry.api.families import BenefitFamilyNode, benefit_families
from registry.api.fund import Fund, fund, funds
from registry.api.gap_households import GapHousehold, gap_households
from registry.api.gaps import Gap, gaps
from registry.api.household import Household, household, households
from registry.api.imports import FileImport
from registry.api.indicators import Indicators, indicators
from registry.api.limits import Limits, token_limit
from registry.api.member import Member
from registry.api.node import node
from registry.api.openings import Opening, openings
from registry.api.pair import Pair, pairs, person
from registry.api.partner import Partner, partners
from registry.api.person.report import SubjectReport, subject_report
from registry.api.plan import Plan, plans
from registry.api.plan_check import PlanCheck, check_plan
from registry.api.programme import Programme, programmes
from registry.api.quiet import QuietSchema
from registry.api.reached import ReachedCell, reached
from registry.api.referral import Referral, referrals
from registry.api.relay import Connection, Node
from registry.api.releases import Release, releases
from registry.api.scalars import SCALARS
from registry.api.searching import (
    PossibleDuplicates,
    SearchManyResult,
    SearchResult,
    possible_duplicates,
    search_many,
    search_registrations,
)
from registry.api.service_quality import QualityCell, service_quality
from registry.api.spending import Spending, spending
from registry.api.staff import StaffEntry, staff
from registry.api.statistics import StatisticsCell, statistics
from registry.api.subject_request import SubjectRequest, subject_requests
from registry.api.transfer import Transfer, transfers
from registry.api.viewer import Viewer, me
from registry.api.who_what_where import Activity, who_what_where
from registry.api.work import WorkCount, WorkItem, work_counts, work_list


@strawberry.type
class Query:
    me: Viewer = strawberry.field(resolver=me)
    households: Connection[Household] = strawberry.field(
        resolver=households, description="The roll, as far as it is there for the viewer."
    )
    household: Household | None = strawberry.field(
        resolver=household, description="One registration, by its id or its reference."
    )
    deliveries: Connection[Delivery] = strawberry.field(
        resolver=deliveries, description="The ledger, as far as it is there for the viewer."
    )
    reached: Connection[ReachedCell] = strawberry.field(
        resolver=reached, description="Totals of everybody's own records."
    )
    statistics: Connection[StatisticsCell] = strawberry.field(
        resolver=statistics,
        description="What centres did for whom: centre, service, sex, nationality group, year, channel.",
    )
    releases: Connection[Release] = strawberry.field(
        resolver=releases, description="Tables of statistics that the viewer's partner published."
    )
    indicators: Indicators = strawberry.field(
        resolver=indicators, description="What was reported beside what the register computes."
    )
    service_quality: Connection[QualityCell] = strawberry.field(
        resolver=service_quality, description="How long whoever asked waited, in totals."
    )
    spending: Connection[Spending] = strawberry.field(
        resolver=spending,
        description="What services cost, who paid for them, and what a person and a service came to.",
    )
    coverage: Coverage = strawberry.field(
        resolver=coverage,
        description="Who is entitled, on a list and reached: totals of everybody's own records.",
    )
    coverage_change: Connection[CoverageChange] = strawberry.field(
        resolver=change, description="Who is covered anew, and who no more, between two months."
    )
    gaps: Connection[Gap] = strawberry.field(
        resolver=gaps, description="Where help is missing, in totals."
    )
    gap_households: Connection[GapHousehold] = strawberry.field(
        resolver=gap_households, description="Which of the viewer's own households are behind it."
    )
    who_what_where: Connection[Activity] = strawberry.field(
        resolver=who_what_where,
        description="Who does what where and when (4W): totals of everybody's own records.",
    )
    counts: Counts | None = strawberry.field(
        resolver=counts,
        description="How much there is, and how many persons and households it is, each once.",
    )
    partners: Connection[Partner] = strawberry.field(resolver=partners)
    agreements: Connection[Agreement] = strawberry.field(
        resolver=agreements, description="Those that bind the viewer's partner."
    )
    programmes: Connection[Programme] = strawberry.field(resolver=programmes)
    benefit_families: list[BenefitFamilyNode] = strawberry.field(
        resolver=benefit_families, description="The tree of kinds of help, with their codes."
    )
    openings: Connection[Opening] = strawberry.field(
        resolver=openings,
        description="Who opened what, looked for whom, and was refused; for auditors.",
    )
    staff: Connection[StaffEntry] = strawberry.field(
        resolver=staff,
        description="The staff of the viewer's partner, today; for data and security officers.",
    )
    referrals: Connection[Referral] = strawberry.field(
        resolver=referrals, description="Inbox and outbox of the viewer's partner, by due day."
    )
    transfers: Connection[Transfer] = strawberry.field(
        resolver=transfers, description="Households offered to the viewer's partner, and by it."
    )
    pairs: Connection[Pair] = strawberry.field(
        resolver=pairs, description="Registrations that may be of one person, and those that are."
    )
    person: list[Member] = strawberry.field(
        resolver=person,
        description="Every registration of a person that is there for the viewer, found by any of its members or by "
        "the reference of a household that it is the head of.",
    )
    search_registrations: SearchResult = strawberry.field(
        resolver=search_registrations,
        description="Who is registered already, by whatever partner, as far as it is there for the viewer. By an "
        "identity number, a UNHCR number, a phone or three names; or by two names with a village, a markaz, a year of "
        "birth or an age. Anything wider is refused.",
    )
    search_many: SearchManyResult = strawberry.field(
        resolver=search_many,
        description="As searchRegistrations, of a hundred people at most: of whom of a list is registered already.",
    )
    possible_duplicates: PossibleDuplicates = strawberry.field(
        resolver=possible_duplicates,
        description="Who of a household of the viewer's own may be registered elsewhere, too.",
    )
    plans: Connection[Plan] = strawberry.field(
        resolver=plans, description="The plans of the viewer's partner."
    )
    check_plan: PlanCheck = strawberry.field(
        resolver=check_plan,
        description="A list compared with what was delivered and is reserved, by identity.",
    )
    funds: Connection[Fund] = strawberry.field(resolver=funds, description="The partner's own.")
    fund: Fund | None = strawberry.field(resolver=fund)
    eligibility: Eligibility | None = strawberry.field(
        resolver=eligibility,
        description="The last decision on a household and a programme of the viewer's partner.",
    )
    eligibility_due: Connection[DueHousehold] = strawberry.field(
        resolver=eligibility_due,
        description="Households of the viewer's partner on which no decision by a programme's rule stands, and why.",
    )
    double_support: Connection[DoubleSupport] = strawberry.field(
        resolver=double_support,
        description="Help of the viewer's partner that a household had twice, by identity and by the rules of "
        "programmes. It is found anew each time, and goes away when the facts change.",
    )
    double_support_totals: DoubleSupportTotals = strawberry.field(
        resolver=double_support_totals,
        description="What double support comes to over some months, and what is at stake by it.",
    )
    imports: Connection[FileImport] = strawberry.field(
        resolver=imports.imports, description="Files that the viewer's partner took in."
    )
    subject_report: SubjectReport | None = strawberry.field(
        resolver=subject_report,
        description="A person's own document, for the purpose DATA_SUBJECT, by its own partner; of one "
        "registration, or of the whole person with all that are linked to it there.",
    )
    subject_requests: Connection[SubjectRequest] = strawberry.field(
        resolver=subject_requests,
        description="What persons ask of the viewer's partner, by the day for the answer.",
    )
    entitlement_documents: Connection[EntitlementDocument] = strawberry.field(
        resolver=entitlement_documents,
        description="Cards and plates of the viewer's own members, as they stand on a day.",
    )
    entitlement_document_totals: DocumentTotals = strawberry.field(
        resolver=entitlement_document_totals,
        description="How many cards and plates stand how, of everybody's or of those that the viewer's partner issued.",
    )
    work_list: Connection[WorkItem] = strawberry.field(
        resolver=work_list, description="Own households that wait for somebody, the longest first."
    )
    work_counts: list[WorkCount] = strawberry.field(
        resolver=work_counts,
        description="How many own households are on each work list, how many referrals are overdue, and how many "
        "pairs wait for a reviewer.",
    )
    node: Node | None = strawberry.field(resolver=node)


@strawberry.type
class Mutation:
    register_household: mutations.RegisterHouseholdResult = strawberry.mutation(
        resolver=mutations.register_household
    )
    add_member: mutations.AddMemberResult = strawberry.mutation(resolver=mutations.add_member)
    correct_household: changing.ChangeHouseholdResult = strawberry.mutation(
        resolver=changing.correct_household
    )
    correct_member: changing.ChangeHouseholdResult = strawberry.mutation(
        resolver=changing.correct_member
    )
    assess_household: changing.ChangeHouseholdResult = strawberry.mutation(
        resolver=changing.assess_household
    )
    assess_member: changing.ChangeHouseholdResult = strawberry.mutation(
        resolver=changing.assess_member
    )
    relocate_household: changing.ChangeHouseholdResult = strawberry.mutation(
        resolver=changing.relocate_household
    )
    change_head: changing.ChangeHouseholdResult = strawberry.mutation(resolver=changing.change_head)
    member_left: changing.ChangeHouseholdResult = strawberry.mutation(resolver=changing.member_left)
    member_died: changing.ChangeHouseholdResult = strawberry.mutation(resolver=changing.member_died)
    move_member: changing.ChangeHouseholdResult = strawberry.mutation(resolver=changing.move_member)
    answer_consent: changing.ChangeHouseholdResult = strawberry.mutation(
        resolver=changing.answer_consent
    )
    put_on_hold: changing.ChangeHouseholdResult = strawberry.mutation(resolver=changing.put_on_hold)
    release_household: changing.ChangeHouseholdResult = strawberry.mutation(
        resolver=changing.release_household
    )
    close_household: changing.ChangeHouseholdResult = strawberry.mutation(
        resolver=changing.close_household
    )
    reopen_household: changing.ChangeHouseholdResult = strawberry.mutation(
        resolver=changing.reopen_household
    )
    withdraw_household: changing.ChangeHouseholdResult = strawberry.mutation(
        resolver=changing.withdraw_household
    )
    withdraw_member: changing.ChangeHouseholdResult = strawberry.mutation(
        resolver=changing.withdraw_member
    )
    record_delivery: delivering.RecordDeliveryResult = strawberry.mutation(
        resolver=delivering.record_delivery
    )
    record_visit: delivering.RecordVisitResult = strawberry.mutation(
        resolver=delivering.record_visit
    )
    correct_delivery: delivering.ChangeDeliveryResult = strawberry.mutation(
        resolver=delivering.correct_delivery
    )
    reverse_delivery: delivering.ChangeDeliveryResult = strawberry.mutation(
        resolver=delivering.reverse_delivery
    )
    send_referral: referring.ReferralResultUnion = strawberry.mutation(
        resolver=referring.send_referral
    )
    accept_referral: referring.ReferralResultUnion = strawberry.mutation(
        resolver=referring.accept_referral
    )
    reject_referral: referring.ReferralResultUnion = strawberry.mutation(
        resolver=referring.reject_referral
    )
    redirect_referral: referring.ReferralResultUnion = strawberry.mutation(
        resolver=referring.redirect_referral
    )
    start_referral: referring.ReferralResultUnion = strawberry.mutation(
        resolver=referring.start_referral
    )
    finish_referral: referring.ReferralResultUnion = strawberry.mutation(
        resolver=referring.finish_referral
    )
    revoke_referral: referring.ReferralResultUnion = strawberry.mutation(
        resolver=referring.revoke_referral
    )
    offer_household: referring.HandingOverResult = strawberry.mutation(
        resolver=referring.offer_household
    )
    end_offer: referring.HandingOverResult = strawberry.mutation(resolver=referring.end_offer)
    take_over_household: referring.HandingOverResult = strawberry.mutation(
        resolver=referring.take_over_household
    )
    confirm_duplicate: pairing.PairResult = strawberry.mutation(resolver=pairing.confirm_duplicate)
    dismiss_duplicate: pairing.PairResult = strawberry.mutation(resolver=pairing.dismiss_duplicate)
    undo_link: pairing.PairResult = strawberry.mutation(resolver=pairing.undo_link)
    ask_about_pair: pairing.PairResult = strawberry.mutation(resolver=pairing.ask_about_pair)
    answer_about_pair: pairing.PairResult = strawberry.mutation(resolver=pairing.answer_about_pair)
    report_every: partner_reporting.PartnerResult = strawberry.mutation(
        resolver=partner_reporting.report_every
    )
    report_up_to: partner_reporting.PartnerResult = strawberry.mutation(
        resolver=partner_reporting.report_up_to
    )
    draft_plan: planning.PlanResult = strawberry.mutation(resolver=planning.draft_plan)
    check_plan: planning.PlanResult = strawberry.mutation(resolver=planning.check_plan)
    reserve_plan: planning.PlanResult = strawberry.mutation(resolver=planning.reserve_plan)
    override_plan_line: planning.PlanResult = strawberry.mutation(
        resolver=planning.override_plan_line
    )
    release_plan: planning.PlanResult = strawberry.mutation(resolver=planning.release_plan)
    hand_out_plan: plan_handing.PlanHandingResult = strawberry.mutation(
        resolver=plan_handing.hand_out_plan
    )
    close_plan: planning.PlanResult = strawberry.mutation(resolver=planning.close_plan)
    cancel_plan: planning.PlanResult = strawberry.mutation(resolver=planning.cancel_plan)
    open_fund: funding.FundResult = strawberry.mutation(resolver=funding.open_fund)
    contribute_to_fund: funding.FundResult = strawberry.mutation(resolver=funding.contribute)
    commit_fund: funding.FundResult = strawberry.mutation(resolver=funding.commit_fund)
    settle_fund: funding.FundResult = strawberry.mutation(resolver=funding.settle_fund)
    spend_fund: funding.FundResult = strawberry.mutation(resolver=funding.spend_fund)
    reverse_fund_entry: funding.FundResult = strawberry.mutation(
        resolver=funding.reverse_fund_entry
    )
    explain_double_support: supporting.DoubleSupportResult = strawberry.mutation(
        resolver=supporting.explain_double_support
    )
    justify_double_support: supporting.DoubleSupportResult = strawberry.mutation(
        resolver=supporting.justify_double_support
    )
    recover_double_support: supporting.DoubleSupportResult = strawberry.mutation(
        resolver=supporting.recover_double_support
    )
    reopen_double_support: supporting.DoubleSupportResult = strawberry.mutation(
        resolver=supporting.reopen_double_support
    )
    undo_import: imports.UndoImportResult = strawberry.mutation(resolver=imports.undo_import)
    receive_subject_request: requesting.SubjectRequestResult = strawberry.mutation(
        resolver=requesting.receive_subject_request
    )
    issue_entitlement_document: issuing.EntitlementDocumentResult = strawberry.mutation(
        resolver=issuing.issue_entitlement_document
    )
    replace_entitlement_document: issuing.EntitlementDocumentResult = strawberry.mutation(
        resolver=issuing.replace_entitlement_document
    )
    lose_entitlement_document: issuing.EntitlementDocumentResult = strawberry.mutation(
        resolver=issuing.lose_entitlement_document
    )
    withdraw_entitlement_document: issuing.EntitlementDocumentResult = strawberry.mutation(
        resolver=issuing.withdraw_entitlement_document
    )
    answer_subject_request: requesting.SubjectRequestResult = strawberry.mutation(
        resolver=requesting.answer_subject_request
    )


schema = QuietSchema(
    query=Query,
    mutation=Mutation,
    types=[Member],
    extensions=[token_limit, KnownDocuments, Limits],
    config=StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=True),
)


@cache
def known_names() -> frozenset[str]:
    """Every name in the schema; errors repeat no other."""
    return frozenset(re.findall(r"[A-Za-z_]\w*", schema.as_str()))


def as_text() -> str:
    """The schema in its own language, as it is committed."""
    return f"{schema.as_str()}\n"
