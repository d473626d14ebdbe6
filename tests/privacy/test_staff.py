from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from importlib.resources import files

import psycopg
import pytest

from registry.domain.errors import Refused, SijillError
from registry.domain.household import read_case_number
from registry.domain.vocabulary import Purpose, Role
from registry.eventlog.migrate import migrate
from registry.privacy.keys import Pool
from registry.privacy.staff import Change, Login, StaffDirectory
from tests.conftest import Templates

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 10, 20, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
MONA = Login("منى", "albir-qena")
CASEWORKER = Login("caseworker", "albir-qena")
CASE = read_case_number("E-2026-17")


@pytest.fixture
def staff(pool: Pool) -> StaffDirectory:
    return StaffDirectory(pool)


async def refused(code: str, asking: object) -> None:
    with pytest.raises(SijillError) as refusal:
        await asking  # type: ignore[misc]  # whatever the directory was asked
    assert refusal.value.code == code


async def test_a_name_of_the_machines_own_keeps_one_id(pool: Pool, staff: StaffDirectory) -> None:
    operator = await staff.actor_for("operator")
    assert await StaffDirectory(pool).actor_for(" Operator ") == operator
    assert await staff.actor_for("another") != operator
    assert operator.version == 4


async def test_questions_at_once_get_one_answer(staff: StaffDirectory) -> None:
    asked = (staff.sign_in(CASEWORKER, Purpose.DELIVERY, NOW) for _ in range(8))
    assert len({one.actor for one in await asyncio.gather(*asked)}) == 1


async def test_a_role_signs_in_without_being_added_and_keeps_one_id(staff: StaffDirectory) -> None:
    first = await staff.sign_in(CASEWORKER, Purpose.DELIVERY, NOW)
    assert (first.partner, first.since) == ("albir-qena", NOW)
    assert first.roles == {Role.CASEWORKER}
    again = await staff.sign_in(Login.read(" Caseworker@ALBIR-qena "), Purpose.AUDIT, LATER)
    assert again == first
    elsewhere = await staff.sign_in(Login("caseworker", "moss-qena"), Purpose.DELIVERY, NOW)
    assert elsewhere.actor != first.actor


async def test_somebody_by_name_is_added_first(staff: StaffDirectory) -> None:
    await refused("staff_unknown", staff.sign_in(MONA, Purpose.DELIVERY, NOW))
    added, change = await staff.add(
        MONA, roles=[Role.CASEWORKER, Role.DATA_OFFICER], name_ar="منى علي", now=NOW
    )
    assert change is Change.DONE
    signed_in = await staff.sign_in(MONA, Purpose.DELIVERY, LATER)
    assert signed_in == added
    assert signed_in.roles == {Role.CASEWORKER, Role.DATA_OFFICER}
    assert signed_in.name_ar == "منى علي"
    assert "منى" not in repr(signed_in)


async def test_the_same_again_changes_nothing_and_anything_else_takes_its_place(
    staff: StaffDirectory,
) -> None:
    added, _ = await staff.add(MONA, roles=[Role.CASEWORKER], name_latin="Mona", now=NOW)
    same, change = await staff.add(MONA, roles=[Role.CASEWORKER], now=LATER)
    assert (same, change) == (added, Change.ALREADY)
    other, change = await staff.add(
        MONA, roles=[Role.VOLUNTEER], purposes=[Purpose.DELIVERY], now=LATER
    )
    assert change is Change.CHANGED
    assert (other.actor, other.name_latin) == (added.actor, "Mona")
    assert other.roles == {Role.VOLUNTEER}
    await refused("staff_purpose_withdrawn", staff.sign_in(MONA, Purpose.AUDIT, LATER))
    await staff.sign_in(MONA, Purpose.DELIVERY, LATER)


@pytest.mark.parametrize("login", [MONA, CASEWORKER])
async def test_whoever_leaves_signs_in_no_more_until_they_return(
    staff: StaffDirectory, login: Login
) -> None:
    if login is MONA:
        await staff.add(MONA, roles=[Role.CASEWORKER], now=NOW)
    before = await staff.sign_in(login, Purpose.DELIVERY, NOW)
    left, change = await staff.leave(login, LATER)
    assert (left.left_at, change) == (LATER, Change.DONE)
    again, change = await staff.leave(login, LATER + timedelta(days=1))
    assert (again.left_at, change) == (LATER, Change.ALREADY)
    await refused("staff_left", staff.sign_in(login, Purpose.DELIVERY, LATER))
    await refused("staff_left", staff.add(login, roles=[Role.AUDITOR], now=LATER))
    _, change = await staff.come_back(login, LATER)
    assert change is Change.DONE
    assert await staff.sign_in(login, Purpose.DELIVERY, LATER) == before
    assert (await staff.come_back(login, LATER))[1] is Change.ALREADY


async def test_a_role_that_nobody_has_signed_in_by_can_be_closed(staff: StaffDirectory) -> None:
    await staff.leave(CASEWORKER, NOW)
    await refused("staff_left", staff.sign_in(CASEWORKER, Purpose.DELIVERY, NOW))
    await refused("staff_unknown", staff.leave(MONA, NOW))


