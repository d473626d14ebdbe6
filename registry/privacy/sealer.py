"""Whole facts sealed on their way into the log; batches of records opened on their way out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from operator import attrgetter
from typing import Any, Final, TypeVar
from uuid import UUID

import msgspec

from registry.domain.facts import AnyFact
from registry.domain.fields import Open
from registry.domain.vocabulary import FieldGroup
from registry.privacy.keys import KeysFound, KeyStore, SubjectKeys
from registry.privacy.sealing import (
    Label,
    Place,
    SealBroken,
    SealingKey,
    parse_label,
    seal_all,
    unseal_after,
)
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


def _read_at_once(names: tuple[str, ...]) -> tuple[tuple[str, ...], Callable[[object], Any]]:
    """The names, and what reads all of them in one call: a tuple, also of one."""
    return names, attrgetter(*names) if len(names) > 1 else lambda fact: (getattr(fact, *names),)


_SEALED_TYPES: Final = {fact_type: found for fact_type, found in PERSONAL_OF.items() if found}
_FIELDS: Final = {
    fact_type: _read_at_once(tuple(one.name for one in fields(fact_type)))
    for fact_type in _SEALED_TYPES
}
_PERSONAL_AT: Final = {
    fact_type: tuple((_FIELDS[fact_type][0].index(one.name), one) for one in personal)
    for fact_type, personal in _SEALED_TYPES.items()
}
"""Personal fields with their place among all fields of the fact."""
_BROKEN: Final = Opened(OpenedState.BROKEN)


def seal_fact(
    fact: FactT, *, stream: UUID, version: int, keys: SubjectKeys | None, store: KeyStore
) -> FactT:
    """The fact with every open value sealed for its place in the log: stream and version are fixed from here on.

    Raises:
        AssertionError: a value to seal and no key for its subject, or a value of another type than declared.
    """
    personal = _PERSONAL_AT.get(type(fact))
    if personal is None:
        return fact
    # Every field at once to the constructor: `replace` takes as long again to find out which there are.
    names, values_of = _FIELDS[type(fact)]
    whole = values_of(fact)
    sealed, values = [], []
    key, group = None, None
    for place, field in personal:
        value = whole[place]
        if type(value) is Open:
            if key is None or field.group is not group:
                key, group = _key(field, keys, store), field.group
            sealed.append(field.name)
            values.append((key, field.mark, field.encode(value.value)))
    if not values:
        return fact
    given = dict(zip(names, whole, strict=True))
    records = seal_all(Place(store.registry_id, stream, version), values)
    given.update(zip(sealed, records, strict=True))
    return type(fact)(**given)


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
    labels = {place: _label(record, store.registry_id) for place, record in records.items()}
    found = await store.find({one[0].key_id for one in labels.values() if one is not None})
    return {
        place: _BROKEN if labelled is None else _open(records[place], *labelled, found, store)
        for place, labelled in labels.items()
    }


def _label(record: bytes, registry: UUID) -> tuple[Label, int] | None:
    """The label and where it ends."""
    try:
        return parse_label(record, registry)
    except SealBroken:
        return None


def _open(record: bytes, label: Label, end: int, found: KeysFound, store: KeyStore) -> Opened:
    if label.key_id in found.fenced:
        return Opened(OpenedState.ERASED, label=label)
    holder = (
        store.statistics
        if label.key_id == store.statistics.key_id
        else found.keys.get(label.key_id)
    )
    try:
        if holder is None:
            return _BROKEN
        plaintext = unseal_after(holder.keys[label.group], record, end, store.registry_id)
        return Opened(OpenedState.CLEAR, decode_value(label.fact, label.field, plaintext), label)
    except (SealBroken, KeyError, msgspec.DecodeError):
        return _BROKEN
