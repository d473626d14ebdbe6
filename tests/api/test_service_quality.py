"""How long people waited, as viewers are told it: few are hidden, one's own are exact, satisfaction is missing."""

from __future__ import annotations

from typing import Any, Final

import pytest

from registry.domain.vocabulary import Purpose, Role
from tests.api.register import ASSOCIATION, AUDITOR, MINISTRY, UMBRELLA, Person, Register, Settle
from tests.api.test_referring import ASKED, go, household, sent

__all__ = ["household"]

pytestmark = pytest.mark.anyio

QUALITY: Final = """
query ($own: Boolean = false) {
  serviceQuality(by: [CENTRE, NEED], own: $own) {
    edges { node {
      kind centre { code } need asked done inTime medianDays p90Days completion satisfaction missing
    } }
    refusals { code }
  }
}
"""


async def told(
    register: Register, settled: Settle, person: Person, **asked: Any
) -> list[dict[str, Any]]:
    await settled()
    found = (await register.ask(person, QUALITY, asked))["serviceQuality"]
    return [edge["node"] for edge in found["edges"]]


def without_days(cell: dict[str, Any]) -> dict[str, Any]:
    """Less what hangs on the day on which the test is run: facts are recorded today, and due by its own clock."""
    return {name: value for name, value in cell.items() if name not in {"inTime", "completion"}}


async def test_a_referral_that_was_done_is_told_to_an_auditor_and_to_who_was_asked(
    register: Register, settled: Settle, household: Any
) -> None:
    referral = await sent(register, household)
    await go(register, ASKED, "acceptReferral", referral)
    await settled()
    (open_,) = await told(register, settled, AUDITOR)
    assert (open_["asked"], open_["done"], open_["medianDays"]) == (1, 0, None)
    result = "$result: ReferralResult!"
    await go(register, ASKED, "finishReferral", referral, result, result="SERVED")
    exact = {
        "kind": "REFERRAL", "centre": {"code": MINISTRY}, "need": "HEALTH", "asked": 1, "done": 1,
        "medianDays": 0.0, "p90Days": 0.0, "satisfaction": None, "missing": ["SATISFACTION"],
    }  # fmt: skip
    for person, own in ((AUDITOR, False), (Person(MINISTRY), True)):
        (cell,) = await told(register, settled, person, own=own)
        assert without_days(cell) == exact
        assert cell["completion"] in {0.0, 1.0}
    assert await told(register, settled, Person(ASSOCIATION), own=True) == []
    umbrella = Person(UMBRELLA, Role.ANALYST, Purpose.STATISTICS)
    assert await told(register, settled, umbrella, own=True) == []
    for person in (umbrella, Person(MINISTRY)):
        (few,) = await told(register, settled, person)
        hidden = ("asked", "done", "medianDays", "p90Days", "completion")
        assert [few[name] for name in hidden] == [None] * 5
        assert few["missing"] == ["FEW_PEOPLE", "SATISFACTION"]
