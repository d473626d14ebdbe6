"""Rows whose reference and name do not go together, and references of nobody, as `checkPlan` is told them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from registry.application import claims, contradicted
from registry.application.households import HouseholdDraft, MemberDraft, register_household
from registry.domain.dates import PreciseDate
from registry.domain.household import Consent, HouseholdRegistered, PersonName
from registry.domain.places import PCode
from registry.domain.vocabulary import (
    BenefitFamily,
    ConsentPurpose,
    ConsentState,
    Purpose,
    Relation,
    Sex,
)
from tests.api.looking import Indexed
from tests.api.planning import CHECK, PLANNER, listed
from tests.api.register import ASSOCIATION, MINISTRY, Register

pytestmark = pytest.mark.anyio

MOTHER, CHILD = "فاطمة عبد الرحيم محمود", "هدى سيد علي"
SOMEBODY_ELSE = "كريمة رمضان فرج شحاتة"


@pytest.fixture
async def agreed(register: Register) -> None:
    await register.open_programme("baskets", MINISTRY, BenefitFamily.FOOD)
    await register.sign(purposes=(Purpose.PLANNING, Purpose.DELIVERY))


async def with_a_child(register: Register, partner: str) -> str:
    """A mother and a child, who may be told of; their reference."""
    head = MemberDraft(name=PersonName(written=MOTHER), relation=Relation.HEAD, sex=Sex.FEMALE)
    child = MemberDraft(
        name=PersonName(written=CHILD),
        relation=Relation.CHILD,
        sex=Sex.FEMALE,
        born=PreciseDate.parse("2016-05-01"),
    )
    draft = HouseholdDraft(
        head=head,
        members=(child,),
        place=PCode("EG2706"),
        consent=(Consent(purpose=ConsentPurpose.SHARING, state=ConsentState.GIVEN),),
    )
    mint = register.services.writer.mint
    home = await register.submit(register_household(draft, register.context(partner), mint))
    registered = (await register.services.log.load(home))[0].fact
    assert isinstance(registered, HouseholdRegistered)
    return str(registered.reference)


async def found(register: Register, *rows: dict[str, Any]) -> list[tuple[str, str | None]]:
    asked = await register.ask(PLANNER, CHECK, {"input": listed(register, *rows)})
    lines = [one["node"] for one in asked["checkPlan"]["lines"]["edges"]]
    return [(one["status"], one["unknown"]) for one in lines]


@pytest.mark.usefixtures("agreed")
async def test_a_row_by_the_reference_of_a_household_in_which_nobody_is_called_so_is_not_sure(
    register: Register, indexed: Indexed
) -> None:
    """Another member's name, another spelling and no name speak against nothing."""
    reference = await with_a_child(register, MINISTRY)
    await indexed()
    names = (SOMEBODY_ELSE, MOTHER, "Fatma Abdelrehim Mahmoud", CHILD)
    for name in names:
        (row,) = await found(register, {"reference": reference, "person": {"name": name}})
        doubted = name == SOMEBODY_ELSE
        assert row == (("UNKNOWN", "NOT_SURE_WHO") if doubted else ("CLEAR", None)), name
    (row,) = await found(register, {"reference": reference, "person": {"place": "EG2706"}})
    assert row == ("CLEAR", None)


@pytest.mark.usefixtures("agreed")
async def test_nobody_is_opened_where_the_index_has_somebody_there_who_is_called_so(
    register: Register, indexed: Indexed, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = await with_a_child(register, MINISTRY)
    await indexed()
    opened, really, asked = set[str](), claims.claims_of_members, ""

    async def noted(*those: Any, **more: Any) -> Sequence[Any]:
        known = await really(*those, **more)
        if known:
            opened.add(asked)
        return known

    monkeypatch.setattr(contradicted, "claims_of_members", noted)
    for asked in (MOTHER, CHILD, "Fatma Abdelrehim", SOMEBODY_ELSE):
        await found(register, {"reference": reference, "person": {"name": asked}})
    assert opened == {SOMEBODY_ELSE}


@pytest.mark.usefixtures("agreed")
async def test_a_name_tells_nothing_of_whom_another_partner_registered(
    register: Register, indexed: Indexed
) -> None:
    """Else whoever has a reference of theirs could try names until one is not spoken against."""
    reference = await with_a_child(register, ASSOCIATION)
    await indexed()
    row = {"reference": reference, "person": {"name": SOMEBODY_ELSE}}
    assert await found(register, row) == [("CLEAR", None)]


@pytest.mark.usefixtures("agreed")
async def test_a_reference_of_nobody_is_said_to_be_one_where_nobody_else_could_be_looked_for(
    register: Register, indexed: Indexed
) -> None:
    await with_a_child(register, MINISTRY)
    await indexed()
    nobodys = {"reference": "HQSA-PVTA-2XU8"}
    rows: tuple[dict[str, Any], ...] = (
        nobodys,
        nobodys | {"person": {}},
        nobodys | {"person": {"name": "كريمة"}},
        nobodys | {"person": {"name": SOMEBODY_ELSE}},
        {"person": {"name": "كريمة"}},
    )
    assert await found(register, *rows) == [
        ("UNKNOWN", "REGISTRATION_UNKNOWN"),
        ("UNKNOWN", "REGISTRATION_UNKNOWN"),
        ("UNKNOWN", "REGISTRATION_UNKNOWN"),
        ("UNKNOWN", "NOBODY_FOUND"),
        ("UNKNOWN", "NOT_COMPARED"),
    ]
