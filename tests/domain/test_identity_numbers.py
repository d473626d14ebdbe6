from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.domain.identity_numbers import (
    IdentityNumber,
    IdentityNumberFault,
    IdentityNumberKind,
    IdentityNumberState,
    read_identity_number,
)
from registry.domain.identity_numbers.egypt import (
    GOVERNORATES_OF_BIRTH,
    CheckDigit,
    EgyptianNumber,
    read_egyptian,
)
from registry.domain.identity_numbers.kuwait import KuwaitiNumber, read_kuwaiti
from registry.domain.identity_numbers.qatar import QatariNumber, read_qatari
from registry.domain.vocabulary import Sex

Fault, Kind, State = IdentityNumberFault, IdentityNumberKind, IdentityNumberState


def egyptian(number: str) -> EgyptianNumber:
    read = read_egyptian(number)
    assert isinstance(read, EgyptianNumber)
    return read


@pytest.mark.parametrize(
    ("number", "born", "sex", "check_digit"),
    [
        ("29001012700011", date(1990, 1, 1), Sex.MALE, CheckDigit.MATCH),
        ("28506152701230", date(1985, 6, 15), Sex.MALE, CheckDigit.AMBIGUOUS),
        ("31003052704569", date(2010, 3, 5), Sex.FEMALE, CheckDigit.MATCH),
        ("27809122702346", date(1978, 9, 12), Sex.FEMALE, CheckDigit.MATCH),
        ("30002290100010", date(2000, 2, 29), Sex.MALE, CheckDigit.MISMATCH),
    ],
)
def test_an_egyptian_number_tells_birth_sex_and_whether_its_last_digit_is_likely(
    number: str, born: date, sex: Sex, check_digit: CheckDigit
) -> None:
    found = egyptian(number)
    assert (found.born, found.sex, found.check_digit) == (born, sex, check_digit)
    assert read_identity_number(number).state is State.VALID


def test_the_governorate_is_that_of_birth() -> None:
    assert GOVERNORATES_OF_BIRTH[egyptian("29001012700011").governorate_of_birth] == "Qena"
    assert GOVERNORATES_OF_BIRTH[egyptian("29001018800011").governorate_of_birth] == "abroad"
    assert len(GOVERNORATES_OF_BIRTH) == 27 + 1


@pytest.mark.parametrize("last", "023456789")
def test_an_unlikely_last_digit_is_noted_and_never_held_against_the_number(last: str) -> None:
    number = f"2900101270001{last}"
    assert egyptian(number).check_digit is CheckDigit.MISMATCH
    assert read_identity_number(number).state is State.VALID


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("39902290100456", Fault.BIRTH_DATE),  # 29 February 2099
        ("29013010101238", Fault.BIRTH_DATE),  # month 13
        ("29001019901238", Fault.GOVERNORATE),
        ("19001010101238", Fault.CENTURY),
        ("2900101270001", Fault.FORM),
        ("290010127000111", Fault.FORM),
    ],
)
def test_an_egyptian_number_that_nobody_issued_says_why(
    number: str, fault: IdentityNumberFault
) -> None:
    found = read_identity_number(number)
    assert (found.kind, found.state, found.fault) == (Kind.EGYPT_NATIONAL_ID, State.INVALID, fault)


def test_nobody_is_born_after_today_where_today_is_told() -> None:
    number = "32710152700014"
    assert read_identity_number(number).state is State.VALID
    assert read_identity_number(number, today=date(2027, 10, 15)).state is State.VALID
    assert read_identity_number(number, today=date(2027, 10, 14)).fault is Fault.BIRTH_DATE


def test_a_qatari_number_tells_the_year_of_birth_and_the_nationality() -> None:
    assert read_qatari("27612405934") == QatariNumber(birth_year=1976, nationality="124")  # Canada
    assert read_qatari("30563400001") == QatariNumber(birth_year=2005, nationality="634")
    assert read_identity_number("27612405934").kind is Kind.QATAR_ID
    assert read_identity_number("27612405934").state is State.VALID


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("17612405934", Fault.CENTURY),
        ("27600005934", Fault.NATIONALITY),
        ("32712405934", Fault.BIRTH_DATE),
        ("2761240593", Fault.FORM),
    ],
)
def test_a_qatari_number_that_nobody_issued_says_why(
    number: str, fault: IdentityNumberFault
) -> None:
    assert read_qatari(number, today=date(2026, 10, 1)) is fault


@pytest.mark.parametrize(
    ("number", "born"),
    [
        ("288020122596", date(1988, 2, 1)),
        ("227081660516", date(1927, 8, 16)),
        ("292091998298", date(1992, 9, 19)),
        ("280010100004", date(1980, 1, 1)),
    ],
)
def test_a_kuwaiti_number_tells_the_day_of_birth(number: str, born: date) -> None:
    assert read_kuwaiti(number) == KuwaitiNumber(born=born)
    found = read_identity_number(number)
    assert (found.kind, found.state) == (Kind.KUWAIT_CIVIL_ID, State.VALID)


