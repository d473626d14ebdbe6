"""A list with a row a person: households are put together from their rows, and nothing is guessed or lost."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from registry.domain.file_import import TakenAs
from registry.domain.vocabulary import ConsentState, Criterion, RegistrationWarning, Relation
from registry.intake.fields import ROW_REFERENCE, Field, TableKind
from registry.intake.findings import Place
from registry.intake.mapping import FileMapping
from registry.intake.persons import LARGEST
from registry.intake.rejects import write_rejects
from tests.intake.files import (
    KOBO,
    Read,
    a_list,
    cell,
    cells_of,
    changed,
    kobo,
    options,
    read,
    stops_with,
)

COLUMNS = ("رقم الأسرة", "صلة القرابة", "الاسم", "النوع", "رقم التليفون", "المركز")
FATIMA = ("ق-١٢", "ربة الأسرة", "فاطمة علي حسن", "أنثى", "01092574822", "دشنا")
ALI = ("ق-12", "ابن", "علي محمد سيد", "ذكر", "", "")
MARYAM = ("ق-12", "ابنة", "مريم محمد سيد", "أنثى", "", "")
KHALED = ("ق-13", "رب الأسرة", "خالد عبد الرحمن", "ذكر", "", "قوص")
SOAD = ("ق-13", "زوجة", "سعاد محمود", "أنثى", "", "")


def a_file(into: Path, *rows: Sequence[object], columns: Sequence[str] = COLUMNS) -> Path:
    with into.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, *rows])
    return into


def persons(into: Path, *rows: Sequence[object], columns: Sequence[str] = COLUMNS) -> Read:
    return read(a_file(into / "a.csv", *rows, columns=columns), options())


def reasons(found: Read) -> list[tuple[int, str]]:
    return [(one.at.row, one.problems[0].code) for one in found.rejects]


def test_the_rows_of_a_household_are_one_registration_with_its_members(tmp_path: Path) -> None:
    found = persons(tmp_path, FATIMA, ALI, MARYAM, KHALED, SOAD)
    assert found.taken_as is TakenAs.REGISTRATIONS
    assert (found.rows, found.rejects, found.notices) == (5, (), ())
    first, second = found.incoming
    assert (first.at, first.draft.partner_reference) == (Place("csv", 2), "ق-12")
    assert (first.draft.head.name.written, first.draft.place) == ("فاطمة علي حسن", "EG2706")
    assert [(one.at.row, one.draft.name.written, one.draft.relation) for one in first.members] == [
        (3, "علي محمد سيد", Relation.CHILD),
        (4, "مريم محمد سيد", Relation.CHILD),
    ]
    assert [one.draft.relation for one in second.members] == [Relation.SPOUSE]


def test_a_sheet_says_the_same_as_a_csv(tmp_path: Path) -> None:
    rows = (FATIMA, ALI, KHALED, SOAD)
    sheet = read(a_list(tmp_path / "a.xlsx", *rows, headings=COLUMNS), options())
    drafts = [(one.draft, [each.draft for each in one.members]) for one in sheet.incoming]
    assert drafts == [
        (one.draft, [each.draft for each in one.members])
        for one in persons(tmp_path, *rows).incoming
    ]


@pytest.mark.parametrize("order", [(ALI, FATIMA, MARYAM), (ALI, MARYAM, FATIMA)])
def test_the_heads_row_stands_anywhere_among_those_of_its_household(
    tmp_path: Path, order: Sequence[Sequence[str]]
) -> None:
    (one,) = persons(tmp_path, *order).incoming
    assert one.draft.head.name.written == "فاطمة علي حسن"
    assert one.at.row == 2 + order.index(FATIMA)
    assert {each.draft.name.written for each in one.members} == {"علي محمد سيد", "مريم محمد سيد"}


def test_what_is_said_of_the_household_may_stand_on_any_of_its_rows_or_on_all(
    tmp_path: Path,
) -> None:
    silent = (*FATIMA[:5], "")
    (elsewhere,) = persons(tmp_path, silent, (*ALI[:5], "دشنا"), MARYAM).incoming
    repeated = persons(tmp_path, FATIMA, (*ALI[:5], "دشنا"), (*MARYAM[:5], "دشنا"))
    assert [one.draft for one in repeated.incoming] == [elsewhere.draft]
    assert repeated.notices == ()


def test_a_row_that_says_otherwise_of_the_household_than_its_head_is_noticed(
    tmp_path: Path,
) -> None:
    found = persons(tmp_path, FATIMA, (*ALI[:5], "قوص"))
    assert found.incoming[0].draft.place == "EG2706"
    assert [(one.code, one.row, one.column) for one in found.notices] == [
        ("row_says_otherwise", 3, "المركز")
    ]


@pytest.mark.parametrize(
    ("head", "child", "state"),
    [
        ("نعم", "", ConsentState.GIVEN),
        ("", "نعم", ConsentState.GIVEN),
        ("نعم", "لا", ConsentState.REFUSED),
        ("لا", "نعم", ConsentState.REFUSED),
    ],
)
def test_of_several_answers_to_sharing_the_one_that_shares_least_counts(
    tmp_path: Path, head: str, child: str, state: ConsentState
) -> None:
    columns = (*COLUMNS, "الموافقة على المشاركة")
    (one,) = persons(tmp_path, (*FATIMA, head), (*ALI, child), columns=columns).incoming
    assert [said.state for said in one.draft.consent] == [state]


def test_an_answer_to_sharing_that_is_not_understood_stops_the_household(tmp_path: Path) -> None:
    columns = (*COLUMNS, "الموافقة على المشاركة")
    found = persons(tmp_path, (*FATIMA, "نعم"), (*ALI, "ربما"), columns=columns)
    assert found.incoming == ()
    assert reasons(found) == [(2, "row_word_unknown")]


def test_a_phone_that_stands_on_every_row_is_the_households_and_another_its_owners(
    tmp_path: Path,
) -> None:
    own = (*MARYAM[:4], "٠١١١٢٢٢٣٣٣٤", "")
    (one,) = persons(tmp_path, FATIMA, (*ALI[:4], "+20 109 257 4822", ""), own).incoming
    assert [phone.e164 for phone in one.draft.phones] == ["+201092574822"]
    assert [[phone.e164 for phone in each.draft.phones] for each in one.members] == [
        [],
        ["+201112223334"],
    ]


def test_criteria_on_every_row_are_the_households_and_on_some_of_them_a_persons(
    tmp_path: Path,
) -> None:
    columns = (*COLUMNS, "معايير الاستحقاق")
    (all_of_them,) = persons(tmp_path, (*FATIMA, "ديون"), (*ALI, "ديون"), columns=columns).incoming
    assert all_of_them.draft.criteria == (Criterion.DEBT,)
    assert all_of_them.members[0].draft.criteria == ()
    (some,) = persons(tmp_path, (*FATIMA, ""), (*ALI, "إعاقة"), columns=columns).incoming
    assert some.draft.criteria == ()
    assert some.members[0].draft.criteria == (Criterion.DISABILITY,)


def test_more_persons_than_the_household_says_it_has_are_a_warning(tmp_path: Path) -> None:
    columns = (*COLUMNS, "عدد الأفراد")
    (one,) = persons(tmp_path, (*FATIMA, 2), (*ALI, ""), (*MARYAM, ""), columns=columns).incoming
    assert RegistrationWarning.SIZE_BELOW_MEMBERS in one.draft.warnings


def test_a_broken_member_comes_back_with_its_head_while_the_household_goes_through(
    tmp_path: Path,
) -> None:
    found = persons(tmp_path, FATIMA, ("ق-12", "XYZ", *ALI[2:]), MARYAM)
    (one,) = found.incoming
    assert [each.draft.name.written for each in one.members] == ["مريم محمد سيد"]
    assert reasons(found) == [(3, "row_word_unknown")]
    assert found.rejects[0].together == (Place("csv", 2),)


def test_a_broken_head_takes_its_household_along(tmp_path: Path) -> None:
    found = persons(tmp_path, (*FATIMA[:5], "باريس"), ALI, MARYAM, KHALED)
    assert [one.draft.partner_reference for one in found.incoming] == ["ق-13"]
    assert [one.at.row for one in found.rejects] == [2]
    assert found.rejects[0].together == (Place("csv", 3), Place("csv", 4))


def test_a_household_without_a_head_comes_back_whole_and_nobody_is_made_its_head(
    tmp_path: Path,
) -> None:
    found = persons(tmp_path, ALI, MARYAM, KHALED)
    assert [one.draft.partner_reference for one in found.incoming] == ["ق-13"]
    assert reasons(found) == [(2, "row_head_missing"), (3, "row_head_missing")]


def test_of_two_heads_the_first_counts_and_the_other_comes_back(tmp_path: Path) -> None:
    found = persons(tmp_path, KHALED, ("ق-13", "رب أسرة", "حسن حسن", "ذكر", "", ""), SOAD)
    (one,) = found.incoming
    assert one.draft.head.name.written == "خالد عبد الرحمن"
    assert reasons(found) == [(3, "row_second_head")]


def test_the_head_written_twice_is_one_person(tmp_path: Path) -> None:
    found = persons(tmp_path, FATIMA, ("ق-12", "ربة الأسرة", "فاطمه على حسن", "أنثى", "", ""))
    assert found.incoming[0].members == ()
    assert [(one.code, one.row) for one in found.notices] == [("row_is_the_head", 3)]


def test_a_row_that_does_not_say_whose_it_is_joins_nobody(tmp_path: Path) -> None:
    found = persons(tmp_path, FATIMA, ("", *ALI[1:]), KHALED)
    assert [len(one.members) for one in found.incoming] == [0, 0]
    assert reasons(found) == [(3, "row_household_missing")]


def test_rows_apart_from_their_household_come_back_with_its_head_and_say_where_it_is(
    tmp_path: Path,
) -> None:
    found = persons(tmp_path, FATIMA, KHALED, ALI, SOAD)
    assert [len(one.members) for one in found.incoming] == [0, 0]
    assert reasons(found) == [(4, "row_apart_from_household"), (5, "row_apart_from_household")]
    assert [(one.problems[0].details, one.together) for one in found.rejects] == [
        ({"first": "2"}, (Place("csv", 2),)),
        ({"first": "3"}, (Place("csv", 3),)),
    ]


def test_what_came_back_because_it_stood_apart_can_be_imported_as_it_is(tmp_path: Path) -> None:
    found = persons(tmp_path, FATIMA, KHALED, ALI, SOAD, MARYAM)
    (back,) = write_rejects(tmp_path / "r.xlsx", found.tables, found.rejects, {})
    assert [row[2] for row in cells_of(back)[1:]] == [
        "فاطمة علي حسن", "علي محمد سيد", "مريم محمد سيد", "خالد عبد الرحمن", "سعاد محمود"
    ]  # fmt: skip
    again = read(back, options())
    assert (again.rejects, [len(one.members) for one in again.incoming]) == ((), [2, 1])


def test_a_number_on_endless_rows_is_no_households(tmp_path: Path) -> None:
    endless = [("1", "ابن", f"علي {number}", "ذكر", "", "") for number in range(2 * LARGEST + 5)]
    found = persons(tmp_path, FATIMA, KHALED, ("1", *KHALED[1:]), *endless)
    assert len(found.incoming) == 2
    assert {code for _, code in reasons(found)} == {"row_household_too_large"}
    assert len(found.rejects) == len(endless) + 1


def test_a_household_as_large_as_they_get_is_taken(tmp_path: Path) -> None:
    others = [("ق-13", "ابن", f"علي {number}", "ذكر", "", "") for number in range(LARGEST - 1)]
    (one,) = persons(tmp_path, KHALED, *others).incoming
    assert len(one.members) == LARGEST - 1


def test_a_member_goes_by_its_name_wherever_its_row_stands(tmp_path: Path) -> None:
    """By its place among the rows it would be another person once the file is sorted, or a child is born."""
    baby = ("ق-12", "ابن", "آدم محمد سيد", "ذكر", "", "")
    before = persons(tmp_path, FATIMA, ALI, MARYAM).names
    after = persons(tmp_path, FATIMA, baby, MARYAM, ("ق-١٢", "ابن", "على محمد سيّد", "ذكر", "", ""))
    names = {after.names[Place("csv", row)].own for row in (4, 5)}
    assert names == {name.own for name in before.values()}
    assert after.names[Place("csv", 3)].own not in names


def test_two_children_of_one_name_are_two_and_a_row_repeated_is_one(tmp_path: Path) -> None:
    columns = (*COLUMNS, "تاريخ الميلاد")
    rows = ((*FATIMA, ""), (*ALI, "1/2/2015"), (*ALI, "3/4/2019"), (*ALI, "1/2/2015"))
    found = persons(tmp_path, *rows, columns=columns)
    own = [found.names[Place("csv", row)].own for row in (3, 4, 5)]
    assert own[0] == own[2] != own[1]
    assert [(one.code, one.row, one.details) for one in found.notices] == [
        ("row_person_repeated", 5, {"first": "3"})
    ]


def test_a_column_of_members_own_numbers_is_what_they_go_by(tmp_path: Path) -> None:
    columns = (*COLUMNS, "كود الفرد")
    found = persons(tmp_path, (*FATIMA, "١"), (*ALI, "٢"), columns=columns)
    assert found.incoming[0].members[0].draft.partner_reference == "2"
    assert found.names == {}


def test_relations_without_a_column_that_says_whose_they_are_stop_the_file(tmp_path: Path) -> None:
    """Each person would be registered as a household."""
    path = a_file(tmp_path / "a.csv", FATIMA[1:], ALI[1:], columns=COLUMNS[1:])
    with stops_with("household_number_missing", heading="صلة القرابة"):
        read(path, options(TakenAs.REGISTRATIONS))


def test_a_list_of_persons_delivers_nothing(tmp_path: Path) -> None:
    """Each person would be a delivery to the household."""
    path = a_file(tmp_path / "a.csv", FATIMA, ALI)
    with stops_with("persons_are_registrations"):
        read(path, options(TakenAs.DELIVERIES, on="2026-10"))
    dated = a_file(tmp_path / "b.csv", (*FATIMA, "1/10/2026"), columns=(*COLUMNS, "تاريخ الاستلام"))
    with stops_with("persons_are_registrations"):
        read(dated, options())


def test_a_relation_that_a_mapping_ignores_leaves_a_row_a_family(tmp_path: Path) -> None:
    ignored = FileMapping({TableKind.HOUSEHOLD: {"صلة القرابة": Field.IGNORED}})
    path = a_file(tmp_path / "a.csv", FATIMA, KHALED)
    found = read(path, options(TakenAs.REGISTRATIONS, mapping=ignored))
    assert [one.at.row for one in found.incoming] == [2, 3]


@pytest.mark.parametrize("kind", [TableKind.PERSON, TableKind.HOUSEHOLD])
def test_headings_of_their_own_are_named_in_a_mapping_for_persons_or_households(
    tmp_path: Path, kind: TableKind
) -> None:
    said = {"مجموعة": Field.PARTNER_REFERENCE}
    relation = {TableKind.MEMBER: {"من هو": Field.RELATION}}
    path = a_file(tmp_path / "a.csv", FATIMA, ALI, columns=("مجموعة", "من هو", *COLUMNS[2:]))
    if kind is TableKind.PERSON:
        relation = {}
        said["من هو"] = Field.RELATION
    found = read(path, options(mapping=FileMapping({kind: said, **relation})))
    assert [len(one.members) for one in found.incoming] == [1]
    assert found.mapping.columns[TableKind.PERSON]["مجموعة"] is Field.PARTNER_REFERENCE
    again = read(path, options(mapping=found.mapping))
    assert again.incoming == found.incoming


def test_a_title_that_speaks_of_distribution_is_asked_about_here_too(tmp_path: Path) -> None:
    path = a_list(tmp_path / "a.xlsx", FATIMA, ALI, headings=COLUMNS, title="كشف توزيع")
    with stops_with("import_as_unknown_but_likely_deliveries"):
        read(path, options())
    assert len(read(path, options(TakenAs.REGISTRATIONS)).incoming) == 1


def test_a_form_with_a_question_of_relation_is_still_a_form(tmp_path: Path) -> None:
    def ask(workbook: Any) -> None:
        sheet = workbook.worksheets[0]
        sheet.cell(row=1, column=sheet.max_column + 1).value = "relationship"

    assert len(kobo(changed(KOBO, tmp_path / "k.xlsx", ask)).incoming) == 30


def test_a_mended_member_has_the_reference_that_it_was_given(tmp_path: Path) -> None:
    def mend(workbook: Any) -> None:
        cell(workbook, 0, 3, "صلة القرابة").value = "ابن"
        cell(workbook, 0, 3, "الاسم").value = "علي محمد سيد أحمد"

    found = persons(tmp_path, FATIMA, ("ق-12", "XYZ", *ALI[2:]))
    given = {Place("csv", 3): "ق-12/~abc"}
    (back,) = write_rejects(tmp_path / "r.xlsx", found.tables, found.rejects, given)
    assert ROW_REFERENCE in cells_of(back)[0]
    mended = read(changed(back, tmp_path / "m.xlsx", mend), options())
    assert mended.incoming[0].members[0].draft.partner_reference == "ق-12/~abc"


def test_a_remark_between_the_rows_of_a_household_goes_back_and_parts_it_from_nobody(
    tmp_path: Path,
) -> None:
    columns = (*COLUMNS, "ملاحظات")
    remark = ("", "", "", "", "", "", "انتقلت الأسرة")
    found = persons(tmp_path, FATIMA, ALI, remark, MARYAM, KHALED, columns=columns)
    assert [(one.at.row, len(one.members)) for one in found.incoming] == [(2, 2), (6, 0)]
    assert reasons(found) == [(4, "row_household_missing")]
    assert found.rows == 5
