"""Cards and plates over GraphQL: issued, replaced, lost, expired by themselves, counted and forgotten."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID, uuid5

import pytest

from registry.api.ids import read_global_id
from registry.api.relay import global_id
from registry.application import acts, roster
from registry.application.forgetting import ErasureRequest, forget_member
from registry.application.roster import Move
from registry.domain.casework import WithdrawalReason
from registry.domain.household import CaseNumber, MemberJoined
from registry.domain.vocabulary import Purpose, Relation, Role
from tests.api.register import ASSOCIATION, MINISTRY, UMBRELLA, Person, Register, Settle
from tests.api.test_requests import family

pytestmark = pytest.mark.anyio

CLERK = Person(MINISTRY, Role.CASEWORKER, Purpose.DELIVERY)
NEIGHBOUR = Person(ASSOCIATION, Role.CASEWORKER, Purpose.DELIVERY)
ANALYST = Person(UMBRELLA, Role.AGGREGATE_ONLY, Purpose.STATISTICS)
AUDITOR = Person(MINISTRY, Role.AUDITOR, Purpose.AUDIT)
CHANGED = """
  __typename ... on Refusal { code messageAr messageEn }
  ... on EntitlementDocumentChanged { id position repeated document { id standing number { state value } } }
"""
ISSUE = f"""
mutation ($holder: DocumentHolderInput!, $printed: PrintedDocumentInput!, $key: ID!) {{
  done: issueEntitlementDocument(holder: $holder, printed: $printed, idempotencyKey: $key) {{ {CHANGED} }}
}}
"""
REPLACE = f"""
mutation ($holder: DocumentHolderInput!, $printed: PrintedDocumentInput!, $key: ID!,
          $reason: DocumentReplacementReason!) {{
  done: replaceEntitlementDocument(holder: $holder, printed: $printed, idempotencyKey: $key, reason: $reason) {{
    {CHANGED}
  }}
}}
"""
LOSE = f"""
mutation ($holder: DocumentHolderInput!, $key: ID!) {{
  done: loseEntitlementDocument(holder: $holder, idempotencyKey: $key, reason: STOLEN) {{ {CHANGED} }}
}}
"""
WITHDRAW = f"""
mutation ($holder: DocumentHolderInput!, $key: ID!) {{
  done: withdrawEntitlementDocument(holder: $holder, idempotencyKey: $key, reason: MISUSED) {{ {CHANGED} }}
}}
"""
LIST = """
query ($filter: EntitlementDocumentFilter, $on: Date, $at: AsOf, $first: Int = 50, $after: String) {
  entitlementDocuments(filter: $filter, on: $on, asOf: $at, first: $first, after: $after) {
    edges { node {
      id kind standing issuedOn validUntil replaces replacement loss withdrawal issuer { code } holder { id }
      number { state value }
    } }
    pageInfo { hasNextPage endCursor }
  }
}
"""
TOTALS = """
query ($by: [DocumentsBy!]!, $own: Boolean = false, $on: Date) {
  entitlementDocumentTotals(by: $by, own: $own, on: $on) {
    rows { kind partner { code } issued live expired replaced lost withdrawn holderGone hidden reason { code } }
    total { issued live expired replaced hidden } refusals { code }
  }
}
"""
TIMELINE = """
query ($id: ID!) { household(id: $id) { timeline { edges { node {
  fact member { id } details { name valueEn }
} } } } }
"""


def holder(home: UUID, member: str, kind: str = "PRIORITY_CARD") -> dict[str, str]:
    return {"household": str(home), "member": member, "kind": kind}


def printed(number: str, issued: str = "2026-01-04", until: str | None = "2027-01-03") -> Any:
    return {"number": number, "issuedOn": issued, "validUntil": until}


async def done(register: Register, document: str, who: Person = CLERK, **said: Any) -> Any:
    said.setdefault("key", str(uuid5(UUID(int=0), f"{document}{sorted(map(str, said.values()))}")))
    return (await register.ask(who, document, said))["done"]


async def listed(register: Register, who: Person = CLERK, **asked: Any) -> list[dict[str, Any]]:
    edges = (await register.ask(who, LIST, asked))["entitlementDocuments"]["edges"]
    return [one["node"] for one in edges]


async def test_a_lost_card_is_replaced_and_a_second_live_one_refused(
    register: Register, settled: Settle
) -> None:
    home, member = await family(register)
    await settled()
    own = holder(home, member)
    first = await done(register, ISSUE, holder=own, printed=printed("ب-4711"))
    assert first["document"]["number"] == {"state": "CLEAR", "value": "ب-4711"}
    again = await done(register, ISSUE, holder=own, printed=printed("ب-4711"))
    assert (again["repeated"], again["document"]["id"]) == (True, first["document"]["id"])
    second = await done(register, ISSUE, holder=own, printed=printed("ب-9", "2026-10-01"))
    assert second["code"] == "document_live"
    assert "2027-01-03" in second["messageEn"]
    plate = await done(register, ISSUE, holder=holder(home, member, "PLATE"), printed=printed("7"))
    assert plate["document"]["standing"] == "LIVE"
    before = await settled()
    lost = await done(register, LOSE, holder=own)
    assert lost["document"]["standing"] == "LOST"
    new = printed("ب-4712", "2026-03-01", None)
    replaced = await done(register, REPLACE, holder=own, printed=new, reason="STOLEN")
    assert replaced["document"]["number"]["value"] == "ب-4712"
    await settled()
    now = await listed(register, filter={"kind": "PRIORITY_CARD"})
    told = [(one["standing"], one["loss"], one["replacement"], one["replaces"]) for one in now]
    assert told == [
        ("REPLACED", "STOLEN", None, None),
        ("LIVE", None, "STOLEN", first["document"]["id"]),
    ]
    (then,) = await listed(register, filter={"kind": "PRIORITY_CARD"}, at={"position": before})
    assert (then["standing"], then["number"]["value"]) == ("LIVE", "ب-4711")
    facts = await register.ask(CLERK, TIMELINE, {"id": str(home)})
    nodes = [one["node"] for one in facts["household"]["timeline"]["edges"]]
    of_documents = [one for one in nodes if one["fact"].startswith("entitlement_document")]
    assert [one["fact"].split(".")[1] for one in of_documents] == [
        "issued", "issued", "lost", "replaced",
    ]  # fmt: skip
    assert {one["member"]["id"] for one in of_documents} == {member}


async def test_two_desks_that_issue_at_once_issue_one(register: Register, settled: Settle) -> None:
    home, member = await family(register)
    await settled()
    own = holder(home, member)
    both = await asyncio.gather(
        *(done(register, ISSUE, holder=own, printed=printed(f"ب-{at}"), key=f"{at}") for at in "12")
    )
    assert sorted(one.get("code", "") for one in both) == ["", "document_live"]


async def test_a_document_expires_by_itself_and_goes_with_its_holder(
    register: Register, settled: Settle
) -> None:
    home, member = await family(register)
    await settled()
    await done(register, ISSUE, holder=holder(home, member), printed=printed("ب-1"))
    position = await settled()
    assert [one["standing"] for one in await listed(register, on="2027-01-03")] == ["LIVE"]
    assert [one["standing"] for one in await listed(register, on="2027-01-04")] == ["EXPIRED"]
    assert await listed(register, filter={"standing": "EXPIRED"}) == []
    who = UUID(read_global_id(member)[1])
    context = register.context(MINISTRY)
    mint = register.services.writer.mint
    await register.submit(roster.die(home, who, None, context, mint))
    await settled()
    assert [one["standing"] for one in await listed(register)] == ["HOLDER_GONE"]
    assert [one["standing"] for one in await listed(register, at={"position": position})] == [
        "LIVE"
    ]
    refused = await done(
        register, REPLACE, holder=holder(home, member), printed=printed("2"), reason="LOST"
    )
    assert refused["code"] == "household_closed", "nobody is left"
    gone = await done(register, WITHDRAW, holder=holder(home, member))
    assert gone["document"]["standing"] == "WITHDRAWN"


async def test_a_document_goes_with_a_holder_who_moves_and_with_a_registration_that_is_withdrawn(
    register: Register, settled: Settle
) -> None:
    home, _ = await family(register, members=("علي", "منى"))
    other, _ = await family(register)
    await settled()
    history = await register.services.log.load(home)
    ali, mona = [one.fact.member for one in history if isinstance(one.fact, MemberJoined)][1:]
    writer, context = register.services.writer, register.context(MINISTRY)
    for at, child in enumerate((ali, mona)):
        await done(register, ISSUE, holder=holder(home, str(child)), printed=printed(f"ب-{at}"))
    await settled()
    moved = Move(household=home, member=ali, to=other, relation=Relation.OTHER)
    await writer.submit(await roster.move(writer, moved, context))
    in_error = WithdrawalReason.RECORDED_IN_ERROR
    await writer.submit(acts.withdraw_member(home, mona, in_error, context))
    await settled()
    there = await listed(register, filter={"household": str(other)})
    assert [(one["standing"], one["holder"]["id"]) for one in there] == [
        ("LIVE", global_id("Member", ali))
    ]
    assert {one["standing"] for one in await listed(register)} == {"LIVE", "HOLDER_GONE"}
    second = await done(register, ISSUE, holder=holder(other, str(ali)), printed=printed("ب-9"))
    assert second["code"] == "document_live"
    new = printed("ب-10", "2026-10-01")
    done_ = await done(
        register, REPLACE, holder=holder(other, str(ali)), printed=new, reason="RENEWED"
    )
    assert done_["document"]["standing"] == "LIVE"


async def test_others_see_neither_documents_nor_what_can_be_done_with_them(
    register: Register, settled: Settle
) -> None:
    home, member = await family(register)
    await settled()
    issued = await done(register, ISSUE, holder=holder(home, member), printed=printed("ب-1"))
    await settled()
    assert await listed(register, NEIGHBOUR) == []
    query = "query ($id: ID!) { node(id: $id) { id } }"
    asked = {"id": issued["document"]["id"]}
    assert (await register.ask(NEIGHBOUR, query, asked))["node"] is None
    assert (await register.ask(CLERK, query, asked))["node"] == asked
    refused = await done(register, WITHDRAW, NEIGHBOUR, holder=holder(home, member))
    assert refused["code"] == "household_unknown"
    volunteer = Person(MINISTRY, Role.VOLUNTEER, Purpose.DELIVERY)
    refused = await done(register, WITHDRAW, volunteer, holder=holder(home, member))
    assert refused["code"] == "act_not_allowed"
    blank = await done(register, ISSUE, holder=holder(home, member, "PLATE"), printed=printed("  "))
    assert blank["code"] == "document_number_malformed"


async def test_totals_hide_few_people_from_others_and_come_to_the_documents(
    register: Register, settled: Settle
) -> None:
    homes = [await family(register) for _ in range(11)]
    await settled()
    for at, (home, member) in enumerate(homes):
        until = "2026-06-30" if at == 0 else "2027-01-03"
        card = printed(f"ب-{at}", until=until)
        await done(register, ISSUE, holder=holder(home, member), printed=card)
    home, member = homes[0]
    await done(register, ISSUE, holder=holder(home, member, "PLATE"), printed=printed("7"))
    await settled()
    found = (await register.ask(CLERK, TOTALS, {"by": ["KIND", "PARTNER"], "own": True}))[
        "entitlementDocumentTotals"
    ]
    cards = next(one for one in found["rows"] if one["kind"] == "PRIORITY_CARD")
    assert (cards["issued"], cards["live"], cards["expired"]) == (11, 10, 1)
    assert cards["partner"] == {"code": MINISTRY}
    assert (found["total"]["issued"], found["total"]["live"]) == (12, 11)
    then = (await register.ask(CLERK, TOTALS, {"by": [], "own": True, "on": "2027-06-01"}))[
        "entitlementDocumentTotals"
    ]["total"]
    assert (then["live"], then["expired"]) == (0, 12)
    told = (await register.ask(ANALYST, TOTALS, {"by": ["KIND"]}))["entitlementDocumentTotals"]
    by_kind = {one["kind"]: one for one in told["rows"]}
    assert (by_kind["PRIORITY_CARD"]["issued"], by_kind["PRIORITY_CARD"]["expired"]) == (10, None)
    assert by_kind["PLATE"]["live"] is None
    assert by_kind["PLATE"]["hidden"] == ["ISSUED", "LIVE"]
    assert by_kind["PLATE"]["reason"]["code"] == "few_people"
    audited = (await register.ask(AUDITOR, TOTALS, {"by": ["KIND"]}))["entitlementDocumentTotals"]
    assert {one["kind"]: one["live"] for one in audited["rows"]} == {
        "PRIORITY_CARD": 10,
        "PLATE": 1,
    }


async def test_forgetting_the_holder_closes_the_numbers_and_keeps_the_count(
    register: Register, settled: Settle
) -> None:
    home, member = await family(register, members=("علي",))
    await settled()
    own = holder(home, member)
    await done(register, ISSUE, holder=own, printed=printed("ب-1"), key="first")
    await done(register, REPLACE, holder=own, printed=printed("ب-2"), reason="DAMAGED", key="next")
    await settled()
    who = UUID(read_global_id(member)[1])
    request = ErasureRequest(household=home, member=who, case=CaseNumber("E-2026-1"))
    context = register.context(MINISTRY, Role.DATA_OFFICER)
    await forget_member(register.services.writer, request, context)
    await settled()
    states = [one["number"] for one in await listed(register)]
    assert states == [{"state": "ERASED", "value": None}] * 2
    again = await done(register, ISSUE, holder=own, printed=printed("ب-1"), key="first")
    assert again["code"] == "person_forgotten", "what was asked is known no more"
    totals = await register.ask(AUDITOR, TOTALS, {"by": []})
    assert totals["entitlementDocumentTotals"]["total"]["live"] == 1
