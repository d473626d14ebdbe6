"""Taking a file into the register: row by row, once each, however often and however far it was tried before.

Every row is a command of its own, keyed by what its partner calls the household and the row, never by the file and
never by what the row says. So a run that was cut short is simply run again, next month's list registers nobody twice,
and a row with a mended cell comes back instead of making a second child or a second basket.
"""

from __future__ import annotations

import sys
from asyncio import to_thread
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Final, TypeAlias, TypeGuard
from uuid import UUID

from registry.application.command import Command, Context, Outcome
from registry.application.deliveries import record_delivery
from registry.application.households import add_member, register_household
from registry.application.imports import finish_import, fold, start_import
from registry.application.writer import Writer
from registry.domain.errors import Erased, KeyReused, Refused, SijillError
from registry.domain.file_import import ImportCounts, ImportStarted, TakenAs
from registry.domain.vocabulary import Purpose, RegistrationWarning
from registry.intake.contents import delivery_content, household_content, member_content
from registry.intake.findings import Notice, Place, Problem, Reject
from registry.intake.incoming import Incoming, Options, Reading, RowName
from registry.intake.lines import as_reference
from registry.intake.reading import read_file
from registry.intake.rejects import write_rejects
from registry.intake.saved_mapping import mapping_digest
from registry.intake.summary import Summary
from registry.texts import say

BATCH: Final = 200
"""Registrations that are decided and stored together."""

_NOT_THE_ROWS_FAULT: Final = frozenset(
    {"programme_unknown", "programme_closed", "partner_suspended", "act_not_allowed"}
)
"""Refusals that every row would meet: the run stops unfinished, and can be repeated once they are settled."""

Progress: TypeAlias = Callable[[int, int], None]
"""Told how many registrations are done, and of how many."""


async def import_file(  # noqa: PLR0913 - a file, for whom, and what to tell meanwhile
    path: Path,
    options: Options,
    context: Context,
    writer: Writer,
    *,
    progress: Progress | None = None,
    rejects_path: Path | None = None,
) -> Summary:
    """Take a file in for the partner of `context`, whose purpose is set row by row.

    A file that was taken in to its end before, in the same way, is left alone; one that was cut short is gone on with.
    The rejects workbook is written where there are rejects.

    Raises:
        SijillError: what `read_file` raises; the actor may not import, the programme is closed or another partner's;
            others kept writing to the same rows.
    """
    reading = await to_thread(read_file, path, options)
    return await import_reading(
        reading, options, context, writer, progress=progress, rejects_path=rejects_path
    )


async def check_reading(reading: Reading, context: Context, writer: Writer) -> Summary:
    """What a file would bring to the register as it stands. Nothing is written."""
    run = _Run.over(reading, writer, context, began=sys.maxsize)
    run.dry = True
    for batch in _batches(reading.incoming):
        await run.take(batch)
    return _summary(reading, None, run.counts(reading.rows), run=run, dry_run=True)


async def import_reading(  # noqa: PLR0913 - as above
    reading: Reading,
    options: Options,
    context: Context,
    writer: Writer,
    *,
    progress: Progress | None = None,
    rejects_path: Path | None = None,
) -> Summary:
    """As `import_file`, for a file that has been read."""
    context = replace(context, purpose=Purpose.REGISTRATION, sheet=None, row=None)
    begun = await _begin(reading, options, context, writer)
    finished = await _finished(writer, begun)
    if finished is not None and not finished.rejects:
        return _summary(reading, begun.stream, finished, already=True)
    # Of a file that is finished the rejects are found again: their workbook may be lost.
    run = _Run.over(reading, writer, replace(context, file_import=begun.stream), begun.position)
    done = 0
    for batch in _batches(reading.incoming):
        await run.take(batch)
        done += len(batch)
        if progress is not None:
            progress(done, len(reading.incoming))
    rejects = tuple(sorted(run.rejects, key=lambda reject: reject.at))
    rejects_file = rejects_path if rejects else None
    if rejects_file is not None:
        await to_thread(write_rejects, rejects_file, reading.tables, rejects, run.references)
    counts = finished or run.counts(reading.rows)
    await writer.submit(finish_import(begun.stream, counts, run.context))
    return _summary(
        reading,
        begun.stream,
        counts,
        run=run,
        already=finished is not None,
        rejects_file=rejects_file,
    )


async def _begin(reading: Reading, options: Options, context: Context, writer: Writer) -> Outcome:
    """Start the import, or find the one that took the same file in the same way."""
    started = ImportStarted(
        file=writer.file_digest(reading.digest),
        mapping=mapping_digest(reading.mapping, reading.on, options.within, options.programme),
        file_format=reading.format,
        taken_as=reading.taken_as,
    )
    key = f"{started.file}:{started.mapping}:{started.taken_as}"
    return await writer.submit(start_import(started, context.with_key(key), writer.mint))


