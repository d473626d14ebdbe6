"""One personal value as a sealed record: AES-256-GCM, its place in the log authenticated with it.

The record, byte by byte, is in docs/adr/0004-sealed-fields.md. Everything before the nonce is associated data, so a
record whose label was touched does not open, and neither does one of another registry.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from registry.domain.errors import SijillError
from registry.domain.vocabulary import FieldGroup
from registry.privacy.framing import framed

KEY_SIZE: Final = 32
KEY_ID_SIZE: Final = 16
BUCKET: Final[Mapping[FieldGroup, int]] = {
    FieldGroup.IDENTITY: 32,
    FieldGroup.CONTACT: 32,
    FieldGroup.SENSITIVE: 128,
    FieldGroup.STATISTICS: 128,
}
"""Plaintexts are padded to multiples of this: the length of a sealed value would give a diagnosis away.

What is sensitive comes from closed lists, whose longest word with another beside it must not show.
"""

_FORMAT = 1
_NONCE_SIZE = 12
_PLACE = struct.Struct(">B16sB16sI")  # format, key id, group, stream, version
_NUMBER_OF: Final[Mapping[FieldGroup, int]] = {
    FieldGroup.IDENTITY: 1,
    FieldGroup.CONTACT: 2,
    FieldGroup.SENSITIVE: 3,
    FieldGroup.STATISTICS: 4,
}
_GROUP_OF = {number: group for group, number in _NUMBER_OF.items()}
_PADDING = b"\x80"


class SealBroken(SijillError):
    """The record does not open: altered, moved, cut short, or another key's. Which of these is never said."""

    code = "seal_broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Where a sealed value belongs. `key_id` is 16 bytes; `fact` a stored name; `version` counts from 1."""

    registry: UUID
    key_id: bytes
    group: FieldGroup
    stream: UUID
    version: int
    fact: str
    field: str


def seal(key: bytes, label: Label, plaintext: bytes) -> bytes:
    """Seal under a key of 32 bytes. The same value sealed twice gives two records."""
    return _seal_with(key, label, plaintext, os.urandom(_NONCE_SIZE))


def read_label(record: bytes, registry: UUID) -> Label:
    """What the record says of itself; believe it only once the record has opened.

    Raises:
        SealBroken: this is no record.
    """
    label, _ = _parse(record, registry)
    return label


def unseal(key: bytes, record: bytes, registry: UUID) -> bytes:
    """Open a record.

    Raises:
        SealBroken: it does not open.
    """
    _, end = _parse(record, registry)
    nonce, sealed = record[end : end + _NONCE_SIZE], record[end + _NONCE_SIZE :]
    try:
        padded = AESGCM(key).decrypt(nonce, sealed, framed(registry.bytes, record[:end]))
    except (InvalidTag, ValueError):
        raise SealBroken from None
    plaintext, mark, _zeros = padded.rpartition(_PADDING)
    if not mark:
        raise SealBroken
    return plaintext


def _seal_with(key: bytes, label: Label, plaintext: bytes, nonce: bytes) -> bytes:
    header = _header(label)
    sealed = AESGCM(key).encrypt(
        nonce, _padded(plaintext, BUCKET[label.group]), framed(label.registry.bytes, header)
    )
    return header + nonce + sealed


def _padded(plaintext: bytes, bucket: int) -> bytes:
    """ISO/IEC 7816-4: one byte 0x80, then zeros up to the next bucket."""
    marked = plaintext + _PADDING
    return marked + bytes(-len(marked) % bucket)


def _header(label: Label) -> bytes:
    place = _PLACE.pack(
        _FORMAT, label.key_id, _NUMBER_OF[label.group], label.stream.bytes, label.version
    )
    fact, field = label.fact.encode(), label.field.encode()
    return b"".join((place, len(fact).to_bytes(1), fact, len(field).to_bytes(1), field))


def _parse(record: bytes, registry: UUID) -> tuple[Label, int]:
    """The label and where it ends."""
    try:
        number, key_id, group, stream, version = _PLACE.unpack_from(record)
        fact, end = _text(record, _PLACE.size)
        field, end = _text(record, end)
        label = Label(
            registry=registry,
            key_id=key_id,
            group=_GROUP_OF[group],
            stream=UUID(bytes=stream),
            version=version,
            fact=fact,
            field=field,
        )
    except (struct.error, LookupError, UnicodeDecodeError):
        raise SealBroken from None
    if number != _FORMAT:
        raise SealBroken
    return label, end


def _text(record: bytes, start: int) -> tuple[str, int]:
    end = start + 1 + record[start]
    if end > len(record):
        raise SealBroken
    return record[start + 1 : end].decode(), end
