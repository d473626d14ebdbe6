"""Work lists: what waits for somebody at the own partner, the longest wait first, and nobody else's."""

from __future__ import annotations

from typing import Any

import pytest

from registry.application import acts
from registry.domain.casework import ClosingReason
from registry.domain.household import Consent
from registry.domain.vocabulary import (
    ConsentPurpose,
    ConsentState,
    HoldReason,
    Purpose,
    RegistrationWarning,
    Role,
)
from tests.api.register import ASSOCIATION, CASEWORKER, NEIGHBOUR, Person, Register, Settle

pytestmark = pytest.mark.anyio

LIST = """
query ($kind: WorkKind!, $at: AsOf, $first: Int = 50, $after: String) {
  workList(kind: $kind, asOf: $at, first: $first, after: $after) {
    edges { node { onHold closed warnings household { reference } } }
    pageInfo { hasNextPage endCursor } refusals { code }
  }
}
"""
COUNTS = "query ($at: AsOf) { workCounts(asOf: $at) { kind count } }"


async def listed(
    register: Register, kind: str, person: Person = NEIGHBOUR, **more: Any
) -> list[dict[str, Any]]:
    answer = await register.ask(person, LIST, {"kind": kind, **more})
    return [edge["node"] for edge in answer["workList"]["edges"]]


async def counted(register: Register, person: Person = NEIGHBOUR, **more: Any) -> dict[str, int]:
    answer = await register.ask(person, COUNTS, more)
    return {one["kind"]: one["count"] for one in answer["workCounts"] if one["count"]}


async def test_a_household_is_on_a_list_until_somebody_has_seen_to_it(
    register: Register, settled: Settle
) -> None:
    context = register.context(ASSOCIATION)
    home = await register.registered(ASSOCIATION, sharing=ConsentState.NOT_ASKED)
    await register.submit(acts.put_on_hold(home, HoldReason.UNDER_REVIEW, context))
    before = await settled()
    assert await counted(register) == {"ON_HOLD": 1, "CONSENT_MISSING": 1}
    (waiting,) = await listed(register, "ON_HOLD")
    assert waiting["onHold"] == "UNDER_REVIEW"
    given = Consent(purpose=ConsentPurpose.SHARING, state=ConsentState.GIVEN)
    await register.submit(acts.answer_consent(home, given, context, register.services.writer.mint))
    await register.submit(acts.release(home, context))
    await settled()
    assert await counted(register) == {}
    assert await listed(register, "ON_HOLD") == []
    then = {"position": before}
    assert await counted(register, at=then) == {"ON_HOLD": 1, "CONSENT_MISSING": 1}
    assert len(await listed(register, "CONSENT_MISSING", at=then)) == 1


async def test_a_closed_household_is_on_the_list_of_those_closed_and_on_no_other(
    register: Register, settled: Settle
) -> None:
    context, mint = register.context(ASSOCIATION), register.services.writer.mint
    home = await register.registered(ASSOCIATION, sharing=ConsentState.NOT_ASKED)
    reason = ClosingReason.LEFT_THE_AREA
    await register.submit(acts.close(home, reason, None, context, mint))
    await settled()
    assert await counted(register) == {"CLOSED_LATELY": 1}
    (closed,) = await listed(register, "CLOSED_LATELY")
    assert closed["closed"] == "LEFT_THE_AREA"
    await register.submit(acts.reopen(home, context))
    await settled()
    assert await counted(register) == {"CONSENT_MISSING": 1}


async def test_open_warnings_are_counted_over_the_household_and_its_members(
    register: Register, settled: Settle
) -> None:
    odd = (RegistrationWarning.PHONE_INVALID, RegistrationWarning.NO_PARTNER_REFERENCE)
    await register.registered(ASSOCIATION, warnings=odd)
    await register.registered(ASSOCIATION)
    await settled()
    (warned,) = await listed(register, "WARNINGS_OPEN")
    assert warned["warnings"] == len(odd)


async def test_overdue_referrals_are_no_list_of_households(register: Register) -> None:
    answer = await register.answer(NEIGHBOUR, LIST, {"kind": "REFERRALS_OVERDUE"})
    assert answer["errors"][0]["extensions"]["code"] == "work_list_of_referrals"


async def test_pages_go_by_the_longest_wait(register: Register, settled: Settle) -> None:
    homes = [
        await register.registered(ASSOCIATION, sharing=ConsentState.NOT_ASKED) for _ in range(3)
    ]
    context = register.context(ASSOCIATION)
    for home in reversed(homes):
        await register.submit(acts.put_on_hold(home, HoldReason.UNDER_REVIEW, context))
    await settled()
    references = [one["household"]["reference"] for one in await listed(register, "ON_HOLD")]
    asked = [one["household"]["reference"] for one in await listed(register, "CONSENT_MISSING")]
    assert references == asked[::-1]
    first = (await register.ask(NEIGHBOUR, LIST, {"kind": "ON_HOLD", "first": 2}))["workList"]
    assert first["pageInfo"]["hasNextPage"] is True
    rest = await listed(register, "ON_HOLD", first=2, after=first["pageInfo"]["endCursor"])
    shown = [edge["node"] for edge in first["edges"]] + rest
    assert [one["household"]["reference"] for one in shown] == references


async def test_nobody_sees_what_waits_at_another_partner(
    register: Register, settled: Settle
) -> None:
    await register.registered(ASSOCIATION, sharing=ConsentState.NOT_ASKED)
    await settled()
    assert await counted(register, CASEWORKER) == {}
    assert await listed(register, "CONSENT_MISSING", CASEWORKER) == []
    totals = Person(ASSOCIATION, Role.AGGREGATE_ONLY, Purpose.STATISTICS)
    assert await counted(register, totals) == {}
    assert await listed(register, "CONSENT_MISSING", totals) == []
