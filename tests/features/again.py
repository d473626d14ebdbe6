"""The list of an association that comes again, as people change it from one month to the next."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
from pytest_bdd import then, when

from tests.features.importing import LIST, NAME, headings_of, rows_of, take_in
from tests.features.register import Scene
from tests.features.sentences import Sentence

SIZE, SEX = "عدد الأفراد", "النوع"


@when(Sentence('"{partner}" tries its distribution list with another size in row {row}'))
@when(Sentence('تجرب "{partner}" كشف توزيعها بعدد آخر في الصف {row}'))
def tries_mended(scene: Scene, partner: str, row: int, tmp_path: Path) -> None:
    take_in(scene, partner, _mended(tmp_path, row, {SIZE: 9}), "--dry-run")


@when(Sentence('"{partner}" imports its distribution list with another size in row {row}'))
@when(Sentence('تستورد "{partner}" كشف توزيعها بعدد آخر في الصف {row}'))
def imports_mended(scene: Scene, partner: str, row: int, tmp_path: Path) -> None:
    take_in(scene, partner, _mended(tmp_path, row, {SIZE: 9}))


@when(Sentence('"{partner}" imports its distribution list with a woman\'s name in row {row}'))
@when(Sentence('تستورد "{partner}" كشف توزيعها وفي الصف {row} اسم امرأة'))
def imports_another(scene: Scene, partner: str, row: int, tmp_path: Path) -> None:
    take_in(scene, partner, _mended(tmp_path, row, {NAME: "زينب سيد حسن علي", SEX: "أنثى"}))


@when(Sentence('"{partner}" imports next month\'s distribution list'))
@when(Sentence('تستورد "{partner}" كشف توزيعها للشهر التالي'))
def imports_next(scene: Scene, partner: str, tmp_path: Path) -> None:
    def next_month(sheet: Any) -> None:
        sheet["A1"].value = sheet["A1"].value.replace("أكتوبر", "نوفمبر")

    take_in(scene, partner, _changed(tmp_path, next_month))


@when(Sentence('"{partner}" imports its distribution list without row {row}'))
@when(Sentence('تستورد "{partner}" كشف توزيعها بلا الصف {row}'))
def imports_less(scene: Scene, partner: str, row: int, tmp_path: Path) -> None:
    take_in(scene, partner, _changed(tmp_path, lambda sheet: sheet.delete_rows(row)))


@then(Sentence("the summary counts {corrections} correction(s) and {unchanged} rows unchanged"))
@then(Sentence("يحصي الملخص {corrections} تصحيحا و {unchanged} صفا بلا تغيير"))
def counts(scene: Scene, corrections: int, unchanged: int) -> None:
    said = (scene.summary["corrections"], scene.summary["unchanged"])
    assert said == (corrections, unchanged)


@then(Sentence("row {row} of the earlier list has vanished, and nothing says who that is"))
@then(Sentence("غاب الصف {row} من الكشف السابق ولا يُقال من هو"))
def vanished(scene: Scene, row: int) -> None:
    (gone,) = scene.summary["vanished_rows"]
    assert (scene.summary["vanished"], gone["row"]) == (1, row)
    assert rows_of(LIST)[row][NAME] not in str(scene.summary)


@then(Sentence("it is noticed that row {row} names another person"))
@then(Sentence("يُنبه إلى أن الصف {row} يسمي شخصا آخر"))
def another(scene: Scene, row: int) -> None:
    (notice,) = scene.summary["notices"]
    assert (notice["code"], notice["row"]) == ("row_refused_but_served", row)
    assert "شخصًا آخر" in notice["ar"]
    assert "somebody else" in notice["en"]


def _mended(folder: Path, row: int, values: dict[str, Any]) -> Path:
    def mend(sheet: Any) -> None:
        for cell in sheet[headings_of(sheet)]:
            if cell.value in values:
                sheet.cell(row, cell.column).value = values[cell.value]

    return _changed(folder, mend)


def _changed(folder: Path, change: Callable[[Any], None]) -> Path:
    book = openpyxl.load_workbook(LIST)
    change(book.worksheets[0])
    path = folder / "again.xlsx"
    book.save(path)
    return path
