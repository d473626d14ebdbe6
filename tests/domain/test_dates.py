from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.domain.dates import (
    YEARS,
    NotADate,
    PreciseDate,
    Precision,
    days_from,
    precise_date,
    read_birth_date,
    read_date,
)

days = st.dates(date(YEARS.start, 1, 1), date(YEARS.stop - 1, 12, 31))
spans = st.builds(lambda one, other: days_from(min(one, other), max(one, other)), days, days)
precise_dates = spans | st.builds(
    lambda day, precision: PreciseDate(day).coarsened(precision), days, st.sampled_from(Precision)
)

THE_FIFTH = precise_date(2026, 10, 5)
OCTOBER = precise_date(2026, 10)
THAT_YEAR = precise_date(2026)
RAMADAN = PreciseDate(date(2027, 2, 8), Precision.SPAN, date(2027, 3, 8))
TEN_DAYS = PreciseDate(date(2026, 10, 1), Precision.SPAN, date(2026, 10, 10))


@pytest.mark.parametrize(
    ("told", "first", "last", "month"),
    [
        (THE_FIFTH, date(2026, 10, 5), date(2026, 10, 5), "2026-10"),
        (OCTOBER, date(2026, 10, 1), date(2026, 10, 31), "2026-10"),
        (THAT_YEAR, date(2026, 1, 1), date(2026, 12, 31), None),
        (precise_date(2024, 2), date(2024, 2, 1), date(2024, 2, 29), "2024-02"),
        (precise_date(2026, 12), date(2026, 12, 1), date(2026, 12, 31), "2026-12"),
        (RAMADAN, date(2027, 2, 8), date(2027, 3, 8), None),
        (TEN_DAYS, date(2026, 10, 1), date(2026, 10, 10), "2026-10"),
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


def test_a_span_alone_has_a_last_day_of_its_own_and_it_is_not_before_the_first() -> None:
    first, until = date(2027, 2, 8), date(2027, 3, 8)
    for said in (
        (first, Precision.SPAN),
        (until, Precision.SPAN, first),
        (first, Precision.DAY, until),
        (date(2027, 2, 1), Precision.MONTH, date(2027, 2, 28)),
        (date(2027, 1, 1), Precision.YEAR, until),
    ):
        with pytest.raises(NotADate):
            PreciseDate(*said)
    assert PreciseDate(first, Precision.SPAN, first).last == first


@pytest.mark.parametrize("plain", [THE_FIFTH, OCTOBER, THAT_YEAR, RAMADAN])
def test_days_that_are_a_whole_month_or_year_are_called_that(plain: PreciseDate) -> None:
    assert days_from(plain.first, plain.last) == plain


def test_a_date_can_be_told_less_precisely_and_never_more() -> None:
    assert THE_FIFTH.coarsened(Precision.MONTH) == OCTOBER
    assert THE_FIFTH.coarsened(Precision.YEAR) == THAT_YEAR
    assert THAT_YEAR.coarsened(Precision.DAY) == THAT_YEAR
    assert THAT_YEAR.coarsened(Precision.MONTH) == THAT_YEAR
    assert THE_FIFTH.coarsened(Precision.SPAN) == THE_FIFTH


def test_a_span_is_told_less_precisely_by_the_whole_months_and_years_that_it_touches() -> None:
    assert TEN_DAYS.coarsened(Precision.MONTH) == OCTOBER
    assert RAMADAN.coarsened(Precision.MONTH) == days_from(date(2027, 2, 1), date(2027, 3, 31))
    assert RAMADAN.coarsened(Precision.YEAR) == precise_date(2027)
    winter = days_from(date(2026, 12, 15), date(2027, 1, 15))
    assert winter.coarsened(Precision.YEAR) == days_from(date(2026, 1, 1), date(2027, 12, 31))
    assert RAMADAN.coarsened(Precision.DAY) == RAMADAN


def test_dates_stand_in_order_of_their_first_day_and_what_ends_sooner_comes_first() -> None:
    in_order = [
        precise_date(2026, 1, 1),
        THAT_YEAR,
        precise_date(2026, 10, 1),
        TEN_DAYS,
        OCTOBER,
        days_from(date(2026, 10, 1), date(2026, 11, 5)),
        THE_FIFTH,
        RAMADAN,
    ]
    assert all(one < other for one, other in pairwise(in_order))


@pytest.mark.parametrize("text", ["2026-10-05", "2026-10", "2026", "2027-02-08..2027-03-08"])
def test_a_date_is_written_as_precisely_as_it_is_known(text: str) -> None:
    assert str(PreciseDate.parse(text)) == text


@given(precise_dates)
def test_what_is_written_is_parsed_and_read_back(told: PreciseDate) -> None:
    assert PreciseDate.parse(str(told)) == told
    assert read_date(str(told)) == told
    assert told.first <= told.last


@pytest.mark.parametrize(
    "text",
    [
        "2026-1-5",
        "2026-13",
        "2026-00",
        "2026-02-30",
        "٢٠٢٦",
        "2026-10-05T00:00",
        "",
        "0000",
        "2027-03-08..2027-02-08",
        "2027-02..2027-03",
        "2027-02-08..",
        "..2027-03-08",
        "2027-02-08..2027-03-08..2027-04-08",
    ],
)
def test_parsing_knows_the_written_form_alone(text: str) -> None:
    with pytest.raises(NotADate):
        PreciseDate.parse(text)


@given(precise_dates)
def test_a_stored_date_is_read_back(told: PreciseDate) -> None:
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(told), type=PreciseDate) == told


@pytest.mark.parametrize(
    ("stored", "told"),
    [
        ({"first": "2026-10-05", "precision": "day"}, THE_FIFTH),
        ({"first": "2026-10-01", "precision": "month"}, OCTOBER),
        ({"first": "2026-01-01", "precision": "year"}, THAT_YEAR),
    ],
)
def test_a_date_that_was_stored_before_there_were_spans_is_read(
    stored: dict[str, str], told: PreciseDate
) -> None:
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(stored), type=PreciseDate) == told


def test_the_days_from_one_date_to_another_are_read_as_plainly_as_they_can_be_said() -> None:
    assert read_date("2027-02-08..2027-03-08") == RAMADAN
    assert read_date("٢٠٢٧-٠٢-٠٨..٢٠٢٧-٠٣-٠٨") == RAMADAN
    assert read_date("2026-10-01..2026-10-31") == OCTOBER
    with pytest.raises(NotADate):
        read_date("2026-10-01..2200-01-01")


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
