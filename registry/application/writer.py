"""Carries commands out: once per idempotency key, deciding again after a conflict, sealing before storing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from uuid import UUID

from registry.application import rights
from registry.application.command import Command, Histories, Mint, Outcome
from registry.application.rights import RECORDING_ACCESS
from registry.domain import partner as partners
from registry.domain.envelope import Recorded
from registry.domain.errors import KeyReused, Refused, SijillError, VersionConflict
from registry.domain.facts import AnyFact, subject_of
from registry.domain.fields import Open
from registry.domain.file_import import Digest
from registry.eventlog.log import Log, Prepared, ReferenceClaim
from registry.eventlog.mapper import Pending
from registry.privacy.keyed import keyed_digest
from registry.privacy.keys import KeyStore, SubjectKeys
from registry.privacy.sealer import seal_fact

_OF_A_SUSPENDED_PARTNER_TOO = frozenset({"household.forget"})
"""Nobody loses the right to be forgotten because their partner lost its own."""
ATTEMPTS = 8
"""How often a decision is taken again when somebody else was faster."""


@dataclass(frozen=True, slots=True)
class _Decided:
    command: Command
    facts: Sequence[AnyFact]
    version: int


class Writer:
    """The only way into the log."""

    def __init__(self, log: Log, keys: KeyStore, mint: Mint | None = None) -> None:
        self.log = log
        self.keys = keys
        self.mint = mint or Mint()

    async def submit(self, command: Command) -> Outcome:
        """Carry one command out.

        Raises:
            Refused: the domain, the actor's role or a reused key says no.
            VersionConflict: others were faster too many times.
        """
        outcome = (await self.submit_many([command]))[0]
        if isinstance(outcome, SijillError):
            raise outcome
        return outcome

    async def submit_many(self, commands: Sequence[Command]) -> list[Outcome | SijillError]:
        """Carry commands out in few transactions; each answers for itself, in the order given."""
        outcomes: dict[int, Outcome | SijillError] = {}
        for batch in _rounds(commands):
            outcomes.update(await self._batch(batch))
        return [outcomes[place] for place in range(len(commands))]

    async def foresee_many(self, commands: Sequence[Command]) -> list[Outcome | SijillError]:
        """What `submit_many` would answer as far as keys and references tell. Nothing is decided or written."""
        batch = dict(enumerate(commands))
        outcomes = await self._claimed(batch)
        outcomes |= await self._repeated(batch)
        return [
            outcomes.get(place) or Outcome(command.stream, 0) for place, command in batch.items()
        ]

    def reference_token(self, partner: UUID, reference: str) -> bytes:
        """The keyed token under which a partner's own reference is found again."""
        return keyed_digest(self.keys.registry_key("reference"), partner.bytes, reference)

    def file_digest(self, digest: Digest) -> Digest:
        """What a file is found again by: keyed, since a small file can be guessed from its own digest."""
        secret = self.keys.registry_key("idempotency")
        return Digest(keyed_digest(secret, bytes.fromhex(digest)).hex())

    async def _batch(self, batch: dict[int, Command]) -> dict[int, Outcome | SijillError]:
        try:
            return await self._attempt(batch)
        except SijillError as problem:
            if len(batch) == 1:
                ((place, command),) = batch.items()
                return {place: await self._alone(command, problem)}
            # One conflict fails only its own command: each decides and seals again by itself.
            outcomes: dict[int, Outcome | SijillError] = {}
            for place, command in batch.items():
                outcomes.update(await self._batch({place: command}))
            return outcomes

    async def _alone(self, command: Command, problem: SijillError) -> Outcome | SijillError:
        for _ in range(ATTEMPTS):
            if not isinstance(problem, VersionConflict):
                break
            try:
                return (await self._attempt({0: command}))[0]
            except SijillError as again:
                problem = again
        return problem

    async def _attempt(self, batch: dict[int, Command]) -> dict[int, Outcome | SijillError]:
        histories = await self.log.load_many(
            {
                need
                for command in batch.values()
                for need in (*command.needs, command.context.partner)
            }
        )
        outcomes = _forbidden(batch, histories, self.keys.registry_id)
        allowed = {place: command for place, command in batch.items() if place not in outcomes}
        # References first: a twin that ends meanwhile holds the reference too, and is then known by its key.
        outcomes |= await self._claimed(allowed)
        outcomes |= await self._repeated(allowed)
        decided: dict[int, _Decided] = {}
        for place, command in allowed.items():
            if place in outcomes:
                continue
            try:
                facts = command.decide(histories)
            except Refused as refused:
                outcomes[place] = refused
            else:
                decided[place] = _Decided(command, facts, len(histories.get(command.stream, ())))
        return outcomes | await self._append(decided)

    async def _append(self, decided: dict[int, _Decided]) -> dict[int, Outcome | SijillError]:
        prepared = {
            place: prepared
            for (place, one), prepared in zip(
                decided.items(), await self._prepare(list(decided.values())), strict=True
            )
            if one.facts
        }
        positions = await self.log.append(list(prepared.values())) if prepared else []
        reached = dict(zip(prepared, positions, strict=True))
        return {
            place: Outcome(one.command.stream, reached.get(place, 0))
            for place, one in decided.items()
        }

    async def _repeated(self, batch: dict[int, Command]) -> dict[int, Outcome | SijillError]:
        keys = {place: key for place, command in batch.items() if (key := self._key(command))}
        known = await self.log.command(list(keys.values())) if keys else {}
        outcomes: dict[int, Outcome | SijillError] = {}
        for place, key in keys.items():
            if key not in known:
                continue
            content, stream, position = known[key]
            if content is None:
                outcomes[place] = Refused("person_forgotten")
            elif content == self._content(batch[place]):
                outcomes[place] = Outcome(stream, position, repeated=True)
            else:
                outcomes[place] = KeyReused()
        return outcomes

    async def _claimed(self, batch: dict[int, Command]) -> dict[int, Outcome | SijillError]:
        """Refuse a registration whose partner reference stands for another one already."""
        tokens = {
            place: (
                command.context.partner,
                self.reference_token(command.context.partner, command.partner_reference),
            )
            for place, command in batch.items()
            if command.partner_reference is not None
        }
        taken: set[tuple[UUID, bytes]] = set()
        for partner in {partner for partner, _ in tokens.values()}:
            own = [token for holder, token in tokens.values() if holder == partner]
            taken |= {(partner, token) for token in await self.log.references(partner, own)}
        return {
            place: Refused("partner_reference_claimed")
            for place, token in tokens.items()
            if token in taken
        }

    async def _prepare(self, decided: Sequence[_Decided]) -> list[Prepared]:
        subjects = {
            subject
            for one in decided
            for fact in one.facts
            if (subject := subject_of(one.command.stream, fact)) and _has_open(fact)
        }
        keys = await self.keys.ensure(subjects) if subjects else {}
        return [self._prepared(one, keys) for one in decided]

    def _prepared(self, decided: _Decided, keys: dict[UUID, SubjectKeys]) -> Prepared:
        command = decided.command
        envelope = command.context.envelope(self.mint.id())
        pending = []
        for version, fact in enumerate(decided.facts, start=decided.version + 1):
            subject = subject_of(command.stream, fact)
            sealed = seal_fact(
                fact,
                stream=command.stream,
                version=version,
                keys=keys.get(subject) if subject else None,
                store=self.keys,
            )
            pending.append(Pending(command.stream, version, envelope, sealed))
        references = (
            ()
            if command.partner_reference is None
            else (
                ReferenceClaim(
                    command.context.partner,
                    self.reference_token(command.context.partner, command.partner_reference),
                    command.stream,
                ),
            )
        )
        key = self._key(command)
        content = self._content(command) if key else None
        return Prepared(pending, key, content, references)

    def _key(self, command: Command) -> bytes | None:
        if command.context.key is None:
            return None
        secret = self.keys.registry_key("idempotency")
        return keyed_digest(secret, command.context.partner.bytes, command.act, command.context.key)

    def _content(self, command: Command) -> bytes:
        return keyed_digest(self.keys.registry_key("idempotency"), command.content)


