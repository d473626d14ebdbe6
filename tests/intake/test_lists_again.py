"""What the next export of a list has no more, families whom nobody numbers, and files after an undone one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from registry.application.acts import close
from registry.domain.casework import ClosingReason, HouseholdField
from registry.domain.delivery import DeliveryRecorded
from registry.domain.file_import import ImportCounts, TakenAs
from registry.domain.household import HouseholdCorrected, HouseholdRegistered
from registry.domain.places import PCode
from registry.intake.summary import Summary
from registry.intake.vanished import write_vanished
from tests.intake.conftest import Register
from tests.intake.files import FATIMA, HEADINGS, KHALED, a_list, options
from tests.intake.undoing import office_of

pytestmark = pytest.mark.anyio
SERVED = options(TakenAs.DELIVERIES)
REGISTERED = options(TakenAs.REGISTRATIONS)
NUMBERED = (*HEADINGS, "رقم الحالة")
FAMILIES = [
    (n, f"{name} محمود سيد", "", "1980", "ذكر", "قوص", 4, f"ق-{n}")
    for n, name in enumerate(("علي", "حسن", "جمال", "كمال", "سيد"), start=1)
]
WITH_PHONE = (*HEADINGS, "رقم التليفون")
PHONE = "01092574822"


def exported(folder: Path, name: str, *rows: Any) -> Path:
    return a_list(folder / name, *rows, headings=NUMBERED)


def gone(summary: Summary) -> list[int]:
    return [one.row for one in summary.vanished]


async def test_a_row_that_the_next_export_has_no_more_is_listed_once_and_closes_nothing(
    register: Register, tmp_path: Path
) -> None:
    first = await register.take(exported(tmp_path, "a.xlsx", *FAMILIES), REGISTERED)
    october = exported(tmp_path, "b.xlsx", *FAMILIES[:2], *FAMILIES[3:])
    dry = await register.foresee(october, REGISTERED)
    summary = await register.take(october, REGISTERED)
    assert summary.counts == dry.counts == ImportCounts(rows=4, unchanged=4, vanished=1)
    assert summary.vanished == dry.vanished
    (one,) = summary.vanished
    assert (one.earlier_import, one.sheet, one.row) == (first.file_import, 1, 4)
    again = await register.take(october, REGISTERED)
    assert (again.already, again.vanished) == (True, summary.vanished)
    november = exported(tmp_path, "c.xlsx", *FAMILIES[3:], FAMILIES[0])
    elsewhere = replace(REGISTERED, within=PCode("EG27"))
    assert gone(await register.take(november, elsewhere)) == [3]
    assert len(register.facts(HouseholdRegistered)) == 5


async def test_a_sheet_says_where_they_stood_and_nothing_of_who_they_are(
    register: Register, tmp_path: Path
) -> None:
    await register.take(exported(tmp_path, "a.xlsx", *FAMILIES), REGISTERED)
    summary = await register.take(exported(tmp_path, "b.xlsx", *FAMILIES[1:]), REGISTERED)
    sheet = openpyxl.load_workbook(write_vanished(tmp_path / "v.xlsx", summary.vanished)).active
    assert sheet is not None
    _, (reference, earlier, _, at, row) = sheet.iter_rows(values_only=True)
    (registered,) = [one for one in register.facts(HouseholdRegistered) if one.envelope.row == 2]
    assert isinstance(registered.fact, HouseholdRegistered)
    assert (reference, at, row) == (registered.fact.reference, "1", "2")
    assert earlier == str(registered.envelope.file_import)
    said = summary.to_json()["vanished_rows"]
    assert [(one["reference"], one["row"]) for one in said] == [(reference, 2)]
    assert not any(str(FAMILIES[0][at]) in str(said) for at in (1, 7))


async def test_another_village_in_the_same_form_and_a_few_more_families_are_no_next_export(
    register: Register, tmp_path: Path
) -> None:
    other = [(*one[:-1], f"ن-{one[0]}") for one in FAMILIES]
    for name, rows in {"a": FAMILIES, "b": other, "c": FAMILIES[:2]}.items():
        summary = await register.take(exported(tmp_path, f"{name}.xlsx", *rows), REGISTERED)
        assert summary.vanished == ()
    assert gone(await register.take(exported(tmp_path, "d.xlsx", *other[:4]), REGISTERED)) == [6]


async def test_who_is_rejected_or_was_closed_has_not_vanished(
    register: Register, tmp_path: Path
) -> None:
    await register.take(exported(tmp_path, "a.xlsx", *FAMILIES), REGISTERED)
    closed = register.facts(HouseholdRegistered)[0].stream
    await register.writer.submit(
        close(closed, ClosingReason.OTHER, None, register.context, register.writer.mint)
    )
    nameless = (2, "", *FAMILIES[1][2:])
    path = exported(tmp_path, "b.xlsx", nameless, *FAMILIES[2:])
    summary = await register.take(path, REGISTERED)
    assert (summary.counts.rejects, summary.vanished) == (1, ())


async def test_an_import_that_was_undone_is_no_earlier_export(
    register: Register, tmp_path: Path
) -> None:
    await register.take(exported(tmp_path, "a.xlsx", *FAMILIES), REGISTERED)
    wrong = await register.take(exported(tmp_path, "b.xlsx", *FAMILIES[:3]), REGISTERED)
    assert gone(wrong) == [5, 6]
    async with office_of(register) as office:
        await office.undo(wrong.file_import)
    summary = await register.take(exported(tmp_path, "c.xlsx", *FAMILIES[:4]), REGISTERED)
    assert gone(summary) == [6]


async def test_a_file_that_found_its_rows_there_brings_them_when_those_are_taken_back(
    register: Register, tmp_path: Path
) -> None:
    first = await register.take(exported(tmp_path, "a.xlsx", *FAMILIES), REGISTERED)
    path = exported(tmp_path, "b.xlsx", *FAMILIES[:3])
    second = await register.take(path, REGISTERED)
    assert second.counts.unchanged == 3
    async with office_of(register) as office:
        await office.undo(first.file_import)
    third = await register.take(path, REGISTERED)
    assert (third.already, third.counts.registrations) == (False, 3)
    assert third.file_import not in {first.file_import, second.file_import}
    assert (await register.take(path, REGISTERED)).already


async def test_a_family_without_number_whose_phone_is_left_out_is_the_one_that_was_born_that_day(
    register: Register, tmp_path: Path
) -> None:
    row = (1, "خالد عبد الرحمن سيد", "", "3/4/1972", "ذكر", "قوص", 6)
    title = "كشف توزيع أكتوبر ٢٠٢٦"
    path = a_list(tmp_path / "a.xlsx", (*row, PHONE), headings=WITH_PHONE, title=title)
    assert (await register.take(path, SERVED)).counts.deliveries == 1
    for name, cells in {
        "b": (*row, ""),
        "c": (*row[:-1], 7, ""),
        "d": (2, *row[1:], PHONE),
    }.items():
        path = a_list(tmp_path / f"{name}.xlsx", cells, headings=WITH_PHONE, title=title)
        counts = (await register.take(path, SERVED)).counts
        assert (counts.registrations, counts.deliveries, counts.rejects) == (0, 0, 0)
    assert len(register.facts(HouseholdRegistered)) == len(register.facts(DeliveryRecorded)) == 1
    changes = [getattr(one.fact, "changed", ()) for one in register.facts(HouseholdCorrected)]
    assert changes == [(HouseholdField.DECLARED_SIZE,), (HouseholdField.DECLARED_SIZE,)]


async def test_whoever_could_be_a_family_that_is_there_goes_back_and_a_number_settles_it(
    register: Register, tmp_path: Path
) -> None:
    headings = (*WITH_PHONE, "رقم الحالة")
    await register.take(
        a_list(tmp_path / "a.xlsx", (*KHALED, PHONE, ""), headings=headings), REGISTERED
    )
    path = a_list(tmp_path / "b.xlsx", FATIMA, (*KHALED, "", ""), headings=headings)
    dry = await register.foresee(path, REGISTERED)
    summary = await register.take(path, REGISTERED, rejects_path=tmp_path / "r.xlsx")
    assert summary.rejects == dry.rejects
    assert [(one.at.row, one.problems[0].code) for one in summary.rejects] == [
        (3, "row_could_be_registered")
    ]
    assert summary.counts.registrations == 1
    same = a_list(tmp_path / "c.xlsx", (9, *KHALED[1:], PHONE, ""), headings=headings)
    assert (await register.take(same, REGISTERED)).counts.unchanged == 1
    other = a_list(tmp_path / "d.xlsx", (*KHALED, "", "ق-77"), headings=headings)
    assert (await register.take(other, REGISTERED)).counts.registrations == 1


async def test_namesakes_in_one_list_stay_two_families(register: Register, tmp_path: Path) -> None:
    rows: list[Any] = [(*KHALED, phone) for phone in (PHONE, "01092574823")]
    for name in ("a", "b"):
        path = a_list(tmp_path / f"{name}.xlsx", *rows, headings=WITH_PHONE)
        summary = await register.take(path, REGISTERED)
        assert summary.rejects == ()
        rows.append(FATIMA)
    assert len(register.facts(HouseholdRegistered)) == 3
