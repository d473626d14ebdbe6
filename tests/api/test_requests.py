"""What a person asks of its partner: taken in with a clock, and answered; a granted objection holds at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from registry.api.ids import read_global_id
from registry.api.relay import global_id
from registry.application.forgetting import ErasureRequest, forget_member
from registry.domain.access import FieldsOpened
from registry.domain.household import CaseNumber, Consent
from registry.domain.vocabulary import ConsentPurpose, ConsentState, FieldGroup, Purpose, Role
from registry.projections.recipients import streams_about
from tests.api.register import ASSOCIATION, MINISTRY, NEIGHBOUR, Person, Register, Settle

pytestmark = pytest.mark.anyio

OFFICER = Person(MINISTRY, Role.DATA_OFFICER, Purpose.DATA_SUBJECT)
DOOR = Person(MINISTRY, Role.VOLUNTEER, Purpose.DATA_SUBJECT)
STRANGER = Person(ASSOCIATION, Role.DATA_OFFICER, Purpose.DATA_SUBJECT)
CHANGED = """
  __typename ... on SubjectRequestChanged { id position repeated request { open } } ... on Refusal { code messageAr }
"""
RECEIVE = f"""
mutation ($input: SubjectRequestInput!, $key: ID!) {{
  done: receiveSubjectRequest(input: $input, idempotencyKey: $key) {{ {CHANGED} }}
}}
"""
ANSWER = f"""
mutation ($id: ID!, $input: SubjectAnswerInput!, $key: ID!) {{
  done: answerSubjectRequest(request: $id, input: $input, idempotencyKey: $key) {{ {CHANGED} }}
}}
"""
LIST = """
query ($filter: SubjectRequestFilter, $at: AsOf, $first: Int = 50, $after: String) {
  subjectRequests(filter: $filter, asOf: $at, first: $first, after: $after) {
    edges { node {
      id kind requestedBy objectsTo due open overdue answer reason member { id }
      words { state value } answerWords { state value }
    } }
    pageInfo { hasNextPage endCursor }
  }
}
"""
WORK = "{ workCounts { kind count } }"
WAITING = """
query ($kind: WorkKind!) {
  workList(kind: $kind) { edges { node { household { id } request { kind due } } } }
}
"""
TIMELINE = """
query ($id: ID!) { household(id: $id) { timeline { edges { node {
  fact effective { value } details { name valueEn } request { kind words { value } } member { id }
} } } } }
"""
ROLL = "{ households { edges { node { id } } } }"


async def family(register: Register, **more: Any) -> tuple[UUID, str]:
    """A household of the ministry, and its head's id."""
    home = await register.registered(MINISTRY, **more)
    history = await register.services.log.load(home)
    return home, global_id("Member", history[0].fact.head)  # type: ignore[union-attr]  # its first fact


async def receive(
    register: Register, home: UUID, member: str, who: Person = OFFICER, **said: Any
) -> dict[str, Any]:
    asked = {"household": str(home), "member": member, "kind": "OBJECTION", **said}
    key = said.pop("key", f"{home}-{sorted(said.items())}")
    asked.pop("key", None)
    done: dict[str, Any] = (await register.ask(who, RECEIVE, {"input": asked, "key": key}))["done"]
    return done


async def answer(
    register: Register, request: str, given: str, who: Person = OFFICER, **said: Any
) -> dict[str, Any]:
    variables = {"id": request, "input": {"answer": given, **said}, "key": f"{given}-{request}"}
    done: dict[str, Any] = (await register.ask(who, ANSWER, variables))["done"]
    return done


async def listed(register: Register, who: Person = OFFICER, **asked: Any) -> list[dict[str, Any]]:
    found = (await register.ask(who, LIST, asked))["subjectRequests"]["edges"]
    return [edge["node"] for edge in found]


async def consent_of(register: Register, home: UUID) -> Consent:
    from registry.application.households import fold  # noqa: PLC0415 - here alone

    state = fold(await register.services.log.load(home))
    return state.consent[ConsentPurpose.SHARING]


