"""The bench runs, at sizes that are too small to say anything of speed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench import bulk, commands
from bench.figures import Figure
from bench.server import Bench, running


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with running(quick=True) as bench:
        yield bench


@pytest.mark.slow
@pytest.mark.parametrize("module", [bulk, commands])
def test_every_figure_stands_beside_a_limit_of_its_own_unit(module: object, bench: Bench) -> None:
    found: list[Figure] = list(module.figures(bench))  # type: ignore[attr-defined]  # every module has it
    assert found
    assert all(one.rate > 0 and one.raw > 0 for one in found)
    assert len({(one.what, one.limit) for one in found}) == len(found)
    assert any(one.bound is not None for one in found)