async def test_a_name_is_changed_and_taken_away(staff: StaffDirectory) -> None:
    await staff.add(MONA, roles=[Role.CASEWORKER], name_ar="منى", name_latin="Mona", now=NOW)
    renamed, change = await staff.rename(MONA, NOW, name_ar="منى علي", name_latin=None)
    assert (renamed.name_ar, renamed.name_latin, change) == ("منى علي", "Mona", Change.DONE)
    _, change = await staff.rename(MONA, NOW, name_ar="منى علي", name_latin=None)
    assert change is Change.ALREADY
    bare, _ = await staff.rename(MONA, NOW, name_ar="", name_latin="  ")
    assert (bare.name_ar, bare.name_latin) == (None, None)


async def test_whoever_is_removed_leaves_the_id_alone(keys_url: str, staff: StaffDirectory) -> None:
    added, _ = await staff.add(
        MONA, roles=[Role.CASEWORKER], name_ar="منى علي", name_latin="Mona Ali", now=NOW
    )
    removed, change = await staff.remove(MONA, CASE, LATER)
    assert change is Change.DONE
    assert (removed.actor, removed.removed, removed.left_at) == (added.actor, True, LATER)
    assert (await staff.remove(added.actor, CASE, LATER))[1] is Change.ALREADY
    assert await staff.page("albir-qena") == []
    with psycopg.connect(keys_url) as connection:
        (row,) = connection.execute(
            "select to_jsonb(staff)::text from keys.staff as staff"
        ).fetchall()
    assert "منى" not in row[0]
    assert "Mona" not in row[0]
    assert CASE in row[0]
    namesake, _ = await staff.add(MONA, roles=[Role.CASEWORKER], now=LATER)
    assert namesake.actor != added.actor


async def test_a_role_stays_closed_when_its_holder_is_removed(staff: StaffDirectory) -> None:
    await staff.add(CASEWORKER, roles=[Role.CASEWORKER], name_ar="منى علي", now=NOW)
    removed, _ = await staff.remove(CASEWORKER, CASE, NOW)
    assert removed.name_ar is None
    await refused("staff_left", staff.sign_in(CASEWORKER, Purpose.DELIVERY, LATER))
    operator = await staff.actor_for("operator")
    await refused("staff_unknown", staff.remove(operator, CASE, NOW))


async def test_staff_are_listed_a_partner_at_a_time_in_the_order_in_which_they_came(
    staff: StaffDirectory,
) -> None:
    await staff.actor_for("operator")
    names = ["ي", "ب", "أ"]
    for name in names:
        await staff.add(Login(name, "albir-qena"), roles=[Role.CASEWORKER], now=NOW)
    await staff.sign_in(Login("auditor", "moss-qena"), Purpose.AUDIT, NOW)
    first = await staff.page("albir-qena", limit=2)
    rest = await staff.page("albir-qena", after=first[-1].number)
    assert [one.login for one in (*first, *rest)] == [f"{name}@albir-qena" for name in names]
    assert len(await staff.page(None)) == 4


@pytest.mark.parametrize(
    "written",
    ["", "منى", "@albir-qena", "منى@", "منى علي@albir-qena", "-x@albir", "a@b@c", "a@منى"],
)
def test_a_login_is_a_name_at_a_partner(written: str) -> None:
    with pytest.raises(SijillError) as refusal:
        Login.read(written)
    assert refusal.value.code == "staff_login_malformed"


def test_what_could_be_a_number_of_a_person_is_no_case_number() -> None:
    with pytest.raises(Refused):
        read_case_number("28501012700123")


async def test_a_directory_of_the_release_before_is_brought_up_to_date(
    templates: Templates, log_url: str
) -> None:
    """What was in it keeps its ids; a login of then was a role at a partner, or the operator."""
    name = templates.copy("template1")
    url = templates.server.url(name)
    first = (files("registry.privacy") / "migrations" / "0001_keys.sql").read_bytes()
    try:
        migrate(log_url, url)
        with psycopg.connect(url) as session:
            session.execute("drop schema keys cascade")
            session.execute(first)
            session.execute(
                "insert into keys.staff (name, actor) values"
                " ('operator', '00000000-0000-4000-8000-000000000001'),"
                " ('caseworker@albir-qena', '00000000-0000-4000-8000-000000000002')"
            )
            session.execute(
                "create table keys.migration (name text primary key, digest bytea not null,"
                " applied_at timestamptz not null default clock_timestamp());"
            )
            session.execute(
                "insert into keys.migration (name, digest) values ('privacy/0001_keys', sha256(%s))",
                (first,),
            )
        applied = migrate(log_url, url)
        assert applied[0] == "privacy/0002_staff"
        with psycopg.connect(url) as session:
            rows = session.execute(
                "select login, right(actor::text, 1), partner, roles, left_at from keys.staff order by actor"
            ).fetchall()
        assert rows == [
            ("operator", "1", None, [], None),
            ("caseworker@albir-qena", "2", "albir-qena", ["caseworker"], None),
        ]
    finally:
        templates.drop(name)
