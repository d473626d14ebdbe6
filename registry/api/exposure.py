"""What every field of the schema shows, and to whom. A field that stands nowhere here fails a test.

OPEN fields are shown to whoever may see the object at all; which objects there are for a viewer is
decided in the query. DETAIL and OWN fields are clear in the log, yet say more of a household than
its existence; PERSONAL fields are opened one by one by `registry.privacy.policy`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from strawberry import Info
from strawberry.extensions import FieldExtension
from strawberry.extensions.field_extension import SyncExtensionResolver


class Exposure(StrEnum):
    OPEN = "open"
    DETAIL = "detail"
    """To the own partner, and to others under an agreement that goes beyond the base agreement."""
    OWN = "own"
    """To the partner that recorded it, and to nobody else."""
    PERSONAL = "personal"
    """By the policy's table for the field: clear, masked or withheld, and the opening on record."""


OPEN, DETAIL, OWN, PERSONAL = Exposure

_OF_DOUBLE_SUPPORT: Final = (
    "id", "family", "begins", "ends", "value", "warned", "other", "stage", "explanation", "justification", "recovery",
    "reopening", "recovered", "saidAt", "delivery", "household",
)  # fmt: skip

RECORDS: Final[Mapping[str, Mapping[str, Exposure]]] = {
    "Household": {
        "id": OPEN,
        "reference": OPEN,
        "markaz": OPEN,
        "sizeBand": OPEN,
        "ownRegistration": OPEN,
        "headName": PERSONAL,
        "registrations": OPEN,
        "deliveries": OPEN,
        "timeline": OPEN,
        "place": DETAIL,
        "partner": DETAIL,
        "declaredSize": DETAIL,
        "namedMembers": DETAIL,
        "registeredOn": DETAIL,
        "members": DETAIL,
        "kind": DETAIL,
        "closed": DETAIL,
        "withdrawn": OWN,
        "openWarnings": OWN,
        "onHold": OWN,
        "protected": OWN,
        "sharing": OWN,
        "consents": OWN,
        "partnerReference": PERSONAL,
        "phones": PERSONAL,
        "address": PERSONAL,
        "criteria": PERSONAL,
        "warnings": PERSONAL,
    },
    "Member": {
        "id": OPEN,
        "household": OPEN,
        "relation": DETAIL,
        "sex": DETAIL,
        "birthBand": DETAIL,
        "nationality": DETAIL,
        "forgotten": DETAIL,
        "number": DETAIL,
        "presence": DETAIL,
        "until": DETAIL,
        "openWarnings": OWN,
        "sources": DETAIL,
        "name": PERSONAL,
        "identityNumbers": PERSONAL,
        "born": PERSONAL,
        "phones": PERSONAL,
        "criteria": PERSONAL,
        "functioning": PERSONAL,
        "warnings": PERSONAL,
        "leavingReason": PERSONAL,
    },
    "Delivery": {
        "id": OPEN,
        "reference": OPEN,
        "household": OPEN,
        "family": OPEN,
        "on": OPEN,
        "markaz": OPEN,
        "partner": OPEN,
        "claim": OPEN,
        "member": DETAIL,
        "headcount": DETAIL,
        "programme": DETAIL,
        "kind": DETAIL,
        "unit": DETAIL,
        "quantity": DETAIL,
        "value": DETAIL,
        "countsAs": DETAIL,
        "servesFrom": DETAIL,
        "servesUntil": DETAIL,
        "place": DETAIL,
        "moneySources": OWN,
        "sources": OWN,
        "channel": DETAIL,
        "servicePoint": DETAIL,
        "visit": DETAIL,
        "correctedAt": DETAIL,
        "reversed": OPEN,
        "reversedAt": DETAIL,
        "reversal": DETAIL,
        "giver": PERSONAL,
        "collector": PERSONAL,
        "collectorNumbers": PERSONAL,
        "collectorAuthority": PERSONAL,
    },
    "Referral": {
        **dict.fromkeys(
            (
                "id",
                "reference",
                "received",
                "overdue",
                "need",
                "priority",
                "stage",
                "sentAt",
                "due",
                "changedAt",
                "disclosed",
                "householdAgrees",
                "reason",
                "result",
                "sender",
                "asked",
                "householdId",
                "person",
            ),
            OPEN,
        ),
        "note": PERSONAL,
        "reasonNote": PERSONAL,
        "feedback": PERSONAL,
    },
    "ReferredPerson": {
        "markaz": OPEN,
        "name": PERSONAL,
        "identityNumbers": PERSONAL,
        "born": PERSONAL,
        "phones": PERSONAL,
        "criteria": PERSONAL,
        "functioning": PERSONAL,
        "householdPhones": PERSONAL,
        "address": PERSONAL,
        "householdCriteria": PERSONAL,
    },
    "SubjectRequest": {
        **dict.fromkeys(
            (
                "id",
                "reference",
                "overdue",
                "kind",
                "requestedBy",
                "objectsTo",
                "receivedAt",
                "due",
                "open",
                "answer",
                "reason",
                "answeredAt",
                "householdId",
                "member",
            ),
            OPEN,
        ),
        "words": PERSONAL,
        "answerWords": PERSONAL,
    },
    "Pair": {
        **dict.fromkeys(
            (
                "id",
                "linked",
                "parted",
                "case",
                "openedAt",
                "changedAt",
                "model",
                "bits",
                "first",
                "second",
                "firstHousehold",
                "secondHousehold",
            ),
            OPEN,
        ),
        "dismissal": OPEN,
        "parting": OPEN,
        "note": PERSONAL,
        "evidence": PERSONAL,
    },
    "Eligibility": {
        **dict.fromkeys(
            ("entitlement", "ended", "decidedOn", "until", "seen", "decidedAt", "rule"), OPEN
        ),
        "explanation": PERSONAL,
    },
    "DoubleSupport": {**dict.fromkeys(_OF_DOUBLE_SUPPORT, OPEN), "note": PERSONAL},
    "TimelineEntry": {
        "position": OPEN,
        "fact": OPEN,
        "labelAr": OPEN,
        "labelEn": OPEN,
        "partner": OPEN,
        "household": OPEN,
        "pair": OPEN,
        "delivery": OPEN,
        "request": OWN,
        "recordedAt": DETAIL,
        "effective": DETAIL,
        "actor": DETAIL,
        "purpose": DETAIL,
        "channel": DETAIL,
        "member": DETAIL,
        "to": OWN,
        "details": OWN,
        "fileImport": OWN,
        "row": OWN,
    },
}
"""Types that stand for what a partner recorded about people."""

