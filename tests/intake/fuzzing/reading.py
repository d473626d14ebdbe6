"""Reading a file to its end, as an import does, up to the register."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from registry.domain.errors import SijillError
from registry.domain.file_import import TakenAs
from registry.domain.places import PCode
from registry.intake import reading, workbook
from registry.intake.rejects import write_rejects
from registry.intake.saved_mapping import load_mapping, save_mapping
from tests.intake.files import options


def read_to_the_end(content: bytes, taken_as: TakenAs | None, *, streamed: bool) -> str:
    """What became of it: a code, or `read`. What came back is read once more, in the same way.

    Raises:
        Exception: a crash.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(content)
        held, long = workbook.HELD_ROWS, reading.LONG
        workbook.HELD_ROWS, reading.LONG = 0 if streamed else held, 10**9  # type: ignore[misc]
        try:
            return _read(path, taken_as)
        except SijillError as problem:
            return problem.code
        finally:
            workbook.HELD_ROWS, reading.LONG = held, long  # type: ignore[misc]


def _read(path: Path, taken_as: TakenAs | None) -> str:
    said = replace(options(taken_as, on="2026-10"), within=PCode("EG2706"), without_repeats=True)
    found = reading.read_file(path, said)
    batches = list(found.batches())
    save_mapping(path.with_name("mapping"), found.mapping)
    again = replace(said, mapping=load_mapping(path.with_name("mapping")))
    rejects = [one for batch in batches for one in batch.rejects]
    if rejects:
        (back, *_) = write_rejects(path.with_name("back.xlsx"), found.tables, rejects, {})
        list(reading.read_file(back, again).batches())
    return "read"