async def _finished(writer: Writer, begun: Outcome) -> ImportCounts | None:
    if not begun.repeated:
        return None
    state = fold([one.fact for one in await writer.log.load(begun.stream)])
    return None if state is None else state.finished


@dataclass(frozen=True, slots=True)
class _Beside:
    """A row that hangs on a registration, and the row of that one."""

    at: Place
    household: Place
    command: Command


@dataclass(slots=True)
class _Run:
    """One run over a file.

    `began` is the position of the import's start: what is recorded after it is its own work, whichever run did it.
    `sheets` are numbered as in the file; `references` are those that rows go by for want of their partner's own.
    """

    writer: Writer
    context: Context
    began: int
    sheets: Mapping[str, int]
    references: dict[Place, str] = field(default_factory=dict)
    takes_deliveries: bool = False
    dry: bool = False
    rejects: list[Reject] = field(default_factory=list)
    differing: list[Place] = field(default_factory=list)
    warnings: list[tuple[Place, RegistrationWarning]] = field(default_factory=list)
    forgotten: list[Place] = field(default_factory=list)
    registrations: int = 0
    members: int = 0
    deliveries: int = 0
    _news: set[Place] = field(default_factory=set)
    _taken: set[Place] = field(default_factory=set)
    _keys: set[str] = field(default_factory=set)

    @classmethod
    def over(cls, reading: Reading, writer: Writer, context: Context, began: int) -> _Run:
        run = cls(writer, context, began, {table.sheet: table.index for table in reading.tables})
        run.takes_deliveries = reading.taken_as is TakenAs.DELIVERIES
        run.rejects += reading.rejects
        run.references |= {at: run.reference_of(name) for at, name in reading.names.items()}
        return run

    async def submit(self, commands: Sequence[Command]) -> list[Outcome | SijillError]:
        return await (self.writer.foresee_many if self.dry else self.writer.submit_many)(commands)

    def reference_of(self, name: RowName) -> str:
        return as_reference(f"{_reference(self._with_reference(name.household))}/{name.own}")

    def counts(self, rows: int) -> ImportCounts:
        return ImportCounts(
            rows=rows,
            registrations=self.registrations,
            members=self.members,
            deliveries=self.deliveries,
            unchanged=len(self._taken - self._news),
            warnings=len(self.warnings),
            rejects=len(self.rejects),
        )

    def notices(self) -> tuple[Notice, ...]:
        forgotten = _noted("row_forgotten", self.forgotten)
        return (*forgotten, *_noted("row_differs_but_served", self.differing))

    async def take(self, batch: Sequence[Incoming]) -> None:
        """Register a batch, then what hangs on those that are registered."""
        referred = [self._with_reference(one) for one in batch]
        waiting, known = await self._without_forgotten(referred)
        commands = [self._registration(one) for one in waiting]
        outcomes = await self.submit(commands)
        registered: list[tuple[Incoming, UUID]] = []
        for one, command, outcome in zip(waiting, commands, outcomes, strict=True):
            if self.takes_deliveries and one.at in known and _differs(outcome):
                # What was handed over is taken all the same; what differs waits for corrections.
                self.differing.append(one.at)
                registered.append((one, known[one.at]))
            elif self._accepted(outcome, one.at, one.rows_beside()):
                self.warnings += one.warnings()
                if self._is_new(one.at, command, outcome):
                    self.registrations += 1
                    self.members += 1
                registered.append((one, outcome.stream))
        joining = [row for one, home in registered for row in self._joining(one, home)]
        self.members += await self._take_beside(joining)
        served = [row for one, home in registered for row in self._served(one, home)]
        self.deliveries += await self._take_beside(served)

    async def _take_beside(self, rows: Sequence[_Beside]) -> int:
        """Carry out what hangs on registrations; the answer is how much of it this import brought."""
        outcomes = await self.submit([row.command for row in rows])
        return sum(
            self._accepted(outcome, row.at, (row.household,))
            and self._is_new(row.at, row.command, outcome)
            for row, outcome in zip(rows, outcomes, strict=True)
        )

    def _with_reference(self, one: Incoming) -> Incoming:
        """Under the partner's own reference, else under a keyed token of what the row identifies.

        Keyed, since the reference outlives the head it was made from for as long as the household stands.
        """
        if one.draft.partner_reference is not None:
            return one
        token = self.writer.reference_token(self.context.partner, one.identifying)
        return replace(one, draft=replace(one.draft, partner_reference=f"~{token.hex()}"))

    async def _without_forgotten(
        self, batch: Sequence[Incoming]
    ) -> tuple[list[Incoming], dict[Place, UUID]]:
        """Those that may be taken, and the households that are registered under their references."""
        partner = self.context.partner
        tokens = [self.writer.reference_token(partner, _reference(one)) for one in batch]
        known = await self.writer.log.references(partner, tokens)
        waiting, households = [], {}
        for one, token in zip(batch, tokens, strict=True):
            household, forgotten = known.get(token, (None, False))
            if forgotten:
                self.forgotten += [one.at, *one.rows_beside()]
                continue
            waiting.append(one)
            if household is not None:
                households[one.at] = household
        return waiting, households

    def _registration(self, one: Incoming) -> Command:
        content = household_content(one.draft)
        context = self._at(one, one.at, f"registration:{_reference(one)}")
        return replace(register_household(one.draft, context, self.writer.mint), content=content)

    def _joining(self, one: Incoming, household: UUID) -> Iterator[_Beside]:
        for member in one.members:
            reference = member.draft.partner_reference or self.references[member.at]
            draft = replace(member.draft, partner_reference=reference)
            context = self._at(one, member.at, _key("member", one, reference))
            command = add_member(household, draft, context, self.writer.mint)
            yield _Beside(member.at, one.at, replace(command, content=member_content(draft)))

    def _served(self, one: Incoming, household: UUID) -> Iterator[_Beside]:
        for delivery in one.deliveries:
            reference = delivery.draft.partner_reference or self.references[delivery.at]
            draft = replace(delivery.draft, household=household, partner_reference=reference)
            context = replace(
                self._at(one, delivery.at, _key("delivery", one, reference)),
                purpose=Purpose.DELIVERY,
                effective=None,
            )
            command = record_delivery(draft, context, self.writer.mint)
            yield _Beside(delivery.at, one.at, replace(command, content=delivery_content(draft)))

    def _at(self, one: Incoming, at: Place, key: str) -> Context:
        return replace(
            self.context,
            key=f"import:{key}",
            sheet=self.sheets[at.sheet],
            row=at.row,
            effective=one.effective,
        )

    def _accepted(
        self, outcome: Outcome | SijillError, at: Place, together: tuple[Place, ...] = ()
    ) -> TypeGuard[Outcome]:
        """Whether the row stands in the register; if not, why is noted, and what must come back together with it.

        Raises:
            SijillError: it is no fault of the row; the run can be repeated.
        """
        match outcome:
            case Outcome():
                self._taken.add(at)
                return True
            case Erased() | Refused(code="person_forgotten" | "household_forgotten"):
                self.forgotten += [at, *(place for place in together if place not in self._taken)]
            case Refused() if outcome.code not in _NOT_THE_ROWS_FAULT:
                together = tuple(place for place in together if place != at)
                self.rejects.append(Reject(at=at, problems=(_problem(outcome),), together=together))
            case _:
                raise outcome
        return False

    def _is_new(self, at: Place, command: Command, outcome: Outcome) -> bool:
        """Whether this import brought it: now, or before it was cut short."""
        key = f"{command.act}:{command.context.key}"
        new = key not in self._keys and (not outcome.repeated or outcome.position > self.began)
        self._keys.add(key)
        if new:
            self._news.add(at)
        return new


