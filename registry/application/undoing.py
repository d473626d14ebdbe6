"""`sijill import undo`: all that a file brought is taken back, stream by stream, and the file can be taken in anew.

The fact that it begins comes first and its counts last, so that it is gone on with wherever it was cut short. From
before the first to after the last nothing is taken in for the partner: rows would be found to be there already that are
being taken back, and what an import is bringing right now would be left behind.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias
from uuid import UUID

from registry.application import rights, taking_back
from registry.application.built_on import Dependents, Found, ImportBuiltOn, built
from registry.application.command import Command, Context, Histories, Outcome
from registry.application.imports import fold
from registry.application.patience import PatientWriter
from registry.application.taking_back import Batch, Opened
from registry.application.writer import Writer
from registry.domain import file_import as domain
from registry.domain.delivery import DeliveryCorrected, DeliveryRecorded
from registry.domain.envelope import Recorded
from registry.domain.errors import ImportBeingUndone, Refused, SijillError
from registry.domain.facts import AnyFact
from registry.domain.household import (
    ConsentAnswered,
    HouseholdCorrected,
    HouseholdRegistered,
    MemberCorrected,
    MemberJoined,
)
from registry.domain.vocabulary import Purpose
from registry.eventlog import imports as log
from registry.eventlog import lists
from registry.eventlog.imports import Released, Stretch
from registry.privacy.sealer import OpenedState

AT_A_TIME: Final = 4_000
"""Positions of the log that are gone through at a time: a transaction or two."""
Progress: TypeAlias = Callable[[int, int], None]
"""Told how many positions of the log are gone through, and of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """`already` where it was undone before, and nothing was done now."""

    file_import: UUID
    found: Found
    already: bool = False
    dry_run: bool = False


async def being_undone(writer: Writer, partner: UUID) -> UUID | None:
    """The import of a partner that is being undone, None where there is none and imports are taken in."""
    held = await writer.log.ask(log.undoing(partner))
    if held is None:
        return None
    state = fold([one.fact for one in await writer.log.load(held)])
    if state is None or state.undone is None:
        return held
    await writer.log.ask(log.let_in(held))  # whoever undid it was stopped at the very end
    return None


