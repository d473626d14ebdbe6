"""What a dry run foresees, and what a file that was imported before still gives back."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from registry.domain.file_import import ImportCounts, TakenAs
from registry.intake.incoming import Options
from registry.intake.summary import Summary
from tests.intake.conftest import Register
from tests.intake.files import FATIMA, KHALED, KOBO, LIST, ODK, a_list, cell, changed, options

pytestmark = pytest.mark.anyio
SERVED = options(TakenAs.DELIVERIES)
OCTOBER = "كشف توزيع أكتوبر ٢٠٢٦"


async def foreseen_and_taken(register: Register, path: Path, said: Options) -> ImportCounts:
    """Both say the same, which is answered."""
    dry, taken = await register.foresee(path, said), await register.take(path, said)
    assert (dry.dry_run, taken.dry_run) == (True, False)
    assert _what_came(dry) == _what_came(taken)
    return taken.counts


def _what_came(one: Summary) -> tuple[object, ...]:
    told = (one.warning_counts, one.rejects, one.notices, one.forgotten, one.vanished)
    return (one.counts, one.already, *told)


async def test_a_dry_run_says_of_each_sample_what_the_import_says(
    register: Register, tmp_path: Path
) -> None:
    kobo = await foreseen_and_taken(register, KOBO, options())
    assert (kobo.registrations, kobo.corrections) == (30, 0)
    assert await foreseen_and_taken(register, KOBO, options()) == kobo

    odk = await foreseen_and_taken(register, ODK, options())
    assert (odk.registrations, odk.members, odk.corrections) == (0, 0, 18)

    served = await foreseen_and_taken(register, LIST, SERVED)
    assert (served.registrations, served.deliveries) == (30, 30)

    def mend(book: openpyxl.Workbook) -> None:
        cell(book, 0, 6, "عدد الأفراد", header=3).value = 9

    mended = await foreseen_and_taken(register, changed(LIST, tmp_path / "b.xlsx", mend), SERVED)
    assert (mended.registrations, mended.deliveries, mended.corrections) == (0, 0, 1)


async def test_a_check_foresees_what_is_refused_of_a_row(
    register: Register, tmp_path: Path
) -> None:
    path = a_list(tmp_path / "ahead.xlsx", FATIMA, KHALED, FATIMA, title=OCTOBER)
    too_early = options(TakenAs.DELIVERIES, on="2099-01")
    checked = await register.foresee(path, too_early)
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
