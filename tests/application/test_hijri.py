from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.application.hijri import read_any_birth_date, read_any_date, read_hijri, to_hijri
from registry.domain.dates import NotADate, PreciseDate, days_from, precise_date

days = st.dates(date(1924, 8, 1), date(2077, 11, 16)).map(PreciseDate)
months = st.builds(
    lambda year, month: f"{year}-{month:02}", st.integers(1343, 1500), st.integers(1, 12)
)


@pytest.mark.parametrize(
    ("hijri", "gregorian"),
    [
        ("1446-01-01", date(2024, 7, 7)),
        ("1446-02-01", date(2024, 8, 5)),
        ("1446-06-01", date(2024, 12, 2)),
        ("1446-07-01", date(2025, 1, 1)),
        ("1446-09-01", date(2025, 3, 1)),
        ("1446-10-01", date(2025, 3, 30)),
        ("1446-12-01", date(2025, 5, 28)),
        ("1447-01-01", date(2025, 6, 26)),
        ("1448-04-20", date(2026, 10, 1)),
    ],
)
def test_the_umm_al_qura_calendar_as_published(hijri: str, gregorian: date) -> None:
    assert read_hijri(hijri) == PreciseDate(gregorian)
    assert to_hijri(PreciseDate(gregorian)) == hijri


@pytest.mark.parametrize(
    "written",
    [
        "٢٠/٤/١٤٤٨ هـ",
        "20-4-1448هـ",
        "1448/4/20 AH",
        "٢٠ ربيع الآخر ١٤٤٨",
        "٢٠ ربيع الثاني ١٤٤٨هـ",
        "20 Rabi' al-Thani 1448",
    ],
)
def test_one_hijri_day_in_the_styles_that_arrive(written: str) -> None:
    assert read_hijri(written) == precise_date(2026, 10, 1)
    assert read_any_date(written) == precise_date(2026, 10, 1)


@pytest.mark.parametrize(
    ("month", "number"),
    [
        ("محرم", 1),
        ("صفر", 2),
        ("ربيع الأول", 3),
        ("جمادى الأولى", 5),
        ("جمادي الاخره", 6),
        ("شعبان", 8),
        ("شوال", 10),
        ("ذو القعدة", 11),
        ("ذي الحجة", 12),
    ],
)
def test_hijri_months_have_names(month: str, number: int) -> None:
    assert read_hijri(f"10 {month} 1446") == read_hijri(f"10/{number}/1446")


@pytest.mark.parametrize(
    "written",
    ["رمضان ١٤٤٨", "رمضان ١٤٤٨ هـ", "شهر رمضان 1448هـ", "1448-09", "٩/١٤٤٨", "Ramadan 1448 AH"],
)
def test_a_hijri_month_is_the_span_of_its_days(written: str) -> None:
    assert read_any_date(written) == days_from(date(2027, 2, 8), date(2027, 3, 8))


def test_a_hijri_month_across_two_gregorian_years_is_read_too() -> None:
    assert read_hijri("1447-07") == days_from(date(2025, 12, 21), date(2026, 1, 19))


def test_a_hijri_year_is_the_span_of_its_days() -> None:
    assert read_hijri("١٤٤٦ هـ") == days_from(date(2024, 7, 7), date(2025, 6, 25))
    assert read_hijri("1429") == days_from(date(2008, 1, 10), date(2008, 12, 28))


@pytest.mark.parametrize(
    "text",
    [
        "1446-02-31",
        "1446-13-01",
        "1446-00-01",
        "1342-12-29",
        "1501-01-01",
        "2026-10-05",
        "1448-04-20 م",
        "رمضان",
    ],
)
def test_what_is_no_hijri_date_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(NotADate) as refusal:
        read_hijri(text)
    assert str(refusal.value) == "not a date"
    assert refusal.value.__context__ is None


@pytest.mark.parametrize(
    ("told", "written"),
    [
        (precise_date(2026, 10), "1448-04/1448-05"),
        (precise_date(2026), "1447/1448"),
        (precise_date(2008, 2), "1429-01/1429-02"),
        (days_from(date(2027, 2, 8), date(2027, 4, 7)), "1448-09/1448-10"),
        (days_from(date(2027, 2, 8), date(2027, 2, 17)), "1448-09-01/1448-09-10"),
        (days_from(date(2027, 2, 8), date(2027, 3, 31)), "1448-09-01/1448-10-23"),
    ],
)
def test_a_gregorian_span_is_shown_by_the_hijri_days_months_or_years_it_touches(
    told: PreciseDate, written: str
) -> None:
    assert to_hijri(told) == written


def test_before_the_tables_there_is_no_conversion() -> None:
    assert to_hijri(precise_date(1924, 8, 1)) == "1343-01-01"
    with pytest.raises(NotADate):
        to_hijri(precise_date(1924, 7, 31))
    with pytest.raises(NotADate):
        to_hijri(precise_date(1924))


@given(days)
def test_every_day_of_the_tables_goes_there_and_back(day: PreciseDate) -> None:
    assert read_hijri(to_hijri(day)) == day
    assert read_any_date(to_hijri(day)) == day
    assert read_any_date(str(day)) == day


@given(months)
def test_every_month_and_year_of_the_tables_goes_there_and_back(month: str) -> None:
    for written in (month, month[:4]):
        assert to_hijri(read_hijri(written)) == written


@pytest.mark.parametrize("cell", ["05/10/2026", "٥ أكتوبر ٢٠٢٦", 46300, date(2026, 10, 5)])
def test_other_years_are_gregorian(cell: object) -> None:
    assert read_any_date(cell) == precise_date(2026, 10, 5)


def test_a_birthday_on_the_first_day_of_a_year_says_the_year_alone_in_either_calendar() -> None:
    assert read_any_birth_date("01/01/1969") == precise_date(1969)
    assert read_any_birth_date("02/01/1969") == precise_date(1969, 1, 2)
    assert read_any_birth_date("2/1/1429") == read_hijri("2/1/1429")
    assert read_any_birth_date("1/1/1390") == read_hijri("1390")
