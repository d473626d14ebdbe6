from __future__ import annotations

from datetime import date

import pytest

from registry.api.masks import HIDDEN, mask_date, mask_name, mask_number
from registry.api.wording import KINDS_OF_NUMBERS
from registry.domain.dates import PreciseDate
from registry.domain.household import PersonName
from registry.domain.identity_numbers import read_identity_number


@pytest.mark.parametrize(
    ("written", "masked"),
    [
        ("فاطمة محمود أحمد", "فـ… مـ… أ…"),
        ("عبد الرحمن", "عـ… ا…"),
        ("  دعاء   رضا  ", "د… ر…"),
        ("مُحَمَّد", "مـ…"),
        ("\u200fفاطمة", "فـ…"),
        ("ـفاطمة", "فـ…"),
        ("Fatma Mahmoud", "F… M…"),
        ("Fatma محمود", "F… مـ…"),
    ],
)
def test_a_name_shows_the_first_letter_of_each_token(written: str, masked: str) -> None:
    assert mask_name(PersonName(written=written)) == masked


@pytest.mark.parametrize("written", ["م", "مُ", "7", "- .", ""])
def test_a_token_that_is_its_first_letter_is_hidden_altogether(written: str) -> None:
    masked = mask_name(PersonName(written=written))
    assert set(masked.split()) == {HIDDEN}


def test_a_mask_never_shows_the_name_in_another_script() -> None:
    assert mask_name(PersonName(written="فاطمة", also=("Fatma",))) == "فـ…"


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("29801012700012", "…0012"),
        ("+201092574822", "…4822"),
        ("305-07C00012", "…0012"),
        ("٢٩٨٠١٠١٢٧٠٠٠١٢", "…٠٠١٢"),
        ("1234567", HIDDEN),
        ("", HIDDEN),
    ],
)
def test_a_number_shows_its_tail_where_most_of_it_stays_hidden(number: str, masked: str) -> None:
    assert mask_number(number) == masked


def test_a_birth_date_shows_its_century() -> None:
    assert mask_date(PreciseDate(date(1985, 3, 2))) == "19…"
    assert mask_date(PreciseDate(date(2004, 3, 2))) == "20…"


def test_of_a_masked_number_its_kind_is_hidden_too() -> None:
    """A kind tells whose national somebody is."""
    numbers = [read_identity_number("28503022712345"), read_identity_number("288020122596")]
    assert KINDS_OF_NUMBERS.clear(numbers) == ("egypt_national_id", "kuwait_civil_id")
    assert KINDS_OF_NUMBERS.masked(numbers) == (HIDDEN, HIDDEN)
