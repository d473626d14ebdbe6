"""What the agreements in force today give a viewer, in the words of policy and of the queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from registry.api.exposure import View
from registry.privacy.policy import (
    AgreementInForce,
    HeldRecord,
    RecordScope,
    Viewer,
    record_scope,
)
from registry.projections.partner_directory import PartnerRow
from registry.projections.standing import bound
from registry.projections.visibility import RecordFilter


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a viewer stands today; the past is shown by it too.

    `position` is what the read models had reached; `partner` is None for one that never enrolled;
    `partners` are those that the agreements bind.
    """

    scope: RecordScope
    agreements: tuple[AgreementInForce, ...]
    partner: PartnerRow | None
    partners: Mapping[UUID, PartnerRow]
    position: int

    @property
    def visible(self) -> RecordFilter:
        """Every record there is for the viewer."""
        return RecordFilter.of(self.scope)

    @property
    def visible_in_detail(self) -> RecordFilter:
        """The records whose closed clear fields the viewer may know, and so may search by."""
        visible = self.visible
        return replace(visible, others=tuple(one for one in visible.others if not one[1].base))

    @property
    def visible_as_own(self) -> RecordFilter:
        return replace(self.visible, others=())

    def view(self, record: HeldRecord) -> View:
        """How far the clear fields of a record are shown, one that the query gave out."""
        own = self.scope.own and record.owner == self.scope.viewer.partner
        rules = self.scope.others.get(record.owner, ())
        return View(own=own, detail=any(not rule.base and rule.shows(record) for rule in rules))


async def standing_of(connection: AsyncConnection[Any], viewer: Viewer, today: date) -> Standing:
    """Read what binds the viewer's partner today, and whether it was suspended."""
    found = await bound(connection, viewer.partner, today)
    partners = {row.partner: row for row in found.partners}
    own = partners.get(viewer.partner)
    scope = record_scope(
        viewer, found.agreements, today, suspended=own is not None and own.suspended
    )
    return Standing(scope, found.agreements, own, partners, found.position)
