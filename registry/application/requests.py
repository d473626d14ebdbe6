"""What a person asks of the partner that holds its data, taken in and answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from registry.application.command import Command, Context, Elsewhere, Histories, Mint, canonical
from registry.application.households import own_household
from registry.domain import subject_request as domain
from registry.domain.casework import AnswerReason, RequestAnswer, RequestedBy, RequestKind
from registry.domain.errors import Refused
from registry.domain.facts import AnyFact
from registry.domain.fields import Open
from registry.domain.subject_request import (
    RequestAnswered,
    RequestFact,
    RequestReceived,
    SubjectRequest,
)
from registry.domain.vocabulary import ConsentPurpose, FieldGroup
from registry.eventlog.log import Log


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestDraft:
    """What is asked, and who brings it; `words` are what was said, `objects_to` the purpose objected to."""

    household: UUID
    member: UUID
    kind: RequestKind
    requested_by: RequestedBy = RequestedBy.PERSON
    objects_to: ConsentPurpose | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDraft:
    """What is answered; `keeps` are the groups that an objection granted in part leaves to its purpose."""

    answer: RequestAnswer
    reason: AnswerReason | None = None
    words: str | None = None
    keeps: tuple[FieldGroup, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """A request that stands in the log, and which household it is about: that never changes."""

    request: UUID
    household: UUID


async def known_request(log: Log, request: UUID) -> Known:
    """Find a request.

    Raises:
        Refused: `request_unknown`.
    """
    return Known(request, _folded([one.fact for one in await log.load(request)]).household)


def receive_request(draft: RequestDraft, context: Context, mint: Mint) -> Command:
    """Take a request in, asked on the context's effective day, or today; the outcome's stream is the request's id.

    Refuses `household_unknown` (another partner's too) and what `domain.subject_request.receive` refuses.
    """

    def decide(histories: Histories) -> Sequence[AnyFact]:
        household = own_household(histories, draft.household, context.partner)
        today, asked = mint.today(), context.effective
        received = RequestReceived(
            kind=draft.kind,
            household=draft.household,
            member=draft.member,
            requested_by=draft.requested_by,
            objects_to=draft.objects_to,
            due=domain.due_after(today if asked is None else asked.first),
            words=Open(draft.words),
        )
        return domain.receive(None, received, household, (asked, today))

    return Command(
        act="request.receive",
        context=context,
        stream=mint.id(),
        needs=(draft.household,),
        decide=decide,
        content=canonical((draft, context.effective)),
    )


def answer_request(known: Known, draft: AnswerDraft, context: Context) -> Command:
    """Answer it, as the partner whose household it is about; an objection that is granted takes effect in the same act.

    Refuses `request_unknown` to everybody else, and what `domain.subject_request.answer` refuses.
    """

    def decide(histories: Histories) -> Sequence[AnyFact | Elsewhere]:
        request = _folded([one.fact for one in histories.get(known.request, ())])
        try:
            household = own_household(histories, known.household, context.partner)
        except Refused:
            raise Refused("request_unknown") from None
        answered = RequestAnswered(
            member=request.member,
            answer=draft.answer,
            reason=draft.reason,
            words=Open(draft.words),
        )
        said, changed = domain.answer(request, answered, household, draft.keeps)
        return [*(Elsewhere(known.household, fact) for fact in changed), *said]

    return Command(
        act="request.answer",
        context=context,
        stream=known.request,
        needs=(known.request, known.household),
        also=(known.household,),
        decide=decide,
        content=canonical((known.request, draft)),
    )


def _folded(facts: Sequence[AnyFact]) -> SubjectRequest:
    state: SubjectRequest | None = None
    for fact in facts:
        if not isinstance(fact, RequestFact):
            raise Refused("request_unknown")
        state = domain.evolve(state, fact)
    if state is None:
        raise Refused("request_unknown")
    return state
