"""Random but lawful terms of agreements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum
from random import Random
from typing import TypeVar
from uuid import UUID

from registry.domain.agreement import Grant, Party, Terms
from registry.domain.partner import PublicName
from registry.domain.places import PCode
from registry.domain.vocabulary import FieldGroup, LegalBasis, Level, Purpose, Sees
from tests.families import FAMILIES

AREAS = tuple(map(PCode, ("EGY", "EG27", "EG01", "EG2701", "EG2702", "EG2703-L001", "EG2706")))
Member = TypeVar("Member", bound=StrEnum)


def lawful_terms(random: Random, partners: Sequence[UUID], programmes: Sequence[UUID]) -> Terms:
    begins = date(2026, 1, 1) + timedelta(days=random.randrange(300))
    everyone = random.sample(partners, random.randint(1, len(partners)))
    return Terms(
        name_ar=PublicName(random.choice(("مذكرة تفاهم", "المذكرة الأساسية", "اتفاق إحالة"))),
        name_en=PublicName("Memorandum"),
        parties=tuple(
            Party(
                partner=one,
                sees=random.choice((Sees.RECORDS, Sees.RECORDS, Sees.TOTALS)),
                legal_basis=random.choice(list(LegalBasis)),
            )
            for one in everyone
        ),
        purposes=some(random, Purpose),
        grants=tuple(
            Grant(
                group=group,
                level=random.choice(list(Level)),
                to=tuple(one for one in everyone if random.random() < 0.3),
                purposes=some(random, Purpose),
            )
            for group in some(random, FieldGroup)
        ),
        families=some(random, FAMILIES),
        programmes=tuple(random.sample(programmes, min(1, len(programmes)))),
        areas=tuple(random.sample(AREAS, random.choice((0, 1, 1, 2)))),
        base=random.random() < 0.3,
        begins=begins,
        until=random.choice((None, begins + timedelta(days=90))),
    )


def some(random: Random, those: Iterable[Member]) -> tuple[Member, ...]:
    everything = list(those)
    return tuple(random.sample(everything, random.randint(0, len(everything))))
