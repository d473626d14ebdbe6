"""What a run found: for a person, for a page and for a program."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, TypeAlias

from bench.figures import Figure, Latency, Stage
from registry.cli import output

Found: TypeAlias = Figure | Latency | Stage

VERDICTS: Final = {None: "", True: "met", False: "not met"}


@dataclass(frozen=True, slots=True)
class Kind:
    """A table, and how one of its kind becomes a row of it."""

    of: type[Found]
    title: str
    headings: Sequence[str]
    row: Callable[[Any], Sequence[str]]


def _figure(one: Figure) -> Sequence[str]:
    bound = "" if one.bound is None else f"{one.bound:.2f}"
    rates = f"{one.rate:,.0f} {one.unit}", f"{one.raw:,.0f}", f"{one.ratio:.2f}"
    return one.what, one.limit, *rates, bound, VERDICTS[one.met]


def _latency(one: Latency) -> Sequence[str]:
    bound = "" if one.bound is None else f"p95 < {one.bound:.0f} ms"
    taken = (f"{milliseconds:.1f} ms" for milliseconds in (one.p50, one.p95, one.p99))
    return one.what, *taken, bound, VERDICTS[one.met], one.note


def _stage(one: Stage) -> Sequence[str]:
    return one.name, f"{one.micros:,.1f} µs", one.unit


KINDS: Final = (
    Kind(
        Figure,
        "Rates beside their limits: the middle of rounds taken in turn",
        ("what", "limit", "a second", "the limit", "ratio", "bound", ""),
        _figure,
    ),
    Kind(
        Latency,
        "Time to an answer, from the moment at which it was due",
        ("what", "p50", "p95", "p99", "bound", "", "note"),
        _latency,
    ),
    Kind(Stage, "What each stage costs", ("stage", "what it costs", "for each"), _stage),
)


def show(found: Sequence[Found]) -> None:
    """A table for each kind that there is one of."""
    for kind, rows in _tables(found):
        output.table(kind.headings, rows, title=kind.title)


def as_markdown(found: Sequence[Found]) -> None:
    """The same tables, to be put into docs/performance.md."""
    for kind, rows in _tables(found):
        output.line(f"**{kind.title}**\n")
        for row in (kind.headings, ["---"] * len(kind.headings), *rows):
            output.line(f"| {' | '.join(row)} |")
        output.line()


def as_json(found: Sequence[Found]) -> None:
    output.as_json([_plain(one) for one in found])


def _tables(found: Sequence[Found]) -> Iterator[tuple[Kind, list[Sequence[str]]]]:
    for kind in KINDS:
        if rows := [kind.row(one) for one in found if isinstance(one, kind.of)]:
            yield kind, rows


def _plain(one: Found) -> dict[str, object]:
    more = {"ratio": one.ratio} if isinstance(one, Figure) else {}
    verdict = {} if isinstance(one, Stage) else {"met": one.met}
    return {"kind": type(one).__name__.lower(), **asdict(one), **more, **verdict}
