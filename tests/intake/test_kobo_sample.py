"""The Kobo export of the samples, whole and as it is changed on its way."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from registry.domain.dates import PreciseDate
from registry.domain.file_import import FileFormat, TakenAs
from registry.domain.household import Consent, WashingtonGroup
from registry.domain.money import Currency, Money
from registry.domain.vocabulary import (
    BenefitFamily,
    BenefitKind,
    Claim,
    ConsentPurpose,
    ConsentState,
    Criterion,
    HoldReason,
    RegistrationWarning,
    Relation,
    Sex,
    Unit,
)
from registry.intake.findings import Place
from registry.intake.reading import read_file
from tests.intake.files import ARABIC, KOBO, Read, cell, changed, kobo, options, shuffle, stops_with

MAIN = "حصر أسر قنا"
MEMBERS = range(2, 85)


def test_every_household_member_and_reported_support_is_read() -> None:
    reading = kobo()
    assert reading.format is FileFormat.KOBO_XLSX
    assert reading.taken_as is TakenAs.REGISTRATIONS
    assert len(reading.incoming) == 30
    assert sum(len(one.members) for one in reading.incoming) == 83
    assert sum(len(one.deliveries) for one in reading.incoming) == 10
    assert reading.rejects == ()
    assert reading.notices == ()
    assert reading.rows == 30 + 83 + 10


def test_the_first_household_says_what_its_row_says() -> None:
    first = kobo().incoming[0]
    assert first.at == Place(MAIN, 2)
    assert first.effective == PreciseDate(date(2026, 9, 1))
    assert first.draft.head.name.written == "إبراهيم عبدالرحيم رمضان جمال"
    assert first.draft.head.sex is Sex.MALE
    assert first.draft.head.born == PreciseDate(date(1958, 5, 12))
    assert [one.number for one in first.draft.head.identity_numbers] == ["25805122708858"]
    assert [one.e164 for one in first.draft.phones] == ["+201092574822"]
    assert first.draft.declared_size == 5
    assert first.draft.place == "EG2701"
    assert first.draft.address == "قرية القبلية 6"
    assert first.draft.criteria == (
        Criterion.ORPHAN,
        Criterion.DISABILITY,
        Criterion.CHRONIC_ILLNESS,
    )
    assert first.draft.partner_reference == "268e3ba8-e78e-43a5-9115-f11bb25762e6"
    given = Consent(
        purpose=ConsentPurpose.SHARING, state=ConsentState.GIVEN, on=PreciseDate(date(2026, 9, 1))
    )
    assert first.draft.consent == (given,)


def test_a_member_is_read_with_relation_and_the_six_answers() -> None:
    member = kobo().incoming[0].members[0]
    assert member.at == Place("members", 2)
    assert member.draft.name.written == "ياسر إبراهيم عبدالرحيم رمضان"
    assert member.draft.relation is Relation.CHILD
    answers = WashingtonGroup(
        seeing=1, hearing=3, walking=1, remembering=1, self_care=1, communicating=4
    )
    assert member.draft.functioning == answers


def test_support_is_reported_by_the_household_with_its_giver() -> None:
    reported = [one.draft for household in kobo().incoming for one in household.deliveries]
    assert {one.claim for one in reported} == {Claim.REPORTED_BY_HOUSEHOLD}
    assert Counter(one.giver for one in reported) == {"moss": 3, "ngo-a": 3, "ngo-b": 4}
    kinds = Counter(one.benefit for one in reported)
    assert {
        (kind.family, kind.kind, kind.unit): times for kind, times in kinds.items() if kind
    } == {
        (BenefitFamily.HOUSEHOLD_ITEMS, BenefitKind.IN_KIND, Unit.PIECE): 4,
        (BenefitFamily.CASH, BenefitKind.CASH, Unit.PAYMENT): 3,
        (BenefitFamily.SCHOOL, BenefitKind.IN_KIND, Unit.KIT): 3,
    }
    assert reported[1].value == Money(Decimal(1200), Currency.EGP)
    assert reported[1].on == PreciseDate(date(2026, 8, 7))


def test_six_submissions_wait_and_one_household_refuses_to_share() -> None:
    drafts = [one.draft for one in kobo().incoming]
    holds = Counter(draft.hold for draft in drafts)
    assert holds == {None: 24, HoldReason.SUBMISSION_ON_HOLD: 6}
    refused = [draft for draft in drafts if draft.consent[0].state is ConsentState.REFUSED]
    assert [draft.head.name.written for draft in refused] == ["زينب ياسر سيد عبدالله"]


def test_ten_male_heads_with_the_criterion_female_head_are_warnings_and_nothing_else_is() -> None:
    assert kobo().warning_counts() == {RegistrationWarning.FEMALE_HEAD_IS_MALE: 10}


def test_arabic_digits_give_the_same_drafts(tmp_path: Path) -> None:
    def in_arabic(workbook: Any) -> None:
        for sheet in workbook.worksheets:
            for row in sheet.iter_rows(min_row=2):
                for one in row:
                    if isinstance(one.value, str | int | float):
                        one.value = str(one.value).translate(ARABIC)

    path = changed(KOBO, tmp_path / "arabic.xlsx", in_arabic)
    assert kobo(path).incoming == kobo().incoming
    assert kobo(path).digest != kobo().digest


def test_shuffled_rows_are_the_same_households(tmp_path: Path) -> None:
    def mix(workbook: Any) -> None:
        chance = random.Random(7)  # noqa: S311 - the same order every time
        for sheet in workbook.worksheets:
            rows = range(2, sheet.max_row + 1)
            shuffle(sheet, rows, chance.sample(list(rows), len(rows)))

    assert _said(kobo(changed(KOBO, tmp_path / "mixed.xlsx", mix))) == _said(kobo())


def test_a_submission_without_its_id_is_joined_by_the_parents_index(tmp_path: Path) -> None:
    def without_ids(workbook: Any) -> None:
        for row in MEMBERS:
            cell(workbook, "members", row, "_submission__uuid").value = None

    assert _said(kobo(changed(KOBO, tmp_path / "noids.xlsx", without_ids))) == _said(kobo())


def test_an_id_that_stands_for_two_submissions_does_not_mix_their_members(tmp_path: Path) -> None:
    def doubled(workbook: Any) -> None:
        first = cell(workbook, 0, 2, "_uuid").value
        second = cell(workbook, 0, 3, "_uuid").value
        cell(workbook, 0, 3, "_uuid").value = first
        for row in MEMBERS:
            joined = cell(workbook, "members", row, "_submission__uuid")
            joined.value = first if joined.value == second else joined.value

    assert _said(kobo(changed(KOBO, tmp_path / "doubled.xlsx", doubled))) == _said(kobo())


def test_without_its_root_id_a_submission_goes_by_its_own(tmp_path: Path) -> None:
    def without_root(workbook: Any) -> None:
        for row in range(2, 32):
            cell(workbook, 0, row, "meta/rootUuid").value = None

    assert _said(kobo(changed(KOBO, tmp_path / "noroot.xlsx", without_root))) == _said(kobo())


@pytest.mark.parametrize("headings", ["plain", "labels"])
def test_headings_without_groups_or_as_labels_are_understood(tmp_path: Path, headings: str) -> None:
    labels = {
        "head_name": "اسم رب الأسرة",
        "head_national_id": "الرقم القومي",
        "size": "Household size",
        "admin2": "المركز",
    }

    def rename(workbook: Any) -> None:
        for sheet in workbook.worksheets:
            for one in sheet[1]:
                if not one.value.startswith("_") and one.value.count("/") == 1:
                    name = one.value.rpartition("/")[2]
                    one.value = labels.get(name, name) if headings == "labels" else name

    reading = kobo(changed(KOBO, tmp_path / "renamed.xlsx", rename))
    assert _said(reading) == _said(kobo())


@pytest.mark.parametrize("kept", ["one column", "split columns"])
def test_a_select_multiple_says_the_same_in_one_column_or_in_many(
    tmp_path: Path, kept: str
) -> None:
    def drop(workbook: Any) -> None:
        sheet = workbook.worksheets[0]
        for column in range(sheet.max_column, 0, -1):
            heading = sheet.cell(row=1, column=column).value
            split = heading.startswith("hh/vulnerability/")
            if split if kept == "one column" else heading == "hh/vulnerability":
                sheet.delete_cols(column)

    assert _said(kobo(changed(KOBO, tmp_path / "criteria.xlsx", drop))) == _said(kobo())


def test_a_missing_sheet_of_members_is_said_loudly(tmp_path: Path) -> None:
    path = changed(
        KOBO, tmp_path / "lost.xlsx", lambda workbook: workbook.remove(workbook["members"])
    )
    with stops_with("repeat_sheet_missing", rows="30"):
        kobo(path)
    reading = kobo(path, without_repeats=True)
    assert [(one.code, one.details) for one in reading.notices] == [
        ("repeat_sheet_missing", {"rows": "30"})
    ]
    assert len(reading.incoming) == 30


def test_a_sheet_of_members_that_a_filter_emptied_is_said_loudly(tmp_path: Path) -> None:
    def empty(workbook: Any) -> None:
        workbook["members"].delete_rows(2, 83)

    path = changed(KOBO, tmp_path / "emptied.xlsx", empty)
    with stops_with("repeat_sheet_empty", rows="30"):
        kobo(path)
    reading = kobo(path, without_repeats=True)
    assert [one.code for one in reading.notices] == ["repeat_sheet_empty"]


def test_an_unknown_repeat_and_an_unknown_question_are_listed(tmp_path: Path) -> None:
    def add(workbook: Any) -> None:
        assets = workbook.create_sheet("assets")
        assets.append(["asset/kind", "asset/count", "_index", "_parent_index"])
        assets.append(["بقرة", 1, 1, 1])
        cell(workbook, 0, 1, "deviceid").value = "hh/roof"

    reading = kobo(changed(KOBO, tmp_path / "more.xlsx", add))
    assert {(one.code, one.sheet, one.column) for one in reading.notices} == {
        ("sheet_not_taken", "assets", None),
        ("column_unknown", MAIN, "hh/roof"),
    }
    assert _said(reading) == _said(kobo())


def test_a_broken_child_or_support_row_is_rejected_alone(tmp_path: Path) -> None:
    def spoil(workbook: Any) -> None:
        cell(workbook, "members", 2, "mem/name").value = " "
        cell(workbook, "support", 2, "sup/date").value = "2026-13-45"
        cell(workbook, "support", 3, "sup/type").value = "خيمة"

    reading = kobo(changed(KOBO, tmp_path / "spoilt.xlsx", spoil))
    assert len(reading.incoming) == 30
    problems = {
        reject.at: [(one.column, one.code) for one in reject.problems] for reject in reading.rejects
    }
    assert problems == {
        Place("members", 2): [("mem/name", "row_name_missing")],
        Place("support", 2): [("sup/date", "row_date_unreadable")],
        Place("support", 3): [("sup/type", "row_word_unknown")],
    }
    assert reading.rejects[0].together == (Place(MAIN, 2),)


def test_a_broken_submission_takes_its_repeats_back_with_it(tmp_path: Path) -> None:
    def spoil(workbook: Any) -> None:
        cell(workbook, 0, 2, "loc/admin2").value = "EG9999"

    reading = kobo(changed(KOBO, tmp_path / "spoilt.xlsx", spoil))
    assert len(reading.incoming) == 29
    (reject,) = reading.rejects
    assert [(one.column, one.code) for one in reject.problems] == [
        ("loc/admin2", "row_place_unknown")
    ]
    assert reject.together == tuple(Place("members", row) for row in range(2, 6))


def test_a_repeat_that_belongs_to_no_submission_is_rejected(tmp_path: Path) -> None:
    def orphan(workbook: Any) -> None:
        workbook.worksheets[0].delete_rows(31)

    reading = kobo(changed(KOBO, tmp_path / "orphans.xlsx", orphan))
    codes = Counter((reject.at.sheet, reject.problems[0].code) for reject in reading.rejects)
    assert codes == {("members", "row_parent_missing"): 4, ("support", "row_parent_missing"): 1}


def test_submissions_are_not_taken_as_deliveries() -> None:
    with stops_with("kobo_is_registrations"):
        read_file(KOBO, options(TakenAs.DELIVERIES))


def _said(reading: Read) -> dict[str | None, Any]:
    """The households by reference, whatever the order of their rows."""
    return {
        one.draft.partner_reference: (
            one.draft,
            Counter(member.draft for member in one.members),
            Counter(delivery.draft for delivery in one.deliveries),
        )
        for one in reading.incoming
    }
