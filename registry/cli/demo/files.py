"""Which files the demo takes in, and for whom: a Kobo workbook is the ministry's, any other list the association's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final

from registry.cli.demo.qena import ASSOCIATION, FOOD_BASKETS, MINISTRY
from registry.domain.errors import SijillError
from registry.domain.file_import import TakenAs
from registry.intake.recognise import open_file

REJECTS: Final = "-rejects"
_ENDINGS: Final = frozenset({".xlsx", ".csv"})


@dataclass(frozen=True, slots=True)
class DemoFile:
    path: Path
    partner: str
    taken_as: TakenAs
    programme: str | None


@contextmanager
def folder(given: Path | None) -> Iterator[Path]:
    """The folder with the files: the one that was given, or the samples that come along."""
    if given is not None:
        yield given
        return
    with as_file(files("registry") / "samples") as samples:
        yield samples


def demo_files(where: Path) -> list[DemoFile]:
    """The files of a folder, registrations first.

    Raises:
        SijillError: `demo_without_files`.
    """
    found = [
        _described(path)
        for path in sorted(where.glob("*"))
        if path.suffix.lower() in _ENDINGS and not path.stem.endswith(REJECTS)
    ]
    if not found:
        raise SijillError("demo_without_files", folder=where)
    return sorted(found, key=lambda file: file.taken_as is TakenAs.DELIVERIES)


def _described(path: Path) -> DemoFile:
    if open_file(path).is_form:
        return DemoFile(path, MINISTRY, TakenAs.REGISTRATIONS, None)
    return DemoFile(path, ASSOCIATION, TakenAs.DELIVERIES, FOOD_BASKETS)
