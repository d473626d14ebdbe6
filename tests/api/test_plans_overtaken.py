"""Plans that links have overtaken wait for their owners: found from the links made since, and told at the release."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

import pytest

from registry.api.ids import global_id
from registry.application import pairs, plans_overtaken
from registry.application.pairs import sides_of
from registry.domain.sameness import PartingReason
from registry.domain.vocabulary import BenefitFamily, Purpose, Role
from tests.api.planning import (
    DELIVER,
    PLANNER,
    THERE,
    act,
    drafted,
    link,
    looked,
    members_of,
    reviewing,
    show,
)
from tests.api.register import ASSOCIATION, MINISTRY, UMBRELLA, Person, Register, Settle

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("agreed")]

LIST: Final = """
query ($at: AsOf, $first: Int = 50, $after: String) {
  workList(kind: PLANS_OVERTAKEN, asOf: $at, first: $first, after: $after) {
    edges { node { since lines household { id } plan { id } } } pageInfo { hasNextPage endCursor }
  }
}
"""
COUNTS: Final = "query ($at: AsOf) { workCounts(asOf: $at) { kind count } }"
RELEASE: Final = """
mutation ($id: ID!, $key: ID!, $unless: Boolean! = false) {
  done: releasePlan(plan: $id, idempotencyKey: $key, unlessOvertaken: $unless) {
    __typename ... on PlanChanged { repeated overtaken } ... on Refusal { code messageEn messageAr }
  }
}
"""


@pytest.fixture
async def agreed(register: Register) -> None:
    """The ministry has baskets of its own, and both agree on planning."""
    await register.open_programme("baskets", MINISTRY, BenefitFamily.FOOD)
    await register.sign(purposes=(Purpose.PLANNING, Purpose.DELIVERY))


async def waiting(register: Register, person: Person, **more: Any) -> dict[str, int | None]:
    """Lines by plan; as many are counted."""
    await looked(register)
    found = (await register.ask(person, LIST, more))["workList"]["edges"]
    if not {"first", "after"} & more.keys():
        counts = (await register.ask(person, COUNTS, more))["workCounts"]
        assert sum(one["count"] for one in counts if one["kind"] == "PLANS_OVERTAKEN") == len(found)
    assert all(edge["node"]["household"] is None for edge in found)
    return {edge["node"]["plan"]["id"]: edge["node"]["lines"] for edge in found}


async def reserved(register: Register, settled: Settle, person: Person, *rows: UUID) -> str:
    await settled()
    programme = "baskets" if person.partner == MINISTRY else "food"
    plan = await drafted(register, person, *rows, programme=programme)
    await act(register, person, "reservePlan", plan)
    await settled()
    return plan


async def part(register: Register, settled: Settle, here: UUID, there: UUID) -> None:
    one, other = (await members_of(register, here))[0], (await members_of(register, there))[0]
    sides = sides_of((one, here), (other, there))
    await register.submit(pairs.undoing(sides, PartingReason.ASKED_THEM, None, reviewing(register)))
    await settled()


async def release(
    register: Register, plan: str, key: str, *, unless: bool = False, looking: bool = True
) -> Any:
    if looking:
        await looked(register)
    asked = {"id": plan, "key": key, "unless": unless}
    return (await register.ask(PLANNER, RELEASE, asked))["done"]


async def test_both_owners_are_told_of_what_a_link_shows_and_no_more_once_it_is_undone(
    register: Register, settled: Settle
) -> None:
    here, other = await register.registered(MINISTRY), await register.registered(MINISTRY, "هدى")
    there = await register.registered(ASSOCIATION)
    ours = await reserved(register, settled, PLANNER, here, other)
    theirs = await reserved(register, settled, THERE, there)
    before = await settled()
    assert await waiting(register, PLANNER) == await waiting(register, THERE) == {}
    await link(register, settled, here, there)
    assert await waiting(register, PLANNER) == {ours: 1}
    assert await waiting(register, THERE) == {theirs: 1}
    linked = await settled()
    assert await waiting(register, PLANNER, at={"position": before}) == {}
    assert await waiting(register, Person(UMBRELLA, Role.AGGREGATE_ONLY, Purpose.PLANNING)) == {}
    await part(register, settled, here, there)
    assert await waiting(register, PLANNER) == await waiting(register, THERE) == {}
    assert await waiting(register, PLANNER, at={"position": linked}) == {ours: 1}
    await link(register, settled, here, there)
    assert await waiting(register, PLANNER) == {ours: 1}


async def test_a_link_between_two_others_overtakes_a_plan_where_one_is_in_it(
    register: Register, settled: Settle
) -> None:
    here = await register.registered(MINISTRY, members=["علي"])
    between = await register.registered(ASSOCIATION, members=["علي", "محمود"])
    there = await register.registered(ASSOCIATION, members=["محمود"])
    await link(register, settled, here, between)
    ours = await reserved(register, settled, PLANNER, here)
    await reserved(register, settled, THERE, there)
    assert await waiting(register, PLANNER) == {}
    await settled()
    one, other = (await members_of(register, between))[2], (await members_of(register, there))[1]
    sides = sides_of((one, between), (other, there))
    await register.submit(pairs.confirmation(sides, (), None, reviewing(register)))
    await settled()
    assert await waiting(register, PLANNER) == {ours: 1}


async def test_a_check_after_the_link_takes_no_plan_off_the_list(
    register: Register, settled: Settle
) -> None:
    here, there = await register.registered(MINISTRY), await register.registered(ASSOCIATION)
    ours = await reserved(register, settled, PLANNER, here)
    await reserved(register, settled, THERE, there)
    await link(register, settled, here, there)
    await act(register, PLANNER, "checkPlan", ours)
    await settled()
    assert (await show(register, PLANNER, ours))["seen"] > 0
    assert await waiting(register, PLANNER) == {ours: 1}


async def test_two_lines_that_a_link_makes_one_are_one_too_many(
    register: Register, settled: Settle
) -> None:
    one, two = await register.registered(MINISTRY), await register.registered(MINISTRY)
    ours = await reserved(register, settled, PLANNER, one, two)
    await link(register, settled, one, two)
    assert await waiting(register, PLANNER) == {ours: 1}


async def test_a_plan_is_off_the_list_once_its_owner_has_seen_to_it(
    register: Register, settled: Settle
) -> None:
    homes = [
        (await register.registered(MINISTRY, name), await register.registered(ASSOCIATION, name))
        for name in ("آمال", "هدى", "زينب")
    ]
    ours = [await reserved(register, settled, PLANNER, here) for here, _ in homes]
    (elsewhere,) = [await reserved(register, settled, THERE, *[there for _, there in homes])]
    for here, there in homes:
        await link(register, settled, here, there)
    overridden, cancelled, handed_out = ours
    assert await waiting(register, PLANNER) == dict.fromkeys(ours, 1)
    assert await waiting(register, THERE) == {elsewhere: 3}
    await act(register, PLANNER, "overridePlanLine", overridden, ", line: 1, reason: VISITED")
    await act(register, PLANNER, "cancelPlan", cancelled)
    await settled()
    assert await waiting(register, PLANNER) == {handed_out: 1}
    assert await waiting(register, THERE) == {elsewhere: 2}
    assert (await release(register, handed_out, "r"))["overtaken"] == 1
    await settled()
    assert await waiting(register, PLANNER) == {handed_out: 1}
    given = {
        "household": global_id("Household", homes[2][0]),
        "programme": global_id("Programme", register.programmes["baskets"]),
        "on": "2026-10-20",
        "planned": {"plan": handed_out, "line": 1},
    }
    await register.ask(PLANNER, DELIVER, {"input": given, "key": "d"})
    await settled()
    assert await waiting(register, PLANNER) == {}
    assert (await show(register, PLANNER, handed_out))["overtaken"] == 0
    assert await waiting(register, THERE) == {elsewhere: 2}
    register.clock.now += timedelta(days=8)
    assert await waiting(register, THERE) == {}


async def test_pages_go_by_the_link_that_is_oldest(register: Register, settled: Settle) -> None:
    homes = [
        (await register.registered(MINISTRY), await register.registered(ASSOCIATION))
        for _ in range(3)
    ]
    ours = [await reserved(register, settled, PLANNER, here) for here, _ in homes]
    await reserved(register, settled, THERE, *[there for _, there in homes])
    for here, there in reversed(homes):
        await link(register, settled, here, there)
    first = (await register.ask(PLANNER, LIST, {"first": 2}))["workList"]
    assert first["pageInfo"]["hasNextPage"]
    after = {"after": first["pageInfo"]["endCursor"]}
    rest = (await register.ask(PLANNER, LIST, after))["workList"]
    shown = [edge["node"] for edge in (*first["edges"], *rest["edges"])]
    assert [one["plan"]["id"] for one in shown] == ours[::-1]
    assert [one["since"] for one in shown] == sorted({one["since"] for one in shown})


async def test_a_plan_that_is_released_waits_until_its_period_is_over(
    register: Register, settled: Settle
) -> None:
    here, there = await register.registered(MINISTRY), await register.registered(ASSOCIATION)
    ours = await reserved(register, settled, PLANNER, here)
    await reserved(register, settled, THERE, there)
    await release(register, ours, "r")
    await link(register, settled, here, there)
    await register.delivered(ASSOCIATION, "food", there)
    register.clock.now = datetime(2026, 10, 31, 20, tzinfo=UTC)
    await settled()
    assert await waiting(register, PLANNER) == {ours: 1}
    register.clock.now = datetime(2026, 11, 1, tzinfo=UTC)
    assert await waiting(register, PLANNER) == {}


async def test_a_line_that_somebody_served_without_a_link_is_told_by_the_plan_alone(
    register: Register, settled: Settle
) -> None:
    here, there = await register.registered(MINISTRY), await register.registered(ASSOCIATION)
    await link(register, settled, here, there)
    ours = await reserved(register, settled, PLANNER, here)
    await register.delivered(ASSOCIATION, "food", there)
    await settled()
    assert (await show(register, PLANNER, ours))["overtaken"] == 1
    assert await waiting(register, PLANNER) == {}


async def one_of_two_overtaken(register: Register, settled: Settle) -> str:
    """A reserved plan of two lines, of which a link has shown one to be somebody another partner serves."""
    here, there = await register.registered(MINISTRY), await register.registered(ASSOCIATION)
    other = await register.registered(MINISTRY, "هدى")
    ours = await reserved(register, settled, PLANNER, here, other)
    await reserved(register, settled, THERE, there)
    await link(register, settled, here, there)
    return ours


async def test_a_release_says_what_has_come_between_or_is_held_up_by_it(
    register: Register, settled: Settle
) -> None:
    ours = await one_of_two_overtaken(register, settled)
    held = await release(register, ours, "held", unless=True)
    assert held["code"] == "plan_lines_overtaken"
    assert "1 reserved lines" in held["messageEn"]
    assert "1 من سطوره" in held["messageAr"]
    assert (await show(register, PLANNER, ours))["stage"] == "RESERVED"
    done = {"__typename": "PlanChanged", "repeated": False, "overtaken": 1}
    assert await release(register, ours, "told") == done
    await settled()
    assert await release(register, ours, "told", unless=True) == done | {"repeated": True}
    await act(register, PLANNER, "closePlan", ours)
    assert await release(register, ours, "told") == done | {"repeated": True, "overtaken": None}
    assert (await release(register, ours, "anew"))["code"] == "plan_stage"


async def test_a_plan_that_cannot_be_compared_is_released_only_where_that_holds_nothing_up(
    register: Register, settled: Settle
) -> None:
    ours = await reserved(register, settled, PLANNER, await register.registered(MINISTRY))
    with register.services.log._connection() as held, held.transaction():
        held.execute("set local role sijill_follower")
        held.execute("select from read.follower for update")
        await register.registered(MINISTRY, "هدى")
        late = await release(register, ours, "late", unless=True, looking=False)
    await settled()
    unmatched = await release(register, ours, "unmatched", unless=True, looking=False)
    assert (late["code"], unmatched["code"]) == ("plan_not_compared", "plan_not_compared")
    done = {"__typename": "PlanChanged", "repeated": False, "overtaken": None}
    assert await release(register, ours, "told", looking=False) == done
    assert (await show(register, PLANNER, ours))["overtaken"] == 0


async def test_reserving_again_leaves_out_what_holds_up_the_release(
    register: Register, settled: Settle
) -> None:
    ours = await one_of_two_overtaken(register, settled)
    register.clock.now += timedelta(minutes=1)
    await act(register, PLANNER, "reservePlan", ours)
    await settled()
    assert await waiting(register, PLANNER) == {}
    assert (await release(register, ours, "r", unless=True))["overtaken"] == 0


async def test_where_there_are_too_many_links_no_plan_is_taken_for_unharmed(
    register: Register, settled: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plans_overtaken, "MOST_LINKS", 0)
    here, there = await register.registered(MINISTRY), await register.registered(ASSOCIATION)
    ours = await reserved(register, settled, PLANNER, await register.registered(MINISTRY, "هدى"))
    assert await waiting(register, PLANNER) == {}
    await link(register, settled, here, there)
    after = await reserved(register, settled, PLANNER, await register.registered(MINISTRY, "آمال"))
    assert await waiting(register, PLANNER) == {ours: None}
    assert after != ours


async def test_a_plan_whose_reservation_expired_waits_for_its_owner(
    register: Register, settled: Settle
) -> None:
    here, there = await register.registered(MINISTRY), await register.registered(ASSOCIATION)
    gone, again, released = [
        await reserved(register, settled, PLANNER, await register.registered(MINISTRY, name))
        for name in ("آمال", "هدى", "زينب")
    ]
    ours = await reserved(register, settled, PLANNER, here)
    await release(register, released, "r")
    await settled()
    assert await expired(register, PLANNER) == []
    register.clock.now += timedelta(days=7)
    assert await expired(register, PLANNER) == [gone, again, ours]
    assert await expired(register, THERE) == []
    await link(register, settled, here, there)
    theirs = await reserved(register, settled, THERE, there)
    assert await waiting(register, PLANNER) == {}
    await act(register, PLANNER, "cancelPlan", gone)
    await act(register, PLANNER, "reservePlan", again)
    await settled()
    assert await expired(register, PLANNER) == [ours]
    register.clock.now = datetime(2026, 11, 1, tzinfo=UTC)
    assert await expired(register, PLANNER) == []
    assert (await show(register, THERE, theirs))["expired"] is False


async def expired(register: Register, person: Person) -> list[str]:
    document = LIST.replace("PLANS_OVERTAKEN", "PLANS_EXPIRED")
    nodes = [e["node"] for e in (await register.ask(person, document))["workList"]["edges"]]
    counts = (await register.ask(person, COUNTS))["workCounts"]
    assert [one["count"] for one in counts if one["kind"] == "PLANS_EXPIRED"] == [len(nodes)]
    for one in nodes:
        (plan,) = [(await show(register, person, one["plan"]["id"]))]
        assert plan["expired"]
        assert one["since"] == plan["until"]
    return [one["plan"]["id"] for one in nodes]


HOMES: Final = 5
STEPS: Final = 14


@pytest.mark.parametrize("seed", range(4))
async def test_what_links_have_overtaken_is_what_comparing_every_line_finds(
    register: Register, settled: Settle, seed: int
) -> None:
    """Nothing is delivered, so that links alone come between."""
    chance = Random(seed)  # noqa: S311 - a history, no secret
    homes = {
        who: [await register.registered(who.partner) for _ in range(HOMES)]
        for who in (PLANNER, THERE)
    }
    plans = [
        (who, await reserved(register, settled, who, *chance.sample(homes[who], 4)))
        for who in homes
    ]
    linked: set[tuple[int, int]] = set()
    overtaken = 0
    for _ in range(STEPS):
        at = chance.randrange(HOMES), chance.randrange(HOMES)
        match chance.choice(("reserve", "link", "link", "part")):
            case "reserve":
                who = chance.choice((PLANNER, THERE))
                rows = chance.sample(homes[who], 3)
                plans.append((who, await reserved(register, settled, who, *rows)))
            case "link" if at not in linked:
                linked.add(at)
                await link(register, settled, homes[PLANNER][at[0]], homes[THERE][at[1]])
            case "part" if linked:
                at = chance.choice(sorted(linked))
                linked.remove(at)
                await part(register, settled, homes[PLANNER][at[0]], homes[THERE][at[1]])
        for who in (PLANNER, THERE):
            own = [plan for whose, plan in plans if whose is who]
            compared = {plan: (await show(register, who, plan))["overtaken"] for plan in own}
            assert await waiting(register, who) == {p: n for p, n in compared.items() if n}
            overtaken += sum(filter(None, compared.values()))
    assert overtaken
