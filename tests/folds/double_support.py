"""What partners say of double support, written down from the facts; and which deliveries overlap, from all of them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from registry.domain import double_support
from registry.domain.casework import Presence
from registry.domain.delivery import DeliveryRecorded
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.families import TREE
from registry.domain.money import Money
from registry.domain.planning import GivenTo
from registry.domain.vocabulary import BenefitFamily
from tests.folds import deliveries, directories, identities
from tests.folds.households import Rows, bytes_of, members, roll


def said(facts: Iterable[Recorded[AnyFact]]) -> Rows:
    rows: Rows = {}
    recovered: dict[object, Money] = {}
    for one in facts:
        fact = one.fact
        if not isinstance(fact, double_support.DoubleSupportFact):
            continue
        row = rows[one.stream] = {
            "said": one.stream,
            "partner": one.envelope.partner,
            "delivery": fact.given.delivery,
            "other": fact.given.other,
            "household": fact.given.household,
            "stage": "open",
            "note": bytes_of(fact.note) if fact.note is not None else None,
            "said_at": one.recorded_at,
            **dict.fromkeys(
                ("explanation", "justification", "means", "reopening", "amount", "currency")
            ),
        }
        back = recovered.pop(one.stream, None)
        match fact:
            case double_support.DoubleSupportExplained():
                row |= {"stage": "explained", "explanation": fact.reason}
            case double_support.DoubleSupportJustified():
                row |= {"stage": "justified", "justification": fact.reason}
            case double_support.DoubleSupportRecovered():
                alike = back is not None and back.currency == fact.amount.currency
                whole = fact.amount + back if alike and back else fact.amount
                recovered[one.stream] = whole
                row |= {"stage": "recovered", "means": fact.means}
                row |= {"amount": whole.amount, "currency": whole.currency}
            case double_support.DoubleSupportReopened():
                row |= {"reopening": fact.reason}
    return rows


def doubled(
    facts: Iterable[Recorded[AnyFact]], partner: UUID, known: Collection[UUID]
) -> set[frozenset[UUID]]:
    """Which two deliveries overlap, of those that a partner gave one of; `known` are the registrations it may know."""
    register = _Register.of(list(facts), known)
    caught = {one: register.caught(one) for one in register.given}
    return {
        frozenset({one, other})
        for one, those in caught.items()
        for other in those
        if partner in {register.partners[one], register.partners[other]}
    }


@dataclass
class _Register:
    given: Mapping[UUID, DeliveryRecorded]
    partners: Mapping[UUID, UUID]
    rules: Rows
    home: Mapping[UUID, UUID]
    person: Mapping[UUID, UUID]
    there: Collection[UUID]

    @classmethod
    def of(cls, facts: list[Recorded[AnyFact]], known: Collection[UUID]) -> _Register:
        rows = members(facts).values()
        lives = {
            row["member"]: row["household"]
            for row in rows
            if row["presence"] not in {Presence.MOVED, Presence.WITHDRAWN}
        }
        standing = {at for at, row in roll(facts).items() if row["withdrawn"] is None}
        looked_at = standing.intersection(known)
        return cls(
            given={
                at: one
                for at, one in deliveries.counted(facts).items()
                if one.headcount is None
                and (one.household or lives.get(one.member or at)) in looked_at
            },
            partners={one.stream: one.envelope.partner for one in facts if one.version == 1},
            rules=directories.programmes(facts),
            home=identities.households(facts, known),
            person=identities.persons(facts, known),
            there=set(lives),
        )

    def caught(self, at: UUID) -> list[UUID]:
        """What a plan that meant to give the same would have been in conflict with."""
        one = self.given[at]
        rule = self.rules.get(one.programme) if one.programme else None
        families = rule["overlap_families"] if rule else (one.family,)
        months = rule["overlap_months"] if rule else 0
        per = rule["overlap_per"] if rule else GivenTo.HOUSEHOLD
        begins, ends = period(one)
        first, last = moved(begins, -months), moved(ends, months)
        found = [
            other
            for other, it in self.given.items()
            if other != at
            and any(may_be_the_same(it.family, named) for named in families)
            and period(it)[0] <= last
            and period(it)[1] >= first
            and self._alike(per, one, it)
        ]
        return found if too_much(rule, one.value, [self.given[it].value for it in found]) else []

    def _alike(self, per: GivenTo, one: DeliveryRecorded, other: DeliveryRecorded) -> bool:
        named = "household" if per is GivenTo.HOUSEHOLD else "member"
        here, there = getattr(one, named), getattr(other, named)
        if per is GivenTo.PERSON and not {here, there} <= {*self.there}:
            return False
        same = self.home if per is GivenTo.HOUSEHOLD else self.person
        return None not in {here, there} and same.get(here, here) == same.get(there, there)


def may_be_the_same(one: BenefitFamily, other: BenefitFamily) -> bool:
    above = TREE[one].under, TREE[other].under
    return one == other or one == above[1] or other == above[0]


def too_much(rule: dict[str, Any] | None, value: Money | None, others: list[Money | None]) -> bool:
    if rule is None or rule["ceiling"] is None or value is None:
        return True
    if value.currency != rule["ceiling_currency"]:
        return True
    whole: Decimal = value.amount
    for one in others:
        if one is None or one.currency != rule["ceiling_currency"]:
            return True
        whole += one.amount
    return bool(whole > rule["ceiling"])


def period(one: DeliveryRecorded) -> tuple[date, date]:
    return (one.serves_from or one.on).first, (one.serves_until or one.on).last


def moved(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