@pytest.mark.parametrize("last", "0123456789")
def test_a_kuwaiti_number_whose_checksum_is_never_issued_has_no_good_last_digit(last: str) -> None:
    assert read_kuwaiti(f"28101010005{last}") is Fault.CHECKSUM  # would be 10
    assert read_kuwaiti(f"28101010018{last}") is Fault.CHECKSUM  # would be 11


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("281010012345", Fault.BIRTH_DATE),  # day 0; its checksum would be 11
        ("288020122597", Fault.CHECKSUM),
        ("188020122596", Fault.CENTURY),
        ("288130122596", Fault.BIRTH_DATE),
    ],
)
def test_a_kuwaiti_number_that_nobody_issued_says_why(
    number: str, fault: IdentityNumberFault
) -> None:
    assert read_identity_number(number).fault is fault
    assert read_identity_number(number).state is State.INVALID


@pytest.mark.parametrize("typed", ["245-10C00123", "245–10c00123", " ٢٤٥-١٠C٠٠١٢٣ ", "24510C00123"])
def test_a_unhcr_file_is_a_households_key_and_keeps_its_dash(typed: str) -> None:
    found = read_identity_number(typed)
    assert found.number == "245-10C00123"
    assert (found.kind, found.state, found.is_household_key) == (Kind.UNHCR_FILE, State.VALID, True)


def test_the_older_form_of_a_unhcr_file_has_a_dash_for_the_letter() -> None:
    assert read_identity_number("245-10-00123").kind is Kind.UNHCR_FILE
    told = read_identity_number("2451000123", kind=Kind.UNHCR_FILE)
    assert (told.number, told.state) == ("245-10-00123", State.VALID)
    assert read_identity_number("245-1-00123", kind=Kind.UNHCR_FILE).fault is Fault.FORM


def test_a_persons_number_is_no_households_key() -> None:
    assert not read_identity_number("29001012700011").is_household_key


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("a 1234 5678", Kind.PASSPORT),
        ("AB123456", Kind.PASSPORT),
        ("لا يوجد", Kind.OTHER),
        ("12345", Kind.OTHER),
    ],
)
def test_what_no_rule_is_known_for_stays_unchecked(typed: str, kind: IdentityNumberKind) -> None:
    found = read_identity_number(typed)
    assert (found.kind, found.state, found.fault) == (kind, State.UNCHECKED, None)


@pytest.mark.parametrize("nothing", [None, "", " \u200f- "])
@pytest.mark.parametrize("kind", [None, *Kind])
def test_nothing_typed_is_no_number_of_any_kind(
    nothing: object, kind: IdentityNumberKind | None
) -> None:
    assert read_identity_number(nothing, kind=kind).fault is Fault.BLANK


def test_the_kind_that_was_told_is_not_guessed_over() -> None:
    found = read_identity_number("27612405934", kind=Kind.EGYPT_NATIONAL_ID)
    assert (found.kind, found.fault) == (Kind.EGYPT_NATIONAL_ID, Fault.FORM)


@pytest.mark.parametrize(
    "typed",
    ["29001012700011", "٢٩٠٠١٠١٢٧٠٠٠١١", "۲۹۰۰۱۰۱۲۷۰۰۰۱۱", "2900101-27-00011", 29001012700011.0],
)
def test_however_it_is_typed_it_is_the_same_number(typed: object) -> None:
    found = read_identity_number(typed)
    assert found == read_identity_number("29001012700011")
    assert hash(found) == hash(read_identity_number("29001012700011"))


def test_the_number_is_kept_as_it_was_typed() -> None:
    assert read_identity_number("٢٩٠٠١٠١-٢٧٠٠٠١١").raw == "٢٩٠٠١٠١-٢٧٠٠٠١١"
    assert read_identity_number(29001012700011.0).raw == "29001012700011"


def test_a_number_never_prints_itself() -> None:
    found = read_identity_number("٢٩٠٠١٠١٢٧٠٠٠١١")
    printed = f"{found!r} {found} {[found]} {egyptian('29001012700011')!r}"
    assert "***" in printed
    assert not any(secret in printed for secret in ("2900101", "٢٩٠٠", "1990"))


@given(st.text() | st.integers() | st.floats() | st.from_regex(r"[0-9C٠-٩-]{9,16}", fullmatch=True))
def test_reading_never_raises_and_reads_its_own_answer_alike(raw: object) -> None:
    found = read_identity_number(raw)
    assert isinstance(found, IdentityNumber)
    assert read_identity_number(found.number) == found
