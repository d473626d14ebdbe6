"""An agreement (memorandum of understanding): who may see and do what, for which purpose, from when until when.

Access is derived from agreements; without one in force a partner sees nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias, assert_never
from uuid import UUID

from registry.domain.envelope import Fact
from registry.domain.errors import Refused
from registry.domain.fields import Clear
from registry.domain.partner import PublicName
from registry.domain.places import PCode
from registry.domain.vocabulary import BenefitFamily, FieldGroup, LegalBasis, Level, Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """How far the parties open one group of fields to one another."""

    group: Clear[FieldGroup]
    level: Clear[Level]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementSigned(Fact):
    """Terms between parties.

    `totals_only` names the parties that see totals and no record at all. An empty `programmes` means all of the
    parties' programmes, no `area` everywhere. `families` are the benefit families whose deliveries the parties show
    one another. `until` is the last day in force.
    """

    name_ar: Clear[PublicName]
    name_en: Clear[PublicName]
    parties: Clear[tuple[UUID, ...]]
    totals_only: Clear[tuple[UUID, ...]] = ()
    purposes: Clear[tuple[Purpose, ...]]
    grants: Clear[tuple[Grant, ...]]
    families: Clear[tuple[BenefitFamily, ...]] = ()
    programmes: Clear[tuple[UUID, ...]] = ()
    area: Clear[PCode | None] = None
    legal_basis: Clear[LegalBasis]
    base: Clear[bool] = False
    begins: Clear[date]
    until: Clear[date | None] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementAmended(Fact):
    """The terms from now on, whole."""

    terms: Clear[AgreementSigned]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementEnded(Fact):
    """`last_day` is the last day in force."""

    last_day: Clear[date]


AgreementFact: TypeAlias = AgreementSigned | AgreementAmended | AgreementEnded


@dataclass(frozen=True, slots=True)
class Agreement:
    terms: AgreementSigned
    ended: date | None = None


def sign(agreement: Agreement | None, signed: AgreementSigned) -> list[AgreementFact]:
    """Bring an agreement into force.

    Raises:
        Refused: `agreement_already_signed`, `agreement_without_parties`, `agreement_ends_before_it_begins`,
            `agreement_party_repeated`.
    """
    if agreement is not None:
        raise Refused("agreement_already_signed")
    _check_terms(signed)
    return [signed]


def amend(agreement: Agreement, terms: AgreementSigned) -> list[AgreementFact]:
    """Replace the terms. The same terms again change nothing.

    Raises:
        Refused: `agreement_ended`, and what `sign` refuses.
    """
    if agreement.ended is not None:
        raise Refused("agreement_ended")
    _check_terms(terms)
    return [] if terms == agreement.terms else [AgreementAmended(terms=terms)]


def end(agreement: Agreement, last_day: date) -> list[AgreementFact]:
    return [] if agreement.ended == last_day else [AgreementEnded(last_day=last_day)]


def evolve(agreement: Agreement | None, fact: AgreementFact) -> Agreement:
    """Fold one fact into the state. Total over `AgreementFact`; never refuses."""
    match fact:
        case AgreementSigned():
            return Agreement(terms=fact)
        case _ if agreement is None:
            raise AssertionError(f"{type(fact).__name__} before AgreementSigned")
        case AgreementAmended(terms=terms):
            return replace(agreement, terms=terms)
        case AgreementEnded(last_day=last_day):
            return replace(agreement, ended=last_day)
        case _:
            assert_never(fact)


def _check_terms(terms: AgreementSigned) -> None:
    everyone = (*terms.parties, *terms.totals_only)
    if not everyone:
        raise Refused("agreement_without_parties")
    if _repeats(everyone):
        raise Refused("agreement_party_repeated")
    if terms.until is not None and terms.until < terms.begins:
        raise Refused("agreement_ends_before_it_begins")


def _repeats(ids: Iterable[UUID]) -> bool:
    seen = list(ids)
    return len(set(seen)) < len(seen)
