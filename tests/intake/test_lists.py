"""Lists as associations keep them: the sample, and what others do to a list."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from registry.domain.dates import PreciseDate, Precision
from registry.domain.file_import import FileFormat, TakenAs
from registry.domain.vocabulary import Claim, RegistrationWarning, Sex
from registry.intake.findings import Place
from registry.intake.incoming import Incoming
from registry.intake.periods import date_in_titles
from registry.intake.reading import read_file
from tests.intake.files import (
    ARABIC,
    BASKETS,
    FATIMA,
    HEADINGS,
    KHALED,
    LIST,
    a_list,
    changed,
    deliveries,
    options,
    read,
    registrations,
    shuffle,
    stops_with,
)

TITLE = "جمعية البر بقنا — كشف توزيع سلال غذائية — أكتوبر ٢٠٢٦"
SHEET = "كشف التوزيع"


def test_thirty_families_are_registered_and_served_and_titles_and_total_are_nothing() -> None:
    reading = deliveries(LIST)
    assert reading.format is FileFormat.SPREADSHEET
    assert reading.rows == len(reading.incoming) == 30
    assert reading.rejects == ()
    assert reading.notices == ()
    assert [one.at for one in reading.incoming] == [Place(SHEET, row) for row in range(4, 34)]


def test_the_baskets_are_the_partners_own_record_of_october_2026() -> None:
    october = PreciseDate(date(2026, 10, 1), Precision.MONTH)
    served = [one.draft for family in deliveries(LIST).incoming for one in family.deliveries]
    assert len(served) == 30
    assert {one.on for one in served} == {october}
    assert {one.claim for one in served} == {Claim.OWN_RECORD}
    assert {one.programme for one in served} == {BASKETS}


def test_three_styles_of_dates_and_numbers_as_text_are_read() -> None:
    first, second, third, fourth = (one.draft for one in deliveries(LIST).incoming[:4])
    assert [one.head.born for one in (first, second, third)] == [
        PreciseDate(date(1969, 1, 2)),
        PreciseDate(date(1950, 3, 24)),
        PreciseDate(date(1959, 6, 14)),
    ]
    assert [first.declared_size, second.declared_size] == [6, 2]
    assert [number.number for number in fourth.head.identity_numbers] == ["27102042703714"]
    assert fourth.head.name.written == "يوسف أبوالحمد عبدالله أحمد"
    assert (first.place, first.address, first.head.sex) == ("EG2707", "قرية الغربية 6", Sex.MALE)
    assert first.consent == ()


def test_doubtful_numbers_are_warnings() -> None:
    assert deliveries(LIST).warning_counts() == {
        RegistrationWarning.NO_PARTNER_REFERENCE: 7,
        RegistrationWarning.IDENTITY_NUMBER_DISAGREES: 2,
        RegistrationWarning.IDENTITY_NUMBER_INVALID: 2,
    }


def test_arabic_digits_equal_ascii_ones(tmp_path: Path) -> None:
    def rewrite(workbook: Any) -> None:
        for row in workbook.active.iter_rows(min_row=4, max_row=33):
            for one in row:
                if hasattr(one.value, "strftime"):
                    one.value = one.value.strftime("%d/%m/%Y")
                if one.value is not None:
                    one.value = str(one.value).translate(ARABIC)

    assert (
        deliveries(changed(LIST, tmp_path / "ar.xlsx", rewrite)).incoming
        == deliveries(LIST).incoming
    )


def test_shuffled_rows_are_the_same_families_and_removed_rows_are_fewer(tmp_path: Path) -> None:
    def mix(workbook: Any) -> None:
        rows = range(4, 34)
        shuffle(workbook.active, rows, random.Random(3).sample(list(rows), 30))  # noqa: S311 - as above

    def cut(workbook: Any) -> None:
        workbook.active.delete_rows(10, 5)

    assert _drafts(deliveries(changed(LIST, tmp_path / "mixed.xlsx", mix)).incoming) == _drafts(
        deliveries(LIST).incoming
    )
    assert len(deliveries(changed(LIST, tmp_path / "cut.xlsx", cut)).incoming) == 25


def test_a_title_that_speaks_of_distribution_is_asked_about() -> None:
    with stops_with("import_as_unknown_but_likely_deliveries"):
        read_file(LIST, options())


def test_a_title_that_speaks_of_a_survey_is_evident_and_none_at_all_is_asked_about(
    tmp_path: Path,
) -> None:
    survey = a_list(tmp_path / "a.xlsx", FATIMA, title="حصر الأسر الأولى بالرعاية")
    assert read_file(survey, options()).taken_as is TakenAs.REGISTRATIONS
    with stops_with("import_as_unknown"):
        read_file(a_list(tmp_path / "b.xlsx", FATIMA), options())


def test_a_column_of_hand_over_dates_makes_deliveries_evident_and_dates_each_row(
    tmp_path: Path,
) -> None:
    path = a_list(
        tmp_path / "a.xlsx",
        (*FATIMA, "٥/١٠/٢٠٢٦"),
        (*KHALED, ""),
        headings=(*HEADINGS, "تاريخ الاستلام"),
        title=TITLE,
    )
    reading = read(path, options())
    assert reading.taken_as is TakenAs.DELIVERIES
    on = [one.draft.on for family in reading.incoming for one in family.deliveries]
    assert on == [PreciseDate(date(2026, 10, 5)), PreciseDate(date(2026, 10, 1), Precision.MONTH)]


def test_a_list_without_a_date_asks_for_one(tmp_path: Path) -> None:
    path = a_list(tmp_path / "a.xlsx", FATIMA)
    with stops_with("import_date_missing"):
        deliveries(path)
    assert str(deliveries(path, on="2026-10").incoming[0].deliveries[0].draft.on) == "2026-10"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (TITLE, "2026-10"),
        ("كشف صرف بتاريخ ١٥/١٠/٢٠٢٦", "2026-10-15"),
        ("عن شهر أكتوبر لعام 2026", "2026-10"),
        ("October 2026", "2026-10"),
        ("كشف توزيع سلال غذائية — رمضان ١٤٤٨ هـ", "2027-02-08..2027-03-08"),
        ("كشف شهر رمضان لعام 1448هـ", "2027-02-08..2027-03-08"),
        ("كشف ربيع الأول ١٤٤٨ هـ", "2026-08-14..2026-09-11"),
        ("كشف صرف بتاريخ ١٥ ربيع الأول ١٤٤٨ هـ", "2026-08-28"),
        ("كشف يوم ١ رمضان ١٤٤٨ هـ الموافق ٨ فبراير ٢٠٢٧ م", "2027-02-08"),
        ("من شعبان ١٤٤٨ هـ إلى رمضان ١٤٤٨ هـ", "None"),
        ("كشف عام ١٤٤٨ هـ", "None"),
        ("كشف رقم 12-1448", "None"),
        ("من أكتوبر ٢٠٢٦ إلى ديسمبر ٢٠٢٦", "None"),
        ("أكتوبر ٢٠٢٦ ونوفمبر 2026 / مارس 2027", "None"),
        ("جمعية مشهرة برقم 20191015 لسنة 2019", "None"),
        ("كشف رقم 12-2026", "None"),
        ("كشف ٢٠٢٦", "None"),
    ],
)
def test_a_date_is_taken_from_a_title_only_where_it_is_one(title: str, expected: str) -> None:
    assert str(date_in_titles([title])) == expected


def test_a_list_of_a_month_is_meant_for_that_month_whenever_it_is_handed_over(
    tmp_path: Path,
) -> None:
    path = a_list(
        tmp_path / "a.xlsx",
        (*FATIMA, "5/3/2027"),
        (*KHALED, "١٢/٩/١٤٤٨ هـ"),
        (3, "سعاد محمود", "", "", "أنثى", "نقادة", 2, ""),
        headings=(*HEADINGS, "تاريخ الاستلام"),
        title="كشف توزيع سلال غذائية — رمضان ١٤٤٨ هـ",
    )
    served = [one.draft for family in deliveries(path).incoming for one in family.deliveries]
    assert [str(one.on) for one in served] == [
        "2027-03-05",
        "2027-02-19",
        "2027-02-08..2027-03-08",
    ]
    assert {(str(one.serves_from), str(one.serves_until)) for one in served} == {
        ("2027-02-08", "2027-03-08")
    }


def test_a_list_of_a_day_does_not_say_what_period_it_is_meant_for(tmp_path: Path) -> None:
    path = a_list(tmp_path / "a.xlsx", FATIMA, title="كشف صرف بتاريخ ١٥/١٠/٢٠٢٦")
    ((served,),) = [one.deliveries for one in deliveries(path).incoming]
    assert (served.draft.serves_from, served.draft.serves_until) == (None, None)


def test_totals_signatures_repeated_headings_and_numbered_blank_lines_are_no_rows(
    tmp_path: Path,
) -> None:
    path = a_list(
        tmp_path / "a.xlsx",
        FATIMA,
        HEADINGS,
        KHALED,
        (3, "", "", "", "", "", ""),
        ("", "الإجمالي العام:", "", "", "", "", 10),
        ("", "توقيع أمين الصندوق", "", "", "", "", ""),
        title=TITLE,
    )
    reading = deliveries(path)
    assert [one.at.row for one in reading.incoming] == [3, 5]
    assert reading.rejects == ()


def test_a_family_below_a_total_is_still_a_family(tmp_path: Path) -> None:
    path = a_list(tmp_path / "a.xlsx", FATIMA, ("الإجمالي",), KHALED, title=TITLE)
    assert [one.at.row for one in deliveries(path).incoming] == [3, 5]


def test_a_markaz_written_once_beside_many_rows_is_the_markaz_of_all(tmp_path: Path) -> None:
    def merge(workbook: Any) -> None:
        workbook.active.cell(row=4, column=6).value = None
        workbook.active.merge_cells("F3:F4")

    path = changed(
        a_list(tmp_path / "a.xlsx", FATIMA, KHALED, title=TITLE), tmp_path / "b.xlsx", merge
    )
    assert [one.draft.place for one in deliveries(path).incoming] == ["EG2706", "EG2706"]


def test_headings_on_two_lines_are_understood(tmp_path: Path) -> None:
    def two_lines(workbook: Any) -> None:
        sheet = workbook.active
        sheet.insert_rows(2)
        sheet["B2"] = "بيانات رب الأسرة"
        sheet.merge_cells("B2:E2")
        for column in (1, 6, 7):
            sheet.cell(row=2, column=column).value = sheet.cell(row=3, column=column).value
            sheet.cell(row=3, column=column).value = None
            sheet.merge_cells(start_row=2, end_row=3, start_column=column, end_column=column)

    path = changed(a_list(tmp_path / "a.xlsx", FATIMA, title=TITLE), tmp_path / "b.xlsx", two_lines)
    (one,) = deliveries(path).incoming
    assert (one.at.row, one.draft.place, one.draft.declared_size) == (4, "EG2706", 4)


def test_every_sheet_with_a_table_is_read_and_hidden_or_foreign_ones_are_listed(
    tmp_path: Path,
) -> None:
    def more(workbook: Any) -> None:
        second = workbook.create_sheet("قوص")
        second.append(list(HEADINGS))
        second.append(list(KHALED))
        old = workbook.create_sheet("قديم")
        old.append(list(HEADINGS))
        old.append(list(KHALED))
        old.sheet_state = "hidden"
        workbook.create_sheet("ملاحظات").append(["يراجع الكشف قبل نهاية 2026"])

    reading = deliveries(
        changed(a_list(tmp_path / "a.xlsx", FATIMA, title=TITLE), tmp_path / "b.xlsx", more)
    )
    assert [one.at for one in reading.incoming] == [Place("Sheet", 3), Place("قوص", 2)]
    assert [(one.code, one.sheet) for one in reading.notices] == [
        ("sheet_not_taken", "قديم"),
        ("sheet_not_taken", "ملاحظات"),
    ]


def test_a_family_that_stands_twice_is_noticed(tmp_path: Path) -> None:
    reading = deliveries(a_list(tmp_path / "a.xlsx", FATIMA, KHALED, FATIMA, title=TITLE))
    assert [(one.code, one.row, one.details) for one in reading.notices] == [
        ("row_repeated", 5, {"first": "3"})
    ]


def test_a_family_is_found_again_by_its_heads_number_however_the_rest_is_written(
    tmp_path: Path,
) -> None:
    other = (9, "فاطمه على حسن", "٢٨٥٠٦١٥٢٧٠١٢٣٠", "", "", "قوص", 9)
    first, second = deliveries(a_list(tmp_path / "a.xlsx", FATIMA, other, title=TITLE)).incoming
    assert first.identifying == second.identifying


def test_a_mistyped_number_identifies_nobody(tmp_path: Path) -> None:
    wrong = (1, "فاطمة علي", "00000000000000", "", "", "دشنا", 4)
    also_wrong = (2, "مريم جمال", "00000000000000", "", "", "دشنا", 4)
    first, second = deliveries(a_list(tmp_path / "a.xlsx", wrong, also_wrong, title=TITLE)).incoming
    assert first.identifying != second.identifying
    assert RegistrationWarning.NO_PARTNER_REFERENCE in first.draft.warnings


def test_a_column_of_case_numbers_is_the_partners_reference(tmp_path: Path) -> None:
    path = a_list(
        tmp_path / "a.xlsx", (*FATIMA, "ق-١٢/٤"), headings=(*HEADINGS, "رقم الحالة"), title=TITLE
    )
    assert deliveries(path).incoming[0].draft.partner_reference == "ق-12/4"


def test_a_list_taken_as_registrations_delivers_nothing() -> None:
    reading = registrations(LIST)
    assert len(reading.incoming) == 30
    assert sum(len(one.deliveries) for one in reading.incoming) == 0


def test_columns_about_deliveries_are_listed_where_rows_are_registrations(tmp_path: Path) -> None:
    path = a_list(
        tmp_path / "a.xlsx",
        (*FATIMA, "2026-10-05", "x"),
        headings=(*HEADINGS, "تاريخ الاستلام", "التاريخ"),
    )
    assert [(one.code, one.column) for one in registrations(path).notices] == [
        ("column_unknown", "التاريخ"),
        ("column_of_deliveries", "تاريخ الاستلام"),
    ]


def _drafts(incoming: tuple[Incoming, ...]) -> Counter[Any]:
    return Counter(
        (one.draft, one.identifying, *(each.draft for each in one.deliveries)) for one in incoming
    )
