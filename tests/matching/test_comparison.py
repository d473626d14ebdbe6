"""Two records into levels: what each of the traps comes out as, and what holds for all."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.domain.dates import PreciseDate, Precision
from registry.domain.identity_numbers import read_identity_number
from registry.domain.vocabulary import Relation, Sex
from registry.matching.claims import Claim
from registry.matching.columns import as_columns
from registry.matching.comparison import compare, contradicting
from registry.matching.levels import CONTEXT, FEATURES

FATIMA = {"name": "فاطمة عبد الرحيم علي", "sex": Sex.FEMALE}


def claim(number: int, /, **said: Any) -> Claim:
    if isinstance(said.get("born"), date):
        said["born"] = PreciseDate(said["born"])
    if isinstance(said.get("identity_number"), str):
        said["identity_number"] = read_identity_number(said["identity_number"])
    return Claim(
        record=f"r{number}", registration=f"h{number}", partner=f"p{number}", **{"name": "", **said}
    )


def levels(one: dict[str, Any], other: dict[str, Any]) -> dict[str, str]:
    columns = as_columns([claim(1, **one), claim(2, **other)])
    row = compare(columns, np.array([0], dtype=np.int32), np.array([1], dtype=np.int32))[0]
    return {feature: names[row[place]] for place, (feature, names) in enumerate(FEATURES.items())}


@pytest.mark.parametrize(
    ("one", "other", "given_name"),
    [
        ("فاطمة علي", "فاطمه علي", "same_common"),
        ("عبد الراضي علي", "عبدالراضى علي", "same_rare"),
        ("فاطمة علي", "Fatma Aly", "cross_script_common"),
        ("Mohamed Aly", "Muhammad Ali", "sound_common"),
        ("حسن علي", "حسين علي", "other_vowels"),
        ("محمد علي", "Mahmoud Ali", "other_vowels"),
        ("محمد علي", "أحمد علي", "near_known"),
        ("عبدالراضي علي", "عبدالراصي علي", "near"),
        ("بطة علي", "فاطمة علي", "nickname"),
        ("فاطمة علي", "زينب علي", "different"),
        ("القناوي فاطمة عبدالرحيم علي", "فاطمة عبدالرحيم علي القناوي", "turned"),
        ("KARIM IBTISAM TAIA", "ابتسام طايع كريم", "turned"),
        ("", "فاطمة علي", "missing"),
    ],
)
def test_given_names(one: str, other: str, given_name: str) -> None:
    assert levels({"name": one}, {"name": other})["given"] == given_name


@pytest.mark.parametrize(
    ("one", "other", "chain"),
    [
        ("محمد سعد حسن الحجيري", "محمد سعد الحجيري", "2_agree_0_against"),
        ("محمد سعد حسن الحجيري", "محمد سعد حسن عبدالعال", "2_agree_1_against"),
        ("محمد سعد حسن", "Mohamed Saad Hassan", "2_agree_0_against"),
        ("محمد سعد", "محمد", "missing"),
        ("محمد سعد حسن", "محمد جابر رجب", "0_agree_2_against"),
    ],
)
def test_the_chain_of_fathers_is_aligned_and_not_compared_by_column(
    one: str, other: str, chain: str
) -> None:
    assert levels({"name": one}, {"name": other})["chain"] == chain


@pytest.mark.parametrize(
    ("one", "other", "born"),
    [
        (date(1990, 5, 7), date(1990, 5, 7), "same_day"),
        (date(1990, 5, 7), date(1990, 7, 5), "day_month_swapped"),
        (date(1990, 5, 7), date(1990, 1, 1), "same_year_known"),
        (date(1990, 5, 7), PreciseDate(date(1991, 1, 1), Precision.YEAR), "about_a_year"),
        (date(1990, 5, 7), date(1991, 5, 7), "year_apart_same_day"),
        (date(1990, 5, 7), date(1980, 5, 7), "decade_apart_same_day"),
        (date(1990, 5, 31), date(1990, 6, 10), "month_apart"),
        (date(1990, 5, 7), date(1990, 11, 20), "same_year"),
        (date(1990, 5, 7), date(1955, 2, 20), "far"),
        (None, date(1955, 2, 20), "missing"),
    ],
)
def test_birth_dates(one: Any, other: Any, born: str) -> None:
    assert levels({"born": one}, {"born": other})["born"] == born


def test_a_birth_date_is_read_out_of_the_number_where_none_is_written() -> None:
    numbered = {"identity_number": "29005072701222", "sex": Sex.FEMALE}
    assert levels(numbered, {"born": date(1990, 5, 7)})["born"] == "same_day_by_number"


HERS = {"born": date(1990, 5, 7), "sex": Sex.FEMALE, "identity_number": "29005072701222"}


@pytest.mark.parametrize(
    ("other", "number"),
    [
        (HERS, "same_and_fits"),
        ({**HERS, "identity_number": "29005072701232"}, "one_slip"),
        ({**HERS, "identity_number": "29005072710222"}, "one_slip"),
        ({**HERS, "identity_number": "2900507270122"}, "one_slip"),
        ({**HERS, "identity_number": "29005072704567"}, "contradict"),
        ({**HERS, "identity_number": "28501012704567"}, "differ_unproven"),
        ({"identity_number": "29005072701222"}, "same_unproven"),
        ({"identity_number": "29005072701222", "born": date(2015, 2, 3)}, "same_unfit"),
        ({"identity_number": "29005072701222", "sex": Sex.MALE}, "same_unproven"),
        ({"identity_number": None}, "missing"),
        ({"identity_number": "123-45C67890"}, "missing"),
        (
            {**HERS, "identity_number": "A1234567"},
            "missing",
        ),  # a passport is no other national number
        ({**HERS, "identity_number": "28581800123"}, "missing"),  # nor is Qatar's
    ],
)
def test_identity_numbers(other: dict[str, Any], number: str) -> None:
    assert levels(HERS, other)["number"] == number


def test_numbers_of_one_kind_differ_and_of_two_kinds_say_nothing() -> None:
    passports = [{**HERS, "identity_number": number} for number in ("A1234567", "B7654321")]
    assert levels(*passports)["number"] == "differ_unproven"
    assert levels(passports[0], {**HERS, "identity_number": "A1234568"})["number"] == "one_slip"
    assert levels(passports[0], HERS)["number"] == "missing"


def test_of_several_numbers_any_in_common_is_theirs() -> None:
    passport, another = (read_identity_number(one) for one in ("A1234567", "B7654321"))
    with_passport = {**HERS, "other_numbers": (passport,)}
    others = ({**HERS, "identity_number": "29005072704567"}, {"identity_number": "A1234567"})
    for other in others:
        said = {"other_numbers": (another, passport)} | other
        assert levels(with_passport, said)["number"] == "same_unproven"
        assert levels(said, with_passport)["number"] == "same_unproven"
    assert levels(with_passport, others[0])["number"] == "contradict"
    assert levels(HERS, {**others[0], "other_numbers": (passport,)})["number"] == "contradict"
    claims = [claim(1, **with_passport), claim(2, **others[0], other_numbers=(passport,))]
    assert not contradicting(as_columns(claims), 0, 1)


def test_numbers_contradict_only_where_both_fit_and_are_more_than_a_slip_apart() -> None:
    columns = as_columns(
        [
            claim(1, **HERS),
            claim(2, **{**HERS, "identity_number": "29005072704567"}),
            claim(3, **{**HERS, "identity_number": "28501012704567"}),
            claim(4, **{**HERS, "identity_number": "29005072710222"}),
        ]
    )
    assert [contradicting(columns, 0, other) for other in (1, 2, 3)] == [True, False, False]


def test_a_phone_that_an_enumerator_typed_for_everybody_says_nothing() -> None:
    own = [claim(number, name="منى علي", phone="+201000000001") for number in range(40)]
    columns = as_columns(own)
    found = compare(columns, np.array([0], dtype=np.int32), np.array([1], dtype=np.int32))
    place = list(FEATURES).index("phone")
    assert FEATURES["phone"][found[0, place]] == "same_but_shared_by_many"


def test_what_is_missing_is_neither_equal_nor_different() -> None:
    found = levels({}, {"name": "", **HERS})
    assert {found[name] for name in FEATURES if name not in (*CONTEXT, "partner")} == {"missing"}


def test_villages_are_heard_and_not_spelt() -> None:
    one = {"markaz": "قنا", "village": "الأشراف البحرية"}
    assert (
        levels(one, {"markaz": "Qina", "village": "Al-Ashraf El Bahriya"})["place"]
        == "same_village"
    )
    assert levels(one, {"markaz": "قوص"})["place"] == "other_markaz"
    assert levels(one, {"markaz": "قنا", "village": "دندرة"})["place"] == "same_markaz"


@pytest.mark.parametrize("other", ["", "دندرة"])
def test_a_village_that_one_did_not_say_is_no_other_one(other: str) -> None:
    """Whoever said the markaz alone was held to live in another village of it."""
    one = {"markaz": "قنا"}
    assert levels(one, {"markaz": "Qina", "village": other})["place"] == "missing"
    assert levels(one, {"markaz": "قوص", "village": other})["place"] == "other_markaz"


def test_generations() -> None:
    head, child = {"relation": Relation.HEAD}, {"relation": Relation.CHILD}
    assert levels(head, {"relation": Relation.SPOUSE})["generation"] == "same"
    assert levels(head, child)["generation"] == "upper_and_dependant"
    assert levels(head, {})["generation"] == "missing"


words = st.sampled_from(
    [
        "محمد",
        "أحمد",
        "Mohamed",
        "Ahmed",
        "فاطمة",
        "Fatma",
        "عبد الرحمن",
        "Abdelrahman",
        "علي",
        "حسن",
        "Hussein",
    ]
)
claims = st.fixed_dictionaries(
    {
        "name": st.lists(words, max_size=5).map(" ".join),
        "sex": st.sampled_from(Sex),
        "relation": st.sampled_from([None, *Relation]),
        "born": st.none() | st.dates(date(1950, 1, 1), date(2020, 1, 1)),
        "identity_number": st.none() | st.sampled_from(["29005072701222", "29005072704567", "x"]),
        "phone": st.sampled_from(["", "+201000000001", "+201000000002"]),
        "village": st.sampled_from(["", "دندرة", "Dandara"]),
    }
)


@given(claims, claims)
def test_a_comparison_is_the_same_from_both_sides(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    assert levels(one, other) == levels(other, one)
