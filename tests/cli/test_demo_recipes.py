"""A recipe becomes facts: those that it says, once, whoever runs it again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from registry import bootstrap
from registry.bootstrap import Registry, open_registry
from registry.cli.acting import operator_of
from registry.cli.demo import qatar
from registry.cli.demo.founding import enrol
from registry.cli.demo.recipe import Line, Recipe
from registry.domain.errors import SijillError
from registry.settings import Settings
from tests.conftest import Databases

pytestmark = pytest.mark.anyio

SMALLER: Final = 60


@pytest.fixture
async def registry(databases: Databases, tmp_path: Path) -> AsyncIterator[Registry]:
    where = bootstrap.Databases(databases.log_url, databases.keys_url, tmp_path)
    async with open_registry(Settings(data=tmp_path), where) as ready:
        yield ready


def smaller(line: Line) -> Line:
    """The same line with few people, and an event for each of its heads at most."""
    heads = line.heads // SMALLER
    few = {
        group: range(numbers.start // SMALLER, numbers.start // SMALLER + len(numbers) // SMALLER)
        for group, numbers in line.people.items()
    }
    return replace(line, people=few, heads=heads, events=min(line.events, heads))


def recipe() -> Recipe:
    whole = Recipe.of("qatar")
    return replace(whole, lines=[smaller(line) for line in whole.lines], published=())


async def test_the_facts_come_to_what_the_recipe_says_and_are_made_once(registry: Registry) -> None:
    small = recipe()
    first = await qatar.carried_out(registry, small)
    assert not first.already
    for line, counted in zip(small.lines, first.printed.lines, strict=True):
        named = list(line.named)
        assert counted.three.services == len(named) + line.heads
        assert counted.three.persons == len(set(named))
        assert counted.sex.total() == counted.nationality.total() == counted.three.services
    again = await qatar.carried_out(registry, small)
    assert again.already
    assert again.printed == first.printed
    assert again.log_position == first.log_position


async def test_a_registry_of_other_partners_is_left_as_it_is(registry: Registry) -> None:
    small = recipe()
    renamed = [
        replace(one, enrolled=replace(one.enrolled, code=f"other-{one.enrolled.code}", parent=None))
        for one in small.centres
    ]
    others = replace(small, centres=renamed, lines=[])
    operator = await operator_of(registry)
    await enrol(registry.writer, operator, others.partners)
    before = await registry.log.head()
    with pytest.raises(SijillError) as refused:
        await qatar.carried_out(registry, small, bare=True)
    assert refused.value.code == "demo_holds_another"
    assert await registry.log.head() == before
