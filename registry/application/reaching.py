"""Whom a partner can ask for help: those with whom an agreement for referrals is in force."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from registry.application.command import Histories
from registry.domain import agreement
from registry.domain.facts import AnyFact
from registry.domain.partner import PartnerSuspended
from registry.domain.vocabulary import Purpose, Sees


def reaches(
    histories: Histories, agreements: Iterable[UUID], parties: tuple[UUID, UUID], today: date
) -> bool:
    """Whether one of the agreements lets the first of `parties` ask the second, as facts stand.

    It is in force today, for referrals, shows both of them records, and the second is not suspended.
    """
    asked = histories.get(parties[1], ())
    if not asked or any(isinstance(one.fact, PartnerSuspended) for one in asked):
        return False
    return any(
        _lets(_folded([one.fact for one in histories.get(stream, ())]), parties, today)
        for stream in agreements
    )


def _lets(state: agreement.Agreement | None, parties: tuple[UUID, UUID], today: date) -> bool:
    if state is None:
        return False
    terms = state.terms
    ends = [day for day in (terms.until, state.ended) if day is not None]
    if today < terms.begins or any(day < today for day in ends):
        return False
    signed = [terms.party(partner) for partner in parties]
    shown = all(party is not None and party.sees is Sees.RECORDS for party in signed)
    return shown and Purpose.REFERRAL in terms.purposes


def _folded(facts: Sequence[AnyFact]) -> agreement.Agreement | None:
    state: agreement.Agreement | None = None
    for fact in facts:
        if isinstance(fact, agreement.AgreementFact):
            state = agreement.evolve(state, fact)
    return state
