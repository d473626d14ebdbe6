"""Who the viewer is to the registry, and what is open to them."""

from __future__ import annotations

import strawberry

from registry.api.agreement import Agreement
from registry.api.context import Asking
from registry.api.partner import Partner
from registry.api.protected import Reason
from registry.api.scalars import Position
from registry.domain.access import FieldName
from registry.domain.places import PCode
from registry.domain.vocabulary import ConsentState, Level, Purpose, Role
from registry.privacy.policy import HeldRegistration, RecordScope, decide
from registry.privacy.policy_table import KIND_OF, FieldKind

_ASKED = {kind: next(name for name, of in KIND_OF.items() if of is kind) for kind in FieldKind}
"""A field to ask policy about, for each kind of field."""

strawberry.enum(FieldKind, description="What policy speaks of: names apart from other identity.")


@strawberry.type(description="How far a kind of personal field opens in the partner's own records.")
class OpenedKind:
    kind: FieldKind
    level: Level
    reason: Reason | None


@strawberry.type(description="Who is asking, by their token, and what is open to them today.")
class Viewer:
    partner: Partner | None
    roles: list[Role]
    purpose: Purpose
    agreements: list[Agreement] = strawberry.field(description="In force today.")
    position: Position = strawberry.field(description="What the read models have come to.")
    own_records: bool
    totals: bool
    small_cells: bool = strawberry.field(
        description="Whether counts of everybody's records are told as they are: to auditors, for that purpose."
    )
    openings: bool = strawberry.field(description="Whether the record of openings may be read.")
    opens: list[OpenedKind] = strawberry.field(
        description="In own records; in others' as far as the agreements grant."
    )
    refusal: Reason | None = strawberry.field(description="Why not more; null where nothing is.")


async def me(info: Asking) -> Viewer:
    """Who is asking, and what is open to them."""
    standing = await info.context.standing()
    scope = standing.scope
    return Viewer(
        partner=None if standing.partner is None else Partner.of(standing.partner),
        roles=sorted(scope.viewer.roles),
        purpose=scope.viewer.purpose,
        agreements=[
            Agreement.on_terms(one.id, one.terms, one.last_day, standing.position)
            for one in standing.agreements
        ],
        position=Position(standing.position),
        own_records=scope.own,
        totals=scope.totals,
        small_cells=scope.small_cells,
        openings=scope.openings,
        opens=[_opens(scope, kind, name) for kind, name in _ASKED.items()],
        refusal=None if scope.refusal is None else Reason.of(scope.refusal),
    )


def _opens(scope: RecordScope, kind: FieldKind, name: FieldName) -> OpenedKind:
    own = HeldRegistration(
        owner=scope.viewer.partner, sharing=ConsentState.NOT_ASKED, place=PCode("EG")
    )
    decision = decide(scope, own, name)
    reason = None if decision.reason is None else Reason.of(decision.reason)
    return OpenedKind(kind=kind, level=decision.level, reason=reason)
