"""Whole facts sealed on their way into the log; batches of records opened on their way out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from operator import attrgetter
from typing import Any, Final, NamedTuple, TypeVar
from uuid import UUID

import msgspec

from registry.domain.facts import AnyFact
from registry.domain.fields import Open
from registry.domain.vocabulary import FieldGroup
from registry.privacy.keys import KeysFound, KeyStore
from registry.privacy.keys_in_hand import Keys
from registry.privacy.sealing import (
    Heading,
    Label,
    Place,
    SealBroken,
    SealingKey,
    read_heading,
    read_label,
    seal_all,
    unseal_after,
)
from registry.privacy.subject_keys import SubjectKeys
from registry.privacy.values import PERSONAL_OF, PersonalField, decode_value

FactT = TypeVar("FactT", bound=AnyFact)
K = TypeVar("K")


class OpenedState(StrEnum):
    """What came of opening a record."""

    CLEAR = "clear"
    ERASED = "erased"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """A value in clear, or why there is none. `label` says where it belongs, known to be true when CLEAR."""

    state: OpenedState
    value: Any = None
    label: Label | None = None

    def __repr__(self) -> str:
        return f"Opened({self.state}, ***)"


class _Shape(NamedTuple):
    """How facts of a type are taken apart and put together again, field by field in the order they are declared.

    `read` gives a tuple; `personal` are the fields to seal, each with its place in it.
    """

    read: Callable[[object], Any]
    write: Sequence[Callable[[object, Any], None]]
    personal: Sequence[tuple[int, PersonalField]]


def _shape(fact_type: type, personal: Collection[PersonalField]) -> _Shape:
    names = [one.name for one in fields(fact_type)]
    return _Shape(
        attrgetter(*names) if len(names) > 1 else lambda fact: (getattr(fact, *names),),
        [vars(fact_type)[name].__set__ for name in names],
        [(names.index(one.name), one) for one in personal],
    )


_SHAPES: Final = {
    fact_type: _shape(fact_type, personal)
    for fact_type, personal in PERSONAL_OF.items()
    if personal
}
_BROKEN: Final = Opened(OpenedState.BROKEN)


def seal_fact(
    fact: FactT, *, stream: UUID, version: int, keys: SubjectKeys | None, store: KeyStore
) -> FactT:
    """The fact with every open value sealed for its place in the log: stream and version are fixed from here on.

    Raises:
        AssertionError: a value to seal and no key for its subject, or a value of another type than declared.
    """
    shape = _SHAPES.get(type(fact))
    if shape is None:
        return fact
    values = list(shape.read(fact))
    places, open_values = [], []
    key, group = None, None
    for place, field in shape.personal:
        value = values[place]
        if type(value) is Open:
            if key is None or field.group is not group:
                key, group = _key(field, keys, store), field.group
            places.append(place)
            open_values.append((key, field.mark, field.encode(value.value)))
    if not places:
        return fact
    records = seal_all(Place(store.registry_id, stream, version), open_values)
    for place, record in zip(places, records, strict=True):
        values[place] = record
    # Slot by slot: the constructor of a frozen class takes twice as long.
    sealed = object.__new__(type(fact))
    for write, value in zip(shape.write, values, strict=True):
        write(sealed, value)
    return sealed


def has_personal(fact: AnyFact) -> bool:
    """Whether a value of the fact is still to be sealed, so that `seal_fact` asks for the keys of its subject."""
    return any(type(getattr(fact, one.name)) is Open for one in PERSONAL_OF[type(fact)])


def _key(field: PersonalField, keys: SubjectKeys | None, store: KeyStore) -> SealingKey:
    holder = store.statistics if field.group is FieldGroup.STATISTICS else keys
    if holder is None:
        raise AssertionError(f"{field.fact} {field.name}: a personal value without a subject")
    return holder.ready(field.group)


async def open_records(records: Mapping[K, bytes], store: KeyStore) -> dict[K, Opened]:
    """Open a batch of sealed records with one query for their keys. Never raises for a record: see its state."""
    headings, found = await _keys_of(set(records.values()), store)
    return {
        place: _opened(record, headings[record], found, store) if record in headings else _BROKEN
        for place, record in records.items()
    }


async def open_values(
    records: Collection[bytes], store: Keys, *, later: Collection[bytes] = ()
) -> dict[bytes, Any]:
    """As `open_records`, the values alone; what does not open is absent.

    Keys of what is opened `later`, if at all, are looked up along with the others.
    """
    headings, found = await _keys_of({*records, *later}, store)
    values = {}
    for record in set(records) & headings.keys():
        heading = headings[record]
        try:
            values[record] = _value(record, heading, found, store)
        except SealBroken:
            continue
    return values


async def _keys_of(
    records: Collection[bytes], store: Keys
) -> tuple[dict[bytes, Heading], KeysFound]:
    """How each of them begins, without those that are none, and what became of their keys."""
    headings = {}
    for record in records:
        try:
            headings[record] = read_heading(record)
        except SealBroken:
            continue
    return headings, await store.find({one.key_id for one in headings.values()})


def _opened(record: bytes, heading: Heading, found: KeysFound, store: KeyStore) -> Opened:
    try:
        label = read_label(record, store.registry_id)
        if heading.key_id in found.fenced:
            return Opened(OpenedState.ERASED, label=label)
        return Opened(OpenedState.CLEAR, _value(record, heading, found, store), label)
    except SealBroken:
        return _BROKEN


def _value(record: bytes, heading: Heading, found: KeysFound, store: Keys) -> Any:
    key_id, group, (fact, field), end = heading
    statistics = key_id == store.statistics.key_id
    holder = store.statistics if statistics else found.keys.get(key_id)
    if holder is None:
        raise SealBroken
    try:
        plaintext = unseal_after(holder.opening(group), record, end, store.registry_framed)
        return decode_value(fact, field, plaintext)
    except (KeyError, msgspec.DecodeError):
        raise SealBroken from None
