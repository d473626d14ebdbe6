"""What a person asks of a partner that holds its data: to see it, to have it corrected, to object; and the answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias, assert_never
from uuid import UUID

from registry.domain.casework import RequestAnswer, RequestKind
from registry.domain.envelope import Fact
from registry.domain.errors import Refused
from registry.domain.fields import Clear, Personal, Sensitive


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReceived(Fact):
    """A member of a household asks; `words` are what it said, sealed under its own key."""

    kind: Clear[RequestKind]
    household: Clear[UUID]
    member: Clear[UUID]
    words: Personal[str | None, Sensitive]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestAnswered(Fact):
    """What the partner answered to the member, and why."""

    member: Clear[UUID]
    answer: Clear[RequestAnswer]
    words: Personal[str | None, Sensitive]


RequestFact: TypeAlias = RequestReceived | RequestAnswered


@dataclass(frozen=True, slots=True)
class SubjectRequest:
    household: UUID
    member: UUID
    answered: bool = False


def receive(request: SubjectRequest | None, received: RequestReceived) -> list[RequestFact]:
    """Raises `Refused`: `request_already_received`."""
    if request is not None:
        raise Refused("request_already_received")
    return [received]


def answer(request: SubjectRequest, answered: RequestAnswered) -> list[RequestFact]:
    """Answered already changes nothing; the first answer stands."""
    return [] if request.answered else [answered]


def evolve(request: SubjectRequest | None, fact: RequestFact) -> SubjectRequest:
    """Fold one fact into the state. Total over `RequestFact`; never refuses."""
    match fact:
        case RequestReceived(household=household, member=member):
            return SubjectRequest(household, member)
        case _ if request is None:
            raise AssertionError(f"{type(fact).__name__} before RequestReceived")
        case RequestAnswered():
            return replace(request, answered=True)
        case _:
            assert_never(fact)
