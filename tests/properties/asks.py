"""What partners ask of a register: each ask can be put again as it was, or with other words under its key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from random import Random
from typing import Final
from uuid import UUID

from registry.application.command import Command, Context, Mint, Outcome
from registry.application.writer import Writer
from registry.domain.envelope import Actor
from registry.domain.errors import Refused
from registry.domain.vocabulary import Channel, Purpose, Role
from tests.properties.people import Named
from tests.properties.town import Town

ALWAYS_THERE: Final = 2
"""Partners that are never suspended, so that life goes on."""


class Act(StrEnum):
    """What there is to ask for."""

    REGISTER = "register"
    ADD_MEMBER = "add_member"
    DELIVER = "deliver"
    VISIT = "visit"
    CORRECT_DELIVERY = "correct_delivery"
    REVERSE_DELIVERY = "reverse_delivery"
    PUT_ON_HOLD = "put_on_hold"
    RELEASE = "release"
    CORRECT = "correct"
    CORRECT_MEMBER = "correct_member"
    ASSESS = "assess"
    RELOCATE = "relocate"
    CHANGE_HEAD = "change_head"
    LEAVE = "leave"
    DIE = "die"
    MOVE = "move"
    ANSWER = "answer"
    RECEIVE_REQUEST = "receive_request"
    ANSWER_REQUEST = "answer_request"
    CLOSE = "close"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    SEND = "send"
    ACCEPT = "accept"
    REJECT = "reject"
    REDIRECT = "redirect"
    START = "start"
    FINISH = "finish"
    REVOKE = "revoke"
    OFFER = "offer"
    END_OFFER = "end_offer"
    TAKE_OVER = "take_over"
    LINK = "link"
    ASK = "ask"
    SETTLE = "settle"
    CONFIRM = "confirm"
    DISMISS = "dismiss"
    UNDO_LINK = "undo_link"
    ASK_MORE = "ask_more"
    ANSWER_PAIR = "answer_pair"
    DRAFT = "draft"
    OVERRIDE = "override"
    RELEASE_PLAN = "release_plan"
    HAND_OUT = "hand_out"
    CANCEL = "cancel"
    OPEN_PROGRAMME = "open_programme"
    CLOSE_PROGRAMME = "close_programme"
    SET_OVERLAP = "set_overlap"
    TAG = "tag"
    SIGN = "sign"
    AMEND = "amend"
    END = "end"
    ENROL = "enrol"
    SUSPEND = "suspend"
    ISSUE = "issue"
    RENEW = "renew"
    LOSE = "lose"
    TAKE_BACK = "take_back"


_COMMON: Final = (Act.REGISTER, Act.ADD_MEMBER, Act.DELIVER)
_GOVERNING: Final = {
    Act.OPEN_PROGRAMME, Act.CLOSE_PROGRAMME, Act.SET_OVERLAP, Act.TAG,
    Act.SIGN, Act.AMEND, Act.END, Act.ENROL, Act.SUSPEND,
}  # fmt: skip
ISSUING: Final = (Act.ISSUE, Act.ISSUE, Act.RENEW, Act.LOSE, Act.TAKE_BACK)
"""Told beside a life, by a chance of its own."""
CASEWORK: Final = tuple(act for act in Act if act not in {*_GOVERNING, *ISSUING})
_COMING: Final = (Act.SEND, Act.SEND, Act.OFFER, Act.ANSWER)
"""What others can only come after."""
OFTEN: Final = (*_COMMON * 3, *_COMING, *CASEWORK)
"""Of casework every kind, what comes every day more often."""
GOVERNING: Final = tuple(act for act in Act if act in _GOVERNING)
MIXED: Final = (*_COMMON * 3, *_COMING, *(act for act in Act if act not in ISSUING))
"""Every kind, what comes every day more often."""


def no_objections() -> set[str]:
    return set()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Something that is asked for. Every `command` is made anew, with ids of its own, as clients that repeat do.

    What is made from what stands is `prepare`d instead, and made anew where somebody was faster. `objections` are the
    codes under which it may be refused as the register stands, and must be where there are any. `names` are the people
    it brings into the register, `reference` what its partner calls the household.
    """

    act: Act
    context: Context
    make: Callable[[Context], Command] | None
    prepare: Callable[[Context, Writer], Awaitable[Command]] | None = None
    objections: Callable[[], set[str]] = no_objections
    names: tuple[str, ...] = ()
    reference: str | None = None

    async def command(self, writer: Writer) -> Command:
        if self.prepare is not None:
            return await self.prepare(self.context, writer)
        assert self.make is not None
        return self.make(self.context)


@dataclass
class Clerk:
    """Knows what the town tells; keeps the asks that were answered with facts, and those an outage answered."""

    mint: Mint
    registry: UUID
    names: Named
    town: Town = field(default_factory=Town)
    answered: list[tuple[Ask, Outcome]] = field(default_factory=list)
    unheard: list[Ask] = field(default_factory=list)
    claimed: set[tuple[UUID, str]] = field(default_factory=set)
    visits: list[UUID] = field(default_factory=list)
    asked: int = 0

    def heard(self, ask: Ask, outcome: Outcome) -> None:
        if outcome.position == 0:
            return
        if ask.context.key is not None:
            self.answered.append((ask, outcome))
        if ask.reference is not None:
            self.claimed.add((ask.context.partner, ask.reference))

    def may_have_joined(self) -> set[str]:
        """Names of asks that no answer was ever heard to but an outage: they were done or were not."""
        known = {ask.context.key for ask, _ in self.answered}
        return {name for ask in self.unheard if ask.context.key not in known for name in ask.names}

    def at(self, partner: UUID, role: Role, key: str | None = None) -> Context:
        return Context(
            actor=Actor(UUID(int=1)),
            partner=partner,
            role=role,
            purpose=Purpose.REGISTRATION,
            channel=Channel.CONSOLE,
            key=key,
        )

    def as_operator(self, context: Context) -> Context:
        return replace(
            context, partner=self.registry, role=Role.SYSTEM, purpose=Purpose.MAINTENANCE
        )

    def partner(self, chance: Random, home: UUID | None = None) -> UUID:
        """Whose home it is, as a rule; now and then somebody who has no business there."""
        owner = self.town.owners.get(home) if home is not None else None
        if owner is not None and chance.random() < 0.9:
            return owner
        return chance.choice(list(self.town.partners) or [self.registry])

    def home(self, chance: Random) -> UUID | None:
        """Of two times one the last that was registered: asks that meet at one door are the hardest to answer."""
        homes = list(self.town.homes)
        if not homes:
            return None
        return homes[-1] if chance.random() < 0.5 else chance.choice(homes)

    def not_own(self, household: UUID | None, context: Context) -> set[str]:
        if household is None or household not in self.town.homes:
            return {"household_unknown"}
        *before, owner = self.town.held_by[household]
        if owner == context.partner:
            return set()
        return {"household_transferred" if context.partner in before else "household_unknown"}


def refused_by(decide: Callable[[], object]) -> set[str]:
    """Why the domain says no; nothing where it does not."""
    try:
        decide()
    except Refused as no:
        return {no.code}
    return set()
