"""The key that wraps every other key: a file outside PostgreSQL, its owner's alone."""

from __future__ import annotations

import os
import stat
import struct
from collections.abc import Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from registry.domain.errors import SijillError
from registry.privacy.framing import framed
from registry.privacy.sealing import KEY_SIZE, SealBroken

_NONCE_SIZE = 12
_NONCES = struct.Struct(f"{_NONCE_SIZE}s")
_PURPOSE = framed(b"sijill wrapped key")


class RootKey:
    """It wraps and unwraps, and never prints itself."""

    __slots__ = ("_cipher",)

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def __repr__(self) -> str:
        return "RootKey(***)"

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the key from its file: 64 hexadecimal digits.

        Raises:
            SijillError: `root_key_missing`; `root_key_too_open` (others may read or write the file, or it is another
                user's, or a link); `root_key_malformed`.
        """
        return cls(_read(path))

    @classmethod
    def create(cls, path: Path) -> Self:
        """Draw a new key and write its file, mode 0600. Of several processes at once one succeeds.

        Raises:
            SijillError: `root_key_exists`; the file that is there stays.
        """
        key = os.urandom(KEY_SIZE)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Written aside, 0600 from its first byte, then linked: nobody loads half a key or overwrites a whole one.
        with NamedTemporaryFile(dir=path.parent, prefix=".root-key-") as draft:
            draft.write(key.hex().encode() + b"\n")
            draft.flush()
            os.fsync(draft.fileno())
            try:
                os.link(draft.name, path)
            except FileExistsError:
                raise SijillError("root_key_exists", path=path) from None
        _sync_folder(path.parent)
        return cls(key)

    def wrap(self, key: bytes, context: bytes) -> bytes:
        """Encrypt a key for storage; it unwraps in the same context only."""
        return self.wrap_all([(key, context)])[0]

    def wrap_all(self, keys: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
        """What `wrap` does, for several keys, each with its context."""
        nonces = _NONCES.iter_unpack(os.urandom(_NONCE_SIZE * len(keys)))
        encrypt = self._cipher.encrypt
        return [
            nonce + encrypt(nonce, key, _PURPOSE + len(context).to_bytes(4) + context)
            for (key, context), (nonce,) in zip(keys, nonces, strict=True)
        ]

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """Undo `wrap`.

        Raises:
            SealBroken: another root key's, another context's, or altered.
        """
        nonce, sealed = wrapped[:_NONCE_SIZE], wrapped[_NONCE_SIZE:]
        try:
            context = len(context).to_bytes(4) + context  # as `framed` has it
            return self._cipher.decrypt(nonce, sealed, _PURPOSE + context)
        except (InvalidTag, ValueError):
            raise SealBroken from None


def _read(path: Path) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        raise SijillError("root_key_missing", path=path) from None
    except OSError:  # a link, or a file that is not ours to read
        raise SijillError("root_key_too_open", path=path) from None
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(file.fileno())
        private = stat.S_ISREG(status.st_mode) and not status.st_mode & 0o177
        if not private or status.st_uid != os.geteuid():
            raise SijillError("root_key_too_open", path=path)
        written = file.read(2 * KEY_SIZE + 2)
    try:
        key = bytes.fromhex(written.decode("ascii"))
    except ValueError:
        raise SijillError("root_key_malformed", path=path) from None
    if len(key) != KEY_SIZE:
        raise SijillError("root_key_malformed", path=path)
    return key


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
