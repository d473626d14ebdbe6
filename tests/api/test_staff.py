"""A member of staff who leaves keeps no access, and history stays readable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from registry.api.attendance import KNOWN_FOR, Attendance
from registry.api.authentication import Unauthenticated
from registry.domain.access import AccessRefused
from registry.domain.household import read_case_number
from registry.domain.vocabulary import Purpose, Role
from registry.privacy.staff import Login, StaffMember
from registry.texts import say
from tests.api.register import (
    ASSOCIATION,
    AUDITOR,
    CASEWORKER,
    MINISTRY,
    NEIGHBOUR,
    Person,
    Register,
    Settle,
)

pytestmark = pytest.mark.anyio

MONA = Login("mona", MINISTRY)
ME = {"query": "{ me { roles } }"}
NAMES = "{ households { edges { node { headName { value } } } } }"
WHO = "{ openings { edges { node { actor { id role name nameLatin left partner { code } } } } } }"
STAFF = """
query ($first: Int = 50, $after: String) {
  staff(first: $first, after: $after) {
    edges { node { id login nameAr roles left } } pageInfo { endCursor hasNextPage } refusals { code }
  }
}
"""


@dataclass
class Seconds:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


async def added(register: Register, login: Login = MONA, **more: Any) -> StaffMember:
    more = {"roles": [Role.CASEWORKER], "name_ar": "منى علي"} | more
    member, _ = await register.services.staff.add(login, now=register.clock.now, **more)
    return member


async def refused(register: Register, token: str, code: str) -> None:
    answer = await register.post(ME, token=token)
    assert answer.status_code == 401
    said = answer.json()["errors"][0]["extensions"]
    assert said == {"code": code, "messageAr": say(code, "ar"), "messageEn": say(code, "en")}
    assert f'error_description="{code}"' in answer.headers["www-authenticate"]


async def test_a_token_that_is_still_valid_is_refused_once_its_holder_has_left(
    register: Register, settled: Settle
) -> None:
    await settled()
    mona = await added(register)
    token = register.token(CASEWORKER, actor=mona.actor)
    await register.services.staff.leave(MONA, register.clock.now)
    for _ in range(3):
        await refused(register, token, "staff_left")
    (recorded,) = await register.on_record()
    assert recorded.fact == AccessRefused(code="staff_left", act="token.show")  # type: ignore[arg-type]  # as stored
    assert recorded.envelope.actor == mona.actor
    others = await register.post(ME, token=register.token(CASEWORKER))
    assert others.status_code == 200


async def test_a_leavers_token_is_taken_for_no_longer_than_is_stated(register: Register) -> None:
    seconds = Seconds()
    attendance = Attendance(register.services.staff, register.services.writer, seconds)
    mona = await added(register)
    viewer = register.services.authenticator.viewer(
        f"Bearer {register.token(CASEWORKER, actor=mona.actor)}"
    )
    assert await attendance.admit(viewer) == viewer
    await register.services.staff.leave(MONA, register.clock.now)
    seconds.now += KNOWN_FOR - 0.001
    assert await attendance.admit(viewer) == viewer
    seconds.now += 0.001
    for _ in range(2):
        with pytest.raises(Unauthenticated) as refusal:
            await attendance.admit(viewer)
        assert refusal.value.code == "staff_left"
    assert len(await register.on_record()) == 1
    await register.services.staff.come_back(MONA, register.clock.now)
    seconds.now += KNOWN_FOR
    assert await attendance.admit(viewer) == viewer
    assert KNOWN_FOR <= 10


async def test_a_role_and_a_purpose_that_were_withdrawn_are_no_rights(
    register: Register, settled: Settle
) -> None:
    await settled()
    roles = [Role.CASEWORKER, Role.DATA_OFFICER]
    mona = await added(register, roles=roles)
    both = register.token(CASEWORKER, actor=mona.actor, roles=roles)
    one = register.token(CASEWORKER, actor=mona.actor, roles=[Role.DATA_OFFICER])
    await added(register, purposes=[Purpose.REGISTRATION])
    answer = await register.post(ME, token=both)
    assert answer.json()["data"]["me"]["roles"] == ["CASEWORKER"]
    await refused(register, one, "staff_role_withdrawn")
    other = register.token(CASEWORKER, actor=mona.actor, purpose=Purpose.DELIVERY)
    await refused(register, other, "staff_purpose_withdrawn")
    assert [code for code, _ in await register.refusals()] == [
        "staff_role_withdrawn",
        "staff_purpose_withdrawn",
    ]


async def test_the_figures_are_closed_to_leavers_too(register: Register) -> None:
    login = Login("auditor", MINISTRY)
    auditor = await register.services.staff.sign_in(login, Purpose.AUDIT, register.clock.now)
    await register.services.staff.leave(login, register.clock.now)
    token = register.token(AUDITOR, actor=auditor.actor)
    assert (await register.get("/metrics", token=token)).status_code == 401
    assert (await register.get("/metrics", token=register.token(AUDITOR))).status_code == 200


async def test_history_is_read_by_name_by_those_who_may(
    register: Register, settled: Settle
) -> None:
    await register.registered(MINISTRY)
    await settled()
    mona = await added(register, name_latin="Mona Ali")
    shown = CASEWORKER, {"actor": mona.actor}
    await register.post({"query": NAMES}, token=register.token(shown[0], **shown[1]))
    await register.services.staff.leave(MONA, register.clock.now)
    await settled()
    (edge,) = (await register.ask(AUDITOR, WHO))["openings"]["edges"]
    assert edge["node"]["actor"] == {
        "id": str(mona.actor),
        "role": "CASEWORKER",
        "name": "منى علي",
        "nameLatin": "Mona Ali",
        "left": "2026-10-20",
        "partner": {"code": MINISTRY},
    }
    await register.services.staff.remove(MONA, read_case_number("E-1"), register.clock.now)
    (edge,) = (await register.ask(AUDITOR, WHO))["openings"]["edges"]
    assert edge["node"]["actor"]["name"] == say("staff_former", "ar")
    assert edge["node"]["actor"]["nameLatin"] == say("staff_former", "en")
    assert edge["node"]["actor"]["id"] == str(mona.actor)


async def test_the_log_holds_no_name_of_staff(register: Register, settled: Settle) -> None:
    await register.registered(MINISTRY)
    mona = await added(register, name_latin="Mona Zyxwvut")
    await settled()
    await register.post({"query": NAMES}, token=register.token(CASEWORKER, actor=mona.actor))
    with register.services.log._connection() as connection:
        rows = connection.execute("select state from log.facts").fetchall()
    assert any(
        mona.actor.bytes in row["state"] or str(mona.actor).encode() in row["state"] for row in rows
    )
    for name in ("Zyxwvut", "منى علي", "mona@"):
        assert not any(name.encode() in row["state"] for row in rows)


async def test_staff_are_listed_to_the_officers_of_their_own_partner_alone(
    register: Register, settled: Settle
) -> None:
    await settled()
    mona = await added(register)
    await added(register, Login("hoda", MINISTRY))
    await added(register, Login("nora", ASSOCIATION))
    await register.services.staff.leave(MONA, register.clock.now)
    for role in (Role.DATA_OFFICER, Role.SECURITY_OFFICER):
        listed = (await register.ask(Person(MINISTRY, role), STAFF))["staff"]
        assert [edge["node"]["login"] for edge in listed["edges"]] == [
            f"mona@{MINISTRY}",
            f"hoda@{MINISTRY}",
        ]
        assert listed["edges"][0]["node"] == {
            "id": str(mona.actor),
            "login": f"mona@{MINISTRY}",
            "nameAr": "منى علي",
            "roles": ["CASEWORKER"],
            "left": "2026-10-20",
        }
    officer = Person(MINISTRY, Role.DATA_OFFICER)
    first = (await register.ask(officer, STAFF, {"first": 1}))["staff"]
    assert first["pageInfo"]["hasNextPage"] is True
    after = {"first": 1, "after": first["pageInfo"]["endCursor"]}
    rest = (await register.ask(officer, STAFF, after))["staff"]
    assert [edge["node"]["login"] for edge in rest["edges"]] == [f"hoda@{MINISTRY}"]
    for person in (CASEWORKER, NEIGHBOUR, AUDITOR):
        closed = (await register.ask(person, STAFF))["staff"]
        assert closed["edges"] == []
        assert closed["refusals"] == [{"code": "role_not_allowed"}]
    assert ("role_not_allowed", "staff.list") in await register.refusals()


async def test_an_actor_that_is_in_no_row_is_the_identity_providers(
    register: Register, settled: Settle
) -> None:
    await settled()
    answer = await register.post(ME, token=register.token(CASEWORKER, ttl=timedelta(minutes=1)))
    assert answer.json() == {"data": {"me": {"roles": ["CASEWORKER"]}}}
