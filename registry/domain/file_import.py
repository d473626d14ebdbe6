"""An import: a file taken in by a partner, with its digest and what became of its rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NewType, TypeAlias, assert_never

from registry.domain.envelope import Fact
from registry.domain.errors import Refused
from registry.domain.fields import Clear

Digest = NewType("Digest", str)
"""SHA-256, plain or keyed, as 64 lower-case hexadecimal digits."""


class FileFormat(StrEnum):
    KOBO_XLSX = "kobo_xlsx"
    ODK_ZIP = "odk_zip"
    SPREADSHEET = "spreadsheet"
    CSV = "csv"


class TakenAs(StrEnum):
    """What a partner says that the rows are."""

    REGISTRATIONS = "registrations"
    DELIVERIES = "deliveries"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportCounts:
    """Rows by what became of them; `unchanged` were in the register already, `corrections` are of what was there.

    `vanished` are registrations of an earlier export that this one has no more; nothing becomes of them by that.
    """

    rows: Clear[int] = 0
    registrations: Clear[int] = 0
    members: Clear[int] = 0
    deliveries: Clear[int] = 0
    unchanged: Clear[int] = 0
    warnings: Clear[int] = 0
    rejects: Clear[int] = 0
    corrections: Clear[int] = 0
    vanished: Clear[int] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportStarted(Fact):
    """`file` is the HMAC of the file's SHA-256 under a key of the registry; `mapping` a plain SHA-256.

    A file of few rows can be guessed, personal data and all, and whoever holds a plain digest can try every guess.
    """

    file: Clear[Digest]
    mapping: Clear[Digest]
    file_format: Clear[FileFormat]
    taken_as: Clear[TakenAs]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFinished(Fact):
    counts: Clear[ImportCounts]


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoneCounts:
    """What was taken back, and how much of it others had built on it meanwhile."""

    registrations: Clear[int] = 0
    members: Clear[int] = 0
    deliveries: Clear[int] = 0
    corrections: Clear[int] = 0
    built_on: Clear[int] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoingStarted(Fact):
    """The file was the wrong one: what it brought is being taken back, and nothing more is taken in from it."""

    forced: Clear[bool] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportUndone(Fact):
    """All that the file brought counts no more and stays in history. The same file can be imported anew."""

    counts: Clear[UndoneCounts]


ImportFact: TypeAlias = ImportStarted | ImportFinished | UndoingStarted | ImportUndone


@dataclass(frozen=True, slots=True)
class FileImport:
    """`undoing` from the moment it is begun to take back what the file brought."""

    finished: ImportCounts | None = None
    undoing: bool = False
    undone: UndoneCounts | None = None


def start(file_import: FileImport | None, started: ImportStarted) -> list[ImportFact]:
    """Begin, or go on with an import that a crash cut short."""
    return [started] if file_import is None else []


def finish(file_import: FileImport | None, counts: ImportCounts) -> list[ImportFact]:
    """Close the import with its counts. Finished already changes nothing.

    Raises:
        Refused: `import_not_started`, `import_undone`.
    """
    if file_import is None:
        raise Refused("import_not_started")
    if file_import.undoing:
        raise Refused("import_undone")
    return [] if file_import.finished is not None else [ImportFinished(counts=counts)]


def start_undoing(file_import: FileImport | None, *, forced: bool) -> list[ImportFact]:
    """Begin to take back what a file brought, finished or cut short; or go on where a crash stopped.

    Raises:
        Refused: `import_not_started`.
    """
    if file_import is None:
        raise Refused("import_not_started")
    return [] if file_import.undoing else [UndoingStarted(forced=forced)]


def finish_undoing(file_import: FileImport | None, counts: UndoneCounts) -> list[ImportFact]:
    """Say that all of it was taken back. Said already changes nothing.

    Raises:
        Refused: `undoing_not_started`.
    """
    if file_import is None or not file_import.undoing:
        raise Refused("undoing_not_started")
    return [] if file_import.undone is not None else [ImportUndone(counts=counts)]


def evolve(file_import: FileImport | None, fact: ImportFact) -> FileImport:
    """Fold one fact into the state. Total over `ImportFact`; never refuses."""
    match fact:
        case ImportStarted():
            return FileImport()
        case _ if file_import is None:
            raise AssertionError(f"{type(fact).__name__} before ImportStarted")
        case ImportFinished(counts=counts):
            return replace(file_import, finished=counts)
        case UndoingStarted():
            return replace(file_import, undoing=True)
        case ImportUndone(counts=undone):
            return replace(file_import, undone=undone)
        case _:
            assert_never(fact)
