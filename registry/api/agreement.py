"""Agreements, shown to those they bind."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Self
from uuid import UUID

import strawberry

from registry.api.context import Asking
from registry.api.cursors import checked_first
from registry.api.moment import AsOf, as_uuid, page_window
from registry.api.money import Money
from registry.api.partner import Partner, partner_of
from registry.api.places import Place
from registry.api.relay import Connection, Node, connection, global_id
from registry.domain import agreement as domain
from registry.domain.vocabulary import BenefitFamily, FieldGroup, LegalBasis, Level, Purpose, Sees
from registry.projections import agreement_directory
from registry.projections.agreement_directory import AgreementRow, AgreementState, state_on
from registry.projections.reading import Page


@strawberry.type(description="A partner that signed.")
class Party:
    sees: Sees
    legal_basis: LegalBasis = strawberry.field(description="On what ground it shares its records.")
    signed_by: strawberry.Private[UUID]
    position: strawberry.Private[int]

    @strawberry.field
    async def partner(self, info: Asking) -> Partner | None:
        return await partner_of(info, self.signed_by, self.position)


@strawberry.type(description="How far an agreement opens one group of fields, to whom, for what.")
class Grant:
    group: FieldGroup
    level: Level
    purposes: list[Purpose] = strawberry.field(description="None named: all of the agreement's.")
    given_to: strawberry.Private[tuple[UUID, ...]]
    position: strawberry.Private[int]

    @strawberry.field(description="None named: all parties.")
    async def to(self, info: Asking) -> list[Partner]:
        named = (partner_of(info, one, self.position) for one in self.given_to)
        return [one for one in await asyncio.gather(*named) if one is not None]


@strawberry.type(description="A memorandum of understanding: who may see what, for what, how long.")
class Agreement(Node):
    name_ar: str
    name_en: str
    base: bool = strawberry.field(description="Existence, markaz, size band, masked names.")
    parties: list[Party]
    purposes: list[Purpose]
    grants: list[Grant]
    families: list[BenefitFamily]
    programme_ids: list[strawberry.ID] = strawberry.field(description="None named: all.")
    areas: list[Place] = strawberry.field(description="None named: everywhere.")
    alone_up_to: list[Money] = strawberry.field(
        description="What one person may decide about alone where a duplicate holds up a plan; of a currency that is "
        "not named, the registry's setting."
    )
    begins: date
    until: date | None = strawberry.field(description="The last day in force.")

    @strawberry.field(description="How it stands today, whatever moment was asked about.")
    def state(self, info: Asking) -> AgreementState:
        return state_on(_today(info), self.begins, self.until)

    @strawberry.field(
        description="From today to the last day: 0 on it, negative after it; null without an end."
    )
    def days_left(self, info: Asking) -> int | None:
        return None if self.until is None else (self.until - _today(info)).days

    @classmethod
    def of(cls, row: AgreementRow, position: int) -> Self:
        return cls.on_terms(row.agreement, row.terms, row.last_day, position)

    @classmethod
    def on_terms(
        cls, agreement: UUID, terms: domain.Terms, last_day: date | None, position: int
    ) -> Self:
        return cls(
            id=global_id("Agreement", agreement),
            name_ar=terms.name_ar,
            name_en=terms.name_en,
            base=terms.base,
            parties=[_party(one, position) for one in terms.parties],
            purposes=list(terms.purposes),
            grants=[_grant(one, position) for one in terms.grants],
            families=list(terms.families),
            programme_ids=[global_id("Programme", one) for one in terms.programmes],
            areas=[Place.of(one) for one in terms.areas],
            alone_up_to=[
                Money(amount=one.amount, currency=one.currency) for one in terms.alone_up_to
            ],
            begins=terms.begins,
            until=last_day,
        )


def _today(info: Asking) -> date:
    return info.context.services.writer.mint.today()


def _party(party: domain.Party, position: int) -> Party:
    return Party(
        sees=party.sees,
        legal_basis=party.legal_basis,
        signed_by=party.partner,
        position=position,
    )


def _grant(grant: domain.Grant, position: int) -> Grant:
    return Grant(
        group=grant.group,
        level=grant.level,
        purposes=list(grant.purposes),
        given_to=grant.to,
        position=position,
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
    return connection(
        page,
        lambda row: Agreement.of(row, window.position),
        lambda row: row.agreement,
        window,
        refusals,
    )


async def agreements_with(info: Asking, partner: UUID) -> list[Agreement]:
    """Those that bind a partner and the viewer's, as they stand today."""
    if not (await info.context.standing()).scope.totals:
        return []
    rows = await info.context.own_agreements()
    position = (await info.context.standing()).position
    return [Agreement.of(row, position) for row in rows if partner in row.parties]
