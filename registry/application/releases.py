"""Publishing a table of services, and counting it again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any, Final

import msgspec
from msgspec.structs import asdict
from psycopg import AsyncConnection

from registry.application.command import Command, Context, Mint, canonical
from registry.domain import release
from registry.domain.file_import import Digest
from registry.domain.partner import PublicName
from registry.domain.release import ReleaseCode, ReleaseMade
from registry.domain.small_cells import counts_for
from registry.domain.statistics import TableDefinition
from registry.projections import statistics
from registry.projections.distinct import Per
from registry.projections.reading import all_pages
from registry.projections.statistics import StatisticsFilters, StatisticsRow
from registry.projections.visibility import RecordFilter

COUNTS: Final = ("persons", "visits", "services", "unnamed")
_FOR_EVERYBODY: Final = RecordFilter()
"""What is published names no protected service, whoever publishes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A table as it was counted at a position: rows by their columns, None for a count that is not shown."""

    at: int
    rows: tuple[Mapping[str, Any], ...]
    digest: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseDraft:
    """What is to be published, under which code and titles."""

    code: str
    name_ar: str
    name_en: str
    definition: TableDefinition


async def count(
    connection: AsyncConnection[Any], definition: TableDefinition, *, position: int
) -> Counted:
    """The table of a definition as of a position: the same one whoever counts, and whenever.

    What is published of everybody's records shows no count of few people, to nobody.
    """
    page = partial(
        statistics.page,
        connection,
        visible_to=_FOR_EVERYBODY,
        by=definition.by,
        filters=_filters(definition),
        per=Per.IDENTITY if definition.per_identity else Per.REGISTRATION,
    )
    told = counts_for(exactly=definition.partner is not None)
    rows = tuple(_told(row, told) for row in await all_pages(page, len, position=position))
    written = msgspec.json.encode((definition, position, [list(row.values()) for row in rows]))
    return Counted(at=position, rows=rows, digest=Digest(sha256(written).hexdigest()))


def _told(row: StatisticsRow, told: Callable[[int], int | None]) -> dict[str, Any]:
    return {name: told(value) if name in COUNTS else value for name, value in asdict(row).items()}


def make_release(draft: ReleaseDraft, counted: Counted, context: Context, mint: Mint) -> Command:
    """Publish a table that was counted.

    The code is the key: said again in the same words it is the same release, as it was counted then.
    """
    made = ReleaseMade(
        code=ReleaseCode(draft.code),
        name_ar=PublicName(draft.name_ar),
        name_en=PublicName(draft.name_en),
        definition=draft.definition,
        at=counted.at,
        rows=len(counted.rows),
        digest=counted.digest,
    )
    return Command(
        act="release.make",
        context=context.with_key(f"release:{draft.code}"),
        stream=mint.id(),
        decide=lambda _: release.make(made),
        content=canonical(draft),
    )


def _filters(definition: TableDefinition) -> StatisticsFilters:
    return StatisticsFilters(
        centres=() if definition.centre is None else (definition.centre,),
        services=() if definition.service is None else (definition.service,),
        sex=definition.sex,
        nationality=definition.nationality,
        year_from=definition.year_from,
        year_until=definition.year_until,
        channel=definition.channel,
        partner=definition.partner,
    )
