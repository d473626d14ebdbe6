"""Words and numbers that occur nowhere but in the files of this test, and every way in which they may be written down.

A search in UTF-8 alone would miss a name in a log that writes JSON escapes, or in a backup that somebody put in base64.
"""

from __future__ import annotations

import struct
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

SHORTEST: Final = 6
"""Bytes below which a needle could turn up in a random key or ciphertext."""

_SCRIPTS: Final = {
    "ascii": str.maketrans({}),
    "arabic-indic": str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"),
    "persian": str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"),
}


@dataclass(frozen=True, slots=True)
class Sentinel:
    """`texts` are its spellings; `field` says what it stands for."""

    field: str
    texts: tuple[str, ...]

    def needles(self) -> Iterator[tuple[str, bytes]]:
        """Each way of writing it, by name."""
        for text in self.texts:
            for script, digits in _SCRIPTS.items():
                if script == "ascii" or any("0" <= letter <= "9" for letter in text):
                    written = text.translate(digits)
                    yield from ((f"{script} {how}", needle) for how, needle in written_as(written))
            if text.isdecimal():
                yield "integer, big end first", struct.pack(">q", int(text)).lstrip(b"\0")
                yield "integer, little end first", struct.pack("<q", int(text)).rstrip(b"\0")


def written_as(text: str) -> Iterator[tuple[str, bytes]]:
    """A text as programs put it down."""
    raw = text.encode()
    escaped = "".join(f"\\u{ord(letter):04x}" for letter in text)
    yield "UTF-8", raw
    yield "UTF-16 LE", text.encode("utf-16-le")
    yield "UTF-16 BE", text.encode("utf-16-be")
    yield "JSON escapes", escaped.encode()
    yield "JSON escapes in capitals", escaped.upper().replace("\\U", "\\u").encode()
    yield "hex", raw.hex().encode()
    yield "hex in capitals", raw.hex().upper().encode()
    yield "percent", quote(text, safe="").encode()
    yield "Python's bytes", repr(raw)[2:-1].encode()
    for offset in range(3):
        core = base64_core(raw, offset)
        yield f"base64 at offset {offset}", core
        yield f"base64url at offset {offset}", core.translate(bytes.maketrans(b"+/", b"-_"))


def base64_core(raw: bytes, offset: int) -> bytes:
    """What of a base64 text depends on these bytes alone when they begin `offset` bytes into a group of three."""
    letters = b64encode(bytes(offset) + raw)
    return letters[-(-offset * 8 // 6) : (offset + len(raw)) * 8 // 6]


NAME: Final = Sentinel("name of a head", ("زرقميط",))
NAME_OF_MEMBER: Final = Sentinel("name of a member", ("شبلنطوق",))
NAME_IN_LATIN: Final = Sentinel("name in Latin letters", ("Zarqumyt", "zarqumyt", "ZARQUMYT"))
NATIONAL_ID: Final = Sentinel("national id of a head", ("26807292701739",))
NATIONAL_ID_OF_MEMBER: Final = Sentinel("national id of a member", ("31404172708945",))
NATIONAL_ID_IN_ARABIC: Final = Sentinel("national id in Arabic digits", ("27103142705571",))
PASSPORT: Final = Sentinel("passport", ("QZ7193046", "qz7193046"))
PHONE: Final = Sentinel("phone", ("1097351864",))
PHONE_IN_ARABIC: Final = Sentinel("phone in Arabic digits", ("1273908416",))
BORN: Final = Sentinel("birth date", ("1968-07-29", "29/07/1968", "29-07-1968"))
ADDRESS: Final = Sentinel("village or address", ("شلقميش",))
LONG_ADDRESS: Final = Sentinel("address as long as a page", ("طنبشورق",))
CRITERION: Final = Sentinel("criterion", ("seasonal_worker",))
PARTNER_REFERENCE: Final = Sentinel(
    "partner's own reference", ("5f0c9e2a-71d4-4b83-9a6e-c2d80e5b7f13", "5f0c9e2a71d44b839a6ec2d80e5b7f13")
)  # fmt: skip
GIVER: Final = Sentinel("giver", ("Jamqutha",))
COLLECTOR: Final = Sentinel("collector", ("خشنبور",))

SENTINELS: Final = (
    NAME,
    NAME_OF_MEMBER,
    NAME_IN_LATIN,
    NATIONAL_ID,
    NATIONAL_ID_OF_MEMBER,
    NATIONAL_ID_IN_ARABIC,
    PASSPORT,
    PHONE,
    PHONE_IN_ARABIC,
    BORN,
    ADDRESS,
    LONG_ADDRESS,
    CRITERION,
    PARTNER_REFERENCE,
    GIVER,
    COLLECTOR,
)

SOUGHT: Final = Sentinel("name that is looked for", ("قمشطورل", "Qumshtawral"))
"""Somebody whom people look for and nobody registered: no answer has the name either."""


def needles() -> Mapping[bytes, str]:
    """Every needle, and what it gives away; what is the same in several ways of writing bears the name of the first."""
    found: dict[bytes, str] = {}
    for sentinel in (*SENTINELS, SOUGHT):
        for how, needle in sentinel.needles():
            if len(needle) >= SHORTEST:
                found.setdefault(needle, f"{sentinel.field} ({how})")
    return found
