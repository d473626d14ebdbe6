from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from uuid import RFC_4122, UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.domain.ids import RANDOM_BYTES, time_of, uuid7

moments = st.datetimes(datetime(1970, 1, 1), datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001
random_bytes = st.binary(min_size=RANDOM_BYTES, max_size=RANDOM_BYTES)


def test_the_vector_of_rfc_9562_appendix_a6() -> None:
    at = datetime(2022, 2, 22, 14, 22, 22, tzinfo=timezone(-timedelta(hours=5)))
    random = 0x0CC3_18C4_DC0C_0C07_398F.to_bytes(RANDOM_BYTES)
    assert uuid7(at, random) == UUID("017F22E2-79B0-7CC3-98C4-DC0C0C07398F")


@given(moments, random_bytes)
def test_an_id_is_a_version_7_uuid_that_tells_its_millisecond(at: datetime, random: bytes) -> None:
    made = uuid7(at, random)
    assert (made.version, made.variant) == (7, RFC_4122)
    assert time_of(made) == at - timedelta(microseconds=at.microsecond % 1000)


@given(moments, random_bytes, random_bytes)
def test_ids_sort_by_time(at: datetime, one: bytes, other: bytes) -> None:
    assert uuid7(at, one) < uuid7(at + timedelta(milliseconds=1), other)


@given(random_bytes)
def test_seventy_four_random_bits_are_kept(random: bytes) -> None:
    at = datetime(2026, 10, 1, tzinfo=UTC)
    kept = int.from_bytes(random) & ~(0xF << 76) & ~(0b11 << 62)
    assert uuid7(at, random).int & kept == kept


def test_a_time_without_a_zone_is_no_time() -> None:
    with pytest.raises(ValueError, match="zone"):
        uuid7(datetime(2026, 10, 1), bytes(RANDOM_BYTES))  # noqa: DTZ001 - the point of the test


def test_too_little_randomness_is_refused() -> None:
    with pytest.raises(ValueError, match="random"):
        uuid7(datetime(2026, 10, 1, tzinfo=UTC), bytes(RANDOM_BYTES - 1))


def test_other_ids_tell_no_time() -> None:
    with pytest.raises(ValueError, match="version 7"):
        time_of(uuid4())
