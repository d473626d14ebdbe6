"""What an expression reads, found by reading it: every name is checked against the published table of fields.

Expressions stay plain: fields of `household`, members in `members.exists(m, …)` and its like, criteria as lists.
What would read a field behind its name (indices, `has`, null) is refused, so that nothing missing is read unseen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final

from registry.application.rule_comparisons import COMPARISONS, check_values
from registry.application.rule_values import near
from registry.domain.errors import Refused
from registry.domain.rules import HOUSEHOLD_FIELDS, MEMBER_FIELDS, RuleField

_STRING = re.compile(r"'[^']*'|\"[^\"]*\"")
_TOKEN = re.compile(r"[A-Za-z_]\w*|\d+(?:\.\d+)?|==|!=|<=|>=|[^\s\w]")
_FORBIDDEN: Final = re.compile(r"[\\'\"{}]|//|\?\s*\.")
_OVER: Final = frozenset({"exists", "all", "exists_one", "filter"})
_COUNTING: Final = frozenset({"size", "exists_one"})
_CALLS: Final = _OVER | {"size", "startsWith"}
_WORDS: Final = frozenset({"true", "false", "in"})
_LISTS: Final = frozenset({RuleField.HOUSEHOLD_CRITERIA, RuleField.MEMBER_CRITERIA})


@dataclass(frozen=True, slots=True)
class Quantified:
    """An expression that asks something of each member: of any, of all, or of so many."""

    how: str
    member: str
    body: str
    compared: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Read:
    """The fields that an expression reads, and its shape where it is about members alone.

    `asks_members` where it asks anything of them, `counts` where it says how many there are of anything.
    """

    fields: frozenset[RuleField]
    quantified: Quantified | None
    asks_members: bool
    counts: bool


def read_expression(expression: str) -> Read:
    """Raises `Refused`: `rule_expression_wrong`, `rule_field_unknown`, and what `rule_comparisons` refuses."""
    # As long as it was, so that places in it stay where they are.
    blank = _STRING.sub(lambda found: "0".ljust(len(found[0])), expression)
    if _FORBIDDEN.search(blank):
        raise _wrong(expression)
    texts = {one.start(): one[0] for one in _STRING.finditer(expression)}
    found = list(_TOKEN.finditer(blank))
    reader = _Reader(expression, [texts.get(one.start(), one[0]) for one in found])
    fields = reader.fields()
    check_values(reader.tokens, reader.members)
    return Read(
        fields=fields,
        quantified=_quantified(reader, expression, [one.span() for one in found]),
        asks_members="members" in reader.tokens,
        counts=any(
            reader.token(at) in _COUNTING and reader.token(at + 1) == "("
            for at in range(len(found))
        ),
    )


def _wrong(expression: str) -> Refused:
    return Refused("rule_expression_wrong", expression=expression)


def reads_nothing(expression: str) -> bool:
    """Whether an expression, of which `read_expression` found nothing wrong, comes to the same of every household."""
    read = read_expression(expression)
    return not (read.fields or read.asks_members)


@dataclass(slots=True)
class _Reader:
    expression: str
    tokens: list[str]
    _bound: dict[str, bool] = field(default_factory=dict)
    """Names that stand for each member, or for each of something else."""

    def fields(self) -> frozenset[RuleField]:
        for at in range(len(self.tokens)):
            self._bind(at)
        return frozenset(
            found for at in range(len(self.tokens)) if (found := self._field(at)) is not None
        )

    @property
    def members(self) -> frozenset[str]:
        return frozenset(name for name, members in self._bound.items() if members)

    def token(self, at: int) -> str:
        return self.tokens[at] if 0 <= at < len(self.tokens) else ""

    def closing(self, opening: int) -> int:
        depth = 0
        for at in range(opening, len(self.tokens)):
            depth += {"(": 1, ")": -1}.get(self.tokens[at], 0)
            if depth == 0:
                return at
        raise _wrong(self.expression)

    def _bind(self, at: int) -> None:
        if self.token(at) not in _OVER or self.token(at - 1) != "." or self.token(at + 1) != "(":
            return
        name = self.token(at + 2)
        taken = {"household", "members", *_WORDS, *_CALLS}
        if not name.isidentifier() or self.token(at + 3) != "," or name in taken:
            raise _wrong(self.expression)
        members = self._over_members(at - 1)
        if self._bound.setdefault(name, members) is not members:
            raise _wrong(self.expression)

    def _over_members(self, dot: int) -> bool:
        """Whether what stands before a dot are members, or some of them."""
        if self.token(dot - 1) != ")":
            return self.token(dot - 1) == "members"
        depth, at = 0, dot - 1
        while at >= 0:
            depth += {")": 1, "(": -1}.get(self.tokens[at], 0)
            if depth == 0:
                break
            at -= 1
        if self.token(at - 1) != "filter":
            raise _wrong(self.expression)
        return self._over_members(at - 2)

    def _field(self, at: int) -> RuleField | None:
        one, before, after = self.token(at), self.token(at - 1), self.token(at + 1)
        if one == "[" and (before in {")", "]"} or (before.isidentifier() and before != "in")):
            raise _wrong(self.expression)
        if not one.isidentifier() or one in _WORDS:
            return None
        if before == ".":
            if after != "(" and self.token(at - 2) not in {"household", *self._bound}:
                raise _wrong(self.expression)
            if after == "(" and one not in _CALLS:
                raise self._unknown(one, sorted(_CALLS))
            return None
        return self._root(at, one)

    def _root(self, at: int, one: str) -> RuleField | None:
        before, after = self.token(at - 1), self.token(at + 1)
        if one == "household" or self._bound.get(one):
            declared = before == "(" and after == "," and self.token(at - 2) in _OVER
            return None if declared else self._selected(at, one)
        counted = (before, after, self.token(at - 2)) == ("(", ")", "size")
        asked = after == "." and self.token(at + 2) in {*_OVER, "size"}
        if one in self._bound or (one == "size" and after == "("):
            return None
        if one == "members" and (counted or asked):
            return None
        if one == "members" and after == ".":
            raise self._unknown(self.token(at + 2), sorted(_OVER))
        raise self._unknown(one, self._meant(at, one))

    def _meant(self, at: int, one: str) -> list[str]:
        """What a name that stands for nothing may be meant for: a member, where a member's field is asked of it."""
        name = self.token(at + 2)
        of_household = get_close_matches(one, ["household"])
        if self.token(at + 1) != "." or name not in MEMBER_FIELDS or of_household:
            return ["household", "members"]
        return [f"members.exists({one}, {one}.{name} …)"]

    def _selected(self, at: int, root: str) -> RuleField:
        known = HOUSEHOLD_FIELDS if root == "household" else MEMBER_FIELDS
        name = self.token(at + 2)
        if self.token(at + 1) != ".":
            raise _wrong(self.expression)
        if name not in known:
            raise self._unknown(f"{root}.{name}", [f"{root}.{one}" for one in known])
        if self.token(at + 3) == "." and self.token(at + 4) in _OVER and known[name] not in _LISTS:
            raise _wrong(self.expression)
        return known[name]

    def _unknown(self, name: str, known: list[str]) -> Refused:
        return Refused("rule_field_unknown", name=name, near=near(name, known))


def _quantified(
    reader: _Reader, expression: str, spans: list[tuple[int, int]]
) -> Quantified | None:
    tokens = reader.tokens
    if tokens[:2] != ["members", "."] or reader.token(3) != "(" or reader.token(2) not in _OVER:
        return None
    end = reader.closing(3)
    how, member, rest = tokens[2], tokens[4], tokens[end + 1 :]
    if "members" in tokens[5:end]:  # members among each other
        return None
    body = expression[spans[5][1] : spans[end][0]]
    if not rest and how == "exists_one":
        return Quantified("count", member, body, "==", 1)
    if not rest and how != "filter":
        return Quantified(how, member, body)
    counted = rest[:4] == [".", "size", "(", ")"] and len(rest) == 6 and rest[5].isdigit()  # noqa: PLR2004
    if how != "filter" or not counted or rest[4] not in COMPARISONS:
        return None
    return Quantified("count", member, body, rest[4], int(rest[5]))
