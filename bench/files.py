"""What reading a long file takes in memory, of every kind that is not held: `python -m bench.files`.

Each file is read to its end by a process of its own, as an import reads it; said is what that held at its peak.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import openpyxl

from bench.figures import Figure
from bench.memory import peak
from bench.people import TODAY, write_people
from bench.server import Bench
from registry.cli import output
from registry.domain.file_import import TakenAs
from registry.intake import reading
from registry.intake.incoming import Options

SIZES: Final = (20_000, 100_000)
FLAT: Final = 0.75
"""How much of what the large file takes the small one may take at least: 0.2 would be as much a row."""

_A_HOUSEHOLD: Final = 4.5  # persons, on average


def csv_of(path: Path, rows: int) -> None:
    """A row a person."""
    write_people(path, round(rows / _A_HOUSEHOLD))


def xlsx_of(path: Path, rows: int) -> None:
    """The same rows as a workbook, its texts shared, as spreadsheet programs write them."""
    text = path.with_suffix(".csv")
    csv_of(text, rows)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("people")
    with text.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            sheet.append(row)
    book.save(path)
    text.unlink()


def odk_of(path: Path, rows: int) -> None:
    """A form and its repeat group, in another order."""
    households = round(rows / _A_HOUSEHOLD)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("form.csv", "w") as packed:
            lines = csv.writer(text := io.TextIOWrapper(packed, "utf-8", newline=""))
            lines.writerow(("SubmissionDate", "loc-admin2", "hh-head_name", "hh-size", "KEY"))
            for one in range(households):
                lines.writerow(
                    ("2026-09-01", "EG2706", f"فاطمة علي حسن {_word(one)}", 4, f"uuid:{one}")
                )
            text.close()
        with archive.open("form-members.csv", "w") as packed:
            lines = csv.writer(text := io.TextIOWrapper(packed, "utf-8", newline=""))
            lines.writerow(("mem-name", "mem-sex", "mem-birth_date", "PARENT_KEY", "KEY"))
            for one in range(rows - households):
                parent = f"uuid:{households - 1 - one % households}"
                key = f"{parent}/members[{one // households + 1}]"
                lines.writerow((f"علي محمد {_word(one)}", "male", "2015-01-01", parent, key))
            text.close()


def _word(number: int) -> str:
    return "".join("ابتثجحدرسش"[int(digit)] for digit in str(number))


KINDS: Final[Mapping[str, tuple[str, Callable[[Path, int], None]]]] = {
    "CSV": ("a.csv", csv_of),
    "XLSX": ("a.xlsx", xlsx_of),
    "ODK": ("a.zip", odk_of),
}


def figures(bench: Bench) -> Iterator[Figure]:
    small, large = (bench.size(rows, 200 + at) for at, rows in enumerate(SIZES))
    for kind in KINDS:
        least, _ = read(bench.folder, kind, small)
        most, _ = read(bench.folder, kind, large)
        yield Figure(
            what=f"{kind}, {small:,} rows, memory of the process that reads it",
            limit=f"{large:,} rows",
            unit="MB",
            rate=least,
            raw=most,
            bound=FLAT,
        )


def read(folder: Path, kind: str, rows: int) -> tuple[float, float]:
    """Make a file of so many rows and read it; megabytes at the peak, and seconds."""
    name, write = KINDS[kind]
    path = folder / name
    write(path, rows)
    said = subprocess.run(
        [sys.executable, "-m", "bench.files", "--read", path],
        check=True,
        capture_output=True,
        text=True,
    )
    path.unlink()
    found = json.loads(said.stdout)
    if found["rows"] < rows * 0.9:
        raise AssertionError(f"{kind}: {found['rows']} rows of {rows}")
    return found["megabytes"], found["seconds"]


def _read_here(path: Path) -> None:
    reading.LONG = sys.maxsize  # type: ignore[misc]  # here, and in no process beside
    began = time.perf_counter()
    options = Options(today=TODAY, taken_as=TakenAs.REGISTRATIONS)
    rows = sum(batch.rows for batch in reading.read_file(path, options).batches())
    seconds = time.perf_counter() - began
    print(json.dumps({"rows": rows, "megabytes": peak(os.getpid()), "seconds": seconds}))


def main() -> None:
    asking = argparse.ArgumentParser(prog="python -m bench.files", description=__doc__)
    asking.add_argument("--rows", type=int, nargs="+", default=SIZES)
    asking.add_argument("--read", type=Path, help="read this file and say what it took")
    asked = asking.parse_args()
    if asked.read is not None:
        _read_here(asked.read)
        return
    with TemporaryDirectory() as folder:
        found = []
        for kind in KINDS:
            for rows in asked.rows:
                megabytes, seconds = read(Path(folder), kind, rows)
                found.append((kind, f"{rows:,}", f"{megabytes:.0f}", f"{rows / seconds:,.0f}"))
    output.table(("", "rows", "MB", "rows/s"), found)


if __name__ == "__main__":
    main()
