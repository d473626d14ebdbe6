"""What the person asked of the organisation, and what it answered."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from registry.api.person.sections import Both, Cell, Section, code
from registry.api.person.subject import Subject
from registry.domain.access import FieldName
from registry.projections import subject_requests as read_model
from registry.projections.reading import all_pages
from registry.projections.subject_requests import RequestFilters, ShownRequest

COLUMNS = ("on", "asked", "words", "due", "answer", "answer_words")
WORDS = FieldName("subject_request.received.words")
ANSWER_WORDS = FieldName("subject_request.answered.words")


async def requests(subject: Subject) -> Section:
    """Its own; those of others in the household are theirs."""
    rows = await all_pages(
        partial(
            read_model.page,
            subject.reading.connection,
            partner=subject.home.partner,
            filters=RequestFilters(member=subject.member),
        ),
        lambda read: (read[-1].due, read[-1].request),
        position=subject.reading.position,
    )
    return Section("requests", COLUMNS, [await _line(subject, row) for row in rows])


async def _line(subject: Subject, row: ShownRequest) -> Mapping[str, Cell]:
    asked = [Both.listed("request_kind", row.kind), Both.listed("requested_by", row.requested_by)]
    if row.objects_to is not None:
        asked.insert(1, Both.listed("consent_purpose", row.objects_to))
    answer = (
        [Both.of("person.not_answered")]
        if row.answer is None
        else [Both.listed("request_answer", row.answer)]
    )
    if row.reason is not None:
        answer.append(Both.listed("answer_reason", row.reason))
    answered = [] if row.answered_at is None else [subject.day(row.answered_at)]
    record, member = subject.record, subject.member
    return {
        "on": subject.day(row.received_at),
        "asked": asked,
        "words": await subject.opened(WORDS, row.request, member, row.words, record),
        "due": code(row.due.isoformat()),
        "answer": [*answer, *answered],
        "answer_words": None
        if row.answer_words is None
        else await subject.opened(ANSWER_WORDS, row.request, member, row.answer_words, record),
    }
