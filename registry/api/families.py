"""The tree of benefit families, as the schema shows it."""

from __future__ import annotations

import strawberry

from registry.domain.families import TREE, Sector
from registry.domain.vocabulary import BenefitFamily
from registry.texts import label


@strawberry.type(description="A kind of help, and what it lies under.")
class BenefitFamilyNode:
    family: BenefitFamily
    under: BenefitFamily | None
    name_ar: str
    name_en: str
    crs: str | None = strawberry.field(description="Purpose code of the Creditor Reporting System.")
    sector: Sector | None = strawberry.field(description="Of OCHA's coordination.")


def benefit_families() -> list[BenefitFamilyNode]:
    """From the top, each followed by what lies under it."""
    return [
        BenefitFamilyNode(
            family=family,
            under=node.under,
            name_ar=label("benefit_family", family, "ar"),
            name_en=label("benefit_family", family, "en"),
            crs=node.crs,
            sector=node.sector,
        )
        for family, node in TREE.items()
    ]
