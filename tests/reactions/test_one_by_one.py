"""Whatever the order in which records come, and however many at a time: the links of one batch."""

from __future__ import annotations

from random import Random

import pytest

from registry.application.households import register_household
from registry.matching import index
from tests.reactions.conftest import Town
from tests.reactions.register import drafts, linked_at_once

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(("seed", "at_once"), [(1, 1), (2, 7), (3, 600)])
async def test_links_are_those_of_one_batch(town: Town, seed: int, at_once: int) -> None:
    random = Random(seed)  # noqa: S311 - an order, no secret
    households = drafts()
    random.shuffle(households)
    households = households[: 60 if at_once == 1 else 600]
    for start in range(0, len(households), at_once):
        context = town.partners[random.choice(("albir", "noor"))]
        await town.submit(
            *(
                register_household(draft, context, town.writer.mint)
                for draft in households[start : start + at_once]
            )
        )
        await town.match()
    assert (await index.state(town.matcher.index)).model == town.matcher.model.version
    found = {frozenset(map(str, one)) for one in await town.links()}
    expected = await linked_at_once(town)
    assert found == expected
    assert len(expected) > (0 if at_once == 1 else 100)
