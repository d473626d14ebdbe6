"""A partner: an organisation, or a department within one, that registers and serves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final, NewType, TypeAlias, assert_never
from uuid import UUID

from registry.domain.envelope import Fact
from registry.domain.errors import Refused
from registry.domain.fields import Clear
from registry.domain.vocabulary import OrganisationKind

PartnerCode = NewType("PartnerCode", str)
"""Short name that people type: lower case, digits and dashes."""
PublicName = NewType("PublicName", str)
"""The name of an organisation, agreement or programme; public by nature."""

LONGEST_INTERVAL: Final = 366
"""Days within which a partner may have agreed to report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerEnrolled(Fact):
    code: Clear[PartnerCode]
    kind: Clear[OrganisationKind]
    name_ar: Clear[PublicName]
    name_en: Clear[PublicName]
    parent: Clear[UUID | None] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerSuspended(Fact):
    """From here on the partner neither writes nor reads; what it recorded stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerReportsEvery(Fact):
    """What it gives is on record within so many days, counted first from the day of the agreement; None lifts that."""

    days: Clear[int | None]
    agreed_on: Clear[date | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerReportedUpTo(Fact):
    """All that the partner gave up to a day, and on it, is on record; also where it gave nothing."""

    day: Clear[date]


PartnerFact: TypeAlias = (
    PartnerEnrolled | PartnerSuspended | PartnerReportsEvery | PartnerReportedUpTo
)


@dataclass(frozen=True, slots=True)
class Partner:
    """`every` is in days, None where nothing is agreed."""

    suspended: bool = False
    every: int | None = None
    agreed_on: date | None = None
    reported_up_to: date | None = None


def enrol(partner: Partner | None, enrolled: PartnerEnrolled) -> list[PartnerFact]:
    """Enrol a partner.

    Raises:
        Refused: `partner_code_malformed`, `partner_already_enrolled`.
    """
    if partner is not None:
        raise Refused("partner_already_enrolled")
    if not is_code(enrolled.code):
        raise Refused("partner_code_malformed", code=enrolled.code)
    return [enrolled]


def is_code(text: str) -> bool:
    """Whether it is a code that people can type: lower-case Latin letters, digits and dashes."""
    plain = text.replace("-", "")
    return plain.isascii() and plain.isalnum() and plain == plain.lower()


def suspend(partner: Partner) -> list[PartnerFact]:
    return [] if partner.suspended else [PartnerSuspended()]


def report_every(
    partner: Partner, days: int | None, agreed_on: date | None, today: date
) -> list[PartnerFact]:
    """Agree within how many days what it gives is on record, since a day; None lifts what was agreed.

    Without a day it is that of the agreement before, so that a late partner is not on time by another interval.

    Raises:
        Refused: `partner_interval_out_of_range`, `partner_day_to_come`.
    """
    if days is None:
        return [] if partner.every is None else [PartnerReportsEvery(days=None, agreed_on=None)]
    if not 1 <= days <= LONGEST_INTERVAL:
        raise Refused("partner_interval_out_of_range", limit=LONGEST_INTERVAL)
    since = agreed_on or partner.agreed_on or today
    _require_past(since, today)
    same = (partner.every, partner.agreed_on) == (days, since)
    return [] if same else [PartnerReportsEvery(days=days, agreed_on=since)]


def report_up_to(partner: Partner, day: date, today: date) -> list[PartnerFact]:
    """Say that all that the partner gave up to a day is on record.

    Raises:
        Refused: `partner_day_to_come`, `partner_reported_further` with the day.
    """
    _require_past(day, today)
    known = partner.reported_up_to
    if known is not None and day < known:
        raise Refused("partner_reported_further", day=known)
    return [] if day == known else [PartnerReportedUpTo(day=day)]


def _require_past(day: date, today: date) -> None:
    if day > today:
        raise Refused("partner_day_to_come", day=day)


def evolve(partner: Partner | None, fact: PartnerFact) -> Partner:
    """Fold one fact into the state. Total over `PartnerFact`; never refuses."""
    match fact:
        case PartnerEnrolled():
            return Partner()
        case _ if partner is None:
            raise AssertionError(f"{type(fact).__name__} before PartnerEnrolled")
        case PartnerSuspended():
            return replace(partner, suspended=True)
        case PartnerReportsEvery(days=days, agreed_on=agreed_on):
            return replace(partner, every=days, agreed_on=agreed_on)
        case PartnerReportedUpTo(day=day):
            return replace(partner, reported_up_to=day)
        case _:
            assert_never(fact)
