"""A real survey of 348 columns, of which nothing fits by name and nobody is named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from registry.domain.file_import import TakenAs
from registry.domain.household import HouseholdRegistered
from registry.domain.places import PCode
from registry.domain.vocabulary import Sex
from registry.intake.fields import Field, TableKind
from registry.intake.incoming import Options
from registry.intake.mapping import FileMapping
from registry.intake.recognise import open_file
from registry.intake.saved_mapping import load_mapping
from registry.intake.suggesting import as_mapping, suggest_columns
from registry.intake.xlsform import read_xlsform
from tests.intake.conftest import Register
from tests.intake.files import FATIMA, a_list, options, read, registrations, stops_with

FOLDER = Path(__file__).parent / "survey"
SURVEY = FOLDER / "reach_household_60.csv"
FORM = FOLDER / "reach_household_xlsform_ar_en.xlsx"
MAPPING = FOLDER / "mapping.yaml"


def said(mapping: FileMapping) -> Options:
    """As it is imported: all of it from one place, which the survey does not say in a way that we know."""
    return replace(options(TakenAs.REGISTRATIONS, mapping=mapping), within=PCode("EG2706"))


def suggested(*, with_form: bool = True) -> FileMapping:
    header = open_file(SURVEY).sheets[0].first
    assert header is not None
    assert len(header.cells) == 348
    form = read_xlsform(FORM) if with_form else {}
    return as_mapping(header, suggest_columns(header, form), form)


def test_nothing_is_guessed_of_a_file_without_names() -> None:
    with stops_with("consent_column_unclear"):
        read(SURVEY, said(FileMapping()))


def test_the_forms_labels_suggest_what_the_saved_mapping_says() -> None:
    assert suggested() == load_mapping(MAPPING)


def test_without_its_form_names_alone_suggest_less() -> None:
    bare, whole = (suggested(with_form=one).columns[TableKind.HOUSEHOLD] for one in (False, True))
    assert bare.items() <= whole.items()
    assert bare["num_hh_member"] is Field.DECLARED_SIZE


def test_the_saved_mapping_takes_sixty_households_by_their_references() -> None:
    found = read(SURVEY, said(load_mapping(MAPPING)))
    assert (len(found.incoming), found.rejects) == (60, ())
    assert found.notices == (), "336 columns are ignored without a word each"
    first = found.incoming[0]
    assert first.draft.declared_size == 7
    assert first.draft.head.sex is Sex.MALE
    assert first.draft.address == "A2"
    assert str(first.effective) == "2021-07-05"
    assert first.draft.partner_reference == "dcf2753a-6ea2-40f5-b493-3527931ef96c"
    names = [one.draft.head.name.written for one in found.incoming]
    assert names == [one.draft.partner_reference for one in found.incoming]
    assert len(set(names)) == 60
    assert found.mapping.columns == load_mapping(MAPPING).columns, "it is reused as it was saved"


@pytest.mark.anyio
async def test_the_survey_goes_into_the_register_and_changes_nothing_the_second_time(
    register: Register,
) -> None:
    for _ in range(2):
        summary = await register.take(SURVEY, said(load_mapping(MAPPING)))
        assert (summary.counts.registrations, summary.counts.rejects) == (60, 0)
        assert len(register.facts(HouseholdRegistered)) == 60


def test_a_row_without_its_reference_comes_back(tmp_path: Path) -> None:
    mapping = FileMapping({TableKind.HOUSEHOLD: {"رقم الحالة": Field.REFERENCE_FOR_NAME}})
    rows = (("ق-1", "دشنا", 3), ("", "دشنا", 3))
    path = a_list(tmp_path / "a.xlsx", *rows, headings=("رقم الحالة", "المركز", "عدد الأفراد"))
    found = registrations(path, mapping=mapping)
    assert [one.draft.head.name.written for one in found.incoming] == ["ق-1"]
    assert [one.problems[0].code for one in found.rejects] == ["row_reference_missing"]


def test_where_there_are_names_the_reference_is_only_that(tmp_path: Path) -> None:
    mapping = FileMapping({TableKind.HOUSEHOLD: {"م": Field.REFERENCE_FOR_NAME}})
    (one,) = registrations(a_list(tmp_path / "a.xlsx", FATIMA), mapping=mapping).incoming
    assert (one.draft.head.name.written, one.draft.partner_reference) == (FATIMA[1], "1")


def test_the_rest_can_only_be_ignored(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text('household: {"*": name}', encoding="utf-8")
    with stops_with("mapping_rest_not_ignored"):
        load_mapping(path)


def test_the_rest_never_hides_a_question_of_consent(tmp_path: Path) -> None:
    mapping = FileMapping({TableKind.HOUSEHOLD: {"*": Field.IGNORED}})
    headings = ("الاسم", "المركز", "هل توافق أن نشارك البيانات مع غيرنا؟")
    path = a_list(tmp_path / "a.xlsx", ("فاطمة علي", "دشنا", "لا"), headings=headings)
    with stops_with("consent_column_unclear"):
        registrations(path, mapping=mapping)


def test_a_workbook_that_is_no_xlsform_is_refused(tmp_path: Path) -> None:
    with stops_with("form_not_xlsform"):
        read_xlsform(a_list(tmp_path / "a.xlsx", FATIMA))
