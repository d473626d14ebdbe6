"""Columns find their fields by name, by label or by what a partner said once; never by a guess."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from registry.domain.errors import SijillError
from registry.domain.vocabulary import ConsentState, Criterion, Sex
from registry.intake.fields import Field, TableKind, example_heading
from registry.intake.headings import without_groups
from registry.intake.mapping import FileMapping
from registry.intake.saved_mapping import load_mapping, mapping_digest, save_mapping
from registry.intake.sheets import shown
from registry.texts import say
from tests.intake.files import FATIMA, LIST, a_list, deliveries, registrations, stops_with
from tests.intake.files import HEADINGS as LIST_HEADINGS


def saved(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("hh/head_name", Field.NAME),
        ("hh/roster/head/head_name", Field.NAME),
        ("hh-head_name", Field.NAME),
        ("hh.head_name", Field.NAME),
        ("بيانات رب الأسرة/الاسم", Field.NAME),
        ("الإسم", Field.NAME),
        ("الرقم القومى", Field.IDENTITY_NUMBER),
        ("رقم قومي (١٤ رقم)", Field.IDENTITY_NUMBER),
        ("تــاريخ الميلاد", Field.BIRTH_DATE),
        ("عدد افراد الاسره:", Field.DECLARED_SIZE),
        ("National ID *", Field.IDENTITY_NUMBER),
        ("Household Size", Field.DECLARED_SIZE),
        ("تليفون ٢", Field.PHONE),
        ("م", Field.ROW_NUMBER),
        ("#", Field.ROW_NUMBER),
    ],
)
def test_a_heading_is_known_however_it_is_written(
    tmp_path: Path, heading: str, field: Field
) -> None:
    path = a_list(
        tmp_path / "a.xlsx",
        ("x", "دشنا", 4, "x"),
        headings=(heading, "المركز", "عدد الأسرة", "الاسم"),
    )
    assert registrations(path).mapping.columns[TableKind.HOUSEHOLD][shown(heading)] is field


def test_groups_are_dropped_from_the_left() -> None:
    assert list(without_groups("hh/roster/name")) == ["hh/roster/name", "roster/name", "name"]


def test_a_second_name_is_not_another_name(tmp_path: Path) -> None:
    path = a_list(tmp_path / "a.xlsx", (*FATIMA, "علي"), headings=(*LIST_HEADINGS, "الاسم 2"))
    assert [one.column for one in registrations(path).notices] == ["الاسم 2"]


def test_an_unknown_column_is_listed_with_what_it_may_have_been(tmp_path: Path) -> None:
    headings = (*LIST_HEADINGS, "ملاحظات الباحث", "رقم التلفون")
    reading = registrations(a_list(tmp_path / "a.xlsx", (*FATIMA, "-", ""), headings=headings))
    assert [(one.code, one.column, one.details) for one in reading.notices] == [
        ("column_unknown", "ملاحظات الباحث", {}),
        (
            "column_unknown_but_like",
            "رقم التلفون",
            {"field": "phone", "mapping": 'household: {"رقم التلفون": phone}'},
        ),
    ]


def test_a_missing_name_column_is_named_with_the_nearest_heading(tmp_path: Path) -> None:
    headings = ("م", "اسم المستفيد الأول", *LIST_HEADINGS[2:])
    with stops_with("column_missing_but_like", heading="اسم المستفيد الأول", field_ar="الاسم"):
        registrations(a_list(tmp_path / "a.xlsx", FATIMA, headings=headings))


@pytest.mark.parametrize("heading", ["اسم المستفيد الأول", 'اسم المستفيد: "الأول"'])
def test_what_the_hint_prints_is_a_mapping_that_works(tmp_path: Path, heading: str) -> None:
    path = a_list(tmp_path / "a.xlsx", FATIMA, headings=("م", heading, *LIST_HEADINGS[2:]))
    with pytest.raises(SijillError, match="column_missing_but_like") as raised:
        registrations(path)
    assert str(raised.value.details["mapping"]) in say(
        "column_missing_but_like.hint", "ar", **raised.value.details
    )
    mapping = load_mapping(saved(tmp_path / "m.yaml", str(raised.value.details["mapping"])))
    (one,) = registrations(path, mapping=mapping).incoming
    assert one.draft.head.name.written == FATIMA[1]


def test_a_missing_name_is_suggested_as_that_of_whoever_the_rows_are(tmp_path: Path) -> None:
    path = a_list(tmp_path / "a.xlsx", FATIMA, headings=("م", "ص", *LIST_HEADINGS[2:]))
    with pytest.raises(SijillError, match="column_missing'") as raised:
        registrations(path)
    assert raised.value.details["example"] == "اسم رب الأسرة"
    hint = say("column_missing.hint", "en", **raised.value.details)
    assert hint.endswith(': household: {"اسم رب الأسرة": name}')
    assert example_heading(Field.NAME, TableKind.MEMBER) == "اسم عضو الأسرة"


@pytest.mark.parametrize(
    "question",
    [
        "Do you consent to share data?",
        "consent/Do you consent to share your data?",
        "هل توافق على مشاركة البيانات؟",
        "هل توافقين على مشاركة البيانات؟",
    ],
)
def test_the_question_of_consent_is_understood_as_forms_ask_it(
    tmp_path: Path, question: str
) -> None:
    path = a_list(tmp_path / "a.xlsx", (*FATIMA, "لا"), headings=(*LIST_HEADINGS, question))
    (one,) = registrations(path).incoming
    assert [said.state for said in one.draft.consent] == [ConsentState.REFUSED]


@pytest.mark.parametrize(
    "question",
    [
        "Is the family's consent to share with others given?",
        "consent/Consents to shareing data",
        "هل توافق الأسرة على أن نشارك بياناتها مع جهات أخرى؟",
    ],
)
def test_a_question_that_may_be_that_of_consent_stops_the_file_until_it_is_mapped(
    tmp_path: Path, question: str
) -> None:
    path = a_list(tmp_path / "a.xlsx", (*FATIMA, "لا"), headings=(*LIST_HEADINGS, question))
    with pytest.raises(SijillError, match="consent_column_unclear") as raised:
        registrations(path)
    said = {name: str(one) for name, one in raised.value.details.items()}
    mapped, ignored = (
        registrations(path, mapping=load_mapping(saved(tmp_path / "m.yaml", said[choice])))
        for choice in ("mapping", "ignored")
    )
    assert [one.state for one in mapped.incoming[0].draft.consent] == [ConsentState.REFUSED]
    assert ignored.incoming[0].draft.consent == ()


def test_a_missing_place_column_is_named(tmp_path: Path) -> None:
    headings = (*LIST_HEADINGS[:5], "ص", "عدد الأفراد")
    with stops_with("column_missing", field="markaz"):
        registrations(a_list(tmp_path / "a.xlsx", FATIMA, headings=headings))


def test_a_row_of_data_is_never_taken_for_headings_nor_quoted(tmp_path: Path) -> None:
    path = a_list(
        tmp_path / "a.xlsx",
        FATIMA,
        headings=("2", "خالد سيد", "28506152701230", "", "ذكر", "قوص", "3"),
    )
    with pytest.raises(SijillError, match=r"^header_not_found$") as raised:
        registrations(path)
    assert raised.value.details == {}


def test_a_saved_mapping_says_what_no_catalogue_knows(tmp_path: Path) -> None:
    mapping = load_mapping(
        saved(
            tmp_path / "m.yaml",
            """
