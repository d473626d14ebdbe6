"""Files go into a real register once, whatever happens on the way."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from registry.application.forgetting import ErasureRequest, forget_member
from registry.domain.delivery import DeliveryRecorded
from registry.domain.errors import Refused
from registry.domain.file_import import ImportCounts, ImportFinished, ImportStarted, TakenAs
from registry.domain.household import (
    CaseNumber,
    HouseholdPutOnHold,
    HouseholdRegistered,
    MemberJoined,
)
from registry.domain.partner import PartnerCode
from registry.domain.vocabulary import Claim, Purpose, Relation, Role
from registry.intake import incoming
from registry.intake.importing import Progress, import_file
from tests.application.conftest import ALBIR, enrolled
from tests.intake.conftest import Register
from tests.intake.dying import Cut, Dying
from tests.intake.files import (
    ARABIC,
    FATIMA,
    HEADINGS,
    KHALED,
    KOBO,
    LIST,
    a_list,
    cell,
    changed,
    options,
    shuffle,
)

pytestmark = pytest.mark.anyio
SERVED = options(TakenAs.DELIVERIES)
OCTOBER = "كشف توزيع أكتوبر ٢٠٢٦"
NOVEMBER = "كشف توزيع نوفمبر ٢٠٢٦"


def counts(**said: int) -> ImportCounts:
    return ImportCounts(**said)


async def test_the_kobo_sample_goes_in_whole(register: Register) -> None:
    summary = await register.take(KOBO, options())
    assert summary.counts == counts(
        rows=123, registrations=30, members=113, deliveries=10, warnings=10
    )
    assert len(register.facts(HouseholdRegistered)) == 30
    assert len(register.facts(HouseholdPutOnHold)) == 6
    joined = Counter(
        one.fact.relation
        for one in register.facts(MemberJoined)
        if isinstance(one.fact, MemberJoined)
    )
    assert joined == {Relation.HEAD: 30, Relation.CHILD: 83}
    reported = [
        one for one in register.facts(DeliveryRecorded) if isinstance(one.fact, DeliveryRecorded)
    ]
    assert {one.fact.claim for one in reported if isinstance(one.fact, DeliveryRecorded)} == {
        Claim.REPORTED_BY_HOUSEHOLD
    }
    assert len(reported) == 10


async def test_every_fact_knows_its_import_its_row_and_why(register: Register) -> None:
    summary = await register.take(KOBO, options())
    registered = register.facts(HouseholdRegistered)
    assert {one.envelope.file_import for one in registered} == {summary.file_import}
    assert sorted(one.envelope.row or 0 for one in registered) == list(range(2, 32))
    assert {str(one.envelope.effective) for one in registered if one.envelope.row == 2} == {
        "2026-09-01"
    }
    heads = {one.envelope.row for one in register.facts(MemberJoined) if one.version == 2}
    assert heads == set(range(2, 32))
    assert {one.envelope.purpose for one in registered} == {Purpose.REGISTRATION}
    assert {one.envelope.purpose for one in register.facts(DeliveryRecorded)} == {Purpose.DELIVERY}


async def test_the_list_goes_in_as_registrations_and_deliveries(register: Register) -> None:
    summary = await register.take(LIST, SERVED)
    assert summary.counts == counts(
        rows=30, registrations=30, members=30, deliveries=30, warnings=11
    )
    served = [
        one.fact
        for one in register.facts(DeliveryRecorded)
        if isinstance(one.fact, DeliveryRecorded)
    ]
    assert {(one.programme, str(one.on), one.claim) for one in served} == {
        (register.programme, "2026-10", Claim.OWN_RECORD)
    }
    assert {one.household for one in served} == {
        one.stream for one in register.facts(HouseholdRegistered)
    }


@pytest.mark.parametrize("sample", [KOBO, LIST])
async def test_the_same_file_again_brings_nothing(register: Register, sample: Path) -> None:
    said = options() if sample is KOBO else SERVED
    first = await register.take(sample, said)
    head = await register.writer.log.head()
    again = await register.take(sample, said)
    assert again.already
    assert again.counts == first.counts
    assert again.file_import == first.file_import
    assert await register.writer.log.head() == head


async def test_the_same_rows_in_another_file_are_unchanged(
    register: Register, tmp_path: Path
) -> None:
    def retyped(workbook: Any) -> None:
        shuffle(workbook.active, range(4, 34), list(range(33, 3, -1)))
        for row in workbook.active.iter_rows(min_row=4, max_row=33):
            for one in row:
                if isinstance(one.value, str | int):
                    one.value = str(one.value).translate(ARABIC)

    await register.take(LIST, SERVED)
    again = await register.take(changed(LIST, tmp_path / "again.xlsx", retyped), SERVED)
    assert not again.already
    assert again.counts == counts(rows=30, unchanged=30, warnings=11)
    assert len(register.facts(HouseholdRegistered)) == 30


async def test_next_months_list_is_deliveries_and_no_registrations(
    register: Register, tmp_path: Path
) -> None:
    await register.take(a_list(tmp_path / "oct.xlsx", FATIMA, KHALED, title=OCTOBER), SERVED)
    november = a_list(tmp_path / "nov.xlsx", KHALED, FATIMA, title=NOVEMBER)
    summary = await register.take(november, SERVED)
    assert summary.counts == counts(rows=2, deliveries=2, warnings=1)
    assert len(register.facts(HouseholdRegistered)) == 2
    assert len(register.facts(DeliveryRecorded)) == 4


async def test_a_family_that_next_months_list_describes_otherwise_is_served_and_corrected(
    register: Register, tmp_path: Path
) -> None:
    await register.take(a_list(tmp_path / "oct.xlsx", FATIMA, KHALED, title=OCTOBER), SERVED)
    larger = (*FATIMA[:-1], 7)
    summary = await register.take(
        a_list(tmp_path / "nov.xlsx", larger, KHALED, title=NOVEMBER), SERVED
    )
    assert (summary.rejects, summary.notices) == ((), ())
    assert summary.counts == counts(rows=2, deliveries=2, corrections=1, warnings=1)
    assert len(register.facts(HouseholdRegistered)) == 2


async def test_two_partners_register_the_same_family_side_by_side(
    register: Register, tmp_path: Path
) -> None:
    path = a_list(tmp_path / "a.xlsx", FATIMA)
    said = options(TakenAs.REGISTRATIONS)
    await register.take(path, said)
    other = Register(
        register.writer,
        await enrolled(register.writer, replace(ALBIR, code=PartnerCode("alnour"))),
        register.programme,
        register.databases,
    )
    assert (await other.take(path, said)).counts.registrations == 1
    assert len({one.envelope.partner for one in register.facts(HouseholdRegistered)}) == 2


async def test_a_family_that_stands_twice_in_a_list_is_registered_and_served_once(
    register: Register, tmp_path: Path
) -> None:
    summary = await register.take(
        a_list(tmp_path / "a.xlsx", FATIMA, FATIMA, title=OCTOBER), SERVED
    )
    assert summary.counts == counts(rows=2, registrations=1, members=1, deliveries=1, unchanged=1)


async def test_two_children_with_the_same_support_are_two_deliveries(
    register: Register, tmp_path: Path
) -> None:
    def double(workbook: Any) -> None:
        sheet = workbook["support"]
        for column in range(1, sheet.max_column + 1):
            sheet.cell(row=12, column=column).value = sheet.cell(row=2, column=column).value

    path = changed(KOBO, tmp_path / "double.xlsx", double)
    assert (await register.take(path, options())).counts.deliveries == 11


@pytest.mark.parametrize("after", [1, 3, 5])
async def test_an_import_that_was_cut_short_is_gone_on_with(
    register: Register, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    monkeypatch.setattr(incoming, "HOUSEHOLDS", 7)
    whole = counts(rows=123, registrations=30, members=113, deliveries=10, warnings=10)
    with pytest.raises(Cut):
        await register.take(KOBO, options(), progress=_cut_after(after))
    halfway = len(register.facts(HouseholdRegistered))
    assert halfway == min(7 * after, 30)
    again = await register.take(KOBO, options())
    assert again.counts == whole
    assert len(register.facts(HouseholdRegistered)) == 30
    assert len(register.facts(MemberJoined)) == 113
    assert len(register.facts(DeliveryRecorded)) == 10
    assert len(register.facts(ImportStarted)) == len(register.facts(ImportFinished)) == 1


@pytest.mark.parametrize("calls", [1, 2, 3, 4])
async def test_a_run_that_dies_between_any_two_transactions_is_completed_by_the_next(
    register: Register, monkeypatch: pytest.MonkeyPatch, calls: int
) -> None:
    monkeypatch.setattr(incoming, "HOUSEHOLDS", 16)
    dying = replace(register, writer=Dying(register.writer, calls))
    with pytest.raises(Cut):
        await dying.take(KOBO, options())
    again = await register.take(KOBO, options())
    assert again.counts == counts(
        rows=123, registrations=30, members=113, deliveries=10, warnings=10
    )
    assert len(register.facts(MemberJoined)) == 113
    assert len(register.facts(DeliveryRecorded)) == 10


async def test_progress_is_told_to_its_end(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incoming, "HOUSEHOLDS", 20)
    told: list[tuple[int, int]] = []
    await register.take(LIST, SERVED, progress=lambda done, of: told.append((done, of)))
    assert told == [(20, 30), (30, 30)]


async def test_who_was_forgotten_is_not_registered_again(
    register: Register, tmp_path: Path
) -> None:
    path = a_list(tmp_path / "a.xlsx", FATIMA, KHALED, title=OCTOBER)
    await register.take(path, SERVED)
    fatima = next(one for one in register.facts(HouseholdRegistered) if one.envelope.row == 3)
    assert isinstance(fatima.fact, HouseholdRegistered)
    deliveries = [
        one.stream
        for one in register.facts(DeliveryRecorded)
        if isinstance(one.fact, DeliveryRecorded) and one.fact.household == fatima.stream
    ]
    await forget_member(
        register.writer,
        ErasureRequest(
            household=fatima.stream,
            member=fatima.fact.head,
            case=CaseNumber("2026/117"),
            about=deliveries,
        ),
        register.context,
    )
    summary = await register.take(
        a_list(tmp_path / "b.xlsx", FATIMA, KHALED, title=NOVEMBER), SERVED
    )
    assert [at.row for at in summary.forgotten] == [3]
    assert [(one.code, one.row) for one in summary.notices] == [("row_forgotten", 3)]
    assert summary.rejects == ()
    assert summary.counts == counts(rows=2, deliveries=1, warnings=1)
    assert len(register.facts(HouseholdRegistered)) == 2


async def test_a_role_that_may_not_import_is_refused_before_anything_is_written(
    register: Register,
) -> None:
    head = await register.writer.log.head()
    volunteer = replace(register.context, role=Role.VOLUNTEER)
    with pytest.raises(Refused, match="act_not_allowed"):
        await import_file(KOBO, options(), volunteer, register.writer)
    assert await register.writer.log.head() == head


async def test_a_programme_that_is_another_partners_stops_the_run_and_the_right_one_completes_it(
    register: Register, tmp_path: Path
) -> None:
    path = a_list(tmp_path / "a.xlsx", FATIMA, title=OCTOBER)
    foreign = replace(register, programme=uuid4())
    for _ in range(2):
        with pytest.raises(Refused, match="programme_unknown"):
            await foreign.take(path, SERVED)
    summary = await register.take(path, SERVED)
    assert summary.counts == counts(rows=1, deliveries=1)
    assert len(register.facts(HouseholdRegistered)) == 1


async def test_mended_rejects_come_in_and_nothing_else_does(
    register: Register, tmp_path: Path
) -> None:
    nameless = (3, "", "28403152701234", "15/03/1984", "ذكر", "قفط", 3)
    lost = (4, "مريم جمال", "", "", "أنثى", "باريس", 2)
    path = a_list(tmp_path / "a.xlsx", FATIMA, nameless, lost, KHALED, title=OCTOBER)
    first = await register.take(path, SERVED, rejects_path=tmp_path / "r.xlsx")
    assert first.counts == counts(
        rows=4, registrations=2, members=2, deliveries=2, warnings=1, rejects=2
    )

    def mend(workbook: Any) -> None:
        cell(workbook, 0, 3, "الاسم", header=2).value = "علي حسن"
        cell(workbook, 0, 4, "المركز", header=2).value = "دشنا"

    again = await register.take(
        changed(tmp_path / "r.xlsx", tmp_path / "mended.xlsx", mend), SERVED
    )
    assert again.counts.registrations == again.counts.deliveries == 2
    assert (again.counts.rows, again.counts.rejects, again.notices) == (2, 0, ())
    assert len(register.facts(HouseholdRegistered)) == 4


async def test_a_mended_child_joins_the_household_that_went_in_without_it(
    register: Register, tmp_path: Path
) -> None:
    def spoil(workbook: Any) -> None:
        cell(workbook, "members", 3, "mem/name").value = None
        cell(workbook, 0, 5, "hh/size").value = "?"

    def mend(workbook: Any) -> None:
        cell(workbook, "members", 2, "mem/name").value = "حسن إبراهيم عبدالرحيم"
        cell(workbook, 0, 3, "hh/size").value = "2"

    path = changed(KOBO, tmp_path / "a.xlsx", spoil)
    first = await register.take(path, options(), rejects_path=tmp_path / "r.xlsx")
    assert (first.counts.registrations, first.counts.rejects) == (29, 2)
    missing = 113 - first.counts.members
    again = await register.take(changed(tmp_path / "r.xlsx", tmp_path / "m.xlsx", mend), options())
    assert (again.counts.registrations, again.counts.members) == (1, missing)
    assert (again.counts.unchanged, again.counts.rejects) == (1, 0)
    assert len(register.facts(MemberJoined)) == 113
    assert {one.stream for one in register.facts(MemberJoined)} == {
        one.stream for one in register.facts(HouseholdRegistered)
    }


async def test_a_summary_for_machines_holds_no_cell(register: Register, tmp_path: Path) -> None:
    broken = (3, "عزيزة نصر", "28403152701234", "", "أنثى", "باريس", 3)
    path = a_list(tmp_path / "a.xlsx", FATIMA, broken, title=OCTOBER, headings=HEADINGS)
    told = (await register.take(path, SERVED)).to_json()
    assert told["rejected_rows"][0]["reasons"][0]["code"].startswith("row_place_unknown")
    assert (told["registrations"], told["rejects"], told["on"]) == (1, 1, "2026-10")
    for secret in ("عزيزة", "باريس", "28403152701234"):
        assert secret not in str(told)


def _cut_after(batches: int) -> Progress:
    left = iter(range(batches - 1))

    def progress(_done: int, _of: int) -> None:
        if next(left, None) is None:
            raise Cut

    return progress
