"""The table of services and what it cost: totals, for whoever may see totals; nothing protected is named to others."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

import pytest

from registry.api.relay import global_id
from registry.application.releases import ReleaseDraft, count, make_release
from registry.application.steering import tag_programme
from registry.domain.delivery import Source
from registry.domain.money import Currency, Money
from registry.domain.statistics import Dimension, TableDefinition
from registry.domain.vocabulary import BenefitFamily, MoneySource, Purpose, Role
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


async def test_what_a_few_cost_is_not_what_is_left_of_two_sums_nor_a_sum_a_count(
    register: Register, settled: Settle
) -> None:
    await register.open_programme("meals", ASSOCIATION, BenefitFamily.FOOD)
    for number in range(15):
        home = await register.registered(ASSOCIATION, f"فاطمة {number}")
        programme = "food" if number < 12 else "meals"
        price = Money(Decimal(350), Currency.EGP)
        zakat = Source(kind=MoneySource.ZAKAT, amount=price) if number < 2 else None
        await register.delivered(
            ASSOCIATION, programme, home, value=price, sources=(zakat,) if zakat else ()
        )
    await settled()
    told = {
        one["service"]["code"]: one for one in rows(await register.ask(ANALYST, TABLE), "spending")
    }
    assert told["meals"]["total"] is None
    (whole,) = rows(
        await register.ask(ANALYST, "{ spending { refusals { code } edges { node { total } } } }"),
        "spending",
    )
    assert (told["food"]["total"], whole["total"]) == ("5000", "5000")  # 4200, and 5250 with meals
    assert told["food"]["sources"] == [
        {"kind": "ZAKAT", "amount": None},
        {"kind": None, "amount": "5000"},
    ]
    assert told["food"]["perPerson"] is None  # 4200 / 12, and 5000 / 10 is another thing
    exact = {
        one["service"]["code"]: one for one in rows(await register.ask(AUDITOR, TABLE), "spending")
    }
    assert (exact["food"]["total"], exact["food"]["perPerson"]) == ("4200", "350.00")
    assert (exact["meals"]["total"], exact["meals"]["unsourced"]) == ("1050", 3)


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
async def test_spending_is_asked_for_by_what_services_are_for(
    register: Register, settled: Settle
) -> None:
    """A protected one that is tagged so is no answer to anybody but its owner."""
    for code in ("food", "refuge"):
        owner = register.context(ASSOCIATION, Role.SYSTEM)
        await register.submit(tag_programme(register.programmes[code], ("vision-2030",), owner))
    await settled()
    asked = '{ spending(by: [SERVICE], tag: "vision-2030") { refusals { code } edges { node { service { code } } } } }'
    for person, codes in ((AUDITOR, ["food"]), (Person(ASSOCIATION), ["food", "refuge"])):
        found = rows(await register.ask(person, asked), "spending")
        assert sorted(one["service"]["code"] for one in found) == codes


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


INDICATOR: Final = """
query ($of: [IndicatorInput!]!) {
  indicators(of: $of) {
    refusals { code } years { code year reported { value sourceEn } computed missing rounded }
  }
  releases { refusals { code } edges { node { code own by rows countedAt digest same } } }
}
"""


async def test_a_share_of_everybodys_is_of_two_counts_told_alike(
    register: Register, settled: Settle
) -> None:
    """Of 34 services all 34: the exact ones of 30, to the nearest ten, would be more than all."""
    home = await register.registered(ASSOCIATION)
    for _ in range(34):
        await register.delivered(ASSOCIATION, "food", home)
    await settled()
    association = global_id("Partner", register.partners[ASSOCIATION])
    own = {"count": "SERVICES", "centre": association}
    of = [
        {"code": "share", "numerator": own, "denominator": {"count": "SERVICES"}, "years": [2026]},
        {"code": "own", "numerator": own, "denominator": own, "years": [2026]},
        {"code": "all", "numerator": {"count": "SERVICES"}, "years": [2026]},
    ]
    officer = Person(ASSOCIATION, Role.DATA_OFFICER, Purpose.STATISTICS)
    years = (await register.ask(officer, INDICATOR, {"of": of}))["indicators"]["years"]
    told = [(one["computed"], one["rounded"]) for one in years]
    assert told == [("100", True), ("100.0", False), ("30", True)]


@pytest.mark.usefixtures("served")
async def test_what_was_reported_stands_beside_what_is_computed(register: Register) -> None:
    association = global_id("Partner", register.partners[ASSOCIATION])
    said = {"year": 2026, "value": "3", "sourceAr": "تقرير", "sourceEn": "A report"}
    of = [
        {
            "code": "served",
            "numerator": {"count": "SERVICES", "centre": association},
            "denominator": {"count": "SERVICES"},
            "reported": [said],
        },
        {"code": "happy", "years": [2026]},
        {
            "code": "own",
            "numerator": {"count": "SERVICES", "centre": association},
            "years": [2025, 2026],
        },
    ]
    officer = Person(ASSOCIATION, Role.DATA_OFFICER, Purpose.STATISTICS)
    answer = (await register.ask(officer, INDICATOR, {"of": of}))["indicators"]
    said_of = [
        (one["code"], one["year"], one["computed"], one["missing"]) for one in answer["years"]
    ]
    assert said_of == [
        ("served", 2026, None, ["FEW_PEOPLE"]),
        ("happy", 2026, None, ["NUMERATOR"]),
        ("own", 2025, "0", []),
        ("own", 2026, "1", []),
    ]
    assert answer["years"][0]["reported"] == [{"value": "3", "sourceEn": "A report"}]
    elsewhere = (await register.ask(ANALYST, INDICATOR, {"of": of}))["indicators"]["years"]
    assert [one["missing"] for one in elsewhere if one["code"] == "own"] == [[], ["FEW_PEOPLE"]]
    refused = await register.ask(Person(NEWCOMER), INDICATOR, {"of": of})
    for named in ("indicators", "releases"):
        assert [one["code"] for one in refused[named]["refusals"]] == ["no_agreement"]


@pytest.mark.usefixtures("served")
async def test_what_was_published_is_counted_again_when_it_is_asked_for(
    register: Register, settled: Settle
) -> None:
    position = await settled()
    definition = TableDefinition(by=(Dimension.CENTRE,), partner=register.partners[ASSOCIATION])
    context = register.context(ASSOCIATION, Role.DATA_OFFICER)
    async with register.services.readers.connection() as connection:
        counted = await count(connection, definition, position=position)
    draft = ReleaseDraft(
        code="services-2026", name_ar="خدمات", name_en="Services", definition=definition
    )
    mint = register.services.writer.mint
    await register.submit(
        make_release(draft, counted, replace(context, purpose=Purpose.STATISTICS), mint)
    )
    await settled()
    officer = Person(ASSOCIATION, Role.DATA_OFFICER, Purpose.STATISTICS)
    (edge,) = (await register.ask(officer, INDICATOR, {"of": []}))["releases"]["edges"]
    assert edge["node"] == {
        "code": "services-2026", "own": True, "by": ["CENTRE"], "rows": 2, "countedAt": position,
        "digest": counted.digest, "same": True,
    }  # fmt: skip
    assert (await register.ask(ANALYST, INDICATOR, {"of": []}))["releases"]["edges"] == []
