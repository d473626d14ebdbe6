"""How the command line speaks: data on stdout, talk on stderr, both languages, never a person's data."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any, Literal

import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from registry.domain.errors import SijillError
from registry.texts import TEXTS, label, say

REFUSED = 1
USAGE = 2


PRIVATE = 0o600
"""The mode of a file that holds personal data: its owner's alone, also while it is empty."""


class Misused(SijillError):
    """The command was given what it cannot be given: exit code 2, as for any usage."""


_talk = Console(stderr=True, highlight=False, soft_wrap=True)
_data = Console(highlight=False, soft_wrap=True)

_unwatched = Console(highlight=False, width=500)


def talk(code: str, /, **details: object) -> None:
    """Say a text on stderr, English then Arabic."""
    _talk.print(f"sijill: {say(code, 'en', **details)}", markup=False)
    _talk.print(f"sijill: {say(code, 'ar', **details)}", markup=False)


@contextmanager
def writing(path: Path, mode: int = 0o666) -> Iterator[None]:
    """Write a file that somebody named; where it is not there yet, it begins with this mode, less the umask.

    Raises:
        SijillError: `file_not_written`.
    """
    try:
        path.touch(mode)  # a workbook would say in words of its own that it has no place
        yield
    except OSError:
        raise SijillError("file_not_written", path=path) from None


def remark(text: str) -> None:
    """A line on stderr for whoever mends it, in no language."""
    _talk.print(f"sijill: {text}", markup=False)


def complain(problem: SijillError) -> None:
    """Say what went wrong and, where the catalogue has a hint for the code, what to do about it."""
    talk(problem.code, **problem.details)
    hint(problem.code, **problem.details)


def hint(code: str, /, **details: object) -> None:
    """What to do about a refusal, where the catalogue has something to say."""
    advice = f"{code}.hint"
    if advice in TEXTS:
        _talk.print(f"hint: {say(advice, 'en', **details)}", markup=False)
        _talk.print(f"تلميح: {say(advice, 'ar', **details)}", markup=False)


def remarks(refusals: Iterable[Mapping[str, str]]) -> None:
    """Why there is less than was asked for, as the API says it."""
    for refusal in refusals:
        remark(refusal["messageEn"])
        remark(refusal["messageAr"])


@dataclass(slots=True)
class _Clock:
    zone: tzinfo = UTC


_clock = _Clock()


def go_by(zone: tzinfo) -> None:
    """Show moments by the registry's clock from now on."""
    _clock.zone = zone


def moment(at: str | datetime | None) -> str:
    """A moment, also as the API writes it, to the minute by the registry's clock; nothing for none."""
    return "" if at is None else f"{_there(at):%Y-%m-%d %H:%M}"


def day(at: str | datetime | None) -> str:
    """The day of a moment, by the registry's clock; nothing for none."""
    return "" if at is None else f"{_there(at):%Y-%m-%d}"


def _there(at: str | datetime) -> datetime:
    return (datetime.fromisoformat(at) if isinstance(at, str) else at).astimezone(_clock.zone)


def labelled(kind: str, name: str | None) -> str:
    """A member of a closed list, as GraphQL names it, in both languages; nothing for none."""
    if name is None:
        return ""
    return f"{label(kind, name.lower(), 'ar')} / {label(kind, name.lower(), 'en')}"


def place(named: Mapping[str, str] | None) -> str:
    """A place, as GraphQL names it, in both languages; nothing for none."""
    return f"{named['nameEn']} / {named['nameAr']}" if named else ""


def programme(named: Mapping[str, Any] | None) -> str:
    """A programme by its code, which is its own partner's alone; nothing for none."""
    return f"{named['code']}{_whose(named)}" if named else ""


def service(named: Mapping[str, Any] | None) -> str:
    """The same in words of both languages."""
    return f"{place(named)}{_whose(named)}" if named else ""


def _whose(programme: Mapping[str, Any]) -> str:
    owner = programme["owner"]
    return f" @ {owner['code']}" if owner else ""


def registrations(home: Mapping[str, Any]) -> Iterator[str]:
    """The other registrations of the same household, each with its partner where that is known."""
    for other in home["registrations"]:
        if other["id"] != home["id"]:
            partner = (other["partner"] or {}).get("code")
            yield f"{other['reference']} @ {partner}" if partner else other["reference"]


def line(text: str = "") -> None:
    """A line of data."""
    _data.print(text, markup=False)


def as_json(value: object) -> None:
    """One JSON document on stdout; objects keep the order of their keys."""
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(value)).decode() + "\n")


def table(headings: Sequence[str], rows: Sequence[Sequence[object]], title: str = "") -> None:
    """A table of data, its headings in both languages. What is too wide is folded, never cut."""
    _print(headings, rows, title, "left")


def mirrored(headings: Sequence[str], rows: Sequence[Sequence[object]], title: str = "") -> None:
    """As `table`, in Arabic alone: the first column stands at the right, and all begins there."""
    _print(headings[::-1], [row[::-1] for row in rows], title, "right")


def _print(
    headings: Sequence[str],
    rows: Sequence[Sequence[object]],
    title: str,
    begins: Literal["left", "right"],
) -> None:
    shown = Table(title=title or None, title_justify=begins)
    for heading in headings:
        shown.add_column(heading, overflow="fold", justify=begins)
    for row in rows:
        shown.add_row(*("" if cell is None else str(cell) for cell in row))
    # Where nobody watches there is no edge to fold at, and whoever searches finds whole words.
    (_data if _data.is_terminal else _unwatched).print(shown)


@contextmanager
def progress(code: str) -> Iterator[Progress]:
    """A progress bar on stderr where a person watches; silence where none does."""
    bar = Progress(
        TextColumn(f"{say(code, 'en')} / {say(code, 'ar')}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=_talk,
        transient=True,
        disable=not _talk.is_terminal,
    )
    with bar:
        yield bar
