"""What a dry run foresees, and what a file that was imported before still gives back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from registry.domain.file_import import ImportCounts, TakenAs
from registry.intake.importing import check_reading
from registry.intake.reading import read_file
from tests.intake.conftest import Register
from tests.intake.files import FATIMA, KHALED, KOBO, a_list, options

pytestmark = pytest.mark.anyio
SERVED = options(TakenAs.DELIVERIES)
OCTOBER = "كشف توزيع أكتوبر ٢٠٢٦"


async def test_a_check_writes_nothing_and_says_what_would_come(register: Register) -> None:
    head = await register.writer.log.head()
    reading = read_file(KOBO, options())
    checked = await check_reading(reading, register.context, register.writer)
    assert checked.dry_run
    assert await register.writer.log.head() == head
    assert checked.counts == (await register.take(KOBO, options())).counts
    again = await check_reading(reading, register.context, register.writer)
    assert again.counts == ImportCounts(rows=123, unchanged=123, warnings=10)


async def test_a_check_foresees_what_is_refused_of_a_row(
    register: Register, tmp_path: Path
) -> None:
    path = a_list(tmp_path / "ahead.xlsx", FATIMA, KHALED, FATIMA, title=OCTOBER)
    too_early = options(TakenAs.DELIVERIES, on="2099-01")
    said = replace(too_early, programme=register.programme)
    head = await register.writer.log.head()
    checked = await check_reading(read_file(path, said), register.context, register.writer)
    assert await register.writer.log.head() == head
    (reason,) = {reject.problems[0].details["reason_en"] for reject in checked.rejects}
    assert reason == "That day has not come yet."
    taken = await register.take(path, too_early)
    assert (checked.counts, checked.rejects) == (taken.counts, taken.rejects)
    assert (taken.counts.registrations, taken.counts.deliveries) == (2, 0)


async def test_a_lost_workbook_of_rejects_is_written_again(
    register: Register, tmp_path: Path
) -> None:
    broken = a_list(tmp_path / "oct.xlsx", (1, None, *FATIMA[2:]), KHALED, title=OCTOBER)
    first = await register.take(broken, SERVED, rejects_path=tmp_path / "first.xlsx")
    head = await register.writer.log.head()
    second = await register.take(broken, SERVED, rejects_path=tmp_path / "second.xlsx")
    assert second.already
    assert second.rejects == first.rejects != ()
    assert (tmp_path / "second.xlsx").exists()
    assert await register.writer.log.head() == head
