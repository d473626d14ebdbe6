from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.domain.arabic import fold
from registry.domain.digits import as_text, compact, with_ascii_digits, without_marks


@pytest.mark.parametrize("written", ["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "0123456789"])
def test_digits_of_three_scripts_are_the_same_digits(written: str) -> None:
    assert with_ascii_digits(written) == "0123456789"


@pytest.mark.parametrize("mark", ["\u200e", "\u200f", "\u061c", "\u202a", "\u2067", "\ufeff", "ـ"])
def test_what_cannot_be_seen_is_no_part_of_a_number(mark: str) -> None:
    assert compact(f"{mark}29001012{mark}700011{mark}") == "29001012700011"


@pytest.mark.parametrize("dash", "-\u2010\u2011\u2012\u2013\u2014\u2212")
def test_every_dash_is_a_dash(dash: str) -> None:
    assert without_marks(f"245{dash}10") == "245-10"
    assert compact(f"290{dash}0101 2700\u00a0011") == "29001012700011"


@pytest.mark.parametrize(
    "cell",
    [
        29001012700011,
        29001012700011.0,
        Decimal("29001012700011.00"),
        "29001012700011.0",
        "2.9001012700011E+13",
    ],
)
def test_a_spreadsheets_number_comes_back_to_the_digits_that_were_typed(cell: object) -> None:
    assert compact(cell) == "29001012700011"


def test_digits_that_a_spreadsheet_lost_are_not_invented() -> None:
    assert compact("2.90010E+13") == "2.90010E+13"


def test_a_passport_is_not_taken_for_a_power_of_ten() -> None:
    assert compact("12E5") == "12E5"


def test_an_empty_cell_is_no_text() -> None:
    assert as_text(None) == ""
    assert as_text(1200.5) == "1200.5"


@given(st.text() | st.floats() | st.integers())
def test_what_is_compact_stays_as_it_is(cell: object) -> None:
    assert compact(compact(cell)) == compact(cell)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("أحمد", "احمد"),
        ("إبراهيم", "ابراهيم"),
        ("آية", "ايه"),
        ("مصطفى", "مصطفي"),
        ("فتحی", "فتحي"),  # Persian yeh
        ("فاطمة", "فاطمه"),
        ("مؤمن", "مومن"),
        ("عائشة", "عايشه"),
        ("هناء", "هنا"),
        ("مُحَمَّد", "محمد"),
        ("محـمـد", "محمد"),
        ("ﻣﺤﻤﺪ", "محمد"),  # presentation forms
    ],
)
def test_spellings_that_people_mix_fold_into_one(one: str, other: str) -> None:
    assert one != other
    assert fold(one) == fold(other)


def test_folding_keeps_different_names_apart() -> None:
    assert len({fold(name) for name in ("حسن", "حسين", "حسنى", "محسن")}) == 4


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_folding_and_dropping_marks_are_what_they_are_letter_by_letter(text: str) -> None:
    """The short ways of long files say what the long ways say."""
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    assert fold(text) == "".join(map(fold, bare))
    assert without_marks(text) == "".join(map(without_marks, text))
    assert with_ascii_digits(text) == "".join(map(with_ascii_digits, text))
