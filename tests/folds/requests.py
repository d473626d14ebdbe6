"""Requests of persons, written down from the facts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from registry.domain import subject_request
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from tests.folds.households import Rows, bytes_of

SUNDAY_TO_THURSDAY: Final = ("Sun", "Mon", "Tue", "Wed", "Thu")


def requests(facts: Iterable[Recorded[AnyFact]]) -> Rows:
    rows: Rows = {}
    for one in facts:
        match one.fact:
            case subject_request.RequestReceived() as asked:
                rows[one.stream] = {
                    "request": one.stream,
                    "household": asked.household,
                    "member": asked.member,
                    "kind": asked.kind,
                    "requested_by": asked.requested_by,
                    "objects_to": asked.objects_to,
                    "since": one.position,
                    "received_at": one.recorded_at,
                    "due": asked.due or sixth_working_day_after(one.recorded_at.date()),
                    "words": bytes_of(asked.words),
                    "answer": None,
                    "reason": None,
                    "answered_at": None,
                    "answer_words": None,
                }
            case subject_request.RequestAnswered() as answered:
                rows[one.stream] |= {
                    "answer": answered.answer,
                    "reason": answered.reason,
                    "answered_at": one.recorded_at,
                    "answer_words": bytes_of(answered.words),
                }
            case _:
                pass
    return rows


def sixth_working_day_after(day: date) -> date:
    following = (day + timedelta(days=more) for more in range(1, 15))
    working = [one for one in following if one.strftime("%a") in SUNDAY_TO_THURSDAY]
    return working[5]
