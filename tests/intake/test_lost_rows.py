"""Nothing that arrives is lost: whatever a row says under a heading, it is taken or goes back with a reason."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from registry.domain.dates import read_date
from registry.domain.entitlement_document import DocumentKind
from registry.domain.money import Currency
from registry.intake.document_file import DocumentRow, read_documents
from registry.intake.plan_file import read_plan
from registry.intake.plan_handed import read_handed
from tests.intake.files import (
    FATIMA,
    HEADINGS,
    KHALED,
    TODAY,
    a_list,
    deliveries,
    registrations,
)

SOUAD: Final = ("", "سعاد محمود", "", "", "", "", "")
SIGNED: Final = ("", "توقيع أمين الصندوق", "", "", "", "", "")
TOTAL: Final = ("", "الإجمالي", "", "", "", "", 10)


def written(tmp_path: Path, *lines: str) -> Path:
    file = tmp_path / "a.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def handed(tmp_path: Path, *lines: str) -> tuple[list[int | None], list[int]]:
    """The numbers of the lines that were handed over, and the rows that go back."""
    file = written(tmp_path, *lines)
    batches = list(read_handed(file, read_date("2026-10-21"), Currency.EGP, TODAY).batches())
    taken = [one.line for batch in batches for one in batch.handed]
    return taken, [one.at.row for batch in batches for one in batch.rejects]


def test_a_row_of_a_plan_that_says_nothing_of_whom_it_is_stays_a_row(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "الرقم القومي,المركز,تاريخ الميلاد",
        "28506152701230,دشنا,",
        ",دشنا,",
        ",,1967-01-04",
    )
    rows = read_plan(file, TODAY)
    assert [(one.row, one.identity_number) for one in rows] == [
        (2, "28506152701230"),
        (3, None),
        (4, None),
    ]


def test_a_line_number_alone_is_a_row_of_what_was_handed_over(tmp_path: Path) -> None:
    assert handed(tmp_path, "line number", "4", "5", "6") == ([4, 5, 6], [])
    assert handed(tmp_path, "رقم السطر", "٧", "4") == ([7, 4], [])
    assert handed(tmp_path, "line number,amount", "4,350", "7,") == ([4, 7], [])


def test_what_is_handed_over_is_taken_or_goes_back_whatever_else_is_blank(tmp_path: Path) -> None:
    headings = "رقم السطر,المبلغ,ملاحظات"
    rows = (
        "7,,",
        "4,,سلمت",
        "5,350,",
        ",,لم يحضر",
        "الإجمالي,350,",
        "8,,",
        "الإجمالي,,",
        "توقيع,,",
    )
    assert handed(tmp_path, headings, *rows) == ([7, 4, 5, 8], [5])


def test_a_row_that_says_something_only_where_nothing_is_understood_goes_back(
    tmp_path: Path,
) -> None:
    headings = (*HEADINGS, "ملاحظات")
    path = a_list(
        tmp_path / "a.xlsx", FATIMA, (3, *[""] * 6, "سافرت"), (4, *[""] * 6, 12), headings=headings
    )
    found = registrations(path)
    assert [one.at.row for one in found.incoming] == [2]
    assert [(one.at.row, one.problems[0].code) for one in found.rejects] == [
        (3, "row_place_missing")
    ]


def test_rows_between_a_total_and_more_rows_are_families_and_those_at_the_end_signatures(
    tmp_path: Path,
) -> None:
    path = a_list(tmp_path / "a.xlsx", FATIMA, TOTAL, SOUAD, KHALED, TOTAL, SIGNED)
    found = registrations(path)
    taken = [one.at.row for one in found.incoming]
    assert (taken, [one.at.row for one in found.rejects]) == ([2, 5], [4])
    paged = a_list(tmp_path / "b.xlsx", FATIMA, TOTAL, SIGNED, HEADINGS, KHALED, TOTAL, SIGNED)
    found = deliveries(paged, on="2026-10")
    assert ([one.at.row for one in found.incoming], found.rejects) == ([2, 6], ())


def test_a_row_below_a_total_with_a_number_of_whom_it_is_is_no_signature(tmp_path: Path) -> None:
    number = ("", "", "28506152701230", "", "", "", "")
    found = registrations(a_list(tmp_path / "a.xlsx", FATIMA, TOTAL, number))
    assert [one.at.row for one in found.rejects] == [4]


def test_a_row_of_documents_that_names_nobody_goes_back(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "م,الاسم,الرقم المرجعي,رقم البطاقة",
        "1,فاطمة,PT7T-4RX8-4JBA,ب-4",
        "2,خالد,,",
        "3,,,",
        ",الإجمالي,,",
    )
    rows = read_documents(file, DocumentKind.PRIORITY_CARD)
    assert [(type(one), one.row) for one in rows] == [(DocumentRow, 2), (DocumentRow, 3)]
