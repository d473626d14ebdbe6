import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from registry.application import steering
from registry.application.command import Context, Outcome
from registry.application.comparing import foreseen
from registry.application.foreseen import Foreseeing
from registry.application.forgetting import ErasureRequest, forget_member
from registry.application.households import MemberDraft, add_member
from registry.application.rights import LOOKING_ONLY, RIGHTS
from registry.domain.errors import KeyReused, Refused, SijillError
from registry.domain.household import CaseNumber, HouseholdRegistered, MemberJoined, PersonName
from registry.domain.partner import PartnerCode, PublicName
from registry.domain.vocabulary import Purpose, Relation, Role
from registry.eventlog import known as known_module
from registry.privacy.sealer import OpenedState, open_records
from tests.application.conftest import ALBIR, Office, enrolled

pytestmark = pytest.mark.anyio

ALNOUR = replace(ALBIR, code=PartnerCode("alnour"))


def child(name: str) -> MemberDraft:
    return MemberDraft(name=PersonName(written=name), relation=Relation.CHILD)


async def joined(office: Office, household: UUID) -> list[MemberJoined]:
    history = await office.writer.log.load(household)
    return [one.fact for one in history if isinstance(one.fact, MemberJoined)]


def refusal(outcome: Outcome | SijillError) -> str:
    assert isinstance(outcome, SijillError)
    return outcome.code


async def test_what_is_registered_is_stored_sealed_and_opens_to_what_was_said(
    office: Office,
) -> None:
    outcome = await office.writer.submit(office.registration("فاطمة عبد الرحيم"))
    history = await office.writer.log.load(outcome.stream)
    assert [type(one.fact) for one in history] == [HouseholdRegistered, MemberJoined]
    assert history[-1].position == outcome.position
    (head,) = await joined(office, outcome.stream)
    assert isinstance(head.name, bytes)
    opened = await open_records({"name": head.name}, office.writer.keys)
    assert opened["name"].value == PersonName(written="فاطمة عبد الرحيم")


async def test_a_key_used_twice_registers_once_also_at_the_same_moment(office: Office) -> None:
    commands = [office.registration("زينب حسن", key="form-17") for _ in range(6)]
    outcomes = await asyncio.gather(*(office.writer.submit(command) for command in commands))
    assert len({outcome.stream for outcome in outcomes}) == 1
    assert [outcome.repeated for outcome in outcomes].count(False) == 1
    before = await office.writer.log.head()
    again = await office.writer.submit(office.registration("زينب حسن", key="form-17"))
    assert again.repeated
    assert again.position == max(outcome.position for outcome in outcomes)
    assert await office.writer.log.head() == before


async def test_a_key_with_other_content_is_refused_and_another_partners_key_is_its_own(
    office: Office,
) -> None:
    await office.writer.submit(office.registration("زينب حسن", key="form-17"))
    with pytest.raises(KeyReused):
        await office.writer.submit(office.registration("سعاد علي", key="form-17"))
    neighbour = replace(office, context=await enrolled(office.writer, ALNOUR))
    outcome = await neighbour.writer.submit(neighbour.registration("سعاد علي", key="form-17"))
    assert not outcome.repeated


async def test_one_refusal_in_a_batch_fails_only_its_own_command(office: Office) -> None:
    reference = "uuid:1"
    outcomes = await office.writer.submit_many(
        [
            office.registration("فاطمة", reference=reference),
            office.registration("هدى", reference=reference),
            office.registration("سعاد", reference="uuid:2"),
        ]
    )
    assert isinstance(outcomes[0], Outcome)
    assert refusal(outcomes[1]) == "partner_reference_claimed"
    assert isinstance(outcomes[2], Outcome)


async def test_a_reference_claimed_by_two_at_once_is_one_registration(office: Office) -> None:
    outcomes = await asyncio.gather(
        *(
            office.writer.submit_many([office.registration("فاطمة", reference="uuid:1")])
            for _ in range(4)
        )
    )
    said = [one for (one,) in outcomes]
    assert sum(isinstance(one, Outcome) for one in said) == 1
    assert [refusal(one) for one in said if not isinstance(one, Outcome)] == [
        "partner_reference_claimed"
    ] * 3


