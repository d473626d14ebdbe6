"""Rows of a plan by an identity number: the index says whom they mean, and whatever speaks against it is compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final
from uuid import UUID

import pytest

from registry.api.ids import global_id
from registry.application import claims, searching
from registry.application.households import HouseholdDraft, register_household
from registry.application.plan_rows import identifying_number
from registry.domain.dates import PreciseDate, Precision
from registry.domain.household import Consent, PersonName
from registry.domain.identity_numbers import read_identity_number
from registry.domain.planning import GivenTo
from registry.domain.programme import OverlapRule
from registry.domain.vocabulary import (
    BenefitFamily,
    ConsentPurpose,
    ConsentState,
    Purpose,
    Relation,
)
from tests.api.looking import Indexed
from tests.api.planning import PLANNER, link, listed
from tests.api.register import ASSOCIATION, MINISTRY, Register, Settle
from tests.api.test_handed_out_once import overlapping
from tests.api.test_plans import with_number

pytestmark = pytest.mark.anyio

HERS: Final = "28503022712345"
"""Says born on 2 March 1985, a woman."""
FATMA: Final = "فاطمة عبد الرحيم محمود"
CHECK: Final = """
query ($input: PlanInput!) {
  checkPlan(input: $input) { lines { edges { node { status unknown household { id } } } } }
}
"""
Compared = list[int]


@pytest.fixture
async def agreed(register: Register) -> None:
    await register.open_programme("baskets", MINISTRY, BenefitFamily.FOOD)
    await register.sign(purposes=(Purpose.PLANNING, Purpose.DELIVERY))


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> Compared:
    """How many people were opened, each time that somebody was."""
    opened, really = Compared(), claims.claims_of_members

    async def counted(*asked: Any, **more: Any) -> Sequence[Any]:
        known = await really(*asked, **more)
        opened.append(len(known))
        return known

    monkeypatch.setattr(searching, "claims_of_members", counted)
    return opened


def somebody(register: Register, name: str = FATMA, number: str = HERS) -> HouseholdDraft:
    """Known to her partner by a reference, so that she is not found as a registration that has none."""
    return with_number(name, number, partner_reference=str(register.services.new_id()))


async def registered(
    register: Register, draft: HouseholdDraft | None = None, partner: str = ASSOCIATION
) -> UUID:
    mint, said = register.services.writer.mint, draft or somebody(register)
    return await register.submit(register_household(said, register.context(partner), mint))


async def checked(register: Register, *rows: dict[str, Any]) -> list[str | None]:
    """Whom each row means, or why nobody is known."""
    asked = {"input": listed(register, *rows)}
    lines = (await register.ask(PLANNER, CHECK, asked))["checkPlan"]["lines"]["edges"]
    return [one["node"]["unknown"] or (one["node"]["household"] or {}).get("id") for one in lines]


def row(number: str = HERS, **person: str) -> dict[str, Any]:
    return {"identityNumber": number, "person": person or None}


@pytest.mark.usefixtures("agreed")
async def test_whoever_has_the_number_is_meant_and_nobody_is_opened(
    register: Register, indexed: Indexed, compared: Compared
) -> None:
    hers = global_id("Household", await registered(register))
    await registered(register, somebody(register, "زينب علي حسن", "29001012700041"))
    await indexed()
    rows = (
        row(),
        row("٢٨٥٠٣٠٢٢٧١٢٣٤٥"),
        row(name="Fatma Abdelrehim"),
        row(name="فاطمة"),
        row(name="فاطمه عبدالرحيم", born="1985-03-02"),
    )
    assert await checked(register, *rows) == [hers] * len(rows)
    await indexed()
    assert await checked(register, row("29001012700021")) == ["NOBODY_FOUND"]
    assert compared == []


@pytest.mark.usefixtures("agreed")
async def test_what_speaks_against_the_number_is_compared(
    register: Register, indexed: Indexed, compared: Compared
) -> None:
    await registered(register)
    born = PreciseDate(date(1999, 7, 7), Precision.DAY)
    another = "29001012700041"
    draft = somebody(register, "زينب علي حسن", another)
    await registered(register, replace(draft, head=replace(draft.head, born=born)))
    rows = (
        row(name="هدى سيد رمضان"),
        row(name=FATMA, born="1999-07-07"),
        row(another),
    )
    for one in rows:
        await indexed()
        before = len(compared)
        assert await checked(register, one) == ["NOT_SURE_WHO"]
        assert len(compared) > before


@pytest.mark.usefixtures("agreed")
async def test_a_number_that_several_have_means_one_where_links_say_so(
    register: Register, settled: Settle, indexed: Indexed
) -> None:
    """The planning partner's own registration is meant of those that are one, whichever was made first."""
    latin = somebody(register, "Fatma Abdelrehim")
    one, other = await registered(register), await registered(register, latin, MINISTRY)
    await indexed()
    assert await checked(register, row()) == ["NOT_SURE_WHO"]
    await link(register, settled, one, other)
    await indexed()
    assert await checked(register, row()) == [global_id("Household", other)]


@pytest.mark.usefixtures("agreed")
async def test_what_a_partner_registered_by_the_number_alone_is_meant_whoever_else_has_it(
    register: Register, indexed: Indexed
) -> None:
    """Its row in a list without references is known by a key that is made of the number."""
    ministry, number = register.partners[MINISTRY], read_identity_number(HERS)
    key = register.services.writer.stand_in(ministry, identifying_number(number))
    hers = await registered(register, with_number(FATMA, HERS, partner_reference=key), MINISTRY)
    await registered(register, somebody(register, "زينب علي حسن"))
    await indexed()
    meant = [global_id("Household", hers)]
    assert await checked(register, row()) == meant
    assert await checked(register, row(name="فاطمة عبد الرحيم")) == meant
    assert await checked(register, row(name="هدى سيد رمضان")) == ["NOT_SURE_WHO"]


@pytest.mark.usefixtures("agreed")
async def test_of_a_household_in_which_two_have_it_nobody_is_named(
    register: Register, indexed: Indexed
) -> None:
    draft = somebody(register)
    child = replace(draft.head, name=PersonName(written="هدى محمود"), relation=Relation.CHILD)
    home = await registered(register, replace(draft, members=(child,)))
    await indexed()
    assert await checked(register, row()) == [global_id("Household", home)]
    await overlapping(register, OverlapRule(families=(BenefitFamily.FOOD,), per=GivenTo.PERSON))
    await indexed()
    assert await checked(register, row()) == ["MEMBER_NOT_NAMED"]


@pytest.mark.usefixtures("agreed")
async def test_whose_owner_refused_sharing_is_nobody_by_number_too(
    register: Register, indexed: Indexed
) -> None:
    sharing = Consent(purpose=ConsentPurpose.SHARING, state=ConsentState.REFUSED)
    await registered(register, replace(somebody(register), consent=(sharing,)))
    await indexed()
    assert await checked(register, row()) == ["NOBODY_FOUND"]
