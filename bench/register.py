"""A register with Qena's partners in it, and what one of them asks for made-up families."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Self, TypeAlias
from uuid import UUID

from bench.families import delivery, household, member
from registry.application.command import Command, Context, Mint, Outcome
from registry.application.deliveries import record_delivery
from registry.application.households import add_member, register_household
from registry.bootstrap import Registry
from registry.cli.acting import operator_of
from registry.cli.demo.qena import ASSOCIATION, FOOD_BASKETS, set_up
from registry.domain.envelope import Fact
from registry.domain.facts import AnyFact, subject_of
from registry.domain.vocabulary import Channel, Purpose, Role
from registry.eventlog.log import Prepared
from registry.eventlog.mapper import Pending
from registry.privacy.sealer import seal_fact
from registry.privacy.subject_keys import SubjectKeys

Making: TypeAlias = Callable[[], Command]
"""Makes a command of a draft that is there already; each time it is a new one."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What a command decided, not sealed yet."""

    command: Command
    facts: Sequence[AnyFact]

    @property
    def subjects(self) -> set[UUID]:
        asked = (subject_of(self.command.stream, fact) for fact in self.facts)
        return {subject for subject in asked if subject is not None}


@dataclass(frozen=True, slots=True)
class Register:
    """An association at work. Every number it is given makes a command of its own, under a key of its own."""

    registry: Registry
    food_baskets: UUID
    context: Context
    _numbers: count[int]

    @classmethod
    async def set_up(cls, registry: Registry, first: int = 1) -> Self:
        """Numbers begin with `first`; what is set up already is left as it is."""
        operator = await operator_of(registry)
        qena = await set_up(registry.writer, operator)
        context = Context(
            actor=operator.actor,
            partner=qena.partners[ASSOCIATION],
            role=Role.CASEWORKER,
            purpose=Purpose.REGISTRATION,
            channel=Channel.API,
        )
        baskets = qena.programmes[ASSOCIATION, FOOD_BASKETS]
        return cls(registry, baskets, context, count(first))

    def numbers(self, many: int) -> range:
        """Numbers that were not given out before."""
        first = next(self._numbers)
        for _ in range(many - 1):
            next(self._numbers)
        return range(first, first + many)

    def registration(self, number: int, size: int = 5) -> Making:
        draft = household(number, size)
        return lambda: register_household(draft, self.under(number), self._mint)

    def joining(self, number: int, to: UUID) -> Making:
        draft = member(number, 2)
        return lambda: add_member(to, draft, self.under(number), self._mint)

    def serving(self, number: int, to: UUID) -> Making:
        draft = delivery(number, household=to, programme=self.food_baskets)
        return lambda: record_delivery(draft, self.under(number), self._mint)

    async def households(self, many: int, size: int = 5) -> list[UUID]:
        """Registered families, by their ids."""
        commands = [self.registration(number, size)() for number in self.numbers(many)]
        outcomes = await self.registry.writer.submit_many(commands)
        return [accepted(outcome).stream for outcome in outcomes]

    async def sealed(self, commands: Iterable[Command]) -> list[Prepared]:
        """What the commands give, decided and sealed as for new streams, and neither stored nor on record as done."""
        facts = [decided(command) for command in commands]
        keys = await self.registry.keys.ensure(set().union(*(one.subjects for one in facts)))
        return [self.prepared(one, keys) for one in facts]

    def prepared(self, decided: Decided, keys: dict[UUID, SubjectKeys]) -> Prepared:
        command = decided.command
        envelope = command.context.envelope(self._mint.id())
        return Prepared(
            [
                Pending(command.stream, version, envelope, self._sealed(decided, version, keys))
                for version in range(1, len(decided.facts) + 1)
            ]
        )

    def _sealed(self, decided: Decided, version: int, keys: dict[UUID, SubjectKeys]) -> AnyFact:
        fact, stream = decided.facts[version - 1], decided.command.stream
        subject = subject_of(stream, fact)
        return seal_fact(
            fact,
            stream=stream,
            version=version,
            keys=None if subject is None else keys[subject],
            store=self.registry.keys,
        )

    def under(self, number: int) -> Context:
        return self.context.with_key(f"bench:{number}")

    @property
    def _mint(self) -> Mint:
        return self.registry.writer.mint


def decided(command: Command) -> Decided:
    """What a command decides that needs nothing of what was recorded."""
    return Decided(command, [fact for fact in command.decide({}) if isinstance(fact, Fact)])


def accepted(outcome: Outcome | Exception) -> Outcome:
    """The outcome; a refusal here is a fault of the bench."""
    if isinstance(outcome, Exception):
        raise outcome
    return outcome
