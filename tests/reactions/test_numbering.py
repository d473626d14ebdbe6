"""Whoever matches takes the numbers of cards and plates along, and makes them anew with the rest of the index."""

from __future__ import annotations

from uuid import UUID

import pytest

from registry.application.entitlement_documents import Holder, Printed, issue_document
from registry.domain.entitlement_document import DocumentKind
from registry.reactions import batch
from tests.reactions.conftest import Town, person

pytestmark = pytest.mark.anyio


async def numbered(town: Town) -> dict[UUID, int]:
    cursor = await town.matcher.index.execute("select member, token from match.document")
    return dict(await cursor.fetchall())


async def test_numbers_are_taken_with_matching_and_again_with_the_index(town: Town) -> None:
    await town.register(("هي", person("فاطمة عبد الرحيم")))
    await town.register(("غيرها", person("زينب خليل مراد")))
    clerk = town.partners["albir"]
    for name in ("هي", "غيرها"):
        member, home = town.ids[name]
        holder = Holder(household=home, member=member, kind=DocumentKind.PRIORITY_CARD)
        await town.submit(issue_document(holder, Printed(number="ب-4711"), clerk, town.writer.mint))
    await town.match()
    taken = await numbered(town)
    assert taken.keys() == {town.ids[name][0] for name in ("هي", "غيرها")}
    assert len(set(taken.values())) == 1
    await batch.reindex(town.matcher, lambda _stage, _done: None)
    assert await numbered(town) == taken
