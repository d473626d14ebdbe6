from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.domain.dates import (
    YEARS,
    NotADate,
    PreciseDate,
    Precision,
    precise_date,
    read_birth_date,
    read_date,
)

precise_dates = st.builds(
    lambda day, precision: PreciseDate(day).coarsened(precision),
    st.dates(date(YEARS.start, 1, 1), date(YEARS.stop - 1, 12, 31)),
    st.sampled_from(Precision),
)

THE_FIFTH = precise_date(2026, 10, 5)
OCTOBER = precise_date(2026, 10)
THAT_YEAR = precise_date(2026)


@pytest.mark.parametrize(
    ("told", "first", "last", "month"),
    [
        (THE_FIFTH, date(2026, 10, 5), date(2026, 10, 5), "2026-10"),
        (OCTOBER, date(2026, 10, 1), date(2026, 10, 31), "2026-10"),
        (THAT_YEAR, date(2026, 1, 1), date(2026, 12, 31), None),
        (precise_date(2024, 2), date(2024, 2, 1), date(2024, 2, 29), "2024-02"),
        (precise_date(2026, 12), date(2026, 12, 1), date(2026, 12, 31), "2026-12"),
    ],
)
def test_a_date_covers_the_days_it_may_mean(
    told: PreciseDate, first: date, last: date, month: str | None
) -> None:
    assert (told.first, told.last, told.month) == (first, last, month)


def test_a_month_or_year_begins_on_its_first_day() -> None:
    with pytest.raises(NotADate):
        PreciseDate(date(2026, 10, 5), Precision.MONTH)
    with pytest.raises(NotADate):
        PreciseDate(date(2026, 10, 1), Precision.YEAR)


def test_a_date_can_be_told_less_precisely_and_never_more() -> None:
    assert THE_FIFTH.coarsened(Precision.MONTH) == OCTOBER
    assert THE_FIFTH.coarsened(Precision.YEAR) == THAT_YEAR
    assert THAT_YEAR.coarsened(Precision.DAY) == THAT_YEAR


def test_dates_stand_in_order_of_their_first_day_and_the_precise_one_first() -> None:
    new_year = precise_date(2026, 1, 1)
    assert sorted([OCTOBER, THAT_YEAR, THE_FIFTH, new_year]) == [
        new_year,
        THAT_YEAR,
        OCTOBER,
        THE_FIFTH,
    ]


@pytest.mark.parametrize("text", ["2026-10-05", "2026-10", "2026"])
def test_a_date_is_written_as_precisely_as_it_is_known(text: str) -> None:
    assert str(PreciseDate.parse(text)) == text


@given(precise_dates)
def test_what_is_written_is_parsed_and_read_back(told: PreciseDate) -> None:
    assert PreciseDate.parse(str(told)) == told
    assert read_date(str(told)) == told
    assert told.first <= told.last


@pytest.mark.parametrize(
    "text", ["2026-1-5", "2026-13", "2026-00", "2026-02-30", "٢٠٢٦", "2026-10-05T00:00", "", "0000"]
)
def test_parsing_knows_the_written_form_alone(text: str) -> None:
    with pytest.raises(NotADate):
        PreciseDate.parse(text)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-10-05",
        "2026/10/5",
        "05/10/2026",
        "5.10.2026",
        "٠٥-١٠-٢٠٢٦",
        "\u200f٥ / ١٠ / ٢٠٢٦",
        "۵/۱۰/۲۰۲۶",
        "٥/١٠/٢٠٢٦م",
        "2026-10-05 م",
        "2026-10-05T16:00:00.000+03:00",
        "05/10/2026 23:59",
        "5 October 2026",
        "5-Oct-2026",
        "October 5, 2026",
        "٥ أكتوبر ٢٠٢٦",
        "٥ اكتوبر، ٢٠٢٦",
        "٥ تشرين الأول ٢٠٢٦",
        "٥ تشرين الأول / أكتوبر ٢٠٢٦",
        date(2026, 10, 5),
        datetime(2026, 10, 5, 23, 30, tzinfo=UTC),
        46300,
        46300.75,
        "46300",
        20261005,
        "20261005",
        THE_FIFTH,
    ],
)
def test_one_day_in_the_styles_that_arrive(cell: object) -> None:
    assert read_date(cell) == THE_FIFTH


