"""A fact and its envelope as bytes: MessagePack of the pair, every field under its name.

Sealed fields are stored as the bytes they are, and come back as these. An `Open` never gets past here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from types import GenericAlias
from typing import Any, Final, NoReturn, TypeAlias

import msgspec

from registry.domain.envelope import Envelope
from registry.domain.errors import SijillError
from registry.domain.fields import Open
from registry.eventlog.names import NAME_OF, STORED_NAMES, AnyFact
from registry.eventlog.upcasting import UPCASTS, Upcast, upcast

KNOWN_NAMES: Final = frozenset({*STORED_NAMES, *UPCASTS})
"""Names that facts are stored under now or were once."""

Decode: TypeAlias = Callable[[bytes], tuple[msgspec.Raw, AnyFact]]


class _NotSealed(Exception):
    """A field was about to be stored open."""


def encode(envelope: Envelope, fact: AnyFact) -> bytes:
    """The bytes to store.

    Raises:
        AssertionError: a personal field was not sealed; it names the field and says nothing of its value.
    """
    try:
        return _ENCODER.encode((envelope, fact))
    except _NotSealed:
        raise AssertionError(f"{NAME_OF[type(fact)]}: not sealed: {_open_fields(fact)}") from None


def decode(
    name: str,
    state: bytes,
    upcasts: Mapping[str, Upcast] = UPCASTS,
    *,
    decoders: Mapping[str, Decode] | None = None,
) -> tuple[Envelope, AnyFact]:
    """Envelope and fact as stored under `name`, in today's shape; with `decoders`, what `decoders_of` leaves of it.

    Raises:
        SijillError: `fact_unknown` where no such name was ever stored by this program, `fact_unreadable` where the
            bytes are not that fact.
    """
    decoders = decoders or _DECODE
    try:
        decode = decoders.get(name)
        if decode is None:
            upcasts[name]  # else it is unknown, whatever its bytes are
            stored, old = _PLAIN.decode(state)
            name, new = upcast(name, old, upcasts)
            state, decode = _ENCODER.encode((stored, new)), decoders[name]
        stored, fact = decode(state)
        return _envelopes.read(stored), fact
    except KeyError:
        raise SijillError("fact_unknown", name=name) from None
    except msgspec.DecodeError as error:
        raise SijillError("fact_unreadable", name=name) from error


@cache
def decoders_of(reads: frozenset[str]) -> Mapping[str, Decode]:
    """For `decode`: facts have the fields of these names alone.

    Other values are stepped over. To make all fifteen of a member, nine of them sealed, took half of reading it.
    """
    return {name: _decoder(_with_only(fact, reads)) for name, fact in STORED_NAMES.items()}


def _with_only(fact: type[AnyFact], reads: frozenset[str]) -> type[AnyFact]:
    """The same kind of fact to whoever matches it, with fewer fields to whoever reads its declarations."""
    left = {name: one for name, one in fact.__dataclass_fields__.items() if name in reads}
    return type(fact.__name__, (fact,), {"__slots__": (), "__dataclass_fields__": left})


def kind_of(name: str, upcasts: Mapping[str, Upcast] = UPCASTS) -> type[AnyFact] | None:
    """What is stored under a name is read as this, or as nothing where this release does not know the name."""
    while (step := upcasts.get(name)) is not None:
        name = step.to
    return STORED_NAMES.get(name)


def _decoder(fact: type[AnyFact]) -> Decode:
    return msgspec.msgpack.Decoder(GenericAlias(tuple, (msgspec.Raw, fact))).decode


class _Envelopes:
    """The facts of a command stand side by side under the same envelope: it is read once."""

    __slots__ = ("_last",)

    def __init__(self) -> None:
        self._last: tuple[msgspec.Raw, Envelope] | None = (
            None  # exchanged whole, whatever thread comes by
        )

    def read(self, stored: msgspec.Raw) -> Envelope:
        last = self._last
        if last is None or last[0] != stored:
            last = self._last = (stored, _ENVELOPE.decode(stored))
        return last[1]


def _unknown(value: object) -> NoReturn:
    """For whatever type msgspec does not know."""
    raise _NotSealed if isinstance(value, Open) else TypeError(type(value).__name__)


def _open_fields(fact: AnyFact) -> str:
    names = [field.name for field in fields(fact) if isinstance(getattr(fact, field.name), Open)]
    return ", ".join(names) or "a nested field"


_ENCODER: Final = msgspec.msgpack.Encoder(enc_hook=_unknown, uuid_format="bytes")
_ENVELOPE: Final = msgspec.msgpack.Decoder(Envelope)
_envelopes: Final = _Envelopes()
_PLAIN: Final = msgspec.msgpack.Decoder(tuple[msgspec.Raw, dict[str, Any]])
_DECODE: Final = {name: _decoder(fact) for name, fact in STORED_NAMES.items()}
