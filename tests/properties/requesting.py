"""Asks of persons who are held in the register: what they request is taken in, and answered."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from uuid import UUID

from registry.application.command import Context
from registry.application.requests import (
    AnswerDraft,
    Known,
    RequestDraft,
    answer_request,
    receive_request,
)
from registry.domain import subject_request as domain
from registry.domain.casework import AnswerReason, RequestAnswer, RequestedBy, RequestKind
from registry.domain.errors import Refused
from registry.domain.fields import Open
from registry.domain.subject_request import RequestAnswered, RequestReceived
from registry.domain.vocabulary import ConsentPurpose, FieldGroup, Role
from tests.properties.asks import Act, Ask, Clerk
from tests.properties.people import one_of


def receive(clerk: Clerk, context: Context, chance: Random, home: UUID | None) -> Ask:
    at = home or clerk.mint.id()
    known = list(clerk.town.homes[at].members) if home is not None else []
    stranger = not known or chance.random() < 0.05
    draft = RequestDraft(
        household=at,
        member=clerk.mint.id() if stranger else chance.choice(known),
        kind=chance.choice((*RequestKind, RequestKind.OBJECTION)),
        requested_by=one_of(chance, RequestedBy),
        objects_to=chance.choice((None, *ConsentPurpose)),
        words=f"لا تعرضوا بياناتي {clerk.asked}",
    )

    def objections() -> set[str]:
        if found := clerk.not_own(at, context):
            return found
        received = RequestReceived(
            kind=draft.kind,
            household=at,
            member=draft.member,
            requested_by=draft.requested_by,
            objects_to=draft.objects_to,
            due=None,
            words=Open(None),
        )
        try:
            domain.receive(None, received, clerk.town.homes[at], (None, clerk.mint.today()))
        except Refused as no:
            return {no.code}
        return set()

    return Ask(
        act=Act.RECEIVE_REQUEST,
        context=context,
        make=lambda again: receive_request(draft, again, clerk.mint),
        objections=objections,
    )


def answer(clerk: Clerk, context: Context, chance: Random, home: UUID | None) -> Ask:
    """One of the household at the door as a rule, so that its partner is the one that answers."""
    there = [one for one, asked in clerk.town.requests.items() if asked.household == home]
    request = chance.choice(there or list(clerk.town.requests) or [clerk.mint.id()])
    asked = clerk.town.requests.get(request)
    given = one_of(chance, RequestAnswer)
    granted = given is RequestAnswer.GRANTED
    keeps = given is RequestAnswer.PARTLY and asked is not None and asked.objects_to is not None
    draft = AnswerDraft(
        answer=given,
        reason=None if granted else one_of(chance, AnswerReason),
        words=f"الجواب {clerk.asked}",
        keeps=(FieldGroup.IDENTITY,) if keeps else (),
    )
    known = Known(request, clerk.mint.id() if asked is None else asked.household)

    def objections() -> set[str]:
        if asked is None or clerk.not_own(known.household, context):
            return {"request_unknown"}
        said = RequestAnswered(
            member=asked.member, answer=given, reason=draft.reason, words=Open(None)
        )
        standing = clerk.town.requests[request]
        try:
            domain.answer(standing, said, clerk.town.homes[known.household], draft.keeps)
        except Refused as no:
            return {no.code}
        return set()

    return Ask(
        act=Act.ANSWER_REQUEST,
        context=replace(context, role=Role.DATA_OFFICER),
        make=lambda again: answer_request(known, draft, again),
        objections=objections,
    )