async def test_a_request_is_taken_in_and_its_clock_runs_until_it_is_answered(
    register: Register, settled: Settle
) -> None:
    home, mother = await family(register)
    words = {"kind": "CORRECTION", "words": "اسم أمي مكتوب خطأ", "requestedBy": "RELATIVE"}
    received = await receive(register, home, mother, DOOR, askedOn="2026-10-18", **words)
    again = await receive(register, home, mother, DOOR, askedOn="2026-10-18", **words)
    assert (again["id"], again["repeated"]) == (received["id"], True)
    before = await settled()
    (asked,) = await listed(register)
    # Asked on a Sunday: Monday to Thursday, and two days of the week after.
    assert (asked["due"], asked["open"], asked["overdue"]) == ("2026-10-26", True, False)
    assert (asked["kind"], asked["requestedBy"]) == ("CORRECTION", "RELATIVE")
    assert asked["words"] == {"state": "CLEAR", "value": words["words"]}
    assert (await listed(register, DOOR))[0]["words"]["state"] == "WITHHELD"
    told = await answer(register, asked["id"], "GRANTED", words="صُحّح الاسم")
    assert told["request"] == {"open": False}
    await settled()
    assert await listed(register, filter={"open": True}) == []
    (done,) = await listed(register, filter={"member": mother})
    assert (done["answer"], done["answerWords"]["value"]) == ("GRANTED", "صُحّح الاسم")
    (then,) = await listed(register, at={"position": before})
    assert (then["open"], then["answer"]) == (True, None)
    opened = {
        name
        for one in await register.on_record()
        if isinstance(one.fact, FieldsOpened)
        for name in one.fact.fields
    }
    assert {"subject_request.received.words", "subject_request.answered.words"} <= opened


async def test_what_waits_for_an_answer_is_on_the_work_lists_and_late_after_its_day(
    register: Register, settled: Settle
) -> None:
    home, mother = await family(register)
    await receive(register, home, mother, kind="CORRECTION", askedOn="2026-10-18")
    await settled()
    counts = {
        one["kind"]: one["count"] for one in (await register.ask(OFFICER, WORK))["workCounts"]
    }
    assert (counts["REQUESTS_OPEN"], counts["REQUESTS_OVERDUE"]) == (1, 0)
    register.clock.now += timedelta(days=7)
    (late,) = await listed(register, filter={"overdue": True})
    assert late["overdue"] is True
    (item,) = (await register.ask(OFFICER, WAITING, {"kind": "REQUESTS_OVERDUE"}))["workList"][
        "edges"
    ]
    assert item["node"]["request"] == {"kind": "CORRECTION", "due": "2026-10-26"}


async def test_a_granted_objection_to_sharing_hides_the_household_at_once(
    register: Register, settled: Settle
) -> None:
    home, mother = await family(register)
    await settled()
    assert len((await register.ask(NEIGHBOUR, ROLL))["households"]["edges"]) == 1
    request = (await receive(register, home, mother, objectsTo="SHARING"))["id"]
    await settled()
    assert len((await register.ask(NEIGHBOUR, ROLL))["households"]["edges"]) == 1
    granted = await answer(register, request, "GRANTED")
    assert granted["__typename"] == "SubjectRequestChanged", granted
    await settled()
    assert (await register.ask(NEIGHBOUR, ROLL))["households"]["edges"] == []
    assert (await consent_of(register, home)).state is ConsentState.WITHDRAWN
    commands = [
        one.envelope.command
        for stream in (home, UUID(read_global_id(request)[1]))
        for one in (await register.services.log.load(stream))[-1:]
    ]
    assert len(set(commands)) == 1, "both in one act"


async def test_an_objection_granted_in_part_leaves_what_is_named(
    register: Register, settled: Settle
) -> None:
    home, mother = await family(register)
    request = (await receive(register, home, mother, objectsTo="SHARING"))["id"]
    said: dict[str, Any] = {"reason": "REQUIRED_BY_LAW"}
    assert (await answer(register, request, "PARTLY"))["code"] == "answer_needs_reason"
    refused = await answer(register, request, "PARTLY", **said)
    assert refused["code"] == "objection_keeps_nothing_less"
    done = await answer(register, request, "PARTLY", **said, keeps=["IDENTITY"])
    assert done["__typename"] == "SubjectRequestChanged", done
    kept = await consent_of(register, home)
    assert (kept.state, kept.groups) == (ConsentState.GIVEN, (FieldGroup.IDENTITY,))
    other = await answer(register, request, "GRANTED")
    assert other["code"] == "request_answered_otherwise"
    same = {"id": request, "key": "another", "input": {"answer": "PARTLY", **said}}
    assert (await register.ask(OFFICER, ANSWER, same))["done"]["position"] == 0
    await settled()


