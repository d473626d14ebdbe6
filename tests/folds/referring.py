"""Referrals, offers of households and answers to consent, written down from the facts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from registry.domain import household, referral
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from tests.folds.households import Rows, bytes_of


def referrals(facts: Iterable[Recorded[AnyFact]]) -> Rows:
    rows: Rows = {}
    for one in facts:
        match one.fact:
            case referral.ReferralSent() as sent:
                rows[one.stream] = {
                    "referral": one.stream,
                    "household": sent.household,
                    "member": sent.member,
                    "sender": sent.sender,
                    "asked": sent.to,
                    "passed_by": (),
                    "need": sent.need,
                    "priority": sent.priority,
                    "sent_at": one.recorded_at,
                    "due": sent.due,
                    "disclosed": sent.disclosed,
                    "stage": "sent",
                    "reason": None,
                    "result": None,
                    "note": bytes_of(sent.note),
                    "reason_note": None,
                    "feedback": None,
                    "changed_at": one.recorded_at,
                }
            case fact if isinstance(fact, referral.ReferralFact):
                rows[one.stream] |= {
                    "changed_at": one.recorded_at,
                    **_goes_on(fact, rows[one.stream]),
                }
            case _:
                pass
    return rows


def _goes_on(fact: referral.ReferralFact, row: dict[str, Any]) -> dict[str, Any]:
    match fact:
        case referral.ReferralRedirected():
            before = (*row["passed_by"], row["asked"])
            return {"asked": fact.to, "passed_by": before, "stage": "sent", "reason": fact.reason}
        case referral.ReferralRejected():
            note = None if fact.note is None else bytes_of(fact.note)
            return {"stage": "rejected", "reason": fact.reason, "reason_note": note}
        case referral.ReferralDone():
            told = None if fact.feedback is None else bytes_of(fact.feedback)
            return {"stage": "done", "result": fact.result, "feedback": told}
        case referral.ReferralAccepted():
            return {"stage": "accepted"}
        case referral.ReferralStarted():
            return {"stage": "started"}
        case _:
            return {"stage": "revoked"}


def transfers(facts: Iterable[Recorded[AnyFact]]) -> Rows:
    rows: Rows = {}
    for one in facts:
        match one.fact:
            case household.HouseholdOffered(to=to):
                rows[one.stream] = {
                    "household": one.stream,
                    "sender": one.envelope.partner,
                    "asked": to,
                    "offered_at": one.recorded_at,
                }
            case (
                household.OfferEnded()
                | household.HouseholdTransferred()
                | household.HouseholdClosed()
                | household.HouseholdForgotten()
                | household.RegistrationWithdrawn()
            ):
                rows.pop(one.stream, None)
            case _:
                pass
    return rows


def consents(facts: Iterable[Recorded[AnyFact]]) -> Rows:
    rows: Rows = {}
    for one in facts:
        match one.fact:
            case household.HouseholdRegistered(consent=given):
                rows[one.stream] = {"household": one.stream, "answers": _answers(given)}
            case household.ConsentAnswered(consent=consent):
                rows[one.stream]["answers"] |= _answers([consent])
            case _:
                pass
    return {
        key: {**row, "answers": json.loads(json.dumps(row["answers"]))} for key, row in rows.items()
    }


def _answers(given: Iterable[household.Consent]) -> dict[str, Any]:
    return {
        one.purpose.value: {
            "state": one.state.value,
            "groups": [group.value for group in one.groups],
            "on": None if one.on is None else one.on.first.isoformat(),
        }
        for one in given
    }
