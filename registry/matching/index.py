"""The index of tokens in PostgreSQL, schema `match`: who shares a token with whom, and which say nothing.

Writers act as `sijill_matcher`, whoever looks up as `sijill_reader`; the connection commits each statement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeAlias
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import class_row

from registry.privacy.arrays import Bigints, Texts, Uuids

Connection: TypeAlias = AsyncConnection[Any]

_TOGETHER: Final = 4_000


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


class Asked(NamedTuple):
    """Who has a token; `against` is one that speaks against them, `beside` one that they must have as well.

    Where nothing need be beside it, that is the token itself.
    """

    token: int
    against: int
    beside: int


class Holding(NamedTuple):
    """A member that has the token asked for; it `agrees` where nothing speaks against it."""

    member: UUID
    household: UUID
    agrees: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """`position` up to which the log is matched, `model` by which everybody was judged, by what is given now.

    None where that were several, or something else was given. `population` is given until the index is made anew.
    """

    position: int
    model: str | None
    population: int
    indexed_at: datetime | None


async def put(connection: Connection, entries: Iterable[Entry]) -> None:
    """Enter members, each named once, or what they are found by now."""
    members, households, tokens = [], [], list[str]()
    for one in entries:
        members.append(one.member)
        households.append(one.household)
        # Lists of several lengths make no array, so that each is sent as it is written.
        tokens.append(f"{{{','.join(map(str, one.tokens))}}}")
    await connection.execute(
        """
        insert into match.record (member, household, tokens)
        select member, household, tokens::bigint[]
        from unnest(%b::uuid[], %b::uuid[], %b::text[]) as one (member, household, tokens)
        on conflict (member) do update set household = excluded.household, tokens = excluded.tokens
        where (record.household, record.tokens) is distinct from (excluded.household, excluded.tokens)
        """,
        [Uuids(members), Uuids(households), Texts(tokens)],
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


async def holders(
    connection: Connection, tokens: Collection[int], besides: Collection[int] = (), *, most: int
) -> tuple[set[int], list[Holder]]:
    """Those of the tokens and of some `besides` that are too common to say anything; who has any of the others.

    At most `most` members that have any of the tokens; nobody is looked for who has those `besides`.
    """
    telling = set(tokens)
    common, found = set[int](), dict[UUID, tuple[Any, ...]]()
    for asked in _some(sorted(telling | set(besides))):
        cursor = await connection.execute(
            """
            with common as materialized (select token from match.common where token = any(%(asked)b))
            select null, null, array_agg(token) from common
            union all (
                select member, household, tokens from match.record
                where tokens && (
                    select coalesce(array_agg(token), '{}') from unnest(%(telling)b::bigint[]) as one (token)
                    where token not in (select token from common)
                )
                limit %(most)b
            )
            """,
            {
                "asked": Bigints(asked),
                "telling": Bigints(token for token in asked if token in telling),
                "most": most - len(found),
            },
            binary=True,
        )
        rows = {row[0]: row for row in await cursor.fetchall()}
        common.update(rows.pop(None)[2] or ())
        found |= rows
    telling -= common
    return common, [
        Holder(member, household, [token for token in those if token in telling])
        for member, household, those in found.values()
    ]


async def buckets(
    connection: Connection, tokens: Collection[int], *, most: int
) -> dict[int, list[tuple[UUID, UUID]]]:
    """Up to `most` members, with their households, that have each of the tokens, also of those that are too common."""
    cursor = await connection.execute(
        """
        select asked.token, found.member, found.household
        from unnest(%(asked)b::bigint[]) as asked (token)
        cross join lateral (
            select member, household from match.record where tokens @> array[asked.token] limit %(most)b
        ) as found
        """,
        {"asked": sorted(set(tokens)), "most": most},
        binary=True,
    )
    held: dict[int, list[tuple[UUID, UUID]]] = {}
    for token, member, household in await cursor.fetchall():
        held.setdefault(token, []).append((member, household))
    return held


async def holding(
    connection: Connection, asked: Mapping[int, Asked], *, most: int
) -> dict[int, list[Holding]]:
    """Up to `most` members that have the token of each that is asked, by its place."""
    cursor = await connection.execute(
        """
        select asked.place, found.member, found.household,
               asked.against <> all(found.tokens) and asked.beside = any(found.tokens)
        from unnest(%b::bigint[], %b::bigint[], %b::bigint[], %b::bigint[]) as asked (place, token, against, beside)
        cross join lateral (
            select member, household, tokens from match.record where tokens @> array[asked.token] limit %b
        ) as found
        """,
        (
            Bigints(asked),
            Bigints(one.token for one in asked.values()),
            Bigints(one.against for one in asked.values()),
            Bigints(one.beside for one in asked.values()),
            most,
        ),
        binary=True,
    )
    held: dict[int, list[Holding]] = {}
    for place, member, household, agrees in await cursor.fetchall():
        held.setdefault(place, []).append(Holding(member, household, agrees))
    return held


async def held_at_home(
    connection: Connection, asked: Collection[tuple[int, UUID, int]]
) -> set[int]:
    """Of places, each asked with a household and a token, those where somebody in the household has the token."""
    cursor = await connection.execute(
        """
        select distinct asked.place
        from unnest(%b::bigint[], %b::uuid[], %b::bigint[]) as asked (place, household, token)
        cross join lateral (
            select from match.record as one
            where one.household = asked.household and asked.token = any(one.tokens) offset 0
        ) as found
        """,
        (
            Bigints(place for place, _, _ in asked),
            Uuids(home for _, home, _ in asked),
            Bigints(token for _, _, token in asked),
        ),
        binary=True,
    )
    return {place for (place,) in await cursor.fetchall()}


async def counts(connection: Connection, tokens: Collection[int]) -> Mapping[int, int]:
    """How many registrations have each token, absent where none has."""
    homes: defaultdict[int, set[UUID]] = defaultdict(set)
    query = "select household, tokens from match.record where tokens && %b"
    for asked in _some(sorted(set(tokens))):
        cursor = await connection.execute(query, [asked], binary=True)
        for household, those in await cursor.fetchall():
            for token in those:
                homes[token].add(household)
    return {token: len(homes[token]) for token in set(tokens) if token in homes}


async def common_among(connection: Connection, tokens: Collection[int]) -> set[int]:
    """Those of the tokens that are too common to say anything."""
    cursor = await connection.execute(
        "select token from match.common where token = any(%b)", [Bigints(tokens)], binary=True
    )
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


async def given(connection: Connection, households: Collection[UUID]) -> tuple[State, set[UUID]]:
    """By what everybody is judged, and whom the index has of the households."""
    query = """
        select position, model, population, indexed_at,
               array(select member from match.record where household = any(%b))
        from match.state
    """
    cursor = await connection.execute(query, [Uuids(households)], binary=True)
    ((position, model, population, indexed_at, members),) = await cursor.fetchall()
    state = State(position=position, model=model, population=population, indexed_at=indexed_at)
    return state, set(members)


async def reach(connection: Connection, position: int, model: str) -> None:
    """All that concerns matching is decided and recorded up to the position, lately by the model."""
    query = """
        update match.state
        set model = case when position = 0 or model = %(model)s then %(model)s end, position = %(position)s
    """
    await connection.execute(query, {"model": model, "position": position})


@asynccontextmanager
async def anew(
    connection: Connection,
) -> AsyncIterator[Callable[[Iterable[Entry]], Awaitable[None]]]:
    """Write every entry there is; until the end the others are looked up, and after it none of them is there."""
    await connection.execute("select match.begin_anew()")

    async def write(entries: Iterable[Entry]) -> None:
        async with (
            connection.cursor() as cursor,
            cursor.copy("copy match.next from stdin (format binary)") as copy,
        ):
            copy.set_types(["uuid", "uuid", "int8[]"])
            for one in entries:
                await copy.write_row((one.member, one.household, list(one.tokens)))

    yield write
    await connection.execute("select match.take_anew()")


async def judged(connection: Connection, model: str, position: int) -> None:
    """Everybody is judged by a model, and what came of it is recorded: up to the position."""
    query = "update match.state set model = %s, position = %s"
    await connection.execute(query, [model, position])


async def freeze(connection: Connection, population: int, common: Iterable[int]) -> None:
    """What is given from now on: how many there are, and which tokens say nothing."""
    async with connection.transaction():
        await connection.execute("delete from match.common")
        await add_common(connection, list(common))
        await connection.execute(
            "update match.state set model = null, population = %s, indexed_at = clock_timestamp()",
            [population],
        )


def _some(tokens: Sequence[int]) -> Iterator[list[int]]:
    """The tokens, so many at a time that the server looks each up and reads nothing through."""
    for start in range(0, len(tokens), _TOGETHER):
        yield list(tokens[start : start + _TOGETHER])
