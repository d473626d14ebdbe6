"""What a check found: a state, and texts in both languages that say what was found and how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from registry.domain.errors import SijillError
from registry.localpg import LocalPostgresError
from registry.texts import TEXTS, Language, say


class State(StrEnum):
    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` names the text; `<code>.hint` says how to mend it, where there is something to mend."""

    check: str
    state: State
    code: str
    details: Mapping[str, object]

    def found(self, language: Language) -> str:
        return say(self.code, language, **self.details)

    def mend(self, language: Language) -> str | None:
        hint = f"{self.code}.hint"
        if self.state is State.OK or hint not in TEXTS:
            return None
        return say(hint, language, **self.details)

    def to_json(self) -> dict[str, Any]:
        return {
            "check": self.check,
            "state": self.state,
            "code": self.code,
            "found": {"ar": self.found("ar"), "en": self.found("en")},
            "mend": {"ar": self.mend("ar"), "en": self.mend("en")},
        }


Check: TypeAlias = Callable[[], Iterable[Finding]]


def fine(check: str, code: str, /, **details: object) -> Finding:
    return Finding(check, State.OK, code, details)


def warning(check: str, code: str, /, **details: object) -> Finding:
    return Finding(check, State.WARNING, code, details)


def wrong(check: str, code: str, /, **details: object) -> Finding:
    return Finding(check, State.WRONG, code, details)


def examined(check: str, look: Check) -> list[Finding]:
    """What a check says. One that fails is itself a finding, and the others go on."""
    try:
        return list(look())
    except SijillError as problem:
        return [wrong(check, problem.code, **problem.details)]
    except LocalPostgresError as problem:
        return [wrong(check, problem.code, reason=str(problem))]
    except Exception as fault:  # noqa: BLE001 - its words are not shown: they may hold a password
        return [wrong(check, "doctor_check_failed", cause=type(fault).__name__)]