@pytest.mark.parametrize(
    "cell",
    [
        "2026-10",
        "10/2026",
        "10.2026",
        "أكتوبر ٢٠٢٦",
        "شهر اكتوبر 2026",
        "تشرين الأول 2026",
        "October 2026",
        "OCT. 2026",
    ],
)
def test_a_month_in_the_styles_that_arrive(cell: object) -> None:
    assert read_date(cell) == OCTOBER


@pytest.mark.parametrize("cell", [2026, 2026.0, "2026", "٢٠٢٦", "٢٠٢٦ م"])
def test_a_year_is_a_year_and_no_serial_day(cell: object) -> None:
    assert read_date(cell) == THAT_YEAR


@pytest.mark.parametrize(
    ("names", "month"),
    [
        ("يناير/كانون الثاني", 1),
        ("فبراير/شباط", 2),
        ("مارس/آذار", 3),
        ("إبريل/نيسان", 4),
        ("مايو/أيار", 5),
        ("يونيه/حزيران", 6),
        ("يوليو/تموز", 7),
        ("أغسطس/آب", 8),
        ("سبتمبر/أيلول", 9),
        ("أكتوبر/تشرين الأول", 10),
        ("نوفمبر/تشرين الثاني", 11),
        ("ديسمبر/كانون الأول", 12),
    ],
)
def test_months_have_egyptian_and_levantine_names(names: str, month: int) -> None:
    for name in (*names.split("/"), names):
        assert read_date(f"{name} ٢٠٢٦") == precise_date(2026, month)


def test_the_day_comes_first_and_a_column_is_never_read_both_ways() -> None:
    assert read_date("05/10/2026") == precise_date(2026, 10, 5)
    with pytest.raises(NotADate):
        read_date("10/25/2026")


@pytest.mark.parametrize(
    ("serial", "day"), [(2200, (1906, 1, 8)), (25569, (1970, 1, 1)), (36526, (2000, 1, 1))]
)
def test_serial_days_are_counted_as_spreadsheets_count_them(
    serial: int, day: tuple[int, int, int]
) -> None:
    assert read_date(serial) == precise_date(*day)


@pytest.mark.parametrize(
    "cell",
    [
        "31/11/2026",
        "29/02/2026",
        "00/10/2026",
        "2026-13-01",
        "5 أكتوبر/نوفمبر 2026",
        "5 هاتور 2026",
        "24/03/50",
        "1448-04-20",
        "05/10/0196",
        "غير معروف",
        "",
        None,
        True,
        60,
        1990.5,
        99999999,
        float("nan"),
        float("inf"),
        date(1448, 4, 20),
    ],
)
def test_what_is_no_date_is_refused_without_repeating_it(cell: object) -> None:
    with pytest.raises(NotADate) as refusal:
        read_date(cell)
    assert str(refusal.value) == "not a date"
    assert refusal.value.__context__ is None


@pytest.mark.parametrize(
    "cell", ["01/01/1969", "1969-01-01", datetime(1969, 1, 1, tzinfo=UTC), "١-١-١٩٦٩", 1969]
)
def test_who_was_born_on_the_first_of_january_knows_the_year(cell: object) -> None:
    assert read_birth_date(cell) == precise_date(1969)


def test_any_other_birthday_is_known_to_the_day() -> None:
    assert read_birth_date("02/01/1969") == precise_date(1969, 1, 2)
    assert read_birth_date("01/02/1969") == precise_date(1969, 2, 1)
    assert read_birth_date("1969-01") == precise_date(1969, 1)


@given(st.text() | st.integers() | st.floats() | st.none())
def test_any_cell_is_a_date_or_is_refused(cell: object) -> None:
    try:
        found = read_date(cell)
    except NotADate:
        return
    assert found.first.year in YEARS
