"""Qena's partners, their base agreement and programmes, as the demo sets them up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from registry.application import steering
from registry.application.command import Context
from registry.application.writer import Writer
from registry.cli.demo.founding import (
    BaseAgreement,
    PartnerToEnrol,
    ProgrammeToOpen,
    base_agreement,
    enrol,
    open_all,
)
from registry.cli.demo.invitation import Invitation
from registry.domain.places import PCode
from registry.domain.vocabulary import (
    BenefitFamily,
    BenefitKind,
    OrganisationKind,
    Unit,
)

MINISTRY: Final = "moss-qena"
ASSOCIATION: Final = "albir-qena"
UMBRELLA: Final = "qena-union"
FOOD_BASKETS: Final = "food-baskets"

PARTNERS: Final = (
    PartnerToEnrol(
        code=MINISTRY,
        kind=OrganisationKind.MINISTRY,
        name_ar="مديرية التضامن الاجتماعي بقنا",
        name_en="Directorate of Social Solidarity, Qena",
    ),
    PartnerToEnrol(
        code=ASSOCIATION,
        kind=OrganisationKind.ASSOCIATION,
        name_ar="جمعية البر بقنا",
        name_en="Al-Birr Association, Qena",
    ),
    PartnerToEnrol(
        code="alnour-naghamadi",
        kind=OrganisationKind.ASSOCIATION,
        name_ar="جمعية النور بنجع حمادي",
        name_en="Al-Nour Association, Nag Hammadi",
    ),
    PartnerToEnrol(
        code="saeed-foundation",
        kind=OrganisationKind.PRIVATE_DONOR,
        name_ar="مؤسسة الصعيد للعطاء",
        name_en="Upper Egypt Giving Foundation",
    ),
    PartnerToEnrol(
        code=UMBRELLA,
        kind=OrganisationKind.UMBRELLA,
        name_ar="الاتحاد الإقليمي للجمعيات بقنا",
        name_en="Regional Union of Associations, Qena",
    ),
)

PROGRAMMES: Final = (
    ProgrammeToOpen(
        owner=ASSOCIATION,
        code=FOOD_BASKETS,
        name_ar="سلال غذائية",
        name_en="Food baskets",
        family=BenefitFamily.FOOD,
        kind=BenefitKind.IN_KIND,
        unit=Unit.BASKET,
    ),
    ProgrammeToOpen(
        owner=MINISTRY,
        code="cash-support",
        name_ar="دعم نقدي",
        name_en="Cash support",
        family=BenefitFamily.CASH,
        kind=BenefitKind.CASH,
        unit=Unit.PAYMENT,
    ),
    ProgrammeToOpen(
        owner=MINISTRY,
        code=FOOD_BASKETS,
        name_ar="سلال غذائية",
        name_en="Food baskets",
        family=BenefitFamily.FOOD,
        kind=BenefitKind.IN_KIND,
        unit=Unit.BASKET,
    ),
    ProgrammeToOpen(
        owner="alnour-naghamadi",
        code="school-kits",
        name_ar="حقائب مدرسية",
        name_en="School kits",
        family=BenefitFamily.SCHOOL,
        kind=BenefitKind.IN_KIND,
        unit=Unit.KIT,
    ),
)


BASE: Final = BaseAgreement(
    name_ar="المذكرة الأساسية لسجل قنا المشترك",
    name_en="Base agreement of Qena's shared register",
    families=(
        BenefitFamily.FOOD,
        BenefitFamily.CASH,
        BenefitFamily.SCHOOL,
        BenefitFamily.HOUSEHOLD_ITEMS,
    ),
    area=PCode("EG27"),
    begins=date(2026, 1, 1),
)


INVITATION: Final = Invitation(
    partners=PARTNERS,
    auditor_at=MINISTRY,
    queries=(
        """{ households(first: 10) { edges { node {
    reference markaz { nameAr } sizeBand headName { state value masked } partner { nameAr }
} } } }""",
        '{ reached(by: MARKAZ, month: "2026-10") { edges { node { place { nameAr } persons visits services } } } }',
    ),
)


@dataclass(frozen=True, slots=True)
class Qena:
    """What was set up: partners and programmes by code."""

    partners: dict[str, UUID]
    programmes: dict[tuple[str, str], UUID]


async def set_up(writer: Writer, operator: Context) -> Qena:
    """Enrol the partners, sign the base agreement, open the programmes; done before, it changes nothing."""
    partners = await enrol(writer, operator, PARTNERS)
    agreed = operator.with_key("demo:agreement:base")
    terms = base_agreement(partners, BASE, totals_for={UMBRELLA})
    await writer.submit(steering.sign_agreement(terms, agreed, writer.mint))
    programmes = await open_all(writer, operator, partners, PROGRAMMES)
    return Qena(partners, programmes)
