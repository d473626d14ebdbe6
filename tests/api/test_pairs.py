"""Two registrations of one person: shown side by side, linked by a person or the machine, taken apart again."""

from __future__ import annotations

from asyncio import gather
from typing import Any, Final
from uuid import UUID

import pytest

from registry.api.ids import read_uuid
from registry.api.relay import global_id
from registry.application import pairs
from registry.application.forgetting import ErasureRequest, forget_member
from registry.application.pairs import Finding, pair_of
from registry.domain.evidence import Evidence, EvidenceLevel, EvidenceOf
from registry.domain.household import CaseNumber
from registry.domain.pair import ModelVersion, Sides
from registry.domain.sameness import CaseReason, SettledReason
from registry.domain.vocabulary import ConsentState, Purpose, Role
from tests.api.register import ASSOCIATION, MINISTRY, NEWCOMER, Person, Register, Settle

pytestmark = pytest.mark.anyio

REVIEWER: Final = Person(MINISTRY, Role.REVIEWER, Purpose.DEDUPLICATION)
THERE: Final = Person(ASSOCIATION, Role.REVIEWER, Purpose.DEDUPLICATION)
STRANGER: Final = Person(NEWCOMER, Role.REVIEWER, Purpose.DEDUPLICATION)
SAID = "... on PairChanged { repeated pair { linked parted case } } ... on Refusal { code messageEn details }"
CONFIRM = f"""
mutation ($first: ID!, $second: ID!, $note: String, $key: ID!) {{
  said: confirmDuplicate(first: $first, second: $second, note: $note, idempotencyKey: $key) {{ {SAID} }}
}}
"""
DISMISS = f"""
mutation ($first: ID!, $second: ID!, $key: ID!) {{
  said: dismissDuplicate(first: $first, second: $second, reason: RELATIVES, idempotencyKey: $key) {{ {SAID} }}
}}
"""
UNDO = f"""
mutation ($first: ID!, $second: ID!, $key: ID!) {{
  said: undoLink(first: $first, second: $second, reason: ASKED_THEM, idempotencyKey: $key) {{ {SAID} }}
}}
"""
PAIRS = """
query ($filter: PairFilter, $asOf: AsOf) {
  pairs(filter: $filter, asOf: $asOf) { edges { node {
    id linked parted case bits model
    evidence { state values masked }
    first { name { value masked } } second { name { value masked } }
    firstHousehold { id }
  } } }
}
"""
PERSON = "query ($of: ID!, $asOf: AsOf) { person(member: $of, asOf: $asOf) { id } }"
ALIKE: Final = (
    Evidence(of=EvidenceOf.GIVEN_NAME, level=EvidenceLevel.OTHER_SCRIPT, weight=3.1),
    Evidence(of=EvidenceOf.PLACE, level=EvidenceLevel.DIFFERENT, weight=-0.5),
)


async def said(
    register: Register, document: str, first: UUID, second: UUID, key: str, **more: Any
) -> dict[str, Any]:
    given = {"first": _member(first), "second": _member(second), "key": key}
    who = more.pop("who", REVIEWER)
    return dict((await register.ask(who, document, given | more))["said"])


async def person_of(
    register: Register, member: UUID, who: Person = REVIEWER, **as_of: Any
) -> set[UUID]:
    answer = await register.ask(who, PERSON, {"of": _member(member), **as_of})
    return {read_uuid(one["id"], "Member") for one in answer["person"]}


async def shown(register: Register, who: Person = REVIEWER, **asked: Any) -> list[dict[str, Any]]:
    answer = await register.ask(who, PAIRS, asked)
    return [edge["node"] for edge in answer["pairs"]["edges"]]


def _member(member: UUID) -> str:
    return global_id("Member", member)


