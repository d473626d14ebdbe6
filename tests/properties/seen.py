"""What opens to whom: to nobody what no agreement in force lets them see, whatever was agreed and ended before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from registry.api.standing import standing_of
from registry.domain.access import FieldName
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.vocabulary import FieldGroup, Level, Sees
from registry.privacy.policy import HeldRegistration, Viewer, decide
from tests.folds import directories, households
from tests.properties.broken import must

NAME = FieldName("household.member_joined.name")


async def assert_opens_to_the_agreed_alone(
    connection: AsyncConnection[Any],
    facts: Sequence[Recorded[AnyFact]],
    viewer: Viewer,
    today: date,
) -> None:
    """A name opens, or shows itself masked, under an agreement in force that lets both partners see records."""
    standing = await standing_of(connection, viewer, today)
    told = [one for one in facts if one.position <= standing.position]
    agreed = _agreed(told, viewer.partner, today)
    for home, row in households.roll(told).items():
        record = HeldRegistration(
            owner=row["partner"],
            sharing=row["sharing"],
            place=row["place"],
            protected=row["protected"],
            covers=frozenset(map(FieldGroup, row["sharing_groups"].split())),
            withdrawn=row["withdrawn"] is not None,
        )
        decision = decide(standing.scope, record, NAME)
        own = record.owner == viewer.partner
        may = record.owner in agreed and (own or not record.protected)
        must(may or decision.level is Level.WITHHELD, "a name opens to a stranger", home, viewer)


def _agreed(facts: Sequence[Recorded[AnyFact]], partner: UUID, today: date) -> set[UUID]:
    """Whose records the partner's agreements of today speak of, its own among them; nobody's before it is enrolled."""
    known = directories.partners(facts).get(partner)
    if known is None or known["suspended"]:
        return set()
    found: set[UUID] = set()
    for row in directories.agreements(facts).values():
        ends = [day for day in (row["until"], row["ended"]) if day is not None]
        in_force = row["begins"] <= today and all(today <= day for day in ends)
        parties = row["written"]["parties"]
        seeing = {UUID(one["partner"]) for one in parties if one["sees"] == Sees.RECORDS}
        if in_force and partner in seeing:
            found |= seeing
    return found
