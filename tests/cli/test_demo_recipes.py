"""A recipe becomes facts: those that it says, once, whoever runs it again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from registry import bootstrap
from registry.application.entitlement_documents import Holder, Printed, issue_document
from registry.bootstrap import Registry, open_registry
from registry.cli.acting import operator_of
from registry.cli.demo import kuwait, qatar
from registry.cli.demo.founding import enrol
from registry.cli.demo.people import registered
from registry.cli.demo.recipe import Documents, Line, Recipe
from registry.cli.demo.tables import show
from registry.domain.entitlement_document import DocumentKind
from registry.domain.errors import SijillError
from registry.domain.identity_numbers import IdentityNumberState
from registry.domain.vocabulary import Purpose, Role
from registry.projections.entitlement_documents import (
    DocumentFilters,
    DocumentsBy,
    ShownDocument,
    page,
    totals,
)
from registry.projections.reading import Window
from registry.settings import Settings
from tests.conftest import Databases

pytestmark = pytest.mark.anyio

SMALLER: Final = 60
HUNDREDS: Final = 100


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


async def test_the_facts_come_to_what_the_recipe_says_and_are_made_once(
    registry: Registry, capsys: pytest.CaptureFixture[str]
) -> None:
    small = recipe()
    first = await qatar.carried_out(registry, small)
    assert not first.already
    for line, counted in zip(small.lines, first.printed.lines, strict=True):
        named = list(line.named)
        assert counted.three.services == len(named) + line.heads
        assert counted.three.persons == len(set(named))
        assert counted.sex.total() == counted.nationality.total() == counted.three.services
    show(small, first.printed)
    shown = capsys.readouterr().out
    assert ", state budget" in shown
    assert "، موازنة الدولة" in shown, "who paid, each language with its own commas"
    again = await qatar.carried_out(registry, small)
    assert again.already
    assert again.printed == first.printed
    assert again.log_position == first.log_position


def fewer(documents: Documents) -> Documents:
    people = {group: range(len(numbers) // HUNDREDS) for group, numbers in documents.people.items()}
    count = sum(map(len, people.values()))
    return replace(documents, people=people, reported=count)


async def test_cards_and_plates_are_counted_exactly_once_each_and_nobody_gets_a_second_live_one(
    registry: Registry,
) -> None:
    small = replace(
        kuwait.RECIPE, documents=[fewer(documents) for documents in kuwait.RECIPE.documents]
    )
    first = await kuwait.carried_out(registry, small)
    cards, plates = first.counted
    assert (cards.counts["issued"], plates.counts["issued"]) == (400, 110)
    placed = [(one.published.reported, one.three.persons) for one in first.placed.compared]
    assert placed == [(6, 6), (2, 2)]
    assert all(one.exact for one in first.counted)
    again = await kuwait.carried_out(registry, small)
    assert again.already
    assert (again.counted, again.placed) == (first.counted, first.placed)
    with pytest.raises(SijillError) as refused:
        await another_card(registry)
    assert refused.value.code == "document_live"


async def another_card(registry: Registry) -> None:
    """For somebody who has one."""
    (row,) = await documents_of(registry, DocumentFilters(kind=DocumentKind.PRIORITY_CARD))
    holder = Holder(household=row.household, member=row.member, kind=row.kind)
    context = replace((await operator_of(registry)).for_partner(row.partner), role=Role.CASEWORKER)
    acting = replace(context, purpose=Purpose.DELIVERY)
    mint = registry.writer.mint
    await registry.writer.submit(issue_document(holder, Printed(number="7"), acting, mint))


async def documents_of(registry: Registry, filters: DocumentFilters) -> Sequence[ShownDocument]:
    position = await registry.log.head()
    async with registry.readers.connection() as connection:
        (issuer,) = {
            row.partner
            for row in await totals(
                connection, position=position, by=[DocumentsBy.PARTNER], on=kuwait.ON
            )
        }
        assert issuer is not None
        window: Window[int] = Window(position, first=1)
        found = await page(connection, window, partner=issuer, filters=filters, on=kuwait.ON)
    return found.rows


def test_the_recipe_of_kuwait_says_what_was_published() -> None:
    whole = {one.kind: len(set(one.holders)) for one in kuwait.RECIPE.documents}
    assert whole == {DocumentKind.PRIORITY_CARD: 40_107, DocumentKind.PLATE: 11_000}
    assert all(whole[one.kind] == one.reported for one in kuwait.RECIPE.documents)
    some = [
        one for one in kuwait.RECIPE.named if one.number % 7 == 0
    ]  # days of birth come again among them
    people = [registered(kuwait.RECIPE, one, kuwait.SETTING).head for one in some]
    assert len({one.identity_numbers for one in people}) == len(some), "a civil number each"
    assert len({one.name.written for one in people}) == len(some), "and a name"
    states = {number.state for one in people for number in one.identity_numbers}
    assert states == {IdentityNumberState.VALID}


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
