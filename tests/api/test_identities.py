"""The register by persons and households instead of registrations: what links make one, and what undoing gives back."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import pytest

from registry.api.ids import read_uuid
from registry.api.relay import global_id
from registry.domain.vocabulary import ConsentState, Purpose, Role
from tests.api.register import (
    ASSOCIATION,
    AUDITOR,
    CASEWORKER,
    MINISTRY,
    UMBRELLA,
    Person,
    Register,
    Settle,
)
from tests.api.test_pairs import CONFIRM, DISMISS, REVIEWER, THERE, UNDO, people, person_of, said

pytestmark = pytest.mark.anyio

WHOLE: Final = """
query ($per: Per!, $at: AsOf) {
  households(per: $per, asOf: $at) { edges { node {
    id registrations { id reference }
    deliveries(per: $per) { edges { node { id family reversed household { id } } } }
    timeline(per: $per) { edges { node { position fact household { id } pair { id } details { name valueEn } } } }
  } } }
  counts(asOf: $at) { registrations households members persons deliveries }
}
"""
REACHED: Final = """
query ($per: Per!, $at: AsOf, $own: Boolean = false) {
  reached(per: $per, by: [MARKAZ, MONTH], asOf: $at, own: $own) {
    edges { node { persons households visits services month } }
  }
}
"""
COUNTS: Final = """
query ($own: Boolean = false, $at: AsOf) {
  counts(own: $own, asOf: $at) { registrations households members persons }
}
"""


async def whole(
    register: Register, per: str = "IDENTITY", who: Person = REVIEWER, **at: Any
) -> dict[str, Any]:
    """What somebody sees of records, and what an auditor is told of everybody's."""
    asked = {"per": per, **at}
    return await register.ask(who, WHOLE, asked) | await register.ask(AUDITOR, REACHED, asked)


def homes(answer: dict[str, Any]) -> dict[UUID, dict[str, Any]]:
    nodes = (edge["node"] for edge in answer["households"]["edges"])
    return {read_uuid(node["id"], "Household"): node for node in nodes}


def facts(node: dict[str, Any]) -> list[str]:
    told = [edge["node"]["fact"] for edge in node["timeline"]["edges"]]
    return [fact.rpartition(".")[0] for fact in told]


def without_pairs(answer: dict[str, Any]) -> dict[str, Any]:
    for node in homes(answer).values():
        edges = node["timeline"]["edges"]
        node["timeline"]["edges"] = [one for one in edges if one["node"]["pair"] is None]
    return answer


@pytest.mark.usefixtures("agreed")
async def test_a_link_makes_one_household_of_two_and_undoing_gives_back_every_row(
    register: Register, settled: Settle
) -> None:
    here, (fatima, _) = await people(register, MINISTRY, "فاطمة عبد الرحيم", "علي")
    there, (fatma,) = await people(register, ASSOCIATION, "Fatma Abdelrehim")
    cash = await register.delivered(MINISTRY, "cash", here)
    food = await register.delivered(ASSOCIATION, "food", there)
    begun = await settled()
    before = {per: await whole(register, per) for per in ("REGISTRATION", "IDENTITY")}
    two = {"registrations": 2, "households": 2, "members": 3, "persons": 3, "deliveries": 2}
    assert before["IDENTITY"]["counts"] == two
    await said(register, CONFIRM, fatima, fatma, "1")
    linked = await settled()
    one = await whole(register)
    (node,) = homes(one).values()
    assert [read_uuid(each["id"], "Household") for each in node["registrations"]] == [here, there]
    given = [edge["node"] for edge in node["deliveries"]["edges"]]
    assert {read_uuid(each["id"], "Delivery") for each in given} == {cash, food}
    assert [read_uuid(each["household"]["id"], "Household") for each in given] == [here, there]
    assert facts(node)[-1] == "pair.confirmed"
    assert facts(node).count("household.registered") == 2
    assert one["counts"] == two | {"households": 1, "persons": 2}
    (cell,) = (edge["node"] for edge in one["reached"]["edges"])
    assert cell == {"persons": 1, "households": 1, "visits": 2, "services": 2, "month": "2026-10"}
    apart = await whole(register, "REGISTRATION")
    assert apart["reached"] == before["REGISTRATION"]["reached"] != one["reached"]
    assert set(homes(apart)) == {here, there}
    for each in homes(apart).values():
        assert facts(each)[-1] == "pair.confirmed"
        assert len(each["deliveries"]["edges"]) == 1
    await said(register, UNDO, fatima, fatma, "2")
    await settled()
    for per, was in before.items():
        now = await whole(register, per)
        told = [facts(each)[-2:] for each in homes(now).values()]
        assert told == [["pair.confirmed", "pair.link_undone"]] * 2
        assert without_pairs(now) == was
        assert await whole(register, per, at={"position": begun}) == was
    then = await whole(register, at={"position": linked})
    assert set(homes(then)) == {here}