household:
  المستحق: name
  ن: sex
  فئة: criteria
  ملاحظات: ignore
values:
  sex: {1: male, 2: أنثى}
  criteria: {ي: orphan}
""",
        )
    )
    headings = ("المستحق", "ن", "فئة", "المركز", "ملاحظات")
    path = a_list(tmp_path / "a.xlsx", ("فاطمة علي", 2, "ي", "دشنا", "تتابع"), headings=headings)
    reading = registrations(path, mapping=mapping)
    (one,) = reading.incoming
    assert one.draft.head.name.written == "فاطمة علي"
    assert one.draft.head.sex is Sex.FEMALE
    assert one.draft.criteria == (Criterion.ORPHAN,)
    assert reading.notices == ()


def test_a_mapping_overrules_the_catalogue(tmp_path: Path) -> None:
    mapping = FileMapping({TableKind.HOUSEHOLD: {"الاسم": Field.IGNORED, "اسم الزوجة": Field.NAME}})
    path = a_list(
        tmp_path / "a.xlsx", (*FATIMA, "مريم جمال"), headings=(*LIST_HEADINGS, "اسم الزوجة")
    )
    assert registrations(path, mapping=mapping).incoming[0].draft.head.name.written == "مريم جمال"


def test_the_mapping_of_a_file_can_be_saved_and_takes_the_same_columns(tmp_path: Path) -> None:
    reading = deliveries(LIST)
    save_mapping(tmp_path / "m.yaml", reading.mapping)
    assert load_mapping(tmp_path / "m.yaml") == reading.mapping
    assert deliveries(LIST, mapping=load_mapping(tmp_path / "m.yaml")).incoming == reading.incoming
    written = yaml.safe_load((tmp_path / "m.yaml").read_text(encoding="utf-8"))
    assert written["household"]["اسم المستفيد رباعي"] == "name"


def test_a_saved_mapping_ignores_only_what_somebody_said_to_ignore(tmp_path: Path) -> None:
    headings = (*LIST_HEADINGS, "رقم التلفون", "تعليق الباحث", "ختم")
    path = a_list(tmp_path / "a.xlsx", (*FATIMA, "", "-", "-"), headings=headings)
    said = FileMapping({TableKind.HOUSEHOLD: {"ختم": Field.IGNORED}})
    first = registrations(path, mapping=said)
    save_mapping(tmp_path / "m.yaml", first.mapping)
    kept = load_mapping(tmp_path / "m.yaml")
    columns = kept.columns[TableKind.HOUSEHOLD]
    assert [one for one, field in columns.items() if field is Field.IGNORED] == ["ختم"]
    next_month = registrations(path, mapping=kept)
    assert [one.column for one in next_month.notices] == ["رقم التلفون", "تعليق الباحث"]


def test_no_and_yes_in_a_mapping_stay_words(tmp_path: Path) -> None:
    mapping = load_mapping(
        saved(tmp_path / "m.yaml", "values:\n  consent_sharing: {no: refused, yes: given}\n")
    )
    assert mapping.values[Field.CONSENT_SHARING] == {"no": "refused", "yes": "given"}


@pytest.mark.parametrize(
    ("text", "code", "details"),
    [
        ("household: [", "mapping_unreadable", {}),
        ("- name", "mapping_unreadable", {}),
        ("houses: {a: name}", "mapping_table_unknown", {"table": "houses"}),
        ("household: {الاسم: nam}", "mapping_field_unknown", {"field": "nam", "like": "name"}),
        ("household: {الصلة: relation}", "mapping_field_unknown", {"field": "relation"}),
        ("values: {sex: {1: mael}}", "mapping_value_unknown", {"value": "mael", "like": "male"}),
        ("values: {name: {1: male}}", "mapping_field_without_list", {"field": "name"}),
    ],
)
def test_a_mapping_that_is_wrong_is_refused_with_what_may_have_been_meant(
    tmp_path: Path, text: str, code: str, details: dict[str, str]
) -> None:
    with stops_with(code, **details):
        load_mapping(saved(tmp_path / "m.yaml", text))


def test_another_mapping_or_another_date_has_another_digest() -> None:
    one = FileMapping({TableKind.HOUSEHOLD: {"ن": Field.SEX}})
    assert mapping_digest(one, "2026-10") == mapping_digest(one, "2026-10")
    assert (
        len(
            {
                mapping_digest(one, "2026-10"),
                mapping_digest(one, "2026-11"),
                mapping_digest(FileMapping(), "2026-10"),
            }
        )
        == 3
    )
