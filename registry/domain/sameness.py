"""The closed lists of saying that two registrations are of one person, or are not.

A member's value is stored for ever; its Arabic and English labels are in texts.
"""

from __future__ import annotations

from enum import StrEnum


class CaseReason(StrEnum):
    """Why a person is asked about a pair."""

    IN_DOUBT = "in_doubt"
    IDS_CONTRADICT = "ids_contradict"
    WOULD_JOIN_MEMBERS = "would_join_members"
    PARTED_BEFORE = "parted_before"


class SettledReason(StrEnum):
    """Why a case asks nothing any more although nobody answered it."""

    EVIDENCE_CHANGED = "evidence_changed"
    WITHDRAWN = "withdrawn"
    FORGOTTEN = "forgotten"


class DismissalReason(StrEnum):
    """Why two are not one."""

    RELATIVES = "relatives"
    NAMESAKES = "namesakes"
    ASKED_THEM = "asked_them"
    OTHER = "other"


class PartingReason(StrEnum):
    """Why a link holds no more; the first is the machine's alone, about links that it made itself."""

    EVIDENCE_CHANGED = "evidence_changed"
    LINKED_IN_ERROR = "linked_in_error"
    ASKED_THEM = "asked_them"
    OTHER = "other"


class Proposal(StrEnum):
    """What a person said of the two whose word alone is not enough."""

    ONE_PERSON = "one_person"
    TWO_PERSONS = "two_persons"


class Needed(StrEnum):
    """What a partner is asked for, so that somebody can decide."""

    IDENTITY_DOCUMENT = "identity_document"
    BIRTH_DATE = "birth_date"
    FULL_NAME = "full_name"
    HOUSEHOLD_MEMBERS = "household_members"
    PHONE = "phone"
    VISIT = "visit"
    OTHER = "other"
