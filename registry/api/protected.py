"""The shape of a protected field: what came of asking for it, and why."""

from __future__ import annotations

from enum import Enum

import strawberry

from registry.texts import say


@strawberry.enum(description="What came of asking for a protected field.")
class ProtectedState(Enum):
    CLEAR = strawberry.enum_value("clear", description="Open: read `value`.")
    MASKED = strawberry.enum_value("masked", description="Open in part: read `masked`.")
    ERASED = strawberry.enum_value("erased", description="Its subject was forgotten.")
    WITHHELD = strawberry.enum_value("withheld", description="Not opened: read `reason`.")


@strawberry.type(description="Why a protected field is not clear.")
class Reason:
    code: str
    message_ar: str
    message_en: str

    @classmethod
    def of(cls, code: str) -> Reason:
        return cls(code=code, message_ar=say(code, "ar"), message_en=say(code, "en"))


@strawberry.type(description="A personal value, as far as policy opens it to who is asking.")
class ProtectedString:
    state: ProtectedState
    value: str | None = strawberry.field(
        default=None, description="Where the state is CLEAR; null there if nothing was recorded."
    )
    masked: str | None = strawberry.field(default=None, description="Where the state is MASKED.")
    reason: Reason | None = strawberry.field(default=None, description="Where it is not CLEAR.")


@strawberry.type(description="Personal values of one kind, opened or kept closed together.")
class ProtectedStrings:
    state: ProtectedState
    values: list[str] = strawberry.field(
        default_factory=list, description="Where the state is CLEAR, in the order recorded."
    )
    masked: list[str] = strawberry.field(
        default_factory=list, description="Where the state is MASKED."
    )
    reason: Reason | None = strawberry.field(default=None, description="Where it is not CLEAR.")