async def test_few_who_were_reached_are_told_to_auditors_and_of_ones_own_records_alone(
    register: Register, settled: Settle
) -> None:
    for partner, programme, many in ((MINISTRY, "cash", 2), (ASSOCIATION, "food", 12)):
        for _ in range(many):
            home = await register.registered(partner)
            await register.delivered(partner, programme, home)
    await settled()

    async def told(who: Person, **asked: Any) -> list[tuple[Any, ...]]:
        edges = (await register.ask(who, REACHED, {"per": "IDENTITY", **asked}))["reached"]["edges"]
        return [(one["node"]["persons"], one["node"]["services"]) for one in edges]

    umbrella = Person(UMBRELLA, Role.ANALYST, Purpose.STATISTICS)
    assert await told(AUDITOR) == [(14, 14)]
    assert await told(CASEWORKER) == await told(umbrella) == [(10, 10)]
    assert await told(CASEWORKER, own=True) == [(2, 2)]
    assert await told(umbrella, own=True) == []
    assert await told(CASEWORKER, at={"position": 0}) == []


@pytest.mark.usefixtures("agreed")
async def test_who_is_not_shared_makes_nobody_one_for_others(
    register: Register, settled: Settle
) -> None:
    first, (fatima,) = await people(register, MINISTRY, "فاطمة عبد الرحيم")
    hidden, (fatma,) = await people(
        register, ASSOCIATION, "Fatma Abdelrehim", sharing=ConsentState.REFUSED
    )
    last, (fatoum,) = await people(register, MINISTRY, "فطوم عبد الرحيم")
    await settled()
    before = await whole(register)
    assert (await said(register, CONFIRM, fatima, fatma, "1", who=THERE)).get("pair")
    await settled()
    assert (await said(register, CONFIRM, fatma, fatoum, "2", who=THERE)).get("pair")
    await settled()
    after = await whole(register)
    for part in ("households", "reached"):
        assert after[part] == before[part]
    assert await person_of(register, fatima) == {fatima}
    assert await person_of(register, fatoum) == {fatoum}
    mine = {"registrations": 2, "households": 2, "members": 2, "persons": 2}
    assert (await register.ask(REVIEWER, COUNTS, {"own": True}))["counts"] == mine
    # Who may know all of it is told of one, and so are totals, which are everybody's records.
    (there,) = homes(await whole(register, who=THERE)).values()
    assert {read_uuid(one["id"], "Household") for one in there["registrations"]} == {
        first,
        hidden,
        last,
    }
    assert await person_of(register, fatima, THERE) == {fatima, fatma, fatoum}
    everybody = (await register.ask(REVIEWER, COUNTS))["counts"]
    assert everybody == {"registrations": 3, "households": 1, "members": 3, "persons": 1}


