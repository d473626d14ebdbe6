"""The 4W as viewers are told it: small counts hidden and the sum of their parts with them, own records exactly."""

from __future__ import annotations

from typing import Any, Final

import pytest

from registry.domain.vocabulary import CountsAs, Purpose, Role, Sex
from tests.api.register import ASSOCIATION, AUDITOR, MINISTRY, UMBRELLA, Person, Register, Settle
from tests.api.test_coverage import FAR, NEAR, homes

pytestmark = pytest.mark.anyio

ANALYST: Final = Person(UMBRELLA, Role.ANALYST, Purpose.STATISTICS)
MANAGER: Final = Person(MINISTRY, Role.PROGRAMME_MANAGER, Purpose.PLANNING)
COUNTS: Final = "persons female male sexUnknown households visits services unnamed"
ASK: Final = f"""
query ($filter: CoverageFilter, $first: Int! = 100, $after: String) {{
  whoWhatWhere(filter: $filter, first: $first, after: $after) {{
    edges {{ node {{
      partner {{ code }} programme {{ code }} family place {{ code }} governorate {{ code }} month exact {COUNTS}
    }} }}
    pageInfo {{ hasNextPage endCursor }} refusals {{ code }}
  }}
}}
"""


@pytest.fixture
async def given(register: Register, settled: Settle) -> None:
    """Twelve women and eight men near, three women far, each once; an event, and help of a protected programme."""
    near = [*await homes(register, 12, NEAR), *await homes(register, 8, NEAR, sex=Sex.MALE)]
    for home in near:
        await register.delivered(MINISTRY, "cash", home)
    for home in await homes(register, 3, FAR):
        await register.delivered(MINISTRY, "cash", home)
    await register.delivered(
        MINISTRY, "cash", None, headcount=120, counts_as=CountsAs.PERSON, place=NEAR
    )
    sheltered = await register.registered(ASSOCIATION, place="EG27", protected=True)
    await register.delivered(ASSOCIATION, "refuge", sheltered)
    await settled()


async def rows(register: Register, who: Person, **asked: Any) -> list[dict[str, Any]]:
    found = (await register.ask(who, ASK, asked))["whoWhatWhere"]
    assert found["refusals"] == []
    return [edge["node"] for edge in found["edges"]]


def told(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in COUNTS.split())


@pytest.mark.usefixtures("given")
async def test_few_are_hidden_many_are_rounded_and_own_ones_are_told(register: Register) -> None:
    of_cash = {
        one["place"]["code"]: one
        for one in await rows(register, ANALYST)
        if (one["programme"] or {}).get("code") == "cash"
    }
    assert told(of_cash[NEAR]) == (20, 10, None, 0, 20, 20, 20, 120)
    assert told(of_cash[FAR]) == (None, None, 0, 0, None, None, None, 0)
    assert {one["exact"] for one in of_cash.values()} == {False}
    exact = {
        one["place"]["code"]: told(one)
        for one in await rows(register, MANAGER, filter={"own": True})
    }
    assert exact == {
        NEAR: (20, 12, 8, 0, 20, 20, 20, 120),
        FAR: (3, 3, 0, 0, 3, 3, 3, 0),
    }


@pytest.mark.usefixtures("given")
async def test_nobody_protected_is_named_and_pages_are_the_whole(register: Register) -> None:
    whole = await rows(register, AUDITOR)
    (hidden,) = (one for one in whole if one["partner"] is None)
    assert (hidden["programme"], hidden["family"], hidden["services"]) == (None, None, 1)
    assert "refuge" not in str(whole)
    paged: list[dict[str, Any]] = []
    info: dict[str, Any] = {"hasNextPage": True, "endCursor": None}
    while info["hasNextPage"]:
        asked = {"first": 1, "after": info["endCursor"]}
        page = (await register.ask(AUDITOR, ASK, asked))["whoWhatWhere"]
        paged += [edge["node"] for edge in page["edges"]]
        info = page["pageInfo"]
    assert paged == whole


@pytest.mark.usefixtures("given")
async def test_whoever_is_in_no_agreement_is_told_nothing(register: Register) -> None:
    stranger = Person("newcomer", Role.ANALYST, Purpose.STATISTICS)
    found = (await register.ask(stranger, ASK))["whoWhatWhere"]
    assert found["edges"] == []
    assert [one["code"] for one in found["refusals"]] == ["no_agreement"]
