"""Pairs of some members and of everybody whom pairs tie to them, as they stand now, in one query."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection, sql

from registry.privacy.arrays import Uuids
from registry.projections import pairs
from registry.projections.model import Copy
from registry.projections.pairs import PairRow
from registry.projections.reading import fetch

_NOW: Final = sql.SQL("""
    select {columns} from {pairs} where first = {member} and upper_inf(held)
    union all
    select {columns} from {pairs} where second = {member} and upper_inf(held)
""")
_TIED_TO: Final = (
    sql.SQL("""
    with recursive inside (member) as (
        select unnest(%(members)b::uuid[])
        union
        select tied.member from inside cross join lateral (
            select case when one.first = inside.member then one.second else one.first end
            from ({ends}) as one
            where linked is not null or "case" is not null or parted
            offset 0
        ) as tied (member)
    )
    select one.* from inside cross join lateral ({rows} offset 0) as one
""")
    .format(
        ends=_NOW.format(
            pairs=Copy(pairs.MODEL).table,
            columns=sql.SQL('first, second, linked, "case", parted'),
            member=sql.Identifier("inside", "member"),
        ),
        rows=_NOW.format(
            pairs=Copy(pairs.MODEL).table,
            columns=sql.SQL(", ").join(map(sql.Identifier, PairRow.__struct_fields__)),
            member=sql.Identifier("inside", "member"),
        ),
    )
    .as_bytes()
)


async def tied_to(connection: AsyncConnection[Any], members: Collection[UUID]) -> list[PairRow]:
    """As `pairs.of_members`, also of whoever is linked with them, asked about or parted from them, and theirs in turn.

    A pair with both sides among these comes twice.
    """
    return await fetch(connection, PairRow, _TIED_TO, {"members": Uuids(members)}, binary=True)