async def test_a_twin_that_ends_while_a_command_looks_about_is_the_same_registration(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    twin = office.registration("زينب حسن", key="form-17", reference="uuid:1")
    ended: list[Outcome] = []

    loop = asyncio.get_running_loop()

    def interrupted(look: Callable[..., Any]) -> Callable[..., Any]:
        def look_and_wait(*asked: Any) -> Any:
            found = look(*asked)
            monkeypatch.undo()
            waiting = asyncio.run_coroutine_threadsafe(office.writer.submit(twin), loop)
            ended.append(waiting.result())
            return found

        return look_and_wait

    monkeypatch.setattr(known_module, "look_up", interrupted(known_module.look_up))
    late = await office.writer.submit(
        office.registration("زينب حسن", key="form-17", reference="uuid:1")
    )
    assert [replace(one, repeated=True) for one in ended] == [late]


async def test_members_added_at_the_same_moment_all_join_each_once(office: Office) -> None:
    household = (await office.writer.submit(office.registration("فاطمة"))).stream
    names = [f"طفل {number}" for number in range(8)]
    commands = [
        add_member(household, child(name), office.context.with_key(name), office.writer.mint)
        for name in names
    ]
    outcomes = await asyncio.gather(*(office.writer.submit(command) for command in commands))
    assert len({outcome.position for outcome in outcomes}) == len(names)
    members = await joined(office, household)
    assert len(members) == 1 + len(names)
    records = {one.member: one.name for one in members if isinstance(one.name, bytes)}
    opened = await open_records(records, office.writer.keys)
    assert all(one.state is OpenedState.CLEAR for one in opened.values())


async def test_another_partners_household_is_unknown(office: Office) -> None:
    household = (await office.writer.submit(office.registration("فاطمة"))).stream
    stranger = await enrolled(office.writer, ALNOUR)
    with pytest.raises(Refused, match="household_unknown"):
        await office.writer.submit(
            add_member(household, child("منى"), stranger, office.writer.mint)
        )


def steward(office: Office) -> Context:
    return replace(office.context, partner=office.writer.keys.registry_id, role=Role.SYSTEM)


async def suspended(office: Office) -> None:
    await office.writer.submit(steering.suspend_partner(office.context.partner, steward(office)))


async def test_a_partners_code_is_taken_once_whatever_key_the_taker_has(office: Office) -> None:
    writer, context = office.writer, steward(office).with_key("another way in")
    again = await writer.submit(steering.enrol_partner(ALBIR, context, writer.mint))
    assert (again.stream, again.repeated) == (office.context.partner, True)
    other = replace(ALBIR, name_en=PublicName("Another Al-Birr"))
    with pytest.raises(KeyReused):
        await writer.submit(steering.enrol_partner(other, context, writer.mint))


async def test_a_suspended_partner_writes_nothing_and_hears_nothing_of_what_it_wrote(
    office: Office,
) -> None:
    await office.writer.submit(office.registration("فاطمة", key="form-17"))
    await suspended(office)
    for again in (office.registration("هدى"), office.registration("فاطمة", key="form-17")):
        with pytest.raises(Refused, match="partner_suspended"):
            await office.writer.submit(again)


async def test_people_of_a_suspended_partner_are_forgotten_too(office: Office) -> None:
    household = (await office.writer.submit(office.registration("فاطمة"))).stream
    (head,) = await joined(office, household)
    await suspended(office)
    operator = replace(office.context, role=Role.SYSTEM)
    request = ErasureRequest(household=household, member=head.member, case=CaseNumber("E-2026-17"))
    assert not (await forget_member(office.writer, request, operator)).already


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in RIGHTS["household.register"]]
)
async def test_a_role_without_the_right_registers_nobody(office: Office, role: Role) -> None:
    await office.writer.submit(office.registration("فاطمة", key="form-17", reference="uuid:1"))
    other = replace(office, context=replace(office.context, role=role))
    for asked in (
        other.registration("هدى"),
        other.registration("فاطمة", key="form-17", reference="uuid:1"),
        other.registration("هدى", key="form-17"),
        other.registration("هدى", reference="uuid:1"),
    ):
        with pytest.raises(Refused, match="act_not_allowed"):
            await other.writer.submit(asked)


async def test_an_act_that_no_table_names_is_refused(office: Office) -> None:
    unknown = replace(office.registration("فاطمة"), act="household.erase_all")
    with pytest.raises(Refused, match="act_not_allowed"):
        await office.writer.submit(unknown)


