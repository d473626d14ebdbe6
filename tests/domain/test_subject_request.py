"""What a person asks of who holds its data, the clock that runs, and the answer with what it changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from registry.domain.casework import AnswerReason, RequestAnswer, RequestedBy, RequestKind
from registry.domain.dates import precise_date
from registry.domain.errors import Refused
from registry.domain.fields import Open
from registry.domain.household import Consent, ConsentAnswered, Grown, Household
from registry.domain.places import PCode
from registry.domain.subject_request import (
    RequestAnswered,
    RequestFact,
    RequestReceived,
    SubjectRequest,
    answer,
    due_after,
    evolve,
    receive,
)
from registry.domain.vocabulary import ConsentPurpose, ConsentState, FieldGroup, Relation
from tests.story import Story

FATIMA, HOME = UUID(int=2), UUID(int=1)
TODAY = date(2026, 11, 15)
UNASKED = (None, TODAY)
family = Household(FATIMA, PCode("EG2706"), members={FATIMA: Grown(Relation.HEAD, 1985)})
received = RequestReceived(
    kind=RequestKind.OBJECTION,
    household=HOME,
    member=FATIMA,
    requested_by=RequestedBy.PERSON,
    objects_to=ConsentPurpose.SHARING,
    due=date(2026, 11, 23),
    words=Open("لا أريد أن يعرف أحد"),
)
other = replace(received, objects_to=None)


def answered(given: RequestAnswer, reason: AnswerReason | None = None) -> RequestAnswered:
    return RequestAnswered(member=FATIMA, answer=given, reason=reason, words=Open(None))


granted = answered(RequestAnswer.GRANTED)
partly = answered(RequestAnswer.PARTLY, AnswerReason.REQUIRED_BY_LAW)
declined = answered(RequestAnswer.DECLINED, AnswerReason.RECORDED_RIGHTLY)
nothing: Story[SubjectRequest, RequestFact] = Story(evolve)


def agreeing(state: ConsentState, *groups: FieldGroup) -> Household:
    consent = Consent(purpose=ConsentPurpose.SHARING, state=state, groups=groups)
    return replace(family, consent={ConsentPurpose.SHARING: consent})


def request(*facts: RequestFact) -> SubjectRequest:
    state: SubjectRequest | None = None
    for fact in facts:
        state = evolve(state, fact)
    assert state is not None
    return state


def effect(home: Household, given: RequestAnswered, *keeps: FieldGroup) -> list[Any]:
    _, changed = answer(request(received), given, home, keeps)
    return [one.consent for one in changed if isinstance(one, ConsentAnswered)]


def test_a_request_is_received_once_and_not_from_the_future() -> None:
    nothing.begin(lambda r: receive(r, received, family, UNASKED)).then(received)
    nothing.given(received).begin(lambda r: receive(r, received, family, UNASKED)).refused(
        "request_already_received"
    )
    tomorrow = (precise_date(2026, 11, 16), TODAY)
    nothing.begin(lambda r: receive(r, received, family, tomorrow)).refused("day_in_the_future")
    access = replace(received, kind=RequestKind.ACCESS)
    nothing.begin(lambda r: receive(r, access, family, UNASKED)).refused(
        "objects_to_without_objection"
    )


def test_nobody_asks_of_whom_nothing_is_held() -> None:
    stranger = replace(received, member=UUID(int=9))
    for home, asked, code in (
        (family, stranger, "member_unknown"),
        (replace(family, forgotten=frozenset({FATIMA})), received, "person_forgotten"),
        (replace(family, erased=True), received, "household_forgotten"),
    ):
        nothing.begin(lambda r, asked=asked, home=home: receive(r, asked, home, UNASKED)).refused(  # type: ignore[misc]  # bound in the loop
            code
        )


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (date(2026, 11, 15), date(2026, 11, 23)),  # a Sunday: Mon Tue Wed Thu, Sun Mon
        (date(2026, 11, 19), date(2026, 11, 29)),  # a Thursday: the whole next week, and Sunday
        (date(2026, 11, 20), date(2026, 11, 29)),  # a Friday is as the Thursday before it
    ],
)
def test_the_clock_counts_the_working_days_of_egypt(asked: date, due: date) -> None:
    assert due_after(asked) == due


def test_the_first_answer_stands() -> None:
    assert answer(request(received), granted, family)[0] == [granted]
    assert answer(request(received, granted), granted, family) == ([], [])
    with pytest.raises(Refused, match="request_answered_otherwise"):
        answer(request(received, granted), declined, family)


def test_what_is_not_granted_in_full_has_its_reason() -> None:
    with pytest.raises(Refused, match="answer_needs_reason"):
        answer(request(other), replace(declined, reason=None), family)
    with pytest.raises(Refused, match="answer_needs_no_reason"):
        answer(request(other), replace(granted, reason=AnswerReason.OTHER), family)
    assert answer(request(other), partly, family) == ([partly], [])


def test_a_granted_objection_closes_the_purpose_that_it_is_to() -> None:
    (withdrawn,) = effect(agreeing(ConsentState.GIVEN), granted)
    assert (withdrawn.purpose, withdrawn.state) == (
        ConsentPurpose.SHARING,
        ConsentState.WITHDRAWN,
    )
    (refused,) = effect(family, granted)
    assert refused.state is ConsentState.REFUSED
    for closed in (ConsentState.REFUSED, ConsentState.WITHDRAWN):
        assert effect(agreeing(closed), granted) == []
    assert effect(agreeing(ConsentState.GIVEN), declined) == []
    assert effect(replace(agreeing(ConsentState.GIVEN), withdrawn=True), granted) == []


def test_one_that_is_granted_in_part_leaves_less_than_before() -> None:
    agrees = agreeing(ConsentState.GIVEN, FieldGroup.IDENTITY, FieldGroup.CONTACT)
    (narrowed,) = effect(agrees, partly, FieldGroup.IDENTITY)
    assert (narrowed.state, narrowed.groups) == (ConsentState.GIVEN, (FieldGroup.IDENTITY,))
    for keeps in (
        (),
        (FieldGroup.IDENTITY, FieldGroup.CONTACT),
        (FieldGroup.SENSITIVE,),
    ):
        with pytest.raises(Refused, match="objection_keeps_nothing_less"):
            effect(agrees, partly, *keeps)
    with pytest.raises(Refused, match="objection_keeps_nothing_less"):
        effect(family, partly, FieldGroup.IDENTITY)
    for given in (granted, declined):
        with pytest.raises(Refused, match="keeps_without_objection"):
            effect(agrees, given, FieldGroup.IDENTITY)
