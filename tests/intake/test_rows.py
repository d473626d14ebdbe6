"""What a row says is kept as it is; what is doubtful is marked; what cannot be told goes back."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from registry.domain.file_import import TakenAs
from registry.domain.household import WashingtonGroup
from registry.domain.identity_numbers import IdentityNumberState
from registry.domain.places import PCode
from registry.domain.vocabulary import (
    ConsentState,
    Criterion,
    HoldReason,
    NationalityGroup,
    RegistrationWarning,
    Sex,
)
from registry.intake.incoming import Incoming
from tests.intake.files import FATIMA, HEADINGS, a_list, deliveries, options, read, registrations


def row(tmp_path: Path, **said: object) -> Incoming:
    """The registration of one family, with more columns."""
    (one,) = registrations(family(tmp_path, said)).incoming
    return one


def family(tmp_path: Path, said: dict[str, object]) -> Path:
    base = {"الاسم": "فاطمة علي", "المركز": "دشنا"} | said
    return a_list(tmp_path / "a.xlsx", tuple(base.values()), headings=tuple(base))


def why(path: Path) -> list[tuple[str | None, str]]:
    """Why the only row was rejected."""
    (reject,) = registrations(path).rejects
    return [(problem.column, problem.code) for problem in reject.problems]


@pytest.mark.parametrize(
    ("heading", "cell", "code"),
    [
        ("الاسم", "", "row_name_missing"),
        ("الاسم", "12", "row_name_missing"),
        ("المركز", "", "row_place_missing"),
        ("المركز", "دسنا", "row_place_unknown_but_like"),
        ("المركز", "باريس", "row_place_unknown"),
        ("عدد الأفراد", "كثير", "row_size_unreadable"),
        ("عدد الأفراد", 0, "row_size_unreadable"),
        ("عدد الأفراد", -3, "row_size_unreadable"),
        ("عدد الأفراد", "5-6", "row_size_unreadable"),
        ("عدد الأفراد", 2.5, "row_size_unreadable"),
        ("عدد الأفراد", 1092574822, "row_size_unreadable"),
        ("النوع", "ذكرى", "row_word_unknown_but_like"),
        ("النوع", "3", "row_word_unknown"),
        ("الموافقة على المشاركة", "ربما", "row_word_unknown"),
        ("تاريخ التسجيل", "31/02/2026", "row_date_unreadable"),
    ],
)
def test_what_cannot_be_told_goes_back_with_its_column(
    tmp_path: Path, heading: str, cell: object, code: str
) -> None:
    extra = {heading: cell}
    if not cell:
        extra["تاريخ الميلاد"] = "1985"
    assert why(family(tmp_path, extra)) == [(heading, code)]


def test_a_row_says_all_that_is_wrong_with_it_at_once(tmp_path: Path) -> None:
    path = family(tmp_path, {"المركز": "باريس", "عدد الأفراد": "كثير", "الاسم": ""})
    assert {code for _, code in why(path)} == {
        "row_place_unknown",
        "row_size_unreadable",
        "row_name_missing",
    }


@pytest.mark.parametrize(
    ("cell", "size"),
    [(6, 6), (6.0, 6), ("٦", 6), ("6.0", 6), ("٦ أفراد", 6), ("", None), ("لا يوجد", None)],
)
def test_a_size_is_read_however_it_is_typed(tmp_path: Path, cell: object, size: int | None) -> None:
    assert row(tmp_path, **{"عدد الأفراد": cell}).draft.declared_size == size


def test_a_bad_number_phone_or_birth_date_is_kept_and_marked(tmp_path: Path) -> None:
    one = row(
        tmp_path, **{"الرقم القومي": "29013010101238", "تليفون": "123", "تاريخ الميلاد": "ربيع 85"}
    ).draft
    assert [(number.raw, number.state) for number in one.head.identity_numbers] == [
        ("29013010101238", IdentityNumberState.INVALID)
    ]
    assert [phone.raw for phone in one.phones] == ["123"]
    assert one.head.born is None
    assert set(one.head.warnings) == {
        RegistrationWarning.IDENTITY_NUMBER_INVALID,
        RegistrationWarning.BIRTH_DATE_UNREADABLE,
    }
    assert RegistrationWarning.PHONE_INVALID in one.warnings


def test_a_birth_date_after_today_is_marked(tmp_path: Path) -> None:
    one = row(tmp_path, **{"تاريخ الميلاد": "2027-01-02"}).draft
    assert one.head.born is None
    assert one.head.warnings == (RegistrationWarning.BIRTH_DATE_UNREADABLE,)


@pytest.mark.parametrize(
    ("born", "disagrees"),
    [
        ("15/06/1985", False),
        ("1985", False),
        ("01/01/1985", False),
        ("1984", True),
        ("16/06/1985", True),
        ("", False),
    ],
)
def test_a_number_disagrees_only_as_far_as_the_birth_date_is_known(
    tmp_path: Path,
    born: str,
    disagrees: bool,  # noqa: FBT001 - a table of cases
) -> None:
    one = row(tmp_path, **{"الرقم القومي": "28506152701230", "تاريخ الميلاد": born}).draft
    assert (RegistrationWarning.IDENTITY_NUMBER_DISAGREES in one.head.warnings) is disagrees


def test_an_identity_number_that_a_spreadsheet_made_a_float_is_whole_again(tmp_path: Path) -> None:
    one = row(tmp_path, **{"الرقم القومي": 28506152701230.0}).draft
    assert [(number.number, number.state) for number in one.head.identity_numbers] == [
        ("28506152701230", IdentityNumberState.VALID)
    ]


def test_two_numbers_and_two_phones_are_kept_and_the_same_twice_is_one(tmp_path: Path) -> None:
    one = row(
        tmp_path,
        **{
            "الرقم القومي": "28506152701230",
            "رقم جواز السفر": "A12345678",
            "تليفون": "01092574822",
            "تليفون 2": "٠١٠٩٢٥٧٤٨٢٢",
        },
    ).draft
    assert [number.number for number in one.head.identity_numbers] == [
        "28506152701230",
        "A12345678",
    ]
    assert [phone.e164 for phone in one.phones] == ["+201092574822"]


@pytest.mark.parametrize(
    ("cell", "state"),
    [
        *((word, ConsentState.GIVEN) for word in ("نعم", "أوافق", "yes", 1)),
        *((word, ConsentState.REFUSED) for word in ("لا", "No", "غير موافق", 0)),
    ],
)
def test_consent_is_what_was_answered(tmp_path: Path, cell: object, state: ConsentState) -> None:
    (consent,) = row(tmp_path, **{"الموافقة على المشاركة": cell}).draft.consent
    assert consent.state is state


def test_who_was_not_asked_has_no_entry_and_consent_to_an_interview_is_not_consent_to_share(
    tmp_path: Path,
) -> None:
    assert row(tmp_path, **{"الموافقة على المشاركة": ""}).draft.consent == ()
    assert row(tmp_path, consent="yes").draft.consent == ()


@pytest.mark.parametrize(
    ("cell", "hold"),
    [
        ("validation_status_approved", None),
        ("", None),
        ("validation_status_not_approved", HoldReason.SUBMISSION_NOT_APPROVED),
        ("on_hold", HoldReason.SUBMISSION_ON_HOLD),
        ("قيد الانتظار", HoldReason.SUBMISSION_ON_HOLD),
        ("validation_status_whatever", HoldReason.UNDER_REVIEW),
    ],
)
def test_a_submission_that_is_not_approved_waits(
    tmp_path: Path, cell: str, hold: HoldReason | None
) -> None:
    assert row(tmp_path, _validation_status=cell).draft.hold is hold


@pytest.mark.parametrize("word", ["ذكر", "Male", "M", "رجل"])
def test_words_for_a_man(tmp_path: Path, word: str) -> None:
    assert row(tmp_path, النوع=word).draft.head.sex is Sex.MALE


@pytest.mark.parametrize("word", ["أنثى", "انثي", "أنثي", "female", "f", "سيدة"])
def test_words_for_a_woman(tmp_path: Path, word: str) -> None:
    assert row(tmp_path, الجنس=word).draft.head.sex is Sex.FEMALE


def test_blank_is_absent(tmp_path: Path) -> None:
    one = row(
        tmp_path,
        **{
            "النوع": "",
            "الرقم القومي": "لا يوجد",
            "تليفون": "-",
            "تاريخ الميلاد": None,
            "معايير الضعف": "",
        },
    ).draft
    assert (one.head.sex, one.head.identity_numbers, one.phones, one.head.born, one.criteria) == (
        Sex.UNKNOWN,
        (),
        (),
        None,
        (),
    )
    assert one.head.warnings == ()


@pytest.mark.parametrize(
    "cell",
    ["أيتام، مرض مزمن", "orphan chronic_illness", "يتيم; أمراض مزمنة", "chronic_illness orphan"],
)
def test_criteria_are_read_as_codes_or_as_labels(tmp_path: Path, cell: str) -> None:
    assert row(tmp_path, **{"معايير الضعف": cell}).draft.criteria == (
        Criterion.ORPHAN,
        Criterion.CHRONIC_ILLNESS,
    )


def test_an_unknown_criterion_is_noticed_and_stops_nobody(tmp_path: Path) -> None:
    reading = registrations(family(tmp_path, {"معايير الضعف": "orphan rich"}))
    assert reading.incoming[0].draft.criteria == (Criterion.ORPHAN,)
    assert [(one.code, one.row, one.column) for one in reading.notices] == [
        ("row_criterion_unknown", 2, "معايير الضعف")
    ]


def test_an_answer_beyond_four_is_noticed_and_left_out(tmp_path: Path) -> None:
    reading = registrations(family(tmp_path, {"wg_seeing": "٣", "wg_hearing": 7}))
    assert reading.incoming[0].draft.head.functioning == WashingtonGroup(seeing=3)
    assert [one.code for one in reading.notices] == ["row_functioning_unreadable"]


@pytest.mark.parametrize(
    ("word", "group"),
    [("مصرية", NationalityGroup.NATIONAL), ("EGY", NationalityGroup.NATIONAL), ("كويتي", NationalityGroup.NON_NATIONAL),
     ("لاجئ", NationalityGroup.NON_NATIONAL), ("", NationalityGroup.UNKNOWN)],
)  # fmt: skip
def test_a_national_is_one_of_the_country_where_the_household_lives(
    tmp_path: Path, word: str, group: NationalityGroup
) -> None:
    assert row(tmp_path, الجنسية=word).draft.head.nationality is group


@pytest.mark.parametrize(
    ("said", "place", "address"),
    [
        ({"المركز": "مركز دشنا"}, "EG2706", None),
        ({"المركز": "EG2706"}, "EG2706", None),
        ({"المركز": "نجع حمادى"}, "EG2708", None),
        ({"المحافظة": "قنا", "المركز": "قنا"}, "EG2702", None),
        ({"المحافظة": "قنا", "المركز": ""}, "EG27", None),
        ({"المركز": "قنا", "القرية": "الحميدات"}, "EG2702-L001", None),
        ({"المركز": "EG2701", "القرية": "الحميدات"}, "EG2702-L001", None),
        (
            {"المركز": "دشنا", "القرية": "قرية القبلية ٦", "العنوان": "بجوار المدرسة"},
            "EG2706",
            "قرية القبلية 6، بجوار المدرسة",
        ),
    ],
)
def test_a_place_is_the_finest_that_is_known_and_the_rest_is_address(
    tmp_path: Path, said: dict[str, object], place: str, address: str | None
) -> None:
    draft = row(tmp_path, **said).draft
    assert (draft.place, draft.address) == (place, address)


def test_a_list_from_one_place_needs_no_column_for_it(tmp_path: Path) -> None:
    path = a_list(
        tmp_path / "a.xlsx",
        ("فاطمة علي", 4, "نجع لا تعرفه القائمة"),
        headings=("الاسم", "عدد الأفراد", "القرية"),
    )
    said = replace(options(TakenAs.REGISTRATIONS), within=PCode("EG2706"))
    (one,) = read(path, said).incoming
    assert (one.draft.place, one.draft.address) == ("EG2706", "نجع لا تعرفه القائمة")


def test_a_list_of_money_keeps_amount_and_quantity(tmp_path: Path) -> None:
    path = a_list(
        tmp_path / "a.xlsx",
        (*FATIMA, "١٬٢٠٠ جنيه", "٢"),
        headings=(*HEADINGS, "المبلغ", "الكمية"),
        title="كشف صرف أكتوبر 2026",
    )
    (delivery,) = deliveries(path).incoming[0].deliveries
    assert str(delivery.draft.value) == "1200.00 EGP"
    assert delivery.draft.quantity == Decimal(2)


def test_a_broken_amount_sends_the_row_back(tmp_path: Path) -> None:
    path = a_list(
        tmp_path / "a.xlsx",
        (*FATIMA, "كثير"),
        headings=(*HEADINGS, "المبلغ"),
        title="كشف صرف أكتوبر 2026",
    )
    reading = deliveries(path)
    assert reading.incoming == ()
    assert [problem.code for problem in reading.rejects[0].problems] == ["row_amount_unreadable"]
