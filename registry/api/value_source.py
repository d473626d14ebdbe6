"""Where the values of a member came from: who said each of them last, and when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import strawberry

from registry.api.context import Asking
from registry.api.partner import Partner, partner_of
from registry.application import said
from registry.domain.casework import MemberField
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.vocabulary import Channel
from registry.texts import label


@strawberry.type(description="Who said a value last, and when.")
class ValueSource:
    field: str = strawberry.field(description="The name that the value is stored under.")
    label_ar: str
    label_en: str
    recorded_at: datetime
    channel: Channel
    by: strawberry.Private[UUID]
    at: strawberry.Private[int]

    @strawberry.field(description="Null for the register itself, which is no partner.")
    async def partner(self, info: Asking) -> Partner | None:
        return await partner_of(info, self.by, self.at)


async def sources_of(
    info: Asking, household: UUID, member: UUID, position: int
) -> list[ValueSource]:
    """Of each field of a member, in the order of the fields, the fact that said it last."""
    history = await info.context.histories.load(household)
    last = _last(member, (one for one in history if one.position <= position))
    return [
        ValueSource(
            field=name,
            label_ar=label("member_field", name, "ar"),
            label_en=label("member_field", name, "en"),
            recorded_at=last[name].recorded_at,
            channel=last[name].envelope.channel,
            by=last[name].envelope.partner,
            at=position,
        )
        for name in MemberField
        if name in last and name is not MemberField.PARTNER_REFERENCE
    ]


def _last(member: UUID, history: Iterable[Recorded[AnyFact]]) -> dict[str, Recorded[AnyFact]]:
    found: dict[str, Recorded[AnyFact]] = {}
    for one in history:
        found |= dict.fromkeys(said.of_member(member, one.fact), one)
    return found
