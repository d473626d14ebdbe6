"""In Arabic a noun hangs on its number, and lists have Arabic commas."""

from __future__ import annotations

from string import Formatter

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from registry.texts import TEXTS, say
from registry.texts.counted import NOUNS, Counting

ROW = NOUNS["صفين"]
FORMS = {"one": ROW.one, "two": ROW.two, "few": ROW.few, "many": ROW.many}


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (0, "0 أسرة"),
        (1, "أسرة واحدة"),
        (2, "أسرتين"),
        (3, "3 أسر"),
        (12, "12 أسرة"),
        (102, "102 أسرة"),
        (105, "105 أسر"),
    ],
)
def test_a_text_that_counts_says_the_noun_as_the_number_has_it(number: int, written: str) -> None:
    assert f"على {written} ولم" in say("rule_tried", "ar", count=number)
    assert f"on {number} households" in say("rule_tried", "en", count=number)


@given(st.integers(0, 10**6))
def test_the_form_is_that_of_the_common_locale_data(number: int) -> None:
    form = FORMS.get(Locale("ar").plural_form(number), ROW.hundred)
    written = Counting().format("{rows:صفان}", rows=number)
    assert written == (form if number in {1, 2} else f"{number} {form}")


def test_two_are_written_as_they_stand_in_the_sentence() -> None:
    assert Counting().format("{0:صفان} {0:صفين}", 2) == "صفان صفين"


def test_a_number_that_is_written_already_stays_as_it_is_written() -> None:
    assert Counting().format("{0:صفين} {1:صفين} {2:+}", "100,000", "…", 7) == "100,000 صف … +7"


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_no_text_names_a_noun_that_is_not_known_nor_writes_one_behind_a_number_itself(
    code: str,
) -> None:
    places = [place for _, _, place, _ in Formatter().parse(TEXTS[code].ar) if place]
    assert not [place for place in places if place.isalpha() and place not in NOUNS]
    singular = {form.split()[0] for noun in NOUNS.values() for form in noun}
    for _, name, place, _ in Formatter().parse(TEXTS[code].ar):
        if name and not place:
            behind = TEXTS[code].ar.split(f"{{{name}}}", 1)[1]
            word = behind[1:].split(" ")[0].strip("،.؛:()") if behind[:1] == " " else ""
            assert word not in singular, name


def test_names_in_a_list_are_joined_by_the_comma_of_the_language() -> None:
    details = {"fields": ("name", "phones")}
    assert "name، phones" in say("referral_discloses_more", "ar", **details)
    assert "name, phones" in say("referral_discloses_more", "en", **details)
