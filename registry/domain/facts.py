"""All facts under the names they are stored by. A stored name is a promise for ever, never an import path."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias
from uuid import UUID

from registry.domain import access, agreement, delivery, file_import, household, partner, programme

AnyFact: TypeAlias = (
    partner.PartnerFact
    | agreement.AgreementFact
    | programme.ProgrammeFact
    | household.HouseholdFact
    | delivery.DeliveryFact
    | file_import.ImportFact
    | access.AccessFact
)

STORED_NAMES: Final[Mapping[str, type[AnyFact]]] = {
    "partner.enrolled.v1": partner.PartnerEnrolled,
    "partner.suspended.v1": partner.PartnerSuspended,
    "agreement.signed.v1": agreement.AgreementSigned,
    "agreement.amended.v1": agreement.AgreementAmended,
    "agreement.ended.v1": agreement.AgreementEnded,
    "programme.opened.v1": programme.ProgrammeOpened,
    "programme.closed.v1": programme.ProgrammeClosed,
    "household.registered.v1": household.HouseholdRegistered,
    "household.member_joined.v1": household.MemberJoined,
    "household.put_on_hold.v1": household.HouseholdPutOnHold,
    "household.person_forgotten.v1": household.PersonForgotten,
    "household.forgotten.v1": household.HouseholdForgotten,
    "delivery.recorded.v1": delivery.DeliveryRecorded,
    "import.started.v1": file_import.ImportStarted,
    "import.finished.v1": file_import.ImportFinished,
    "access.fields_opened.v1": access.FieldsOpened,
    "access.refused.v1": access.AccessRefused,
}

FORMER_NAMES: Final[Mapping[str, str]] = {}
"""Stored names that are no longer written, each with the name whose personal fields read its sealed records."""

NAME_OF: Final[Mapping[type[AnyFact], str]] = {fact: name for name, fact in STORED_NAMES.items()}


def subject_of(stream: UUID, fact: AnyFact) -> UUID | None:
    """Whose key seals what is personal in the fact: one subject a fact; None where nothing is personal."""
    match fact:
        case household.HouseholdRegistered():
            return stream
        case household.MemberJoined(member=member):
            return member
        case delivery.DeliveryRecorded():
            return fact.subject
        case _:
            return None


def introduces(fact: AnyFact) -> bool:
    """Whether the fact's subject is new with it: nothing was ever recorded of it before."""
    return isinstance(fact, household.HouseholdRegistered | household.MemberJoined)
