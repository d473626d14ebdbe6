"""A writer that notes what was asked of it and what it answered, and what must be true of both."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias
from uuid import UUID

from registry.application.command import Command, Mint, Outcome
from registry.application.writer import Writer
from registry.domain.envelope import Recorded
from registry.domain.errors import SijillError, Unavailable
from registry.domain.facts import AnyFact
from registry.domain.file_import import ImportUndone
from registry.eventlog.log import Log
from registry.privacy.keys import KeyStore
from tests.properties.broken import must

Alter: TypeAlias = Callable[[Command], Command]
Answer: TypeAlias = Outcome | SijillError | None
"""None: nobody heard one."""
Key: TypeAlias = tuple[UUID, str, str]
Place: TypeAlias = tuple[UUID, int]
"""A stream, and the position of the last fact that a command put there."""


@dataclass
class Notes:
    """Every command that reached a writer, with its answer."""

    taken: dict[int, tuple[Command, Answer]] = field(default_factory=dict)

    def note(self, command: Command, answer: Answer) -> None:
        # By identity; the command is kept, so that no other one gets its number.
        unknown = isinstance(answer, Unavailable)
        self.taken[id(command)] = (command, None if unknown else answer)

    def asked(self) -> Counter[str]:
        """How often each act was asked for, whatever the answer."""
        return Counter(command.act for command, _ in self.taken.values())

    def done(self) -> Counter[str]:
        """How often each act was answered with facts."""
        return Counter(
            command.act
            for command, answer in self.taken.values()
            if isinstance(answer, Outcome) and answer.position
        )

    def places(self) -> set[Place]:
        return {
            (answer.stream, answer.position)
            for _, answer in self.taken.values()
            if isinstance(answer, Outcome) and answer.position
        }

    def by_key(self) -> Mapping[Key, list[tuple[Command, Outcome]]]:
        """What was answered with facts, by partner, act and key."""
        found: dict[Key, list[tuple[Command, Outcome]]] = defaultdict(list)
        for command, answer in self.taken.values():
            key = _key(command)
            if key is not None and isinstance(answer, Outcome) and answer.position:
                found[key].append((command, answer))
        return found

    def unheard(self) -> Counter[UUID]:
        """How much may have been done without an answer, by the stream it would have been added to.

        Under a key once at most; what was answered with facts when it was asked again is known. It never is when the
        partner was suspended meanwhile: then it hears nothing of what it did.
        """
        known = self.by_key()
        streams: dict[object, set[UUID]] = defaultdict(set)
        for command, answer in self.taken.values():
            if answer is None and _key(command) not in known:
                streams[_key(command) or id(command)].add(command.stream)
        return Counter(stream for those in streams.values() for stream in those)


def _key(command: Command) -> Key | None:
    key = command.context.key
    return None if key is None else (command.context.partner, command.act, key)


class Witness(Writer):
    """The real writer. A control may `alter` commands on their way in."""

    def __init__(self, log: Log, keys: KeyStore, mint: Mint, notes: Notes, alter: Alter) -> None:
        super().__init__(log, keys, mint)
        self._notes = notes
        self._alter = alter

    async def submit(self, command: Command) -> Outcome:
        try:
            outcome = await super().submit(self._alter(command))
        except SijillError as problem:
            self._notes.note(command, problem)
            raise
        except BaseException:
            self._notes.note(command, None)
            raise
        self._notes.note(command, outcome)
        return outcome

    async def submit_many(self, commands: Sequence[Command]) -> list[Outcome | SijillError]:
        try:
            answers = await super().submit_many([self._alter(one) for one in commands])
        except BaseException:
            for command in commands:
                self._notes.note(command, None)
            raise
        for command, answer in zip(commands, answers, strict=True):
            self._notes.note(command, answer)
        return answers


def without_key(command: Command) -> Command:
    return replace(command, context=replace(command.context, key=None))


def as_it_is(command: Command) -> Command:
    return command


def assert_answers_hold(notes: Notes, facts: Sequence[Recorded[AnyFact]]) -> None:
    """Every answer is in the log, nothing else is, and one key stands for one thing done once."""
    done, answered = _done(facts), notes.places()
    must(answered <= done, "an answer has no fact behind it", answered - done)
    silent = Counter(stream for stream, _ in done - answered)
    must(silent <= notes.unheard(), "somebody was told no, and facts were written", silent)
    taken_back = _taken_back(facts)
    by_key: dict[tuple[Key, UUID | None], list[tuple[Command, Outcome]]] = defaultdict(list)
    for key, answers in notes.by_key().items():
        for command, outcome in answers:
            by_key[key, taken_back.get(outcome.position)].append((command, outcome))
    for (key, _), answers in by_key.items():
        outcomes = [outcome for _, outcome in answers]
        places = {(outcome.stream, outcome.position) for outcome in outcomes}
        must(len(places) == 1, "a key was answered in two ways", key, places)
        news = [outcome for outcome in outcomes if not outcome.repeated]
        must(len(news) <= 1, "a key was answered twice as if it were new", key)
        said = {command.content for command, _ in answers}
        must(len(said) == 1, "a key was answered for two contents", key)


def _taken_back(facts: Iterable[Recorded[AnyFact]]) -> dict[int, UUID]:
    """The import by position, of what an import brought that was undone: its keys stand for something new again."""
    facts = list(facts)
    undone = {one.stream for one in facts if isinstance(one.fact, ImportUndone)}
    imports = {one.position: one.envelope.file_import for one in facts}
    return {at: source for at, source in imports.items() if source in undone and source is not None}


def _done(facts: Iterable[Recorded[AnyFact]]) -> set[Place]:
    """Where each command's last fact stands; its facts follow one another in the log, and in each of their streams."""
    by_command: dict[UUID, list[Recorded[AnyFact]]] = defaultdict(list)
    for one in facts:
        by_command[one.envelope.command].append(one)
    for those in by_command.values():
        positions = [one.position for one in those]
        together = positions == list(range(positions[0], positions[0] + len(positions)))
        for stream in {one.stream for one in those}:
            versions = [one.version for one in those if one.stream == stream]
            together &= versions == list(range(versions[0], versions[0] + len(versions)))
        must(together, "a command's facts are not together", those[0].position)
    return {(those[-1].stream, those[-1].position) for those in by_command.values()}
