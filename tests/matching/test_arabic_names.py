from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.matching.arabic_names import name_parts


def texts(name: str) -> list[str]:
    return [part.text for part in name_parts(name)]


def sounds_shared(one: str, other: str) -> list[bool]:
    pairs = zip(name_parts(one), name_parts(other), strict=True)
    return [bool(set(a.sounds) & set(b.sounds)) for a, b in pairs]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("عبد الرحمن", "عبدالرحمن"),
        ("عبد ال رحمن", "عبدالرحمن"),
        ("أبو الحسن", "ابوالحسن"),
        ("نور الدين", "نورالدين"),
        ("جاد الله", "جادالله"),
        ("ست الكل", "ست  الكل"),
        ("فاطمة", "فاطمه"),
        ("مصطفى", "مصطفي"),
        ("القناوي", "قناوى"),
        ("محمد بن علي", "محمد علي"),
        ("الحاج محمد", "محمد"),
        ("فاطمـــة", "فَاطِمَة"),
        ("Abd el-Rahman", "Abdelrahman"),
        ("Abd Al Rahman", "abdul rahman"),
        ("Abdurrahman", "ABDUL-RAHMAN"),
        ("Abdennasser", "Abdel Nasser"),
        ("Abou El Hassan", "Abul Hassan"),
        ("Saif El-Din", "saifeldin"),
        ("Gad Allah", "Gadallah"),
        ("El-Sayed", "as-Sayed"),
        ("Mohamed bin Ali", "Mohamed Ali"),
        ("Dr. Mona", "mona"),
        ("N'Dour", "Ndour"),
    ],
)
def test_spellings_that_writers_do_not_tell_apart_are_one(one: str, other: str) -> None:
    assert texts(one) == texts(other)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("عبد الرحمن أبو الحسن نور الدين جاد الله", 4),
        ("أم كلثوم محمد", 2),
        ("Abdel Rahman Abou Elhassan Nour El Din Gad Allah", 4),
        ("محمد Ahmed", 2),
        ("بن", 1),
        ("الحاج", 1),
        ("عبد", 1),
        ("", 0),
        ("12 - ؟", 0),
    ],
)
def test_compounds_are_one_part_each(name: str, parts: int) -> None:
    assert len(name_parts(name)) == parts


@pytest.mark.parametrize(
    ("arabic", "latin"),
    [
        ("فاطمة عبد الرحيم", "Fatma Abdelrehim"),
        ("محمد أحمد محمود", "Mohammed Akhmet Mahmood"),
        ("يوسف جرجس شنودة", "Youssef Guirguis Shenouda"),
        ("خالد قاسم الغريب", "Khaled Kassem Elghareeb"),
        ("عبدالله أبوبكر", "Abdallah Abou Bakr"),
        ("علاء الدين ذكي", "Alaa Eldin Zaki"),
        ("هبة الله ثروت", "Hebatallah Tharwat"),
        ("نزهة العربي", "Nezha Larbi"),
        ("ضياء شريف", "Diaa Cherif"),
        ("جمال الطيب", "Djamel Ettayeb"),
    ],
)
def test_both_scripts_share_a_skeleton(arabic: str, latin: str) -> None:
    assert all(sounds_shared(arabic, latin))


@pytest.mark.parametrize(
    ("one", "other"),
    [("منى", "أمين"), ("سعيد", "يوسف"), ("محمد", "Ahmed"), ("عمر", "Amin"), ("هدى", "Nada")],
)
def test_names_of_other_people_share_none(one: str, other: str) -> None:
    assert sounds_shared(one, other) == [False]


def test_a_part_never_prints_its_name() -> None:
    assert "فاطمة" not in repr(name_parts("فاطمة"))


@given(st.text(max_size=40))
def test_whatever_is_typed_is_read_and_reading_it_again_changes_nothing(name: str) -> None:
    once = name_parts(name)
    assert all(part.text and part.sounds for part in once)
    assert name_parts(name) == once