def _differs(outcome: Outcome | SijillError) -> bool:
    """Whether the row is of a household that is registered, and says something else of it."""
    claimed = isinstance(outcome, Refused) and outcome.code == "partner_reference_claimed"
    return claimed or isinstance(outcome, KeyReused)


def _problem(refused: Refused) -> Problem:
    if _differs(refused):
        return Problem(code="row_differs_from_registration")
    details = {
        "reason_ar": say(refused.code, "ar", **refused.details),
        "reason_en": say(refused.code, "en", **refused.details),
    }
    return Problem(code="row_refused", details=details)


def _reference(one: Incoming) -> str:
    if one.draft.partner_reference is None:
        raise AssertionError("a row is written under a reference")
    return one.draft.partner_reference


def _key(kind: str, one: Incoming, reference: str) -> str:
    """What a row of a household is known by; no reference holds the separator, which counts as a space there."""
    return "\x1f".join((kind, _reference(one), reference))


def _batches(incoming: Sequence[Incoming]) -> Iterator[list[Incoming]]:
    rest = iter(incoming)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _noted(code: str, places: Sequence[Place]) -> Iterator[Notice]:
    return (Notice(code=code, sheet=at.sheet, row=at.row) for at in places)


def _summary(  # noqa: PLR0913 - the fields of a summary
    reading: Reading,
    file_import: UUID | None,
    counts: ImportCounts,
    *,
    run: _Run | None = None,
    already: bool = False,
    dry_run: bool = False,
    rejects_file: Path | None = None,
) -> Summary:
    return Summary(
        file_import=file_import,
        format=reading.format,
        taken_as=reading.taken_as,
        on=reading.on,
        counts=counts,
        warnings=() if run is None else tuple(run.warnings),
        rejects=() if run is None else tuple(sorted(run.rejects, key=lambda one: one.at)),
        notices=(*reading.notices, *(() if run is None else run.notices())),
        forgotten=() if run is None else tuple(run.forgotten),
        already=already,
        dry_run=dry_run,
        rejects_file=rejects_file,
    )
