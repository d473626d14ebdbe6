"""The closed lists of plans: how far one came, what was found of a line, and why.

A member's value is stored for ever; its Arabic and English labels are in texts.
"""

from __future__ import annotations

from enum import StrEnum


class GivenTo(StrEnum):
    """To whom help is given once: a household, or each person."""

    HOUSEHOLD = "household"
    PERSON = "person"


class PlanStage(StrEnum):
    DRAFTED = "drafted"
    RESERVED = "reserved"
    RELEASED = "released"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class LineStatus(StrEnum):
    """What a check found of a line. It says `clear` only of what it has compared."""

    CLEAR = "clear"
    CONFLICT = "conflict"
    NOT_ELIGIBLE = "not_eligible"
    UNKNOWN = "unknown"


class ConflictSource(StrEnum):
    """What a line is in conflict with."""

    DELIVERED = "delivered"
    RESERVED = "reserved"
    SAME_PLAN = "same_plan"


class UnknownReason(StrEnum):
    """Why nothing can be said of a line."""

    REGISTRATION_UNKNOWN = "registration_unknown"
    NOT_COMPARED = "not_compared"
    MEMBER_NOT_NAMED = "member_not_named"
    MATCHING_BEHIND = "matching_behind"
    ELIGIBILITY_UNDETERMINED = "eligibility_undetermined"
    NOT_JUDGED = "not_judged"
    NOBODY_FOUND = "nobody_found"
    NOT_SURE_WHO = "not_sure_who"
    PARTNER_LATE = "partner_late"
    READ_MODELS_BEHIND = "read_models_behind"
    TIMEOUT = "timeout"


class IneligibleReason(StrEnum):
    """Why a registration is not to be served."""

    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    FORGOTTEN = "forgotten"
    NOT_ENTITLED = "not_entitled"
    ENTITLEMENT_ENDED = "entitlement_ended"


class LineWarning(StrEnum):
    """What is worth a look and stands in nothing's way."""

    REPORTED = "reported"
    ON_HOLD = "on_hold"
    IN_DOUBT = "in_doubt"


class PlanWarning(StrEnum):
    """What a plan had said of help before it was given."""

    NOT_PLANNED = "not_planned"
    FOUND_CLEAR = "found_clear"
    HELD_BACK = "held_back"
    OVERRIDDEN = "overridden"


class OverrideReason(StrEnum):
    """Why a line is served whatever the check found."""

    VISITED = "visited"
    OTHER_PERSON = "other_person"
    NEEDS_MORE = "needs_more"
    EMERGENCY = "emergency"
