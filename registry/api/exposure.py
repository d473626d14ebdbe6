"""What every field of the schema shows, and to whom. A field that stands nowhere here fails a test.

OPEN fields are shown to whoever may see the object at all; which objects there are for a viewer is
decided in the query. DETAIL and OWN fields are clear in the log, yet say more of a household than
its existence; PERSONAL fields are opened one by one by `registry.privacy.policy`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


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

_OF_DOCUMENT: Final = (
    "id", "holder", "kind", "standing", "issuedOn", "validUntil", "issuer", "replaces", "replacement", "loss",
    "withdrawal",
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
        "identityNumberKinds": PERSONAL,
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
                "daysOpen",
                "due",
                "overdue",
                "proposed",
                "proposedAt",
                "proposedByViewer",
                "needsTwo",
                "heldUp",
                "question",
            ),
            OPEN,
        ),
        "dismissal": OPEN,
        "parting": OPEN,
        "note": PERSONAL,
        "evidence": PERSONAL,
    },
    "PairQuestion": {
        **dict.fromkeys(("askedAt", "needs", "answeredAt", "by", "waitsFor", "answeredBy"), OPEN),
        "note": PERSONAL,
        "answer": PERSONAL,
    },
    "Eligibility": {
        **dict.fromkeys(
            ("entitlement", "ended", "due", "decidedOn", "until", "seen", "decidedAt", "rule"), OPEN
        ),
        "explanation": PERSONAL,
    },
    "DoubleSupport": {**dict.fromkeys(_OF_DOUBLE_SUPPORT, OPEN), "note": PERSONAL},
    "EntitlementDocument": {**dict.fromkeys(_OF_DOCUMENT, OPEN), "number": PERSONAL},
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
        "programme": OWN,
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
