"""A plan is drafted, reserved, released and closed; what nobody knows of stands in its way."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from uuid import UUID

import pytest

from registry.domain.errors import Refused
from registry.domain.money import Currency, Money
from registry.domain.plan import (
    LINES_A_FACT,
    MOST_LINES,
    Plan,
    PlanCancelled,
    PlanChecked,
    PlanClosed,
    PlanCounts,
    PlanDrafted,
    PlanFact,
    PlanLine,
    PlanLineOverridden,
    PlanLinesAdded,
    PlanReleased,
    PlanReserved,
    cancel,
    check,
    close,
    draft,
    evolve,
    line_id,
    override,
    release,
    reserve,
)
from registry.domain.planning import OverrideReason
from registry.domain.vocabulary import BenefitFamily
from tests.story import Story

NOW = datetime(2026, 9, 28, 9, tzinfo=UTC)
drafted = PlanDrafted(
    owner=UUID(int=1),
    programme=UUID(int=2),
    family=BenefitFamily.FOOD,
    serves_from=date(2026, 10, 1),
    serves_until=date(2026, 10, 31),
    length=4,
)
lines = [PlanLine(number=number, household=UUID(int=100 + number)) for number in range(1, 5)]
counts = PlanCounts(clear=2, conflict=1, unknown=1)
checked = PlanChecked(seen=7, counts=counts)
reserved = PlanReserved(
    seen=9, counts=counts, until=NOW + timedelta(days=7), lines=(1, 2), unknown=(4,)
)
seen_at_home = PlanLineOverridden(line=4, reason=OverrideReason.VISITED)
needs_more = PlanLineOverridden(line=3, reason=OverrideReason.NEEDS_MORE)
nothing: Story[Plan, PlanFact] = Story(evolve)
planned = nothing.given(drafted, PlanLinesAdded(lines=tuple(lines)))
held = planned.given(checked, reserved)


def test_a_plan_keeps_its_lines_in_facts_of_a_thousand() -> None:
    many = [PlanLine(number=number) for number in range(1, 2 * LINES_A_FACT + 2)]
    told = nothing.begin(lambda _: draft(drafted, many, closed=False)).facts
    parts = [fact.lines for fact in told if isinstance(fact, PlanLinesAdded)]
    assert [len(part) for part in parts] == [LINES_A_FACT, LINES_A_FACT, 1]
    assert [one for part in parts for one in part] == many


def test_a_plan_needs_lines_a_period_and_a_programme_that_is_open() -> None:
    nothing.begin(lambda _: draft(drafted, [], closed=False)).refused("plan_empty")
    nothing.begin(lambda _: draft(drafted, lines, closed=True)).refused("programme_closed")
    back = PlanDrafted(
        owner=UUID(int=1),
        programme=UUID(int=2),
        family=BenefitFamily.FOOD,
        serves_from=date(2026, 10, 2),
        serves_until=date(2026, 10, 1),
        length=4,
    )
    nothing.begin(lambda _: draft(back, lines, closed=False)).refused("plan_period_reversed")
    for amount in (-5, 0):
        worth = replace(drafted, value=Money(Decimal(amount), Currency.EGP))
        with pytest.raises(Refused) as refused:
            draft(worth, lines, closed=False)
        assert refused.value.code == "plan_value_not_positive"
    endless = lines * (MOST_LINES // 4 + 1)
    nothing.begin(lambda _: draft(drafted, endless, closed=False)).refused("plan_too_long")


def test_it_is_reserved_anew_to_hold_it_longer() -> None:
    held.when(lambda plan: reserve(plan, reserved)).then(reserved)
    only = PlanReserved(seen=9, counts=counts, until=NOW, lines=(2,))
    state = held.given(only).state
    assert state is not None
    assert state.served == {2}


def test_nothing_is_reserved_where_nothing_is_clear() -> None:
    none = PlanReserved(seen=9, counts=PlanCounts(conflict=4), until=NOW, lines=())
    planned.when(lambda plan: reserve(plan, none)).refused("plan_nothing_to_reserve")
    planned.given(needs_more).when(lambda plan: reserve(plan, none)).then(none)


def test_what_nobody_knows_of_stands_in_the_way_until_it_is_overridden() -> None:
    held.when(lambda plan: release(plan, NOW)).refused("plan_has_unknown")
    held.given(needs_more).when(lambda plan: release(plan, NOW)).refused("plan_has_unknown")
    held.given(seen_at_home).when(lambda plan: release(plan, NOW)).then(PlanReleased())


def test_a_reservation_that_has_expired_is_not_released() -> None:
    story = held.given(seen_at_home)
    story.when(lambda plan: release(plan, NOW + timedelta(days=7))).refused(
        "plan_reservation_expired"
    )


def test_a_line_is_overridden_once_and_is_served() -> None:
    held.when(lambda plan: override(plan, seen_at_home)).then(seen_at_home)
    story = held.given(seen_at_home)
    story.when(lambda plan: override(plan, seen_at_home)).then()
    assert story.state is not None
    assert story.state.served == {1, 2, 4}
    for number in (0, 5):
        stranger = PlanLineOverridden(line=number, reason=OverrideReason.VISITED)
        held.when(partial(override, overridden=stranger)).refused("plan_line_unknown")


def test_a_closed_plan_says_what_became_of_every_line_that_it_served() -> None:
    story = held.given(seen_at_home, PlanReleased())
    story.when(lambda plan: close(plan, 2)).then(PlanClosed(delivered=2, undelivered=1))
    story.given(PlanClosed(delivered=2, undelivered=1)).when(lambda plan: close(plan, 2)).then()


def test_each_thing_has_its_time() -> None:
    planned.when(lambda plan: release(plan, NOW)).refused("plan_stage")
    held.when(lambda plan: close(plan, 0)).refused("plan_stage")
    released = held.given(seen_at_home, PlanReleased())
    released.when(lambda plan: release(plan, NOW)).then()
    released.when(cancel).refused("plan_already_released")
    released.when(lambda plan: reserve(plan, reserved)).refused("plan_stage")
    released.when(lambda plan: override(plan, needs_more)).refused("plan_stage")
    released.when(lambda plan: check(plan, checked)).then(checked)
    planned.when(cancel).then(PlanCancelled())
    cancelled = planned.given(PlanCancelled())
    cancelled.when(cancel).then()
    cancelled.when(lambda plan: check(plan, checked)).refused("plan_stage")


@pytest.mark.parametrize("number", [1, 99_999, MOST_LINES])
def test_lines_of_a_plan_have_ids_of_their_own(number: int) -> None:
    plan = UUID("01935a2c-1000-7000-8000-000000000001")
    assert line_id(plan, number) not in {plan, line_id(plan, number - 1)}
