"""Who has seen my record: every opening is in the log before the answer leaves."""

from __future__ import annotations

from typing import Any

import pytest

from registry.api.relay import global_id
from registry.domain.errors import VersionConflict
from registry.domain.vocabulary import Level, Purpose, Role
from registry.eventlog.log import Log
from tests.api.register import (
    ASSOCIATION,
    AUDITOR,
    CASEWORKER,
    MINISTRY,
    NEIGHBOUR,
    NEWCOMER,
    Person,
    Register,
    Settle,
)

pytestmark = pytest.mark.anyio

NAMES = "{ households { edges { node { id headName { state value masked } } } } }"
NAME = "household.member_joined.name"
OPENINGS = """
query ($filter: OpeningFilter) {
  openings(filter: $filter) {
    refusals { code }
    edges { node {
      level code act fields subjectCount subjects role purpose channel partner { code } agreementId
    } }
  }
}
"""


async def test_a_page_of_masked_names_is_one_record(register: Register, settled: Settle) -> None:
    for name in ("فاطمة عبد الرحيم", "نورا سيد", "هدى علي"):
        await register.registered(MINISTRY, name)
    await settled()
    await register.ask(NEIGHBOUR, NAMES)
    (opening,) = await register.openings()
    assert opening.level is Level.MASKED
    assert opening.fields == (NAME,)
    assert len(opening.subjects) == 3
    assert opening.agreement == register.agreement


async def test_an_opening_is_found_again_by_its_id_by_auditors_alone(
    register: Register, settled: Settle
) -> None:
    await register.registered(MINISTRY, "فاطمة عبد الرحيم")
    await settled()
    for _ in range(2):
        await register.ask(NEIGHBOUR, NAMES)
    await settled()
    listed = await register.ask(AUDITOR, "{ openings { edges { node { id position } } } }")
    again = "query ($id: ID!) { node(id: $id) { id ... on Opening { position } } }"
    found = [edge["node"] for edge in listed["openings"]["edges"]]
    assert len(found) == 2
    for one in found:
        assert (await register.ask(AUDITOR, again, {"id": one["id"]}))["node"] == one
        assert (await register.ask(CASEWORKER, again, {"id": one["id"]}))["node"] is None
    nowhere = global_id("Opening", str(found[0]["position"] - 1))
    assert (await register.ask(AUDITOR, again, {"id": nowhere}))["node"] is None


async def test_a_record_never_says_more_than_what_was_opened(
    register: Register, settled: Settle
) -> None:
    household = await register.registered(MINISTRY, "فاطمة عبد الرحيم", members=["منى علي"])
    await register.registered(ASSOCIATION, "نورا سيد")
    await settled()
    await register.ask(
        CASEWORKER,
        "{ households { edges { node { headName { state } address { state } } } } }",
    )
    openings = await register.openings()
    said = {(one.level, one.fields, len(one.subjects)) for one in openings}
    assert said == {
        (Level.MASKED, (NAME,), 1),
        (Level.CLEAR, (NAME,), 1),
        (Level.CLEAR, ("household.registered.address",), 1),
    }
    by_address = next(one for one in openings if one.fields != (NAME,))
    assert by_address.subjects == (household,)
    assert await register.refusals() == [
        ("agreement_gives_names_only", "household.registered.address")
    ]


async def test_what_is_withheld_is_refused_once_a_field_whatever_the_rows(
    register: Register, settled: Settle
) -> None:
    for name in ("فاطمة عبد الرحيم", "نورا سيد", "هدى علي"):
        await register.registered(MINISTRY, name)
    await settled()
    await register.ask(AUDITOR, NAMES)
    assert await register.openings() == []
    assert await register.refusals() == [("role_not_allowed", NAME)]
    assert "extensions" not in await register.answer(AUDITOR, NAMES)


async def test_an_answer_does_not_leave_before_its_openings_are_on_record(
    register: Register, settled: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    await register.registered(MINISTRY)
    await settled()

    def lost(*_: Any) -> list[int]:
        raise VersionConflict

    monkeypatch.setattr(Log, "append_now", lost)
    body = await register.answer(CASEWORKER, NAMES)
    assert "data" not in body
    assert body["errors"][0]["extensions"]["code"] == "internal"
    assert "فاطمة" not in str(body)


async def test_the_auditor_reads_who_opened_what(register: Register, settled: Settle) -> None:
    household = await register.registered(MINISTRY)
    await register.registered(NEWCOMER)
    await settled()
    await register.ask(NEIGHBOUR, NAMES)
    await register.ask(Person(NEWCOMER), NAMES)
    await settled()
    listed = (await register.ask(AUDITOR, OPENINGS))["openings"]
    assert listed["refusals"] == []
    opened, refused = [edge["node"] for edge in listed["edges"]]
    assert opened["level"] == "MASKED"
    assert opened["fields"] == [NAME]
    assert (opened["partner"], opened["role"]) == ({"code": ASSOCIATION}, "CASEWORKER")
    assert (opened["purpose"], opened["channel"]) == ("REGISTRATION", "API")
    assert refused["code"] == "no_agreement"
    assert refused["act"] == "household.list"
    (head,) = opened["subjects"]
    for subject, expected in ((head, 1), (str(household), 0)):
        found = await register.ask(AUDITOR, OPENINGS, {"filter": {"subject": subject}})
        assert len(found["openings"]["edges"]) == expected
    only = await register.ask(AUDITOR, OPENINGS, {"filter": {"refused": True}})
    assert [edge["node"]["code"] for edge in only["openings"]["edges"]] == ["no_agreement"]


@pytest.mark.parametrize(
    "person",
    [
        CASEWORKER,
        Person(MINISTRY, Role.AUDITOR, Purpose.REGISTRATION),
        Person(MINISTRY, Role.DATA_OFFICER, Purpose.AUDIT),
    ],
)
async def test_who_is_no_auditor_does_not_read_openings(
    register: Register, settled: Settle, person: Person
) -> None:
    await register.registered(MINISTRY)
    await settled()
    await register.ask(CASEWORKER, NAMES)
    await settled()
    listed = (await register.ask(person, OPENINGS))["openings"]
    assert listed["edges"] == []
    assert [one["code"] for one in listed["refusals"]] == ["role_not_allowed"]
    assert ("role_not_allowed", "access.list") in await register.refusals()
