from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from importlib.resources import files

import pytest

from registry.domain.places import (
    PCode,
    UnknownPlace,
    find_place,
    governorate_of,
    markaz_of,
    place,
    places_in,
)

QENA = PCode("EG27")


def codes(name: str, within: PCode | None = QENA) -> list[str]:
    return [found.code for found in find_place(name, within=within)]


@pytest.mark.parametrize(
    ("code", "name_en", "name_ar"),
    [
        ("EG2701", "Qena city", "قسم قنا"),
        ("EG2702", "Qena", "قنا"),
        ("EG2703", "Abu Tesht", "أبو تشت"),
        ("EG2704", "Armant", "أرمنت"),
        ("EG2705", "Esna", "إسنا"),
        ("EG2706", "Deshna", "دشنا"),
        ("EG2707", "Qus", "قوص"),
        ("EG2708", "Nag Hammadi", "نجع حمادي"),
        ("EG2709", "Naqada", "نقادة"),
        ("EG2710", "Farshut", "فرشوط"),
        ("EG2711", "Qift", "قفط"),
        ("EG2712", "El Waqf", "الوقف"),
        ("EG2713", "New Qena", "قنا الجديدة"),
        ("EG2700", "Zemam Out", "زمام"),
    ],
)
def test_every_markaz_of_qena_is_found_by_code_and_by_either_name(
    code: str, name_en: str, name_ar: str
) -> None:
    assert (place(code).name_en, place(code).name_ar) == (name_en, name_ar)
    assert codes(code) == codes(name_en) == codes(name_ar) == [code]
    assert place(code).parent == QENA
    assert place(code).level == 2


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("ابو تشت", "EG2703"),
        ("أبو طشت", "EG2703"),
        ("ابوتشت", "EG2703"),
        ("Abu Tisht", "EG2703"),
        ("ارمنت", "EG2704"),
        ("اسنا", "EG2705"),
        ("Isna", "EG2705"),
        ("مركز دشنا", "EG2706"),
        ("Dishna", "EG2706"),
        ("نجع حمادى", "EG2708"),
        ("مركز  نجع حمادى ", "EG2708"),
        ("نقاده", "EG2709"),
        ("وقف", "EG2712"),
        ("الوقـف", "EG2712"),
        ("Al-Waqf", "EG2712"),
        ("مدينة قنا الجديدة", "EG2713"),
        ("\u200feg2706 ", "EG2706"),
    ],
)
def test_a_markaz_is_found_by_the_spellings_that_people_use(spelling: str, code: str) -> None:
    assert codes(spelling) == [code]


def test_qena_inside_qena_is_the_markaz() -> None:
    assert codes("قنا") == ["EG2702"]
    assert codes("قنا", within=None) == ["EG27", "EG2702"]
    assert codes("مركز قنا", within=None) == ["EG2702"]
    assert codes("محافظة قنا", within=None) == ["EG27"]


@pytest.mark.parametrize("code", ["EG2701", "EG2702", "EG2713"])
def test_three_codes_are_shown_as_qena(code: str) -> None:
    assert place(code).shown_as == "EG2702"
    shown = markaz_of(code)
    assert shown is not None
    assert (shown.name_ar, shown.name_en) == ("قنا", "Qena")


def test_every_other_place_is_shown_as_itself() -> None:
    everywhere = [
        child for parent in ("EGY", "EG27", "EG29", "QAT", "KWT") for child in places_in(parent)
    ]
    assert {each.code for each in everywhere if each.shown_as != each.code} == {"EG2701", "EG2713"}


@pytest.mark.parametrize("code", ["EG2704", "EG2705"])
def test_armant_and_esna_keep_their_code_and_say_where_they_are(code: str) -> None:
    found, governorate = place(code), governorate_of(code)
    assert governorate is not None
    assert governorate.code == QENA
    assert "Luxor" in found.note_en
    assert "الأقصر" in found.note_ar


