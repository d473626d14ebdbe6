"""The table of services and what it cost: totals, for whoever may see totals; nothing protected is named to others."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

import pytest

from registry.domain.delivery import Source
from registry.domain.money import Currency, Money
from registry.domain.vocabulary import MoneySource, Purpose, Role
from tests.api.register import (
    ASSOCIATION,
    MINISTRY,
    NEWCOMER,
    UMBRELLA,
    Person,
    Register,
    Settle,
)

pytestmark = pytest.mark.anyio

ANALYST: Final = Person(UMBRELLA, Role.AGGREGATE_ONLY, Purpose.STATISTICS)
AUDITOR: Final = Person(MINISTRY, Role.AUDITOR, Purpose.AUDIT)
TABLE: Final = """
query ($filter: StatisticsFilter, $own: Boolean = false, $first: Int = 100, $after: String) {
  statistics(by: [CENTRE, SERVICE, SEX, YEAR], filter: $filter, first: $first, after: $after) {
    refusals { code }
    pageInfo { hasNextPage endCursor }
    edges { node { centre { code } service { code } sex year persons visits services unnamed } }
  }
  spending(by: [CENTRE, SERVICE], own: $own) {
    refusals { code }
    edges { node {
      centre { code } service { code } currency total sources { kind amount } perPerson unsourced
    } }
  }
}
"""


@pytest.fixture
async def served(register: Register, settled: Settle) -> None:
    """A family fed twice, once of it in a refuge that nobody is to know of, and one given cash by the ministry."""
    home = await register.registered(ASSOCIATION)
    ten = Money(Decimal(10), Currency.EGP)
    zakat = Source(kind=MoneySource.ZAKAT, amount=ten)
    await register.delivered(ASSOCIATION, "food", home, value=ten, sources=(zakat,))
    await register.delivered(ASSOCIATION, "refuge", home)
    await register.delivered(MINISTRY, "cash", await register.registered(MINISTRY))
    await settled()


def rows(answer: dict[str, Any], of: str = "statistics") -> list[dict[str, Any]]:
    assert answer[of]["refusals"] == []
    return [edge["node"] for edge in answer[of]["edges"]]


def named(found: list[dict[str, Any]]) -> set[tuple[str | None, str | None]]:
    return {
        (one["centre"] and one["centre"]["code"], one["service"] and one["service"]["code"])
        for one in found
    }


@pytest.mark.usefixtures("served")
async def test_an_auditor_reads_everything_and_no_protected_name(register: Register) -> None:
    answer = await register.ask(AUDITOR, TABLE)
    assert named(rows(answer)) == {(ASSOCIATION, "food"), (MINISTRY, "cash"), (None, None)}
    assert {one["sex"] for one in rows(answer)} == {"FEMALE"}
    assert all(one["services"] == 1 for one in rows(answer))
    paid = next(one for one in rows(answer, "spending") if one["currency"] == "EGP")
    assert paid["sources"] == [{"kind": "ZAKAT", "amount": "10"}]
    assert (paid["total"], paid["perPerson"], paid["unsourced"]) == ("10", "10.00", 0)


@pytest.mark.usefixtures("served")
async def test_counts_of_few_people_and_what_they_cost_are_told_to_their_own_partner_alone(
    register: Register,
) -> None:
    answer = await register.ask(ANALYST, TABLE)
    counts = [(one["persons"], one["visits"], one["services"]) for one in rows(answer)]
    assert counts == [(None, None, None)] * 3
    for paid in rows(answer, "spending"):
        assert (paid["total"], paid["sources"], paid["perPerson"]) == (None, [], None)
    own = Person(ASSOCIATION, Role.DATA_OFFICER, Purpose.STATISTICS)
    mine = await register.ask(own, TABLE, {"filter": {"own": True}, "own": True})
    assert named(rows(mine)) == {(ASSOCIATION, "food"), (ASSOCIATION, "refuge")}
    assert {one["persons"] for one in rows(mine)} == {1}
    assert {one["total"] for one in rows(mine, "spending")} == {"10", "0"}


@pytest.mark.usefixtures("served")
async def test_its_own_protected_service_is_named_to_its_owner(register: Register) -> None:
    answer = await register.ask(Person(ASSOCIATION), TABLE)
    assert (ASSOCIATION, "refuge") in named(rows(answer))


@pytest.mark.usefixtures("served")
async def test_a_table_comes_in_pages_and_is_filtered(register: Register) -> None:
    first = await register.ask(AUDITOR, TABLE, {"first": 2})
    info = first["statistics"]["pageInfo"]
    assert info["hasNextPage"]
    rest = await register.ask(AUDITOR, TABLE, {"after": info["endCursor"]})
    assert len(rows(first)) + len(rows(rest)) == 3
    men = await register.ask(AUDITOR, TABLE, {"filter": {"sex": "MALE"}})
    assert rows(men) == []
    later = await register.ask(AUDITOR, TABLE, {"filter": {"yearFrom": 2027}})
    assert rows(later) == []


@pytest.mark.usefixtures("served")
async def test_without_an_agreement_there_are_no_totals_and_that_is_on_record(
    register: Register,
) -> None:
    answer = await register.ask(Person(NEWCOMER), TABLE)
    for of in ("statistics", "spending"):
        assert answer[of]["edges"] == []
        assert [one["code"] for one in answer[of]["refusals"]] == ["no_agreement"]
    acts = {act for _, act in await register.refusals()}
    assert acts == {"statistics.read", "spending.read"}
