"""The index of tokens in PostgreSQL, schema `match`: who shares a token with whom, and which say nothing.

Writers act as `sijill_matcher`, whoever looks up as `sijill_reader`; the connection commits each statement.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import class_row

Connection: TypeAlias = AsyncConnection[Any]


class Entry(NamedTuple):
    """A member with all its tokens, in the household where it is."""

    member: UUID
    household: UUID
    tokens: Sequence[int]


class Holder(NamedTuple):
    """A member with those of the tokens asked for that it has."""

    member: UUID
    household: UUID
    shared: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """`position` up to which the log is matched. `model` and `population` are given until the index is made anew."""

    position: int
    model: str | None
    population: int
    indexed_at: datetime | None


async def put(connection: Connection, entries: Iterable[Entry]) -> None:
    """Enter members, or what they are found by now."""
    async with connection.cursor() as cursor:
        await cursor.executemany(
            "insert into match.record (member, household, tokens) values (%b, %b, %b)"
            " on conflict (member) do update set household = excluded.household, tokens = excluded.tokens"
            " where (record.household, record.tokens) is distinct from (excluded.household, excluded.tokens)",
            [(one.member, one.household, list(one.tokens)) for one in entries],
        )


async def drop(connection: Connection, members: Collection[UUID]) -> None:
    await connection.execute("delete from match.record where member = any(%b)", [list(members)])


async def of_members(connection: Connection, members: Collection[UUID]) -> list[Entry]:
    """Those of the members that are in the index."""
    query = "select member, household, tokens from match.record where member = any(%b)"
    cursor = await connection.execute(query, [list(members)], binary=True)
    return [Entry(*row) for row in await cursor.fetchall()]


async def of_households(connection: Connection, households: Collection[UUID]) -> list[Entry]:
    """Everybody in the index who is in one of the households."""
    query = "select member, household, tokens from match.record where household = any(%b)"
    cursor = await connection.execute(query, [list(households)], binary=True)
    return [Entry(*row) for row in await cursor.fetchall()]


async def holders(connection: Connection, tokens: Collection[int], *, most: int) -> list[Holder]:
    """Up to `most` members that have any of the tokens. Those too common to say anything are not looked for."""
    telling = set(tokens) - await common_among(connection, tokens)
    if not telling:
        return []
    cursor = await connection.execute(
        """
        select member, household,
               array(select token from unnest(tokens) as token where token = any(%(asked)b)) as shared
        from match.record where tokens && %(asked)b limit %(most)b
        """,
        {"asked": sorted(telling), "most": most},
        binary=True,
    )
    return [Holder(*row) for row in await cursor.fetchall()]


async def counts(connection: Connection, tokens: Collection[int]) -> Mapping[int, int]:
    """How many registrations have each token, absent where none has."""
    cursor = await connection.execute(
        """
        select token, count(distinct household)
        from match.record cross join unnest(tokens) as token
        where tokens && %(asked)b and token = any(%(asked)b) group by token
        """,
        {"asked": sorted(set(tokens))},
        binary=True,
    )
    return dict(await cursor.fetchall())


async def common_among(connection: Connection, tokens: Collection[int]) -> set[int]:
    """Those of the tokens that are too common to say anything."""
    query = "select token from match.common where token = any(%b)"
    cursor = await connection.execute(query, [sorted(set(tokens))], binary=True)
    return {token for (token,) in await cursor.fetchall()}


async def add_common(connection: Connection, tokens: Collection[int]) -> None:
    await connection.execute(
        "insert into match.common select unnest(%b::bigint[]) on conflict do nothing",
        [sorted(set(tokens))],
    )


async def state(connection: Connection) -> State:
    async with connection.cursor(row_factory=class_row(State)) as cursor:
        query = "select position, model, population, indexed_at from match.state"
        (found,) = await (await cursor.execute(query)).fetchall()
        return found


async def reach(connection: Connection, position: int) -> None:
    """All that concerns matching is decided and recorded up to the position."""
    await connection.execute("update match.state set position = %s", [position])
