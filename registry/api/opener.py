"""Opening a personal field: ask policy, open in batches, mask, and note that it was opened."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from strawberry import Info
from strawberry.extensions import FieldExtension
from strawberry.extensions.field_extension import AsyncExtensionResolver

from registry.api.ledger import Ledger
from registry.api.protected import ProtectedState, ProtectedString, ProtectedStrings, Reason
from registry.api.wording import WORDINGS, Wording
from registry.domain.access import FieldName, RefusalCode
from registry.domain.vocabulary import Level
from registry.privacy.keys import KeyStore
from registry.privacy.policy import Decision, HeldRecord, decide
from registry.privacy.policy_table import RECORD_NOT_SHARED
from registry.privacy.sealer import Opened, OpenedState, open_records
from registry.privacy.values import field_name

QUIET_TURNS: Final = 4
"""Turns of the loop without a new record to open, after which all that wait are opened."""


@dataclass(frozen=True, slots=True, repr=False)
class SealedField:
    """A sealed value where a row has it: in which stream it was recorded, and about whom.

    `sealed` is None where the fact has no value to seal. `wording` where it is worded by what stands beside it.
    """

    stream: UUID
    subject: UUID | None
    sealed: bytes | None
    wording: Wording | None = None


class Opener:
    """Opens what one request may see, with as few reads of keys as the query allows.

    A list of households and the members in it come up at different depths of the query; waiting
    until nothing new comes up lets one read of keys serve both.
    """

    def __init__(self, keys: KeyStore, ledger: Ledger) -> None:
        self._keys = keys
        self._ledger = ledger
        self._waiting: dict[bytes, asyncio.Future[Opened]] = {}
        self._opened: dict[bytes, asyncio.Future[Opened]] = {}
        self._gathering = False
        self._rounds: set[asyncio.Task[None]] = set()

    async def open(
        self,
        decision: Decision,
        name: FieldName,
        asked: SealedField,
        wording: Wording | None = None,
    ) -> ProtectedString | ProtectedStrings:
        """The field as far as was decided, in its own wording or another; the opening goes on record."""
        wording = wording or WORDINGS[name]
        if asked.sealed is None or asked.subject is None:
            return _shown(wording, None, decision)
        opened = await self._load(asked.sealed)
        if opened.state is OpenedState.ERASED:
            return _closed(wording, ProtectedState.ERASED, "person_forgotten")
        if opened.state is OpenedState.BROKEN or not _belongs(opened, asked, name):
            return _closed(wording, ProtectedState.WITHHELD, "seal_broken")
        self._ledger.opened(decision, asked.subject, name)
        return _shown(wording, opened.value, decision)

    def withhold(
        self, code: str, name: FieldName, subject: UUID | None, wording: Wording
    ) -> ProtectedString | ProtectedStrings:
        """The field kept closed; the refusal goes on record."""
        self._ledger.withheld(RefusalCode(code), name, subject)
        return _closed(wording, ProtectedState.WITHHELD, code)

    async def _load(self, sealed: bytes) -> Opened:
        if sealed not in self._opened:
            self._opened[sealed] = self._waiting[sealed] = asyncio.Future()
            if not self._gathering:
                self._gathering = True
                self._rounds.add(asyncio.create_task(self._open_waiting()))
        return await self._opened[sealed]

    async def _open_waiting(self) -> None:
        quiet = 0
        while quiet < QUIET_TURNS:
            before = len(self._waiting)
            await asyncio.sleep(0)
            quiet = quiet + 1 if len(self._waiting) == before else 0
        # From here on whoever asks starts the next round: this one would not hear them.
        waiting, self._waiting, self._gathering = self._waiting, {}, False
        try:
            opened = await open_records({sealed: sealed for sealed in waiting}, self._keys)
        except Exception as fault:  # noqa: BLE001 - told to everyone who waits for it
            for future in waiting.values():
                if not future.done():
                    future.set_exception(fault)
            return
        for sealed, future in waiting.items():
            if not future.done():
                future.set_result(opened[sealed])

    def close(self) -> None:
        """Let go of what is still being opened for an answer that will not leave."""
        for one in self._rounds:
            one.cancel()


class Personal(FieldExtension):
    """A field whose resolver finds the sealed value, and whose answer is what policy opens of it.

    Policy is asked first: of what it withholds neither row nor key is read.
    """

    def __init__(self, name: FieldName, wording: Wording | None = None) -> None:
        self.name: Final = name
        self.wording: Final = wording or WORDINGS[name]

    async def resolve_async(
        self, next_: AsyncExtensionResolver, source: Any, info: Info, **arguments: Any
    ) -> ProtectedString | ProtectedStrings:
        opener: Opener = info.context.opener
        record: HeldRecord = source.record
        decision = decide((await info.context.standing()).scope, record, self.name)
        if decision.level is Level.WITHHELD:
            reason = decision.reason or RECORD_NOT_SHARED
            return opener.withhold(reason, self.name, source.subject, self.wording)
        sealed: SealedField = await next_(source, info, **arguments)
        wording = sealed.wording or self.wording
        return await opener.open(decision, self.name, sealed, wording)


def personal(name: str, part: Wording | None = None) -> Mapping[str, Any]:
    """The arguments of `strawberry.field` for a personal field, by the name policy knows it by.

    `part` is how it is worded where it is not shown whole.
    """
    closing = Personal(FieldName(name), part)
    shape = ProtectedStrings if closing.wording.many else ProtectedString
    return {"graphql_type": shape, "extensions": [closing]}


def _belongs(opened: Opened, asked: SealedField, name: FieldName) -> bool:
    """Whether the record belongs where it was found: rows may be tampered with, seals not."""
    label = opened.label
    if label is None or label.stream != asked.stream:
        return False
    return field_name(label.fact, label.field) == name


def _closed(
    wording: Wording, state: ProtectedState, code: str
) -> ProtectedString | ProtectedStrings:
    shape = ProtectedStrings if wording.many else ProtectedString
    return shape(state=state, reason=Reason.of(code))


def _shown(wording: Wording, value: Any, decision: Decision) -> ProtectedString | ProtectedStrings:
    """`value` is None where nothing was recorded."""
    why = None if decision.reason is None else Reason.of(decision.reason)
    masked = decision.level is Level.MASKED
    words: tuple[str, ...] = ()
    if value is not None:
        words = wording.masked(value) if masked else wording.clear(value)
    state = ProtectedState.MASKED if masked else ProtectedState.CLEAR
    clear, hidden = ((), words) if masked else (words, ())
    if wording.many:
        return ProtectedStrings(state=state, values=list(clear), masked=list(hidden), reason=why)
    return ProtectedString(
        state=state, value=next(iter(clear), None), masked=next(iter(hidden), None), reason=why
    )
