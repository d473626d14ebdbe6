"""What became of a file, for people and for machines. It holds places in the file and codes, never what cells held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from registry.domain.dates import PreciseDate
from registry.domain.file_import import FileFormat, ImportCounts, TakenAs
from registry.domain.vocabulary import RegistrationWarning
from registry.intake.findings import Notice, Place, Problem, Reject
from registry.intake.vanished import Vanished
from registry.texts import Language, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """`already` is set where the same file had been imported to its end before and nothing was done.

    `forgotten` are rows of people who were erased on request and are not registered again. Of warnings and notices the
    first of each kind are named row by row; `warning_counts` are all of them. `vanished` are households of an earlier
    export of the same list.
    """

    file_import: UUID | None
    format: FileFormat
    taken_as: TakenAs
    on: PreciseDate | None
    counts: ImportCounts
    warnings: tuple[tuple[Place, RegistrationWarning], ...] = ()
    warning_counts: Mapping[str, int] = field(default_factory=dict)
    rejects: tuple[Reject, ...] = ()
    notices: tuple[Notice, ...] = ()
    forgotten: tuple[Place, ...] = ()
    vanished: tuple[Vanished, ...] = ()
    already: bool = False
    dry_run: bool = False
    rejects_files: tuple[Path, ...] = ()
    vanished_file: Path | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "import": None if self.file_import is None else str(self.file_import),
            "format": self.format.value,
            "taken_as": self.taken_as.value,
            "on": None if self.on is None else str(self.on),
            "already": self.already,
            "dry_run": self.dry_run,
            **asdict(self.counts),
            "forgotten": len(self.forgotten),
            "warnings_by_code": dict(self.warning_counts),
            "warned_rows": [warned(at, warning) for at, warning in self.warnings],
            "vanished_rows": [_gone(one) for one in self.vanished],
            "rejected_rows": [rejected(reject) for reject in self.rejects],
            "notices": [_noticed(notice) for notice in self.notices],
            "rejects_file": next(iter(map(str, self.rejects_files)), None),
            "rejects_files": [str(file) for file in self.rejects_files],
            "vanished_file": None if self.vanished_file is None else str(self.vanished_file),
        }


def reason(problem: Problem, language: Language) -> str:
    """Why, in one sentence, with the column it is about."""
    text = say(problem.code, language, **problem.details)
    return text if problem.column is None else f"{problem.column}: {text}"


def remark(notice: Notice, language: Language) -> str:
    """A notice in one sentence, with the row it is about."""
    details = {"column": notice.column or "", "sheet": notice.sheet, **notice.details}
    text = say(notice.code, language, **details)
    if notice.row is None:
        return text
    row = "صف" if language == "ar" else "row"
    return f"{row} {notice.row}: {text}"


def more_rejects(rows: int, language: Language) -> str:
    """How many rejected rows there are besides those that are shown."""
    return say("rejects_more", language, rows=rows)


def _gone(one: Vanished) -> dict[str, Any]:
    return {
        "household": str(one.household),
        "reference": one.reference,
        "earlier_import": str(one.earlier_import),
        "imported_on": one.imported_on.isoformat(),
        "sheet": one.sheet,
        "row": one.row,
    }


def warned(at: Place, warning: RegistrationWarning) -> dict[str, Any]:
    return {"sheet": at.sheet, "row": at.row, "code": warning.value}


def rejected(reject: Reject) -> dict[str, Any]:
    return {
        "sheet": reject.at.sheet,
        "row": reject.at.row,
        "reasons": [
            {
                "code": problem.code,
                "column": problem.column,
                "ar": reason(problem, "ar"),
                "en": reason(problem, "en"),
            }
            for problem in reject.problems
        ],
    }


def _noticed(notice: Notice) -> dict[str, Any]:
    return {
        "code": notice.code,
        "sheet": notice.sheet,
        "row": notice.row,
        "column": notice.column,
        "ar": remark(notice, "ar"),
        "en": remark(notice, "en"),
    }