def _forbidden(
    batch: dict[int, Command], histories: Histories, registry: UUID
) -> dict[int, Outcome | SijillError]:
    """Refusals of those who may not do it at all, asked before anything is said of what was done before."""
    refused: dict[int, Outcome | SijillError] = {}
    for place, command in batch.items():
        try:
            rights.check(command.act, command.context.role, command.context.purpose)
            # The registry itself enrols the first partner.
            if command.act != RECORDING_ACCESS and command.context.partner != registry:
                _refuse_stranger(command.act, histories.get(command.context.partner, ()))
        except Refused as no:
            refused[place] = no
    return refused


def _refuse_stranger(act: str, history: Sequence[Recorded[AnyFact]]) -> None:
    """Nobody writes for a partner that was never enrolled, or is suspended."""
    if not any(isinstance(one.fact, partners.PartnerEnrolled) for one in history):
        raise Refused("partner_not_enrolled")
    suspended = any(isinstance(one.fact, partners.PartnerSuspended) for one in history)
    if suspended and act not in _OF_A_SUSPENDED_PARTNER_TOO:
        raise Refused("partner_suspended")


def _rounds(commands: Sequence[Command]) -> Iterable[dict[int, Command]]:
    """Split so that in one round no stream and no key stands twice: the second of two must see the first."""
    rounds: list[tuple[dict[int, Command], set[object]]] = []
    for place, command in enumerate(commands):
        marks: set[object] = {command.stream, (command.act, command.context.key or place)}
        if command.partner_reference is not None:
            marks.add((command.context.partner, command.partner_reference))
        for batch, taken in rounds:
            if not marks & taken:
                batch[place] = command
                taken.update(marks)
                break
        else:
            rounds.append(({place: command}, set(marks)))
    return [batch for batch, _ in rounds]


def _has_open(fact: AnyFact) -> bool:
    return any(isinstance(getattr(fact, one.name), Open) for one in fields(fact))
