"""Which records a viewer may know of. It is part of the query, so that pages and counts are right.

Facts are as of the position asked for; what may be seen of them is always today's: today's agreements, which policy
turns into a scope, and today's consent, which is read from the rows that hold now. A registration that was withdrawn
since is there for its own partner alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final, Self
from uuid import UUID

from psycopg import sql
from psycopg.types.json import Jsonb

from registry.domain.families import below
from registry.privacy.policy import RecordRule, RecordScope
from registry.projections.area import codes_within


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFilter:
    """The viewer's own records, and others' as far as a rule under their owner shows them; nothing by default.

    `everything` is for the registry's own work and for no viewer.
    """

    own: UUID | None = None
    others: tuple[tuple[UUID, RecordRule], ...] = ()
    everything: bool = False

    @classmethod
    def of(cls, scope: RecordScope) -> Self:
        rules = [(owner, rule) for owner, those in scope.others.items() for rule in those]
        return cls(own=scope.viewer.partner if scope.own else None, others=tuple(rules))

    def in_detail(self) -> Self:
        """Those of the records of which the viewer may know more than that they exist."""
        return replace(self, others=tuple(one for one in self.others if not one[1].base))

    @property
    def parameters(self) -> dict[str, Any]:
        shared = [_plain(owner, rule) for owner, rule in self.others]
        return {"own": self.own, "shared": Jsonb(shared), "everything": self.everything}


def _plain(owner: UUID, rule: RecordRule) -> dict[str, object]:
    """Null `areas` are everywhere, empty ones nowhere."""
    areas = {code for area in rule.areas for code in codes_within(area)}
    return {
        "owner": str(owner),
        "shown": sorted(rule.shown),
        "families": sorted(below(rule.families)),
        "programmes": sorted(map(str, rule.programmes)),
        "areas": sorted(areas) if rule.areas else None,
    }


# The same conditions as `RecordRule.shows`. `home` is today's row of the roll, `scheme` today's of the programmes.

HOUSEHOLD_VISIBLE: Final = sql.SQL("""
    (%(everything)s or home.partner = %(own)s
     or not home.protected and home.withdrawn is null and exists (
        select from jsonb_to_recordset(%(shared)s) as rule (owner uuid, shown text[], areas text[])
        where rule.owner = home.partner and home.sharing = any(rule.shown)
          and (rule.areas is null or array[home.place, home.markaz, home.governorate] && rule.areas)
    ))
""")

DELIVERY_VISIBLE: Final = sql.SQL("""
    (%(everything)s or delivery.partner = %(own)s
     or (delivery.programme is null or not scheme.protected) and exists (
        select from jsonb_to_recordset(%(shared)s)
            as rule (owner uuid, shown text[], families text[], programmes uuid[], areas text[])
        where rule.owner = delivery.partner
          and delivery.family = any(rule.families)
          and (cardinality(rule.programmes) = 0 or delivery.programme = any(rule.programmes))
          and (rule.areas is null
               or array[delivery.place, delivery.markaz, delivery.governorate] && rule.areas)
          and (home.household is null or home.sharing = any(rule.shown) and not home.protected)
    ) and (coalesce(delivery.member, delivery.household) is null or {home_visible}))
""").format(home_visible=HOUSEHOLD_VISIBLE)

RESERVATION_NAMED: Final = sql.SQL("""
    (%(everything)s or plan.partner = %(own)s
     or not coalesce(scheme.protected, false) and exists (
        select from jsonb_to_recordset(%(shared)s) as rule (owner uuid, families text[], programmes uuid[])
        where rule.owner = plan.partner and plan.family = any(rule.families)
          and (cardinality(rule.programmes) = 0 or plan.programme = any(rule.programmes))
    ))
""")
"""That somebody has reserved help is told to whom it concerns; who it is, by agreement alone."""
