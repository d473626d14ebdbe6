"""PostgreSQL reads arrays as the lists they were made of."""

from __future__ import annotations

import struct
from uuid import UUID

import psycopg
import pytest
from psycopg import adapters
from psycopg.postgres import types
from psycopg.pq import Format

from registry.privacy.arrays import Array, Bigints, Byteas, Integers, Texts, UuidBytes, Uuids

IDS = [UUID(int=number) for number in (0, 7, 2**128 - 1)]
NUMBERS = [1, 0, -1, 2**63 - 1, -(2**63)]
NAMES = ["فاطمة", "", "it's {quoted}", "عبد\nالرحمن"]
BYTES = [b"", b"\x00\xff\\", bytes(3_000), b"NULL"]


@pytest.mark.parametrize(
    ("array", "kind", "values"),
    [
        (Uuids(IDS), "uuid[]", IDS),
        (Bigints(NUMBERS), "bigint[]", NUMBERS),
        (UuidBytes([one.bytes for one in IDS]), "uuid[]", IDS),
        (Integers([0, -1, 2**31 - 1]), "integer[]", [0, -1, 2**31 - 1]),
        (Texts(NAMES), "text[]", NAMES),
        (Byteas(BYTES), "bytea[]", BYTES),
        (Byteas([]), "bytea[]", []),
        (Uuids([]), "uuid[]", []),
    ],
)
def test_an_array_arrives_as_it_was_given(
    keys_url: str, array: Array, kind: str, values: list[object]
) -> None:
    with psycopg.connect(keys_url) as connection:
        asked = "select given, pg_typeof(given)::text, array_lower(given, 1) from (select %b) as a (given)"
        ((came, of, first),) = connection.execute(asked, [array], binary=True).fetchall()
    assert (came, of, first) == (values, kind, 1 if values else None)


def test_a_number_that_does_not_fit_is_never_sent() -> None:
    with pytest.raises(struct.error):
        Bigints([2**63])


def test_an_array_never_prints_what_it_holds() -> None:
    assert "فاطمة" not in repr(Texts(["فاطمة"]))


def test_lists_of_others_are_written_as_ever() -> None:
    """A dumper that is known by its type as a whole would be asked for them too, and knows nothing of them."""
    for element in ("uuid", "int8", "int4", "text", "bytea"):
        known = adapters.get_dumper_by_oid(types[element].array_oid, Format.BINARY)
        assert known.__module__ != Array.__module__, element
