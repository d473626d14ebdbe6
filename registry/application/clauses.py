"""A clause asked of a household: held, not held, or undetermined and for want of what."""

from __future__ import annotations

import operator
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from math import prod
from typing import Any, Final

from registry.application.expressions import Compiled, compiled
from registry.application.rule_fields import Quantified, read_expression
from registry.domain.eligibility import ClauseDecision
from registry.domain.errors import Refused
from registry.domain.rules import MEMBER_FIELDS, MOST_POINTS, OWN_NAME, Holding, RuleField

MOST_AGES: Final = 64
"""Combinations of possible ages that are tried at most."""
MOST_REMEMBERED: Final = 20_000
_COMPARED: Final[Mapping[str, Callable[[int, int], bool]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """By the names of fields, without those that are missing. `ages` are all that the birth date leaves possible."""

    values: Mapping[str, Any]
    ages: tuple[int, ...] = ()

    def missing(self, fields: Iterable[RuleField]) -> Iterator[RuleField]:
        for one in fields:
            known = (
                len(self.ages) == 1 if one is RuleField.MEMBER_AGE else OWN_NAME[one] in self.values
            )
            if not known:
                yield one

    def possible(self) -> Iterator[Mapping[str, Any]]:
        """The member at each age that it may have; without any where nothing is known of it."""
        for age in self.ages:
            yield {**self.values, "age": age}
        if not self.ages:
            yield self.values


@dataclass(frozen=True, slots=True)
class HouseholdFacts:
    values: Mapping[str, Any]
    members: Sequence[MemberFacts]

    def scored(self, score: int) -> HouseholdFacts:
        return replace(self, values={**self.values, OWN_NAME[RuleField.HOUSEHOLD_SCORE]: score})


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause made ready; what it asks of each member by itself, too, so that one missing age hides little."""

    number: int
    whole: Compiled
    of_household: frozenset[RuleField]
    of_member: frozenset[RuleField]
    quantified: Quantified | None
    of_one: Compiled | None
    _asked: dict[Hashable, bool | None] = field(default_factory=dict)

    def asked_of(self, facts: HouseholdFacts) -> ClauseDecision:
        missing = [one for one in self.of_household if OWN_NAME[one] not in facts.values]
        if self.of_one is None or self.quantified is None:
            by_member = [one for member in facts.members for one in member.missing(self.of_member)]
            return self._decided(self._whole(facts), {*missing, *by_member})
        each = self._each(facts)
        unknown = {
            one
            for holds, member in zip(each, facts.members, strict=True)
            if holds is None
            for one in member.missing(self.of_member)
        }
        return self._decided(_together(self.quantified, each), {*missing, *unknown})

    def _whole(self, facts: HouseholdFacts) -> bool | None:
        """What it comes to whatever the ages are; None where that is not one thing, or nobody can try them all."""
        if prod(max(len(one.ages), 1) for one in facts.members) > MOST_AGES:
            return None
        around = (_known(facts.values, self.of_household), len(facts.members))
        return _agreed(
            self._holds(
                (around, *(_known(one, self.of_member) for one in those)),
                self.whole,
                {"household": facts.values, "members": list(those)},
            )
            for those in product(*(one.possible() for one in facts.members))
        )

    def _each(self, facts: HouseholdFacts) -> list[bool | None]:
        """What it comes to of each member, whatever the age is."""
        if self.of_one is None or self.quantified is None:
            return []
        name, asked = self.quantified.member, self.of_one
        around = _known(facts.values, self.of_household)
        return [
            _agreed(
                self._holds(
                    (around, _known(one, self.of_member)),
                    asked,
                    {"household": facts.values, name: one},
                )
                for one in member.possible()
            )
            for member in facts.members
        ]

    def _holds(self, known: Hashable, asked: Compiled, facts: Mapping[str, Any]) -> bool | None:
        """Asked once of all of whom the same is known: to look that up takes a tenth of asking again."""
        if known not in self._asked:
            if len(self._asked) == MOST_REMEMBERED:
                self._asked.clear()
            self._asked[known] = asked.holds(facts)
        return self._asked[known]

    def _decided(self, holds: bool | None, missing: Iterable[RuleField] = ()) -> ClauseDecision:  # noqa: FBT001 - of three
        if holds is None:
            return ClauseDecision(
                clause=self.number, holding=Holding.UNDETERMINED, missing=tuple(sorted(missing))
            )
        return ClauseDecision(
            clause=self.number, holding=Holding.HELD if holds else Holding.NOT_HELD
        )


def _known(values: Mapping[str, Any], fields: Iterable[RuleField]) -> Hashable:
    return tuple(
        tuple(one) if isinstance(one := values.get(OWN_NAME[name]), list | tuple) else one
        for name in fields
    )


def _agreed(found: Iterable[bool | None]) -> bool | None:
    different = set(found)
    return different.pop() if len(different) == 1 else None


def _together(asked: Quantified, each: Sequence[bool | None]) -> bool | None:
    """What holds of members, in Kleene's logic."""
    match asked.how:
        case "exists":
            return True if True in each else None if None in each else False
        case "all":
            return False if False in each else None if None in each else True
        case _:
            sure = each.count(True)
            counts = range(sure, sure + each.count(None) + 1)
            compare = _COMPARED[asked.compared]
            return _agreed(compare(count, asked.number) for count in counts)


def ready_clause(number: int, expression: str) -> Clause:
    """Raises `Refused`: `rule_expression_wrong`, `rule_field_unknown`, `rule_value_unknown`."""
    read = read_expression(expression)
    of_member = read.fields & frozenset(MEMBER_FIELDS.values())
    quantified = read.quantified
    clause = Clause(
        number=number,
        whole=compiled(expression),
        of_household=read.fields - of_member,
        of_member=of_member,
        quantified=quantified,
        of_one=None if quantified is None else compiled(quantified.body),
    )
    if not any(_tried(clause, household) for household in _TRIAL):
        raise Refused("rule_expression_wrong", expression=expression)
    return clause


def _tried(clause: Clause, facts: HouseholdFacts) -> bool:
    return clause.asked_of(facts).holding is not Holding.UNDETERMINED


def _trial(*, last: bool) -> HouseholdFacts:
    """A household of which everything is known: an expression that says nothing of it compares unlike things."""
    values = {"place": "EG2706", "markaz": "EG2706", "governorate": "EG27", "size": 1 + 8 * last}

    member = {"sex": "female", "relation": "head", "nationality": "national"}
    criteria = {"criteria": ["orphan"] if last else []}
    one = MemberFacts({**member, **criteria, "disability": last}, (70 if last else 4,))
    return HouseholdFacts({**values, **criteria, "score": MOST_POINTS * last}, [one])


_TRIAL: Final = (_trial(last=False), _trial(last=True))
