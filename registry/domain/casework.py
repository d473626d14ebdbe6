"""The closed lists of casework: what changes, what ends, what is asked of others, and why.

A member's value is stored for ever; its Arabic and English labels are in texts.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from registry.domain.errors import Refused


class RegistrationKind(StrEnum):
    """What a registration is of: a household, or one person who came without one."""

    HOUSEHOLD = "household"
    PERSON = "person"


class MemberField(StrEnum):
    """What a correction of a member may change. `born` takes its band with it."""

    RELATION = "relation"
    SEX = "sex"
    BORN = "born"
    NATIONALITY = "nationality"
    PARTNER_REFERENCE = "partner_reference"
    NAME = "name"
    IDENTITY_NUMBERS = "identity_numbers"
    PHONES = "phones"
    CRITERIA = "criteria"
    FUNCTIONING = "functioning"


class HouseholdField(StrEnum):
    """What a correction of a household's own values may change."""

    DECLARED_SIZE = "declared_size"
    PLACE = "place"
    PROTECTED = "protected"
    PHONES = "phones"
    ADDRESS = "address"
    CRITERIA = "criteria"


class DeliveryField(StrEnum):
    """What a correction of a delivery may change. Another recipient or programme is another delivery."""

    QUANTITY = "quantity"
    VALUE = "value"
    COUNTS_AS = "counts_as"
    HEADCOUNT = "headcount"
    ON = "on"
    SERVES_FROM = "serves_from"
    SERVES_UNTIL = "serves_until"
    SOURCES = "sources"
    GIVER = "giver"
    COLLECTOR = "collector"


class Presence(StrEnum):
    """Whether a member is in the household, or why no more."""

    PRESENT = "present"
    LEFT = "left"
    DIED = "died"
    MOVED = "moved"
    WITHDRAWN = "withdrawn"


class LeavingReason(StrEnum):
    """Why a member left. Sealed, since some of it is nobody's business."""

    MARRIED = "married"
    OWN_HOUSEHOLD = "own_household"
    SEPARATED = "separated"
    WORK_ELSEWHERE = "work_elsewhere"
    INSTITUTION = "institution"
    OTHER = "other"


class ClosingReason(StrEnum):
    """Why a registration is closed. Coarse, since it stands in clear."""

    NO_LONGER_IN_NEED = "no_longer_in_need"
    LEFT_THE_AREA = "left_the_area"
    NOBODY_LEFT = "nobody_left"
    NOT_FOUND = "not_found"
    OWN_WISH = "own_wish"
    REGISTERED_IN_ERROR = "registered_in_error"
    OTHER = "other"


class WithdrawalReason(StrEnum):
    """Why what was recorded counts no more, as if it had never been said."""

    IMPORT_UNDONE = "import_undone"
    RECORDED_IN_ERROR = "recorded_in_error"


class ReversalReason(StrEnum):
    """Why a delivery is taken back."""

    NOT_COLLECTED = "not_collected"
    RETURNED = "returned"
    WRONG_RECIPIENT = "wrong_recipient"
    RECORDED_TWICE = "recorded_twice"
    RECORDED_IN_ERROR = "recorded_in_error"
    IMPORT_UNDONE = "import_undone"


_Undone = TypeVar("_Undone", WithdrawalReason, ReversalReason)


def by_people(reason: _Undone) -> _Undone:
    """The reason, of somebody who takes something back.

    Raises:
        Refused: `reason_of_undoing`, of the one that the undoing of an import gives.
    """
    if reason.value == WithdrawalReason.IMPORT_UNDONE.value:
        raise Refused("reason_of_undoing")
    return reason


class Priority(StrEnum):
    """How long a referral may wait; the hours are `referral.DUE_WITHIN`."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    NORMAL = "normal"


class DisclosedField(StrEnum):
    """What a referral may show of the person to the organisation that is asked."""

    NAME = "name"
    IDENTITY_NUMBERS = "identity_numbers"
    BORN = "born"
    PHONES = "phones"
    ADDRESS = "address"
    CRITERIA = "criteria"
    FUNCTIONING = "functioning"


class ReferralStage(StrEnum):
    """Where a referral stands. Overdue is no stage: it is read off the clock."""

    SENT = "sent"
    ACCEPTED = "accepted"
    STARTED = "started"
    DONE = "done"
    REJECTED = "rejected"
    REVOKED = "revoked"


class RejectionReason(StrEnum):
    """Why an organisation does not take a referral, or passes it on."""

    NO_CAPACITY = "no_capacity"
    OUTSIDE_MANDATE = "outside_mandate"
    OUTSIDE_AREA = "outside_area"
    NOT_ELIGIBLE = "not_eligible"
    INFORMATION_MISSING = "information_missing"
    OTHER = "other"


class ReferralResult(StrEnum):
    """How a referral ended."""

    SERVED = "served"
    PERSON_DECLINED = "person_declined"
    NOT_REACHED = "not_reached"
    NOT_ELIGIBLE = "not_eligible"
    SERVED_ELSEWHERE = "served_elsewhere"
    OTHER = "other"


class RequestKind(StrEnum):
    """What a person asks of those who hold its data."""

    ACCESS = "access"
    CORRECTION = "correction"
    OBJECTION = "objection"


class RequestAnswer(StrEnum):
    """What became of such a request."""

    GRANTED = "granted"
    PARTLY = "partly"
    DECLINED = "declined"


class RequestedBy(StrEnum):
    """Who brings such a request: the person, or somebody for them."""

    PERSON = "person"
    GUARDIAN = "guardian"
    RELATIVE = "relative"
    REPRESENTATIVE = "representative"


class AnswerReason(StrEnum):
    """Why a request is not granted, or not all of it. Coarse, since it stands in clear."""

    RECORDED_RIGHTLY = "recorded_rightly"
    EVIDENCE_MISSING = "evidence_missing"
    REQUIRED_BY_LAW = "required_by_law"
    RIGHTS_OF_OTHERS = "rights_of_others"
    ASKER_NOT_KNOWN = "asker_not_known"
    OTHER = "other"
