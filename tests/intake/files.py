"""Files for the tests: the samples, changed as people change files, and small ones made from nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import UUID

import openpyxl
import pytest
import python_calamine

from registry.domain.dates import PreciseDate, read_date
from registry.domain.errors import SijillError
from registry.domain.file_import import Digest, FileFormat, TakenAs
from registry.domain.vocabulary import RegistrationWarning
from registry.intake.findings import Kept, Notice, Place, Reject
from registry.intake.incoming import Incoming, Options, Reading, RowName
from registry.intake.mapping import FileMapping
from registry.intake.reading import read_file

SAMPLES = Path(str(files("registry.samples")))
KOBO = SAMPLES / "kobo_qena_households.xlsx"
ODK = SAMPLES / "odk_central_qena.csv.zip"
LIST = SAMPLES / "ngo_distribution_list_ar.xlsx"
TODAY = date(2026, 11, 15)
BASKETS = UUID("01999999-0000-7000-8000-00000000f00d")

ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
HEADINGS = ("م", "الاسم", "الرقم القومي", "تاريخ الميلاد", "النوع", "المركز", "عدد الأفراد")
FATIMA = (1, "فاطمة علي حسن محمود", "28506152701230", "15/06/1985", "أنثى", "دشنا", 4)
KHALED = (2, "خالد عبد الرحمن سيد", "", "1972", "ذكر", "قوص", "٦")

Change = Callable[[Any], None]


def options(
    taken_as: TakenAs | None = None,
    on: str | None = None,
    mapping: FileMapping | None = None,
    *,
    without_repeats: bool = False,
) -> Options:
    return Options(
        today=TODAY,
        taken_as=taken_as,
        on=None if on is None else read_date(on),
        programme=BASKETS,
        without_repeats=without_repeats,
        mapping=mapping or FileMapping(),
    )


@dataclass(frozen=True)
class Read:
    """A file that has been gone through: how it was understood, and everything that it brings."""

    reading: Reading
    incoming: tuple[Incoming, ...]
    rejects: tuple[Reject, ...]
    notices: tuple[Notice, ...]
    names: Mapping[Place, RowName]
    rows: int

    @property
    def format(self) -> FileFormat:
        return self.reading.format

    @property
    def digest(self) -> Digest:
        return self.reading.digest

    @property
    def taken_as(self) -> TakenAs:
        return self.reading.taken_as

    @property
    def on(self) -> PreciseDate | None:
        return self.reading.on

    @property
    def mapping(self) -> FileMapping:
        return self.reading.mapping

    @property
    def tables(self) -> Sequence[Kept]:
        return self.reading.tables

    def warning_counts(self) -> Mapping[RegistrationWarning, int]:
        return Counter(warning for one in self.incoming for _, warning in one.warnings())


def read(path: Path, said: Options) -> Read:
    reading = read_file(path, said)
    batches = list(reading.batches())
    return Read(
        reading,
        incoming=tuple(one for batch in batches for one in batch.incoming),
        rejects=tuple(sorted((one for batch in batches for one in batch.rejects), key=_place)),
        notices=(*reading.notices, *(one for batch in batches for one in batch.notices)),
        names={at: name for batch in batches for at, name in batch.names.items()},
        rows=sum(batch.rows for batch in batches),
    )


def _place(reject: Reject) -> Place:
    return reject.at


def registrations(path: Path, **said: Any) -> Read:
    return read(path, options(TakenAs.REGISTRATIONS, **said))


def deliveries(path: Path, **said: Any) -> Read:
    return read(path, options(TakenAs.DELIVERIES, **said))


def kobo(path: Path = KOBO, **said: Any) -> Read:
    return read(path, options(**said))


def changed(sample: Path, into: Path, change: Change) -> Path:
    """A copy of a workbook with something changed in it."""
    workbook = openpyxl.load_workbook(sample)
    change(workbook)
    workbook.save(into)
    return into


def a_list(
    into: Path, *rows: Sequence[object], headings: Sequence[str] = HEADINGS, title: str = ""
) -> Path:
    """A list with a title in the first row where one is given, headings and rows."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    if title:
        sheet.append([title])
    sheet.append(list(headings))
    for row in rows:
        sheet.append(list(row))
    workbook.save(into)
    return into


def cells_of(path: Path, sheet: str | int = 0) -> list[list[Any]]:
    """The cells of a sheet, read by other means than the ones under test use to find tables."""
    workbook = python_calamine.load_workbook(path)
    found = (
        workbook.get_sheet_by_index(sheet)
        if isinstance(sheet, int)
        else workbook.get_sheet_by_name(sheet)
    )
    return [list(row) for row in found.to_python(skip_empty_area=False)]


def cell(workbook: Any, sheet: int | str, row: int, heading: str, header: int = 1) -> Any:
    """The cell of a row under a heading; rows count from 1."""
    found = workbook.worksheets[sheet] if isinstance(sheet, int) else workbook[sheet]
    column = next(one.column for one in found[header] if one.value == heading)
    return found.cell(row=row, column=column)


def shuffle(sheet: Any, rows: Iterable[int], order: Sequence[int]) -> None:
    """Write rows in another order."""
    before = {row: [one.value for one in sheet[row]] for row in rows}
    for at, taken in zip(before, order, strict=True):
        for one, value in zip(sheet[at], before[taken], strict=True):
            one.value = value


@contextmanager
def stops_with(code: str, **details: object) -> Iterator[None]:
    """What is done inside is refused with this code and, among others, these details."""
    with pytest.raises(SijillError) as raised:
        yield
    assert raised.value.code == code
    assert details.items() <= raised.value.details.items()
