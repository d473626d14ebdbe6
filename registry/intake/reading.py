"""From a file to everything that it brings. Nothing is written here."""

from __future__ import annotations

from pathlib import Path

from registry.domain.errors import SijillError
from registry.domain.file_import import TakenAs
from registry.intake.incoming import Options, Reading
from registry.intake.kobo import read_kobo
from registry.intake.lists import read_list
from registry.intake.mapping import complete
from registry.intake.recognise import open_file


def read_file(path: Path, options: Options) -> Reading:
    """Read a file of any kind that we know.

    A submission to a form is a registration, whatever it reports of help.

    Raises:
        SijillError: the file cannot be read or lacks what nothing can be done without; its code says which.
    """
    opened = open_file(path)
    if opened.is_kobo:
        if options.taken_as is TakenAs.DELIVERIES:
            raise SijillError("kobo_is_registrations")
        gathered, taken_as, on = (
            read_kobo(opened.sheets, options),
            TakenAs.REGISTRATIONS,
            options.on,
        )
    else:
        gathered, settled = read_list(opened.sheets, options)
        if settled.taken_as is None:
            raise AssertionError("a list is read as something")
        taken_as, on = settled.taken_as, settled.on
    return Reading(
        format=opened.format,
        digest=opened.digest,
        taken_as=taken_as,
        on=on,
        mapping=complete(options.mapping, [table.columns for table in gathered.tables]),
        tables=tuple(table.kept for table in gathered.tables),
        incoming=tuple(gathered.incoming),
        rejects=tuple(sorted(gathered.rejects, key=lambda reject: reject.at)),
        notices=tuple(gathered.notices),
        names=gathered.names,
    )
