"""A row goes by its partner's reference and not by what it says: a mended cell makes nothing new."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from registry.domain.delivery import DeliveryRecorded
from registry.domain.file_import import ImportCounts, ImportStarted, TakenAs
from registry.domain.household import HouseholdRegistered, MemberJoined
from registry.intake.fields import ROW_REFERENCE
from registry.intake.findings import Place
from registry.intake.summary import Summary
from registry.privacy.sealer import open_records
from tests.intake.conftest import Register
from tests.intake.files import (
    FATIMA,
    HEADINGS,
    KHALED,
    KOBO,
    LIST,
    a_list,
    cell,
    cells_of,
    changed,
    options,
    shuffle,
)

pytestmark = pytest.mark.anyio
SERVED = options(TakenAs.DELIVERIES)
OCTOBER = "كشف توزيع أكتوبر ٢٠٢٦"
DATED = (*HEADINGS, "تاريخ الاستلام", "المبلغ")
FIRST = "268e3ba8-e78e-43a5-9115-f11bb25762e6"


def news(summary: Summary) -> tuple[int, int, int]:
    counts = summary.counts
    return counts.registrations, counts.members, counts.deliveries


def corrected(summary: Summary) -> int:
    return summary.counts.corrections


def refused(summary: Summary) -> list[tuple[Place, str]]:
    return [(one.at, problem.code) for one in summary.rejects for problem in one.problems]


async def references(register: Register, kind: type[MemberJoined | DeliveryRecorded]) -> set[str]:
    """What the facts of a kind go by, opened."""
    sealed = {
        one.position: one.fact.partner_reference
        for one in register.facts(kind)
        if isinstance(one.fact, MemberJoined | DeliveryRecorded)
        and isinstance(one.fact.partner_reference, bytes)
    }
    opened = await open_records(sealed, register.writer.keys)
    return {one.value for one in opened.values() if one.value is not None}


async def test_a_mended_birth_date_makes_no_second_child(
    register: Register, tmp_path: Path
) -> None:
    def mend(workbook: Any) -> None:
        cell(workbook, "members", 3, "mem/birth_date").value = "2014-02-03"

    await register.take(KOBO, options())
    summary = await register.take(changed(KOBO, tmp_path / "a.xlsx", mend), options())
    assert (news(summary), corrected(summary), refused(summary)) == ((0, 0, 0), 1, [])
    assert len(register.facts(MemberJoined)) == 113


async def test_a_mended_amount_makes_no_second_delivery(register: Register, tmp_path: Path) -> None:
    def mend(workbook: Any) -> None:
        cell(workbook, "support", 2, "sup/amount_egp").value = 950

    await register.take(KOBO, options())
    summary = await register.take(changed(KOBO, tmp_path / "a.xlsx", mend), options())
    assert (news(summary), corrected(summary), refused(summary)) == ((0, 0, 0), 1, [])
    assert len(register.facts(DeliveryRecorded)) == 10


async def test_what_the_register_does_not_take_comes_back_with_its_submission(
    register: Register, tmp_path: Path
) -> None:
    def mend(workbook: Any) -> None:
        row = {"mem/name": "زينب حسن", "mem/sex": "female", "mem/birth_date": "2001-02-03"}
        for heading, said in row.items():
            cell(workbook, "members", 3, heading).value = said

    await register.take(KOBO, options())
    back = tmp_path / "r.xlsx"
    await register.take(changed(KOBO, tmp_path / "a.xlsx", mend), options(), rejects_path=back)
    again = await register.take(back, options())
    assert [code for _, code in refused(again)] == ["row_refused"]
    assert again.counts == ImportCounts(rows=2, unchanged=1, warnings=1, rejects=1)


async def test_next_months_list_is_thirty_deliveries_and_nobody_new(
    register: Register, tmp_path: Path
) -> None:
    def next_month(workbook: Any) -> None:
        title = workbook.active["A1"]
        assert "أكتوبر" in title.value
        title.value = title.value.replace("أكتوبر", "نوفمبر")

    await register.take(LIST, SERVED)
    summary = await register.take(changed(LIST, tmp_path / "nov.xlsx", next_month), SERVED)
    assert news(summary) == (0, 0, 30)
    assert (len(register.facts(HouseholdRegistered)), summary.counts.rejects) == (30, 0)


async def test_consent_that_is_asked_in_every_list_is_no_other_registration(
    register: Register, tmp_path: Path
) -> None:
    for month, title in enumerate((OCTOBER, "كشف توزيع نوفمبر ٢٠٢٦")):
        path = a_list(
            tmp_path / f"{month}.xlsx",
            (*FATIMA, "نعم"),
            headings=(*HEADINGS, "الموافقة على المشاركة"),
            title=title,
        )
        summary = await register.take(path, SERVED)
        assert (summary.counts.deliveries, summary.counts.rejects) == (1, 0)


async def test_a_workbook_sorted_otherwise_brings_nothing(
    register: Register, tmp_path: Path
) -> None:
    def mix(workbook: Any) -> None:
        chance = random.Random(11)  # noqa: S311 - the same order every time
        for sheet in workbook.worksheets:
            rows = range(2, sheet.max_row + 1)
            shuffle(sheet, rows, chance.sample(list(rows), len(rows)))

    await register.take(KOBO, options())
    summary = await register.take(changed(KOBO, tmp_path / "mixed.xlsx", mix), options())
    assert summary.counts == ImportCounts(rows=123, unchanged=123, warnings=10)


async def test_repeats_go_by_submission_sheet_and_ordinal_and_heads_by_their_household(
    register: Register,
) -> None:
    await register.take(KOBO, options())
    members = await references(register, MemberJoined)
    assert len(members) == 83
    assert {one for one in members if one.startswith(FIRST)} == {
        f"{FIRST}/members/{ordinal}" for ordinal in range(1, 5)
    }
    support = await references(register, DeliveryRecorded)
    assert len(support) == 10
    assert all(one.split("/")[1] == "support" for one in support)


async def test_facts_know_the_sheet_that_their_row_stands_on(
    register: Register, tmp_path: Path
) -> None:
    def hide(workbook: Any) -> None:
        workbook.create_sheet("فارغة", 1)
        notes = workbook.create_sheet("ملاحظات", 2)
        notes.append(["لا تُستورد"])
        notes.sheet_state = "hidden"

    await register.take(changed(KOBO, tmp_path / "a.xlsx", hide), options())
    sheets = {
        kind: {one.envelope.sheet for one in register.facts(kind)}
        for kind in (HouseholdRegistered, MemberJoined, DeliveryRecorded, ImportStarted)
    }
    assert sheets == {
        HouseholdRegistered: {0},
        MemberJoined: {0, 3},
        DeliveryRecorded: {4},
        ImportStarted: {None},
    }


async def test_a_line_of_a_list_goes_by_household_programme_and_date_of_the_list(
    register: Register, tmp_path: Path
) -> None:
    path = a_list(
        tmp_path / "a.xlsx", (*FATIMA, "ق-12"), headings=(*HEADINGS, "رقم الحالة"), title=OCTOBER
    )
    await register.take(path, SERVED)
    assert await references(register, DeliveryRecorded) == {f"ق-12/{register.programme}/2026-10/1"}


async def test_two_hand_overs_of_one_list_are_two_deliveries_and_a_mended_day_is_neither(
    register: Register, tmp_path: Path
) -> None:
    early, late, mended = ((*FATIMA, f"{day}/10/2026", 300) for day in (5, 20, 6))
    both = a_list(tmp_path / "a.xlsx", early, late, headings=DATED, title=OCTOBER)
    assert news(await register.take(both, SERVED)) == (1, 1, 2)
    path = a_list(tmp_path / "b.xlsx", mended, late, headings=DATED, title=OCTOBER)
    summary = await register.take(path, SERVED)
    assert (news(summary), corrected(summary), refused(summary)) == ((0, 0, 0), 1, [])


async def test_a_hand_over_that_was_rejected_is_taken_once_however_it_comes_back(
    register: Register, tmp_path: Path
) -> None:
    rows = [(*FATIMA, f"{day}/10/2026", 300) for day in (5, 12, 19)]
    right = a_list(tmp_path / "right.xlsx", *rows, headings=DATED, title=OCTOBER)

    def spoil(workbook: Any) -> None:
        cell(workbook, 0, 4, "المبلغ", header=2).value = "كثير"

    def mend(workbook: Any) -> None:
        cell(workbook, 0, 3, "المبلغ", header=2).value = "300"

    back = tmp_path / "r.xlsx"
    first = await register.take(
        changed(right, tmp_path / "spoilt.xlsx", spoil), SERVED, rejects_path=back
    )
    assert (news(first), first.counts.rejects) == ((1, 1, 2), 1)
    assert ROW_REFERENCE in cells_of(back)[1]
    again = await register.take(changed(back, tmp_path / "mended.xlsx", mend), SERVED)
    assert (news(again), again.notices) == ((0, 0, 1), ())
    assert news(await register.take(right, SERVED)) == (0, 0, 0)
    assert len(register.facts(DeliveryRecorded)) == 3


async def test_a_rejected_day_of_hand_over_is_mended_too(
    register: Register, tmp_path: Path
) -> None:
    rows = [(*FATIMA, f"{day}/10/2026", 300) for day in ("32", "19")]
    path = a_list(tmp_path / "a.xlsx", *reversed(rows), headings=DATED, title=OCTOBER)

    def mend(workbook: Any) -> None:
        cell(workbook, 0, 3, "تاريخ الاستلام", header=2).value = "30/10/2026"

    back = tmp_path / "r.xlsx"
    assert news(await register.take(path, SERVED, rejects_path=back)) == (1, 1, 1)
    again = await register.take(changed(back, tmp_path / "b.xlsx", mend), SERVED)
    assert (news(again), refused(again)) == ((0, 0, 1), [])


async def test_a_receipts_number_says_which_delivery_it_is(
    register: Register, tmp_path: Path
) -> None:
    headings = (*HEADINGS, "المبلغ", "رقم الإيصال")
    rows = [(*FATIMA, 300, "١٧"), (*FATIMA, 300, "18"), (*KHALED, 300, "17")]
    path = a_list(tmp_path / "a.xlsx", *rows, headings=headings, title=OCTOBER)
    assert news(await register.take(path, SERVED)) == (2, 2, 3)
    assert await references(register, DeliveryRecorded) == {"17", "18"}
    rows[1] = (*FATIMA, 350, "18")
    mended = a_list(tmp_path / "b.xlsx", *rows[::-1], headings=headings, title=OCTOBER)
    summary = await register.take(mended, SERVED)
    assert (news(summary), corrected(summary), refused(summary)) == ((0, 0, 0), 1, [])


async def test_a_members_number_says_which_member_it_is_wherever_its_row_stands(
    register: Register, tmp_path: Path
) -> None:
    def number(workbook: Any) -> None:
        cell(workbook, "members", 1, "_submission__tags").value = "mem/member_id"
        for row in range(2, 85):
            cell(workbook, "members", row, "mem/member_id").value = f"م-{row}"

    def mix(workbook: Any) -> None:
        rows = range(2, 85)
        shuffle(workbook["members"], rows, list(rows)[::-1])
        cell(workbook, "members", 2, "mem/name").value = "ياسر محمد"

    numbered = changed(KOBO, tmp_path / "a.xlsx", number)
    await register.take(numbered, options())
    assert await references(register, MemberJoined) == {f"م-{row}" for row in range(2, 85)}
    summary = await register.take(changed(numbered, tmp_path / "b.xlsx", mix), options())
    assert (news(summary), corrected(summary), refused(summary)) == ((0, 0, 0), 1, [])


async def test_the_log_keeps_no_digest_that_a_file_could_be_guessed_from(
    register: Register, tmp_path: Path
) -> None:
    path = a_list(tmp_path / "a.xlsx", FATIMA, title=OCTOBER)
    await register.take(path, SERVED)
    (started,) = register.facts(ImportStarted)
    digest = sha256(path.read_bytes()).digest()
    assert isinstance(started.fact, ImportStarted)
    key = register.writer.keys.digest_key("idempotency")
    assert started.fact.file == key.digest(digest).hex()
    assert started.fact.file != digest.hex()


async def test_a_list_of_a_hijri_month_is_of_the_days_of_that_month(
    register: Register, tmp_path: Path
) -> None:
    path = a_list(tmp_path / "a.xlsx", FATIMA, title="كشف توزيع سلال — رمضان ١٤٤٧ هـ")
    said = replace(SERVED, today=date(2026, 3, 25))
    assert (await register.take(path, said)).to_json()["on"] == "2026-02-18..2026-03-19"
    (served,) = register.facts(DeliveryRecorded)
    assert isinstance(served.fact, DeliveryRecorded)
    assert (served.fact.on.first, served.fact.on.last) == (date(2026, 2, 18), date(2026, 3, 19))
