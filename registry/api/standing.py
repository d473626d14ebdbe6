"""What the agreements in force today give a viewer, in the words of policy and of the queries."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from psycopg import AsyncConnection

from registry.api.exposure import View
from registry.privacy.policy import (
    AgreementInForce,
    HeldRecord,
    RecordScope,
    Viewer,
    record_scope,
)
from registry.projections import agreement_directory, partner_directory
from registry.projections.as_of import present
from registry.projections.partner_directory import PartnerRow
from registry.projections.visibility import RecordFilter


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a viewer stands today; the past is shown by it too.

    `position` is what the read models had reached; `partner` is None for one that never enrolled.
    """

    scope: RecordScope
    agreements: tuple[AgreementInForce, ...]
    partner: PartnerRow | None
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
    position = await present(connection)
    agreements = await agreement_directory.in_force(connection, viewer.partner, today)
    partners = await partner_directory.by_ids(connection, [viewer.partner], position=position)
    partner = partners.get(viewer.partner)
    suspended = partner is not None and partner.suspended
    scope = record_scope(viewer, agreements, today, suspended=suspended)
    return Standing(scope, tuple(agreements), partner, position)
