"""The tables say what was found, and whether it is enough."""

from __future__ import annotations

import json

import pytest

from bench.figures import Figure, Latency, Stage
from bench.tables import Found, as_json, as_markdown, show

FOUND: list[Found] = [
    Stage(name="decide", unit="fact", micros=3.21),
    Figure(what="append", limit="COPY", unit="facts", rate=4_500, raw=10_000, bound=0.5),
    Figure(what="append", limit="blocks", unit="facts", rate=4_500, raw=20_000),
    Latency(what="an answer", p50=3, p95=99, p99=150, bound=100, note="none lost"),
]


def test_each_kind_has_a_table_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    as_markdown(FOUND)
    figures, latencies, stages = capsys.readouterr().out.strip().split("\n\n**")
    assert "| append | COPY | 4,500 facts | 10,000 | 0.45 | 0.50 | not met |" in figures
    assert "| append | blocks | 4,500 facts | 20,000 | 0.23 |  |  |" in figures
    assert (
        "| an answer | 3.0 ms | 99.0 ms | 150.0 ms | p95 < 100 ms | met | none lost |" in latencies
    )
    assert "| decide | 3.2 µs | fact |" in stages


def test_a_kind_of_which_nothing_was_found_has_no_table(capsys: pytest.CaptureFixture[str]) -> None:
    show(FOUND[:1])
    shown = capsys.readouterr().out
    assert "decide" in shown
    assert "bound" not in shown


def test_a_program_gets_the_ratio_and_the_verdict_too(capsys: pytest.CaptureFixture[str]) -> None:
    as_json(FOUND)
    said = json.loads(capsys.readouterr().out)
    assert [one["kind"] for one in said] == ["stage", "figure", "figure", "latency"]
    assert (said[1]["ratio"], said[1]["met"], said[2]["met"], said[3]["met"]) == (
        pytest.approx(0.45),
        False,
        None,
        True,
    )
