"""The figures of the whole registry at a position."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection

from registry.domain.vocabulary import Claim
from registry.projections.model import Row
from registry.projections.reading import fetch


class Summary(Row, frozen=True, kw_only=True):
    """`declared_size` sums what households said of themselves, nothing where they did not."""

    registrations: int
    members: int
    declared_size: int
    on_hold: int
    own_records: int
    reported_by_households: int
    reported_by_partners: int

    @property
    def deliveries(self) -> int:
        return self.own_records + self.reported_by_households + self.reported_by_partners


_SUMMARY: Final = """
    with roll as (
        select count(*) as registrations, coalesce(sum(named_members), 0)::bigint as members,
               coalesce(sum(declared_size), 0)::bigint as declared_size,
               count(*) filter (where on_hold is not null) as on_hold
        from read.household_roll_v3
        where held @> %(position)s::bigint and withdrawn is null
          and (%(partner)s::uuid is null or partner = %(partner)s)
    ), ledger as (
        select count(*) filter (where claim = %(own)s) as own_records,
               count(*) filter (where claim = %(household)s) as reported_by_households,
               count(*) filter (where claim = %(others)s) as reported_by_partners
        from read.delivery_ledger_v4
        where held @> %(position)s::bigint and reversal is null and (%(partner)s::uuid is null or partner = %(partner)s)
    )
    select * from roll, ledger
"""


async def summary(
    connection: AsyncConnection[Any], *, position: int, partner: UUID | None = None
) -> Summary:
    """Totals as they stood at `position`, of one partner's records or of all."""
    parameters = {
        "position": position,
        "partner": partner,
        "own": Claim.OWN_RECORD.value,
        "household": Claim.REPORTED_BY_HOUSEHOLD.value,
        "others": Claim.REPORTED_BY_PARTNER.value,
    }
    (figures,) = await fetch(connection, Summary, _SUMMARY, parameters)
    return figures
