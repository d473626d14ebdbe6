"""What a person asks of who holds its data, and the answer."""

from __future__ import annotations

from uuid import UUID

from registry.domain.casework import RequestAnswer, RequestKind
from registry.domain.fields import Open
from registry.domain.subject_request import (
    RequestAnswered,
    RequestFact,
    RequestReceived,
    SubjectRequest,
    answer,
    evolve,
    receive,
)
from tests.story import Story

received = RequestReceived(
    kind=RequestKind.OBJECTION,
    household=UUID(int=1),
    member=UUID(int=2),
    words=Open("لا أريد أن يعرف أحد"),
)
granted = RequestAnswered(member=UUID(int=2), answer=RequestAnswer.GRANTED, words=Open(None))
declined = RequestAnswered(member=UUID(int=2), answer=RequestAnswer.DECLINED, words=Open(None))
nothing: Story[SubjectRequest, RequestFact] = Story(evolve)


def test_a_request_is_received_once() -> None:
    nothing.begin(lambda r: receive(r, received)).then(received)
    nothing.given(received).begin(lambda r: receive(r, received)).refused(
        "request_already_received"
    )


def test_the_first_answer_stands() -> None:
    nothing.given(received).when(lambda r: answer(r, granted)).then(granted)
    nothing.given(received, granted).when(lambda r: answer(r, declined)).then()
