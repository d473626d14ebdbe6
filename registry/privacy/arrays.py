"""Lists as PostgreSQL takes arrays in binary, each made in one go: psycopg goes from element to element in Python."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from struct import Struct
from typing import ClassVar, Final
from uuid import UUID

from psycopg import adapters
from psycopg.abc import AdaptContext
from psycopg.adapt import Dumper
from psycopg.postgres import types
from psycopg.pq import Format

_EMPTY: Final = Struct(">iiI")  # dimensions, whether there are nulls, type of the elements
_HEADER: Final = Struct(">iiIii")  # the same, then how many elements and the number of the first
_LENGTH: Final = Struct(">i")
_BIGINT: Final = Struct(">q")
_INTEGER: Final = Struct(">i")


class Array:
    """An array without nulls; `written` is what is sent. It never prints itself."""

    __slots__ = ("written",)
    element: ClassVar[str]

    def __init__(self, elements: Sequence[bytes]) -> None:
        many, oid = len(elements), types[self.element].oid
        header = _HEADER.pack(1, 0, oid, many, 1) if many else _EMPTY.pack(0, 0, oid)
        self.written: Final = self._written(header, elements)

    def _written(self, header: bytes, elements: Sequence[bytes]) -> bytes:
        parts, length = [header], _LENGTH.pack
        for one in elements:
            parts += (length(len(one)), one)
        return b"".join(parts)


class _Even(Array):
    """Of elements that are all of one size, which stands before each."""

    __slots__ = ()
    size: ClassVar[bytes]

    def _written(self, header: bytes, elements: Sequence[bytes]) -> bytes:
        return self.size.join([header, *elements])


class Uuids(_Even):
    element = "uuid"
    size = _LENGTH.pack(16)

    def __init__(self, values: Iterable[UUID]) -> None:
        super().__init__([one.bytes for one in values])


class UuidBytes(_Even):
    """UUIDs as the 16 bytes that they are."""

    element = "uuid"
    size = Uuids.size


class Bigints(_Even):
    element = "int8"
    size = _LENGTH.pack(_BIGINT.size)

    def __init__(self, values: Iterable[int]) -> None:
        super().__init__([*map(_BIGINT.pack, values)])


class Integers(_Even):
    element = "int4"
    size = _LENGTH.pack(_INTEGER.size)

    def __init__(self, values: Iterable[int]) -> None:
        super().__init__([*map(_INTEGER.pack, values)])


class Texts(Array):
    """In UTF-8, which the databases are made with."""

    element = "text"

    def __init__(self, values: Iterable[str]) -> None:
        super().__init__([one.encode() for one in values])


class Byteas(Array):
    element = "bytea"

    def __init__(self, values: Iterable[bytes]) -> None:
        super().__init__([*values])


class _Written(Dumper):
    """Of one class alone: named for its type as a whole it would be asked to write everybody's lists."""

    format = Format.BINARY

    def __init__(self, cls: type[Array], context: AdaptContext | None = None) -> None:
        super().__init__(cls, context)
        self.oid = types[cls.element].array_oid

    def dump(self, obj: Array) -> bytes:
        return obj.written


for _array in (Uuids, UuidBytes, Bigints, Integers, Texts, Byteas):
    adapters.register_dumper(_array, _Written)
