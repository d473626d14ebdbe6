"""What is mended in a household: what differs and nothing else, found by opening what stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from registry.application import roster
from registry.application.amendments import (
    Amendment,
    HouseholdAmendment,
    MemberAmendment,
    household_as_described,
    member_as_described,
)
from registry.application.command import Outcome
from registry.application.corrections import corrections_of
from registry.application.forgetting import ErasureRequest, forget_member
from registry.application.households import (
    HouseholdDraft,
    MemberDraft,
    register_household,
)
from registry.application.known_members import (
    known_members,
    recorded_members,
    registered_head,
)
from registry.domain.casework import (
    HouseholdField,
    MemberField,
)
from registry.domain.dates import precise_date
from registry.domain.errors import SijillError
from registry.domain.household import (
    CaseNumber,
    HouseholdCorrected,
    MemberCorrected,
    MemberJoined,
    PersonName,
)
from registry.domain.identity_numbers import read_identity_number
from registry.domain.partner import PartnerCode
from registry.domain.places import PCode
from registry.domain.vocabulary import (
    Criterion,
    Purpose,
    RegistrationWarning,
    Relation,
    Role,
    Sex,
)
from tests.application.conftest import ALBIR, Office, enrolled
from tests.application.families import (
    BAD,
    GOOD,
    a_family,
    correct,
    facts,
    last,
    members,
    opened,
    openings,
    refusal,
)

pytestmark = pytest.mark.anyio


async def test_a_mended_name_is_one_fact_with_that_field_alone(office: Office) -> None:
    home = await a_family(office)
    _, ali, _ = await members(office, home)
    said = {MemberField.NAME: PersonName(written="علي محمود حسن"), MemberField.SEX: Sex.UNKNOWN}
    outcome = await correct(
        office, MemberAmendment(household=home, member=ali, said=said), office.context
    )
    mended = await last(office, home, MemberCorrected)
    assert mended.changed == (MemberField.NAME,)
    assert (mended.born, mended.warnings, mended.stratum, mended.odd) == (None, None, None, None)
    assert (await opened(office, mended.name)).written == "علي محمود حسن"
    assert outcome.position > 0


async def test_what_stands_already_is_answered_with_nothing(office: Office) -> None:
    home = await a_family(office, phones=(GOOD,))
    fatima, *_ = await members(office, home)
    before = await facts(office, home)
    same: list[Any] = [
        MemberAmendment(
            household=home,
            member=fatima,
            said={
                MemberField.NAME: PersonName(written=" فاطمة  عبد الرحيم "),
                MemberField.BORN: precise_date(1985, 3, 2),
            },
        ),
        HouseholdAmendment(
            household=home,
            said={
                HouseholdField.PHONES: (replace(GOOD, raw="+20 10 92574822"),),
                HouseholdField.DECLARED_SIZE: 3,
            },
        ),
    ]
    for amendment in same:
        assert (await correct(office, amendment, office.context)).position == 0
    assert await facts(office, home) == before


async def test_a_row_that_says_less_changes_nothing_and_one_mended_cell_is_one_correction(
    office: Office,
) -> None:
    home = await a_family(office, place=PCode("EG2706-L001"), address="خلف الوحدة الصحية")
    fatima, *_ = await members(office, home)
    less = MemberDraft(
        name=PersonName(written="فاطمة عبد الرحيم"), relation=Relation.HEAD, born=precise_date(1985)
    )
    row = HouseholdDraft(head=less, place=PCode("EG2706"))
    described: list[Amendment] = [
        household_as_described(home, row),
        member_as_described(home, fatima, less),
    ]
    for command in await corrections_of(office.writer, described, [office.context] * 2):
        assert (await office.writer.submit(command)).position == 0
    mended = replace(less, born=precise_date(1986))
    amendment = member_as_described(home, fatima, mended)
    assert (await correct(office, amendment, office.context)).position > 0
    corrected = await last(office, home, MemberCorrected)
    assert corrected.changed == (MemberField.BORN,)
    assert corrected.birth_band == 1985
    assert corrected.stratum is not None


async def test_a_correction_keeps_the_count_of_open_warnings_right(office: Office) -> None:
    number = read_identity_number("٢٩٠١٣٠١٢٧٠٠٠١٢", today=date(2026, 11, 1))
    head = MemberDraft(
        name=PersonName(written="هدى علي"),
        relation=Relation.HEAD,
        identity_numbers=(number,),
        phones=(BAD,),
        warnings=(
            RegistrationWarning.IDENTITY_NUMBER_INVALID,
            RegistrationWarning.PHONE_INVALID,
            RegistrationWarning.BIRTH_DATE_UNREADABLE,
        ),
    )
    draft = HouseholdDraft(head=head, place=PCode("EG2706"))
    command = register_household(draft, office.context, office.writer.mint)
    home = (await office.writer.submit(command)).stream
    (hoda,) = await members(office, home)
    assert (await last(office, home, MemberJoined)).odd == 3
    said: dict[MemberField, Any] = {MemberField.PHONES: (GOOD,)}
    await correct(office, MemberAmendment(household=home, member=hoda, said=said), office.context)
    corrected = await last(office, home, MemberCorrected)
    assert corrected.odd == 2
    assert set(await opened(office, corrected.warnings)) == {
        RegistrationWarning.IDENTITY_NUMBER_INVALID,
        RegistrationWarning.BIRTH_DATE_UNREADABLE,
    }
    said = {MemberField.BORN: precise_date(1991), MemberField.PHONES: (BAD,)}
    await correct(office, MemberAmendment(household=home, member=hoda, said=said), office.context)
    corrected = await last(office, home, MemberCorrected)
    assert set(await opened(office, corrected.warnings)) == {
        RegistrationWarning.IDENTITY_NUMBER_INVALID,
        RegistrationWarning.PHONE_INVALID,
    }


async def test_the_sex_of_the_head_settles_a_warning_of_the_household(office: Office) -> None:
    head = MemberDraft(name=PersonName(written="آمال"), relation=Relation.HEAD, sex=Sex.MALE)
    draft = HouseholdDraft(
        head=head,
        place=PCode("EG2706"),
        criteria=(Criterion.FEMALE_HEAD,),
        warnings=(RegistrationWarning.FEMALE_HEAD_IS_MALE,),
    )
    command = register_household(draft, office.context, office.writer.mint)
    home = (await office.writer.submit(command)).stream
    (amal,) = await members(office, home)
    said = {MemberField.SEX: Sex.FEMALE}
    await correct(office, MemberAmendment(household=home, member=amal, said=said), office.context)
    settled = await last(office, home, HouseholdCorrected)
    assert (settled.changed, settled.odd) == ((), 0)


async def test_what_is_opened_to_compare_is_on_record_and_nothing_of_anothers_is_opened(
    office: Office,
) -> None:
    home = await a_family(office)
    _, ali, _ = await members(office, home)
    said = {MemberField.NAME: PersonName(written="علي محمود")}
    amendment = MemberAmendment(household=home, member=ali, said=said)
    await correct(office, amendment, office.context)
    ((role, purpose, fact),) = await openings(office)
    assert (role, purpose) == (Role.SYSTEM, Purpose.CORRECTION)
    assert fact.subjects == (ali,)
    assert fact.fields == ("household.member_joined.name",)
    stranger = await enrolled(office.writer, replace(ALBIR, code=PartnerCode("alnour")))
    assert await refusal(correct(office, amendment, stranger)) == "household_unknown"
    auditor = replace(office.context, role=Role.AUDITOR)
    assert await refusal(correct(office, amendment, auditor)) == "act_not_allowed"
    assert len(await openings(office)) == 1


async def test_two_corrections_in_one_batch_see_each_other(office: Office) -> None:
    home = await a_family(office)
    _, ali, _ = await members(office, home)
    said = {MemberField.NAME: PersonName(written="علي محمود حسن")}
    amendment = MemberAmendment(household=home, member=ali, said=said)
    twice = await corrections_of(office.writer, [amendment] * 2, [office.context] * 2)
    first, second = await office.writer.submit_many(twice)
    assert isinstance(first, Outcome)
    assert isinstance(second, Outcome)
    assert first.position > 0
    assert second.position == 0


async def test_a_correction_made_from_stale_values_is_not_written(office: Office) -> None:
    home = await a_family(office)
    _, ali, _ = await members(office, home)
    said = {MemberField.NAME: PersonName(written="علي محمود حسن")}
    stale = MemberAmendment(household=home, member=ali, said=said)
    (command,) = await corrections_of(office.writer, [stale], [office.context])
    other = {MemberField.NAME: PersonName(written="علي حسن")}
    await correct(office, MemberAmendment(household=home, member=ali, said=other), office.context)
    (answer,) = await office.writer.submit_many([command])
    assert isinstance(answer, SijillError)
    assert answer.code == "version_conflict"


async def test_the_same_correction_under_its_key_is_answered_once(office: Office) -> None:
    home = await a_family(office)
    said = {HouseholdField.ADDRESS: "بجوار المدرسة"}
    amendment = HouseholdAmendment(household=home, said=said)
    context = office.context.with_key("تصحيح-1")
    first = await correct(office, amendment, context)
    again = await correct(office, amendment, context)
    assert (again.position, again.repeated) == (first.position, True)
    other = HouseholdAmendment(household=home, said={HouseholdField.ADDRESS: None})
    assert await refusal(correct(office, other, context)) == "idempotency_key_reused"


async def test_members_are_known_by_what_tells_them_apart_and_their_head_is_the_registered_one(
    office: Office,
) -> None:
    home = await a_family(office)
    fatima, ali, mona = await members(office, home)
    histories = await office.writer.log.load_many([home])
    assert recorded_members(histories[home]) == [ali, mona]
    asked = (office.writer, {home: [ali, mona]}, histories, office.context)
    known = (await known_members(*asked))[home]
    assert [(one.member, one.reference) for one in known] == [(ali, "ق-12/1"), (mona, "ق-12/2")]
    assert registered_head(histories[home]) == fatima
    await office.writer.submit(roster.change_head(home, ali, Relation.OTHER, office.context))
    assert registered_head(await office.writer.log.load(home)) is None


async def test_what_files_said_before_does_not_undo_what_was_corrected_by_hand(
    office: Office,
) -> None:
    by_file = replace(office.context, file_import=office.writer.mint.id())
    home = await a_family(replace(office, context=by_file), address="خلف الوحدة الصحية")
    await correct(
        office,
        HouseholdAmendment(household=home, said={HouseholdField.ADDRESS: "خلف المسجد"}),
        office.context,
    )
    row = {HouseholdField.ADDRESS: "خلف الوحدة الصحية", HouseholdField.DECLARED_SIZE: 9}
    amendment = HouseholdAmendment(household=home, said=row, loosely=True)
    await correct(office, amendment, by_file)
    facts = [one.fact for one in await office.writer.log.load(home)]
    corrected = [one.changed for one in facts if isinstance(one, HouseholdCorrected)]
    assert corrected == [(HouseholdField.ADDRESS,), (HouseholdField.DECLARED_SIZE,)]


async def test_a_row_that_names_somebody_else_corrects_nobody(office: Office) -> None:
    home = await a_family(office)
    fatima, *_ = await members(office, home)
    said = {MemberField.NAME: PersonName(written="خالد عبد الرحيم"), MemberField.SEX: Sex.MALE}
    other = MemberAmendment(household=home, member=fatima, said=said, loosely=True)
    assert await refusal(correct(office, other, office.context)) == "row_of_another_person"
    nobody_knows = {MemberField.NAME: PersonName(written="سعاد حسين")}
    other = MemberAmendment(household=home, member=fatima, said=nobody_knows, loosely=True)
    assert await refusal(correct(office, other, office.context)) == "row_of_another_person"
    born = {**nobody_knows, MemberField.BORN: precise_date(1985, 3, 2)}
    same = MemberAmendment(household=home, member=fatima, said=born, loosely=True)
    assert (await correct(office, same, office.context)).position > 0
    by_hand = MemberAmendment(household=home, member=fatima, said=said)
    assert (await correct(office, by_hand, office.context)).position > 0


async def test_what_a_correction_said_of_who_is_forgotten_is_let_go_of(office: Office) -> None:
    home = await a_family(office)
    _, ali, _ = await members(office, home)
    said = {MemberField.NAME: PersonName(written="علي محمود حسن")}
    amendment = MemberAmendment(household=home, member=ali, said=said)
    context = office.context.with_key("تصحيح-2")
    await correct(office, amendment, context)
    officer = replace(office.context, role=Role.DATA_OFFICER, purpose=Purpose.ERASURE)
    request = ErasureRequest(household=home, member=ali, case=CaseNumber("2026/18"))
    await forget_member(office.writer, request, officer)
    assert await refusal(correct(office, amendment, context)) == "person_forgotten"
