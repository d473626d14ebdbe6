"""What a table of services is defined by."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from registry.domain.fields import Clear
from registry.domain.vocabulary import Channel, NationalityGroup, Sex


class Dimension(StrEnum):
    """What a table has a row for each of."""

    CENTRE = "centre"
    SERVICE = "service"
    SEX = "sex"
    NATIONALITY = "nationality"
    YEAR = "year"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDefinition:
    """None filters nothing; both years are included. `per_identity` counts a person once whoever registered them.

    With a `partner` it is of that one's records alone, each count as it is; otherwise small ones are hidden.
    """

    by: Clear[tuple[Dimension, ...]]
    per_identity: Clear[bool] = False
    centre: Clear[UUID | None] = None
    service: Clear[UUID | None] = None
    sex: Clear[Sex | None] = None
    nationality: Clear[NationalityGroup | None] = None
    year_from: Clear[int | None] = None
    year_until: Clear[int | None] = None
    channel: Clear[Channel | None] = None
    partner: Clear[UUID | None] = None

    def in_year(self, year: int) -> TableDefinition:
        return replace(self, year_from=year, year_until=year)
