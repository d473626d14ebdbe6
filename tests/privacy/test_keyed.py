from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from registry.privacy.framing import framed
from registry.privacy.keyed import DigestKey, commitment

KEY = bytes(range(32))


@pytest.mark.parametrize(  # RFC 4231, section 4, cases 1 to 4, 6 and 7
    ("key", "message", "digest"),
    [
        (
            "0b" * 20,
            b"Hi There".hex(),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        ),
        (
            b"Jefe".hex(),
            b"what do ya want for nothing?".hex(),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        ),
        ("aa" * 20, "dd" * 50, "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        (
            bytes(range(1, 26)).hex(),
            "cd" * 50,
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
        ),
        (
            "aa" * 131,
            b"Test Using Larger Than Block-Size Key - Hash Key First".hex(),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        ),
        (
            "aa" * 131,
            (
                b"This is a test using a larger than block-size key and a larger than block-size data. "
                b"The key needs to be hashed before being used by the HMAC algorithm."
            ).hex(),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
        ),
    ],
)
def test_the_digest_gives_the_published_answers(key: str, message: str, digest: str) -> None:
    assert hmac.digest(bytes.fromhex(key), bytes.fromhex(message), "sha256").hex() == digest


def test_a_digest_is_hmac_over_each_part_behind_its_length() -> None:
    message = b"\x00\x00\x00\x05kobo-" + b"\x00\x00\x00\x08" + "فاطم".encode()
    expected = hmac.new(KEY, message, hashlib.sha256).digest()
    assert DigestKey(KEY).digest(b"kobo-", "فاطم") == expected


def test_where_one_part_ends_makes_a_difference() -> None:
    digest = DigestKey(KEY).digest
    assert digest("عبد", "الرحمن") != digest("عبدالرحمن")
    assert digest("a", "bc") != digest("ab", "c")
    assert digest("a", "") != digest("a")


def test_another_key_gives_another_digest() -> None:
    assert DigestKey(KEY).digest("فاطمة") != DigestKey(bytes(32)).digest("فاطمة")


@given(st.lists(st.binary(max_size=8)), st.lists(st.binary(max_size=8)))
def test_two_lists_of_parts_never_frame_alike(one: list[bytes], other: list[bytes]) -> None:
    assume(one != other)
    assert framed(*one) != framed(*other)


@given(st.binary(min_size=32, max_size=32))
def test_a_commitment_is_half_of_the_hmac_of_its_purpose(key: bytes) -> None:
    assert commitment(key) == hmac.digest(key, framed(b"sijill key commitment"), "sha256")[:16]


def test_a_key_for_digests_never_prints_itself() -> None:
    assert repr(DigestKey(KEY)) == "DigestKey(***)"
