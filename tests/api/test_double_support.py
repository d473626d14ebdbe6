"""Help that was given twice is found by identity, is there as long as the facts are, and its givers speak of it."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from decimal import Decimal
from uuid import UUID

import pytest

from registry.api.ids import read_global_id
from registry.api.relay import global_id
from registry.application import pairs
from registry.application.acts import answer_consent
from registry.application.pairs import sides_of
from registry.domain.household import Consent
from registry.domain.money import Currency, Money
from registry.domain.sameness import PartingReason
from registry.domain.vocabulary import (
    BenefitFamily,
    Claim,
    ConsentPurpose,
    ConsentState,
    Purpose,
    Role,
)
from tests.api.planning import act, drafted, link, members_of, reviewing
from tests.api.register import ASSOCIATION, MINISTRY, Person, Register, Settle
from tests.api.supporting import LIST, NOTED, OFFICER, THEIRS, listed, says, totals

pytestmark = pytest.mark.anyio

FOLLOWING = Person(MINISTRY, Role.CASEWORKER, Purpose.FOLLOW_UP)
BACK = 'amount: { amount: "100", currency: EGP }, means: RETURNED, note: "من صرف نوفمبر"'
STORY = """
query ($id: ID!) { household(id: $id) { timeline { edges { node { fact labelEn details { valueEn } } } } } }
"""
BASKET = Money(Decimal(350), Currency.EGP)


@pytest.fixture
async def agreed(register: Register) -> None:
    """The ministry has baskets of its own, and both agree on planning."""
    await register.open_programme("baskets", MINISTRY, BenefitFamily.FOOD)
    await register.sign(purposes=(Purpose.PLANNING, Purpose.FOLLOW_UP))


@pytest.fixture
async def twice(register: Register, settled: Settle, agreed: None) -> tuple[UUID, UUID]:  # noqa: ARG001
    """Two registrations of one household, which had food of both partners in October."""
    here = await register.registered(MINISTRY, "فاطمة عبد الرحيم")
    there = await register.registered(ASSOCIATION, "Fatma Abdelrehim")
    await register.delivered(MINISTRY, "baskets", here, value=BASKET)
    await register.delivered(ASSOCIATION, "food", there)
    await link(register, settled, here, there)
    return here, there


async def test_both_givers_see_it_until_the_link_is_undone_and_as_of_before_still(
    register: Register, settled: Settle, twice: tuple[UUID, UUID]
) -> None:
    before = await settled()
    (mine,) = await listed(register, OFFICER)
    assert mine["household"]["id"] == global_id("Household", twice[0])
    assert (mine["family"], mine["stage"], mine["warned"]) == ("FOOD", "OPEN", "NOT_PLANNED")
    other = mine["other"]
    assert other.pop("delivery")["id"]
    assert other == {
        "family": "FOOD",
        "begins": "2026-10-01",
        "ends": "2026-10-31",
        "own": False,
        "warned": "NOT_PLANNED",
        "stage": "OPEN",
        "partner": {"code": ASSOCIATION},
    }
    (theirs,) = await listed(register, THEIRS)
    assert theirs["other"]["partner"] == {"code": MINISTRY}
    heads = [(await members_of(register, one))[0] for one in twice]
    sides = sides_of((heads[0], twice[0]), (heads[1], twice[1]))
    undone = pairs.undoing(sides, PartingReason.ASKED_THEM, None, reviewing(register))
    await register.submit(undone)
    await settled()
    assert await listed(register, OFFICER) == await listed(register, THEIRS) == []
    gone = await says(register, settled, OFFICER, "justify", mine["id"], "reason: NEEDS_MORE")
    assert gone["code"] == "double_support_unknown"
    (as_it_was,) = await listed(register, OFFICER, asOf={"position": before})
    assert as_it_was["id"] == mine["id"]


@pytest.mark.usefixtures("twice")
async def test_a_giver_says_what_it_was_and_the_other_sees_how_far_that_is(
    register: Register, settled: Settle
) -> None:
    (mine,) = await listed(register, OFFICER)
    which = mine["id"]
    caseworker = Person(MINISTRY, Role.CASEWORKER, Purpose.PLANNING)
    refused = await says(register, settled, caseworker, "justify", which, "reason: NEEDS_MORE")
    assert refused["code"] == "act_not_allowed"
    known = 'reason: KNOWN_AS_ONE_LATER, note: "سُجّلت باسم أمها"'
    said = await says(register, settled, caseworker, "explain", which, known)
    assert said["doubleSupport"] == {"stage": "EXPLAINED"}
    note = (await register.ask(OFFICER, NOTED, {"id": which}))["node"]["note"]
    assert note == {"state": "WITHHELD", "value": None}
    right = await says(register, settled, OFFICER, "justify", which, "reason: NEEDS_MORE")
    assert right["id"] == which
    (stands,) = await listed(register, OFFICER, stage="JUSTIFIED")
    assert (stands["justification"], stands["explanation"]) == ("NEEDS_MORE", None)
    (theirs,) = await listed(register, THEIRS)
    assert (theirs["stage"], theirs["other"]["stage"]) == ("OPEN", "JUSTIFIED")


async def test_what_came_back_is_at_stake_no_more_and_all_of_it_is_in_the_timeline(
    register: Register, settled: Settle, twice: tuple[UUID, UUID]
) -> None:
    (mine,) = await listed(register, OFFICER)
    which = mine["id"]
    await says(register, settled, OFFICER, "justify", which, "reason: NEEDS_MORE")
    already = await says(register, settled, OFFICER, "recover", which, BACK)
    assert already["code"] == "double_support_settled"
    await says(register, settled, OFFICER, "reopen", which, "reason: SAID_IN_ERROR")
    await says(register, settled, OFFICER, "recover", which, BACK)
    (stands,) = await listed(register, OFFICER)
    assert (stands["stage"], stands["recovered"]) == ("RECOVERED", {"amount": "100"})
    too_much = BACK.replace("100", "251")
    more = await says(register, settled, OFFICER, "recover", which, too_much)
    assert more["code"] == "recovered_more_than_given"
    whole = (await totals(register, OFFICER))["whole"]
    assert (whole["atStake"], whole["cameBack"]) == (
        [{"amount": "250", "currency": "EGP"}],
        [{"amount": "100"}],
    )
    note = (await register.ask(FOLLOWING, NOTED, {"id": which}))["node"]["note"]
    assert note == {"state": "CLEAR", "value": "من صرف نوفمبر"}
    given = {"id": global_id("Household", twice[0])}
    edges = (await register.ask(OFFICER, STORY, given))["household"]["timeline"]["edges"]
    told = [one["node"] for one in edges if one["node"]["fact"].startswith("double_support")]
    assert [one["labelEn"] for one in told] == [
        "double support justified", "double support reopened", "double support recovered",
    ]  # fmt: skip
    assert [one["valueEn"] for one in told[-1]["details"]] == ["100 EGP", "returned"]


async def test_of_a_protected_programme_only_family_and_period_are_told(
    register: Register, settled: Settle, twice: tuple[UUID, UUID]
) -> None:
    await register.open_programme("refuge", ASSOCIATION, BenefitFamily.FOOD, protected=True)
    hidden = await register.delivered(ASSOCIATION, "refuge", twice[1], "2026-09")
    await register.delivered(MINISTRY, "baskets", twice[0], "2026-09", value=BASKET)
    await settled()
    (september,) = await listed(register, OFFICER, until="2026-09")
    assert september["other"] == {
        "family": "FOOD",
        "begins": "2026-09-01",
        "ends": "2026-09-30",
        **dict.fromkeys(("warned", "stage", "partner", "delivery")),
        "own": False,
    }
    assert hidden.bytes not in urlsafe_b64decode(read_global_id(september["id"])[1])
    found = await totals(register, OFFICER)
    partners = [one["partner"] for one in found["rows"]]
    assert partners == [{"code": ASSOCIATION}, None]
    (household,) = (one["node"] for one in found["calendar"]["edges"])
    assert household["household"]["id"] == global_id("Household", twice[0])
    cells = {one["month"]: one["tally"]["count"] for one in household["months"]}
    assert cells == {"2026-09": 1, "2026-10": 1}
    assert found["whole"]["atStake"] == [{"amount": "700", "currency": "EGP"}]
    assert (found["whole"]["count"], found["whole"]["households"]) == (2, 1)


async def test_a_household_that_refused_to_share_is_not_compared_for_others_which_is_said(
    register: Register, settled: Settle, twice: tuple[UUID, UUID]
) -> None:
    await register.registered(ASSOCIATION, "زينب علي", sharing=ConsentState.REFUSED)
    await settled()
    found = (await register.ask(OFFICER, LIST))["doubleSupport"]
    assert len(found["edges"]) == 1
    assert found["refusals"] == [{"code": "double_support_compared", "details": {"count": 1}}]
    assert (await register.ask(THEIRS, LIST))["doubleSupport"]["refusals"] == []
    answer = Consent(purpose=ConsentPurpose.SHARING, state=ConsentState.REFUSED)
    mint = register.services.writer.mint
    await register.submit(answer_consent(twice[1], answer, register.context(ASSOCIATION), mint))
    await settled()
    assert await listed(register, OFFICER) == []
    (theirs,) = await listed(register, THEIRS)
    assert theirs["other"]["partner"] == {"code": MINISTRY}


@pytest.mark.usefixtures("agreed")
async def test_what_is_reported_is_no_double_support_nor_what_was_taken_back(
    register: Register, settled: Settle
) -> None:
    home = await register.registered(MINISTRY)
    first = await register.delivered(MINISTRY, "baskets", home)
    await register.delivered(MINISTRY, "baskets", home, claim=Claim.REPORTED_BY_HOUSEHOLD)
    await settled()
    assert await listed(register, OFFICER) == []
    for _ in range(2):
        await register.delivered(MINISTRY, "baskets", home)
    await settled()
    found = await listed(register, OFFICER)
    assert [one["other"]["own"] for one in found] == [True] * 3
    paged, after = [], None
    for more in (True, True, False):
        page = (await register.ask(OFFICER, LIST, {"first": 1, "after": after}))["doubleSupport"]
        paged += [one["node"] for one in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        assert page["pageInfo"]["hasNextPage"] is more
    assert paged == found
    await reverse(register, first)
    await settled()
    assert len(await listed(register, OFFICER)) == 1
    assert await listed(register, OFFICER, since="2026-11") == []
    assert await listed(register, OFFICER, household=global_id("Household", home))


async def reverse(register: Register, delivery: UUID) -> None:
    document = """
    mutation ($id: ID!, $key: ID!) {
      done: reverseDelivery(delivery: $id, reason: RECORDED_TWICE, idempotencyKey: $key) { __typename }
    }
    """
    given = {"id": global_id("Delivery", delivery), "key": str(register.services.new_id())}
    person = Person(MINISTRY, Role.CASEWORKER, Purpose.DELIVERY)
    done = (await register.ask(person, document, given))["done"]
    assert done["__typename"] != "Refusal", done


async def test_it_says_what_a_plan_had_said_before(
    register: Register, settled: Settle, twice: tuple[UUID, UUID]
) -> None:
    """The association's plan held the household back, and it was served all the same."""
    await register.open_programme("meals", ASSOCIATION, BenefitFamily.FOOD)
    there = Person(ASSOCIATION, Role.PROGRAMME_MANAGER, Purpose.PLANNING)
    other = await register.registered(ASSOCIATION, "زينب علي")
    await settled()
    plan = await drafted(register, there, twice[1], other, programme="meals")
    await act(register, there, "reservePlan", plan)
    await register.delivered(ASSOCIATION, "meals", twice[1])
    await settled()
    warned = sorted(one["warned"] for one in await listed(register, THEIRS))
    assert warned == ["HELD_BACK", "HELD_BACK", "NOT_PLANNED"]
    assert {one["other"]["warned"] for one in await listed(register, OFFICER)} == {
        "HELD_BACK",
        "NOT_PLANNED",
    }
