"""What clients send of deliveries to be recorded, as the schema describes it."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import strawberry

from registry.api.built import built
from registry.api.inputs import IdentityNumberInput
from registry.domain.money import Currency
from registry.domain.vocabulary import (
    BenefitFamily,
    BenefitKind,
    Channel,
    Claim,
    CountsAs,
    MoneySource,
    Unit,
)

_A_DATE: Final = "2026-10-05, 2026-10, 2026 or 2027-02-08..2027-03-08; Hijri dates too, as 1448-09."
_BEGINS: Final = (
    "As `on`: what it is meant for begins with the first day of this. Where neither end is said it is meant for the "
    "period of its plan, else for the whole month, quarter or year of `on` where its programme goes by those."
)
_ENDS: Final = "As `on`: what it is meant for ends with the last day of this."
_SOURCES: Final = "Who paid for it; their amounts come to no more than the value, in its currency."
_PROXY: Final = "They act for somebody who cannot come, by the `authority` that they showed."


@strawberry.input(description="What was given, for a claim without a programme.")
class BenefitInput:
    family: BenefitFamily
    kind: BenefitKind
    unit: Unit


@strawberry.input
class MoneyInput:
    amount: Decimal
    currency: Currency


@strawberry.input(description="Where money came from, and how much of it where that is known.")
class SourceInput:
    kind: MoneySource
    partner: strawberry.ID | None = strawberry.field(
        default=None, description="Who gave it, where it is a partner."
    )
    amount: MoneyInput | None = None


@strawberry.input(description="Who took the help for the recipient.")
class CollectorInput:
    name: str
    member: strawberry.ID | None = strawberry.field(
        default=None, description="Where it was one of the household."
    )
    identity_numbers: list[IdentityNumberInput] = strawberry.field(default_factory=list)
    proxy: bool = strawberry.field(default=False, description=_PROXY)
    authority: str | None = strawberry.field(
        default=None, description="By what right, as a power of attorney and its number."
    )


@strawberry.input(description="A line of a plan, by its number.")
class PlannedInput:
    plan: strawberry.ID
    line: int


@built
@strawberry.input(
    description="Name a household, a member of it too, or a headcount with its place."
)
class DeliveryInput:
    household: strawberry.ID | None = None
    member: strawberry.ID | None = None
    headcount: int | None = strawberry.field(
        default=None,
        description="How many were served where nobody is named: an event, or a caller who gave no name.",
    )
    place: str | None = strawberry.field(
        default=None, description="Of a headcount: P-code, of a governorate where no more is known."
    )
    programme: strawberry.ID | None = None
    benefit: BenefitInput | None = None
    quantity: Decimal = Decimal(1)
    value: MoneyInput | None = None
    counts_as: CountsAs = CountsAs.SERVICE
    on: str = strawberry.field(description=_A_DATE)
    serves_from: str | None = strawberry.field(default=None, description=_BEGINS)
    serves_until: str | None = strawberry.field(default=None, description=_ENDS)
    sources: list[SourceInput] = strawberry.field(default_factory=list, description=_SOURCES)
    service_point: strawberry.ID | None = strawberry.field(
        default=None, description="The centre or department where it was, a partner."
    )
    visit: strawberry.ID | None = strawberry.field(
        default=None, description="The visit it belongs to; without one it is a visit of its own."
    )
    planned: PlannedInput | None = strawberry.field(
        default=None, description="The line of a released plan by which it is handed out."
    )
    claim: Claim = Claim.OWN_RECORD
    channel: Channel = strawberry.field(default=Channel.API, description="How it came to be known.")
    giver: str | None = None
    collector: CollectorInput | None = None


@strawberry.input(description="One thing that was done in a visit.")
class ServiceInput:
    programme: strawberry.ID | None = None
    benefit: BenefitInput | None = None
    quantity: Decimal = Decimal(1)
    value: MoneyInput | None = None
    counts_as: CountsAs = CountsAs.SERVICE
    serves_from: str | None = strawberry.field(default=None, description=_BEGINS)
    serves_until: str | None = strawberry.field(default=None, description=_ENDS)
    sources: list[SourceInput] = strawberry.field(default_factory=list, description=_SOURCES)
    giver: str | None = None


@built
@strawberry.input(description="A visit: who came, when and where, and all that was done.")
class VisitInput:
    household: strawberry.ID | None = None
    member: strawberry.ID | None = None
    headcount: int | None = None
    place: str | None = None
    on: str = strawberry.field(description=_A_DATE)
    service_point: strawberry.ID | None = None
    claim: Claim = Claim.OWN_RECORD
    channel: Channel = Channel.API
    collector: CollectorInput | None = None
    services: list[ServiceInput]


@built
@strawberry.input(
    description="What is right instead. What is not named stays as it is; null takes a value away."
)
class DeliveryCorrectionInput:
    quantity: Decimal | None = strawberry.UNSET
    value: MoneyInput | None = strawberry.UNSET
    counts_as: CountsAs | None = strawberry.UNSET
    headcount: int | None = strawberry.UNSET
    on: str | None = strawberry.UNSET
    serves_from: str | None = strawberry.UNSET
    serves_until: str | None = strawberry.UNSET
    sources: list[SourceInput] | None = strawberry.UNSET
    giver: str | None = strawberry.UNSET
    collector: CollectorInput | None = strawberry.UNSET
