"""An agreement (memorandum of understanding): who may see and do what, for which purpose, from when until when.

Access is derived from agreements; without one in force a partner sees nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias, assert_never
from uuid import UUID

from registry.domain.envelope import Fact
from registry.domain.errors import Refused
from registry.domain.fields import Clear
from registry.domain.money import Money
from registry.domain.partner import PublicName
from registry.domain.places import PCode, known_place
from registry.domain.vocabulary import BenefitFamily, FieldGroup, LegalBasis, Level, Purpose, Sees


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A partner that signed: how much it sees of the others, and on what ground it shares what it holds itself.

    One that sees totals alone shows no record either.
    """

    partner: Clear[UUID]
    sees: Clear[Sees] = Sees.RECORDS
    legal_basis: Clear[LegalBasis]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """How far the parties open one group of fields, `to` which of them and for which of the agreement's purposes.

    Empty means all of them. Where several grants speak of one group to the same party, the narrowest counts.
    """

    group: Clear[FieldGroup]
    level: Clear[Level]
    to: Clear[tuple[UUID, ...]] = ()
    purposes: Clear[tuple[Purpose, ...]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the parties agreed on.

    An empty `programmes` means all of the parties' programmes, an empty `areas` everywhere. `families` are the benefit
    families whose deliveries the parties show one another. `alone_up_to` is by currency what one person may decide
    about alone where a duplicate holds up a plan; of what it does not name, the registry's setting is. `until` is the
    last day in force.
    """

    name_ar: Clear[PublicName]
    name_en: Clear[PublicName]
    parties: Clear[tuple[Party, ...]]
    purposes: Clear[tuple[Purpose, ...]]
    grants: Clear[tuple[Grant, ...]]
    families: Clear[tuple[BenefitFamily, ...]] = ()
    programmes: Clear[tuple[UUID, ...]] = ()
    areas: Clear[tuple[PCode, ...]] = ()
    base: Clear[bool] = False
    alone_up_to: Clear[tuple[Money, ...]] = ()
    begins: Clear[date]
    until: Clear[date | None] = None

    def party(self, partner: UUID) -> Party | None:
        return next((party for party in self.parties if party.partner == partner), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementSigned(Fact):
    terms: Clear[Terms]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementAmended(Fact):
    """The terms from now on, whole."""

    terms: Clear[Terms]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementEnded(Fact):
    """`last_day` is the last day in force."""

    last_day: Clear[date]


AgreementFact: TypeAlias = AgreementSigned | AgreementAmended | AgreementEnded


@dataclass(frozen=True, slots=True)
class Agreement:
    terms: Terms
    ended: date | None = None


def sign(agreement: Agreement | None, terms: Terms) -> list[AgreementFact]:
    """Bring an agreement into force.

    Raises:
        Refused: `agreement_already_signed`, `agreement_without_parties`, `agreement_party_repeated`,
            `agreement_ends_before_it_begins`, `grant_to_stranger`, `place_unknown`,
            `agreement_amount_negative`.
    """
    if agreement is not None:
        raise Refused("agreement_already_signed")
    _check(terms)
    return [AgreementSigned(terms=terms)]


def amend(agreement: Agreement, terms: Terms) -> list[AgreementFact]:
    """Replace the terms. The same terms again change nothing.

    Raises:
        Refused: `agreement_ended`, and what `sign` refuses in terms.
    """
    if agreement.ended is not None:
        raise Refused("agreement_ended")
    _check(terms)
    return [] if terms == agreement.terms else [AgreementAmended(terms=terms)]


def end(agreement: Agreement, last_day: date) -> list[AgreementFact]:
    """End it with a day, or sooner than was said before.

    Raises:
        Refused: `agreement_ended`, the day is a later one: what has ended is signed anew.
    """
    if agreement.ended is not None and last_day > agreement.ended:
        raise Refused("agreement_ended")
    return [] if agreement.ended == last_day else [AgreementEnded(last_day=last_day)]


def evolve(agreement: Agreement | None, fact: AgreementFact) -> Agreement:
    """Fold one fact into the state. Total over `AgreementFact`; never refuses."""
    match fact:
        case AgreementSigned(terms=terms):
            return Agreement(terms=terms)
        case _ if agreement is None:
            raise AssertionError(f"{type(fact).__name__} before AgreementSigned")
        case AgreementAmended(terms=terms):
            return replace(agreement, terms=terms)
        case AgreementEnded(last_day=last_day):
            return replace(agreement, ended=last_day)
        case _:
            assert_never(fact)


def _check(terms: Terms) -> None:
    if not terms.parties:
        raise Refused("agreement_without_parties")
    partners = {party.partner for party in terms.parties}
    if len(partners) < len(terms.parties):
        raise Refused("agreement_party_repeated")
    if terms.until is not None and terms.until < terms.begins:
        raise Refused("agreement_ends_before_it_begins")
    if any(not partners.issuperset(grant.to) for grant in terms.grants):
        raise Refused("grant_to_stranger")
    if any(one.amount < 0 for one in terms.alone_up_to):
        raise Refused("agreement_amount_negative")
    for area in terms.areas:
        known_place(area)
