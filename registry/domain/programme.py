"""A programme: one benefit of one owner, with what it overlaps with and whom it is for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, NewType, TypeAlias, assert_never
from uuid import UUID

from registry.domain.dates import PreciseDate, days_from, months_away
from registry.domain.envelope import Fact
from registry.domain.errors import Refused
from registry.domain.families import below
from registry.domain.fields import Clear
from registry.domain.money import Money
from registry.domain.partner import PublicName, is_code
from registry.domain.planning import GivenTo
from registry.domain.rules import EligibilityRule, require_sound
from registry.domain.vocabulary import BenefitFamily, BenefitKind, Cycle, Unit

ProgrammeCode = NewType("ProgrammeCode", str)
"""Short name that people type, unique within its owner."""
Tag = NewType("Tag", str)
"""What a programme is for in somebody's plan or reporting, as `vision-2030`: written as a code is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeOpened(Fact):
    """`owner` is the partner that runs it. A protected programme is never named to anyone but its owner."""

    owner: Clear[UUID]
    code: Clear[ProgrammeCode]
    name_ar: Clear[PublicName]
    name_en: Clear[PublicName]
    family: Clear[BenefitFamily]
    kind: Clear[BenefitKind]
    unit: Clear[Unit]
    cycle: Clear[Cycle] = Cycle.ON_DEMAND
    protected: Clear[bool] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeClosed(Fact):
    """Nothing more is delivered under it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlapRule:
    """Help of one of `families` overlaps with this where its period, `months` longer at both ends, has a day in common.

    With a `ceiling` that is so only where all of it together is worth more.
    """

    families: Clear[tuple[BenefitFamily, ...]]
    per: Clear[GivenTo] = GivenTo.HOUSEHOLD
    months: Clear[int] = 0
    ceiling: Clear[Money | None] = None

    def around(self, begins: date, ends: date) -> tuple[date, date]:
        """The days in which other help overlaps with help from `begins` to `ends`."""
        return months_away(begins, -self.months), months_away(ends, self.months)

    def exceeded(self, value: Money | None, others: Sequence[Money | None]) -> bool:
        """Whether others' help is too much beside one of that value; what cannot be added up always is."""
        ceiling = self.ceiling
        if ceiling is None or value is None or value.currency is not ceiling.currency:
            return bool(others)
        worth = [
            one.amount for one in others if one is not None and one.currency is ceiling.currency
        ]
        return len(worth) < len(others) or sum(worth, value.amount) > ceiling.amount


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeOverlapSet(Fact):
    """What it overlaps with from now on; before the first time, its own family in its own period."""

    rule: Clear[OverlapRule]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeRuleSet(Fact):
    """Whom it is for from now on. `version` counts from 1; decisions name the one that they were made under."""

    version: Clear[int]
    rule: Clear[EligibilityRule]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeTagged(Fact):
    """What it is for from now on, all of it, in the order of the letters."""

    tags: Clear[tuple[Tag, ...]]


ProgrammeFact: TypeAlias = (
    ProgrammeOpened | ProgrammeClosed | ProgrammeOverlapSet | ProgrammeRuleSet | ProgrammeTagged
)

MOST_MONTHS: Final = 24
MOST_TAGS: Final = 20
_MONTHS_OF: Final = {Cycle.MONTHLY: 1, Cycle.QUARTERLY: 3, Cycle.YEARLY: 12}


@dataclass(frozen=True, slots=True)
class Programme:
    owner: UUID
    family: BenefitFamily
    overlap: OverlapRule
    closed: bool = False
    rule: EligibilityRule | None = None
    rule_version: int = 0
    tags: tuple[Tag, ...] = ()


def open_programme(programme: Programme | None, opened: ProgrammeOpened) -> list[ProgrammeFact]:
    """Open a programme.

    Raises:
        Refused: `programme_already_open`, `programme_code_malformed`.
    """
    if programme is not None:
        raise Refused("programme_already_open")
    if not is_code(opened.code):
        raise Refused("programme_code_malformed")
    return [opened]


def close_programme(programme: Programme) -> list[ProgrammeFact]:
    return [] if programme.closed else [ProgrammeClosed()]


def set_overlap(programme: Programme, rule: OverlapRule) -> list[ProgrammeFact]:
    """Say what it overlaps with. Its own family always does, itself or in one that holds it.

    Raises:
        Refused: `overlap_without_own_family`, `overlap_months_out_of_range`.
    """
    if programme.family not in below(rule.families):
        raise Refused("overlap_without_own_family")
    if not 0 <= rule.months <= MOST_MONTHS:
        raise Refused("overlap_months_out_of_range", limit=MOST_MONTHS)
    return [] if rule == programme.overlap else [ProgrammeOverlapSet(rule=rule)]


def set_rule(programme: Programme, rule: EligibilityRule) -> list[ProgrammeFact]:
    """Say whom it is for, in the next version of its rule. Saying the present one again changes nothing.

    Raises:
        Refused: what `require_sound` refuses.
    """
    require_sound(rule)
    version = programme.rule_version + 1
    return [] if rule == programme.rule else [ProgrammeRuleSet(version=version, rule=rule)]


def tag(programme: Programme, tags: Iterable[str]) -> list[ProgrammeFact]:
    """Say what it is for; saying the same again changes nothing.

    Raises:
        Refused: `programme_tag_malformed`, `programme_tags_out_of_range`.
    """
    said = tuple(Tag(one) for one in sorted(set(tags)))
    if wrong := next((one for one in said if not is_code(one)), None):
        raise Refused("programme_tag_malformed", tag=wrong)
    if len(said) > MOST_TAGS:
        raise Refused("programme_tags_out_of_range", limit=MOST_TAGS)
    return [] if said == programme.tags else [ProgrammeTagged(tags=said)]


@lru_cache(maxsize=1_000)  # what is handed over together is of few days
def turn_of(cycle: Cycle, on: PreciseDate) -> PreciseDate | None:
    """The whole month, quarter or year for which help of such a programme is meant that was given then.

    None where it has no such turns (a week begins on another day in every country), and of days in several of them.
    """
    months = _MONTHS_OF.get(cycle)
    if months is None:
        return None
    first = on.first.replace(day=1, month=(on.first.month - 1) // months * months + 1)
    last = months_away(first, months) - timedelta(days=1)
    return days_from(first, last) if on.last <= last else None


def evolve(programme: Programme | None, fact: ProgrammeFact) -> Programme:
    """Fold one fact into the state. Total over `ProgrammeFact`; never refuses."""
    match fact:
        case ProgrammeOpened(owner=owner, family=family):
            return Programme(owner, family, OverlapRule(families=(family,)))
        case _ if programme is None:
            raise AssertionError(f"{type(fact).__name__} before ProgrammeOpened")
        case ProgrammeClosed():
            return replace(programme, closed=True)
        case ProgrammeTagged(tags=tags):
            return replace(programme, tags=tags)
        case ProgrammeOverlapSet(rule=rule):
            return replace(programme, overlap=rule)
        case ProgrammeRuleSet(version=version, rule=eligibility):
            return replace(programme, rule=eligibility, rule_version=version)
        case _:
            assert_never(fact)
