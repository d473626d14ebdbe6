"""The skeletons on names that nobody tuned them on."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.matching_names import measure
from registry.matching.arabic_names import name_parts
from registry.matching.rarity import Rarity, rarity
from registry.matching.skeletons import MOST_ALTERNATES, skeletons
from registry.matching.vowels import vowel_gaps

HELD_OUT = Path(__file__).parents[1] / "data" / "names" / "wd_arabic_16"


def test_both_spellings_of_a_name_agree_and_strangers_do_not() -> None:
    found = measure(HELD_OUT.read_text(encoding="utf-8").splitlines())
    assert found.types > 10_000
    assert found.any_alternate >= 0.95
    assert found.false <= 0.001


def test_the_likeliest_skeleton_comes_first_and_alternates_are_few() -> None:
    assert skeletons("محمد") == ("mhmd",)
    assert skeletons("khadija")[0] == "xdj"
    assert skeletons("khadhighthathush") == skeletons("khadhighthathush")[:MOST_ALTERNATES]


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("حسن", "Hassan", True),
        ("حسن", "Hussein", False),
        ("حسين", "Hussein", True),
        ("محمد", "Mahmoud", False),
        ("محمود", "Mahmoud", True),
        ("سالم", "Salem", True),
        ("بطرس", "Boutros", True),
        ("حسن", "حسين", False),
    ],
)
def test_long_vowels_tell_apart_what_shares_a_skeleton(
    one: str, other: str, *, agree: bool
) -> None:
    (a,), (b,) = name_parts(one), name_parts(other)
    assert set(a.sounds) & set(b.sounds)
    gaps = zip(vowel_gaps(a.text), vowel_gaps(b.text), strict=True)
    assert all(left & right for left, right in gaps) is agree


def test_a_shared_name_says_more_the_fewer_bear_it() -> None:
    assert [rarity(name_parts(name)[0]) for name in ("محمد", "Ahmed", "عبدالراضي")] == [
        Rarity.COMMON,
        Rarity.COMMON,
        Rarity.RARE,
    ]
