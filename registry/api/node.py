"""Relay's `node`: anything again by its id, if it exists for the viewer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, TypeAlias
from uuid import UUID

import strawberry

from registry.api.agreement import Agreement
from registry.api.context import Asking
from registry.api.delivery import delivery_at
from registry.api.double_support import Pair, double_support_at, read_key
from registry.api.entitlement_document import document_at
from registry.api.fund import fund_at
from registry.api.household import household_at
from registry.api.ids import BadRequest, read_global_id
from registry.api.member import member_at
from registry.api.moment import AsOf, as_number, position_of
from registry.api.openings import opening_at
from registry.api.pair import pair_at
from registry.api.partner import partner_of
from registry.api.plan import plan_at
from registry.api.programme import Programme
from registry.api.referral import referral_at
from registry.api.relay import Node
from registry.api.subject_request import request_at


async def node(info: Asking, id: strawberry.ID, as_of: AsOf | None = None) -> Node | None:  # noqa: A002 - Relay's name
    """Null where there is nothing for the viewer, and where there is nothing at all."""
    kind, key = read_global_id(id)
    if kind not in _FOUND_BY:
        raise BadRequest("id_malformed")
    read, find = _FOUND_BY[kind]
    try:
        found = read(key)
    except ValueError:
        raise BadRequest("id_malformed") from None
    position = await position_of(info.context, as_of)
    await info.context.refusals("record.read")
    return await find(info, found, position)


async def _partner(info: Asking, partner: UUID, position: int) -> Node | None:
    standing = await info.context.standing()
    return await partner_of(info, partner, position) if standing.scope.totals else None


async def _programme(info: Asking, programme: UUID, position: int) -> Programme | None:
    if not (await info.context.standing()).scope.totals:
        return None
    row = await (await info.context.at(position)).programmes.load(programme)
    return None if row is None else Programme.of(row, position)


async def _agreement(info: Asking, agreement: UUID, position: int) -> Agreement | None:
    if not (await info.context.standing()).scope.totals:
        return None
    row = await (await info.context.at(position)).agreements.load(agreement)
    binds = row is not None and info.context.viewer.partner in row.parties
    return Agreement.of(row, position) if row is not None and binds else None


_Find: TypeAlias = Callable[[Asking, Any, int], Awaitable[Node | None]]
_FOUND_BY: Final[Mapping[str, tuple[Callable[[str], UUID | int | Pair], _Find]]] = {
    "Household": (UUID, household_at),
    "Member": (UUID, member_at),
    "Delivery": (UUID, delivery_at),
    "Referral": (UUID, referral_at),
    "SubjectRequest": (UUID, request_at),
    "EntitlementDocument": (UUID, document_at),
    "Pair": (UUID, pair_at),
    "Plan": (UUID, plan_at),
    "Fund": (UUID, fund_at),
    "DoubleSupport": (read_key, double_support_at),
    "Partner": (UUID, _partner),
    "Programme": (UUID, _programme),
    "Agreement": (UUID, _agreement),
    "Opening": (as_number, opening_at),
}
"""How the key of each type is read, and what it finds."""
