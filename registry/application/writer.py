"""Carries commands out: once per idempotency key, deciding again after a conflict, sealing before storing.

Commands of many tasks at once share what can be shared: one look into the log, one draw of keys, one transaction.
"""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Collection, Mapping, Sequence
from threading import Lock
from typing import Final
from uuid import UUID

from registry.application import rights
from registry.application.command import Command, Mint, Outcome
from registry.application.deciding import (
    Answers,
    Decided,
    Keyed,
    answered_before,
    decide_all,
    rounds,
)
from registry.application.parts import in_lanes, parts
from registry.domain.errors import (
    Erased,
    ImportBeingUndone,
    SijillError,
    Unavailable,
    VersionConflict,
)
from registry.domain.facts import introduces, subject_of
from registry.domain.file_import import Digest
from registry.eventlog.gathering import Gathering
from registry.eventlog.imports import say_anew
from registry.eventlog.known import Known, KnownCommand
from registry.eventlog.log import Brought, Log, Prepared, ReferenceClaim, SaidAnew
from registry.eventlog.mapper import Pending
from registry.privacy.keys import KeyStore
from registry.privacy.sealer import has_personal, seal_fact
from registry.privacy.subject_keys import SubjectKeys

ATTEMPTS: Final = 8
"""How often a decision is taken again when somebody else was faster."""

TOGETHER: Final = 100
"""Commands that are gathered into one transaction at most."""

LANES: Final = 2
"""Transactions that are prepared or under way at once: one is decided and sealed while the other commits."""

BULK: Final = 1_000
"""Commands a transaction where many come at once: it is short enough for others to write between two of them."""

FEW: Final = 100
"""Commands that are worth a transaction of their own where others can be decided meanwhile."""

ROOM: Final = 1_000
"""Commands that may wait for their turn; the next one is told that the registry is busy."""


