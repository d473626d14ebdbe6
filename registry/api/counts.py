"""How much there is: totals, which every party of an agreement may see, and how much of it is there more than once."""

from __future__ import annotations

from dataclasses import dataclass, field

import strawberry

from registry.api.context import Asking, Once
from registry.api.moment import AsOf, position_of
from registry.projections import distinct
from registry.projections.distinct import TwiceThere
from registry.projections.summary import Summary, summary

ACT = "counts.read"


@dataclass(frozen=True)
class _Counting:
    """What is counted, and what is there twice, which is folded from all links where somebody asks for it."""

    found: Summary
    twice: Once[TwiceThere] = field(compare=False)


@strawberry.type(description="How much there is in the register, or of the viewer's own.")
class Counts:
    counting: strawberry.Private[_Counting]
    registrations: int = strawberry.field(description="Less those that were withdrawn.")
    members: int = strawberry.field(description="Those who are there, as registrations name them.")
    declared_size: int = strawberry.field(description="The sum of what households said.")
    deliveries: int = strawberry.field(description="Own records and reports, less those reversed.")

    @strawberry.field(description="Each household once, whoever registered it.")
    async def households(self) -> int:
        return self.registrations - (await self.counting.twice()).households

    @strawberry.field(description="Each person once, whoever registered them.")
    async def persons(self) -> int:
        return self.members - (await self.counting.twice()).persons


async def counts(info: Asking, as_of: AsOf | None = None, *, own: bool = False) -> Counts | None:
    """Null where the viewer may not see totals, or, of its `own`, no records.

    The whole register is folded by all its links, as it counts everybody's records; one's own by those links alone
    of which the viewer may know both sides.
    """
    position = await position_of(info.context, as_of)
    standing = await info.context.standing()
    scope = standing.scope
    if not (scope.own if own else scope.totals):
        await info.context.refusals(ACT)
        return None
    connected = await info.context.connection()
    partner = scope.viewer.partner if own else None
    found = await summary(connected, position=position, partner=partner)

    async def twice() -> TwiceThere:
        return await distinct.twice_there(
            connected,
            position=position,
            partner=partner,
            visible_to=standing.visible if own else None,
        )

    return Counts(
        counting=_Counting(found, Once(twice)),
        registrations=found.registrations,
        members=found.members,
        declared_size=found.declared_size,
        deliveries=found.deliveries,
    )
