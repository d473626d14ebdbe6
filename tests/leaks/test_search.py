"""The search itself: it finds every way of writing a sentinel down, wherever that lies in a file."""

from __future__ import annotations

import json
import struct
import zipfile
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from registry.domain.identity_numbers.egypt import CheckDigit, EgyptianNumber, read_egyptian
from tests.leaks.search import BLOCK, Search
from tests.leaks.sentinels import (
    NATIONAL_ID,
    NATIONAL_ID_IN_ARABIC,
    NATIONAL_ID_OF_MEMBER,
    SENTINELS,
    SHORTEST,
    needles,
)

SEALED = bytes(range(1, 256)) * 200
"""Something that is neither empty nor a sentinel."""

WAYS: dict[str, Callable[[str], bytes]] = {
    "UTF-8": str.encode,
    "UTF-16 with its mark": lambda text: text.encode("utf-16"),
    "UTF-16 LE": lambda text: text.encode("utf-16-le"),
    "UTF-16 BE": lambda text: text.encode("utf-16-be"),
    "JSON": lambda text: "".join(f"\\u{ord(letter):04x}" for letter in text).encode(),
    "JSON in capitals": lambda text: "".join(f"\\u{ord(letter):04X}" for letter in text).encode(),
    "base64": lambda text: b64encode(text.encode()),
    "base64, one byte on": lambda text: b64encode(b"x" + text.encode() + b"yz"),
    "base64, two bytes on": lambda text: b64encode(b"xx" + text.encode() + b"y"),
    "base64url, one byte on": lambda text: urlsafe_b64encode(b"\xff" + text.encode()),
    "hex": lambda text: text.encode().hex().encode(),
    "hex in capitals": lambda text: text.encode().hex().upper().encode(),
    "percent": lambda text: quote(text, safe="").encode(),
    "Python's repr of bytes": lambda text: repr(text.encode()).encode(),
    "JSON's own escapes": lambda text: json.dumps(text).encode(),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("sentinel", SENTINELS, ids=lambda sentinel: sentinel.field)
def test_every_sentinel_is_found_however_it_is_written(sentinel: object, way: str) -> None:
    for text in getattr(sentinel, "texts"):  # noqa: B009
        found = Search(needles()).content(SEALED + WAYS[way](text) + SEALED)
        assert {name.split(" (")[0] for name in found} == {getattr(sentinel, "field")}  # noqa: B009


@pytest.mark.parametrize("digits", ["٢٦٨٠٧٢٩٢٧٠١٧٣٩", "۲۶۸۰۷۲۹۲۷۰۱۷۳۹", "26807292701739"])
def test_a_number_is_found_in_the_digits_of_every_script(digits: str) -> None:
    for text in (digits.encode(), digits.encode("utf-16-le"), b64encode(digits.encode())):
        assert Search(needles()).content(SEALED + text)


@pytest.mark.parametrize("form", [">q", "<q", ">Q"])
def test_a_number_is_found_where_it_is_stored_as_one(form: str) -> None:
    packed = struct.pack(form, int(NATIONAL_ID.texts[0]))
    assert Search(needles()).content(SEALED + packed + SEALED)


def test_a_sentinel_is_found_across_pages_in_archives_and_beside_pages_seen_before(
    tmp_path: Path,
) -> None:
    name = "زرقميط".encode()
    search = Search(needles())
    page = bytes([7]) * BLOCK
    assert search.content(page) == set()
    for at in (BLOCK - 5, BLOCK, 2 * BLOCK - 5):
        torn = bytearray(page * 3)
        torn[at : at + len(name)] = name
        (tmp_path / f"torn_{at}").write_bytes(torn)
    with zipfile.ZipFile(tmp_path / "list.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", name * 20)
    (tmp_path / "sealed").write_bytes(SEALED)
    assert {path.name for path in search.folder(tmp_path)} == {
        f"torn_{BLOCK - 5}", f"torn_{BLOCK}", f"torn_{2 * BLOCK - 5}", "list.xlsx"
    }  # fmt: skip


def test_what_is_sealed_or_empty_gives_nothing_away(tmp_path: Path) -> None:
    (tmp_path / "sealed").write_bytes(SEALED)
    (tmp_path / "empty").write_bytes(bytes(5 * BLOCK))
    assert Search(needles()).folder(tmp_path) == {}


def test_no_needle_is_so_short_that_chance_could_write_it() -> None:
    assert min(map(len, needles())) >= SHORTEST


@pytest.mark.parametrize("sentinel", [NATIONAL_ID, NATIONAL_ID_OF_MEMBER, NATIONAL_ID_IN_ARABIC])
def test_the_national_ids_are_good_ones(sentinel: object) -> None:
    """A bad one would take another way through the register than those of people."""
    (number,) = getattr(sentinel, "texts")  # noqa: B009
    read = read_egyptian(number)
    assert isinstance(read, EgyptianNumber)
    assert read.check_digit is not CheckDigit.MISMATCH
