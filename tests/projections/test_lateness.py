"""Who is late is found by each partner's own newest delivery, however much others have recorded since."""

from __future__ import annotations

from datetime import UTC, date
from typing import Any, LiteralString
from uuid import UUID

import pytest
from psycopg import AsyncConnection, Connection, sql

from registry.domain.ids import time_of
from registry.projections.catalogue import MODELS
from registry.projections.follower import prepare
from registry.projections.lateness import LatePartner, late_partners
from registry.projections.model import Copy

pytestmark = pytest.mark.anyio

NOOR, BUSY = UUID(int=1), UUID(int=2)
PARTNERS: LiteralString = """
    insert into read.partner_directory_v2
        (partner, code, kind, name_ar, name_en, suspended, reports_every, agreed_on, held)
    values (%s, 'noor', 'association', 'النور', 'Noor', false, 30, '2024-01-01', '[1,)')
"""
DELIVERIES: LiteralString = """
    insert into read.delivery_ledger_v4 (delivery, partner, recorded_at, channel, headcount, family, kind, unit,
        quantity, counts_as, on_first, on_last, on_precision, place, money_sources, source_partners, source_amounts,
        source_currencies, claim, held)
    select (%s || lpad(to_hex(n), 12, '0'))::uuid, %s, now(), 'file', 1, 'food', 'in_kind', 'basket', 1, 'service',
        '2026-01-01', '2026-01-01', 'day', 'EG2706', '{}', '{}', '{}', '{}', 'own_record', '[1,)'
    from generate_series(1, %s) as n
"""
OLD, NEW = "01980000-0000-7000-8000-", "019a0000-0000-7000-8000-"


async def test_deliveries_of_others_are_not_passed_over_to_find_the_newest_of_one(
    follower: Connection[Any], administrator: Connection[Any], reader: AsyncConnection[Any]
) -> None:
    prepare(follower, [Copy(model) for model in MODELS])
    administrator.execute(PARTNERS, [NOOR])
    for begins, partner, many in ((OLD, NOOR, 20_000), (NEW, BUSY, 20_000)):
        administrator.execute(DELIVERIES, [begins, partner, many])
    administrator.execute("analyze")
    reads = sql.SQL("""
        select coalesce(sum(idx_tup_fetch + seq_tup_read), 0)
        from pg_stat_xact_user_tables where relname like 'delivery_ledger%'
    """)
    async with reader.transaction():
        late = await late_partners(reader, date(2026, 10, 20), UTC, position=9)
        ((read,),) = await (await reader.execute(reads)).fetchall()
    since = time_of(UUID(f"{OLD}{20_000:012x}")).date()
    assert late == {NOOR: LatePartner(NOOR, 30, since)}
    assert read == 1
