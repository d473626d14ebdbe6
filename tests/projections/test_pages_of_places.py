"""A page of a place reads about the rows that it shows, however many the register has: its plan is looked at."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import AsyncConnection, AsyncCursor, sql
from psycopg.rows import tuple_row

from registry.domain.places import PCode
from registry.projections import delivery_ledger, household_roll
from registry.projections.delivery_ledger import DeliveryFilters
from registry.projections.follower import Connection
from registry.projections.household_roll import RollFilters
from registry.projections.reading import Window
from registry.projections.validity import HeldRows
from registry.projections.visibility import RecordFilter
from tests.conftest import FOLLOWED, Templates
from tests.projections.beginning import live, template_of
from tests.projections.register import Register

pytestmark = pytest.mark.anyio

PLACES = tuple(map(PCode, ("EG0103", "EG0104", "EG2201", "EG2202", "EG2203", "EG2706")))
"""One after another, as lists come in: who looks for the last in the order of ids goes past all others."""
MARKAZ_ASKED, GOVERNORATE_ASKED = PCode("EG2706"), PCode("EG27")
EACH = 300
PAGE = 10
FEW = 10 * PAGE
"""More than a page looks at, today's row of each included, and fewer than lie in a place."""


class Explaining(AsyncCursor[Any]):
    """Keeps the plan of every query, with what each step of it really read."""

    plans: list[dict[str, Any]]

    async def execute(self, query: Any, params: Any = None, **how: Any) -> Any:
        async with AsyncCursor(self.connection, row_factory=tuple_row) as explaining:
            await explaining.execute(sql.SQL("explain (analyze, format json) ") + query, params)
            ((((plan),),),) = await explaining.fetchall()
        self.plans.append(plan["Plan"])
        return await super().execute(query, params, **how)


@pytest.fixture
async def explained(log_url: str) -> AsyncIterator[tuple[AsyncConnection[Any], list[Any]]]:
    plans: list[Any] = []
    factory = type("Keeping", (Explaining,), {"plans": plans})
    async with await AsyncConnection.connect(
        log_url, autocommit=True, cursor_factory=factory
    ) as connection:
        yield connection, plans


Explained = tuple[AsyncConnection[Any], list[Any]]


@pytest.fixture
def log_template(request: pytest.FixtureRequest) -> str:
    return template_of(request, "filled", otherwise=FOLLOWED)


@pytest.fixture
def filled(templates: Templates) -> tuple[UUID, int, int]:
    """A partner, the position half-way and the last one of a register of the same many households a place."""
    return templates.make("filled", FOLLOWED, fill)


def fill(url: str) -> tuple[UUID, int, int]:
    register = Register()
    owner = register.enrolled("amal")
    positions = []
    for _ in range(2):
        for place in PLACES:
            for _ in range(EACH // 2):
                home = register.registered(owner, place=place)
                register.delivered(owner, place=place, household=home)
        positions.append(live(url, register.told))
        register.told = []
    with psycopg.connect(url) as administrator:
        administrator.execute("analyze")
    half, last = positions
    return owner, half, last


def scans(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if "Relation Name" in plan and plan["Actual Loops"]:
        yield plan
    for inner in plan.get("Plans", ()):
        yield from scans(inner)


def looked_at(plan: dict[str, Any]) -> float:
    """Rows that the scans of a plan read, shown or not."""
    looks: list[float] = [
        (one["Actual Rows"] + one.get("Rows Removed by Filter", 0)) * one["Actual Loops"]
        for one in scans(plan)
    ]
    return sum(looks)


async def roll(reader: AsyncConnection[Any], owner: UUID, position: int, place: PCode) -> int:
    page = await household_roll.page(
        reader,
        Window(position, first=PAGE),
        visible_to=RecordFilter(own=owner),
        filters=RollFilters(place=place),
    )
    assert {place} <= {code for row in page.rows for code in (row.place, row.governorate)}
    return len(page.rows)


async def ledger(reader: AsyncConnection[Any], owner: UUID, position: int, place: PCode) -> int:
    page = await delivery_ledger.page(
        reader,
        Window(position, first=PAGE),
        visible_to=RecordFilter(own=owner),
        filters=DeliveryFilters(place=place),
    )
    return len(page.rows)


def indexes_of_places(administrator: Connection, of: HeldRows[Any]) -> set[str]:
    found = administrator.execute(
        "select indexname from pg_indexes where schemaname = 'read' and tablename = %s"
        " and indexdef ~ '[(](place|markaz|governorate), '",
        [f"{of.name}_v{of.version}"],
    ).fetchall()
    assert len(found) == 3
    return {name for (name,) in found}


@pytest.mark.parametrize("pages", [roll, ledger])
async def test_a_page_of_a_place_reaches_an_index_now_and_in_the_past(
    explained: Explained,
    filled: tuple[UUID, int, int],
    administrator: Connection,
    pages: Callable[..., Any],
) -> None:
    reader, plans = explained
    owner, *positions = filled
    of_places = indexes_of_places(
        administrator, household_roll.MODEL if pages is roll else delivery_ledger.MODEL
    )
    for position in positions:
        for place in (MARKAZ_ASKED, GOVERNORATE_ASKED):
            plans.clear()
            assert await pages(reader, owner, position, place) == PAGE
            (plan,) = plans
            assert looked_at(plan) < FEW, place
            used = {one.get("Index Name") for one in scans(plan)}
            assert used & of_places, used

    for name in of_places:
        administrator.execute(sql.SQL("drop index read.{}").format(sql.Identifier(name)))
    plans.clear()
    assert await pages(reader, owner, positions[-1], MARKAZ_ASKED) == PAGE
    assert looked_at(plans[0]) > FEW
