"""Whom a delivery reached: the household that got it, itself or through a member, and its consent."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from uuid import UUID

from registry.api.context import Asking
from registry.api.reading import Reading
from registry.domain.vocabulary import ConsentState
from registry.privacy.policy import HeldRegistration
from registry.projections.delivery_ledger import DeliveryRow
from registry.projections.household_roll import ShownRow


def registration_of(row: ShownRow) -> HeldRegistration:
    """A row of the roll as policy looks at it: by what holds today, whatever position is shown."""
    return HeldRegistration(
        owner=row.owner_today,
        sharing=row.sharing_today,
        place=row.place_today,
        protected=row.protected_today,
        covers=row.covered_today,
        withdrawn=row.withdrawn_today,
    )


async def household_of(reading: Reading, row: DeliveryRow) -> UUID | None:
    """The household, None where nobody was named or the viewer may not know of it."""
    if row.household is not None or row.member is None:
        return row.household
    member = await reading.members.load(row.member)
    return None if member is None else member.household


async def homes_of(
    info: Asking, rows: Sequence[DeliveryRow], position: int
) -> dict[UUID, HeldRegistration | None]:
    """The registration behind each delivery, for its consent. Nobody asks for it in the partner's own."""
    reading = await info.context.at(position)
    others = [row for row in rows if row.partner != info.context.viewer.partner]
    homes = await asyncio.gather(*(_home_of(reading, row) for row in others))
    known = {row.delivery: home for row, home in zip(others, homes, strict=True)}
    return {row.delivery: known.get(row.delivery) for row in rows}


async def _home_of(reading: Reading, row: DeliveryRow) -> HeldRegistration | None:
    household = await household_of(reading, row)
    if household is None:
        return None
    home = await reading.households.load(household)
    if home is None:
        # The query gave the delivery out, so its household is there too; if not, it is not shared.
        return HeldRegistration(owner=row.partner, sharing=ConsentState.REFUSED, place=row.place)
    return registration_of(home)
