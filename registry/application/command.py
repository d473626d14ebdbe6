"""A command: who asks for what, how it is decided, and what makes a second asking the same one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, tzinfo
from secrets import token_bytes
from struct import Struct
from typing import Final, TypeAlias
from uuid import UUID

import msgspec

from registry.domain.dates import PreciseDate
from registry.domain.envelope import Actor, Envelope, Recorded
from registry.domain.facts import AnyFact
from registry.domain.ids import RANDOM_BYTES, uuid7
from registry.domain.vocabulary import Channel, Purpose, Role
from registry.eventlog.log import Counted


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A fact that a command records in another stream than its own, in the same transaction."""

    stream: UUID
    fact: AnyFact


Histories: TypeAlias = Mapping[UUID, Sequence[Recorded[AnyFact]]]
Decide: TypeAlias = Callable[[Histories], Sequence[AnyFact | Elsewhere]]
Clock: TypeAlias = Callable[[], datetime]
Entropy: TypeAlias = Callable[[int], bytes]


_RANDOM: Final = Struct(f"{RANDOM_BYTES}s")


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Mint:
    """Where ids, references and days come from, so that tests may give their own; `zone` says where a day ends."""

    clock: Clock = now
    entropy: Entropy = token_bytes
    zone: tzinfo = UTC

    def id(self) -> UUID:
        return uuid7(self.clock(), self.entropy(RANDOM_BYTES))

    def ids(self, many: int) -> list[UUID]:
        """Of one moment and one draw."""
        at, random = self.clock(), self.entropy(RANDOM_BYTES * many)
        return [uuid7(at, chance) for (chance,) in _RANDOM.iter_unpack(random)]

    def today(self) -> date:
        return self.clock().astimezone(self.zone).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Who acts, for whom, why and through what; `key` is the client's idempotency key."""

    actor: Actor
    partner: UUID
    role: Role
    purpose: Purpose
    channel: Channel
    key: str | None = None
    department: UUID | None = None
    file_import: UUID | None = None
    sheet: int | None = None
    row: int | None = None
    effective: PreciseDate | None = None

    def with_key(self, key: str) -> Context:
        return self.of_row(key, self.sheet, self.row, self.effective)

    def for_partner(self, partner: UUID) -> Context:
        return replace(self, partner=partner)

    def of_row(
        self, key: str, sheet: int | None, row: int | None, effective: PreciseDate | None
    ) -> Context:
        """Of a row of the file; every field at once, since `replace` takes half as long again for each row."""
        return Context(
            actor=self.actor,
            partner=self.partner,
            role=self.role,
            purpose=self.purpose,
            channel=self.channel,
            key=key,
            department=self.department,
            file_import=self.file_import,
            sheet=sheet,
            row=row,
            effective=effective,
        )

    def envelope(self, command: UUID) -> Envelope:
        return Envelope(
            actor=self.actor,
            partner=self.partner,
            department=self.department,
            role=self.role,
            purpose=self.purpose,
            channel=self.channel,
            command=command,
            file_import=self.file_import,
            sheet=self.sheet,
            row=self.row,
            effective=self.effective,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """`stream` receives the facts; `needs` are the streams that `decide` looks at.

    `also` are other streams that receive facts by the same act, those that exist named in `needs` too. What happens
    there stands in the log before what happens in the command's own.

    `content` is what was asked, in canonical bytes: the same key with other content is refused. `partner_reference`
    is the partner's own key of a new registration, claimed together with the facts. `mends` is a command that was done
    before, as it is asked for now: its words are known from here on.

    Of the streams that it needs those that must stay `unchanged` have no other facts when its own are stored than it
    saw, else it is decided again. Where something was `counted`, nothing of that kind came since, or it is in conflict.
    """

    act: str
    context: Context
    stream: UUID
    needs: tuple[UUID, ...] = ()
    also: tuple[UUID, ...] = ()
    decide: Decide
    content: bytes = b""
    partner_reference: str | None = None
    mends: Command | None = None
    unchanged: tuple[UUID, ...] = ()
    counted: Counted | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """`position` of the last fact, 0 when nothing had to be said; `repeated` when the key had been used before.

    `mended` where what was said then was mended since, and `position` is that of the mending.
    """

    stream: UUID
    position: int
    repeated: bool = False
    mended: bool = False


def canonical(value: object) -> bytes:
    """Bytes that are equal whenever the values say the same.

    What says nothing (None, False, an empty text or list) is left out, so that a field that a later release adds
    changes no digest of what was said before it.
    """
    return canonical_of(msgspec.to_builtins(value))


def canonical_of(said: object) -> bytes:
    """As `canonical`, of what consists of plain values already."""
    return _DETERMINISTIC.encode(_said(said))


def _said(value: object) -> object:
    if type(value) is dict:
        return {
            key: _said(one) if type(one) in _MANY else one
            for key, one in value.items()
            if one or type(one) in _NUMBERS
        }
    if type(value) in _MANY:
        return [_said(one) for one in value]  # type: ignore[attr-defined]
    return value


_DETERMINISTIC: Final = msgspec.msgpack.Encoder(order="deterministic")
_MANY: Final = frozenset({dict, list, tuple})
_NUMBERS: Final = frozenset({int, float})
"""Of which a zero says something."""