def test_a_village_has_a_local_code_below_its_markaz() -> None:
    (dandara,) = find_place("دندرة", within=QENA)
    assert dandara.code.startswith("EG2702-L")
    assert (place(dandara.code).level, dandara.parent) == (3, "EG2702")
    assert (markaz_of(dandara.code), governorate_of(dandara.code)) == (
        place("EG2702"),
        place("EG27"),
    )
    assert codes("قرية دندره") == [dandara.code]
    assert codes(dandara.code.lower()) == [dandara.code]


def test_two_villages_of_one_name_are_told_apart_by_their_markaz() -> None:
    assert [markaz_of(code) for code in codes("الدير")] == [place("EG2702"), place("EG2705")]
    assert len(codes("الدير", within=PCode("EG2705"))) == 1


def test_no_village_passes_for_its_markaz() -> None:
    assert codes("دشنا") == ["EG2706"]
    assert {place(code).level for code in codes("مدينة دشنا")} == {3}


def test_a_name_that_nobody_knows_finds_nothing() -> None:
    assert codes("قرية الغربية 6") == codes("") == codes("ال") == codes("مركز") == []


def test_above_a_level_there_is_nothing_of_it() -> None:
    assert markaz_of("EG27") is None
    assert governorate_of("EGY") is None
    assert governorate_of("EG27") == place("EG27")
    assert (place("EGY").level, place("EG27").level) == (0, 1)


@pytest.mark.parametrize("question", [place, markaz_of, governorate_of, places_in])
def test_a_code_that_nobody_gave_is_refused_without_repeating_it(question: object) -> None:
    assert callable(question)
    with pytest.raises(UnknownPlace) as refusal:
        question("فاطمة أحمد")
    assert str(refusal.value) == "no place has this code"
    with pytest.raises(UnknownPlace):
        find_place("قنا", within=PCode("EG99"))


def test_the_published_tree_is_whole() -> None:
    published = (files("registry.domain") / "data" / "pcodes.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(published.splitlines()))
    assert len(rows) == 497
    for row in rows:
        found = place(row["P-Code"])
        assert (found.level, found.parent) == (int(row["Admin Level"]), row["Parent P-Code"])
        assert found.valid_from == date.fromisoformat(row["Valid from date"])


@pytest.mark.parametrize(
    ("country", "iso", "number"), [("EGY", "EG", 27), ("QAT", "QA", 8), ("KWT", "KW", 6)]
)
def test_governorates_have_an_arabic_name_and_an_iso_code(
    country: str, iso: str, number: int
) -> None:
    governorates = places_in(country)
    assert len(governorates) == number
    assert len({each.iso for each in governorates}) == number
    for each in governorates:
        assert each.iso is not None
        assert each.iso.startswith(f"{iso}-")
        assert not each.name_ar.isascii()
        assert find_place(each.name_ar, within=PCode(country))[0] == each


def test_the_iso_code_of_qena() -> None:
    assert place("EG27").iso == "EG-KN"
    assert [each.iso for each in find_place("الدوحة")] == ["QA-DA"]


def test_a_village_code_once_given_stays() -> None:
    # Facts carry these codes for ever: a list in another order must not give them to other villages.
    assert {
        code: place(code).name_ar for code in ("EG2706-L002", "EG2702-L028", "EG2712-L004")
    } == {
        "EG2706-L002": "أبو دياب شرق",
        "EG2702-L028": "دندرة",
        "EG2712-L004": "جزيرة الحمودي",
    }


def test_a_place_is_valid_between_its_dates() -> None:
    armant = replace(place("EG2704"), valid_to=date(2030, 12, 31))
    assert not armant.valid_on(date(2017, 4, 20))
    assert armant.valid_on(date(2017, 4, 21))
    assert armant.valid_on(date(2030, 12, 31))
    assert not armant.valid_on(date(2031, 1, 1))
    assert place("EG2704").valid_on(date(2031, 1, 1))
