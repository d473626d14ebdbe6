"""What an expression compares with what, read off its tokens: a field beside a literal, a list of them or a field."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

from registry.application.rule_values import (
    CRITERION,
    HELD_BY,
    NUMBER,
    Holds,
    Operand,
    check_alone,
    check_comparison,
)
from registry.domain.rules import HOUSEHOLD_FIELDS, MEMBER_FIELDS

COMPARISONS: Final = frozenset({"==", "!=", "<=", ">=", "<", ">"})
_COMPARING: Final = COMPARISONS | {"in"}
_BEFORE: Final = frozenset({"", "(", ",", "&", "|", "?", ":", "!"})
_AFTER: Final = frozenset({"", ")", ",", "&", "|", "?", ":"})
"""What may stand around the two sides of a comparison; where anything else does, a side is more than it looks."""


def check_values(tokens: Sequence[str], members: Collection[str]) -> None:
    """Check every value against what it is compared with; `members` are the names that stand for each member.

    Raises:
        Refused: what `check_comparison` and `check_alone` refuse.
    """
    comparisons = _Comparisons(tokens, members)
    compared = comparisons.checked()
    for at, token in enumerate(tokens):
        if token[0] in "'\"" and at not in compared:
            check_alone(token)


@dataclass(slots=True)
class _Comparisons:
    tokens: Sequence[str]
    members: Collection[str]
    _criteria: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Names that stand for each criterion, and for nothing else anywhere."""
        over: dict[str, set[str]] = {}
        for at in range(len(self.tokens)):
            if self._token(at) == "(" and self._token(at + 2) == "," and self._token(at - 2) == ".":
                over.setdefault(self._token(at + 1), set()).add(self._token(at - 3))
        self._criteria = frozenset(name for name, those in over.items() if those == {"criteria"})

    def checked(self) -> set[int]:
        """Where the literals are that stand beside a field."""
        compared: set[int] = set()
        for at, token in enumerate(self.tokens):
            if token not in _COMPARING:
                continue
            start, end = self._start(at), self._end(at + 1)
            if self._token(start - 1) not in _BEFORE or self._token(end) not in _AFTER:
                continue
            left, right = self._side(start, at), self._side(at + 1, end)
            if left is None or right is None or (left.holds is None and right.holds is None):
                continue
            check_comparison(left, token, right)
            compared.update(range(start, end))
        return compared

    def _token(self, at: int) -> str:
        return self.tokens[at] if 0 <= at < len(self.tokens) else ""

    def _start(self, end: int) -> int:
        """Where what ends there begins."""
        last = self._token(end - 1)
        if last in {")", "]"}:
            opening = self._opening(end - 1)
            return self._start(opening) if self._called(opening) else opening
        if self._token(end - 2) != ".":
            return end - 1
        return self._start(end - 2)

    def _called(self, opening: int) -> bool:
        name = self._token(opening - 1)
        return self._token(opening) == "(" and name.isidentifier() and name != "in"

    def _opening(self, closing: int) -> int:
        depth = 0
        for at in range(closing, -1, -1):
            depth += {")": 1, "]": 1, "(": -1, "[": -1}.get(self.tokens[at], 0)
            if depth == 0:
                return at
        return 0

    def _end(self, start: int) -> int:
        first, end = self._token(start), start + 1
        if first == "-":
            return end + 1
        if first == "[":
            while self._token(end) not in {"]", ""}:
                end += 1
            return end + 1
        return end + 2 if self._token(end) == "." else end

    def _side(self, start: int, end: int) -> Operand | None:
        """What stands there whole; None where it is nothing that is known of."""
        those = self.tokens[start:end]
        written = "".join(those)
        if those[-1:] == [")"]:
            counted = self._token(self._opening(end - 1) - 1) == "size"
            return Operand(written, NUMBER) if counted else None
        if (holds := self._held(those)) is not None:
            return Operand(written, holds)
        listed = those[:1] == ["["]
        literals = [one for one in those if one not in {"[", "]", ",", "-"}]
        if not all(map(_is_literal, literals)) or not (listed or literals):
            return None
        return Operand(written, literals=literals, listed=listed)

    def _held(self, those: Sequence[str]) -> Holds | None:
        match those:
            case ["household", ".", name]:
                return HELD_BY.get(HOUSEHOLD_FIELDS[name]) if name in HOUSEHOLD_FIELDS else None
            case [member, ".", name] if member in self.members:
                return HELD_BY.get(MEMBER_FIELDS[name]) if name in MEMBER_FIELDS else None
            case [name] if name in self._criteria:
                return CRITERION
        return None


def _is_literal(token: str) -> bool:
    return token[0] in "'\"" or token[0].isdigit() or token in {"true", "false"}
