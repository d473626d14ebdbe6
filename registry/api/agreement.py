"""Agreements, shown to those they bind."""

from __future__ import annotations

from datetime import date
from typing import Self
from uuid import UUID

import strawberry

from registry.api.context import Asking
from registry.api.cursors import checked_first
from registry.api.moment import AsOf, as_uuid, page_window
from registry.api.relay import Connection, Node, connection, global_id
from registry.domain.agreement import AgreementSigned
from registry.domain.vocabulary import BenefitFamily, FieldGroup, LegalBasis, Level, Purpose
from registry.projections import agreement_directory
from registry.projections.agreement_directory import AgreementRow
from registry.projections.reading import Page


@strawberry.type(description="How far an agreement opens one group of fields.")
class Grant:
    group: FieldGroup
    level: Level


@strawberry.type(description="A memorandum of understanding: who may see what, for what, how long.")
class Agreement(Node):
    name_ar: str
    name_en: str
    base: bool = strawberry.field(description="Existence, markaz, size band, masked names.")
    party_ids: list[strawberry.ID]
    totals_only_ids: list[strawberry.ID]
    purposes: list[Purpose]
    grants: list[Grant]
    families: list[BenefitFamily]
    programme_ids: list[strawberry.ID] = strawberry.field(description="None named: all.")
    area: str | None = strawberry.field(description="P-code; none: everywhere.")
    legal_basis: LegalBasis
    begins: date
    until: date | None = strawberry.field(description="The last day in force.")

    @classmethod
    def of(cls, row: AgreementRow) -> Self:
        return cls.on_terms(row.agreement, row.terms, row.ended)

    @classmethod
    def on_terms(cls, agreement: UUID, terms: AgreementSigned, ended: date | None) -> Self:
        last_days = [day for day in (terms.until, ended) if day is not None]
        return cls(
            id=global_id("Agreement", agreement),
            name_ar=terms.name_ar,
            name_en=terms.name_en,
            base=terms.base,
            party_ids=[global_id("Partner", one) for one in terms.parties],
            totals_only_ids=[global_id("Partner", one) for one in terms.totals_only],
            purposes=list(terms.purposes),
            grants=[Grant(group=one.group, level=one.level) for one in terms.grants],
            families=list(terms.families),
            programme_ids=[global_id("Programme", one) for one in terms.programmes],
            area=terms.area,
            legal_basis=terms.legal_basis,
            begins=terms.begins,
            until=min(last_days, default=None),
        )


async def agreements(
    info: Asking, as_of: AsOf | None = None, first: int = 50, after: str | None = None
) -> Connection[Agreement]:
    """The agreements that bind the viewer's partner, past ones too."""
    window = await page_window(info.context, as_of, checked_first(first), after, as_uuid)
    standing = await info.context.standing()
    page: Page[AgreementRow] = Page()
    if not standing.scope.totals:
        refusals = await info.context.refusals("agreement.list")
    else:
        refusals = []
        page = await agreement_directory.page(
            await info.context.connection(), window, party=info.context.viewer.partner
        )
    return connection(page, Agreement.of, lambda row: row.agreement, window, refusals)
