"""From a file to everything that it brings. Nothing is written here."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from registry.domain.errors import SijillError
from registry.domain.file_import import TakenAs
from registry.intake.apart import Job, read_apart
from registry.intake.forms import open_any_form
from registry.intake.incoming import Options, Reading
from registry.intake.lists import open_list
from registry.intake.mapping import FileMapping, complete
from registry.intake.recognise import OpenedFile, open_file
from registry.intake.saved_mapping import mapping_digest

LONG: Final = 5_000
"""Lines from which on a file is read apart: to begin another process takes as long as to read some hundreds."""


def read_file(path: Path, options: Options) -> Reading:
    """Open a file of any kind that we know, and understand it as a whole.

    A submission to a form is a registration, whatever it reports of help.

    Raises:
        SijillError: the file cannot be read or lacks what nothing can be done without; its code says which.
    """
    opened = open_file(path)
    return _of_form(opened, options) if opened.is_form else _of_list(opened, options)


def _of_list(opened: OpenedFile, options: Options) -> Reading:
    found = open_list(opened.sheets, options, opened.lines)
    mapping = complete(options.mapping, [table.columns for table in found.tables])
    job = Job.of(opened.sheets, options, opened.lines, form=False)
    return Reading(
        format=opened.format,
        digest=opened.digest,
        taken_as=found.taken_as,
        on=found.options.on,
        mapping=mapping,
        list=_same_list(mapping, found.taken_as, options),
        tables=tuple(table.kept for table in found.tables),
        notices=tuple(found.notices),
        length=found.length,
        batches=partial(read_apart, job) if opened.lines >= LONG else found.batches,
    )


def _of_form(opened: OpenedFile, options: Options) -> Reading:
    if options.taken_as is TakenAs.DELIVERIES:
        raise SijillError("kobo_is_registrations")
    found = open_any_form(opened.sheets, options, opened.lines)
    mapping = complete(options.mapping, [table.columns for table in found.tables])
    job = Job.of(opened.sheets, options, opened.lines, form=True)
    return Reading(
        format=opened.format,
        digest=opened.digest,
        taken_as=TakenAs.REGISTRATIONS,
        on=options.on,
        mapping=mapping,
        list=_same_list(mapping, TakenAs.REGISTRATIONS, options),
        tables=tuple(table.kept for table in found.tables),
        notices=tuple(found.notices),
        length=found.length,
        batches=partial(read_apart, job) if opened.lines >= LONG else found.batches,
    )


def _same_list(mapping: FileMapping, taken_as: TakenAs, options: Options) -> bytes:
    """What the exports of a list have in common: its columns, what it is taken as, and what it hands out."""
    served = options.programme if taken_as is TakenAs.DELIVERIES else None
    said = mapping_digest(mapping, taken_as, served)
    return bytes.fromhex(said)
