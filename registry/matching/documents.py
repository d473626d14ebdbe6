"""What a card or a plate is found by: sixty-four keyed bits of its number, in the table `match.document`.

A number says who it is only among those of one issuer and one kind: others have numbers of their own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from psycopg import AsyncConnection

from registry.domain.digits import with_ascii_digits, without_marks
from registry.domain.entitlement_document import DocumentKind
from registry.privacy.keyed import DigestKey

Connection: TypeAlias = AsyncConnection[Any]

_BETWEEN = str.maketrans("", "", " -‐‑–/\u00a0")


class Numbered(NamedTuple):
    """A document and its holder, with the token of its number."""

    document: UUID
    member: UUID
    token: int


def token_of(key: bytes, issuer: UUID, kind: DocumentKind, number: str) -> int:
    """As PostgreSQL's bigint holds it. Spaces, hyphens, capitals and the script of digits make no other number."""
    plain = with_ascii_digits(without_marks(number)).translate(_BETWEEN).casefold()
    digest = DigestKey(key).digest("document number", issuer.bytes, kind.value, plain)
    return int.from_bytes(digest[:8], "big", signed=True)


async def put(connection: Connection, entries: Iterable[Numbered]) -> None:
    async with connection.cursor() as cursor:
        await cursor.executemany(
            "insert into match.document (document, member, token) values (%b, %b, %b) on conflict do nothing",
            list(entries),
        )


async def drop(connection: Connection, members: Collection[UUID]) -> None:
    await connection.execute("delete from match.document where member = any(%b)", [list(members)])


async def numbered(connection: Connection) -> int:
    """The position up to which numbers were taken."""
    cursor = await connection.execute("select numbered from match.state")
    ((position,),) = await cursor.fetchall()
    return int(position)


async def reach(connection: Connection, position: int, *, since: int) -> None:
    """Numbers were taken from `since` up to the position; where others went on meanwhile it stays as they left it."""
    await connection.execute(
        "update match.state set numbered = %s where numbered = %s", [position, since]
    )


async def begin_anew(connection: Connection) -> None:
    """Forget every token: the next look at the log takes them all again."""
    async with connection.transaction():
        await connection.execute("update match.state set numbered = 0")
        await connection.execute("delete from match.document")
