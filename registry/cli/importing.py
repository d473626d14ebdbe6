"""`sijill import`: a file into the register, row by row, with its rejects back."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final

from registry.application.command import Context
from registry.bootstrap import Registry
from registry.cli import asking, matching, options, output, watching
from registry.cli.known import PerhapsKnown, perhaps_known, tell
from registry.cli.partners import partner_called
from registry.cli.waiting import stopped_by_outages, tell_outage
from registry.domain.errors import SijillError
from registry.domain.file_import import ImportCounts
from registry.intake.importing import Progress, check_reading, import_reading
from registry.intake.incoming import Options, Reading
from registry.intake.mapping import FileMapping
from registry.intake.reading import read_file
from registry.intake.saved_mapping import save_mapping
from registry.intake.summary import Summary, more_rejects, reason, remark
from registry.intake.vanished import cells, headings, write_vanished
from registry.texts import label, say

SHOWN: Final = 100
"""Rejected rows that are shown one by one; JSON names all of them."""


def import_(
    partner: asking.Partner,
    file: asking.File = None,
    taken_as: asking.As = None,
    programme: asking.Programme = None,
    on: asking.On = None,
    within: asking.Within = None,
    mapping: asking.Mapping = None,
    save_mapping_to: asking.SaveMapping = None,
    rejects: asking.Rejects = None,
    vanished: asking.Gone = None,
    without_repeats: asking.WithoutRepeats = False,
    dry_run: asking.DryRun = False,
    watch: asking.Watch = None,
    once: asking.Once = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Take a file in; broken rows come back with their reason. / استورد ملفا وأعد صفوفه المعيبة بأسبابها."""
    said = asking.Asked(
        taken_as=taken_as,
        programme=programme,
        on=on,
        within=within,
        mapping=mapping,
        without_repeats=without_repeats,
    )
    asking.require_one(
        file, watch, once=once, of_a_file=(save_mapping_to, rejects, vanished, dry_run)
    )
    if watch is not None:
        watching.watch(watch, partner, said, once=once, data=data, json=json)
    elif file is not None:
        reading, summary, known = _import(file, partner, said, rejects, dry_run=dry_run, data=data)
        if save_mapping_to is not None:
            _save(save_mapping_to, reading.mapping)
        if vanished is not None and summary.vanished:
            summary = replace(summary, vanished_file=_list(vanished, summary))
        report(summary, known, json=json)


def _import(
    file: Path,
    partner: str,
    said: asking.Asked,
    rejects: Path | None,
    *,
    dry_run: bool,
    data: Path | None,
) -> tuple[Reading, Summary, PerhapsKnown | None]:
    async def run() -> tuple[Reading, Summary, PerhapsKnown | None]:
        async with options.registry(data) as registry:
            holder = await partner_called(registry, partner)
            asked = await said.meant(registry, holder)
            reading = await asyncio.to_thread(read_file, file, asked)
            context = await asking.context_for(registry, holder)
            if dry_run:
                return reading, await _check(registry, reading, asked, context), None
            back = rejects or file.with_name(f"{file.stem}-rejects.xlsx")
            written = await _write(registry, reading, asked, context, back)
            await matching.bring_up(registry)
            return reading, written, await _known(registry, written, context)

    with stopped_by_outages("import_stopped"):
        reading, imported, known = asyncio.run(run())
    return reading, of_this_run(imported), known


async def _known(registry: Registry, summary: Summary, context: Context) -> PerhapsKnown | None:
    """Who of those whom the file brought now may be registered already."""
    if summary.file_import is None or summary.already or not summary.counts.registrations:
        return None
    return await perhaps_known(registry, summary.file_import, context)


def report(summary: Summary, known: PerhapsKnown | None, *, json: bool) -> None:
    """Say what became of a file, as is asked for."""
    if json:
        said = None if known is None else known.to_json()
        output.as_json({**summary.to_json(), "perhaps_known": said})
    else:
        show(summary)
    if known is not None:
        tell(known)
    if summary.rejects:
        sys.exit(output.REFUSED)


async def _check(registry: Registry, reading: Reading, asked: Options, context: Context) -> Summary:
    with _shown(reading) as progress:
        return await check_reading(
            reading, asked, context, registry.writer, progress=progress, outage=tell_outage
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
                outage=tell_outage,
                rejects_path=back,
            )
        except OSError:
            raise SijillError("rejects_not_written", path=back) from None


@contextmanager
def _shown(reading: Reading) -> Iterator[Progress]:
    with output.progress("importing") as bar:
        task = bar.add_task(reading.taken_as.value, total=reading.length)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def of_this_run(summary: Summary) -> Summary:
    """What this run brought; a file that was imported to its end before brings nothing now but what goes back."""
    if not summary.already:
        return summary
    was = summary.counts
    counts = ImportCounts(
        rows=was.rows,
        unchanged=was.rows - was.rejects,
        rejects=len(summary.rejects),
        vanished=len(summary.vanished),
    )
    return replace(summary, counts=counts)


def show(summary: Summary) -> None:
    """What became of the file: counts, warnings, rejected rows with their reasons, in both languages."""
    output.table(
        ("what", "number / العدد", "ماذا"),
        [
            (say(f"count.{name}", "en"), value, say(f"count.{name}", "ar"))
            for name, value in counts(summary)
        ],
    )
    if summary.warning_counts:
        output.table(
            (say("figure.warnings", "en"), "number / العدد", say("figure.warnings", "ar")),
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
    _show_vanished(summary)
    for notice in summary.notices:
        output.line(f"{remark(notice, 'en')} / {remark(notice, 'ar')}")
    _tell(summary)


def _tell(summary: Summary) -> None:
    if summary.dry_run:
        output.talk("tried")
    if summary.already:
        output.talk("imported_already")
    elif summary.file_import is not None:
        output.talk("import_taken", file_import=summary.file_import)
    if summary.vanished:
        written = summary.vanished_file
        output.talk("vanished_found" if written is None else "vanished_written", path=written)
    for path in summary.rejects_files:
        output.talk("rejects_written", path=path)


def _show_vanished(summary: Summary) -> None:
    if summary.vanished:
        output.table(headings(), [cells(one) for one in summary.vanished[:SHOWN]])
    if len(summary.vanished) > SHOWN:
        rows = len(summary.vanished) - SHOWN
        output.line(f"{more_rejects(rows, 'en')} / {more_rejects(rows, 'ar')}")


def counts(summary: Summary) -> list[tuple[str, int]]:
    return [*asdict(summary.counts).items(), ("forgotten", len(summary.forgotten))]


def _list(path: Path, summary: Summary) -> Path:
    try:
        return write_vanished(path, summary.vanished)
    except OSError:
        raise SijillError("vanished_not_written", path=path) from None


def _save(path: Path, mapping: FileMapping) -> None:
    try:
        save_mapping(path, mapping)
    except OSError:
        raise SijillError("mapping_not_written", path=path) from None
