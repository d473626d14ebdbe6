"""Digests that only the holder of a key can make or compare: HMAC-SHA-256."""

from __future__ import annotations

import hmac
from typing import Final, final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from registry.privacy.framing import framed

COMMITMENT_SIZE: Final = 16
_SHA256 = SHA256()
_COMMITTED = framed(b"sijill key commitment")


@final
class DigestKey:
    """A key made ready once for many digests. It never prints itself."""

    __slots__ = ("_begun",)

    def __init__(self, key: bytes) -> None:
        self._begun: Final = HMAC(key, SHA256())

    def __repr__(self) -> str:
        return "DigestKey(***)"

    def digest(self, *parts: bytes | str) -> bytes:
        """Over the framed parts, 32 bytes; text counts as its UTF-8, as given and not normalised."""
        digest = self._begun.copy()
        digest.update(framed(*[part.encode() if isinstance(part, str) else part for part in parts]))
        return digest.finalize()


def commitment(key: bytes) -> bytes:
    """16 bytes that tell this key from any other and say nothing of it."""
    committing = HMAC(key, _SHA256)  # a third faster than the standard library's
    committing.update(_COMMITTED)
    return committing.finalize()[:COMMITMENT_SIZE]


def keyed_token(key: bytes, value: int) -> int:
    """64 bits of HMAC-SHA-256 over 64 bits, as PostgreSQL's bigint holds them; for a key that has no other use."""
    digest = hmac.digest(key, value.to_bytes(8, "big"), "sha256")
    return int.from_bytes(digest[:8], "big", signed=True)
