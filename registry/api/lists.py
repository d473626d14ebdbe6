"""The closed lists as the schema shows them: each member described in both languages."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

from registry.application import indicators
from registry.domain import (
    access,
    casework,
    double_support,
    entitlement_document,
    evidence,
    families,
    planning,
    rules,
    sameness,
    vocabulary,
)
from registry.domain.dates import Precision
from registry.domain.eligibility import DueReason
from registry.domain.file_import import FileFormat, TakenAs
from registry.domain.identity_numbers import IdentityNumberKind
from registry.domain.money import Currency
from registry.domain.pair import LinkedBy
from registry.projections import reached, spending, statistics
from registry.projections.agreement_directory import AgreementState
from registry.projections.coverage import AgeGroup, CoverageBy, DisabilityGroup
from registry.projections.distinct import Per
from registry.projections.entitlement_documents import DocumentsBy, DocumentStanding
from registry.projections.fund_book import FundEntryKind
from registry.projections.gaps import GapKind
from registry.projections.imports import ImportState
from registry.projections.pair_queue import PairOrder
from registry.projections.service_quality import AskedAs, QualityBy
from registry.projections.work import WorkKind
from registry.texts import TEXTS, label

ListT = TypeVar("ListT", bound=StrEnum)


def _listed(members: type[ListT], kind: str | None = None, name: str | None = None) -> type[ListT]:
    """Make a closed list known to the schema; `kind` is what its labels go by."""
    listed = strawberry.enum(members, name=name)
    definition = listed.__dict__["__strawberry_definition__"]
    if not isinstance(definition, StrawberryEnumDefinition):
        raise TypeError(members.__name__)
    for value in definition.values:
        if kind is not None and f"{kind}.{value.value}" in TEXTS:
            both = (label(kind, str(value.value), language) for language in ("ar", "en"))
            value.description = " · ".join(both)
    return listed


def _labelled(*, kinds: dict[type[StrEnum], str]) -> None:
    for members, kind in kinds.items():
        _listed(members, kind)


_labelled(
    kinds={
        vocabulary.Role: "role",
        vocabulary.Purpose: "purpose",
        vocabulary.Channel: "channel",
        vocabulary.FieldGroup: "field_group",
        vocabulary.Level: "level",
        vocabulary.OrganisationKind: "organisation_kind",
        vocabulary.LegalBasis: "legal_basis",
        vocabulary.Sees: "sees",
        vocabulary.ConsentState: "consent_state",
        vocabulary.ConsentPurpose: "consent_purpose",
        vocabulary.Sex: "sex",
        vocabulary.Relation: "relation",
        vocabulary.NationalityGroup: "nationality_group",
        vocabulary.Criterion: "criterion",
        vocabulary.BenefitFamily: "benefit_family",
        families.Sector: "sector",
        vocabulary.BenefitKind: "benefit_kind",
        vocabulary.Unit: "unit",
        vocabulary.Cycle: "cycle",
        vocabulary.CountsAs: "counts_as",
        vocabulary.Claim: "claim",
        vocabulary.MoneySource: "money_source",
        vocabulary.HoldReason: "hold_reason",
        IdentityNumberKind: "identity_number_kind",
        casework.Priority: "priority",
        casework.DisclosedField: "disclosed_field",
        casework.ReferralStage: "referral_stage",
        casework.RejectionReason: "rejection_reason",
        casework.ReferralResult: "referral_result",
        casework.ReversalReason: "reversal_reason",
        casework.ClosingReason: "closing_reason",
        casework.RequestKind: "request_kind",
        casework.RequestedBy: "requested_by",
        casework.RequestAnswer: "request_answer",
        casework.AnswerReason: "answer_reason",
        access.SearchedBy: "searched_by",
        evidence.EvidenceOf: "evidence_of",
        evidence.EvidenceLevel: "evidence_level",
        AgreementState: "agreement_state",
        AgeGroup: "age_group",
        CoverageBy: "coverage_by",
        DisabilityGroup: "disability_group",
        FundEntryKind: "fund_entry",
        vocabulary.FundReversalReason: "fund_reversal",
        GapKind: "gap",
        AskedAs: "asked_as",
        QualityBy: "quality",
        WorkKind: "work_kind",
        Per: "per",
        PairOrder: "pair_order",
        sameness.CaseReason: "case_reason",
        sameness.DismissalReason: "dismissal_reason",
        sameness.PartingReason: "parting_reason",
        sameness.Proposal: "proposal",
        sameness.Needed: "needed",
        LinkedBy: "linked_by",
        FileFormat: "file_format",
        TakenAs: "taken_as",
        ImportState: "import",
        casework.RegistrationKind: "registration_kind",
        casework.HouseholdField: "household_field",
        casework.MemberField: "member_field",
        casework.Presence: "presence",
        casework.LeavingReason: "leaving_reason",
        casework.WithdrawalReason: "withdrawal_reason",
        rules.Match: "match",
        rules.Entitlement: "entitlement",
        DueReason: "due_reason",
        planning.GivenTo: "given_to",
        planning.PlanStage: "plan_stage",
        planning.LineStatus: "line_status",
        planning.ConflictSource: "conflict_source",
        planning.UnknownReason: "unknown_reason",
        planning.IneligibleReason: "ineligible_reason",
        planning.LineWarning: "line_warning",
        planning.OverrideReason: "override_reason",
        planning.PlanWarning: "plan_warning",
        double_support.SupportStage: "support_stage",
        double_support.ExplanationReason: "explanation_reason",
        double_support.JustificationReason: "justification_reason",
        double_support.RecoveryMeans: "recovery_means",
        double_support.ReopeningReason: "reopening_reason",
        entitlement_document.DocumentKind: "document_kind",
        entitlement_document.DocumentReplacementReason: "document_replacement_reason",
        entitlement_document.DocumentLossReason: "document_loss_reason",
        entitlement_document.DocumentWithdrawalReason: "document_withdrawal_reason",
        DocumentStanding: "document_standing",
    }
)
_listed(Precision)
_listed(Currency)
_listed(reached.By, name="ReachedBy")
_listed(statistics.By, name="StatisticsBy")
_listed(spending.SpentBy)
_listed(indicators.Count, name="StatisticsCount")
_listed(indicators.Part, name="MissingPart")
_listed(DocumentsBy)


@strawberry.enum(description="How large a household said it is, no finer.")
class SizeBand(StrEnum):
    ONE_OR_TWO = "one_or_two"
    THREE_TO_FIVE = "three_to_five"
    SIX_TO_EIGHT = "six_to_eight"
    NINE_OR_MORE = "nine_or_more"

    @classmethod
    def of(cls, size: int | None) -> SizeBand | None:
        if size is None:
            return None
        return next(band for band in reversed(cls) if size >= band.bounds[0])

    @property
    def bounds(self) -> tuple[int, int | None]:
        """From and to, both included."""
        return _BOUNDS[self]


_BOUNDS = {
    SizeBand.ONE_OR_TWO: (1, 2),
    SizeBand.THREE_TO_FIVE: (3, 5),
    SizeBand.SIX_TO_EIGHT: (6, 8),
    SizeBand.NINE_OR_MORE: (9, None),
}