@pytest.mark.usefixtures("agreed")
async def test_a_search_shows_a_household_by_the_registration_that_fits(
    register: Register, settled: Settle
) -> None:
    here = await register.registered(MINISTRY, place="EG2706")
    there = await register.registered(ASSOCIATION, place="EG2708")
    log = register.services.log
    first, second = [(await log.load(home))[1].fact.member for home in (here, there)]  # type: ignore[union-attr]
    await settled()
    assert first is not None
    assert second is not None
    await said(register, CONFIRM, first, second, "1")
    await settled()
    ask = """
    query ($place: String) { households(per: IDENTITY, filter: {place: $place}) { edges { node { id } } } }
    """
    for place, expected in (("EG2708", [there]), ("EG2706", [here]), ("EG27", [here])):
        edges = (await register.ask(REVIEWER, ask, {"place": place}))["households"]["edges"]
        assert [read_uuid(one["node"]["id"], "Household") for one in edges] == expected


@pytest.mark.usefixtures("agreed")
async def test_a_person_is_found_by_any_reference_with_the_registrations_and_their_history(
    register: Register, settled: Settle
) -> None:
    here, (fatima,) = await people(register, MINISTRY, "فاطمة عبد الرحيم")
    there, (fatma,) = await people(register, ASSOCIATION, "Fatma Abdelrehim")
    await settled()
    await said(register, DISMISS, fatima, fatma, "1")
    await said(register, CONFIRM, fatima, fatma, "2")
    await settled()
    ask = """
    query ($of: ID!) { person(member: $of) { id household {
      reference registrations { reference }
      timeline { edges { node { fact details { valueEn } partner { code } } } }
    } } }
    """
    found = [
        (await register.ask(REVIEWER, ask, {"of": global_id("Member", one)}))["person"]
        for one in (fatima, fatma)
    ]
    assert found[0] == found[1]
    assert [read_uuid(one["id"], "Member") for one in found[0]] == [fatima, fatma]
    references = [one["household"]["reference"] for one in found[0]]
    for one in found[0]:
        assert [each["reference"] for each in one["household"]["registrations"]] == references
        *_, dismissed, confirmed = (edge["node"] for edge in one["household"]["timeline"]["edges"])
        assert dismissed["details"] == [{"valueEn": "relatives"}]
        assert confirmed["fact"] == "pair.confirmed.v1"
        assert confirmed["partner"] == {"code": MINISTRY}
    by_reference = """
    query ($r: String!) { household(reference: $r) { registrations { id } } person(reference: $r) { id } }
    """
    same = [await register.ask(REVIEWER, by_reference, {"r": one}) for one in references]
    homes_ = [one["id"] for one in same[0]["household"]["registrations"]]
    assert [read_uuid(one, "Household") for one in homes_] == [here, there]
    assert [read_uuid(one["id"], "Member") for one in same[0]["person"]] == [fatima, fatma]
    assert same[0] == same[1]


async def test_a_person_is_asked_for_in_one_way(register: Register) -> None:
    for asked in ("", 'member: "1", reference: "2"'):
        ask = f"{{ person{f'({asked})' if asked else ''} {{ id }} }}"
        answer = await register.answer(REVIEWER, ask)
        assert answer["errors"][0]["extensions"]["code"] == "member_or_reference"


async def test_totals_are_for_whoever_may_see_totals_and_own_ones_for_whoever_has_records(
    register: Register, settled: Settle
) -> None:
    await register.registered(MINISTRY)
    await settled()
    umbrella = Person(UMBRELLA)
    assert (await register.ask(umbrella, COUNTS))["counts"]["households"] == 1
    assert (await register.ask(umbrella, COUNTS, {"own": True}))["counts"] is None
    assert (await register.ask(CASEWORKER, COUNTS, {"own": True}))["counts"]["persons"] == 1
    await register.end_agreement()
    await settled()
    assert (await register.ask(CASEWORKER, COUNTS))["counts"] is None
