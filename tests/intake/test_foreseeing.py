"""What a dry run foresees, and what a file that was imported before still gives back."""

from __future__ import annotations

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
