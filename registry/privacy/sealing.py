"""One personal value as a sealed record: AES-256-GCM, its place in the log authenticated with it.

The record, byte by byte, is in docs/adr/0004-sealed-fields.md. Everything before the nonce is associated data, so a
record whose label was touched does not open, and neither does one of another registry.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple, final
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

_FORMAT = b"\x01"
_NONCE_SIZE = 12
_START = struct.Struct(">c16sc")  # format, key id, group
_PLACE = struct.Struct(">16sI")  # stream, version
_NAMES_AT = _START.size + _PLACE.size
_NONCES = struct.Struct(f"{_NONCE_SIZE}s")
_NUMBER_OF: Final[Mapping[FieldGroup, bytes]] = {
    FieldGroup.IDENTITY: b"\x01",
    FieldGroup.CONTACT: b"\x02",
    FieldGroup.SENSITIVE: b"\x03",
    FieldGroup.STATISTICS: b"\x04",
}
_GROUP_OF = {number: group for group, number in _NUMBER_OF.items()}
_MARK = b"\x80"
_PADDINGS: Final = {
    group: tuple(_MARK + bytes(bucket - 1 - over) for over in range(bucket))
    for group, bucket in BUCKET.items()
}
"""ISO/IEC 7816-4 by the plaintext's length over the last full bucket: one byte 0x80, then zeros up to the next."""


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


class Heading(NamedTuple):
    """What opening a record takes of its label: `names` are the fact's and the field's; `end` is the label's."""

    key_id: bytes
    group: FieldGroup
    names: tuple[str, str]
    end: int


@final
class SealingKey:
    """A key of 32 bytes, made ready once for many values of one group. It never prints itself."""

    __slots__ = ("encrypt", "start")

    def __init__(self, key: bytes, key_id: bytes, group: FieldGroup) -> None:
        self.encrypt: Final = AESGCM(key).encrypt
        self.start: Final = _FORMAT + key_id + _NUMBER_OF[group]

    def __repr__(self) -> str:
        return "SealingKey(***)"


@final
class Place:
    """Where in which log a fact will stand: what the labels of all its values have in common."""

    __slots__ = ("registry", "written")

    def __init__(self, registry: UUID, stream: UUID, version: int) -> None:
        self.registry: Final = _framed(registry)
        self.written: Final = _PLACE.pack(stream.bytes, version)


@final
class FieldMark:
    """What the records of one personal field have in common, wherever they stand and whosever they are."""

    __slots__ = ("header_size", "names", "paddings")

    def __init__(self, group: FieldGroup, fact: str, field: str) -> None:
        said = fact.encode(), field.encode()
        self.names: Final = b"".join(
            [piece for one in said for piece in (len(one).to_bytes(1), one)]
        )
        self.header_size: Final = (_START.size + _PLACE.size + len(self.names)).to_bytes(4)
        self.paddings: Final = _PADDINGS[group]


def seal(key: bytes, label: Label, plaintext: bytes) -> bytes:
    """Seal under a key of 32 bytes. The same value sealed twice gives two records."""
    return _seal_with(key, label, plaintext, os.urandom(_NONCE_SIZE))


def seal_all(place: Place, values: Sequence[tuple[SealingKey, FieldMark, bytes]]) -> list[bytes]:
    """What `seal` does, for all values of one fact at once; the records in the same order."""
    return _records(place, values, os.urandom(_NONCE_SIZE * len(values)))


def read_label(record: bytes, registry: UUID) -> Label:
    """What the record says of itself; believe it only once the record has opened.

    Raises:
        SealBroken: this is no record.
    """
    heading = read_heading(record)
    stream, version = _PLACE.unpack_from(record, _START.size)
    fact, field = heading.names
    return Label(
        registry=registry,
        key_id=heading.key_id,
        group=heading.group,
        stream=UUID(bytes=stream),
        version=version,
        fact=fact,
        field=field,
    )


def unseal(key: bytes, record: bytes, registry: UUID) -> bytes:
    """Open a record.

    Raises:
        SealBroken: it does not open.
    """
    return unseal_after(AESGCM(key), record, read_heading(record).end, _framed(registry))


def unseal_after(key: AESGCM, record: bytes, end: int, registry: bytes) -> bytes:
    """As `unseal`, of a record whose label is known to end there; the registry's id is framed."""
    sealed_at = end + _NONCE_SIZE
    try:
        padded = key.decrypt(
            record[end:sealed_at],
            record[sealed_at:],
            registry + end.to_bytes(4) + record[:end],  # as `framed` has it
        )
    except (InvalidTag, ValueError):
        raise SealBroken from None
    plaintext, mark, _zeros = padded.rpartition(_MARK)
    if not mark:
        raise SealBroken
    return plaintext


def _seal_with(key: bytes, label: Label, plaintext: bytes, nonce: bytes) -> bytes:
    ready = SealingKey(key, label.key_id, label.group)
    place = Place(label.registry, label.stream, label.version)
    mark = FieldMark(label.group, label.fact, label.field)
    return _records(place, [(ready, mark, plaintext)], nonce)[0]


def _records(
    place: Place, values: Iterable[tuple[SealingKey, FieldMark, bytes]], nonces: bytes
) -> list[bytes]:
    registry, written = place.registry, place.written
    records: list[bytes] = []
    last, start = None, b""
    for (key, mark, plaintext), (nonce,) in zip(values, _NONCES.iter_unpack(nonces), strict=True):
        if key is not last:
            last, start = key, key.start + written
        header, paddings = start + mark.names, mark.paddings
        padded = plaintext + paddings[len(plaintext) % len(paddings)]
        sealed = key.encrypt(nonce, padded, registry + mark.header_size + header)
        records.append(header + nonce + sealed)
    return records


@lru_cache(maxsize=8)
def _framed(registry: UUID) -> bytes:
    return framed(registry.bytes)


def read_heading(record: bytes) -> Heading:
    """What opening the record takes.

    Raises:
        SealBroken: this is no record.
    """
    try:
        number, key_id, group = _START.unpack_from(record)
        field_at = _NAMES_AT + 1 + record[_NAMES_AT]
        end = field_at + 1 + record[field_at]
        heading = Heading(key_id, _GROUP_OF[group], _names(record[_NAMES_AT:end]), end)
    except (struct.error, LookupError, UnicodeDecodeError):
        raise SealBroken from None
    if number != _FORMAT or end > len(record):
        raise SealBroken
    return heading


@lru_cache(maxsize=1_000)
def _names(written: bytes) -> tuple[str, str]:
    """As `FieldMark` writes them; there are few, and each is read again and again."""
    field_at = 1 + written[0]
    return written[1:field_at].decode(), written[field_at + 1 :].decode()
