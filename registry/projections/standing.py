"""What decides about a viewer, in one read: agreements in force, the partners they bind, the position.

Every request begins with it, so that what follows is one read a read model.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec
from psycopg import AsyncConnection, sql
from psycopg.rows import tuple_row

from registry.privacy.policy import AgreementInForce
from registry.projections.agreement_directory import AgreementRow
from registry.projections.as_of import EVERY_MODEL, PRESENT
from registry.projections.partner_directory import PartnerRow


@dataclass(frozen=True, slots=True)
class Bound:
    """Today's, whatever position is asked about; `position` is what every read model has come to.

    `partners` are the viewer's own, where it is enrolled, and all that its agreements bind.
    """

    position: int
    agreements: tuple[AgreementInForce, ...]
    partners: tuple[PartnerRow, ...]


_BOUND: Final = sql.SQL("""
    with binding as (
        select * from read.agreement_directory_v2
        where upper_inf(held) and %(partner)s = any(parties)
          and begins <= %(on)s and least(until, ended, 'infinity') >= %(on)s
    ), reached as ({present})
    select reached.position,
           (select coalesce(jsonb_agg(to_jsonb(one) - 'held' order by agreement), '[]')
            from binding as one),
           (select coalesce(jsonb_agg(to_jsonb(one) - 'held' order by partner), '[]')
            from read.partner_directory_v2 as one
            where upper_inf(held) and (one.partner = %(partner)s or one.partner in
                  (select unnest(parties) from binding)))
    from reached
""").format(present=PRESENT)


async def bound(connection: AsyncConnection[Any], partner: UUID, on: date) -> Bound:
    """What binds a partner on a day."""
    async with connection.cursor(row_factory=tuple_row) as cursor:
        await cursor.execute(_BOUND, {**EVERY_MODEL, "partner": partner, "on": on})
        ((position, agreements, partners),) = await cursor.fetchall()
    rows = msgspec.convert(agreements, list[AgreementRow])
    return Bound(
        position=position,
        agreements=tuple(
            AgreementInForce(id=row.agreement, terms=row.terms, last_day=row.ended) for row in rows
        ),
        partners=tuple(msgspec.convert(partners, list[PartnerRow])),
    )
