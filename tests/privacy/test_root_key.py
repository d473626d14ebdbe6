from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from registry.domain.errors import SijillError
from registry.privacy.root_key import RootKey
from registry.privacy.sealing import SealBroken
from registry.texts import TEXTS

SUBJECT_KEY = bytes(range(32))
contexts = st.binary(max_size=40)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "root.key"


def test_a_key_that_was_created_is_loaded_again(path: Path) -> None:
    wrapped = RootKey.create(path).wrap(SUBJECT_KEY, b"subject")
    assert RootKey.load(path).unwrap(wrapped, b"subject") == SUBJECT_KEY


def test_the_file_is_its_owners_alone(path: Path) -> None:
    RootKey.create(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [file.name for file in path.parent.iterdir()] == ["root.key"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o601, 0o610, 0o644, 0o700, 0o666])
def test_a_laxer_file_is_refused(path: Path, mode: int) -> None:
    RootKey.create(path)
    path.chmod(mode)
    assert refusal_of(path) == "root_key_too_open"


def test_a_stricter_file_is_fine(path: Path) -> None:
    RootKey.create(path)
    path.chmod(0o400)
    RootKey.load(path)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_another_users_file_is_refused(path: Path) -> None:
    RootKey.create(path)
    os.chown(path, 65534, 65534)
    assert refusal_of(path) == "root_key_too_open"


def test_a_link_is_refused_whatever_it_points_to(path: Path) -> None:
    RootKey.create(path)
    link = path.with_name("link.key")
    link.symlink_to(path)
    assert refusal_of(link) == "root_key_too_open"


def test_a_missing_file_is_named(path: Path) -> None:
    assert refusal_of(path) == "root_key_missing"


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"ab" * 31, b"ab" * 33, b"zz" * 32, b"ab" * 32 + b"ab", "١٢".encode() * 16],
)
def test_a_file_that_holds_no_key_is_refused(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    path.chmod(0o600)
    assert refusal_of(path) == "root_key_malformed"


def test_a_key_is_never_replaced(path: Path) -> None:
    RootKey.create(path)
    before = path.read_bytes()
    with pytest.raises(SijillError, match="root_key_exists"):
        RootKey.create(path)
    assert path.read_bytes() == before


def test_of_many_that_create_at_once_one_succeeds_and_all_load_its_key(path: Path) -> None:
    def create(_: int) -> RootKey | None:
        with suppress(SijillError):
            return RootKey.create(path)
        return None

    with ThreadPoolExecutor(8) as threads:
        created = [key for key in threads.map(create, range(16)) if key is not None]
    assert len(created) == 1
    assert RootKey.load(path).unwrap(created[0].wrap(SUBJECT_KEY, b""), b"") == SUBJECT_KEY


def test_a_key_never_prints_itself(path: Path) -> None:
    key = RootKey.create(path)
    assert repr(key) == str(key) == f"{key}" == "RootKey(***)"


@given(contexts, contexts)
def test_a_wrapped_key_opens_in_its_own_context_only(context: bytes, other: bytes) -> None:
    assume(context != other)
    key = RootKey(bytes(32))
    wrapped = key.wrap(SUBJECT_KEY, context)
    assert key.unwrap(wrapped, context) == SUBJECT_KEY
    with pytest.raises(SealBroken):
        key.unwrap(wrapped, other)


def test_no_bit_of_a_wrapped_key_can_be_flipped() -> None:
    key = RootKey(bytes(32))
    wrapped = key.wrap(SUBJECT_KEY, b"subject")
    for place in range(len(wrapped) * 8):
        altered = bytearray(wrapped)
        altered[place // 8] ^= 1 << place % 8
        with pytest.raises(SealBroken):
            key.unwrap(bytes(altered), b"subject")


def test_another_root_key_unwraps_nothing() -> None:
    wrapped = RootKey(bytes(32)).wrap(SUBJECT_KEY, b"")
    with pytest.raises(SealBroken):
        RootKey(b"\x01" * 32).unwrap(wrapped, b"")


def refusal_of(path: Path) -> str:
    with pytest.raises(SijillError) as raised:
        RootKey.load(path)
    assert raised.value.details == {"path": path}
    assert raised.value.code in TEXTS
    return raised.value.code
