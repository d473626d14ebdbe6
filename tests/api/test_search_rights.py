"""Who is found by whom, how far it is shown, and what an auditor reads of it."""

from __future__ import annotations

import pytest

from registry.application.forgetting import ErasureRequest, forget_member
from registry.domain.agreement import Grant
from registry.domain.household import CaseNumber, MemberJoined
from registry.domain.vocabulary import (
    ConsentState,
    FieldGroup,
    Level,
    Purpose,
    Role,
)
from tests.api.looking import PHONE, Indexed, homes, registered_in_full, search
from tests.api.register import (
    ASSOCIATION,
    AUDITOR,
    MINISTRY,
    NEIGHBOUR,
    NEWCOMER,
    Person,
    Register,
)

pytestmark = pytest.mark.anyio


async def test_no_more_is_shown_than_the_base_agreement_gives(
    register: Register, indexed: Indexed
) -> None:
    """Existence and a masked name: neither who of the household, nor whose it is, nor what other fields say."""
    await register.registered(ASSOCIATION, "فاطمة عبد الرحيم محمود", phones=(PHONE,))
    await indexed()
    (one,) = (await search(register, name="فاطمة عبد الرحيم محمود", phone="01092574822"))["found"]
    assert one["household"]["headName"] == {
        "state": "MASKED", "value": None, "masked": "فـ… عـ… ا… مـ…",
    }  # fmt: skip
    assert one["member"] is None
    assert one["household"]["partner"] is None
    assert {each["of"] for each in one["evidence"]} <= {
        "GIVEN_NAME", "FATHERS_NAME", "GRANDFATHERS_NAME",
    }  # fmt: skip
    assert one["withheld"]["code"] == "agreement_does_not_open"


async def test_an_agreement_that_opens_more_shows_more(
    register: Register, indexed: Indexed
) -> None:
    grants = (
        Grant(group=FieldGroup.IDENTITY, level=Level.CLEAR),
        Grant(group=FieldGroup.CONTACT, level=Level.MASKED),
    )
    await register.sign(grants=grants)
    await register.registered(ASSOCIATION, "فاطمة عبد الرحيم محمود", phones=(PHONE,))
    await indexed()
    answer = await search(
        register, name="فاطمة عبد الرحيم محمود", phone="01092574822", sex="FEMALE"
    )
    (one,) = answer["found"]
    assert one["household"]["headName"]["value"] == "فاطمة عبد الرحيم محمود"
    assert one["household"]["partner"] == {"code": ASSOCIATION}
    assert one["member"]["name"]["value"] == "فاطمة عبد الرحيم محمود"
    told = {each["of"]: each["level"] for each in one["evidence"]}
    assert told["PHONE"] == told["SEX"] == "SAME"
    assert one["withheld"] is None


@pytest.mark.parametrize("sharing", [ConsentState.REFUSED, ConsentState.WITHDRAWN])
async def test_who_refused_sharing_is_found_by_the_own_partner_alone(
    register: Register, indexed: Indexed, sharing: ConsentState
) -> None:
    await register.registered(ASSOCIATION, "فاطمة عبد الرحيم محمود", sharing=sharing)
    await indexed()
    elsewhere = await search(register, name="فاطمة عبد الرحيم محمود")
    assert (elsewhere["found"], elsewhere["complete"], elsewhere["missing"]) == ([], True, [])
    await indexed()
    assert await homes(register, NEIGHBOUR, name="فاطمة عبد الرحيم محمود") == [
        "فاطمة عبد الرحيم محمود"
    ]


async def test_a_protected_household_is_found_by_nobody_else(
    register: Register, indexed: Indexed
) -> None:
    await register.registered(ASSOCIATION, "فاطمة عبد الرحيم محمود", place="EG27", protected=True)
    await indexed()
    assert (await search(register, name="فاطمة عبد الرحيم محمود"))["found"] == []


async def test_an_auditor_reads_who_searched_by_what_and_the_values_stand_nowhere(
    register: Register, indexed: Indexed
) -> None:
    home = await registered_in_full(register)
    await indexed()
    await homes(register, identityNumber="28503022712345")
    await indexed()
    answer = await register.ask(
        AUDITOR, "{ openings(first: 1) { edges { node { searchedBy purpose subjects code } } } }"
    )
    ((node),) = (edge["node"] for edge in answer["openings"]["edges"])
    assert node["searchedBy"] == ["IDENTITY_NUMBER"]
    assert node["purpose"] == "REGISTRATION"
    history = await register.services.log.load(home)
    joined = next(one.fact for one in history if isinstance(one.fact, MemberJoined))
    assert node["subjects"] == [str(joined.member)]


@pytest.mark.parametrize(
    ("who", "code"),
    [
        (AUDITOR, "role_not_allowed"),
        (Person(MINISTRY, Role.ANALYST, Purpose.STATISTICS), "totals_only"),
        (Person(MINISTRY, Role.CASEWORKER, Purpose.STATISTICS), "purpose_not_allowed"),
        (Person(NEWCOMER), "no_agreement"),
    ],
)
async def test_who_may_not_read_names_may_not_search(
    register: Register, indexed: Indexed, who: Person, code: str
) -> None:
    await register.registered(MINISTRY, "فاطمة عبد الرحيم محمود")
    await indexed()
    assert (await search(register, who, name="فاطمة عبد الرحيم محمود"))["code"] == code
    assert (code, "registration.search") in await register.refusals()


async def test_a_volunteer_finds_the_own_partners_registrations_alone(
    register: Register, indexed: Indexed
) -> None:
    await register.registered(ASSOCIATION, "فاطمة عبد الرحيم محمود")
    await register.registered(MINISTRY, "Fatma Abdelrehim Mahmoud")
    await indexed()
    volunteer = Person(MINISTRY, Role.VOLUNTEER)
    assert await homes(register, volunteer, name="فاطمة عبد الرحيم محمود") == [
        "Fatma Abdelrehim Mahmoud"
    ]


async def test_who_was_forgotten_is_found_no_more(register: Register, indexed: Indexed) -> None:
    home = await registered_in_full(register)
    await indexed()
    history = await register.services.log.load(home)
    joined = next(one.fact for one in history if isinstance(one.fact, MemberJoined))
    request = ErasureRequest(household=home, member=joined.member, case=CaseNumber("E-2026-17"))
    officer = register.context(MINISTRY, Role.DATA_OFFICER)
    await forget_member(register.services.writer, request, officer)
    answer = await search(register, identityNumber="28503022712345")
    assert answer["found"] == [], "even by an index that has not heard of it"
