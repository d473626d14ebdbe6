"""A decision is explained under the rule that it was made by, opens what it needs and no more, and ends by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from registry.application.forgetting import ErasureRequest, forget_member
from registry.application.roster import leave
from registry.domain.casework import LeavingReason
from registry.domain.errors import Refused
from registry.domain.household import CaseNumber, MemberJoined, WashingtonGroup
from registry.domain.rules import Entitlement
from registry.domain.vocabulary import (
    BenefitFamily,
    Purpose,
    Role,
)
from tests.api.judging import YOUNG, home, judged, ruled, shown
from tests.api.planning import PLANNER, check, members_of
from tests.api.register import ASSOCIATION, MINISTRY, Person, Register, Settle

pytestmark = pytest.mark.anyio


@pytest.fixture
async def baskets(register: Register) -> UUID:
    await register.open_programme("baskets", MINISTRY, BenefitFamily.FOOD)
    return register.programmes["baskets"]


@pytest.mark.usefixtures("baskets")
async def test_a_decision_is_explained_under_the_rule_that_it_was_made_by(
    register: Register, settled: Settle
) -> None:
    household = await home(register, "2022-01-05")
    await settled()
    await ruled(register, YOUNG)
    assert (await judged(register)).counts[Entitlement.ENTITLED] == 1
    before = await settled()
    await ruled(register, "members.exists(m, m.age < 3)", "household.size > 1")
    assert (await judged(register)).recorded == 1
    await settled()
    now = await shown(register, household)
    assert now is not None
    assert (now["entitlement"], now["rule"]["version"]) == ("NOT_ENTITLED", 2)
    assert [one.split(" / ")[1] for one in now["explanation"]["values"]] == [
        "Clause 1: not held",
        "Clause 2: held",
    ]
    then = await shown(register, household, asOf={"position": before})
    assert then is not None
    assert (then["entitlement"], then["rule"]["version"]) == ("ENTITLED", 1)
    assert then["explanation"]["values"] == ["شرط 1: متحقق / Clause 1: held"]


@pytest.mark.usefixtures("baskets")
async def test_what_was_decided_so_is_said_again_only_where_something_changed(
    register: Register, settled: Settle
) -> None:
    household, other = await home(register, "2022-01-05"), await home(register, None)
    await ruled(register, YOUNG)
    await settled()
    assert (await judged(register)).recorded == 2
    await settled()
    assert (await judged(register)).recorded == 0
    context = register.context(MINISTRY, Role.DATA_OFFICER)
    member = (await members_of(register, other))[1]
    request = ErasureRequest(household=other, member=member, case=CaseNumber("E-2026-17"))
    await forget_member(register.services.writer, request, context)
    await settled()
    again = await judged(register)
    assert (again.counts.total(), again.recorded) == (1, 0)
    last = await shown(register, other)
    assert last is not None
    assert last["entitlement"] == "UNDETERMINED"
    mother = (await members_of(register, other))[0]
    await forget_member(register.services.writer, replace(request, member=mother), context)
    await settled()
    gone = await shown(register, other)
    assert gone is not None
    assert (gone["entitlement"], gone["explanation"]["state"]) == ("UNDETERMINED", "ERASED")
    assert (await shown(register, household) or {})["entitlement"] == "ENTITLED"


@pytest.mark.usefixtures("baskets")
async def test_only_what_the_rule_reads_is_opened_and_that_is_on_record(
    register: Register, settled: Settle
) -> None:
    household = await home(register, "2022-01-05")
    await ruled(register, YOUNG)
    await settled()
    await judged(register)
    (opened,) = await register.openings()
    assert opened.fields == ("household.member_joined.born",)
    assert set(opened.subjects) == set(await members_of(register, household))
    recorded = [one for one in await register.on_record() if one.fact == opened]
    assert [(one.envelope.role, one.envelope.purpose) for one in recorded] == [
        (Role.SYSTEM, Purpose.ELIGIBILITY)
    ]
    await ruled(register, "household.size > 2")
    await settled()
    await judged(register)
    assert len(await register.openings()) == 1


@pytest.mark.usefixtures("baskets")
async def test_who_was_never_named_may_be_the_one_that_the_rule_asks_for(
    register: Register, settled: Settle
) -> None:
    larger = await home(register, "2010-01-05", size=3)
    served = await home(register, "2022-01-05", size=3)
    left = await home(register, "2010-01-05", size=2)
    gone = (await register.services.log.load(left))[-1].fact
    assert isinstance(gone, MemberJoined)
    context = register.context(MINISTRY, Role.CASEWORKER)
    went = (None, LeavingReason.OTHER)
    mint = register.services.writer.mint
    await register.submit(leave(left, gone.member, went, context, mint))
    await ruled(register, YOUNG)
    await settled()
    for household, entitlement in (
        (larger, Entitlement.UNDETERMINED),
        (served, Entitlement.ENTITLED),
        (left, Entitlement.NOT_ENTITLED),
    ):
        assert (await judged(register, household)).counts == {entitlement: 1}


@pytest.mark.usefixtures("baskets")
async def test_a_size_that_nobody_said_proves_no_child_away(
    register: Register, settled: Settle
) -> None:
    older, younger = [
        await home(register, born, size=None) for born in ("2010-01-05", "2022-01-05")
    ]
    await ruled(register, YOUNG)
    await settled()
    assert (await judged(register, older)).counts == {Entitlement.UNDETERMINED: 1}
    assert (await judged(register, younger)).counts == {Entitlement.ENTITLED: 1}
    await settled()
    found = await shown(register, older)
    assert found is not None
    (said,) = found["explanation"]["values"]
    assert said.endswith("Clause 1: undetermined (missing: size of the household)")


@pytest.mark.usefixtures("baskets")
async def test_disability_is_the_short_sets_answer_and_half_an_answer_is_none(
    register: Register, settled: Settle
) -> None:
    none = WashingtonGroup(
        seeing=1, hearing=1, walking=2, remembering=1, self_care=1, communicating=1
    )
    expected = {
        await home(register, "2015-01-05", functioning=none): Entitlement.NOT_ENTITLED,
        await home(
            register, "2015-01-05", functioning=replace(none, walking=3, seeing=None)
        ): Entitlement.ENTITLED,
        await home(
            register, "2015-01-05", functioning=replace(none, seeing=None)
        ): Entitlement.UNDETERMINED,
        await home(register, "2023-01-05"): Entitlement.NOT_ENTITLED,
    }
    await ruled(register, "members.exists(m, m.relation == 'child' && m.disability)")
    await settled()
    for household, entitlement in expected.items():
        assert (await judged(register, household)).counts == {entitlement: 1}


@pytest.mark.usefixtures("baskets")
async def test_a_temporary_entitlement_ends_by_itself_and_the_plan_says_so(
    register: Register, settled: Settle
) -> None:
    young, old, unknown = [await home(register, born) for born in ("2022-01-05", "2010", None)]
    await register.sign(purposes=(Purpose.PLANNING, Purpose.DELIVERY))
    await ruled(register, YOUNG, until=date(2026, 10, 31))
    await settled()
    await judged(register)
    await settled()
    found = await check(register, PLANNER, young, old, unknown)
    assert [(one["status"], one["ineligible"], one["unknown"]) for one in found["lines"]] == [
        ("CLEAR", None, None),
        ("NOT_ELIGIBLE", "NOT_ENTITLED", None),
        ("UNKNOWN", None, "ELIGIBILITY_UNDETERMINED"),
    ]
    assert (await shown(register, young) or {})["ended"] is False
    await ruled(register, YOUNG, until=date(2026, 9, 30))
    await judged(register, young)
    await settled()
    ended = await check(register, PLANNER, young)
    assert ended["lines"][0]["ineligible"] == "ENTITLEMENT_ENDED"
    later = await shown(register, young)
    assert later is not None
    assert (later["entitlement"], later["ended"], later["until"]) == (
        "ENTITLED",
        True,
        "2026-09-30",
    )


@pytest.mark.usefixtures("baskets")
async def test_nobody_else_sees_it_and_only_who_decides_on_programmes_judges(
    register: Register, settled: Settle
) -> None:
    household = await home(register, "2022-01-05")
    await ruled(register, YOUNG)
    await settled()
    await judged(register)
    await settled()
    there = Person(ASSOCIATION, Role.DATA_OFFICER, Purpose.ELIGIBILITY)
    assert await shown(register, household, there) is None
    manager = Person(MINISTRY, Role.PROGRAMME_MANAGER, Purpose.ELIGIBILITY)
    assert (await shown(register, household, manager) or {})["explanation"]["state"] == "WITHHELD"
    with pytest.raises(Refused, match="act_not_allowed"):
        await judged(register, role=Role.CASEWORKER)
