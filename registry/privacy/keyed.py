"""Digests that only the holder of a key can make or compare."""

from __future__ import annotations

import hmac

from registry.privacy.framing import framed


def keyed_digest(key: bytes, *parts: bytes | str) -> bytes:
    """HMAC-SHA-256 over the framed parts, 32 bytes; text counts as its UTF-8, as given and not normalised."""
    encoded = (part.encode() if isinstance(part, str) else part for part in parts)
    return hmac.digest(key, framed(*encoded), "sha256")
