"""A file that comes again with something mended in it is a correction of that, and of nothing more."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import openpyxl
import pytest

from registry.application.acts import close
from registry.application.amendments import HouseholdAmendment
from registry.application.comparing import as_it_stands
from registry.application.corrections import correction
from registry.application.households import MemberDraft, add_member
from registry.domain.access import FieldsOpened
from registry.domain.casework import ClosingReason, HouseholdField, MemberField
from registry.domain.facts import AnyFact
from registry.domain.file_import import ImportCounts, TakenAs
from registry.domain.household import (
    ConsentAnswered,
    HouseholdCorrected,
    HouseholdReleased,
    MemberCorrected,
    MemberJoined,
    PersonName,
)
from registry.domain.vocabulary import ConsentState, Purpose, Relation
from registry.localpg import find_binaries
from tests.intake.conftest import Register
from tests.intake.dying import Cut, Dying
from tests.intake.files import FATIMA, HEADINGS, KHALED, KOBO, LIST, a_list, cell, changed, options
from tests.intake.test_persons import ALI, MARYAM, a_file
from tests.intake.test_persons import FATIMA as MOTHER

pytestmark = [
    pytest.mark.anyio,
    # The SQL of it is tried on every server in test_lists_again and in tests/eventlog.
    pytest.mark.parametrize("programs", [find_binaries()], ids=["embedded"], indirect=True),
]
REGISTERED = options(TakenAs.REGISTRATIONS)
NUMBERED = (*HEADINGS, "رقم الحالة", "تاريخ التسجيل")
ROW = (*FATIMA, "ق-12", "1/10/2026")
LARGER = (*FATIMA[:-1], 7, "ق-12", "1/11/2026")
NOOR = ("ق-12", "ابن", "نور محمد سيد", "ذكر", "", "")
_MENDING = (HouseholdCorrected, MemberCorrected, ConsentAnswered, HouseholdReleased)


def mended(register: Register) -> list[AnyFact]:
    return [one.fact for kind in _MENDING for one in register.facts(kind)]


def only(register: Register) -> Any:
    (fact,) = mended(register)
    return fact


def household_of(register: Register) -> UUID:
    return register.facts(MemberJoined)[0].stream


async def test_the_sample_list_with_one_cell_mended_is_one_correction(
    register: Register, tmp_path: Path
) -> None:
    served = options(TakenAs.DELIVERIES)

    def mend(workbook: Any) -> None:
        headings = {one.value: one.column for one in workbook.active[3]}
        workbook.active.cell(7, headings["عدد الأفراد"]).value = 9

    await register.take(LIST, served)
    path = changed(LIST, tmp_path / "a.xlsx", mend)
    summary = await register.take(path, served)
    assert summary.counts == ImportCounts(rows=30, corrections=1, unchanged=29, warnings=11)
    assert only(register).changed == (HouseholdField.DECLARED_SIZE,)
    (at,) = register.facts(HouseholdCorrected)
    assert (at.envelope.row, at.envelope.purpose) == (7, Purpose.CORRECTION)
    head = await register.writer.log.head()
    assert (await register.take(path, served)).already
    assert await register.writer.log.head() == head
    back = await register.take(LIST, served)
    assert (back.already, len(mended(register))) == (True, 1)


async def test_the_mended_row_in_another_file_is_known_and_opens_nothing(
    register: Register, tmp_path: Path
) -> None:
    await register.take(a_list(tmp_path / "a.xlsx", ROW, headings=NUMBERED), REGISTERED)
    await register.take(a_list(tmp_path / "b.xlsx", LARGER, headings=NUMBERED), REGISTERED)
    opened = len(register.facts(FieldsOpened))
    summary = await register.take(
        a_list(tmp_path / "c.xlsx", LARGER, (*KHALED, "ق-13", ""), headings=NUMBERED), REGISTERED
    )
    assert (summary.counts.unchanged, summary.counts.corrections) == (1, 0)
    assert (len(register.facts(FieldsOpened)), len(mended(register))) == (opened, 1)


async def test_a_row_dated_before_what_stands_changes_nothing_and_a_blank_never_does(
    register: Register, tmp_path: Path
) -> None:
    await register.take(a_list(tmp_path / "a.xlsx", LARGER, headings=NUMBERED), REGISTERED)
    older = await register.take(a_list(tmp_path / "b.xlsx", ROW, headings=NUMBERED), REGISTERED)
    assert [(one.code, one.row) for one in older.notices] == [("row_older", 2)]
    blank = (1, FATIMA[1], "", "1985", "", "دشنا", "", "ق-12", "2/11/2026")
    path = a_list(tmp_path / "c.xlsx", blank, headings=NUMBERED)
    summary = await register.take(path, REGISTERED)
    assert (summary.counts.unchanged, summary.notices, mended(register)) == (1, (), [])


async def test_what_was_corrected_by_hand_stands_until_the_file_says_something_new(
    register: Register, tmp_path: Path
) -> None:
    await register.take(a_list(tmp_path / "a.xlsx", ROW, headings=NUMBERED), REGISTERED)
    home = household_of(register)
    by_hand = HouseholdAmendment(household=home, said={HouseholdField.DECLARED_SIZE: 5})
    context = replace(register.context, purpose=Purpose.CORRECTION)
    await as_it_stands(register.writer, lambda: correction(register.writer, by_hand, context))
    moved = (*ROW[:5], "قوص", *ROW[6:])
    await register.take(a_list(tmp_path / "b.xlsx", moved, headings=NUMBERED), REGISTERED)
    changes = [getattr(one.fact, "changed", ()) for one in register.facts(HouseholdCorrected)]
    assert changes == [(HouseholdField.DECLARED_SIZE,), (HouseholdField.PLACE,)]


async def test_an_edited_submission_is_a_correction_and_its_answers_count(
    register: Register, tmp_path: Path
) -> None:
    waiting = next(
        row for row in range(2, 32) if cell_of(row, "_validation_status").endswith("on_hold")
    )

    def edit(workbook: Any) -> None:
        said = {
            "_uuid": "9d4f0000-0000-4000-8000-000000000001",
            "hh/size": 11,
            "consent/share": "no",
            "_validation_status": "validation_status_approved",
        }
        for heading, value in said.items():
            cell(workbook, 0, waiting, heading).value = value
        for row in range(2, 85):
            its = cell(workbook, "members", row, "_submission__uuid")
            its.value = said["_uuid"] if its.value == cell_of(waiting, "_uuid") else its.value

    await register.take(KOBO, options())
    summary = await register.take(changed(KOBO, tmp_path / "a.xlsx", edit), options())
    assert (summary.counts.corrections, summary.counts.rejects) == (1, 0)
    assert [type(one) for one in mended(register)] == [
        HouseholdCorrected,
        ConsentAnswered,
        HouseholdReleased,
    ]
    (answered,) = register.facts(ConsentAnswered)
    assert isinstance(answered.fact, ConsentAnswered)
    assert answered.fact.consent.state is ConsentState.REFUSED


async def test_of_two_submissions_with_one_root_in_a_file_the_latest_counts(
    register: Register, tmp_path: Path
) -> None:
    def edit(workbook: Any) -> None:
        sheet = workbook.worksheets[0]
        for column in range(1, sheet.max_column + 1):
            sheet.cell(32, column).value = sheet.cell(3, column).value
        cell(workbook, 0, 32, "_uuid").value = "9d4f0000-0000-4000-8000-000000000001"
        cell(workbook, 0, 32, "hh/size").value = 9
        cell(workbook, 0, 32, "_index").value = 31

    path = changed(KOBO, tmp_path / "a.xlsx", edit)
    summary = await register.take(path, options())
    assert [(one.code, one.row) for one in summary.notices] == [("row_edited_since", 3)]
    assert (summary.counts.registrations, summary.counts.rejects) == (30, 0)
    assert 32 in {one.envelope.row for one in register.facts(MemberJoined)}


async def test_a_child_put_in_before_another_joins_and_nobody_becomes_somebody_else(
    register: Register, tmp_path: Path
) -> None:
    """In a form rows go by their place, which moves."""

    def born(workbook: Any) -> None:
        sheet = workbook["members"]
        sheet.insert_rows(2)
        for column in range(1, sheet.max_column + 1):
            sheet.cell(2, column).value = sheet.cell(3, column).value
        for heading, said in {"mem/name": "نور إبراهيم", "mem/birth_date": "2026-08-01"}.items():
            cell(workbook, "members", 2, heading).value = said
        for row in range(2, 86):
            cell(workbook, "members", row, "_index").value = row - 1

    await register.take(KOBO, options())
    path = changed(KOBO, tmp_path / "a.xlsx", born)
    summary = await register.take(path, options())
    assert (summary.counts.members, summary.counts.corrections) == (1, 0)
    assert summary.counts.rejects == 0
    assert (len(register.facts(MemberJoined)), mended(register)) == (114, [])


async def test_a_name_that_is_mended_in_a_list_of_persons_is_no_other_person(
    register: Register, tmp_path: Path
) -> None:
    await register.take(a_file(tmp_path / "a.csv", MOTHER, ALI, MARYAM), options())
    ali = ("ق-12", "ابن", "علي محمد السيد", "ذكر", "", "")
    for again in ("b.csv", "c.csv"):
        path = a_file(tmp_path / again, MOTHER, ali, MARYAM, *([NOOR] if again == "c.csv" else []))
        summary = await register.take(path, options())
        assert (summary.counts.corrections, summary.counts.members) == (
            (1, 0) if again == "b.csv" else (0, 1)
        )
    assert only(register).changed == (MemberField.NAME,)
    assert len(register.facts(MemberJoined)) == 4


async def test_a_child_whom_a_caseworker_added_is_not_added_again(
    register: Register, tmp_path: Path
) -> None:
    await register.take(a_file(tmp_path / "a.csv", MOTHER, ALI), options())
    noor = MemberDraft(name=PersonName(written="نُور محمد سيد"), relation=Relation.CHILD)
    await register.writer.submit(
        add_member(household_of(register), noor, register.context, register.writer.mint)
    )
    summary = await register.take(a_file(tmp_path / "b.csv", MOTHER, ALI, NOOR), options())
    assert (summary.counts.members, summary.counts.corrections) == (0, 1)
    assert len(register.facts(MemberJoined)) == 3
    assert set(only(register).changed) == {MemberField.SEX, MemberField.NAME}


async def test_a_closed_household_is_not_corrected_and_says_so(
    register: Register, tmp_path: Path
) -> None:
    await register.take(a_list(tmp_path / "a.xlsx", ROW, headings=NUMBERED), REGISTERED)
    closing = close(
        household_of(register),
        ClosingReason.LEFT_THE_AREA,
        None,
        register.context,
        register.writer.mint,
    )
    await register.writer.submit(closing)
    path = a_list(tmp_path / "b.xlsx", LARGER, headings=NUMBERED)
    (foreseen,) = (await register.foresee(path, REGISTERED)).rejects
    (reject,) = (await register.take(path, REGISTERED)).rejects
    assert foreseen == reject
    assert reject.problems[0].code == "row_refused"
    assert "Reopen" in reject.problems[0].details["reason_en"]
    assert "مغلق" in reject.problems[0].details["reason_ar"]


async def test_a_row_that_names_another_head_goes_back(register: Register, tmp_path: Path) -> None:
    await register.take(a_list(tmp_path / "a.xlsx", ROW, headings=NUMBERED), REGISTERED)
    other = (1, "خالد عبد الرحمن سيد", "27203152701234", "1972", "ذكر", *ROW[5:])
    summary = await register.take(a_list(tmp_path / "b.xlsx", other, headings=NUMBERED), REGISTERED)
    assert [one.problems[0].code for one in summary.rejects] == ["row_refused"]
    assert mended(register) == []


async def test_a_dry_run_counts_corrections_and_leaves_on_record_what_it_opened_alone(
    register: Register, tmp_path: Path
) -> None:
    await register.take(a_list(tmp_path / "a.xlsx", ROW, headings=NUMBERED), REGISTERED)
    path = a_list(tmp_path / "b.xlsx", LARGER, headings=NUMBERED)
    foreseen = await register.foresee(path, REGISTERED)
    opened = {
        (one.envelope.purpose, one.envelope.file_import) for one in register.facts(FieldsOpened)
    }
    assert opened == {(Purpose.CORRECTION, None)}
    assert foreseen.counts == (await register.take(path, REGISTERED)).counts
    assert foreseen.counts.corrections == 1


@pytest.mark.parametrize("calls", [2, 3, 4])
async def test_a_mended_file_that_is_cut_short_is_gone_on_with(
    register: Register, tmp_path: Path, calls: int
) -> None:
    """Cut after a registration is looked for, a correction is recorded, or a member joins."""
    await register.take(a_file(tmp_path / "a.csv", MOTHER, ALI, MARYAM), options())
    ali = ("ق-12", "ابن", "علي محمد السيد", "ذكر", "", "")
    path = a_file(tmp_path / "b.csv", (*MOTHER[:5], "قوص"), ali, MARYAM, NOOR)
    dying = replace(register, writer=Dying(register.writer, calls))
    with pytest.raises(Cut):
        await dying.take(path, options())
    summary = await register.take(path, options())
    assert summary.counts == ImportCounts(rows=4, members=1, corrections=2, unchanged=1)
    assert (len(mended(register)), len(register.facts(MemberJoined))) == (2, 4)


def cell_of(row: int, heading: str) -> str:
    return str(cell(openpyxl.load_workbook(KOBO), 0, row, heading).value)
