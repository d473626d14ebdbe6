"""A partner: an organisation, or a department within one, that registers and serves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NewType, TypeAlias, assert_never
from uuid import UUID

from registry.domain.envelope import Fact
from registry.domain.errors import Refused
from registry.domain.fields import Clear
from registry.domain.vocabulary import OrganisationKind

PartnerCode = NewType("PartnerCode", str)
"""Short name that people type: lower case, digits and dashes."""
PublicName = NewType("PublicName", str)
"""The name of an organisation, agreement or programme; public by nature."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerEnrolled(Fact):
    code: Clear[PartnerCode]
    kind: Clear[OrganisationKind]
    name_ar: Clear[PublicName]
    name_en: Clear[PublicName]
    parent: Clear[UUID | None] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerSuspended(Fact):
    """From here on the partner neither writes nor reads; what it recorded stays."""


PartnerFact: TypeAlias = PartnerEnrolled | PartnerSuspended


@dataclass(frozen=True, slots=True)
class Partner:
    suspended: bool = False


def enrol(partner: Partner | None, enrolled: PartnerEnrolled) -> list[PartnerFact]:
    """Enrol a partner.

    Raises:
        Refused: `partner_code_malformed`, `partner_already_enrolled`.
    """
    if partner is not None:
        raise Refused("partner_already_enrolled")
    if not is_code(enrolled.code):
        raise Refused("partner_code_malformed", code=enrolled.code)
    return [enrolled]


def is_code(text: str) -> bool:
    """Whether it is a code that people can type: lower-case Latin letters, digits and dashes."""
    plain = text.replace("-", "")
    return plain.isascii() and plain.isalnum() and plain == plain.lower()


def suspend(partner: Partner) -> list[PartnerFact]:
    return [] if partner.suspended else [PartnerSuspended()]


def evolve(partner: Partner | None, fact: PartnerFact) -> Partner:
    """Fold one fact into the state. Total over `PartnerFact`; never refuses."""
    match fact:
        case PartnerEnrolled():
            return Partner()
        case _ if partner is None:
            raise AssertionError(f"{type(fact).__name__} before PartnerEnrolled")
        case PartnerSuspended():
            return replace(partner, suspended=True)
        case _:
            assert_never(fact)
