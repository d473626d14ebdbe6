"""A long file is read in a process of its own: reading and writing it in turns would leave half of a machine idle.

The process is given what is known of the file and answers with batches, one after the other. It writes nothing else and
knows no key. `python -m registry.intake.apart` is that process.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Final, Self

import msgspec

from registry.domain.errors import SijillError
from registry.eventlog.apart import at_work, begin
from registry.intake.delimited import CsvFile
from registry.intake.forms import open_any_form
from registry.intake.incoming import Batch, Batches, Options
from registry.intake.lists import open_list
from registry.intake.odk import CsvInZip
from registry.intake.sheets import Sheet, Spans
from registry.intake.streamed import SheetInFile

_LENGTH: Final = 4  # bytes before each answer that say how long it is


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """A sheet whose rows another process can go through: those of one of three kinds of files."""

    name: str
    hidden: bool
    index: int
    spans: Spans
    text: CsvFile | None = None
    in_workbook: SheetInFile | None = None
    in_zip: CsvInZip | None = None

    def opened(self) -> Sheet:
        rows = self.text or self.in_workbook or self.in_zip or ()
        return Sheet(self.name, rows, self.hidden, self.index, self.spans)


@dataclass(frozen=True, slots=True)
class Job:
    """What a file that is not held consists of, and how it is to be read."""

    sheets: tuple[_Sheet, ...]
    options: Options
    lines: int
    form: bool

    @classmethod
    def of(cls, sheets: Sequence[Sheet], options: Options, lines: int, *, form: bool) -> Self:
        return cls(tuple(map(_handed_over, sheets)), options, lines, form)

    def batches(self) -> Batches:
        sheets = [sheet.opened() for sheet in self.sheets]
        if self.form:
            return open_any_form(sheets, self.options, self.lines).batches()
        return open_list(sheets, self.options, self.lines).batches()


def _handed_over(sheet: Sheet) -> _Sheet:
    rows = sheet.rows
    return _Sheet(
        name=sheet.name,
        hidden=sheet.hidden,
        index=sheet.index,
        spans=sheet.spans,
        text=rows if isinstance(rows, CsvFile) else None,
        in_workbook=rows if isinstance(rows, SheetInFile) else None,
        in_zip=rows if isinstance(rows, CsvInZip) else None,
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """A batch, or why there are no more; neither where the file is at its end."""

    batch: Batch | None = None
    problem: str | None = None
    details: Mapping[str, str] = field(default_factory=dict)


_OF_ANSWERS: Final = msgspec.msgpack.Decoder(Answer)


def read_apart(job: Job) -> Batches:
    """The batches of a file, as another process reads them.

    Raises:
        SijillError: as reading it here would.
        RuntimeError: the other process failed; where, it has said itself.
    """
    with begin(__name__, answers=subprocess.PIPE) as process:
        try:
            if process.stdin is None or process.stdout is None:
                raise AssertionError("both are piped")
            _send(process.stdin, job)
            process.stdin.close()
            while (batch := _answer(process.stdout).batch) is not None:
                yield batch
        finally:
            process.kill()


def _answer(answers: IO[bytes]) -> Answer:
    length = answers.read(_LENGTH)
    if len(length) < _LENGTH:
        raise RuntimeError("the process that reads the file ended")
    answer = _OF_ANSWERS.decode(answers.read(int.from_bytes(length)))
    if answer.problem is not None:
        raise SijillError(answer.problem, **answer.details)
    return answer


def _send(into: IO[bytes], said: Job | Answer) -> None:
    content = msgspec.msgpack.encode(said)
    into.write(len(content).to_bytes(_LENGTH))
    into.write(content)
    into.flush()


def _serve(asked: IO[bytes], answers: IO[bytes]) -> None:
    asked.read(_LENGTH)
    job = msgspec.msgpack.decode(asked.read(), type=Job)
    try:
        for batch in job.batches():
            _send(answers, Answer(batch))
        _send(answers, Answer())
    except SijillError as problem:
        details = {name: str(value) for name, value in problem.details.items()}
        _send(answers, Answer(problem=problem.code, details=details))


def main() -> None:
    """Read for the process that asked, as long as it listens."""
    with at_work():
        _serve(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
