"""What is personal in each fact, and how such a value becomes bytes before it is sealed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, Final, NewType, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

from registry.domain.access import FieldName
from registry.domain.dates import PreciseDate
from registry.domain.envelope import Envelope
from registry.domain.facts import FORMER_NAMES, SAID_AGAIN, STORED_NAMES
from registry.domain.fields import CLEAR, Contact, Declared, Group, Identity, Sensitive, Statistics
from registry.domain.money import Money
from registry.domain.vocabulary import FieldGroup
from registry.privacy.sealing import FieldMark

_GROUP_OF: Final[Mapping[type[Group], FieldGroup]] = {
    Identity: FieldGroup.IDENTITY,
    Contact: FieldGroup.CONTACT,
    Sensitive: FieldGroup.SENSITIVE,
    Statistics: FieldGroup.STATISTICS,
}
_PLAIN: Final = {NoneType, int, bool, UUID, date, datetime, Decimal, PreciseDate, Money}
"""What may stand in clear, besides closed lists, named texts (`NewType` of `str`), and tuples and facts of these."""


_ENCODER: Final = msgspec.msgpack.Encoder()


@dataclass(frozen=True, slots=True)
class PersonalField:
    """A personal field as it was declared, with what writing and reading it takes. `fact` is a stored name."""

    fact: str
    name: str
    type: Any
    group: FieldGroup
    decoder: msgspec.msgpack.Decoder[Any] = field(repr=False, compare=False)
    mark: FieldMark = field(repr=False, compare=False)

    def encode(self, value: object) -> bytes:
        """The bytes to seal. What could not be read back would be lost for ever, so it is tried at once.

        Raises:
            AssertionError: the value is not of the declared type. Its message names the field only.
        """
        try:
            encoded = _ENCODER.encode(value)
            self.decoder.decode(encoded)
        except (msgspec.MsgspecError, TypeError, ValueError, OverflowError):
            raise AssertionError(f"{self.fact} {self.name}: the value is not as declared") from None
        return encoded


def _personal_fields(fact: str, fact_type: type) -> Iterator[PersonalField]:
    hints = get_type_hints(fact_type, include_extras=True)
    for name in (one.name for one in fields(fact_type)):
        declared = _personal(hints[name])
        if declared is not None:
            value_type, group = declared
            decoder = msgspec.msgpack.Decoder(value_type)
            mark = FieldMark(group, fact, name)
            yield PersonalField(fact, name, value_type, group, decoder, mark)


def _personal(hint: Any) -> tuple[Any, FieldGroup] | None:
    """The type and group of `Personal[T, Group]`, with or without `| None`."""
    declared = [one for one in _alternatives(hint) if one is not NoneType]
    if len(declared) != 1 or get_origin(declared[0]) is not Annotated:
        return None
    (mark,) = declared[0].__metadata__
    return (mark.type, _GROUP_OF[mark.group]) if isinstance(mark, Declared) else None


def _alternatives(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,)


PERSONAL_OF: Final[Mapping[type, tuple[PersonalField, ...]]] = {
    fact_type: tuple(_personal_fields(name, fact_type)) for name, fact_type in STORED_NAMES.items()
}
"""The personal fields of every fact in the order they are declared; none where nothing is personal."""

PERSONAL: Final[Mapping[tuple[str, str], PersonalField]] = {
    (one.fact, one.name): one for personal in PERSONAL_OF.values() for one in personal
}
"""Every personal field by the stored name of its fact and its own name."""


@lru_cache(maxsize=1_000)
def field_name(fact_name: str, field: str) -> FieldName:
    """How policy and the records of openings call the field: as the fact that said it first, without its version."""
    first = SAID_AGAIN.get(FORMER_NAMES.get(fact_name, fact_name), fact_name)
    return FieldName(f"{first.rpartition('.')[0]}.{field}")


def encode_value(fact_name: str, field: str, value: object) -> bytes:
    """The bytes to seal; see `PersonalField.encode`."""
    return PERSONAL[fact_name, field].encode(value)


def decode_value(fact_name: str, field: str, encoded: bytes) -> object:
    """The value again.

    Raises:
        KeyError: no such personal field.
        msgspec.DecodeError: not a value of the field.
    """
    return PERSONAL[FORMER_NAMES.get(fact_name, fact_name), field].decoder.decode(encoded)


def undeclared(fact_type: type) -> list[str]:
    """Paths of fields that are neither `Clear[T]` nor `Personal[T, Group]`, or whose clear type could hold anything.

    Personal values stand at the top of a fact; further down there is no path to seal them by.
    """
    return list(_undeclared(fact_type, fact_type.__name__, personal_allowed=True))


def assert_declared() -> None:
    """Refuse to start with a fact that declares too little.

    Raises:
        TypeError: naming every such field.
    """
    faults = [
        path for fact_type in (Envelope, *STORED_NAMES.values()) for path in undeclared(fact_type)
    ]
    if faults:
        raise TypeError(f"neither Clear nor Personal: {', '.join(faults)}")


def _undeclared(owner: type, path: str, *, personal_allowed: bool) -> Iterator[str]:
    hints = get_type_hints(owner, include_extras=True)
    for one in fields(owner):
        hint, here = hints[one.name], f"{path}.{one.name}"
        if get_origin(hint) is Annotated and CLEAR in hint.__metadata__:
            yield from _not_clear(hint.__origin__, here)
        elif not personal_allowed or _personal(hint) is None:
            yield here


def _not_clear(hint: Any, path: str) -> Iterator[str]:
    if isinstance(hint, NewType):
        if hint.__supertype__ is not str:
            yield from _not_clear(hint.__supertype__, path)
    elif get_origin(hint) in {Union, UnionType, tuple}:
        for argument in get_args(hint):
            if argument is not Ellipsis:
                yield from _not_clear(argument, path)
    elif hint in _PLAIN or (isinstance(hint, type) and issubclass(hint, Enum)):
        return
    elif isinstance(hint, type) and is_dataclass(hint):
        yield from _undeclared(hint, path, personal_allowed=False)
    else:
        yield path
