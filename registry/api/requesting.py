"""What can be recorded of a person's requests: that one came in, and what was answered."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, TypeAlias

import strawberry

from registry.api.carrying import carried_out
from registry.api.change_inputs import day_of
from registry.api.changed import Changed
from registry.api.context import Asking
from registry.api.drafts import note_of
from registry.api.ids import read_uuid
from registry.api.refusal import Refusal
from registry.api.scalars import Position
from registry.api.subject_request import SubjectRequest, request_at
from registry.application import requests
from registry.application.command import Command, Context, Outcome
from registry.application.requests import AnswerDraft, RequestDraft
from registry.domain.casework import AnswerReason, RequestAnswer, RequestedBy, RequestKind
from registry.domain.vocabulary import ConsentPurpose, FieldGroup


@strawberry.type(description="A request is as it was asked for.")
class SubjectRequestChanged(Changed):
    outcome: strawberry.Private[Outcome]
    id: strawberry.ID
    position: Position = strawberry.field(
        description="Of the last fact in the log; 0 where it was answered so already."
    )
    repeated: bool = strawberry.field(description="The same key had been sent before.")

    @strawberry.field(
        description="Null where the viewer may not read it, or the read models are behind."
    )
    async def request(self, info: Asking) -> SubjectRequest | None:
        return await self.read(info, request_at)


SubjectRequestResult: TypeAlias = Annotated[
    SubjectRequestChanged | Refusal, strawberry.union("SubjectRequestResult")
]


@strawberry.input(description="What somebody who is held in the register asks.")
class SubjectRequestInput:
    household: strawberry.ID
    member: strawberry.ID = strawberry.field(description="Whose data it is about.")
    kind: RequestKind
    requested_by: RequestedBy = strawberry.field(
        default=RequestedBy.PERSON, description="Who brings it."
    )
    objects_to: ConsentPurpose | None = strawberry.field(
        default=None, description="The purpose that an objection is to; granted, it closes it."
    )
    words: str | None = strawberry.field(default=None, description="What was said; sealed.")
    asked_on: str | None = strawberry.field(
        default=None, description="The day on which it was asked, where it is recorded later."
    )


@strawberry.input(description="What is answered to it.")
class SubjectAnswerInput:
    answer: RequestAnswer
    reason: AnswerReason | None = strawberry.field(
        default=None, description="Why not, or not all of it; must be given then."
    )
    words: str | None = strawberry.field(default=None, description="To the person; sealed.")
    keeps: list[FieldGroup] = strawberry.field(
        default_factory=list,
        description="Of an objection granted in part: the groups that its purpose still shows.",
    )


async def receive_subject_request(
    info: Asking,
    input: SubjectRequestInput,  # noqa: A002 - the argument's name in the schema
    idempotency_key: strawberry.ID,
) -> SubjectRequestResult:
    """Take in what a person asks of the viewer's own partner. The clock runs from the day on which it was asked."""

    def command(context: Context) -> Command:
        draft = RequestDraft(
            household=read_uuid(input.household, "Household"),
            member=read_uuid(input.member, "Member"),
            kind=input.kind,
            requested_by=input.requested_by,
            objects_to=input.objects_to,
            words=note_of(input.words, "words"),
        )
        asked = replace(context, effective=day_of(input.asked_on))
        return requests.receive_request(draft, asked, info.context.services.writer.mint)

    return SubjectRequestChanged.by(
        "SubjectRequest", await carried_out(info, "request.receive", idempotency_key, command)
    )


async def answer_subject_request(
    info: Asking,
    request: strawberry.ID,
    input: SubjectAnswerInput,  # noqa: A002 - the argument's name in the schema
    idempotency_key: strawberry.ID,
) -> SubjectRequestResult:
    """Answer it. An objection that is granted changes what the household agrees to, in the same act."""
    draft = AnswerDraft(
        answer=input.answer,
        reason=input.reason,
        words=note_of(input.words, "words"),
        keeps=tuple(group for group in FieldGroup if group in input.keeps),
    )

    async def command(context: Context) -> Command:
        log = info.context.services.log
        known = await requests.known_request(log, read_uuid(request, "SubjectRequest"))
        return requests.answer_request(known, draft, context)

    return SubjectRequestChanged.by(
        "SubjectRequest", await carried_out(info, "request.answer", idempotency_key, command)
    )
