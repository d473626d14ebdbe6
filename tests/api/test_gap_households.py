"""Whoever reads a partner's own records is told which of its households are behind a gap, and of no others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import pytest

from registry.api.relay import global_id
from registry.domain.household import Consent
from registry.domain.places import PCode
from registry.domain.vocabulary import (
    BenefitFamily,
    ConsentPurpose,
    ConsentState,
    Purpose,
    Role,
)
from tests.api.planning import link
from tests.api.register import ASSOCIATION, MINISTRY, UMBRELLA, Person, Register, Settle
from tests.api.test_coverage import FAR, NEAR, OFFICER, gaps, homes, judged

pytestmark = pytest.mark.anyio

BEHIND: Final = """
query ($kind: GapKind!, $filter: CoverageFilter, $first: Int = 50, $after: String) {
  gapHouseholds(kind: $kind, filter: $filter, first: $first, after: $after) {
    edges { node { household { id reference } family programme { code } since } }
    pageInfo { hasNextPage endCursor } refusals { code }
  }
}
"""
REFER: Final = """
mutation ($input: ReferralInput!) {
  sendReferral(input: $input, idempotencyKey: "refer") { __typename ... on Refusal { code } }
}
"""


async def behind(
    register: Register, settled: Settle, person: Person, kind: str, **asked: Any
) -> dict[str, Any]:
    await settled()
    found: dict[str, Any] = (await register.ask(person, BEHIND, {"kind": kind, **asked}))[
        "gapHouseholds"
    ]
    return found


def named(found: dict[str, Any]) -> set[str]:
    return {edge["node"]["household"]["id"] for edge in found["edges"]}


def ids(*those: UUID) -> set[str]:
    return {global_id("Household", one) for one in those}


async def test_entitled_and_not_reached_are_the_own_ones_page_by_page(
    register: Register, settled: Settle
) -> None:
    near, (far,) = await homes(register, 4, NEAR), await homes(register, 1, FAR)
    stranger = await register.registered(ASSOCIATION)
    await register.delivered(MINISTRY, "cash", near[0])
    await settled()
    await judged(register)
    decided = register.clock.now.date()
    register.clock.now += timedelta(days=1)
    await judged(register)  # anew: it is entitled without a break
    kind = "ENTITLED_NOT_REACHED"
    found = await behind(register, settled, OFFICER, kind)
    assert named(found) == ids(*near[1:], far)
    assert stranger not in named(found)
    node = found["edges"][0]["node"]
    assert (node["family"], node["programme"]["code"]) == ("CASH", "cash")
    assert {edge["node"]["since"] for edge in found["edges"]} == {decided.isoformat()}
    assert sum(one[2] or 0 for one in await gaps(register, settled, OFFICER, kind, own=True)) == 4
    first = await behind(register, settled, OFFICER, kind, first=3)
    rest = await behind(
        register, settled, OFFICER, kind, first=3, after=first["pageInfo"]["endCursor"]
    )
    assert (first["pageInfo"]["hasNextPage"], len(rest["edges"])) == (True, 1)
    assert named(first) | named(rest) == named(found)
    assert named(await behind(register, settled, OFFICER, kind, filter={"place": FAR})) == ids(far)


async def test_what_another_partner_gave_is_not_told_by_who_is_missing(
    register: Register, settled: Settle
) -> None:
    (own,) = await homes(register, 1, NEAR)
    theirs = await register.registered(ASSOCIATION, "فاطمة عبد الرحيم", place=PCode(NEAR))
    await register.open_programme("aid", ASSOCIATION, BenefitFamily.CASH)
    await register.delivered(ASSOCIATION, "aid", theirs)
    await settled()
    await judged(register)
    await link(register, settled, own, theirs)
    kind = "ENTITLED_NOT_REACHED"
    assert named(await behind(register, settled, OFFICER, kind)) == ids(own)
    assert named(await behind(register, settled, Person(ASSOCIATION), kind)) == set()


async def test_whoever_reads_no_records_is_refused_the_list(
    register: Register, settled: Settle
) -> None:
    await homes(register, 2, NEAR)
    await settled()
    await judged(register)
    for kind in ("ENTITLED_NOT_REACHED", "NEED_WITHOUT_SERVICE", "VILLAGE_WITHOUT_SERVICE_POINT"):
        person = Person(UMBRELLA, Role.ANALYST, Purpose.STATISTICS)
        found = await behind(register, settled, person, kind)
        assert (found["edges"], [one["code"] for one in found["refusals"]]) == (
            [], ["totals_only"],
        )  # fmt: skip


async def test_needs_and_villages_name_the_own_households_too(
    register: Register, settled: Settle
) -> None:
    agrees = Consent(purpose=ConsentPurpose.REFERRAL, state=ConsentState.GIVEN)
    asking = await register.registered(MINISTRY, consents=(agrees,))
    village = await register.registered(MINISTRY, village=True)
    await settled()
    kind = "VILLAGE_WITHOUT_SERVICE_POINT"
    assert named(await behind(register, settled, OFFICER, kind)) == ids(village)
    await register.sign(purposes=(Purpose.REFERRAL,))
    await settled()
    sent = {
        "household": global_id("Household", asking),
        "to": global_id("Partner", register.partners[ASSOCIATION]),
        "need": "CASH",
    }
    done = await register.ask(Person(MINISTRY, purpose=Purpose.REFERRAL), REFER, {"input": sent})
    assert done["sendReferral"]["__typename"] == "ReferralChanged", done
    found = await behind(register, settled, OFFICER, "NEED_WITHOUT_SERVICE")
    assert named(found) == ids(asking)
    assert found["edges"][0]["node"]["programme"] is None
