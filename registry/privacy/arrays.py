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


class Array:
    """An array without nulls; `written` is what is sent. It never prints itself."""

    __slots__ = ("written",)
    element: ClassVar[str]

    def __init__(self, elements: Sequence[bytes]) -> None:
        oid, length = types[self.element].oid, _LENGTH.pack
        dimension = _HEADER.pack(1, 0, oid, len(elements), 1)
        parts = [dimension if elements else _EMPTY.pack(0, 0, oid)]
        for one in elements:
            parts += (length(len(one)), one)
        self.written: Final = b"".join(parts)


class Uuids(Array):
    element = "uuid"

    def __init__(self, values: Iterable[UUID]) -> None:
        super().__init__([one.bytes for one in values])


class Bigints(Array):
    element = "int8"

    def __init__(self, values: Iterable[int]) -> None:
        super().__init__([_BIGINT.pack(one) for one in values])


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


for _array in (Uuids, Bigints, Texts, Byteas):
    adapters.register_dumper(_array, _Written)
