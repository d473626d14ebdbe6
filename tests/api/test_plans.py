"""A plan is compared with everybody's help before anything is handed out; what is unknown is never clear."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from registry.api.relay import global_id
from registry.application import acts, pairs, steering
from registry.application.households import HouseholdDraft, MemberDraft, register_household
from registry.application.pairs import sides_of
from registry.domain.casework import ClosingReason
from registry.domain.household import Consent, HouseholdRegistered, PersonName
from registry.domain.identity_numbers import read_identity_number
from registry.domain.money import Currency, Money
from registry.domain.places import PCode
from registry.domain.planning import GivenTo
from registry.domain.programme import OverlapRule
from registry.domain.sameness import PartingReason
from registry.domain.vocabulary import (
    BenefitFamily,
    Claim,
    ConsentPurpose,
    ConsentState,
    HoldReason,
    Purpose,
    Relation,
    Role,
    Sex,
)
from tests.api.looking import Indexed
from tests.api.planning import (
    CHECK,
    DRAFT,
    PLANNER,
    act,
    check,
    drafted,
    link,
    listed,
    looked,
    members_of,
    reviewing,
)
from tests.api.register import ASSOCIATION, MINISTRY, Register, Settle

pytestmark = pytest.mark.anyio


@pytest.fixture
async def agreed(register: Register) -> None:
    """The ministry has baskets of its own, and both agree on planning."""
    await register.open_programme("baskets", MINISTRY, BenefitFamily.FOOD)
    await register.sign(purposes=(Purpose.PLANNING, Purpose.DELIVERY))


@pytest.mark.usefixtures("agreed")
async def test_another_partners_help_to_the_same_household_is_a_conflict_until_the_link_is_undone(
    register: Register, settled: Settle
) -> None:
    here = await register.registered(MINISTRY, "فاطمة عبد الرحيم")
    there = await register.registered(ASSOCIATION, "Fatma Abdelrehim")
    other = await register.registered(MINISTRY, "زينب علي")
    await register.delivered(ASSOCIATION, "food", there)
    await settled()
    assert (await check(register, PLANNER, here, other))["clear"] == 2
    await link(register, settled, here, there)
    before = await settled()
    found = await check(register, PLANNER, here, other)
    assert (found["clear"], found["conflict"], found["byIdAlone"]) == (1, 1, 0)
    (conflict,) = found["lines"][0]["conflicts"]
    assert conflict == {
        "source": "DELIVERED",
        "family": "FOOD",
        "begins": "2026-10-01",
        "ends": "2026-10-31",
        "partner": {"code": ASSOCIATION},
    }
    sides = sides_of(
        ((await members_of(register, here))[0], here),
        ((await members_of(register, there))[0], there),
    )
    undone = pairs.undoing(sides, PartingReason.ASKED_THEM, None, reviewing(register))
    await register.submit(undone)
    await settled()
    assert (await check(register, PLANNER, here, other))["clear"] == 2
    again = await check(register, PLANNER, here, other, asOf={"position": before})
    assert again["lines"] == found["lines"]


def with_number(name: str, number: str, **more: Any) -> HouseholdDraft:
    head = MemberDraft(
        name=PersonName(written=name),
        relation=Relation.HEAD,
        sex=Sex.FEMALE,
        identity_numbers=(read_identity_number(number),),
    )
    sharing = Consent(purpose=ConsentPurpose.SHARING, state=ConsentState.GIVEN)
    return HouseholdDraft(head=head, place=PCode("EG2706"), consent=(sharing,), **more)


@pytest.mark.usefixtures("agreed")
async def test_it_says_what_a_comparison_of_numbers_alone_would_have_found(
    register: Register, settled: Settle
) -> None:
    homes: list[tuple[UUID, UUID]] = []
    for number, theirs in (
        ("29001012700011", "٢٩٠٠١٠١٢٧٠٠٠١١"),
        ("28506152701230", "31003052704569"),
    ):
        pair = []
        for partner, written in ((MINISTRY, number), (ASSOCIATION, theirs)):
            draft = with_number("فاطمة عبد الرحيم", written)
            mint = register.services.writer.mint
            command = register_household(draft, register.context(partner), mint)
            pair.append(await register.submit(command))
        await register.delivered(ASSOCIATION, "food", pair[1])
        await link(register, settled, pair[0], pair[1])
        homes.append((pair[0], pair[1]))
    opened = len(await register.openings())
    found = await check(register, PLANNER, *(here for here, _ in homes))
    assert (found["conflict"], found["byIdAlone"]) == (2, 1)
    (on_record,) = (await register.openings())[opened:]
    assert on_record.fields == ("household.member_joined.identity_numbers",)
    assert len(on_record.subjects) == 4
    assert (await check(register, PLANNER, {"identityNumber": "٢٩٠٠١٠١٢٧٠٠٠١١"}))["unknown"] == 1


@pytest.mark.usefixtures("agreed")
async def test_rows_are_found_by_reference_and_by_what_the_partner_calls_them(
    register: Register, settled: Settle
) -> None:
    named = await register.registered(MINISTRY, partner_reference="قنا/١٧")
    hers = await register.registered(ASSOCIATION, "Fatma", partner_reference="قنا/١٨")
    await settled()
    references = [await reference_of(register, one) for one in (named, hers)]
    rows = [{"reference": one} for one in (*references, "قنا/١٧", "قنا/١٨", "قنا/١٩")]
    found = await check(register, PLANNER, *rows, {"identityNumber": "29001012700011"}, {})
    said = [(one["status"], one["unknown"], one["repeats"]) for one in found["lines"]]
    assert said == [
        ("CLEAR", None, None),
        ("CLEAR", None, None),
        ("CONFLICT", None, 1),
        ("UNKNOWN", "REGISTRATION_UNKNOWN", None),
        ("UNKNOWN", "REGISTRATION_UNKNOWN", None),
        ("UNKNOWN", "NOBODY_FOUND", None),
        ("UNKNOWN", "NOT_COMPARED", None),
    ]
    assert (found["conflict"], found["byIdAlone"]) == (1, 1)


@pytest.mark.usefixtures("agreed")
async def test_a_row_is_found_by_its_identity_number_alone(
    register: Register, indexed: Indexed
) -> None:
    """Whatever the registration goes by at its partner, and as a person with the number is."""
    hers, nobodys = "28503022712345", "29001012700011"
    draft = with_number("فاطمة عبد الرحيم محمود", hers, partner_reference="قنا/٢٠")
    mint = register.services.writer.mint
    await register.submit(register_household(draft, register.context(MINISTRY), mint))
    await indexed()
    rows = (
        {"identityNumber": "٢٨٥٠٣٠٢٢٧١٢٣٤٥"},
        {"person": {"identityNumber": hers}},
        {"identityNumber": nobodys},
        {"identityNumber": hers, "person": {"name": "فاطمة"}},
        {"identityNumber": " "},
    )
    found = await register.ask(PLANNER, CHECK, {"input": listed(register, *rows)})
    lines = [one["node"] for one in found["checkPlan"]["lines"]["edges"]]
    assert [(one["status"], one["unknown"], one["repeats"]) for one in lines] == [
        ("CLEAR", None, None),
        ("CONFLICT", None, 1),
        ("UNKNOWN", "NOBODY_FOUND", None),
        ("CONFLICT", None, 1),
        ("UNKNOWN", "NOT_COMPARED", None),
    ]


async def reference_of(register: Register, household: UUID) -> str:
    registered = (await register.services.log.load(household))[0].fact
    assert isinstance(registered, HouseholdRegistered)
    return str(registered.reference)


@pytest.mark.usefixtures("agreed")
async def test_who_refused_sharing_is_there_for_no_other_and_joins_nobody(
    register: Register, settled: Settle
) -> None:
    here = await register.registered(MINISTRY, "فاطمة عبد الرحيم")
    hidden = await register.registered(ASSOCIATION, "Fatma", sharing=ConsentState.REFUSED)
    beyond = await register.registered(ASSOCIATION, "Fatma Abdelrehim")
    for home in (hidden, beyond):
        await register.delivered(ASSOCIATION, "food", home)
    await link(register, settled, here, hidden)
    await link(register, settled, hidden, beyond)
    assert (await check(register, PLANNER, here))["clear"] == 1
    await link(register, settled, here, beyond)
    assert (await check(register, PLANNER, here))["conflict"] == 1


@pytest.mark.usefixtures("agreed")
async def test_what_nobody_recorded_or_waits_warns_and_what_is_closed_is_not_served(
    register: Register, settled: Settle
) -> None:
    told = await register.registered(MINISTRY)
    waits = await register.registered(MINISTRY, hold=HoldReason.UNDER_REVIEW)
    closed = await register.registered(MINISTRY, "زينب")
    mint, context = register.services.writer.mint, register.context(MINISTRY)
    left = ClosingReason.LEFT_THE_AREA
    await register.submit(acts.close(closed, left, None, context, mint))
    await register.delivered(MINISTRY, "baskets", told, claim=Claim.REPORTED_BY_HOUSEHOLD)
    await settled()
    one, other, gone = (await check(register, PLANNER, told, waits, closed))["lines"]
    assert (one["status"], one["warnings"], one["conflicts"]) == ("CLEAR", ["REPORTED"], [])
    assert (other["status"], other["warnings"]) == ("CLEAR", ["ON_HOLD"])
    assert (gone["status"], gone["ineligible"]) == ("NOT_ELIGIBLE", "CLOSED")


@pytest.mark.usefixtures("agreed")
async def test_a_bride_is_not_her_parents_household(register: Register, settled: Settle) -> None:
    parents = await register.registered(ASSOCIATION, "محمود علي", members=("هدى محمود",))
    couple = await register.registered(MINISTRY, "هدى محمود")
    await register.delivered(ASSOCIATION, "food", parents)
    await settled()
    (_, daughter), (wife,) = [await members_of(register, one) for one in (parents, couple)]
    sides = sides_of((daughter, parents), (wife, couple))
    await register.submit(pairs.confirmation(sides, (), None, reviewing(register)))
    await settled()
    assert (await check(register, PLANNER, couple))["clear"] == 1


@pytest.mark.usefixtures("agreed")
@pytest.mark.parametrize(
    ("here", "there", "clear"),
    [
        (Relation.OTHER, Relation.OTHER, 0),
        (Relation.OTHER, Relation.SPOUSE, 1),
        (Relation.CHILD, Relation.OTHER, 1),
    ],
)
async def test_whoever_is_somebody_else_in_both_makes_them_one_and_in_one_of_them_does_not(
    register: Register, settled: Settle, here: Relation, there: Relation, clear: int
) -> None:
    ours = await register.registered(MINISTRY, members=("هدى محمود",), relation=here)
    theirs = await register.registered(ASSOCIATION, members=("هدى محمود",), relation=there)
    await register.delivered(ASSOCIATION, "food", theirs)
    await link(register, settled, ours, theirs, at=1)
    assert (await check(register, PLANNER, ours))["clear"] == clear


@pytest.mark.usefixtures("agreed")
async def test_a_programme_says_what_it_overlaps_with(register: Register, settled: Settle) -> None:
    home = await register.registered(MINISTRY)
    await register.delivered(MINISTRY, "cash", home, value=Money(Decimal(300), Currency.EGP))
    await register.delivered(MINISTRY, "baskets", home, "2026-08")
    await settled()
    assert (await check(register, PLANNER, home))["clear"] == 1
    families = (BenefitFamily.FOOD, BenefitFamily.CASH)
    for rule, clear in (
        (OverlapRule(families=(BenefitFamily.FOOD,), months=1), 1),
        (OverlapRule(families=(BenefitFamily.FOOD,), months=2), 0),
        (OverlapRule(families=families), 0),
        (OverlapRule(families=families, ceiling=Money(Decimal(650), Currency.EGP)), 1),
        (OverlapRule(families=families, ceiling=Money(Decimal("649.99"), Currency.EGP)), 0),
    ):
        await overlapping(register, rule)
        await looked(register)
        given = listed(register, home) | {"value": {"amount": "350", "currency": "EGP"}}
        found = (await register.ask(PLANNER, CHECK, {"input": given}))["checkPlan"]
        assert found["clear"] == clear, rule


@pytest.mark.usefixtures("agreed")
@pytest.mark.parametrize(
    ("given", "clear"), [(BenefitFamily.FOOD_BASKET, 0), (BenefitFamily.PENSION, 1)]
)
async def test_help_overlaps_with_what_lies_under_its_family(
    register: Register, settled: Settle, given: BenefitFamily, clear: int
) -> None:
    await register.open_programme("given", MINISTRY, given)
    home = await register.registered(MINISTRY)
    await register.delivered(MINISTRY, "given", home)
    await settled()
    assert (await check(register, PLANNER, home))["clear"] == clear


async def overlapping(register: Register, rule: OverlapRule) -> None:
    context = register.context(MINISTRY, Role.PROGRAMME_MANAGER)
    await register.submit(steering.set_overlap(register.programmes["baskets"], rule, context))


@pytest.mark.usefixtures("agreed")
async def test_help_to_persons_overlaps_by_person(register: Register, settled: Settle) -> None:
    home = await register.registered(MINISTRY, "محمود علي", members=("علي محمود", "هدى محمود"))
    await settled()
    _, ali, huda = await members_of(register, home)
    await register.delivered(MINISTRY, "baskets", home, member=ali)
    await overlapping(register, OverlapRule(families=(BenefitFamily.FOOD,), per=GivenTo.PERSON))
    rows = [
        {"household": global_id("Household", home), "member": global_id("Member", one)}
        for one in (ali, huda)
    ]
    await settled()
    found = await check(register, PLANNER, *rows, home)
    said = [(one["status"], one["unknown"]) for one in found["lines"]]
    assert said == [("CONFLICT", None), ("CLEAR", None), ("UNKNOWN", "MEMBER_NOT_NAMED")]


@pytest.mark.usefixtures("agreed")
async def test_what_is_not_read_yet_is_unknown_and_never_clear(
    register: Register, settled: Settle
) -> None:
    home = await register.registered(MINISTRY)
    await settled()
    with register.services.log._connection() as held, held.transaction():
        held.execute("set role sijill_follower")
        held.execute("select from read.follower for update")
        await register.registered(MINISTRY, "زينب")
        found = await check(register, PLANNER, home)
    assert [one["unknown"] for one in found["lines"]] == ["READ_MODELS_BEHIND"]


@pytest.mark.usefixtures("agreed")
async def test_nothing_is_clear_at_whose_like_matching_has_not_looked_and_it_holds_up_the_release(
    register: Register, settled: Settle
) -> None:
    home, served, other = [await register.registered(MINISTRY) for _ in range(3)]
    await register.delivered(MINISTRY, "baskets", served)
    await settled()
    plan = await drafted(register, PLANNER, home, served)
    assert "code" not in await act(register, PLANNER, "reservePlan", plan, ", hours: 5")
    await looked(register)
    before = await settled()
    somebody = await register.registered(ASSOCIATION, "هدى محمود")
    await settled()
    given = {"input": listed(register, other, served)}
    found = (await register.ask(PLANNER, CHECK, given))["checkPlan"]["lines"]["edges"]
    said = [(one["node"]["status"], one["node"]["unknown"]) for one in found]
    assert said == [("UNKNOWN", "MATCHING_BEHIND"), ("CONFLICT", None)]
    past = (await register.ask(PLANNER, CHECK, given | {"asOf": {"position": before}}))["checkPlan"]
    assert (past["clear"], past["conflict"]) == (1, 1)
    refused = await act(register, PLANNER, "reservePlan", plan, ", hours: 5", looking=False)
    assert refused == {"__typename": "Refusal", "code": "plan_nothing_to_reserve"}
    override = ", line: 2, reason: NEEDS_MORE"
    await act(register, PLANNER, "overridePlanLine", plan, override, looking=False)
    await act(register, PLANNER, "reservePlan", plan, ", hours: 5", looking=False)
    held = await act(register, PLANNER, "releasePlan", plan, looking=False)
    assert held == {"__typename": "Refusal", "code": "plan_has_unknown"}
    await register.delivered(ASSOCIATION, "food", somebody)  # concerns matching in nothing
    await act(register, PLANNER, "reservePlan", plan, ", hours: 5")
    released = await act(register, PLANNER, "releasePlan", plan, looking=False)
    assert released["__typename"] == "PlanChanged"
    await register.delivered(ASSOCIATION, "food", somebody, "2026-09")
    await settled()
    found = (await register.ask(PLANNER, CHECK, given))["checkPlan"]
    assert found["unknown"] == 0


@pytest.mark.usefixtures("agreed")
async def test_two_checks_may_stand_side_by_side_in_one_request(
    register: Register, settled: Settle
) -> None:
    home = await register.registered(MINISTRY)
    await settled()
    await looked(register)
    counts = "checkPlan(input: $input) { clear }"
    document = f"query ($input: PlanInput!) {{ one: {counts} other: {counts} }}"
    found = await register.ask(PLANNER, document, {"input": listed(register, home)})
    assert found == {"one": {"clear": 1}, "other": {"clear": 1}}


@pytest.mark.usefixtures("agreed")
@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"servesFrom": "2026-11-01", "servesUntil": "2026-10-30"}, "plan_period_reversed"),
        ({"value": {"amount": "-5", "currency": "EGP"}}, "plan_value_not_positive"),
        ({"value": {"amount": "0", "currency": "EGP"}}, "plan_value_not_positive"),
    ],
)
async def test_what_is_not_drafted_is_not_checked_either(
    register: Register, settled: Settle, wrong: dict[str, Any], code: str
) -> None:
    home = await register.registered(MINISTRY)
    await settled()
    await looked(register)
    given = listed(register, home) | wrong
    body = await register.answer(PLANNER, CHECK, {"input": given})
    assert body["errors"][0]["extensions"]["code"] == code
    drafted_too = await register.ask(PLANNER, DRAFT, {"input": given, "key": "once"})
    assert drafted_too["done"]["code"] == code