PUBLIC_TYPES: Final[Mapping[str, str]] = {
    "Query": "each field asks policy which objects there are",
    "Mutation": "each field asks the application whether the role may",
    "Node": "an interface: its types say what they show",
    "PageInfo": "says where a page ends",
    "HouseholdConnection": "a page",
    "HouseholdEdge": "a row of a page",
    "DeliveryConnection": "a page",
    "DeliveryEdge": "a row of a page",
    "PartnerConnection": "a page",
    "PartnerEdge": "a row of a page",
    "AgreementConnection": "a page",
    "AgreementEdge": "a row of a page",
    "ProgrammeConnection": "a page",
    "ProgrammeEdge": "a row of a page",
    "ReferralConnection": "a page",
    "ReferralEdge": "a row of a page",
    "SubjectRequestConnection": "a page",
    "SubjectRequestEdge": "a row of a page",
    "Plan": "shown to its own partner alone, in the query",
    "PlanLine": "shown with its plan",
    "PlanConnection": "a page",
    "PlanEdge": "a row of a page",
    "PlanLineConnection": "a page",
    "PlanLineEdge": "a row of a page",
    "PlanCheck": "counts of the viewer's own lines",
    "CheckedLine": "a line of the viewer's own; other records stand behind it as agreements show them",
    "CheckedLineConnection": "a page",
    "CheckedLineEdge": "a row of a page",
    "PlanConflict": "family and period; the partner where an agreement names it",
    "PlanChanged": "the outcome of the viewer's own command",
    "DoubleSupportConnection": "a page",
    "DoubleSupportEdge": "a row of a page",
    "OverlappingHelp": "family and period; the rest where an agreement names the partner",
    "DoubleSupportTotals": "totals of the viewer's own help",
    "SupportTally": "totals of the viewer's own help",
    "SupportByPartner": "a total; the partner where an agreement names it",
    "SupportMonth": "a total",
    "SupportOfHousehold": "totals of the viewer's own help",
    "SupportOfHouseholdConnection": "a page",
    "SupportOfHouseholdEdge": "a row of a page",
    "DoubleSupportChanged": "the outcome of the viewer's own command",
    "EligibilityRule": "shown with its programme",
    "RuleClause": "shown with its rule",
    "PairConnection": "a page",
    "PairEdge": "a row of a page",
    "PairChanged": "the outcome of the viewer's own command",
    "TransferConnection": "a page",
    "TransferEdge": "a row of a page",
    "Transfer": "shown to the two partners, in the query; an id and whose it is",
    "OpeningConnection": "a page",
    "OpeningEdge": "a row of a page",
    "Place": "the administrative tree is published",
    "PreciseDate": "stands inside a field that is exposed or closed itself",
    "HouseholdConsent": "stands inside a field that is exposed or closed itself",
    "Closing": "stands inside a field that is exposed or closed itself",
    "Money": "stands inside a field that is exposed or closed itself",
    "Partner": "organisations are public; the query shows them to parties of an agreement",
    "Programme": "public by nature; protected ones are for their owner alone, in the query",
    "Agreement": "shown to its parties, in the query",
    "Party": "a term of an agreement",
    "Grant": "a term of an agreement",
    "Viewer": "what the viewer's own token and agreements say",
    "OpenedKind": "what policy says to the viewer",
    "Opening": "for auditors alone, in the query; holds ids and codes, nothing personal",
    "Actor": "an opaque id and a role; each name asks who may know it",
    "StaffEntry": "for officers of the own partner, in the query",
    "StaffEntryConnection": "a page",
    "StaffEntryEdge": "a row of a page",
    "SubjectReport": "for officers and caseworkers of the own partner, in the query; each value by policy",
    "ReachedCell": "a total",
    "StatisticsCell": "a total",
    "Spending": "a total",
    "PaidBy": "a part of a total",
    "SpendingConnection": "a page",
    "SpendingEdge": "a row of a page",
    "StatisticsCellConnection": "a page",
    "StatisticsCellEdge": "a row of a page",
    "Counts": "totals, in the query",
    "Coverage": "totals, in the query",
    "CoverageCell": "a total, hidden where it is small",
    "CoverageCellConnection": "a page",
    "CoverageCellEdge": "a row of a page",
    "CoverageChange": "a total, hidden where it is small",
    "CoverageChangeConnection": "a page",
    "CoverageChangeEdge": "a row of a page",
    "CoverageDefinition": "a code and its words",
    "CoverageOf": "what a total is of",
    "AbsentFigure": "a code and its words",
    "Gap": "a total, hidden where it is small",
    "GapConnection": "a page",
    "GapEdge": "a row of a page",
    "ValueSource": "stands inside a field that is closed itself",
    "ReachedCellConnection": "a page",
    "ReachedCellEdge": "a row of a page",
    "ProtectedString": "the shape of a protected field",
    "ProtectedStrings": "the shape of a protected field",
    "Reason": "a code and its words",
    "Refusal": "a code and its words",
    "SearchAnswer": "a list of what is there for the viewer, and what may be missing from it",
    "SearchAnswers": "as SearchAnswer",
    "PossibleDuplicates": "as SearchAnswer",
    "FoundRegistration": "of records that are there for the viewer; evidence on each field by policy",
    "FieldEvidence": "levels, never values; which of them are told is asked of policy",
    "HouseholdRegistered": "the outcome of the viewer's own command",
    "MemberAdded": "the outcome of the viewer's own command",
    "HouseholdChanged": "the outcome of the viewer's own command",
    "DeliveryRecorded": "the outcome of the viewer's own command",
    "ReferralChanged": "the outcome of the viewer's own command",
    "SubjectRequestChanged": "the outcome of the viewer's own command",
    "HouseholdHandedOver": "the outcome of the viewer's own command",
    "VisitRecorded": "the outcome of the viewer's own command",
    "DeliveryChanged": "the outcome of the viewer's own command",
    "WorkItem": "of the viewer's own households, in the query; clear codes and counts alone",
    "WorkItemConnection": "a page",
    "WorkItemEdge": "a row of a page",
    "FileImport": "of the viewer's own partner, in the query; counts and moments alone",
    "FileImportConnection": "a page",
    "FileImportEdge": "a row of a page",
    "ImportUndone": "the outcome of the viewer's own command",
    "ImportBuiltUpon": "the outcome of the viewer's own command",
    "BuiltOnImport": "of the viewer's own import; another partner's work is not told",
    "LeftByUndoing": "a count and a code",
    "WorkCount": "a total of the viewer's own",
    "TimelineEntryConnection": "a page",
    "TimelineEntryEdge": "a row of a page",
    "Detail": "stands inside a field that is closed itself",
    "Source": "stands inside a field that is closed itself",
}
"""Types open by name, each with the reason."""


@dataclass(frozen=True, slots=True)
class View:
    """How far the clear fields of one record are shown to the viewer."""

    own: bool
    detail: bool

    def shows(self, exposure: Exposure) -> bool:
        match exposure:
            case Exposure.OWN:
                return self.own
            case Exposure.DETAIL:
                return self.own or self.detail
            case Exposure.OPEN | Exposure.PERSONAL:
                return True


class Closed(FieldExtension):
    """Answers null where the viewer's view of the record does not show the field."""

    def __init__(self, exposure: Exposure) -> None:
        self.exposure: Final = exposure

    def resolve(
        self, next_: SyncExtensionResolver, source: Any, info: Info, **arguments: Any
    ) -> Any:
        return next_(source, info, **arguments) if source.view.shows(self.exposure) else None

    async def resolve_async(
        self, next_: SyncExtensionResolver, source: Any, info: Info, **arguments: Any
    ) -> Any:
        if not source.view.shows(self.exposure):
            return None
        return await next_(source, info, **arguments)


def detail() -> list[FieldExtension]:
    return [Closed(Exposure.DETAIL)]


def own() -> list[FieldExtension]:
    return [Closed(Exposure.OWN)]
