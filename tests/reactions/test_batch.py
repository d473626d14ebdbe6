"""Everybody at once, beside and instead of one after the other."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from registry.application.households import register_household
from registry.matching import index
from registry.reactions import batch
from tests.reactions.conftest import Town, person
from tests.reactions.register import drafts, linked_at_once
from tests.reactions.test_matching import FATMA

pytestmark = pytest.mark.anyio


def nobody(_stage: str, _done: int) -> None:
    pass


async def a_register(town: Town, households: int) -> None:
    await town.submit(
        *(
            register_household(draft, town.partners["noor"], town.writer.mint)
            for draft in drafts()[:households]
        )
    )


async def indexed(town: Town) -> tuple[set[tuple[Any, ...]], set[int]]:
    """Everything in the index, and what is too common in it."""
    cursor = await town.reader.execute("select member, household, tokens from match.record")
    rows = {(one, home, tuple(tokens)) for one, home, tokens in await cursor.fetchall()}
    cursor = await town.reader.execute("select token from match.common")
    return rows, {token for (token,) in await cursor.fetchall()}


async def test_a_run_links_whom_the_follower_links_and_either_finds_the_others_work_done(
    town: Town,
) -> None:
    await a_register(town, 300)
    foreseen = await batch.run(town.matcher, nobody, dry=True)
    assert await town.links() == set()
    done = await batch.run(town.matcher, nobody)
    assert done == foreseen
    assert {frozenset(map(str, one)) for one in await town.links()} == await linked_at_once(town)
    assert len(await town.links()) == done["links"] > 50
    assert await batch.run(town.matcher, nobody) == Counter()
    assert await town.match() == {}


async def test_a_run_after_the_follower_finds_nothing_to_do(town: Town) -> None:
    await a_register(town, 120)
    await town.match()
    assert await batch.run(town.matcher, nobody) == Counter()


async def test_the_index_made_anew_is_the_one_that_was_kept(town: Town) -> None:
    await a_register(town, 200)
    await town.match()
    kept = await indexed(town)
    members = await batch.reindex(town.matcher, nobody)
    assert await indexed(town) == kept
    state = await index.state(town.matcher.index)
    assert (state.population, state.model) == (members, None)  # nobody was judged
    assert len(kept[0]) == members


async def test_a_run_settles_what_nothing_speaks_for_any_more(town: Town) -> None:
    await town.register(("هي", FATMA))
    await town.register(("غيرها", person("زينب خليل مراد")), at="noor")
    await town.match()
    await town.say_linked("هي", "غيرها")
    assert len(await town.links()) == 1
    assert await batch.run(town.matcher, nobody) == Counter(settled=1)
    assert await town.links() == set()
