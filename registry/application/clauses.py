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


ANYBODY: Final = MemberFacts({})
"""Who belongs to a household and was never named."""


@dataclass(frozen=True, slots=True)
class HouseholdFacts:
    """`uncounted` where nobody said how many belong to it: there may be more than the `members`."""

    values: Mapping[str, Any]
    members: Sequence[MemberFacts]
    uncounted: bool = False

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
    asks_members: bool
    counts: bool
    _asked: dict[Hashable, bool | None] = field(default_factory=dict)
    _household_names: tuple[str, ...] = field(init=False)
    _member_names: tuple[str, ...] = field(init=False)
    _reads_age: bool = field(init=False)
    _sure: Mapping[bool, ClauseDecision] = field(init=False)

    def __post_init__(self) -> None:
        age = RuleField.MEMBER_AGE
        made = {
            "_household_names": tuple(OWN_NAME[one] for one in self.of_household),
            "_member_names": tuple(OWN_NAME[one] for one in self.of_member - {age}),
            "_reads_age": age in self.of_member,
            "_sure": {
                holds: ClauseDecision(clause=self.number, holding=holding)
                for holds, holding in ((True, Holding.HELD), (False, Holding.NOT_HELD))
            },
        }
        for name, one in made.items():
            object.__setattr__(self, name, one)

    def asked_of(self, facts: HouseholdFacts) -> ClauseDecision:
        around = _known(facts.values, self._household_names)
        if self.of_one is None or self.quantified is None:
            in_doubt: Iterable[MemberFacts] = facts.members
            holds = self._whole(facts, around)
        else:
            each = [self._of_one(self.of_one, facts, around, one) for one in facts.members]
            more = [self._of_one(self.of_one, facts, around, ANYBODY)] if facts.uncounted else []
            holds = _together(self.quantified, each, more)
            in_doubt = [one for one, of in zip(facts.members, each, strict=True) if of is None]
        return self._undetermined(facts, in_doubt) if holds is None else self._sure[holds]

    def _whole(self, facts: HouseholdFacts, around: Hashable) -> bool | None:
        """What it comes to whatever the ages are; None where that is not one thing, or nobody can try them all."""
        each = [self._possible(one) for one in facts.members]
        more = facts.uncounted and self.asks_members
        if prod(map(len, each)) > MOST_AGES or (more and self.counts):
            return None
        known = (around, more, *(self._known(one) for one in facts.members))
        if known not in self._asked:
            others = ([], [ANYBODY.values]) if more else ([],)
            self._remember(
                known,
                _agreed(
                    self.whole.holds({"household": facts.values, "members": [*those, *besides]})
                    for those in product(*each)
                    for besides in others
                ),
            )
        return self._asked[known]

    def _of_one(
        self, asked: Compiled, facts: HouseholdFacts, around: Hashable, member: MemberFacts
    ) -> bool | None:
        """What it comes to of a member, whatever the age is."""
        known = (around, self._known(member))
        if known not in self._asked:
            name = "" if self.quantified is None else self.quantified.member
            self._remember(
                known,
                _agreed(
                    asked.holds({"household": facts.values, name: one})
                    for one in self._possible(member)
                ),
            )
        return self._asked[known]

    def _known(self, member: MemberFacts) -> Hashable:
        """What it reads of a member: of whom it is the same, it comes to the same."""
        ages = member.ages if self._reads_age else ()
        return _known(member.values, self._member_names), ages

    def _possible(self, member: MemberFacts) -> list[Mapping[str, Any]]:
        return list(member.possible()) if self._reads_age else [member.values]

    def _remember(self, known: Hashable, holds: bool | None) -> None:  # noqa: FBT001 - of three
        """Asked once of all of whom the same is known: to look that up takes a tenth of asking again."""
        if len(self._asked) == MOST_REMEMBERED:
            self._asked.clear()
        self._asked[known] = holds

    def _undetermined(
        self, facts: HouseholdFacts, in_doubt: Iterable[MemberFacts]
    ) -> ClauseDecision:
        missing = {one for one in self.of_household if OWN_NAME[one] not in facts.values}
        missing.update(one for member in in_doubt for one in member.missing(self.of_member))
        if facts.uncounted and self.asks_members:
            missing.add(RuleField.HOUSEHOLD_SIZE)
        return ClauseDecision(
            clause=self.number, holding=Holding.UNDETERMINED, missing=tuple(sorted(missing))
        )


def _known(values: Mapping[str, Any], names: Iterable[str]) -> Hashable:
    return tuple(
        [tuple(one) if isinstance(one := values.get(name), list) else one for name in names]
    )


def _agreed(found: Iterable[bool | None]) -> bool | None:
    different = set(found)
    return different.pop() if len(different) == 1 else None


def _together(
    asked: Quantified, each: Sequence[bool | None], more: Sequence[bool | None]
) -> bool | None:
    """What holds of members, in Kleene's logic; `more` is what holds of each of those that there may be besides."""
    match asked.how:
        case "exists":
            return True if True in each else None if None in each or {*more} - {False} else False
        case "all":
            return False if False in each else None if None in each or {*more} - {True} else True
        case _:
            sure = each.count(True)
            # However many more there may be: beyond the number asked for, all come to the same.
            open_ = each.count(None) + (asked.number + 1 if {*more} - {False} else 0)
            compare = _COMPARED[asked.compared]
            return _agreed(compare(count, asked.number) for count in range(sure, sure + open_ + 1))


def ready_clause(number: int, expression: str) -> Clause:
    """Raises `Refused`: `rule_expression_wrong`, and what `read_expression` refuses."""
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
        asks_members=read.asks_members,
        counts=read.counts,
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
