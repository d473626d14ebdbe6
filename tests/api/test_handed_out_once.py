"""A line that was handed out is help once: until the plan is closed, its delivery stands in its reservation's place."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import pytest

from registry.api.ids import global_id, read_uuid
from registry.application import steering
from registry.application.deliveries import Planned
from registry.application.delivery_changes import reverse_delivery
from registry.domain.casework import ReversalReason
from registry.domain.dates import PreciseDate
from registry.domain.money import Currency, Money
from registry.domain.planning import GivenTo
from registry.domain.programme import OverlapRule
from registry.domain.vocabulary import BenefitFamily, Claim, Purpose, Role
from tests.api.planning import CHECK, DRAFT, PLANNER, THERE, act, link, listed, looked, members_of
from tests.api.register import ASSOCIATION, MINISTRY, Register, Settle

pytestmark = pytest.mark.anyio

FOOD: Final = (BenefitFamily.FOOD,)
CEILING: Final = Money(Decimal(900), Currency.EGP)


@pytest.fixture
async def agreed(register: Register) -> None:
    """The ministry has baskets of its own, and both agree on planning."""
    await register.open_programme("baskets", MINISTRY, BenefitFamily.FOOD)
    await register.sign(purposes=(Purpose.PLANNING, Purpose.DELIVERY))


async def overlapping(register: Register, rule: OverlapRule) -> None:
    context = register.context(MINISTRY, Role.PROGRAMME_MANAGER)
    await register.submit(steering.set_overlap(register.programmes["baskets"], rule, context))


def worth(
    register: Register, amount: int, *rows: Any, programme: str = "baskets"
) -> dict[str, Any]:
    value = {"amount": str(amount), "currency": "EGP"}
    return listed(register, *rows, programme=programme) | {"value": value}


async def released(register: Register, settled: Settle, *rows: Any) -> str:
    """A plan of the association's that may be handed out, of 400 pounds a line."""
    given = worth(register, 400, *rows, programme="food")
    asked = {"input": given, "key": str(register.services.new_id())}
    plan = (await register.ask(THERE, DRAFT, asked))["done"]["id"]
    for step in ("reservePlan", "releasePlan"):
        await settled()
        assert "code" not in await act(register, THERE, step, plan)
    await settled()
    return str(plan)


async def handed_out(
    register: Register, plan: str, line: int, home: UUID, month: str = "2026-10", **more: Any
) -> UUID:
    planned, value = Planned(read_uuid(plan, "Plan"), line), Money(Decimal(400), Currency.EGP)
    given = {"planned": planned, "value": value, **more}
    return await register.delivered(ASSOCIATION, "food", home, month, **given)


async def reasons(
    register: Register, settled: Settle, amount: int, *rows: Any, **more: Any
) -> list[list[str]]:
    """What each row is in conflict with; nothing where it is clear."""
    await settled()
    await looked(register)
    asked = {"input": worth(register, amount, *rows), **more}
    found = (await register.ask(PLANNER, CHECK, asked))["checkPlan"]["lines"]["edges"]
    assert {one["node"]["status"] for one in found} <= {"CLEAR", "CONFLICT"}
    return [[why["source"] for why in one["node"]["conflicts"]] for one in found]


@pytest.mark.usefixtures("agreed")
async def test_a_ceiling_counts_a_line_that_was_handed_out_once_before_its_plan_is_closed(
    register: Register, settled: Settle
) -> None:
    await overlapping(register, OverlapRule(families=FOOD, ceiling=CEILING))
    here = [await register.registered(MINISTRY, name) for name in ("آمال", "هدى")]
    there = [await register.registered(ASSOCIATION, name) for name in ("آمال", "هدى")]
    for one, other in zip(here, there, strict=True):
        await link(register, settled, one, other)
    plan = await released(register, settled, *there)
    reserved = await settled()
    assert await reasons(register, settled, 500, *here) == [[], []]
    assert await reasons(register, settled, 501, *here) == [["RESERVED"], ["RESERVED"]]
    delivery = await handed_out(register, plan, 1, there[0])
    handed = await settled()
    assert await reasons(register, settled, 500, *here) == [[], []]
    assert await reasons(register, settled, 501, *here) == [["DELIVERED"], ["RESERVED"]]
    context = register.context(ASSOCIATION)
    await register.submit(reverse_delivery(delivery, ReversalReason.NOT_COLLECTED, context))
    assert await reasons(register, settled, 501, *here) == [["RESERVED"], ["RESERVED"]]
    await act(register, THERE, "closePlan", plan)
    assert await reasons(register, settled, 501, *here) == [[], []]
    for position, first in ((reserved, "RESERVED"), (handed, "DELIVERED")):
        past = {"asOf": {"position": position}}
        assert await reasons(register, settled, 500, *here, **past) == [[], []]
        assert await reasons(register, settled, 501, *here, **past) == [[first], ["RESERVED"]]


@pytest.mark.usefixtures("agreed")
async def test_a_delivery_that_is_not_looked_at_leaves_the_reservation_in_its_place(
    register: Register, settled: Settle
) -> None:
    """It was of a month that is not asked about, or somebody only says that it was handed out."""
    here, there = await register.registered(MINISTRY), await register.registered(ASSOCIATION)
    await link(register, settled, here, there)
    plan = await released(register, settled, there)
    september = PreciseDate.parse("2026-09")
    said = {"serves_from": september, "serves_until": september}
    await handed_out(register, plan, 1, there, "2026-09", **said)
    assert await reasons(register, settled, 100, here) == [["RESERVED"]]
    await handed_out(register, plan, 1, there, claim=Claim.REPORTED_BY_HOUSEHOLD)
    assert await reasons(register, settled, 100, here) == [["RESERVED"]]


@pytest.mark.usefixtures("agreed")
async def test_help_to_a_household_does_not_take_the_place_of_what_is_reserved_for_a_person(
    register: Register, settled: Settle
) -> None:
    await overlapping(register, OverlapRule(families=FOOD, per=GivenTo.PERSON))
    homes = [
        await register.registered(partner, "محمود علي", members=("هدى محمود",))
        for partner in (MINISTRY, ASSOCIATION)
    ]
    await link(register, settled, homes[0], homes[1], at=1)
    ours, theirs = [
        {"household": global_id("Household", home), "member": global_id("Member", member)}
        for home in homes
        for member in (await members_of(register, home))[1:]
    ]
    plan = await released(register, settled, theirs)
    assert await reasons(register, settled, 100, ours) == [["RESERVED"]]
    delivery = await handed_out(register, plan, 1, homes[1])
    assert await reasons(register, settled, 100, ours) == [["RESERVED"]]
    context = register.context(ASSOCIATION)
    await register.submit(reverse_delivery(delivery, ReversalReason.WRONG_RECIPIENT, context))
    member = read_uuid(theirs["member"], "Member")
    await handed_out(register, plan, 1, homes[1], member=member)
    assert await reasons(register, settled, 100, ours) == [["DELIVERED"]]
