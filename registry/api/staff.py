"""Who works where: whose opaque id stands in a record, by name to those who may know."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self
from uuid import UUID

import strawberry

from registry.api.context import Asking
from registry.api.cursors import checked_first
from registry.api.moment import as_number, page_window
from registry.api.partner import Partner, partner_of
from registry.api.relay import Connection, connection
from registry.api.standing import Standing
from registry.domain.access import RefusalCode
from registry.domain.vocabulary import Purpose, Role
from registry.privacy.policy_table import PARTNER_SUSPENDED, ROLE_NOT_ALLOWED, STAFF_LISTED_TO
from registry.privacy.staff import StaffMember
from registry.projections.reading import Page
from registry.texts import say

LISTING = "staff.list"


@strawberry.type(
    description="Who acted. The log holds an opaque id; names come from the staff directory of today, "
    "to the own partner and to auditors."
)
class Actor:
    id: str = strawberry.field(description="Opaque, and the same for all that one person did.")
    role: Role = strawberry.field(description="In which they acted.")
    holder: strawberry.Private[UUID]
    partner_id: strawberry.Private[UUID]
    position: strawberry.Private[int]

    @classmethod
    def of(cls, actor: UUID, partner: UUID, role: Role, position: int) -> Self:
        return cls(id=str(actor), role=role, holder=actor, partner_id=partner, position=position)

    @strawberry.field(description="For whom they acted.")
    async def partner(self, info: Asking) -> Partner | None:
        return await partner_of(info, self.partner_id, self.position)

    @strawberry.field(
        description="In Arabic where the directory has it, else what there is; of whoever asked to be "
        "removed that it was a member of staff. Null where it is not for the viewer."
    )
    async def name(self, info: Asking) -> str | None:
        member = await self._known(info)
        return None if member is None else names_of(member)[0]

    @strawberry.field(description="As `name`, in Latin letters where the directory has it.")
    async def name_latin(self, info: Asking) -> str | None:
        member = await self._known(info)
        return None if member is None else names_of(member)[1]

    @strawberry.field(description="The day they left; null for who is there, and as `name`.")
    async def left(self, info: Asking) -> date | None:
        member = await self._known(info)
        return None if member is None else _day(info, member.left_at)

    async def _known(self, info: Asking) -> StaffMember | None:
        if not may_know(await info.context.standing(), self.partner_id):
            return None
        return await info.context.staff.load(self.holder)


def may_know(standing: Standing, partner: UUID) -> bool:
    """Whether the names of a partner's staff are for the viewer: of their own, and all of them for an auditor."""
    scope = standing.scope
    return scope.openings or (scope.own and partner == scope.viewer.partner)


def names_of(member: StaffMember) -> tuple[str | None, str | None]:
    """What somebody is called, in Arabic and in Latin letters, one for the other where it is missing."""
    if member.partner is None:
        return say("staff_operator", "ar"), say("staff_operator", "en")
    if member.removed:
        return say("staff_former", "ar"), say("staff_former", "en")
    return (
        member.name_ar or member.name_latin or member.login,
        member.name_latin or member.name_ar or member.login,
    )


@strawberry.type(description="A row of the staff directory, which is kept outside the log.")
class StaffEntry:
    id: str = strawberry.field(description="The opaque id that stands in records.")
    login: str | None = strawberry.field(description="What they sign in as.")
    name_ar: str | None
    name_latin: str | None
    roles: list[Role]
    purposes: list[Purpose] = strawberry.field(description="None: all that the roles may.")
    since: datetime | None
    left: date | None = strawberry.field(description="The day on which access ended.")

    @classmethod
    def of(cls, info: Asking, member: StaffMember) -> Self:
        return cls(
            id=str(member.actor),
            login=member.login,
            name_ar=member.name_ar,
            name_latin=member.name_latin,
            roles=sorted(member.roles),
            purposes=sorted(member.purposes),
            since=member.since,
            left=_day(info, member.left_at),
        )


async def staff(info: Asking, first: int = 50, after: str | None = None) -> Connection[StaffEntry]:
    """Who works for the viewer's partner and who has left, to its data and security officers."""
    window = await page_window(info.context, None, checked_first(first), after, as_number)
    refusal = _refusal(await info.context.standing())
    if refusal is not None:
        said = [info.context.ledger.refused(refusal, LISTING)]
        return connection(Page(), lambda _: StaffEntry.of(info, _), lambda _: 0, window, said)
    own = (await info.context.standing()).partner
    rows: list[StaffMember] = []
    if own is not None:
        rows = await info.context.services.staff.page(
            own.code, after=window.after, limit=window.first + 1
        )
    return connection(
        window.page(rows), lambda row: StaffEntry.of(info, row), lambda row: row.number, window
    )


def _refusal(standing: Standing) -> RefusalCode | None:
    if standing.partner is not None and standing.partner.suspended:
        return PARTNER_SUSPENDED
    allowed = standing.scope.viewer.roles & STAFF_LISTED_TO
    return None if allowed else ROLE_NOT_ALLOWED


def _day(info: Asking, moment: datetime | None) -> date | None:
    zone = info.context.services.writer.mint.zone
    return None if moment is None else moment.astimezone(zone).date()
