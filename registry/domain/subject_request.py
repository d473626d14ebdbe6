"""What a person asks of a partner that holds its data: to see it, to have it corrected, to object; and the answer.

The clock runs from the day on which the partner was asked. An objection that is granted is no mere note: what the
household answered to that purpose is answered anew in the same act (docs/adr/0016).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from registry.domain import household as households
from registry.domain.casework import AnswerReason, RequestAnswer, RequestedBy, RequestKind
from registry.domain.dates import PreciseDate
from registry.domain.envelope import Fact
from registry.domain.errors import Refused
from registry.domain.fields import Clear, Personal, Sensitive
from registry.domain.household import Consent, Household, HouseholdFact
from registry.domain.vocabulary import ConsentPurpose, ConsentState, FieldGroup

WORKING_DAYS: Final = 6
"""Within so many working days after the one on which it was asked a partner answers, whatever it was asked."""
WEEKEND: Final = frozenset({4, 5})
"""Friday and Saturday, as `date.weekday` counts. Holidays are not known here: the clock does not stop for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReceived(Fact):
    """A member of a household asks; `words` are what it said, sealed under its own key.

    `objects_to` is the purpose that an objection is to, None where it is to something else. `due` is the last day for
    the answer, None where it was received before days were reckoned.
    """

    kind: Clear[RequestKind]
    household: Clear[UUID]
    member: Clear[UUID]
    requested_by: Clear[RequestedBy]
    objects_to: Clear[ConsentPurpose | None]
    due: Clear[date | None]
    words: Personal[str | None, Sensitive]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestAnswered(Fact):
    """What the partner answered to the member, and why where it did not grant all of it."""

    member: Clear[UUID]
    answer: Clear[RequestAnswer]
    reason: Clear[AnswerReason | None]
    words: Personal[str | None, Sensitive]


RequestFact: TypeAlias = RequestReceived | RequestAnswered


@dataclass(frozen=True, slots=True)
class SubjectRequest:
    """`answered` is the answer that was given, with its reason; None while there is none."""

    household: UUID
    member: UUID
    kind: RequestKind
    objects_to: ConsentPurpose | None = None
    answered: tuple[RequestAnswer, AnswerReason | None] | None = None


def due_after(day: date) -> date:
    """The last day for the answer to what was asked on `day`."""
    left = WORKING_DAYS
    while left:
        day += timedelta(days=1)
        left -= day.weekday() not in WEEKEND
    return day


def due_of(received: RequestReceived, recorded_at: datetime) -> date:
    return received.due or due_after(recorded_at.date())


def receive(
    request: SubjectRequest | None,
    received: RequestReceived,
    household: Household,
    asked: tuple[PreciseDate | None, date],
) -> list[RequestFact]:
    """Take a request in, of anybody who was ever named in the household. `asked` is the day, if known, and today.

    Raises:
        Refused: `request_already_received`, `objects_to_without_objection`, `day_in_the_future`, `household_forgotten`,
            and what `require_member` refuses.
    """
    if request is not None:
        raise Refused("request_already_received")
    _require_held(household, received.member)
    if received.objects_to is not None and received.kind is not RequestKind.OBJECTION:
        raise Refused("objects_to_without_objection")
    on, today = asked
    if on is not None and on.first > today:
        raise Refused("day_in_the_future")
    return [received]


def answer(
    request: SubjectRequest,
    answered: RequestAnswered,
    household: Household,
    keeps: Sequence[FieldGroup] = (),
) -> tuple[list[RequestFact], list[HouseholdFact]]:
    """Answer it: what that is, and what it changes in the household. The same answer again changes nothing.

    `keeps` are the groups of fields that an objection granted in part still leaves to its purpose.

    Raises:
        Refused: `request_answered_otherwise`, `answer_needs_reason`, `answer_needs_no_reason`,
            `keeps_without_objection`, `objection_keeps_nothing_less`, `household_forgotten`, and what `require_member`
            refuses.
    """
    given = (answered.answer, answered.reason)
    if request.answered is not None:
        if request.answered != given:
            raise Refused("request_answered_otherwise")
        return [], []
    _require_held(household, request.member)
    if (answered.reason is None) != (answered.answer is RequestAnswer.GRANTED):
        granted = answered.answer is RequestAnswer.GRANTED
        raise Refused("answer_needs_no_reason" if granted else "answer_needs_reason")
    return [answered], _effect(request, answered.answer, household, keeps)


def _effect(
    request: SubjectRequest,
    answer: RequestAnswer,
    household: Household,
    keeps: Sequence[FieldGroup],
) -> list[HouseholdFact]:
    """What the household answers to the purpose from now on. Of a registration that was withdrawn nothing is shown."""
    purpose = request.objects_to
    narrows = purpose is not None and answer is RequestAnswer.PARTLY
    if keeps and not narrows:
        raise Refused("keeps_without_objection")
    if purpose is None or answer is RequestAnswer.DECLINED or household.withdrawn:
        return []
    if not narrows:
        given = household.agrees(purpose)
        state = ConsentState.WITHDRAWN if given else ConsentState.REFUSED
        before = household.consent.get(purpose)
        if before is not None and before.state in {ConsentState.WITHDRAWN, ConsentState.REFUSED}:
            return []
        return households.answer(household, Consent(purpose=purpose, state=state))
    left = tuple(group for group in FieldGroup if group in keeps)
    agreed = {group for group in FieldGroup if household.agrees(purpose, group)}
    if not left or not {*left} < agreed:
        raise Refused("objection_keeps_nothing_less")
    return households.answer(
        household, Consent(purpose=purpose, state=ConsentState.GIVEN, groups=left)
    )


def _require_held(household: Household, member: UUID) -> None:
    """Somebody of whom something is still held."""
    households.require_member(household, member)
    if household.erased:
        raise Refused("household_forgotten")


def evolve(request: SubjectRequest | None, fact: RequestFact) -> SubjectRequest:
    """Fold one fact into the state. Total over `RequestFact`; never refuses."""
    match fact:
        case RequestReceived(household=household, member=member):
            return SubjectRequest(household, member, fact.kind, fact.objects_to)
        case _ if request is None:
            raise AssertionError(f"{type(fact).__name__} before RequestReceived")
        case RequestAnswered(answer=answer, reason=reason):
            return replace(request, answered=(answer, reason))
        case _:
            assert_never(fact)