async def test_a_request_is_between_a_person_and_its_partner(
    register: Register, settled: Settle
) -> None:
    home, mother = await family(register)
    refused = await receive(register, home, mother, STRANGER)
    assert refused["code"] == "household_unknown"
    request = (await receive(register, home, mother, words="لا تكشفوا هاتفي"))["id"]
    await settled()
    assert await listed(register, STRANGER) == []
    node = "query ($id: ID!) { node(id: $id) { id } }"
    assert (await register.ask(STRANGER, node, {"id": request}))["node"] is None
    assert (await register.ask(OFFICER, node, {"id": request}))["node"] == {"id": request}
    assert (await answer(register, request, "GRANTED", STRANGER))["code"] == "request_unknown"
    assert (await answer(register, request, "GRANTED", DOOR))["code"] == "act_not_allowed"
    looking = Person(MINISTRY, Role.DATA_OFFICER, Purpose.STATISTICS)
    assert (await answer(register, request, "GRANTED", looking))["code"] == "purpose_only_reads"
    tomorrow = await receive(register, home, mother, askedOn="2026-10-29")
    assert tomorrow["code"] == "day_in_the_future"
    asks = await register.ask(OFFICER, TIMELINE, {"id": str(home)})
    told = [edge["node"] for edge in asks["household"]["timeline"]["edges"]]
    (entry,) = [one for one in told if one["fact"] == "subject_request.received.v2"]
    assert {one["name"]: one["valueEn"] for one in entry["details"]} == {
        "kind": "objection", "requested_by": "the person", "due": "2026-10-28",
    }  # fmt: skip
    assert entry["request"] == {"kind": "OBJECTION", "words": {"value": "لا تكشفوا هاتفي"}}
    assert entry["member"] == {"id": mother}


async def test_lists_go_by_the_day_for_the_answer(register: Register, settled: Settle) -> None:
    home, mother = await family(register)
    days = ("2026-10-15", "2026-10-05", "2026-10-11")
    for day in days:
        await receive(register, home, mother, askedOn=day)
    await settled()
    first = (await register.ask(OFFICER, LIST, {"first": 2}))["subjectRequests"]
    assert first["pageInfo"]["hasNextPage"] is True
    rest = await listed(register, first=2, after=first["pageInfo"]["endCursor"])
    shown = [edge["node"]["due"] for edge in first["edges"]] + [one["due"] for one in rest]
    assert shown == sorted(shown)
    assert len(shown) == len(days)


async def test_nobody_waits_for_an_answer_who_was_forgotten(
    register: Register, settled: Settle
) -> None:
    home, mother = await family(register, members=["منى علي"])
    request = (await receive(register, home, mother, words="لا أريد أن يعرف أحد"))["id"]
    before = await settled()
    member = UUID(read_global_id(mother)[1])
    async with register.services.readers.connection() as connection:
        about = await streams_about(connection, [home], [member])
    erasure = ErasureRequest(household=home, member=member, case=CaseNumber("E-17"), about=about)
    await forget_member(
        register.services.writer, erasure, register.context(MINISTRY, Role.DATA_OFFICER)
    )
    await settled()
    assert await listed(register, filter={"open": True}) == []
    for at in (None, {"position": before}):
        (shown,) = await listed(register, at=at)
        assert shown["words"] == {"state": "ERASED", "value": None}
    refused = await answer(register, request, "GRANTED")
    assert refused["code"] == "person_forgotten"
    for words in ("لا أريد أن يعرف أحد", "كلام آخر"):
        again = await receive(register, home, mother, words=words)
        assert again["code"] == "person_forgotten"
