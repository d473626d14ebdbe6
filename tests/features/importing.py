"""Importing the list of an association, as it keeps it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any, Final

import openpyxl
from pytest_bdd import given, then, when

from registry.domain.access import FieldsOpened
from registry.domain.facts import NAME_OF
from tests.features.register import Scene
from tests.features.sentences import Sentence

LIST: Final = Path(__file__).parents[2] / "registry/samples/ngo_distribution_list_ar.xlsx"
NAME: Final = "اسم المستفيد رباعي"
PLACES: Final = ("المركز", "القرية")


@given(Sentence('"{partner}" has imported its distribution list'))
@given(Sentence('أن "{partner}" استوردت كشف توزيعها'))
def has_imported(scene: Scene, partner: str, tmp_path: Path) -> None:
    imports(scene, partner, tmp_path)
    assert scene.summary["registrations"] == len(rows_of(LIST)) > 0


@when(Sentence('"{partner}" imports its distribution list'))
@when(Sentence('تستورد "{partner}" كشف توزيعها'))
def imports(scene: Scene, partner: str, tmp_path: Path) -> None:
    take_in(scene, partner, copied(tmp_path))


@when(Sentence('"{partner}" tries its distribution list without writing'))
@when(Sentence('تجرب "{partner}" كشف توزيعها دون كتابة'))
def tries(scene: Scene, partner: str, tmp_path: Path) -> None:
    take_in(scene, partner, copied(tmp_path), "--dry-run")


@when(Sentence('"{partner}" imports its distribution list with the place of row {row} missing'))
@when(Sentence('تستورد "{partner}" كشف توزيعها والصف {row} بلا مكان'))
def imports_with_a_hole(scene: Scene, partner: str, row: int, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    write_places(LIST, path, row, dict.fromkeys(PLACES))
    take_in(scene, partner, path)


@then(Sentence("the rejects workbook names row {row} with its reason in Arabic and English"))
@then(Sentence("يذكر ملف المرفوضات الصف {row} وسببه بالعربية والإنجليزية"))
def rejected(scene: Scene, row: int) -> None:
    assert [one["row"] for one in scene.summary["rejected_rows"]] == [row]
    (back,) = rows_of(Path(scene.summary["rejects_file"])).values()
    assert back[NAME] == rows_of(LIST)[row][NAME]
    arabic, english = list(back.values())[-2:]
    assert re.search(r"[\u0621-\u064a]{3}", arabic)
    assert re.search(r"[a-z]{3,} [a-z]{2,}", english)
    assert [(one["ar"], one["en"]) for one in scene.summary["rejected_rows"][0]["reasons"]] == [
        (arabic, english)
    ]


@when(Sentence('"{partner}" mends the place in the rejects workbook and imports it'))
@when(Sentence('تصلح "{partner}" المكان في ملف المرفوضات وتستورده'))
def mends(scene: Scene, partner: str, tmp_path: Path) -> None:
    (rejected,) = scene.summary["rejected_rows"]
    was = rows_of(LIST)[rejected["row"]]
    path = tmp_path / "mended.xlsx"
    back = Path(scene.summary["rejects_file"])
    (row,) = rows_of(back)
    write_places(back, path, row, {heading: was[heading] for heading in PLACES})
    take_in(scene, partner, path)


@then(
    Sentence(
        "the summary says {registrations} registration(s), {delivered} deliveries and {rejects} reject(s)"
    )
)
@then(
    Sentence(
        "the summary says {registrations} registration(s), {delivered} delivery and {rejects} reject(s)"
    )
)
@then(Sentence("يقول الملخص {registrations} تسجيلا و {delivered} صرفا و {rejects} مرفوضا"))
def summary_says(scene: Scene, registrations: int, delivered: int, rejects: int) -> None:
    said = [scene.summary[count] for count in ("registrations", "deliveries", "rejects")]
    assert said == [registrations, delivered, rejects]


@then("the log has not grown")
@then("لم يزد السجل شيئا")
def not_grown(scene: Scene) -> None:
    assert scene.register.position() == scene.began


@then("nothing but who opened what went into the log")
@then("لم يُثبت في السجل إلا الاطلاع")
def opened_alone(scene: Scene) -> None:
    assert scene.register.recorded_since(scene.began) == {NAME_OF[FieldsOpened]}


def copied(folder: Path) -> Path:
    """The list in a folder of its own, beside which the rejects come back."""
    return Path(shutil.copy(LIST, folder / "list.xlsx"))


def take_in(scene: Scene, partner: str, path: Path, *how: str) -> None:
    scene.began = scene.register.position()
    done = scene.register.command(
        *("import", str(path), "--partner", partner, "--as", "deliveries"),
        *("--programme", "food-baskets", "--json", *how),
    )
    scene.summary = json.loads(done.said) if done.said else {}
    assert done.code == (1 if scene.summary.get("rejects") else 0), done.complained


def write_places(source: Path, target: Path, row: int, places: dict[str, Any]) -> None:
    """Copy a list with other places in one of its rows."""
    book = openpyxl.load_workbook(source)
    sheet = book.worksheets[0]
    for cell in sheet[headings_of(sheet)]:
        if cell.value in places:
            sheet.cell(row, cell.column).value = places[cell.value]
    book.save(target)


def rows_of(path: Path) -> dict[int, dict[str, Any]]:
    """The rows below the headings by their numbers, without the one that adds up."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    titles = headings_of(sheet)
    headings = [cell.value for cell in sheet[titles]]
    rows = enumerate(sheet.iter_rows(min_row=titles + 1, values_only=True), start=titles + 1)
    below = {number: dict(zip(headings, row, strict=True)) for number, row in rows}
    return {number: row for number, row in below.items() if row[NAME] is not None}


def headings_of(sheet: Any) -> int:
    """The number of the row in which the headings stand."""
    return next(
        number
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1)
        if NAME in row
    )