async def people(
    register: Register, partner: str, *names: str, sharing: ConsentState = ConsentState.GIVEN
) -> tuple[UUID, list[UUID]]:
    """A household and those named in it."""
    home = await register.registered(partner, names[0], members=names[1:], sharing=sharing)
    history = await register.services.log.load(home)
    return home, [one.fact.member for one in history[1:]]  # type: ignore[union-attr,misc]


def finding(first: tuple[UUID, UUID], second: tuple[UUID, UUID]) -> Finding:
    return Finding(
        sides=pairs.sides_of(first, second),
        model=ModelVersion("2026-11"),
        score=112,
        evidence=ALIKE,
    )


@pytest.mark.usefixtures("agreed")
async def test_a_person_links_two_registrations_and_takes_it_back(
    register: Register, settled: Settle
) -> None:
    _, (fatima,) = await people(register, MINISTRY, "فاطمة عبد الرحيم")
    _, (fatma,) = await people(register, ASSOCIATION, "Fatma Abdelrehim")
    before = await settled()
    done = await said(register, CONFIRM, fatma, fatima, "1", note="زرتها: هي نفسها")
    assert done == {"repeated": False, "pair": {"linked": "PERSON", "parted": False, "case": None}}
    assert (await said(register, CONFIRM, fatma, fatima, "1", note="زرتها: هي نفسها"))["repeated"]
    linked_at = await settled()
    for one in (fatima, fatma):
        assert await person_of(register, one) == {fatima, fatma}
        assert await person_of(register, one, asOf={"position": before}) == {one}
    (node,) = await shown(register)
    assert [node[side]["name"]["value"] for side in ("first", "second")] == [
        "فاطمة عبد الرحيم",
        "Fatma Abdelrehim",
    ]
    assert (await said(register, DISMISS, fatima, fatma, "2"))["code"] == "pair_is_linked"
    undone = await said(register, UNDO, fatima, fatma, "3")
    assert undone["pair"] == {"linked": None, "parted": True, "case": None}
    await settled()
    assert await person_of(register, fatma) == {fatma}
    assert await person_of(register, fatma, asOf={"position": linked_at}) == {fatima, fatma}
    assert "نفسها" not in str(await shown(register))


@pytest.mark.usefixtures("agreed")
async def test_two_members_of_one_household_never_become_one_person(
    register: Register, settled: Settle
) -> None:
    _, (hassan, hussein) = await people(register, MINISTRY, "حسن علي", "حسين علي")
    _, (hasan,) = await people(register, ASSOCIATION, "Hasan Ali")
    await settled()
    same = await said(register, CONFIRM, hassan, hussein, "1")
    assert same["code"] == "pair_in_one_household"
    # Both at the same instant: either may be right, together they are wrong.
    answers = await gather(
        said(register, CONFIRM, hassan, hasan, "2"), said(register, CONFIRM, hussein, hasan, "3")
    )
    codes = sorted(str(one.get("code")) for one in answers)
    assert codes == ["None", "link_joins_members"]
    (refused,) = (one for one in answers if "code" in one)
    (conflict,) = refused["details"]["members"]
    assert {read_uuid(one, "Member") for one in conflict} == {hassan, hussein}
    assert f"{refused['details']['named']}. Undo" in refused["messageEn"]
    assert refused["details"]["named"].count(":") == 2, "by reference and number"
    await settled()
    assert len(await person_of(register, hasan)) == 2


