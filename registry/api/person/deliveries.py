"""What the person received, itself or with the household, as far as its partner is shown it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from registry.api.delivery import Delivery
from registry.api.person.sections import Both, Cell, Section, Value, cells, code
from registry.api.person.subject import Subject
from registry.domain.access import FieldName
from registry.projections import delivery_ledger
from registry.projections.delivery_ledger import DeliveryFilters, DeliveryRow
from registry.projections.reading import all_pages

COLUMNS = ("on", "by", "help", "amount", "for_whom", "says", "collected_by")
COLLECTOR = FieldName("delivery.recorded.collector")
GIVER = FieldName("delivery.recorded.giver")


async def deliveries(subject: Subject) -> Section:
    """What another member of the household received alone is that person's."""
    standing = await subject.context.standing()
    rows = await all_pages(
        partial(
            delivery_ledger.page,
            subject.reading.connection,
            visible_to=standing.visible,
            filters=DeliveryFilters(household=subject.row.household, reversed=None),
        ),
        lambda read: read[-1].delivery,
        position=subject.reading.position,
    )
    theirs = [row for row in rows if row.member in {None, subject.member}]
    return Section("deliveries", COLUMNS, [await _line(subject, row) for row in theirs])


async def _line(subject: Subject, row: DeliveryRow) -> Mapping[str, Cell]:
    return {
        "on": code(row.on),
        "by": await subject.partner(row.partner),
        "help": [
            Both.listed("benefit_family", row.family),
            *await _programme(subject, row.programme),
        ],
        "amount": _amount(row),
        "for_whom": Both.of("person.for_you" if row.member else "person.for_household"),
        "says": [
            Both.listed("claim", row.claim),
            *cells(await _opened(subject, row, GIVER, row.giver)),
            *_taken_back(row),
        ],
        "collected_by": await _opened(subject, row, COLLECTOR, row.collector),
    }


async def _programme(subject: Subject, programme: UUID | None) -> list[Both]:
    found = None if programme is None else await subject.reading.programmes.load(programme)
    return [] if found is None else [Both(found.name_ar, found.name_en)]


def _amount(row: DeliveryRow) -> list[Both | Value]:
    said: list[Both | Value] = [
        code(f"{row.quantity.normalize():f}"),
        Both.listed("unit", row.unit),
    ]
    if row.amount is not None:
        said.append(code(f"{row.amount} {row.currency or ''}".strip()))
    return said


def _taken_back(row: DeliveryRow) -> list[Both]:
    """Of one that was recorded and reversed, that it was and why."""
    if row.reversal is None:
        return []
    return [Both.of("person.taken_back"), Both.listed("reversal_reason", row.reversal)]


async def _opened(subject: Subject, row: DeliveryRow, name: FieldName, value: bytes | None) -> Cell:
    """Who gave it, as the household says, or who collected it: policy decides as of any delivery."""
    if value is None:
        return None
    shown = Delivery.of(
        row, await subject.context.standing(), subject.record, subject.reading.position
    )
    return await subject.opened(name, row.delivery, shown.subject, value, shown.record)
