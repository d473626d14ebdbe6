"""`sijill import`: a file into the register, row by row, with its rejects back."""

from __future__ import annotations

import asyncio
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Final, TypeAlias
from uuid import UUID

import typer

from registry.application.command import Context
from registry.application.hijri import read_any_date
from registry.bootstrap import Registry
from registry.cli import options, output
from registry.cli.acting import operator_of
from registry.cli.output import Misused
from registry.cli.partners import partner_called, programme_called
from registry.domain.dates import NotADate, PreciseDate
from registry.domain.errors import SijillError, Unavailable
from registry.domain.file_import import ImportCounts, TakenAs
from registry.domain.places import PCode, find_place
from registry.domain.vocabulary import Channel, Purpose, Role
from registry.intake.importing import Progress, check_reading, import_reading
from registry.intake.incoming import Options, Reading
from registry.intake.mapping import FileMapping
from registry.intake.patience import STOPPED, WAITS
from registry.intake.reading import read_file
from registry.intake.saved_mapping import load_mapping, save_mapping
from registry.intake.summary import Summary, more_rejects, reason, remark
from registry.texts import label, say

SHOWN: Final = 100
"""Rejected rows that are shown one by one; JSON names all of them."""

File: TypeAlias = Annotated[Path, typer.Argument(help="Kobo XLSX, spreadsheet or CSV. / الملف.")]
Partner: TypeAlias = Annotated[
    str, typer.Option(help="Code of the partner whose file it is. / رمز الجهة.")
]
As: TypeAlias = Annotated[
    TakenAs | None, typer.Option("--as", help="What the rows are. / ما هي الصفوف.")
]
Programme: TypeAlias = Annotated[
    str | None, typer.Option(help="Code of the programme that was delivered. / رمز البرنامج.")
]
On: TypeAlias = Annotated[
    str | None, typer.Option(help="Date of the list, as 2026-10. / تاريخ الكشف.")
]
Within: TypeAlias = Annotated[
    str | None, typer.Option(help="Where all of it comes from, P-code or name. / النطاق الجغرافي.")
]
Mapping: TypeAlias = Annotated[
    Path | None, typer.Option(help="Saved mapping to use (YAML). / ملف الربط.")
]
SaveMapping: TypeAlias = Annotated[
    Path | None,
    typer.Option("--save-mapping", help="Write the mapping that was used. / احفظ الربط."),
]
Rejects: TypeAlias = Annotated[
    Path | None,
    typer.Option(help="Workbook for rejected rows; default: beside the file. / ملف المرفوضات."),
]
DryRun: TypeAlias = Annotated[
    bool,
    typer.Option("--dry-run", help="Say what would happen and write nothing. / جرّب دون كتابة."),
]


