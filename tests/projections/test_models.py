"""What every read model promises of its facts, whichever way they come to it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.adapt import Transformer
from psycopg.pq import Format
from psycopg.types.range import Range

from registry.domain.envelope import Recorded
from registry.domain.facts import STORED_NAMES, AnyFact
from registry.projections.catalogue import MODELS
from registry.projections.differences import Differences
from registry.projections.model import ReadModel
from registry.projections.validity import HeldRows, Part, changes_of, held
from tests.projections.expected import HELD
from tests.projections.histories import commands

BEGAN: Final = datetime(2026, 9, 1, 8, tzinfo=UTC)
INT8RANGE: Final = 3926


def recorded(seed: int) -> list[Recorded[AnyFact]]:
    facts = [fact for command in commands(seed, many=800) for fact in command]
    return [
        Recorded(
            position, one.stream, one.version, BEGAN + timedelta(position), one.envelope, one.fact
        )
        for position, one in enumerate(facts, 1)
    ]


FACTS: Final = recorded(61)


def changes(model: HeldRows[Any]) -> Iterator[tuple[Recorded[AnyFact], Any, Any]]:
    """Every fact that a model is about, with the row before it and the row after it."""
    now: dict[Any, Any] = {}
    for one in FACTS:
        if type(one.fact) in model.about:
            for key, part in parts_of(model, one):
                before, now[key] = now.get(key), model.evolve(now.get(key), part)
                yield one, before, now[key]


def parts_of(model: HeldRows[Any], one: Recorded[AnyFact]) -> list[Part]:
    return [(model.key_of(one), one)] if model.parts_of is None else [*model.parts_of(one)]


def test_the_facts_here_are_of_every_kind() -> None:
    assert {type(one.fact) for one in FACTS} == set(STORED_NAMES.values())


@pytest.mark.parametrize("model", HELD, ids=lambda model: model.name)
def test_rows_change_with_the_facts_that_their_model_is_about_and_with_no_others(
    model: HeldRows[Any],
) -> None:
    found = list(changes(model))
    changing = {type(one.fact) for one, before, after in found if before != after}
    assert changing == model.about
    rows = [None, *(after for _, _, after in found[-20:])]
    for one in FACTS:
        if type(one.fact) not in model.about:
            assert all(model.evolve(row, one) is row for row in rows)


@pytest.mark.parametrize(
    "model",
    [model for model in MODELS if isinstance(model, Differences)],
    ids=lambda model: model.name,
)
def test_differences_come_of_the_facts_that_their_model_is_about_and_of_no_others(
    model: Differences[Any],
) -> None:
    rows: dict[UUID, Any] = {}
    changed: set[type[AnyFact]] = set()
    for one in FACTS:
        before = rows.get(one.stream)
        rows[one.stream] = model.evolve(before, one)
        changed |= {type(one.fact)} if rows[one.stream] != before else set()
    assert changed == model.about


@pytest.mark.parametrize(
    "model",
    [model for model in MODELS if isinstance(model, Differences)],
    ids=lambda model: model.name,
)
def test_what_a_difference_takes_back_had_been_added(model: Differences[Any]) -> None:
    added: Counter[tuple[Any, ...]] = Counter()
    ours = [one for one in FACTS if type(one.fact) in model.about]
    for *row, sign, _ in model.rows(ours):
        added[tuple(row)] += sign
        assert added[tuple(row)] in {0, 1}
    assert 0 in added.values()


@pytest.mark.parametrize("model", HELD, ids=lambda model: model.name)
def test_no_row_is_about_facts_of_two_streams(model: HeldRows[Any]) -> None:
    """A rebuild folds a stream at a time."""
    streams: dict[Any, set[UUID]] = defaultdict(set)
    for one, _, _ in changes(model):
        for key, _ in parts_of(model, one):
            streams[key].add(one.stream)
    assert {len(those) for those in streams.values()} == {1}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_facts_stream_by_stream_leave_the_rows_that_they_leave_in_that_of_the_log(
    model: ReadModel,
) -> None:
    ours = [one for one in FACTS if type(one.fact) in model.about]
    by_stream = sorted(ours, key=lambda one: (one.stream.bytes[::-1], one.version))
    assert by_stream != ours
    in_order = model.rows(ours)
    if isinstance(model, HeldRows):
        about = [part for one in ours for part in parts_of(model, one)]
        in_order = changes_of(model.evolve, about, {}).begun
    assert sorted(map(repr, model.rows(by_stream))) == sorted(map(repr, in_order))


@given(since=st.integers(1, 2**63 - 2), length=st.none() | st.integers(1, 10**9))
def test_positions_are_packed_as_postgresql_writes_a_range(since: int, length: int | None) -> None:
    until = None if length is None else min(since + length, 2**63 - 1)
    load = Transformer().get_loader(INT8RANGE, Format.BINARY).load
    assert load(held(since, until)) == Range(since, until, "[)")
