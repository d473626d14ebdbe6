"""What a run found, for a person or for a program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from bench.figures import Figure, Latency, Stage
from registry.cli import output

VERDICTS: Final = {None: "", True: "met", False: "not met"}


def show(found: Sequence[Figure | Latency | Stage]) -> None:
    """A table for each kind that there is one of."""
    _figures([one for one in found if isinstance(one, Figure)])
    _latencies([one for one in found if isinstance(one, Latency)])
    _stages([one for one in found if isinstance(one, Stage)])


def as_json(found: Sequence[Figure | Latency | Stage]) -> None:
    output.as_json([_plain(one) for one in found])


def _figures(figures: Sequence[Figure]) -> None:
    if not figures:
        return
    output.table(
        ("what", "limit", "a second", "the limit", "ratio", "bound", ""),
        [
            (
                one.what,
                one.limit,
                f"{one.rate:,.0f} {one.unit}",
                f"{one.raw:,.0f}",
                f"{one.ratio:.2f}",
                "" if one.bound is None else f"{one.bound:.2f}",
                VERDICTS[one.met],
            )
            for one in figures
        ],
        title="Rates beside raw limits: the middle of rounds taken in turn",
    )


def _latencies(latencies: Sequence[Latency]) -> None:
    if not latencies:
        return
    output.table(
        ("what", "p50", "p95", "p99", "bound", "", "note"),
        [
            (
                one.what,
                f"{one.p50:.1f} ms",
                f"{one.p95:.1f} ms",
                f"{one.p99:.1f} ms",
                "" if one.bound is None else f"p95 < {one.bound:.0f} ms",
                VERDICTS[one.met],
                one.note,
            )
            for one in latencies
        ],
        title="Time to an answer, from the moment at which it was due",
    )


def _stages(stages: Sequence[Stage]) -> None:
    if not stages:
        return
    output.table(
        ("stage", "what it costs", "for each"),
        [(one.name, f"{one.micros:,.1f} µs", one.unit) for one in stages],
        title="What each stage costs",
    )


def _plain(one: Figure | Latency | Stage) -> dict[str, object]:
    more = {"ratio": one.ratio} if isinstance(one, Figure) else {}
    verdict = {} if isinstance(one, Stage) else {"met": one.met}
    return {"kind": type(one).__name__.lower(), **asdict(one), **more, **verdict}