def import_(
    file: File,
    partner: Partner,
    taken_as: As = None,
    programme: Programme = None,
    on: On = None,
    within: Within = None,
    mapping: Mapping = None,
    save_mapping_to: SaveMapping = None,
    rejects: Rejects = None,
    dry_run: DryRun = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Take a file in; broken rows come back with their reason. / استورد ملفا وأعد صفوفه المعيبة بأسبابها."""

    async def run() -> tuple[Reading, Summary]:
        async with options.registry(data) as registry:
            holder = await partner_called(registry, partner)
            asked = Options(
                today=registry.writer.mint.today(),
                taken_as=taken_as,
                on=_date(on),
                within=_place(within),
                programme=await _programme(registry, holder, programme),
                mapping=load_mapping(mapping) if mapping else FileMapping(),
            )
            reading = await asyncio.to_thread(read_file, file, asked)
            context = await context_for(registry, holder)
            if dry_run:
                return reading, await _check(registry, reading, context)
            back = rejects or file.with_name(f"{file.stem}-rejects.xlsx")
            return reading, await _write(registry, reading, asked, context, back)

    with _stopped_by_outages():
        reading, imported = asyncio.run(run())
    summary = of_this_run(imported)
    if save_mapping_to is not None:
        _save(save_mapping_to, reading.mapping)
    _report(summary, json=json)


@contextmanager
def _stopped_by_outages() -> Iterator[None]:
    """After a database that stayed away, say what goes on from there."""
    try:
        yield
    except Unavailable:
        raise SijillError(STOPPED, command=shlex.join(["sijill", *sys.argv[1:]])) from None


async def _programme(registry: Registry, holder: UUID, code: str | None) -> UUID | None:
    return None if code is None else await programme_called(registry, holder, code)


def _report(summary: Summary, *, json: bool) -> None:
    if json:
        output.as_json(summary.to_json())
    else:
        show(summary)
    if summary.rejects:
        sys.exit(output.REFUSED)


async def _check(registry: Registry, reading: Reading, context: Context) -> Summary:
    with _shown(reading) as progress:
        return await check_reading(
            reading, context, registry.writer, progress=progress, outage=_tell_outage
        )


async def _write(
    registry: Registry, reading: Reading, asked: Options, context: Context, back: Path
) -> Summary:
    with _shown(reading) as progress:
        try:
            return await import_reading(
                reading,
                asked,
                context,
                registry.writer,
                progress=progress,
                outage=_tell_outage,
                rejects_path=back,
            )
        except OSError:
            raise SijillError("rejects_not_written", path=back) from None


@contextmanager
def _shown(reading: Reading) -> Iterator[Progress]:
    with output.progress("importing") as bar:
        task = bar.add_task(reading.taken_as.value, total=reading.length)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _tell_outage(outage: Unavailable, pause: float) -> None:
    output.talk(WAITS, seconds=f"{pause:.0f}", code=outage.code)


async def context_for(registry: Registry, partner: UUID) -> Context:
    """Who imports at this machine: its operator, as a data officer of the partner."""
    return replace(
        (await operator_of(registry)).for_partner(partner),
        role=Role.DATA_OFFICER,
        purpose=Purpose.REGISTRATION,
        channel=Channel.FILE,
    )


def of_this_run(summary: Summary) -> Summary:
    """What this run brought; a file that was imported to its end before brings nothing now."""
    if not summary.already:
        return summary
    was = summary.counts
    return replace(summary, counts=ImportCounts(rows=was.rows, unchanged=was.rows - was.rejects))


def show(summary: Summary) -> None:
    """What became of the file: counts, warnings, rejected rows with their reasons, in both languages."""
    output.table(
        ("", "", ""),
        [
            (say(f"count.{name}", "en"), value, say(f"count.{name}", "ar"))
            for name, value in counts(summary)
        ],
    )
    if summary.warning_counts:
        output.table(
            (f"{say('figure.warnings', 'en')} / {say('figure.warnings', 'ar')}", "", ""),
            [
                (label("warning", code, "en"), number, label("warning", code, "ar"))
                for code, number in sorted(summary.warning_counts.items())
            ],
        )
    if summary.rejects:
        output.table(
            ("sheet / الورقة", "row / الصف", "reason", "السبب"),
            [
                (reject.at.sheet, reject.at.row, reason(problem, "en"), reason(problem, "ar"))
                for reject in summary.rejects[:SHOWN]
                for problem in reject.problems
            ],
        )
    if len(summary.rejects) > SHOWN:
        rows = len(summary.rejects) - SHOWN
        output.line(f"{more_rejects(rows, 'en')} / {more_rejects(rows, 'ar')}")
    for notice in summary.notices:
        output.line(f"{remark(notice, 'en')} / {remark(notice, 'ar')}")
    if summary.already:
        output.talk("imported_already")
    for path in summary.rejects_files:
        output.talk("rejects_written", path=path)


def counts(summary: Summary) -> list[tuple[str, int]]:
    return [*asdict(summary.counts).items(), ("forgotten", len(summary.forgotten))]


def _save(path: Path, mapping: FileMapping) -> None:
    try:
        save_mapping(path, mapping)
    except OSError:
        raise SijillError("mapping_not_written", path=path) from None


def _date(text: str | None) -> PreciseDate | None:
    if text is None:
        return None
    try:
        return read_any_date(text)
    except NotADate:
        raise Misused("option_not_a_date", option="--on") from None


def _place(text: str | None) -> PCode | None:
    if text is None:
        return None
    found = find_place(text)
    if len(found) != 1:
        raise Misused("option_not_a_place", option="--within")
    return found[0].code