class Writer:
    """The only way into the log."""

    def __init__(
        self, log: Log, keys: KeyStore, mint: Mint | None = None, *, room: int = ROOM
    ) -> None:
        self.log = log
        self.keys = keys
        self.mint = mint or Mint()
        self._deciding = Lock()  # commands of several batches may have something in common
        self._line: Gathering[Command, Outcome] = Gathering(
            self._carry_out, most=TOGETHER, lanes=LANES, room=room
        )

    @property
    def waiting(self) -> int:
        """How many commands wait for their turn."""
        return self._line.waiting

    async def drain(self) -> None:
        """Wait until every command that was taken in has its answer."""
        await self._line.drain()

    async def submit(self, command: Command) -> Outcome:
        """Carry one command out, together with those that others submit meanwhile.

        Raises:
            Refused: the domain, the actor's role or a reused key says no.
            VersionConflict: others were faster too many times.
            Unavailable: `registry_busy`, too many wait already; or the database cannot take it now.
        """
        return await self._line.add(command)

    async def submit_many(self, commands: Sequence[Command]) -> list[Outcome | SijillError]:
        """Carry commands out in few transactions; each answers for itself, in the order given.

        Raises:
            Unavailable: the database cannot take them now. Some may be stored: send all of them again.
        """
        return await in_lanes(parts(commands, BULK, FEW), self._carry_out, LANES)

    async def foresee_many(self, commands: Sequence[Command]) -> list[Outcome | SijillError]:
        """What `submit_many` would answer as far as keys and references tell. Nothing is decided or written."""
        batch = self._keyed(commands)
        known = await to_thread(self._known, batch, streams=False)
        return [
            answered_before(asked, known) or Outcome(asked.command.stream, 0)
            for asked in batch.values()
        ]

    async def known_commands(self, commands: Sequence[Command]) -> list[KnownCommand | None]:
        """What is known of commands by their keys, whatever they say; None of those that were never done."""
        return await to_thread(self._known_commands, commands)

    async def say_anew(self, commands: Sequence[Command]) -> None:
        """Let commands that were done before be known by the words that they come with now; they say the same."""
        asked = [self._found_by(command) for command in commands]
        pairs = [(one.key, one.content) for one in asked if one.key and one.content]
        await self.log.ask(say_anew(pairs))

    def reference_token(self, partner: UUID, reference: str) -> bytes:
        """The keyed token under which a partner's own reference is found again."""
        return self.keys.digest_key("reference").digest(partner.bytes, reference)

    def stand_in(self, partner: UUID, personal: str) -> str:
        """A reference in the place of what a registration is found by where its partner gives none."""
        return f"~{self.reference_token(partner, personal).hex()}"

    def file_digest(self, digest: Digest) -> Digest:
        """What a file is found again by: keyed, since a small file can be guessed from its own digest."""
        digest_key = self.keys.digest_key("idempotency")
        return Digest(digest_key.digest(bytes.fromhex(digest)).hex())

    async def _carry_out(self, commands: Sequence[Command]) -> list[Outcome | SijillError]:
        """All of it in one thread that waits: each step to the loop and back costs as much as a question."""
        return await to_thread(self._carried_out, commands)

    def _carried_out(self, commands: Sequence[Command]) -> list[Outcome | SijillError]:
        answers: Answers = {}
        for batch in rounds(self._keyed(commands)):
            answers |= self._isolated(batch)
        return [answers[place] for place in range(len(commands))]

    def _isolated(self, batch: dict[int, Keyed]) -> Answers:
        """Carry a batch out; what one command is in conflict with fails only that command."""
        try:
            return self._attempt(batch)
        except Unavailable:
            raise
        except ImportBeingUndone as problem:
            brought = {place for place, asked in batch.items() if _brought(asked.command)}
            rest = {place: asked for place, asked in batch.items() if place not in brought}
            answers: Answers = dict.fromkeys(brought, problem)
            return answers | (self._isolated(rest) if rest else {})
        except SijillError as problem:
            if len(batch) == 1:
                ((place, asked),) = batch.items()
                return {place: self._alone(asked, problem)}
        half = len(batch) // 2
        items = list(batch.items())
        return self._isolated(dict(items[:half])) | self._isolated(dict(items[half:]))

    def _alone(self, asked: Keyed, problem: SijillError) -> Outcome | SijillError:
        """Decide and seal again, as long as others are faster: with another fact, or by forgetting whom it is about."""
        for _ in range(ATTEMPTS):
            if not isinstance(problem, VersionConflict | Erased):
                break
            try:
                return self._attempt({0: asked})[0]
            except Unavailable:
                raise
            except SijillError as again:
                problem = again
        return problem

    def _attempt(self, batch: Mapping[int, Keyed]) -> Answers:
        known = self._known(batch)
        with self._deciding:
            answers, decided = decide_all(batch, known, self.keys.registry_id, self.mint)
        stored = {place: one for place, one in decided.items() if one.facts}
        positions = self.log.append_now(self._prepared(stored.values())) if stored else ()
        reached = dict(zip(stored, positions, strict=True))
        for place, one in decided.items():
            answers[place] = Outcome(one.asked.command.stream, reached.get(place, 0))
        return answers

    def _known(self, batch: Mapping[int, Keyed], *, streams: bool = True) -> Known:
        needs = {
            stream
            for asked in batch.values()
            for stream in (*asked.command.needs, asked.command.context.partner)
        }
        return self.log.known_now(
            needs if streams else (),
            [asked.key for asked in batch.values() if asked.key is not None],
            [asked.reference for asked in batch.values() if asked.reference is not None],
        )

    def _known_commands(self, commands: Sequence[Command]) -> list[KnownCommand | None]:
        keys = [self._found_by(command).key for command in commands]
        known = self.log.known_now((), [key for key in keys if key is not None], ()).commands
        return [None if key is None else known.get(key) for key in keys]

    def _prepared(self, decided: Collection[Decided]) -> list[Prepared]:
        known, new = set[UUID](), set[UUID]()
        subjects = [[subject_of(stream, fact) for stream, _, fact in one.facts] for one in decided]
        for one, those in zip(decided, subjects, strict=True):
            for (stream, version, fact), subject in zip(one.facts, those, strict=True):
                if subject is not None and has_personal(fact):
                    begins = introduces(fact) or (version == 1 and subject == stream)
                    (new if begins else known).add(subject)
        keys = self.keys.ensure_now(known - new, new=new) if known or new else {}
        return [
            self._sealed(one, those, keys) for one, those in zip(decided, subjects, strict=True)
        ]

    def _sealed(
        self,
        decided: Decided,
        subjects: Sequence[UUID | None],
        keys: Mapping[UUID, SubjectKeys],
    ) -> Prepared:
        asked = decided.asked
        pending = []
        for (stream, version, fact), subject in zip(decided.facts, subjects, strict=True):
            own = None if subject is None else keys.get(subject)
            sealed = seal_fact(fact, stream=stream, version=version, keys=own, store=self.keys)
            pending.append(Pending(stream, version, decided.envelope, sealed))
        claims = (
            ()
            if asked.reference is None
            else (ReferenceClaim(*asked.reference, asked.command.stream),)
        )
        mends = self._said_anew(asked.command.mends, pending[-1].version)
        return Prepared(
            pending,
            asked.key,
            asked.content,
            claims,
            brought=_brought(asked.command),
            mends=mends,
            seen=decided.seen,
            counted=asked.command.counted,
        )

    def _said_anew(self, mended: Command | None, version: int) -> SaidAnew | None:
        asked = None if mended is None else self._found_by(mended)
        if asked is None or asked.key is None or asked.content is None:
            return None
        return SaidAnew(asked.key, asked.content, version)

    def _keyed(self, commands: Sequence[Command]) -> dict[int, Keyed]:
        return {place: self._found_by(command) for place, command in enumerate(commands)}

    def _found_by(self, command: Command) -> Keyed:
        digest, context = self.keys.digest_key("idempotency").digest, command.context
        key = content = reference = None
        if context.key is not None:
            key = digest(context.partner.bytes, command.act, context.key)
            content = digest(command.content)
        if command.partner_reference is not None:
            token = self.reference_token(context.partner, command.partner_reference)
            reference = (context.partner, token)
        return Keyed(command, key, content, reference)


def _brought(command: Command) -> Brought | None:
    """The import that a command's facts come from; what takes an import back brings nothing."""
    context = command.context
    if context.file_import is None or command.act in rights.TAKING_BACK:
        return None
    return Brought(context.file_import, context.partner)
