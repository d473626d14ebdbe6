"""Whole facts sealed on their way into the log; batches of records opened on their way out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any, Final, TypeVar, cast
from uuid import UUID

import msgspec

from registry.domain.facts import NAME_OF, AnyFact
from registry.domain.fields import Open, Sealed
from registry.domain.vocabulary import FieldGroup
from registry.privacy.keys import KeysFound, KeyStore, SubjectKeys
from registry.privacy.sealing import Label, SealBroken, read_label, seal, unseal
from registry.privacy.values import PERSONAL, decode_value, encode_value

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


_BROKEN: Final = Opened(OpenedState.BROKEN)


def seal_fact(
    fact: FactT, *, stream: UUID, version: int, keys: SubjectKeys | None, store: KeyStore
) -> FactT:
    """The fact with every open value sealed for its place in the log: stream and version are fixed from here on.

    Raises:
        AssertionError: a value to seal and no key for its subject, or a value of another type than declared.
    """
    name = NAME_OF[cast("type[AnyFact]", type(fact))]
    sealed: dict[str, Any] = {}
    for field in (one.name for one in fields(fact)):
        value = getattr(fact, field)
        if not isinstance(value, Open):
            continue
        personal = PERSONAL[name, field]
        holder = store.statistics if personal.group is FieldGroup.STATISTICS else keys
        if holder is None:
            raise AssertionError(f"{name} {field}: a personal value without a subject")
        label = Label(
            registry=store.registry_id,
            key_id=holder.key_id,
            group=personal.group,
            stream=stream,
            version=version,
            fact=name,
            field=field,
        )
        sealed[field] = Sealed(
            seal(holder.keys[personal.group], label, encode_value(name, field, value.value))
        )
    return replace(fact, **sealed) if sealed else fact


async def open_records(records: Mapping[K, bytes], store: KeyStore) -> dict[K, Opened]:
    """Open a batch of sealed records with one query for their keys. Never raises for a record: see its state."""
    labels = {place: _label(record, store.registry_id) for place, record in records.items()}
    found = await store.find({label.key_id for label in labels.values() if label is not None})
    return {
        place: _BROKEN if label is None else _open(records[place], label, found, store)
        for place, label in labels.items()
    }


def _label(record: bytes, registry: UUID) -> Label | None:
    try:
        return read_label(record, registry)
    except SealBroken:
        return None


def _open(record: bytes, label: Label, found: KeysFound, store: KeyStore) -> Opened:
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
        plaintext = unseal(holder.keys[label.group], record, store.registry_id)
        return Opened(OpenedState.CLEAR, decode_value(label.fact, label.field, plaintext), label)
    except (SealBroken, KeyError, msgspec.DecodeError):
        return _BROKEN
