"""A refusal as an answer: data with a stable code, said in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import strawberry
from strawberry.scalars import JSON

from registry.domain.errors import SijillError
from registry.texts import say


@strawberry.type(
    description="Somebody said no, for a reason. The code is stable; the words are not."
)
class Refusal:
    code: str
    message_ar: str
    message_en: str
    details: JSON = strawberry.field(
        description="Values that the words mention, by name. Never personal."
    )

    @classmethod
    def of(cls, code: str, details: Mapping[str, object] | None = None) -> Refusal:
        known = dict(details or {})
        return cls(
            code=code,
            message_ar=say(code, "ar", **known),
            message_en=say(code, "en", **known),
            details=JSON({name: _plain(value) for name, value in known.items()}),
        )

    @classmethod
    def by(cls, error: SijillError) -> Refusal:
        return cls.of(error.code, error.details)

    def as_extension(self) -> dict[str, Any]:
        return {"code": self.code, "messageAr": self.message_ar, "messageEn": self.message_en}


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