async def undo_import(  # noqa: PLR0913 - an import, for whom, and how
    file_import: UUID,
    context: Context,
    register: PatientWriter,
    dependents: Dependents,
    *,
    forced: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Undone:
    """Take back what an import brought. Undone already changes nothing; cut short, it is gone on with.

    `forced` takes it back although others have built on it, with the deliveries that hang on it and the referrals under
    way.

    Raises:
        Refused: `import_unknown` (another partner's too), `act_not_allowed`, `import_being_undone`; `ImportBuiltOn`.
        Unavailable: the database was away for longer than `register` waits. The same again goes on from there.
    """
    history = await register.load(file_import)
    state = fold([one.fact for one in history]) if _is_import(history) else None
    if state is None or history[0].envelope.partner != context.partner:
        raise Refused("import_unknown")
    if state.undone is not None:
        await register.ask(log.let_in(file_import))
        return Undone(file_import=file_import, found=Found(state.undone), already=True)
    begun = _begun(history)
    forced = forced or _is_forced(begun)
    context = replace(context, purpose=Purpose.CORRECTION, file_import=file_import, key=None)
    run = _Run(register, context, dependents, forced=forced, progress=progress)
    rights.check(run.act, context.role, context.purpose)
    if dry_run:
        await run.look(begun)
        return Undone(file_import=file_import, found=run.found, dry_run=True)
    await _hold_back(register, context.partner, file_import)
    if begun is None:
        await _begin(run, file_import)
    return Undone(file_import=file_import, found=await run.undo())


async def _hold_back(register: PatientWriter, partner: UUID, file_import: UUID) -> None:
    await register.wait(lambda: being_undone(register.writer, partner))
    await register.ask(log.hold_back(partner, file_import))
    if await register.ask(log.undoing(partner)) != file_import:
        raise ImportBeingUndone


async def _begin(run: _Run, file_import: UUID) -> None:
    """Look whether it may be done. From here on nothing is added to what the import brought."""
    try:
        await run.look(None)
        if run.found.built_on and not run.forced:
            raise ImportBuiltOn(run.found)
        await run.say(lambda state: domain.start_undoing(state, forced=run.forced))
    except SijillError:
        # After an outage it may have begun all the same; then it holds imports up until somebody goes on with it.
        if _begun(await run.register.load(file_import)) is None:
            await run.register.ask(log.let_in(file_import))
        raise


def _begun(history: Sequence[Recorded[AnyFact]]) -> Recorded[AnyFact] | None:
    return next((one for one in history if isinstance(one.fact, domain.UndoingStarted)), None)


def _is_forced(begun: Recorded[AnyFact] | None) -> bool:
    return begun is not None and begun.fact == domain.UndoingStarted(forced=True)


def _is_import(history: Sequence[Recorded[AnyFact]]) -> bool:
    return bool(history) and isinstance(history[0].fact, domain.ImportStarted)


@dataclass(frozen=True, slots=True)
class _Part:
    """What an import brought in a stretch of the log: streams that it touched there for the first time, whole."""

    facts: Sequence[Recorded[AnyFact]]
    histories: Mapping[UUID, Sequence[Recorded[AnyFact]]]
    batch: Batch

    def registered(self) -> list[UUID]:
        """The streams that began with the import."""
        return [one for one, history in self.histories.items() if self.batch.brought(history[0])]

    def joined(self) -> list[UUID]:
        return [one.fact.member for one in self.facts if isinstance(one.fact, MemberJoined)]


class _Run:
    """One run of undoing an import."""

    def __init__(
        self,
        register: PatientWriter,
        context: Context,
        dependents: Dependents,
        *,
        forced: bool,
        progress: Progress | None,
    ) -> None:
        if context.file_import is None:
            raise AssertionError("undoing names an import")
        self.register = register
        self.forced = forced
        self.found = Found()
        self.act = "import.undo_forced" if forced else "import.undo"
        self._context = context
        self._dependents = dependents
        self._progress = progress or (lambda _done, _of: None)
        self._batch = Batch(
            context.file_import, context.partner, sys.maxsize, register.writer.mint.today()
        )
        self._standing: set[UUID] = set()

    async def look(self, begun: Recorded[AnyFact] | None) -> None:
        """Count what it brought, and find what others built on it. Nothing is written."""
        if begun is not None:
            self._batch = replace(self._batch, until=begun.position)
        await self.register.wait(self._dependents.catch_up)
        self.found = Found()
        async for part in self._parts():
            self._count(part)
            await self._find(part)

    async def undo(self) -> Found:
        """Take back, then let the rows be new, and say that it is over."""
        history = await self.register.load(self._batch.file_import)
        begun = _begun(history)
        if begun is not None:
            self._batch = replace(self._batch, until=begun.position)
        left: dict[str, int] = {}
        async for part in self._parts():
            await self._take_back(part, left)
        await self.register.wait(self._dependents.catch_up)
        self.found = Found(left=left)
        async for part in self._parts():
            self._count(part)
            await self._take_along(await self._find(part))
            await self.register.ask(log.release(_released(part)))
        batch = self._batch
        await self.register.ask(lists.let_go(batch.partner, batch.file_import))
        await self.say(lambda state: domain.finish_undoing(state, self.found.counts))
        await self.register.ask(log.let_in(self._batch.file_import))
        return self.found

    async def say(self, decide: Callable[[domain.FileImport | None], Sequence[AnyFact]]) -> Outcome:
        stream = self._batch.file_import

        def of_import(histories: Histories) -> Sequence[AnyFact]:
            return decide(fold([one.fact for one in histories[stream]]))

        context = replace(self._context, file_import=None)
        command = Command(
            act=self.act, context=context, stream=stream, needs=(stream,), decide=of_import
        )
        return await self.register.submit(command)

    async def _parts(self) -> AsyncIterator[_Part]:
        """The newest first: what was handed over goes before those to whom it was."""
        stretches = await self.register.ask(log.stretches(self._batch.file_import))
        stretches = [one for one in stretches if one.first < self._batch.until]
        done, length = 0, sum(one.length for one in stretches)
        for together in _together(stretches):
            yield await self._part(together)
            done += sum(one.length for one in together)
            self._progress(done, length)

    async def _part(self, stretches: Sequence[Stretch]) -> _Part:
        facts: list[Recorded[AnyFact]] = []
        for stretch in stretches:
            found = await self.register.ask(log.brought(self._batch.file_import, stretch))
            facts += [one for one in found if self._batch.brought(one)]
        facts = [one for one in facts if one.stream != self._batch.file_import]
        positions = {one.position for one in facts}
        histories = await self.register.load_many({one.stream for one in facts})
        first = {
            stream: next(one.position for one in history if self._batch.brought(one))
            for stream, history in histories.items()
        }
        own = {one: histories[one] for one, position in first.items() if position in positions}
        return _Part(facts, own, await self._knowing(histories))

    async def _knowing(self, histories: Mapping[UUID, Sequence[Recorded[AnyFact]]]) -> Batch:
        """The batch, with those other imports that are undone."""
        sources = {
            one.envelope.file_import for history in histories.values() for one in history
        } - {None}
        return await self._with_undone({one for one in sources if one is not None})

    async def _with_undone(self, sources: Collection[UUID]) -> Batch:
        new = set(sources) - self._standing - self._batch.undone - {self._batch.file_import}
        if new:
            loaded = await self.register.load_many(new)
            states = {one: fold([each.fact for each in loaded[one]]) for one in new}
            undone = {one for one, state in states.items() if state is not None and state.undoing}
            self._standing |= new - undone
            self._batch = replace(self._batch, undone=self._batch.undone | undone)
        return self._batch

    def _count(self, part: _Part) -> None:
        counts, kinds = self.found.counts, [type(one.fact) for one in part.facts]
        self.found.counts = replace(
            counts,
            registrations=counts.registrations + kinds.count(HouseholdRegistered),
            members=counts.members + kinds.count(MemberJoined),
            deliveries=counts.deliveries + kinds.count(DeliveryRecorded),
            corrections=counts.corrections + sum(kinds.count(one) for one in _CORRECTIONS),
        )

    async def _find(self, part: _Part) -> list[Sequence[Recorded[AnyFact]]]:
        """Note what others built on it; answer with the deliveries and referrals that go with it."""
        for history in part.histories.values():
            for one in taking_back.built_on(history, part.batch):
                self.found.add(built(one, history))
        histories = await self._about(part)
        batch = await self._knowing(histories)
        hanging: list[Sequence[Recorded[AnyFact]]] = []
        for history in histories.values():
            for one, whose in taking_back.hanging_on(history, batch):
                home = part.histories.get(whose, ()) if whose else ()
                self.found.add(built(one, home))
                if not home or not taking_back.is_handed_over(home, batch):
                    hanging.append(history)
        return hanging

    async def _about(self, part: _Part) -> Mapping[UUID, Sequence[Recorded[AnyFact]]]:
        """Deliveries, referrals, requests and documents about whom the import brought, that it did not touch itself."""
        registered, members = part.registered(), part.joined()
        delivered = await self.register.wait(
            lambda: self._dependents.deliveries(registered, members)
        )
        asked = await self.register.wait(
            lambda: self._dependents.asked_about(part.histories.keys())
        )
        others = {*delivered, *asked} - part.histories.keys()
        histories = await self.register.load_many(others) if others else {}
        return {
            one: history
            for one, history in histories.items()
            if one in delivered or taking_back.is_about(history, registered, members)
        }

    async def _take_back(self, part: _Part, left: dict[str, int]) -> None:
        batch = part.batch
        opened = await self._opened(part)
        commands = []
        for stream, history in part.histories.items():
            back = taking_back.take_back(history, batch, opened)
            for code in back.left:
                left[code] = left.get(code, 0) + 1
            if back.facts:
                commands.append(self._command(stream, batch, opened))
        await self._submit(commands)

    async def _take_along(self, hanging: Sequence[Sequence[Recorded[AnyFact]]]) -> None:
        if self.forced:
            await self._submit([self._taking_along(history[0].stream) for history in hanging])

    async def _submit(self, commands: Sequence[Command]) -> None:
        for outcome in await self.register.submit_many(commands):
            if isinstance(outcome, SijillError) and outcome.code != "person_forgotten":
                raise outcome

    def _command(self, stream: UUID, batch: Batch, opened: Opened) -> Command:
        def decide(histories: Histories) -> Sequence[AnyFact]:
            return taking_back.take_back(histories[stream], batch, opened).facts

        return self._asking(stream, decide)

    def _taking_along(self, stream: UUID) -> Command:
        return self._asking(stream, lambda histories: taking_back.take_along(histories[stream]))

    def _asking(self, stream: UUID, decide: Callable[[Histories], Sequence[AnyFact]]) -> Command:
        return Command(
            act=self.act, context=self._context, stream=stream, needs=(stream,), decide=decide
        )

    async def _opened(self, part: _Part) -> Opened:
        sealed = {
            record
            for history in part.histories.values()
            for record in taking_back.sealed_before(history, part.batch)
        }
        if not sealed:
            return {}
        found = await self.register.opened({one: one for one in sealed})
        return {one: opened.value for one, opened in found.items() if opened.state is _CLEAR}


_CLEAR: Final = OpenedState.CLEAR
_CORRECTIONS: Final = (HouseholdCorrected, MemberCorrected, DeliveryCorrected, ConsentAnswered)


def _together(stretches: Sequence[Stretch]) -> list[list[Stretch]]:
    """Stretches from the newest, as much of them together as is gone through at a time."""
    together: list[list[Stretch]] = []
    room = 0
    pieces = [piece for one in stretches for piece in one.cut(AT_A_TIME)]
    for one in reversed(pieces):
        if not together or one.length > room:
            together.append([])
            room = AT_A_TIME
        together[-1].append(one)
        room -= one.length
    return together


def _released(part: _Part) -> Released:
    """Its own keys: what people asked by hand of a household that it brought stays answered as it was."""
    return Released(part.registered(), [(one.stream, one.version) for one in part.facts])
