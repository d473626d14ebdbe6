from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.application.phones import _tried, read_phone
from registry.domain.phones import PhoneState


@pytest.mark.parametrize(
    "cell",
    [
        "01092574822",
        "٠١٠٩٢٥٧٤٨٢٢",
        "۰۱۰۹۲۵۷۴۸۲۲",
        "010-9257-4822",
        "\u202a+20 109 257 4822\u202c",
        "00201092574822",
        "201092574822",
        "1092574822",  # the zero that a spreadsheet lost
        1092574822,
        1092574822.0,
        "1092574822.0",
    ],
)
def test_one_number_however_a_file_carries_it(cell: object) -> None:
    phone = read_phone(cell)
    assert (phone.e164, phone.state) == ("+201092574822", PhoneState.VALID)


def test_the_region_is_that_of_numbers_without_a_country_code() -> None:
    assert read_phone("33123456", region="QA").e164 == "+97433123456"
    assert read_phone("+974 3312 3456").e164 == "+97433123456"


@pytest.mark.parametrize(
    ("cell", "e164"), [(97433123456.0, "+97433123456"), ("96551234567", "+96551234567")]
)
def test_a_plus_that_a_spreadsheet_lost_is_put_back_for_qatar_and_kuwait(
    cell: object, e164: str
) -> None:
    assert read_phone(cell).e164 == e164


def test_a_landline_of_qena_is_a_phone() -> None:
    assert read_phone("096 333 1234").e164 == "+20963331234"


@pytest.mark.parametrize(
    "cell", ["0109257482", "010925748222", "01392574822", "لا يوجد", "", None, "1-800-FLOWERS", 0]
)
def test_what_is_no_number_is_kept_as_typed_with_its_state(cell: object) -> None:
    phone = read_phone(cell)
    assert (phone.e164, phone.state) == (None, PhoneState.INVALID)
    assert phone.raw == ("" if cell is None else str(cell))


@given(st.text() | st.integers() | st.floats() | st.none())
def test_reading_never_raises_and_reads_its_own_answer_alike(cell: object) -> None:
    phone = read_phone(cell)
    if phone.e164 is not None:
        assert read_phone(phone.e164) == phone


@given(
    st.sampled_from(["EG", "QA", "KW", "SD"]),
    st.from_regex(r"0{0,2}[0-9]{7,11}|\+?20[0-9]{9,10}", fullmatch=True),
)
def test_mobiles_that_are_told_at_a_glance_are_told_as_the_library_tells_them(
    region: str, written: str
) -> None:
    assert read_phone(written, region=region).e164 == next(
        filter(None, _tried(written, region)), None
    )


@given(st.from_regex(r"0?1[0-9]{9}", fullmatch=True))
def test_so_are_all_that_look_like_mobiles_of_egypt(written: str) -> None:
    assert read_phone(written).e164 == next(filter(None, _tried(written, "EG")), None)
