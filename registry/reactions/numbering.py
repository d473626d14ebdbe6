"""Numbers of cards and plates taken into the index as they are recorded, and out of it when a holder is forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, TypeAlias
from uuid import UUID

from psycopg import AsyncConnection

from registry.domain.entitlement_document import DocumentIssued, DocumentReplaced
from registry.domain.envelope import Recorded
from registry.domain.facts import NAME_OF, AnyFact
from registry.domain.household import PersonForgotten
from registry.eventlog.reading import FACTS, StoredFact
from registry.matching import documents
from registry.matching.documents import Numbered, token_of
from registry.privacy.keys import KeyStore
from registry.privacy.sealer import OpenedState, open_records
from registry.projections.model import sealed
from registry.reactions.touched import readable

Connection: TypeAlias = AsyncConnection[Any]

TOGETHER: Final = 2_000
_TOPICS: Final = sorted(
    NAME_OF[kind] for kind in (DocumentIssued, DocumentReplaced, PersonForgotten)
)


async def number_up(connection: Connection, keys: KeyStore, head: int) -> None:
    """Take the numbers that the log has up to `head`. Again, or by several at once, it comes to the same.

    Values are opened in memory and shown to nobody. Somebody whose key goes meanwhile is dropped by the fact of it.
    """
    query = FACTS + (
        "where notification_id > %b and notification_id <= %b and topic = any(%b)"
        " order by notification_id limit %b"
    )
    while (since := await documents.numbered(connection)) < head:
        cursor = await connection.execute(query, [since, head, _TOPICS, TOGETHER], binary=True)
        stored = [StoredFact(*row) for row in await cursor.fetchall()]
        await _take(connection, keys, readable(stored))
        reached = stored[-1].position if len(stored) == TOGETHER else head
        await documents.reach(connection, reached, since=since)


async def _take(connection: Connection, keys: KeyStore, facts: Iterable[Recorded[AnyFact]]) -> None:
    issued: dict[UUID, tuple[UUID, DocumentIssued | DocumentReplaced]] = {}
    forgotten: set[UUID] = set()
    for recorded in facts:
        match recorded.fact:
            case DocumentIssued() | DocumentReplaced() as fact:
                issued[fact.document] = recorded.envelope.partner, fact
            case PersonForgotten(member=member):
                forgotten.add(member)
            case _:
                pass
    if issued:
        opened = await open_records({one: sealed(f.number) for one, (_, f) in issued.items()}, keys)
        secret = keys.registry_key("matching")
        await documents.put(
            connection,
            [
                Numbered(one, fact.member, token_of(secret, issuer, fact.kind, opened[one].value))
                for one, (issuer, fact) in issued.items()
                if opened[one].state is OpenedState.CLEAR
            ],
        )
    if forgotten:
        await documents.drop(connection, forgotten)
