"""The bytes that a key is stored as, which every backup of the keys holds."""

from __future__ import annotations

import hmac
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from registry.privacy.keys import SUBJECT_GROUPS, _Row, _Wrapping
from registry.privacy.root_key import RootKey

ROOT = bytes(range(32))
REGISTRY = UUID("018f0000-0000-7000-8000-000000000001")
FATIMA = UUID("018f0000-0000-7000-8000-0000000000bb")
KEY_ID = bytes.fromhex("0123456789abcdef0123456789abcdef")

FIRST_RELEASE = _Row(
    FATIMA,
    UUID(bytes=KEY_ID),
    bytes.fromhex(
        "55eb6009537ab3a8a5ba9beaa034bb84a0a1a2a3a4a5a6a7a8a9aaabf6086c3d55db12af727597c3"
        "176ad0ce60bc490082a7527c8c1e36966fbb6511f36a3274f2995eb2e3f23c94b0d2a11f"
    ),
    bytes.fromhex(
        "8e52c89ecb4e11efefc93220c2f276baa0a1a2a3a4a5a6a7a8a9aaabc6385c0d65eb229f4245a7f3"
        "275ae0fe508c7930b297624cbc2e06a65f8b55214c621b2dde97bd3a7c66658a5126b946"
    ),
    bytes.fromhex(
        "3d9301415192b2a50f8b8202a28882dba0a1a2a3a4a5a6a7a8a9aaabd6284c1d75fb328f5255b7e3"
        "374af0ee409c6920a287725cac3e16b64f9b453123919a9f935fd2e566450a72e70a1661"
    ),
    fenced=False,
)


@pytest.fixture
def wrapping() -> _Wrapping:
    return _Wrapping(RootKey(ROOT), REGISTRY)


def test_keys_wrapped_by_the_first_release_unwrap_for_ever(wrapping: _Wrapping) -> None:
    opened = wrapping.known(FIRST_RELEASE)
    assert opened.key_id == KEY_ID
    assert [opened.keys[group] for group in SUBJECT_GROUPS] == [
        b"\x10" * 32,
        b"\x20" * 32,
        b"\x30" * 32,
    ]


def test_ids_of_keys_stand_in_the_order_of_their_subjects_and_are_no_two_the_same(
    wrapping: _Wrapping,
) -> None:
    drawn, _ = wrapping.draw([FATIMA] * 100)
    ids = {keys.key_id for keys in drawn}
    assert {one[:6] for one in ids} == {FATIMA.bytes[:6]}
    assert len({one[6:] for one in ids}) == len(drawn)


def test_a_key_is_stored_as_it_ever_was_byte_by_byte(wrapping: _Wrapping) -> None:
    (keys,), columns = wrapping.draw([FATIMA])
    for group, (stored,) in zip(SUBJECT_GROUPS, columns, strict=True):
        commitment, nonce, sealed = stored[:16], stored[16:28], stored[28:]
        context = framed_apart(REGISTRY.bytes, FATIMA.bytes, keys.key_id, group.encode())
        associated = framed_apart(b"sijill wrapped key", context)
        key = AESGCM(ROOT).decrypt(nonce, sealed, associated)
        committed = hmac.digest(key, framed_apart(b"sijill key commitment"), "sha256")[:16]
        assert (len(stored), key, commitment) == (76, keys.keys[group], committed)


def test_whatever_is_drawn_together_is_drawn_apart(wrapping: _Wrapping) -> None:
    subjects = [UUID(int=number) for number in range(1, 201)]
    drawn, columns = wrapping.draw(subjects)
    assert len({one.key_id for one in drawn}) == 200
    assert len({key for one in drawn for key in one.keys.values()}) == 600
    assert len({stored[16:28] for column in columns for stored in column}) == 600  # nonces
    rows = zip(subjects, drawn, *columns, strict=True)
    for subject, keys, identity, contact, sensitive in rows:
        row = _Row(subject, UUID(bytes=keys.key_id), identity, contact, sensitive, fenced=False)
        assert wrapping.known(row) == keys


def framed_apart(*parts: bytes) -> bytes:
    framed = b""
    for part in parts:
        framed += len(part).to_bytes(4, "big") + part
    return framed
