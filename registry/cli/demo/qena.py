"""Qena's partners, their base agreement and programmes, as the demo sets them up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from registry.application import steering
from registry.application.command import Context
from registry.application.writer import Writer
from registry.domain.agreement import Grant, Party, Terms
from registry.domain.partner import PartnerCode, PartnerEnrolled, PublicName
from registry.domain.places import PCode
from registry.domain.programme import ProgrammeCode, ProgrammeOpened
from registry.domain.vocabulary import (
    BenefitFamily,
    BenefitKind,
    Cycle,
    FieldGroup,
    LegalBasis,
    Level,
    OrganisationKind,
    Purpose,
    Sees,
    Unit,
)

MINISTRY: Final = "moss-qena"
ASSOCIATION: Final = "albir-qena"
UMBRELLA: Final = "qena-union"
FOOD_BASKETS: Final = "food-baskets"

PARTNERS: Final[tuple[tuple[str, OrganisationKind, str, str], ...]] = (
    (
        MINISTRY,
        OrganisationKind.MINISTRY,
        "مديرية التضامن الاجتماعي بقنا",
        "Directorate of Social Solidarity, Qena",
    ),
    (ASSOCIATION, OrganisationKind.ASSOCIATION, "جمعية البر بقنا", "Al-Birr Association, Qena"),
    (
        "alnour-naghamadi",
        OrganisationKind.ASSOCIATION,
        "جمعية النور بنجع حمادي",
        "Al-Nour Association, Nag Hammadi",
    ),
    (
        "saeed-foundation",
        OrganisationKind.PRIVATE_DONOR,
        "مؤسسة الصعيد للعطاء",
        "Upper Egypt Giving Foundation",
    ),
    (
        UMBRELLA,
        OrganisationKind.UMBRELLA,
        "الاتحاد الإقليمي للجمعيات بقنا",
        "Regional Union of Associations, Qena",
    ),
)

PROGRAMMES: Final[tuple[tuple[str, str, str, str, BenefitFamily, BenefitKind, Unit], ...]] = (
    (
        ASSOCIATION,
        FOOD_BASKETS,
        "سلال غذائية",
        "Food baskets",
        BenefitFamily.FOOD,
        BenefitKind.IN_KIND,
        Unit.BASKET,
    ),
    (
        MINISTRY,
        "cash-support",
        "دعم نقدي",
        "Cash support",
        BenefitFamily.CASH,
        BenefitKind.CASH,
        Unit.PAYMENT,
    ),
    (
        MINISTRY,
        FOOD_BASKETS,
        "سلال غذائية",
        "Food baskets",
        BenefitFamily.FOOD,
        BenefitKind.IN_KIND,
        Unit.BASKET,
    ),
    (
        "alnour-naghamadi",
        "school-kits",
        "حقائب مدرسية",
        "School kits",
        BenefitFamily.SCHOOL,
        BenefitKind.IN_KIND,
        Unit.KIT,
    ),
)


@dataclass(frozen=True, slots=True)
class Qena:
    """What was set up: partners and programmes by code."""

    partners: dict[str, UUID]
    programmes: dict[tuple[str, str], UUID]


async def set_up(writer: Writer, operator: Context) -> Qena:
    """Enrol the partners, sign the base agreement, open the programmes; done before, it changes nothing."""
    partners: dict[str, UUID] = {}
    for code, kind, name_ar, name_en in PARTNERS:
        enrolled = PartnerEnrolled(
            code=PartnerCode(code),
            kind=kind,
            name_ar=PublicName(name_ar),
            name_en=PublicName(name_en),
        )
        partners[code] = (
            await writer.submit(steering.enrol_partner(enrolled, operator, writer.mint))
        ).stream
    agreed = operator.with_key("demo:agreement:base")
    await writer.submit(steering.sign_agreement(base_agreement(partners), agreed, writer.mint))
    programmes: dict[tuple[str, str], UUID] = {}
    for owner, code, name_ar, name_en, family, kind_of_benefit, unit in PROGRAMMES:
        opened = ProgrammeOpened(
            owner=partners[owner],
            code=ProgrammeCode(code),
            name_ar=PublicName(name_ar),
            name_en=PublicName(name_en),
            family=family,
            kind=kind_of_benefit,
            unit=unit,
            cycle=Cycle.MONTHLY,
        )
        own = operator.for_partner(partners[owner])
        programmes[owner, code] = (
            await writer.submit(steering.open_programme(opened, own, writer.mint))
        ).stream
    return Qena(partners, programmes)


def base_agreement(partners: dict[str, UUID]) -> Terms:
    """Existence, markaz, size band, masked names and shareable families for all; for the umbrella totals only."""
    return Terms(
        name_ar=PublicName("المذكرة الأساسية لسجل قنا المشترك"),
        name_en=PublicName("Base agreement of Qena's shared register"),
        parties=tuple(
            Party(
                partner=partner,
                sees=Sees.TOTALS if code == UMBRELLA else Sees.RECORDS,
                legal_basis=LegalBasis.PUBLIC_TASK,
            )
            for code, partner in partners.items()
        ),
        purposes=tuple(
            purpose
            for purpose in Purpose
            if purpose not in {Purpose.PROTECTION, Purpose.MAINTENANCE, Purpose.ERASURE}
        ),
        grants=(Grant(group=FieldGroup.IDENTITY, level=Level.MASKED),),
        families=(
            BenefitFamily.FOOD,
            BenefitFamily.CASH,
            BenefitFamily.SCHOOL,
            BenefitFamily.HOUSEHOLD_ITEMS,
        ),
        areas=(PCode("EG27"),),
        base=True,
        begins=date(2026, 1, 1),
    )
