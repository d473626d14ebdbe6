"""Several parts as one string of bytes, without two meanings."""

from __future__ import annotations


def framed(*parts: bytes) -> bytes:
    """Each part behind its length (4 bytes, big-endian), so that no other list of parts gives the same bytes."""
    return b"".join([len(part).to_bytes(4) + part for part in parts])
