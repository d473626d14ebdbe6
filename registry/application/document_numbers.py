"""Whether the number of a card or a plate is another holder's already, as far as the match index has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection

from registry.application.entitlement_documents import Holder, Printed
from registry.matching.documents import token_of
from registry.privacy.keys import KeyStore
from registry.projections.entitlement_documents import holders_of

UNNAMED: Final = "—"
"""In the place of a household that is another partner's by now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """The numbers that an issuer's documents have on a day, and those that were asked about."""

    connection: AsyncConnection[Any]
    keys: KeyStore
    issuer: UUID
    position: int
    on: date
    seen: dict[int, dict[UUID, str | None]] = field(default_factory=dict)

    async def taken_by(self, asked: Sequence[tuple[Holder, Printed]]) -> list[str | None]:
        """The household of another who holds the number, for each; None where nobody does.

        Of two that ask for the same number the second is told of the first.
        """
        key = self.keys.registry_key("matching")
        tokens = [token_of(key, self.issuer, holder.kind, one.number) for holder, one in asked]
        held = await holders_of(
            self.connection, tokens, position=self.position, partner=self.issuer, on=self.on
        )
        found: list[str | None] = []
        for token, (holder, _) in zip(tokens, asked, strict=True):
            those = self.seen.setdefault(token, {})
            those |= held.get(token, {})
            others = (home for member, home in those.items() if member != holder.member)
            found.append(next((home or UNNAMED for home in others), None))
            those.setdefault(holder.member, None)
        return found