async def test_forgetting_destroys_the_keys_and_no_path_brings_the_person_back(
    office: Office,
) -> None:
    command = office.registration("فاطمة عبد الرحيم", key="form-1", reference="uuid:1")
    household = (await office.writer.submit(command)).stream
    (head,) = await joined(office, household)
    officer = replace(office.context, role=Role.DATA_OFFICER)
    request = ErasureRequest(household=household, member=head.member, case=CaseNumber("E-2026-17"))
    forgotten = await forget_member(office.writer, request, officer)
    assert forgotten.subjects == (head.member, household)
    assert isinstance(head.name, bytes)
    opened = await open_records({"name": head.name}, office.writer.keys)
    assert opened["name"].state is OpenedState.ERASED
    again = await office.writer.submit_many(
        [office.registration("فاطمة عبد الرحيم", key="form-1", reference="uuid:1")]
    )
    assert refusal(again[0]) == "person_forgotten"
    renamed = await office.writer.submit_many(
        [office.registration("فاطمة عبد الرحيم", key="form-2", reference="uuid:1")]
    )
    assert refusal(renamed[0]) == "partner_reference_claimed"
    with pytest.raises(Refused, match="household_forgotten"):
        await office.writer.submit(
            add_member(household, child("منى"), office.context, office.writer.mint)
        )
    repeated = await forget_member(office.writer, request, officer)
    assert repeated.already


async def test_forgetting_a_child_leaves_the_rest_of_the_family_as_it_was(office: Office) -> None:
    writer, registration = (
        office.writer,
        office.registration("فاطمة", key="form-1", reference="uuid:1"),
    )
    household = (await writer.submit(registration)).stream
    adding = {
        name: add_member(household, child(name), office.context.with_key(name), writer.mint)
        for name in ("منى", "علي")
    }
    for command in adding.values():
        await writer.submit(command)
    mona = (await joined(office, household))[1].member
    officer = replace(office.context, role=Role.DATA_OFFICER)
    request = ErasureRequest(household=household, member=mona, case=CaseNumber("E-2026-18"))
    assert (await forget_member(writer, request, officer)).subjects == (mona,)
    again = await writer.submit_many(
        [office.registration("فاطمة", key="form-1", reference="uuid:1"), *adding.values()]
    )
    assert isinstance(again[0], Outcome)
    assert again[0].repeated
    assert refusal(again[1]) == "person_forgotten"
    assert isinstance(again[2], Outcome)
    assert again[2].repeated


async def test_nobody_writes_for_a_partner_that_was_never_enrolled(office: Office) -> None:
    nowhere = replace(office, context=office.context.for_partner(uuid4()))
    with pytest.raises(Refused, match="partner_not_enrolled"):
        await nowhere.writer.submit(nowhere.registration("فاطمة"))


@pytest.mark.parametrize("purpose", sorted(LOOKING_ONLY))
async def test_a_purpose_of_looking_writes_nothing(office: Office, purpose: Purpose) -> None:
    looking = replace(office, context=replace(office.context, purpose=purpose))
    with pytest.raises(Refused, match="purpose_only_reads"):
        await looking.writer.submit(looking.registration("فاطمة"))


async def test_what_is_only_tried_finds_what_was_done_before(office: Office) -> None:
    await office.writer.submit(office.registration("زينب", key="form-1", reference="uuid:1"))

    async def tried(name: str, key: str, reference: str) -> list[type]:
        asked = office.registration(name, key=key, reference=reference)
        return [type(one) for one in await foreseen(office.writer, asked)]

    head = await office.writer.log.head()
    assert await tried("زينب", "form-1", "uuid:1") == []
    with pytest.raises(KeyReused):
        await tried("سعاد", "form-1", "uuid:1")
    with pytest.raises(Refused, match="partner_reference_claimed"):
        await tried("هدى", "form-2", "uuid:1")
    assert await tried("منى", "form-3", "uuid:3") == [HouseholdRegistered, MemberJoined]
    assert await office.writer.log.head() == head


async def test_what_is_foreseen_is_what_comes_and_writes_nothing(office: Office) -> None:
    known = office.registration("زينب", key="form-1", reference="uuid:1")
    await office.writer.submit(known)
    asked = [
        office.registration("زينب", key="form-1", reference="uuid:1"),
        office.registration("سعاد", key="form-1", reference="uuid:1"),
        office.registration("هدى", key="form-2", reference="uuid:1"),
        office.registration("منى", key="form-3", reference="uuid:3"),
    ]
    head = await office.writer.log.head()
    foreseen = await office.writer.foresee_many(asked)
    tried = await Foreseeing(office.writer, head).submit_many(asked)
    assert await office.writer.log.head() == head
    came = await office.writer.submit_many(asked)

    def told(outcomes: Sequence[Outcome | SijillError]) -> list[object]:
        return [one.repeated if isinstance(one, Outcome) else one.code for one in outcomes]

    expected = [True, "idempotency_key_reused", "partner_reference_claimed", False]
    assert told(foreseen) == told(tried) == told(came) == expected
