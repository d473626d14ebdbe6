"""Families and what they are given, as partners describe them: most of it lawful, some of it not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from random import Random
from typing import Any, Final, TypeVar

from registry.application.deliveries import Benefit
from registry.application.households import HouseholdDraft, MemberDraft
from registry.domain.dates import PreciseDate, days_from, precise_date
from registry.domain.delivery import Source
from registry.domain.household import Consent, PersonName, WashingtonGroup
from registry.domain.money import Currency, Money
from registry.domain.phones import Phone, PhoneState
from registry.domain.places import PCode
from registry.domain.vocabulary import (
    BenefitKind,
    ConsentPurpose,
    ConsentState,
    CountsAs,
    Criterion,
    HoldReason,
    MoneySource,
    NationalityGroup,
    Relation,
    Sex,
    Unit,
)
from tests.families import FAMILIES
from tests.projections.histories import GOVERNORATES, NAMES, PLACES

PHONE: Final = Phone(e164="+201092574822", raw="٠١٠٩٢٥٧٤٨٢٢", state=PhoneState.VALID)
BESIDE_THE_HEAD: Final = (Relation.SPOUSE, Relation.CHILD, Relation.CHILD, Relation.OTHER)

Member = TypeVar("Member", bound=StrEnum)


@dataclass
class Named:
    """Gives every person a name that nobody else has, so that whose name it was can be told once it is opened."""

    random: Random
    many: int = 0

    def name(self) -> str:
        self.many += 1
        given = " ".join(self.random.choice(NAMES) for _ in range(2))
        return f"{given} {self.many}"


def one_of(random: Random, those: type[Member]) -> Member:
    return random.choice(list(those))


def a_person(random: Random, name: str, relation: Relation) -> MemberDraft:
    return MemberDraft(
        name=PersonName(written=name),
        relation=relation,
        sex=one_of(random, Sex),
        born=random.choice(
            (None, precise_date(1958, 3, 9), precise_date(1987), precise_date(2016))
        ),
        phones=random.choice(((), (PHONE,))),
        criteria=tuple(random.sample(list(Criterion), random.randrange(3))),
        functioning=random.choice((None, WashingtonGroup(seeing=3, walking=1))),
        nationality=one_of(random, NationalityGroup),
        partner_reference=random.choice((None, f"م-{name[-3:]}")),
    )


def a_household(random: Random, names: Named, reference: str | None) -> HouseholdDraft:
    """One in ten says something that is refused: two heads, a size of nobody, a village though it is protected."""
    protected = random.random() < 0.15
    beside = [random.choice(BESIDE_THE_HEAD) for _ in range(random.randrange(4))]
    beside += [Relation.HEAD] if random.random() < 0.03 else []
    fine = random.random() < 0.2
    return HouseholdDraft(
        head=a_person(random, names.name(), Relation.HEAD),
        members=tuple(a_person(random, names.name(), relation) for relation in beside),
        declared_size=random.choice((None, None, 3, 7, 9, 0 if fine else 4)),
        place=PCode(random.choice(GOVERNORATES if protected and not fine else PLACES)),
        protected=protected,
        consent=tuple(
            Consent(purpose=purpose, state=one_of(random, ConsentState))
            for purpose in random.sample(list(ConsentPurpose), random.randrange(3))
        ),
        partner_reference=reference,
        phones=random.choice(((), (PHONE,))),
        address=random.choice((None, "شارع الجمهورية، خلف المسجد")),
        criteria=tuple(random.sample(list(Criterion), random.randrange(3))),
        hold=random.choice((None, None, None, *HoldReason)),
    )


def objections_to(draft: HouseholdDraft) -> set[str]:
    """The codes under which a draft may be refused for what it says; none where it is lawful."""
    found = set()
    if any(member.relation is Relation.HEAD for member in draft.members):
        found.add("more_than_one_head")
    if draft.declared_size == 0:
        found.add("declared_size_not_positive")
    if draft.protected and draft.place not in GOVERNORATES:
        found.add("place_too_fine_for_protection")
    return found


def a_benefit(random: Random) -> Benefit:
    return Benefit(
        family=random.choice(FAMILIES),
        kind=one_of(random, BenefitKind),
        unit=one_of(random, Unit),
    )


def handed_over(random: Random, giver: str) -> dict[str, Any]:
    """How much of it, when and by whom, whoever it was for. `giver` makes it another delivery than any before."""
    return {
        "quantity": Decimal(random.choice(("1", "2.5", "12", "12", "1", "0"))),
        "value": random.choice((None, Money(Decimal("450.50"), Currency.EGP))),
        "counts_as": one_of(random, CountsAs),
        "on": a_day(random),
        "serves_from": random.choice((None, None, precise_date(2026, 6))),
        "serves_until": random.choice((None, precise_date(2026, 12, 31), precise_date(2025, 8))),
        "sources": tuple(Source(kind=kind) for kind in random.sample(list(MoneySource), 1)),
        "giver": giver,
    }


def a_day(random: Random) -> PreciseDate:
    """Most have come by the September in which a life begins."""
    month = random.choice((6, 7, 8, 8, 9, 10))
    return random.choice(
        (
            precise_date(2026),
            precise_date(2026, month),
            precise_date(2026, month, random.randint(1, 28)),
            days_from(date(2026, month, 3), date(2026, month, 12)),
        )
    )
