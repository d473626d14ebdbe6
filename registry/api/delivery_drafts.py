"""What clients sent of deliveries, read into drafts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import strawberry

from registry.api.delivery_inputs import (
    BenefitInput,
    CollectorInput,
    DeliveryCorrectionInput,
    DeliveryInput,
    MoneyInput,
    ServiceInput,
    SourceInput,
    VisitInput,
)
from registry.api.drafts import MOST_OF_A_KIND, at_most, identity_numbers, text_of
from registry.api.ids import BadRequest, read_uuid
from registry.application.deliveries import Benefit, DeliveryDraft, Planned
from registry.application.delivery_changes import DeliveryMend
from registry.application.hijri import read_any_date
from registry.domain.casework import DeliveryField
from registry.domain.dates import NotADate, PreciseDate
from registry.domain.delivery import Collector, Source
from registry.domain.money import Money, NotMoney
from registry.domain.places import PCode, known_place


def delivery_draft(given: DeliveryInput, today: date) -> DeliveryDraft:
    """The draft of what was given.

    Raises:
        BadRequest: `date_unreadable`, `amount_unreadable`, `id_malformed`, `name_blank`, `too_long`, `too_many`.
        Refused: `place_unknown`.
    """
    return DeliveryDraft(
        household=_id(given.household, "Household"),
        member=_id(given.member, "Member"),
        headcount=given.headcount,
        place=place_given(given.place),
        on=date_given(given.on),
        service_point=_id(given.service_point, "Partner"),
        visit=_id(given.visit, "Visit"),
        planned=None
        if given.planned is None
        else Planned(read_uuid(given.planned.plan, "Plan"), given.planned.line),
        claim=given.claim,
        collector=_collector(given.collector, today),
        **_service(given),
    )


def visit_drafts(given: VisitInput, today: date) -> list[DeliveryDraft]:
    """A draft of each thing that was done; see `delivery_draft`."""
    at_most("services", given.services, MOST_OF_A_KIND)
    shared: Mapping[str, Any] = {
        "household": _id(given.household, "Household"),
        "member": _id(given.member, "Member"),
        "headcount": given.headcount,
        "place": place_given(given.place),
        "on": date_given(given.on),
        "service_point": _id(given.service_point, "Partner"),
        "claim": given.claim,
        "collector": _collector(given.collector, today),
    }
    return [DeliveryDraft(**shared, **_service(one)) for one in given.services]


def delivery_mend(given: DeliveryCorrectionInput, today: date) -> DeliveryMend:
    """What is said instead; see `delivery_draft` for what is refused."""
    read: Mapping[DeliveryField, Callable[[Any], Any]] = {
        DeliveryField.QUANTITY: lambda one: None if one is None else quantity_given(one),
        DeliveryField.VALUE: money_given,
        DeliveryField.ON: _day,
        DeliveryField.SERVES_FROM: _day,
        DeliveryField.SERVES_UNTIL: _day,
        DeliveryField.SOURCES: lambda those: _sources(those or ()),
        DeliveryField.GIVER: lambda one: text_of("giver", one),
        DeliveryField.COLLECTOR: lambda one: _collector(one, today),
    }
    said = {
        field: value
        for field in DeliveryField
        if (value := getattr(given, field.value)) is not strawberry.UNSET
    }
    values = {
        field.value: read[field](value) if field in read else value for field, value in said.items()
    }
    return DeliveryMend(said=tuple(said), **values)


def _service(given: DeliveryInput | ServiceInput) -> dict[str, Any]:
    return {
        "programme": _id(given.programme, "Programme"),
        "benefit": None if given.benefit is None else _benefit(given.benefit),
        "quantity": quantity_given(given.quantity),
        "value": money_given(given.value),
        "counts_as": given.counts_as,
        "serves_from": _day(given.serves_from),
        "serves_until": _day(given.serves_until),
        "sources": _sources(given.sources),
        "giver": text_of("giver", given.giver),
    }


def _benefit(given: BenefitInput) -> Benefit:
    return Benefit(family=given.family, kind=given.kind, unit=given.unit)


def _sources(given: Sequence[SourceInput]) -> tuple[Source, ...]:
    at_most("sources", given, MOST_OF_A_KIND)
    return tuple(
        Source(kind=one.kind, partner=_id(one.partner, "Partner"), amount=money_given(one.amount))
        for one in given
    )


def _collector(given: CollectorInput | None, today: date) -> Collector | None:
    if given is None:
        return None
    name = text_of("name", given.name)
    if name is None:
        raise BadRequest("name_blank")
    return Collector(
        name=name,
        member=_id(given.member, "Member"),
        identity_numbers=identity_numbers(given.identity_numbers, today),
        proxy=given.proxy,
        authority=text_of("authority", given.authority),
    )


def _id(given: str | None, kind: str) -> UUID | None:
    return None if given is None else read_uuid(given, kind)


def place_given(given: str | None) -> PCode | None:
    """Raises `Refused`: `place_unknown`."""
    return None if given is None else known_place(given).code


def _day(given: str | None) -> PreciseDate | None:
    return None if given is None else date_given(given)


def date_given(given: str) -> PreciseDate:
    try:
        return read_any_date(given)
    except NotADate:
        raise BadRequest("date_unreadable") from None


def quantity_given(given: Decimal) -> Decimal:
    if not given.is_finite():
        raise BadRequest("amount_unreadable")
    return given


def money_given(given: MoneyInput | None) -> Money | None:
    return None if given is None else amount_given(given)


def amount_given(given: MoneyInput) -> Money:
    """Raises `BadRequest`: `amount_unreadable`."""
    try:
        return Money(given.amount, given.currency)
    except (NotMoney, ArithmeticError):
        raise BadRequest("amount_unreadable") from None
