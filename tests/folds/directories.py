"""Partners, agreements, programmes, imports and openings, written down from the facts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from registry.domain import agreement, file_import, partner, programme
from registry.domain.access import AccessRefused, FieldsOpened, RegistrationsSearched
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from tests.folds.households import Rows


def partners(facts: Iterable[Recorded[AnyFact]]) -> Rows:
    rows: Rows = {}
    for one in facts:
        match one.fact:
            case partner.PartnerEnrolled() as fact:
                known = _as_they_are(fact, "code", "kind", "name_ar", "name_en", "parent")
                unsaid = dict.fromkeys(("reports_every", "agreed_on", "reported_up_to"))
                rows[one.stream] = {"partner": one.stream, **known, "suspended": False, **unsaid}
            case partner.PartnerSuspended():
                rows[one.stream]["suspended"] = True
            case partner.PartnerReportsEvery(days=days, agreed_on=agreed_on):
                rows[one.stream] |= {"reports_every": days, "agreed_on": agreed_on}
            case partner.PartnerReportedUpTo(day=day):
                rows[one.stream]["reported_up_to"] = day
            case _:
                pass
    return rows


def agreements(facts: Iterable[Recorded[AnyFact]]) -> Rows:
    rows: Rows = {}
    for one in facts:
        match one.fact:
            case agreement.AgreementSigned(terms=terms):
                rows[one.stream] = {"agreement": one.stream, "ended": None, **_terms(terms)}
            case agreement.AgreementAmended(terms=terms):
                rows[one.stream] |= _terms(terms)
            case agreement.AgreementEnded(last_day=last_day):
                rows[one.stream]["ended"] = last_day
            case _:
                pass
    return rows


def _terms(terms: agreement.Terms) -> dict[str, Any]:
    return {
        **_as_they_are(terms, "begins", "until"),
        "parties": tuple(party.partner for party in terms.parties),
        "written": json.loads(json.dumps(asdict(terms), default=str)),
    }


def programmes(facts: Iterable[Recorded[AnyFact]]) -> Rows:
    rows: Rows = {}
    for one in facts:
        match one.fact:
            case programme.ProgrammeOpened() as fact:
                known = _as_they_are(
                    fact,
                    "owner",
                    "code",
                    "name_ar",
                    "name_en",
                    "family",
                    "kind",
                    "unit",
                    "cycle",
                    "protected",
                )
                rows[one.stream] = {
                    "programme": one.stream,
                    **known,
                    "closed": False,
                    "tags": (),
                    **_overlap(programme.OverlapRule(families=(fact.family,))),
                }
            case programme.ProgrammeTagged(tags=tags):
                rows[one.stream]["tags"] = tags
            case programme.ProgrammeOverlapSet(rule=rule):
                rows[one.stream] |= _overlap(rule)
            case programme.ProgrammeClosed():
                rows[one.stream]["closed"] = True
            case _:
                pass
    return rows


def _overlap(rule: programme.OverlapRule) -> dict[str, Any]:
    ceiling = rule.ceiling
    return {
        "overlap_families": rule.families,
        "overlap_per": rule.per,
        "overlap_months": rule.months,
        "ceiling": ceiling and ceiling.amount,
        "ceiling_currency": ceiling and ceiling.currency,
    }


COUNTS = (
    "rows", "registrations", "members", "deliveries", "unchanged", "warnings", "rejects", "corrections", "vanished",
)  # fmt: skip


def imports(facts: Iterable[Recorded[AnyFact]]) -> Rows:
    rows: Rows = {}
    for one in facts:
        match one.fact:
            case file_import.ImportStarted() as fact:
                rows[one.stream] = {
                    "file_import": one.stream,
                    "partner": one.envelope.partner,
                    **_as_they_are(fact, "file", "mapping", "file_format", "taken_as"),
                    "started_at": one.recorded_at,
                    "finished_at": None,
                    **dict.fromkeys(COUNTS, 0),
                    "undoing_at": None,
                    "undone_at": None,
                    "built_on": 0,
                }
            case file_import.ImportFinished(counts=counts):
                rows[one.stream] |= {
                    "finished_at": one.recorded_at,
                    **_as_they_are(counts, *COUNTS),
                }
            case file_import.UndoingStarted():
                rows[one.stream]["undoing_at"] = one.recorded_at
            case file_import.ImportUndone(counts=counts):
                rows[one.stream] |= {"undone_at": one.recorded_at, "built_on": counts.built_on}
            case _:
                pass
    return rows


_NOTHING: dict[str, Any] = {
    "level": None,
    "code": None,
    "act": None,
    "fields": (),
    "searched_by": (),
    "searches": 0,
    "agreement": None,
}


def openings(facts: Iterable[Recorded[AnyFact]]) -> dict[int, dict[str, Any]]:
    rows: dict[int, dict[str, Any]] = {}
    for one in facts:
        envelope = _as_they_are(
            one.envelope, "actor", "partner", "department", "role", "purpose", "channel"
        )
        place = {"position": one.position, "stream": one.stream, "recorded_at": one.recorded_at}
        match one.fact:
            case RegistrationsSearched() as fact:
                what: dict[str, Any] = {
                    "searched_by": fact.by,
                    "searches": fact.searches,
                    "subjects": fact.found,
                }
                rows[one.position] = {**_NOTHING, **place, **envelope, **what}
            case FieldsOpened() as fact:
                what = _as_they_are(fact, "level", "fields", "subjects", "agreement")
                rows[one.position] = {**_NOTHING, **place, **envelope, **what}
            case AccessRefused() as fact:
                what = {
                    "code": fact.code,
                    "act": fact.act,
                    "fields": (fact.field,) if fact.field is not None else (),
                    "subjects": fact.subjects,
                }
                rows[one.position] = {**_NOTHING, **place, **envelope, **what}
            case _:
                pass
    return rows


def _as_they_are(fact: object, *names: str) -> dict[str, Any]:
    return {name: getattr(fact, name) for name in names}
