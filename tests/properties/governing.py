"""Asks of those who govern: partners, their agreements and their programmes."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Final
from uuid import UUID

from registry.application import steering
from registry.application.command import Command, Context
from registry.domain import programme
from registry.domain.agreement import Party, Terms
from registry.domain.errors import Refused
from registry.domain.families import top
from registry.domain.money import Currency, Money
from registry.domain.partner import PartnerCode, PartnerEnrolled, PublicName
from registry.domain.planning import GivenTo
from registry.domain.programme import OverlapRule, ProgrammeCode, ProgrammeOpened
from registry.domain.vocabulary import LegalBasis, OrganisationKind, Purpose, Role, Sees
from tests.families import FAMILIES
from tests.projections.terms import lawful_terms
from tests.properties.asks import ALWAYS_THERE, Act, Ask, Clerk, no_objections
from tests.properties.people import a_benefit, one_of

MOST_PARTNERS: Final = 6


def open_programme(clerk: Clerk, context: Context, chance: Random, _home: UUID | None) -> Ask:
    benefit = a_benefit(chance)
    opened = ProgrammeOpened(
        owner=context.partner,
        code=ProgrammeCode(f"programme-{clerk.asked}"),
        name_ar=PublicName("سلة غذائية"),
        name_en=PublicName("Food basket"),
        family=benefit.family,
        kind=benefit.kind,
        unit=benefit.unit,
        protected=chance.random() < 0.2,
    )
    return Ask(
        act=Act.OPEN_PROGRAMME,
        context=replace(context, role=Role.PROGRAMME_MANAGER),
        make=lambda again: steering.open_programme(opened, again, clerk.mint),
    )


def close_programme(clerk: Clerk, context: Context, chance: Random, _home: UUID | None) -> Ask:
    """Any but the first two, so that there is always something to hand out."""
    stream = _any(chance, list(clerk.town.programmes)[2:]) or clerk.mint.id()

    def objections() -> set[str]:
        own = clerk.town.owners.get(stream) == context.partner
        return set() if own else {"programme_unknown"}

    return Ask(
        act=Act.CLOSE_PROGRAMME,
        context=replace(context, role=Role.PROGRAMME_MANAGER),
        make=lambda again: steering.close_programme(stream, again),
        objections=objections,
    )


def set_overlap(clerk: Clerk, context: Context, chance: Random, _home: UUID | None) -> Ask:
    """What it overlaps with: its own family or that above it, and some others; now and then not even its own."""
    stream = _any(chance, clerk.town.programmes) or clerk.mint.id()
    own = clerk.town.programmes[stream].family
    others = chance.sample(FAMILIES, 2)
    rule = OverlapRule(
        families=tuple({chance.choice((own, own, top(own), others[0])), *others}),
        per=chance.choice((GivenTo.HOUSEHOLD, one_of(chance, GivenTo))),
        months=chance.choice((0, 0, 1, 3, 25)),
        ceiling=chance.choice((None, None, Money(Decimal(900), Currency.EGP))),
    )
    return _of_programme(
        clerk, Act.SET_OVERLAP, context, stream,
        lambda state: programme.set_overlap(state, rule),
        lambda again: steering.set_overlap(stream, rule, again),
    )  # fmt: skip


def tag(clerk: Clerk, context: Context, chance: Random, _home: UUID | None) -> Ask:
    stream = _any(chance, clerk.town.programmes) or clerk.mint.id()
    tags = chance.sample(("rights", "vision-2030", "winter", "Not A Code"), 2)
    return _of_programme(
        clerk, Act.TAG, context, stream,
        lambda state: programme.tag(state, tags),
        lambda again: steering.tag_programme(stream, tags, again),
    )  # fmt: skip


def _of_programme(  # noqa: PLR0913, PLR0917 - who asks what of which, and what is to come of it
    clerk: Clerk,
    act: Act,
    context: Context,
    stream: UUID,
    decide: Callable[[programme.Programme], object],
    make: Callable[[Context], Command],
) -> Ask:
    """As a rule by whoever owns it."""
    owner = clerk.town.owners.get(stream)
    if owner is not None and clerk.asked % 10:
        context = context.for_partner(owner)

    def objections() -> set[str]:
        if clerk.town.owners.get(stream) != context.partner:
            return {"programme_unknown"}
        try:
            decide(clerk.town.programmes[stream])
        except Refused as no:
            return {no.code}
        return set()

    manager = replace(context, role=Role.PROGRAMME_MANAGER)
    return Ask(act=act, context=manager, make=make, objections=objections)


def sign(clerk: Clerk, context: Context, chance: Random, _home: UUID | None) -> Ask:
    terms = _terms(clerk, chance)
    return _steered(
        clerk, Act.SIGN, context, lambda again: steering.sign_agreement(terms, again, clerk.mint)
    )


def amend(clerk: Clerk, context: Context, chance: Random, _home: UUID | None) -> Ask:
    stream = _any(chance, clerk.town.agreements) or clerk.mint.id()
    terms = _terms(clerk, chance)

    def objections() -> set[str]:
        known = clerk.town.agreements.get(stream)
        if known is None:
            return {"agreement_unknown"}
        return set() if known.ended is None else {"agreement_ended"}

    return _steered(
        clerk,
        Act.AMEND,
        context,
        lambda again: steering.amend_agreement(stream, terms, again),
        objections,
    )


def end(clerk: Clerk, context: Context, chance: Random, _home: UUID | None) -> Ask:
    stream = _any(chance, clerk.town.agreements) or clerk.mint.id()
    last_day = date(2026, 11, 1) + timedelta(days=chance.randrange(60))

    def objections() -> set[str]:
        known = clerk.town.agreements.get(stream)
        if known is None:
            return {"agreement_unknown"}
        later = known.ended is not None and last_day > known.ended
        return {"agreement_ended"} if later else set()

    return _steered(
        clerk,
        Act.END,
        context,
        lambda again: steering.end_agreement(stream, last_day, again),
        objections,
    )


def enrol(clerk: Clerk, context: Context, _chance: Random, _home: UUID | None) -> Ask:
    """Of those there are enough of, the last is enrolled once more, which changes nothing."""
    number = min(len(clerk.town.partners), MOST_PARTNERS - 1)
    enrolled = PartnerEnrolled(
        code=PartnerCode(f"partner-{number}"),
        kind=OrganisationKind.ASSOCIATION,
        name_ar=PublicName(f"جمعية البر {number}"),
        name_en=PublicName(f"Al-Birr {number}"),
    )
    return _steered(
        clerk, Act.ENROL, context, lambda again: steering.enrol_partner(enrolled, again, clerk.mint)
    )


def suspend(clerk: Clerk, context: Context, chance: Random, _home: UUID | None) -> Ask:
    stream = _any(chance, list(clerk.town.partners)[ALWAYS_THERE:]) or clerk.mint.id()
    return _steered(
        clerk,
        Act.SUSPEND,
        context,
        lambda again: steering.suspend_partner(stream, again),
        lambda: set() if stream in clerk.town.partners else {"partner_unknown"},
    )


def _terms(clerk: Clerk, chance: Random) -> Terms:
    """Lawful ones; of two the one lets all partners ask one another for help, or there would hardly be any."""
    partners = list(clerk.town.partners)
    terms = lawful_terms(chance, partners, list(clerk.town.programmes))
    if chance.random() < 1 / 2:
        return terms
    basis = one_of(chance, LegalBasis)
    parties = tuple(Party(partner=one, sees=Sees.RECORDS, legal_basis=basis) for one in partners)
    purposes = tuple({*terms.purposes, Purpose.REFERRAL})
    return replace(
        terms, parties=parties, purposes=purposes, grants=(), begins=date(2026, 1, 1), until=None
    )


def _steered(
    clerk: Clerk,
    act: Act,
    context: Context,
    make: Callable[[Context], Command],
    objections: Callable[[], set[str]] = no_objections,
) -> Ask:
    return Ask(act=act, context=clerk.as_operator(context), make=make, objections=objections)


def _any(chance: Random, streams: Collection[UUID]) -> UUID | None:
    return chance.choice(list(streams)) if streams else None