@pytest.mark.usefixtures("agreed")
async def test_the_machine_links_asks_and_takes_back_its_own_but_never_a_persons(
    register: Register, settled: Settle
) -> None:
    here, (fatima,) = await people(register, MINISTRY, "فاطمة عبد الرحيم")
    there, (fatma,) = await people(register, ASSOCIATION, "Fatma Abdelrehim")
    found = finding((fatima, here), (fatma, there))
    machine = register.operator
    await register.submit(pairs.link(found, machine))
    await settled()
    (node,) = await shown(register, filter={"linked": True})
    assert (node["linked"], node["bits"], node["model"]) == ("MACHINE", 11.2, "2026-11")
    assert node["evidence"]["values"] == ["given_name:other_script:+3.1", "place:different:-0.5"]
    opened = pairs.ask(found, CaseReason.IN_DOUBT, machine, evidence_changed=False)
    await register.submit(opened)
    await settled()
    (node,) = await shown(register, filter={"open": True})
    assert (node["linked"], node["case"]) == (None, "IN_DOUBT")
    assert (await said(register, CONFIRM, fatima, fatma, "1"))["pair"]["linked"] == "PERSON"
    settling = pairs.settle(found.sides, SettledReason.EVIDENCE_CHANGED, machine)
    assert (await register.services.writer.submit(settling)).position == 0
    assert (await register.services.writer.submit(opened)).position == 0
    assert await shown(register, filter={"open": True}) == []


@pytest.mark.usefixtures("agreed")
async def test_a_pair_is_there_for_whoever_may_know_of_both_sides(
    register: Register, settled: Settle
) -> None:
    here, (fatima,) = await people(register, MINISTRY, "فاطمة عبد الرحيم")
    there, (hidden,) = await people(
        register, ASSOCIATION, "Fatma Abdelrehim", sharing=ConsentState.REFUSED
    )
    await register.submit(pairs.link(finding((fatima, here), (hidden, there)), register.operator))
    await settled()
    assert len(await shown(register, THERE)) == 1
    for who in (REVIEWER, STRANGER):
        assert await shown(register, who) == []
    assert await person_of(register, fatima) == {fatima}
    assert await person_of(register, hidden, THERE) == {fatima, hidden}
    assert (await said(register, CONFIRM, fatima, hidden, "1"))["code"] == "member_unknown"
    pair = global_id("Pair", pair_of(fatima, hidden))
    node = "query ($id: ID!) { node(id: $id) { id } }"
    assert (await register.ask(REVIEWER, node, {"id": pair}))["node"] is None
    assert (await register.ask(THERE, node, {"id": pair}))["node"] == {"id": pair}


async def test_who_may_not_review_does_not(register: Register, settled: Settle) -> None:
    _, (fatima,) = await people(register, MINISTRY, "فاطمة عبد الرحيم")
    _, (mona,) = await people(register, MINISTRY, "منى علي")
    await settled()
    caseworker = Person(MINISTRY, Role.CASEWORKER, Purpose.DEDUPLICATION)
    refused = await said(register, CONFIRM, fatima, mona, "1", who=caseworker)
    assert refused["code"] == "act_not_allowed"


@pytest.mark.usefixtures("agreed")
async def test_what_was_said_of_two_is_gone_with_either_and_the_other_stays(
    register: Register, settled: Settle
) -> None:
    here, (fatima,) = await people(register, MINISTRY, "فاطمة عبد الرحيم")
    there, (fatma,) = await people(register, ASSOCIATION, "Fatma Abdelrehim")
    found = finding((fatima, here), (fatma, there))
    await register.submit(pairs.link(found, register.operator))
    await settled()
    context = register.context(MINISTRY, Role.DATA_OFFICER)
    request = ErasureRequest(
        household=here,
        member=fatima,
        case=CaseNumber("E-2026-19"),
        pairs=[pair_of(fatima, fatma)],
    )
    await forget_member(register.services.writer, request, context)
    await settled()
    (node,) = await shown(register)
    assert node["evidence"]["state"] == "ERASED"
    assert node["second"]["name"]["value"] == "Fatma Abdelrehim"
    assert await person_of(register, fatma) == {fatima, fatma}


def test_sides_are_found_again_whichever_is_named_first() -> None:
    first, second = (UUID(int=5), UUID(int=50)), (UUID(int=3), UUID(int=30))
    assert (
        pairs.sides_of(first, second)
        == pairs.sides_of(second, first)
        == Sides(
            first=second[0], second=first[0], first_household=second[1], second_household=first[1]
        )
    )
    assert pair_of(first[0], second[0]) == pair_of(second[0], first[0])
