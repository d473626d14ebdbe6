"""What the values in an expression are compared with: a value of another kind makes a clause that nobody can meet.

Only what is plain is judged: a field beside a literal, a list of literals or another field. The rest is the engine's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Final

from registry.domain.errors import Refused
from registry.domain.places import (
    GOVERNORATE,
    MARKAZ,
    VILLAGE,
    Place,
    UnknownPlace,
    every_place,
    find_place,
    governorate_of,
    markaz_of,
    place,
    places_in,
)
from registry.domain.rules import RuleField
from registry.domain.vocabulary import Criterion, NationalityGroup, Relation, Sex


class Kind(StrEnum):
    NUMBER = "number"
    TRUTH = "truth"
    WORD = "word"
    PLACE = "place"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Holds:
    """What a field holds: `words` are all that it may say, `level` is that of its places, where it has one."""

    kind: Kind
    words: frozenset[str] = frozenset()
    level: int | None = None


def _words(vocabulary: type[StrEnum]) -> Holds:
    return Holds(Kind.WORD, frozenset(one.value for one in vocabulary) - {"unknown"})


NUMBER: Final = Holds(Kind.NUMBER)
CRITERION: Final = _words(Criterion)
_LIST: Final = Holds(Kind.LIST)
HELD_BY: Final[Mapping[RuleField, Holds]] = {
    RuleField.HOUSEHOLD_PLACE: Holds(Kind.PLACE),
    RuleField.HOUSEHOLD_MARKAZ: Holds(Kind.PLACE, level=MARKAZ),
    RuleField.HOUSEHOLD_GOVERNORATE: Holds(Kind.PLACE, level=GOVERNORATE),
    RuleField.HOUSEHOLD_SIZE: NUMBER,
    RuleField.HOUSEHOLD_CRITERIA: _LIST,
    RuleField.HOUSEHOLD_SCORE: NUMBER,
    RuleField.MEMBER_AGE: NUMBER,
    RuleField.MEMBER_SEX: _words(Sex),
    RuleField.MEMBER_RELATION: _words(Relation),
    RuleField.MEMBER_DISABILITY: Holds(Kind.TRUTH),
    RuleField.MEMBER_NATIONALITY: _words(NationalityGroup),
    RuleField.MEMBER_CRITERIA: _LIST,
}
_EVERY_WORD: Final = sorted(
    {word for one in HELD_BY.values() for word in one.words} | CRITERION.words
)
_LEVELS: Final = {None: "place", GOVERNORATE: "governorate", MARKAZ: "markaz", VILLAGE: "village"}
_MOST_NEAR: Final = 12


@dataclass(frozen=True, slots=True)
class Operand:
    """One side of a comparison: something that `holds`, as it is `written`, or literals; a `listed` one of several."""

    written: str
    holds: Holds | None = None
    literals: Sequence[str] = ()
    listed: bool = False


def check_comparison(left: Operand, operator: str, right: Operand) -> None:
    """Check that the two sides may be alike.

    Raises:
        Refused: `rule_value_not_of_field`, `rule_value_unlike`, `rule_field_no_list`, `rule_place_unlike`,
            `rule_place_unknown`, `rule_fields_unlike`, `rule_list_empty`.
    """
    if operator == "in":
        _check_in(left, right)
    elif left.holds is not None and right.holds is not None:
        _check_alike(left, left.holds, right, right.holds)
    elif left.holds is not None:
        _check_beside(left.written, left.holds, right)
    elif right.holds is not None:
        _check_beside(right.written, right.holds, left)


def check_alone(literal: str) -> None:
    """A text that stands beside no field: some field's word, or a place.

    Raises:
        Refused: `rule_value_unknown`.
    """
    value = literal[1:-1]
    if value in _EVERY_WORD:
        return
    try:
        place(value)
    except UnknownPlace:
        raise Refused("rule_value_unknown", name=value, near=near(value, _EVERY_WORD)) from None


def near(name: str, known: Sequence[str]) -> tuple[str, ...]:
    return tuple(get_close_matches(name, known, n=3, cutoff=0.5) or known[:_MOST_NEAR])


def _check_in(left: Operand, right: Operand) -> None:
    if right.holds is None:
        if left.holds is None or not right.listed:
            return
        if left.holds.kind is Kind.LIST:
            raise _unlike(left.written, Kind.LIST, right.written)
        if not right.literals:
            raise Refused("rule_list_empty", field=left.written)
        for literal in right.literals:
            _check_value(left.written, left.holds, literal)
    elif right.holds.kind is not Kind.LIST:
        raise Refused("rule_field_no_list", field=right.written, rule_kind=right.holds.kind.value)
    elif left.holds is not None:
        _check_alike(left, left.holds, right, CRITERION)
    else:
        for literal in left.literals:
            _check_value(right.written, CRITERION, literal)


def _check_alike(left: Operand, one: Holds, right: Operand, other: Holds) -> None:
    if (one.kind, one.words) != (other.kind, other.words):
        raise Refused("rule_fields_unlike", name=left.written, other=right.written)


def _check_beside(field: str, holds: Holds, beside: Operand) -> None:
    if beside.listed is not (holds.kind is Kind.LIST):
        raise _unlike(field, holds.kind, beside.written)
    for literal in beside.literals:
        _check_value(field, CRITERION if beside.listed else holds, literal)


def _check_value(field: str, holds: Holds, literal: str) -> None:
    text = literal[1:-1] if literal[0] in "'\"" else None
    match holds.kind:
        case Kind.NUMBER:
            fits = text is None and literal not in {"true", "false"}
        case Kind.TRUTH:
            fits = literal in {"true", "false"}
        case Kind.PLACE:
            _check_place(field, holds.level, literal if text is None else text)
            return
        case _ if text in holds.words:
            return
        case _:
            name = literal if text is None else text
            words = near(name, sorted(holds.words))
            raise Refused("rule_value_not_of_field", field=field, name=name, near=words)
    if not fits:
        raise _unlike(field, holds.kind, literal)


def _unlike(field: str, kind: Kind, name: str) -> Refused:
    return Refused("rule_value_unlike", field=field, rule_kind=kind.value, name=name)


def _check_place(field: str, level: int | None, code: str) -> None:
    try:
        found = place(code)
    except UnknownPlace:
        raise _no_place(field, level, code, _places_like(code, level)) from None
    # A markaz under several codes is known by one of them alone.
    if level is not None and (found.level != level or found.shown_as != found.code):
        raise _no_place(field, level, code, _at_level(found, level))


def _no_place(field: str, level: int | None, code: str, meant: Sequence[str]) -> Refused:
    told = {"field": field, "rule_level": _LEVELS[level], "name": code}
    if not meant:
        return Refused("rule_place_unknown", **told)
    return Refused("rule_place_unlike", **told, near=tuple(meant[:_MOST_NEAR]))


def _at_level(found: Place, level: int) -> list[str]:
    """What lies around a place at another level, or in it."""
    around = markaz_of(found.code) if level == MARKAZ else governorate_of(found.code)
    if around is not None:
        return [around.shown_as]
    return list(dict.fromkeys(one.shown_as for one in places_in(found.code) if one.level == level))


def _places_like(name: str, level: int | None) -> list[str]:
    """By its name, or by a code that differs by a letter or two."""
    wanted = [one for one in find_place(name) if level in {None, one.level}]
    codes = [one.code for one in every_place() if level in {None, one.level}]
    found = [
        one.shown_as for one in wanted or map(place, get_close_matches(name, codes, cutoff=0.9))
    ]
    return list(dict.fromkeys(found))
