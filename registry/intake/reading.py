"""From a file to everything that it brings. Nothing is written here."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from registry.domain.errors import SijillError
from registry.domain.file_import import TakenAs
from registry.intake import incoming
from registry.intake.apart import Job, read_apart
from registry.intake.delimited import CsvFile
from registry.intake.incoming import Batch, Batches, Options, Reading
from registry.intake.kobo import Submissions, read_kobo
from registry.intake.lists import open_list
from registry.intake.mapping import complete
from registry.intake.recognise import OpenedFile, open_file

LONG: Final = 5_000
"""Lines from which on a file is read apart: to begin another process takes as long as to read some hundreds."""


def read_file(path: Path, options: Options) -> Reading:
    """Open a file of any kind that we know, and understand it as a whole.

    A submission to a form is a registration, whatever it reports of help.

    Raises:
        SijillError: the file cannot be read or lacks what nothing can be done without; its code says which.
    """
    opened = open_file(path)
    return _of_kobo(opened, options) if opened.is_kobo else _of_list(opened, options)


def _of_list(opened: OpenedFile, options: Options) -> Reading:
    found = open_list(opened.sheets, options, opened.lines)
    batches = found.batches
    file = opened.sheets[0].rows
    if isinstance(file, CsvFile) and file.lines >= LONG:
        batches = partial(read_apart, Job(file, options))
    return Reading(
        format=opened.format,
        digest=opened.digest,
        taken_as=found.taken_as,
        on=found.options.on,
        mapping=complete(options.mapping, [table.columns for table in found.tables]),
        tables=tuple(table.kept for table in found.tables),
        notices=tuple(found.notices),
        length=found.length,
        batches=batches,
    )


def _of_kobo(opened: OpenedFile, options: Options) -> Reading:
    if options.taken_as is TakenAs.DELIVERIES:
        raise SijillError("kobo_is_registrations")
    found = read_kobo(opened.sheets, options)
    return Reading(
        format=opened.format,
        digest=opened.digest,
        taken_as=TakenAs.REGISTRATIONS,
        on=options.on,
        mapping=complete(options.mapping, [table.columns for table in found.tables]),
        tables=tuple(table.kept for table in found.tables),
        notices=tuple(found.notices),
        length=len(found.incoming),
        batches=lambda: _parts(found),
    )


def _parts(found: Submissions) -> Batches:
    """What was read whole, a part at a time; what is rejected comes with the first."""
    first = Batch(rejects=found.rejects, names=found.names, rows=found.rows)
    for start in range(0, max(1, len(found.incoming)), incoming.HOUSEHOLDS):
        part = found.incoming[start : start + incoming.HOUSEHOLDS]
        batch = first if start == 0 else Batch(names=found.names)
        yield replace(batch, incoming=part, reached=start + len(part))
