"""What a check finds of the lines of a plan, made out from the facts anew. It knows of everything, and of no rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from registry.domain.casework import Presence
from registry.domain.delivery import DeliveryRecorded
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.money import Money, money_of
from registry.domain.planning import GivenTo, LineStatus
from registry.domain.vocabulary import BenefitFamily, Claim
from tests.folds import deliveries, directories, identities, plans
from tests.folds.double_support import may_be_the_same, moved, period, too_much
from tests.folds.households import Rows, members, roll


def statuses(
    facts: Iterable[Recorded[AnyFact]], plan: UUID, now: datetime
) -> dict[int, LineStatus]:
    """By the numbers of lines, where reservations that are not released have to hold longer than until `now`."""
    check = _Check.of(list(facts), plan, now)
    own = [row for row in check.lines.values() if row["plan"] == plan]
    return {row["number"]: check.status(row) for row in sorted(own, key=lambda row: row["number"])}


def delivered(facts: Iterable[Recorded[AnyFact]], plan: UUID) -> set[int]:
    """The numbers of the lines that are served and have a delivery that stands."""
    facts = list(facts)
    handed_out = {one.plan_line for one in _given(facts) if one.claim is Claim.OWN_RECORD}
    return {
        row["number"]
        for line, row in plans.lines(facts).items()
        if row["plan"] == plan and _served(row) and line in handed_out
    }


def _given(facts: list[Recorded[AnyFact]]) -> list[DeliveryRecorded]:
    return [one.fact for one in deliveries.standing(facts).values() if one.state.reversed is None]


def _served(row: Mapping[str, Any]) -> bool:
    return row["reserved"] or row["overridden"] is not None


@dataclass
class _Check:
    plan: UUID
    now: datetime
    plans: Rows
    lines: Rows
    rule: dict[str, Any]
    roll: Rows
    given: list[DeliveryRecorded]
    alike: Mapping[UUID, UUID]
    there: set[UUID]
    seen: set[UUID]

    @classmethod
    def of(cls, facts: list[Recorded[AnyFact]], plan: UUID, now: datetime) -> _Check:
        drafted = plans.plans(facts)
        rule = directories.programmes(facts)[drafted[plan]["programme"]]
        per_person = rule["overlap_per"] is GivenTo.PERSON
        gone = {Presence.MOVED, Presence.WITHDRAWN}
        return cls(
            plan=plan,
            now=now,
            plans=drafted,
            lines=plans.lines(facts),
            rule=rule,
            roll=roll(facts),
            given=_given(facts),
            alike=(identities.persons if per_person else identities.households)(facts),
            there={row["member"] for row in members(facts).values() if row["presence"] not in gone},
            seen=set(),
        )

    @property
    def per_person(self) -> bool:
        return self.rule["overlap_per"] is GivenTo.PERSON

    def status(self, row: Mapping[str, Any]) -> LineStatus:
        """To be asked of one line after another: of two that mean the same the second is in conflict."""
        home, member = row["household"], row["member"]
        if home not in self.roll or (self.per_person and member is None):
            return LineStatus.UNKNOWN
        if any(self.roll[home][why] for why in ("withdrawn", "forgotten", "closed")):
            return LineStatus.NOT_ELIGIBLE
        who = self._who(member if self.per_person else home)
        known = [*self._delivered(who), *self._reserved(who)]
        worth = self._worth(self.plans[self.plan])
        twice = who in self.seen
        self.seen.add(who)
        caught = bool(known) and too_much(self.rule, worth, known)
        return LineStatus.CONFLICT if twice or caught else LineStatus.CLEAR

    def _who(self, one: UUID) -> UUID:
        return self.alike.get(one, one)

    def _is(self, who: UUID, recipient: UUID | None) -> bool:
        if recipient is None or (self.per_person and recipient not in self.there):
            return False
        return self._who(recipient) == who

    def _delivered(self, who: UUID) -> list[Money | None]:
        return [
            one.value
            for one in self.given
            if one.claim is Claim.OWN_RECORD
            and self._is(who, one.member if self.per_person else one.household)
            and self._counts(one.family, *period(one))
            and not self._own(one.plan_line)
        ]

    def _own(self, line: UUID | None) -> bool:
        return line in self.lines and self.lines[line]["plan"] == self.plan

    def _reserved(self, who: UUID) -> list[Money | None]:
        return [self._worth(self.plans[row["plan"]]) for row in self._in_force(who)]

    def _in_force(self, who: UUID) -> list[dict[str, Any]]:
        named = "member" if self.per_person else "household"
        return [
            row
            for line, row in self.lines.items()
            if row["plan"] != self.plan
            and _served(row)
            and self._is(who, row[named])
            and self._holds(self.plans[row["plan"]])
            and not self._handed_out(line, row[named])
        ]

    def _holds(self, other: Mapping[str, Any]) -> bool:
        waiting = other["stage"] == "reserved" and other["until"] > self.now
        in_force = waiting or other["stage"] == "released"
        days = other["serves_from"], other["serves_until"]
        return in_force and self._counts(other["family"], *days)

    def _handed_out(self, line: UUID, recipient: UUID) -> bool:
        """Then its delivery takes its place."""
        return any(
            one.plan_line == line
            and one.claim is Claim.OWN_RECORD
            and recipient == (one.member if self.per_person else one.household)
            and self._counts(one.family, *period(one))
            for one in self.given
        )

    def _counts(self, family: BenefitFamily, begins: date, ends: date) -> bool:
        own, months = self.plans[self.plan], self.rule["overlap_months"]
        return (
            any(may_be_the_same(family, named) for named in self.rule["overlap_families"])
            and begins <= moved(own["serves_until"], months)
            and ends >= moved(own["serves_from"], -months)
        )

    def _worth(self, plan: Mapping[str, Any]) -> Money | None:
        return money_of(plan["amount"], plan["currency"])
