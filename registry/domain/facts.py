"""All facts under the names they are stored by. A stored name is a promise for ever, never an import path."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias
from uuid import UUID

from registry.domain import (
    access,
    agreement,
    delivery,
    double_support,
    eligibility,
    entitlement_document,
    file_import,
    fund,
    household,
    matching_model,
    pair,
    partner,
    plan,
    programme,
    referral,
    release,
    subject_request,
)

AnyFact: TypeAlias = (
    partner.PartnerFact
    | agreement.AgreementFact
    | programme.ProgrammeFact
    | household.HouseholdFact
    | delivery.DeliveryFact
    | plan.PlanFact
    | eligibility.EligibilityFact
    | double_support.DoubleSupportFact
    | entitlement_document.DocumentFact
    | referral.ReferralFact
    | subject_request.RequestFact
    | pair.PairFact
    | matching_model.ModelFact
    | file_import.ImportFact
    | release.ReleaseFact
    | fund.FundFact
    | access.AccessFact
)

STORED_NAMES: Final[Mapping[str, type[AnyFact]]] = {
    "partner.enrolled.v1": partner.PartnerEnrolled,
    "partner.suspended.v1": partner.PartnerSuspended,
    "partner.reports_every.v1": partner.PartnerReportsEvery,
    "partner.reported_up_to.v1": partner.PartnerReportedUpTo,
    "agreement.signed.v1": agreement.AgreementSigned,
    "agreement.amended.v1": agreement.AgreementAmended,
    "agreement.ended.v1": agreement.AgreementEnded,
    "programme.opened.v1": programme.ProgrammeOpened,
    "programme.closed.v1": programme.ProgrammeClosed,
    "programme.overlap_set.v1": programme.ProgrammeOverlapSet,
    "programme.tagged.v1": programme.ProgrammeTagged,
    "programme.rule_set.v1": programme.ProgrammeRuleSet,
    "household.registered.v1": household.HouseholdRegistered,
    "household.member_joined.v1": household.MemberJoined,
    "household.put_on_hold.v1": household.HouseholdPutOnHold,
    "household.person_forgotten.v1": household.PersonForgotten,
    "household.forgotten.v1": household.HouseholdForgotten,
    "household.corrected.v1": household.HouseholdCorrected,
    "household.member_corrected.v1": household.MemberCorrected,
    "household.assessed.v1": household.HouseholdAssessed,
    "household.member_assessed.v1": household.MemberAssessed,
    "household.relocated.v1": household.HouseholdRelocated,
    "household.head_changed.v1": household.HeadChanged,
    "household.member_left.v1": household.MemberLeft,
    "household.member_died.v1": household.MemberDied,
    "household.member_moved_out.v1": household.MemberMovedOut,
    "household.member_moved_in.v1": household.MemberMovedIn,
    "household.consent_answered.v1": household.ConsentAnswered,
    "household.released.v1": household.HouseholdReleased,
    "household.closed.v1": household.HouseholdClosed,
    "household.reopened.v1": household.HouseholdReopened,
    "household.offered.v1": household.HouseholdOffered,
    "household.offer_ended.v1": household.OfferEnded,
    "household.transferred.v1": household.HouseholdTransferred,
    "household.withdrawn.v1": household.RegistrationWithdrawn,
    "household.member_withdrawn.v1": household.MemberWithdrawn,
    "delivery.recorded.v1": delivery.DeliveryRecorded,
    "delivery.corrected.v1": delivery.DeliveryCorrected,
    "delivery.reversed.v1": delivery.DeliveryReversed,
    "plan.drafted.v1": plan.PlanDrafted,
    "plan.lines_added.v1": plan.PlanLinesAdded,
    "plan.checked.v1": plan.PlanChecked,
    "plan.reserved.v1": plan.PlanReserved,
    "plan.line_overridden.v1": plan.PlanLineOverridden,
    "plan.released.v1": plan.PlanReleased,
    "plan.closed.v1": plan.PlanClosed,
    "plan.cancelled.v1": plan.PlanCancelled,
    "eligibility.decided.v1": eligibility.EligibilityDecided,
    "double_support.explained.v1": double_support.DoubleSupportExplained,
    "double_support.justified.v1": double_support.DoubleSupportJustified,
    "double_support.recovered.v1": double_support.DoubleSupportRecovered,
    "double_support.reopened.v1": double_support.DoubleSupportReopened,
    "entitlement_document.issued.v1": entitlement_document.DocumentIssued,
    "entitlement_document.replaced.v1": entitlement_document.DocumentReplaced,
    "entitlement_document.lost.v1": entitlement_document.DocumentLost,
    "entitlement_document.withdrawn.v1": entitlement_document.DocumentWithdrawn,
    "referral.sent.v1": referral.ReferralSent,
    "referral.accepted.v1": referral.ReferralAccepted,
    "referral.rejected.v1": referral.ReferralRejected,
    "referral.redirected.v1": referral.ReferralRedirected,
    "referral.started.v1": referral.ReferralStarted,
    "referral.done.v1": referral.ReferralDone,
    "referral.revoked.v1": referral.ReferralRevoked,
    "subject_request.received.v2": subject_request.RequestReceived,
    "subject_request.answered.v2": subject_request.RequestAnswered,
    "pair.linked.v1": pair.RegistrationsLinked,
    "pair.case_opened.v1": pair.DuplicateCaseOpened,
    "pair.case_settled.v1": pair.DuplicateCaseSettled,
    "pair.confirmed.v1": pair.DuplicateConfirmed,
    "pair.dismissed.v1": pair.DuplicateDismissed,
    "pair.link_undone.v1": pair.LinkUndone,
    "matching.model_trusted.v1": matching_model.ModelTrusted,
    "pair.confirmation_proposed.v1": pair.ConfirmationProposed,
    "pair.dismissal_proposed.v1": pair.DismissalProposed,
    "pair.parting_proposed.v1": pair.PartingProposed,
    "pair.more_asked.v1": pair.MoreAsked,
    "pair.more_answered.v1": pair.MoreAnswered,
    "import.started.v1": file_import.ImportStarted,
    "import.finished.v1": file_import.ImportFinished,
    "import.undoing_started.v1": file_import.UndoingStarted,
    "import.undone.v1": file_import.ImportUndone,
    "release.made.v1": release.ReleaseMade,
    "fund.opened.v1": fund.FundOpened,
    "fund.contributed.v1": fund.FundContributed,
    "fund.committed.v1": fund.FundCommitted,
    "fund.settled.v1": fund.FundSettled,
    "fund.spent.v1": fund.FundSpent,
    "fund.entry_reversed.v1": fund.FundEntryReversed,
    "access.fields_opened.v1": access.FieldsOpened,
    "access.searched.v1": access.RegistrationsSearched,
    "access.refused.v1": access.AccessRefused,
}

FORMER_NAMES: Final[Mapping[str, str]] = {
    "subject_request.received.v1": "subject_request.received.v2",
    "subject_request.answered.v1": "subject_request.answered.v2",
}
"""Stored names that are no longer written, each with the name whose personal fields read its sealed records."""

NAME_OF: Final[Mapping[type[AnyFact], str]] = {fact: name for name, fact in STORED_NAMES.items()}


SAID_AGAIN: Final[Mapping[str, str]] = {
    "household.corrected.v1": "household.registered.v1",
    "household.assessed.v1": "household.registered.v1",
    "household.relocated.v1": "household.registered.v1",
    "household.member_corrected.v1": "household.member_joined.v1",
    "household.member_assessed.v1": "household.member_joined.v1",
    "household.member_moved_in.v1": "household.member_joined.v1",
    "household.head_changed.v1": "household.member_joined.v1",
    "delivery.corrected.v1": "delivery.recorded.v1",
    "pair.case_opened.v1": "pair.linked.v1",
    "pair.dismissed.v1": "pair.confirmed.v1",
    "pair.link_undone.v1": "pair.confirmed.v1",
    "pair.confirmation_proposed.v1": "pair.confirmed.v1",
    "pair.dismissal_proposed.v1": "pair.confirmed.v1",
    "pair.parting_proposed.v1": "pair.confirmed.v1",
    "pair.more_answered.v1": "pair.more_asked.v1",
    "double_support.justified.v1": "double_support.explained.v1",
    "double_support.recovered.v1": "double_support.explained.v1",
    "double_support.reopened.v1": "double_support.explained.v1",
    "entitlement_document.replaced.v1": "entitlement_document.issued.v1",
}
"""Facts that say anew what another said first: their personal fields go by the names that they have there."""


def subject_of(stream: UUID, fact: AnyFact) -> UUID | None:
    """Whose key seals what is personal in the fact: one subject a fact; None where nothing is personal."""
    match fact:
        case (
            household.HouseholdRegistered()
            | household.HouseholdCorrected()
            | household.HouseholdAssessed()
            | household.HouseholdRelocated()
        ):
            return stream
        case (
            household.MemberJoined(member=member)
            | household.MemberCorrected(member=member)
            | household.MemberAssessed(member=member)
            | household.MemberLeft(member=member)
            | household.MemberMovedIn(member=member)
            | household.HeadChanged(head=member)
            | subject_request.RequestReceived(member=member)
            | subject_request.RequestAnswered(member=member)
            | entitlement_document.DocumentIssued(member=member)
            | entitlement_document.DocumentReplaced(member=member)
            | referral.ReferralRejected(about=member)
            | referral.ReferralDone(about=member)
        ):
            return member
        case eligibility.EligibilityDecided(household=home):
            return home
        case _ if isinstance(fact, double_support.DoubleSupportFact):
            return fact.given.household
        case delivery.DeliveryRecorded() | delivery.DeliveryCorrected() | referral.ReferralSent():
            return fact.subject
        case _:
            settled = isinstance(fact, pair.DuplicateCaseSettled)
            return stream if isinstance(fact, pair.PairFact) and not settled else None


def introduces(fact: AnyFact) -> bool:
    """Whether the fact's subject is new with it: nothing was ever recorded of it before."""
    return isinstance(fact, household.HouseholdRegistered | household.MemberJoined)
