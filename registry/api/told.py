"""The clear part of a fact in words, as a timeline tells it. Nothing here is personal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from registry.domain import (
    double_support,
    entitlement_document,
    household,
    pair,
    referral,
    subject_request,
)
from registry.domain.dates import PreciseDate
from registry.domain.delivery import (
    DeliveryCorrected,
    DeliveryRecorded,
    DeliveryReversed,
    Source,
)
from registry.domain.eligibility import EligibilityDecided
from registry.domain.facts import AnyFact
from registry.domain.household import Consent
from registry.domain.money import Money
from registry.domain.places import place
from registry.texts import TEXTS, Language, label, say, series

_OF_MEMBER: Final = ("relation", "sex", "birth_band", "nationality")

TOLD: Final[Mapping[type[AnyFact], tuple[str, ...]]] = {
    household.HouseholdRegistered: ("kind", "place", "declared_size", "protected", "consent"),
    household.MemberJoined: _OF_MEMBER,
    household.HouseholdPutOnHold: ("reason",),
    household.PersonForgotten: ("case",),
    household.HouseholdForgotten: (),
    household.HouseholdCorrected: ("changed", "declared_size", "place", "protected"),
    household.MemberCorrected: ("changed", *_OF_MEMBER),
    household.HouseholdAssessed: (),
    household.MemberAssessed: (),
    household.HouseholdRelocated: ("place",),
    household.HeadChanged: ("former_is",),
    household.MemberLeft: ("on",),
    household.MemberDied: ("on",),
    household.MemberMovedOut: ("on",),
    household.MemberMovedIn: ("on", *_OF_MEMBER),
    household.ConsentAnswered: ("consent",),
    household.HouseholdReleased: (),
    household.HouseholdClosed: ("reason", "last_day"),
    household.HouseholdReopened: (),
    household.HouseholdOffered: (),
    household.OfferEnded: (),
    household.HouseholdTransferred: (),
    household.RegistrationWithdrawn: ("reason",),
    household.MemberWithdrawn: ("reason",),
    DeliveryRecorded: (
        "family", "kind", "quantity", "unit", "value", "counts_as", "headcount", "on", "serves_from",
        "serves_until", "place", "sources", "claim",
    ),
    DeliveryCorrected: (
        "changed", "quantity", "value", "counts_as", "headcount", "on", "serves_from", "serves_until", "sources",
    ),
    DeliveryReversed: ("reason",),
    referral.ReferralSent: ("need", "priority", "due", "disclosed"),
    referral.ReferralAccepted: (),
    referral.ReferralRejected: ("reason",),
    referral.ReferralRedirected: ("reason",),
    referral.ReferralStarted: (),
    referral.ReferralDone: ("result",),
    referral.ReferralRevoked: (),
    subject_request.RequestReceived: ("kind", "requested_by", "objects_to", "due"),
    subject_request.RequestAnswered: ("answer", "reason"),
    pair.RegistrationsLinked: ("model",),
    pair.DuplicateCaseOpened: ("why", "model"),
    pair.DuplicateCaseSettled: ("because",),
    pair.DuplicateConfirmed: (),
    pair.DuplicateDismissed: ("reason",),
    pair.LinkUndone: ("reason",),
    pair.ConfirmationProposed: (),
    pair.DismissalProposed: ("reason",),
    pair.PartingProposed: ("reason",),
    pair.MoreAsked: ("needs",),
    pair.MoreAnswered: (),
    double_support.DoubleSupportExplained: ("reason",),
    double_support.DoubleSupportJustified: ("reason",),
    double_support.DoubleSupportRecovered: ("amount", "means"),
    double_support.DoubleSupportReopened: ("reason",),
    entitlement_document.DocumentIssued: ("kind", "issued_on", "valid_until"),
    entitlement_document.DocumentReplaced: ("kind", "reason", "issued_on", "valid_until"),
    entitlement_document.DocumentLost: ("reason",),
    entitlement_document.DocumentWithdrawn: ("reason",),
    EligibilityDecided: ("entitlement", "rule", "until"),
}  # fmt: skip
"""The facts that a timeline tells, each with its clear fields in the order in which they are told."""


@dataclass(frozen=True, slots=True)
class Words:
    """A clear value by the name of its field, in one language."""

    name: str
    value: str


def details(fact: AnyFact, language: Language) -> Iterator[tuple[str, Words]]:
    """The fields that say something. Of a correction those alone that it changed."""
    changed = getattr(fact, "changed", None)
    for name in TOLD[type(fact)]:
        if changed is not None and name != "changed" and name not in changed:
            continue
        value = getattr(fact, name)
        words = _place(value, language) if name == "place" and value else in_words(value, language)
        if words:
            yield name, Words(say(f"detail.{name}", language), words)


def in_words(value: object, language: Language) -> str:
    """A value in words; empty for what says nothing."""
    match value:
        case None | False:
            words = ""
        case True:
            words = say("yes", language)
        case StrEnum():
            words = _label(value, language)
        case PreciseDate() | Decimal() | int() | str():
            words = str(value)
        case datetime():
            words = value.isoformat(timespec="minutes")
        case date():
            words = value.isoformat()
        case tuple():
            words = series((in_words(one, language) for one in value), language)
        case _:
            words = _of_parts(value, language)
    return words


def _of_parts(value: object, language: Language) -> str:
    match value:
        case Money(amount=amount, currency=currency):
            return f"{amount} {currency}"
        case Source(kind=kind, amount=amount):
            return " ".join(filter(None, (_label(kind, language), in_words(amount, language))))
        case Consent(purpose=purpose, state=state, groups=groups):
            shown = f"{_label(purpose, language)}: {_label(state, language)}"
            return f"{shown} ({in_words(groups, language)})" if groups else shown
        case _:
            raise AssertionError(f"no words for a {type(value).__name__}")


def _label(value: StrEnum, language: Language) -> str:
    """Labels go by the name of their list: HoldReason is hold_reason."""
    kind = re.sub(r"(?<!^)(?=[A-Z])", "_", type(value).__name__).lower()
    return label(kind, value.value, language) if f"{kind}.{value.value}" in TEXTS else value.value


def _place(code: object, language: Language) -> str:
    found = place(str(code))
    return f"{found.name_ar if language == 'ar' else found.name_en} ({found.code})"
