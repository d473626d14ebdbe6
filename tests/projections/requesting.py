"""Requests of persons as they come, for the histories that read models are compared over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from registry.domain.casework import AnswerReason, RequestAnswer, RequestedBy, RequestKind
from registry.domain.fields import Sealed
from registry.domain.subject_request import RequestAnswered, RequestReceived
from registry.domain.vocabulary import ConsentPurpose
from registry.eventlog.mapper import Pending


class Requesting:
    """The part of a history in which persons ask; what it needs of the rest stands above."""

    random: Random
    homes: dict[UUID, Any]
    requests: dict[UUID, UUID]
    id: Callable[[], UUID]
    sealed: Callable[[], Sealed]
    now: Callable[..., list[Pending]]

    def asks_of_its_partner(self) -> list[Pending]:
        stream, home = self.id(), self.random.choice(list(self.homes))
        member = self.random.choice(list(self.homes[home].relations))
        self.requests[stream] = member
        day = date(2026, 10, 1) + timedelta(days=self.random.randrange(60))
        received = RequestReceived(
            kind=self.random.choice(list(RequestKind)),
            household=home,
            member=member,
            requested_by=self.random.choice(list(RequestedBy)),
            objects_to=self.random.choice([None, *ConsentPurpose]),
            due=self.random.choice((None, day)),
            words=self.sealed(),
        )
        return self.now(stream, received, partner=self.homes[home].partner)

    def is_answered(self) -> list[Pending]:
        if not self.requests:
            return []
        stream = self.random.choice(list(self.requests))
        answered = RequestAnswered(
            member=self.requests.pop(stream),
            answer=self.random.choice(list(RequestAnswer)),
            reason=self.random.choice([None, *AnswerReason]),
            words=self.sealed(),
        )
        return self.now(stream, answered)
