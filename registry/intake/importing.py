"""Taking a file into the register: row by row, once each, however often and however far it was tried before."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol, TypeAlias
from uuid import UUID

from registry.application.command import Context, Outcome
from registry.application.foreseen import Foreseeing
from registry.application.imports import finish_import, fold, start_import
from registry.application.patience import Told, patiently
from registry.application.undoing import being_undone
from registry.application.writer import Writer
from registry.domain.envelope import Recorded
from registry.domain.errors import ImportBeingUndone
from registry.domain.facts import AnyFact
from registry.domain.file_import import Digest, ImportCounts, ImportStarted, TakenAs
from registry.domain.vocabulary import Purpose
from registry.eventlog.imports import undone_since
from registry.eventlog.lists import List
from registry.intake.account import Account
from registry.intake.ahead import ahead
from registry.intake.alike import Alike
from registry.intake.commands import RowCommands
from registry.intake.incoming import Batch, Options, Reading
from registry.intake.reading import read_file
from registry.intake.rejects import write_rejects
from registry.intake.saved_mapping import mapping_digest
from registry.intake.summary import Summary
from registry.intake.taking import Taking
from registry.intake.tally import Tally
from registry.intake.vanished import Seen, Vanished

Progress: TypeAlias = Callable[[int, int], None]
"""Told how much of the file is done, and of how much, in what `Reading.length` counts."""


async def import_file(  # noqa: PLR0913 - a file, for whom, and what to tell meanwhile
    path: Path,
    options: Options,
    context: Context,
    writer: Writer,
    *,
    progress: Progress | None = None,
    outage: Told | None = None,
    rejects_path: Path | None = None,
) -> Summary:
    """Take a file in for the partner of `context`, whose purpose is set row by row.

    A file that was taken in to its end before, in the same way, is left alone; one that was cut short is gone on with.
    The rejects workbook is written where there are rejects. `outage` is told of each outage that is waited out.

    Raises:
        SijillError: what `read_file` raises; the actor may not import, the programme is closed or another partner's;
            others kept writing to the same rows; the file changed while it was read; an import of the partner is being
            undone.
        Unavailable: the database was away for longer than an import waits. The same again goes on from there.
    """
    reading = await to_thread(read_file, path, options)
    return await import_reading(
        reading,
        options,
        context,
        writer,
        progress=progress,
        outage=outage,
        rejects_path=rejects_path,
    )


async def check_reading(  # noqa: PLR0913 - as above
    reading: Reading,
    options: Options,
    context: Context,
    writer: Writer,
    *,
    progress: Progress | None = None,
    outage: Told | None = None,
) -> Summary:
    """What `import_reading` would answer now. Nothing is written but who opened what to find that out."""
    head = await patiently(writer.log.head, outage)
    foreseeing = Foreseeing(writer, head)
    return await import_reading(
        reading, options, context, foreseeing, progress=progress, outage=outage
    )


async def import_reading(  # noqa: PLR0913 - as above
    reading: Reading,
    options: Options,
    context: Context,
    writer: Writer,
    *,
    progress: Progress | None = None,
    outage: Told | None = None,
    rejects_path: Path | None = None,
) -> Summary:
    """As `import_file`, for a file that is open."""
    context = replace(context, purpose=Purpose.REGISTRATION, sheet=None, row=None)
    mapping = mapping_digest(reading.mapping, reading.on, options.within, options.programme)
    begun, finished = await patiently(lambda: begin(reading, mapping, context, writer), outage)
    dry, again = isinstance(writer, Foreseeing), finished is not None
    here = begun.stream if again or not dry else None
    seen = Seen(writer, List(context.partner, reading.list), here, again, outage)
    if finished is not None and not finished.rejects:
        gone = await seen.vanished() if finished.vanished else []
        return summary_of(reading, here, finished, Tally(), gone, already=True, dry_run=dry)
    # Of a file that is finished the rejects are found again: their workbook may be lost.
    context = replace(context, file_import=begun.stream)
    rows = RowCommands(writer, context, _sheets(reading))
    account = _account(reading, begun.position, again=again)
    taking = Taking(rows, account, Alike(rows, outage), seen, told=outage)
    await go_through(reading, taking, progress)
    tally = account.tally
    back = await give_back(reading, tally, rejects_path)
    gone = await seen.vanished()
    counts = finished or replace(account.counts(), vanished=len(gone))
    if not dry:
        end = finish_import(begun.stream, counts, context)
        await patiently(lambda: writer.submit(end), outage)
    return summary_of(
        reading, here, counts, tally, gone, already=again, dry_run=dry, rejects_files=back
    )


async def give_back(reading: Reading, tally: Tally, path: Path | None) -> tuple[Path, ...]:
    """The workbooks of rejected rows that were written, if any."""
    if path is None or not tally.rejects:
        return ()
    return await to_thread(write_rejects, path, reading.tables, tally.rejects, tally.references)


class Takes(Protocol):
    """One run over a file."""

    async def take(self, batch: Batch) -> None: ...


async def go_through(reading: Reading, run: Takes, progress: Progress | None) -> None:
    async for batch in ahead(reading.batches()):
        await run.take(batch)
        if progress is not None:
            progress(batch.reached, reading.length)


def _account(reading: Reading, began: int, *, again: bool = False) -> Account:
    deliveries = reading.taken_as is TakenAs.DELIVERIES
    return Account(began, takes_deliveries=deliveries, again=again)


def _sheets(reading: Reading) -> dict[str, int]:
    return {table.sheet: table.index for table in reading.tables}


async def begin(
    reading: Reading, mapping: Digest, context: Context, writer: Writer
) -> tuple[Outcome, ImportCounts | None]:
    """Start the import, or find the one that took the same file in the same way, with its counts if it has finished.

    `mapping` is a digest of the way.

    One that was undone is as if it had never been. So is one that found rows there already, once an import of the
    partner was undone since: the rows may have gone with it.
    """
    if await being_undone(writer, context.partner) is not None:
        raise ImportBeingUndone
    started = ImportStarted(
        file=writer.file_digest(reading.digest),
        mapping=mapping,
        file_format=reading.format,
        taken_as=reading.taken_as,
    )
    same = key = f"{started.file}:{started.mapping}:{started.taken_as}"
    while True:
        begun = await writer.submit(start_import(started, context.with_key(key), writer.mint))
        if not begun.repeated:
            return begun, None
        history = await writer.log.load(begun.stream)
        state = fold([one.fact for one in history])
        if state is None or (state.undone is None and state.finished is None):
            return begun, None
        if state.undone is None and not await _may_have_gone(history, state.finished, writer):
            return begun, state.finished
        key = f"{same}:{begun.stream}"


async def _may_have_gone(
    history: Sequence[Recorded[AnyFact]], finished: ImportCounts | None, writer: Writer
) -> bool:
    if finished is None or not finished.unchanged:
        return False
    last = history[-1]
    return await writer.log.ask(undone_since(last.envelope.partner, last.position))


def summary_of(  # noqa: PLR0913 - the fields of a summary
    reading: Reading,
    file_import: UUID | None,
    counts: ImportCounts,
    tally: Tally,
    gone: Sequence[Vanished],
    *,
    already: bool = False,
    dry_run: bool = False,
    rejects_files: tuple[Path, ...] = (),
) -> Summary:
    return Summary(
        file_import=file_import,
        format=reading.format,
        taken_as=reading.taken_as,
        on=reading.on,
        counts=counts,
        warnings=tuple(tally.warnings.first),
        warning_counts=dict(tally.warnings.by_kind),
        rejects=tuple(sorted(tally.rejects, key=lambda reject: reject.at)),
        notices=(*reading.notices, *tally.notices()),
        forgotten=tuple(tally.forgotten),
        vanished=tuple(gone),
        already=already,
        dry_run=dry_run,
        rejects_files=rejects_files,
    )
