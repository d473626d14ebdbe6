"""Who and when the stored examples are about, and the keys they are sealed with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from registry.domain.dates import PreciseDate, Precision
from registry.domain.envelope import Actor, Envelope
from registry.domain.facts import AnyFact
from registry.domain.phones import Phone, PhoneState
from registry.domain.vocabulary import Channel, FieldGroup, Purpose, Role

REGISTRY: Final = UUID("01935a2c-0000-7000-8000-00000000000a")
KEY_ID: Final = bytes.fromhex("00112233445566778899aabbccddeeff")
STATISTICS_KEY_ID: Final = bytes.fromhex("ffeeddccbbaa99887766554433221100")
KEYS: Final[Mapping[FieldGroup, bytes]] = {
    group: bytes([number]) * 32 for number, group in enumerate(FieldGroup, start=1)
}

STREAM: Final = UUID("01935a2c-1000-7000-8000-000000000001")
HEAD: Final = UUID("01935a2c-1000-7000-8000-000000000002")
MINISTRY: Final = UUID("01935a2c-1000-7000-8000-000000000003")
ASSOCIATION: Final = UUID("01935a2c-1000-7000-8000-000000000004")
UMBRELLA: Final = UUID("01935a2c-1000-7000-8000-000000000005")
PROGRAMME: Final = UUID("01935a2c-1000-7000-8000-000000000006")
BIRTH: Final = PreciseDate(date(1987, 3, 9))
OCTOBER: Final = PreciseDate(date(2026, 10, 1), Precision.MONTH)
RAMADAN: Final = PreciseDate(date(2027, 2, 8), Precision.SPAN, date(2027, 3, 8))

ENVELOPE: Final = Envelope(
    actor=Actor(UUID("01935a2c-1000-7000-8000-000000000007")),
    partner=ASSOCIATION,
    department=UUID("01935a2c-1000-7000-8000-000000000008"),
    role=Role.DATA_OFFICER,
    purpose=Purpose.REGISTRATION,
    channel=Channel.FILE,
    command=UUID("01935a2c-1000-7000-8000-000000000009"),
    file_import=UUID("01935a2c-1000-7000-8000-00000000000a"),
    row=7,
    effective=OCTOBER,
)
FROM_A_WORKBOOK: Final = replace(ENVELOPE, sheet=1)
"""As envelopes are since they know the sheet; the others say that one without it is read."""


@dataclass(frozen=True)
class Example:
    """A fact as it was when it was stored: personal values open here, sealed in the file."""

    fact: AnyFact
    version: int = 1
    stream: UUID = STREAM
    envelope: Envelope = ENVELOPE


MOBILE: Final = Phone(e164="+201092574822", raw="٠١٠٩٢٥٧٤٨٢٢", state=PhoneState.VALID)
