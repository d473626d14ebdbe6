"""A row a card or plate: whose it is, how long it holds, and what was said of it last.

Whether it is live on a day is told by whoever knows the day: it stands, has not expired, and its holder is there.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from msgspec.structs import replace
from psycopg import AsyncConnection, sql

from registry.domain.entitlement_document import (
    DocumentFact,
    DocumentIssued,
    DocumentKind,
    DocumentLossReason,
    DocumentLost,
    DocumentReplaced,
    DocumentReplacementReason,
    DocumentStage,
    DocumentWithdrawalReason,
    DocumentWithdrawn,
)
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.projections.model import Copy, Row, sealed
from registry.projections.reading import Page, Window, fetch
from registry.projections.validity import HeldRows, Part


class DocumentStanding(StrEnum):
    """How a document stands on a day. A holder is gone who died, or whose registration was withdrawn."""

    LIVE = "live"
    EXPIRED = "expired"
    REPLACED = "replaced"
    LOST = "lost"
    WITHDRAWN = "withdrawn"
    HOLDER_GONE = "holder_gone"


class DocumentRow(Row, frozen=True, kw_only=True):
    """`partner` issued it. `series` are the holder's documents of the kind; `replaces` is the one before it.

    `since` is the position at which it was issued. The number is a sealed record.
    """

    document: UUID
    series: UUID
    partner: UUID
    household: UUID
    member: UUID
    kind: DocumentKind
    since: int
    issued_on: date
    valid_until: date | None
    replaces: UUID | None = None
    replacement: DocumentReplacementReason | None = None
    stage: DocumentStage = DocumentStage.ISSUED
    loss: DocumentLossReason | None = None
    withdrawal: DocumentWithdrawalReason | None = None
    number: bytes


class ShownDocument(DocumentRow, frozen=True, kw_only=True):
    standing: DocumentStanding


def parts_of(recorded: Recorded[AnyFact]) -> list[Part]:
    """A replacement is about two: the one that holds no more, and the one that holds now."""
    match recorded.fact:
        case DocumentReplaced(former=former, document=document):
            return [(former, recorded), (document, recorded)]
        case DocumentIssued() | DocumentLost() | DocumentWithdrawn() as fact:
            return [(fact.document, recorded)]
        case fact:
            raise AssertionError(f"{type(fact).__name__} is about no document")


def evolve(  # noqa: PLR0911 - a case a fact
    row: DocumentRow | None, recorded: Recorded[AnyFact]
) -> DocumentRow | None:
    match recorded.fact:
        case DocumentIssued() as issued:
            return _issued(recorded, issued)
        case DocumentReplaced() as replaced if row is None:
            return _issued(recorded, replaced, replaced.former, replaced.reason)
        case _ if row is None:
            return None
        case DocumentReplaced():
            return replace(row, stage=DocumentStage.REPLACED)
        case DocumentLost(reason=reason):
            return replace(row, stage=DocumentStage.LOST, loss=reason)
        case DocumentWithdrawn(reason=reason):
            return replace(row, stage=DocumentStage.WITHDRAWN, withdrawal=reason)
        case _:
            return row


def _issued(
    recorded: Recorded[AnyFact],
    fact: DocumentIssued | DocumentReplaced,
    former: UUID | None = None,
    reason: DocumentReplacementReason | None = None,
) -> DocumentRow:
    return DocumentRow(
        document=fact.document,
        series=recorded.stream,
        partner=recorded.envelope.partner,
        household=fact.household,
        member=fact.member,
        kind=fact.kind,
        since=recorded.position,
        issued_on=fact.issued_on,
        valid_until=fact.valid_until,
        replaces=former,
        replacement=reason,
        number=sealed(fact.number),
    )


MODEL: Final = HeldRows(
    name="entitlement_documents",
    version=1,
    about=frozenset(DocumentFact.__args__),
    row=DocumentRow,
    key="document",
    parts_of=parts_of,
    evolve=evolve,
    ddl="""
        create table {table} (
            document    uuid not null,
            series      uuid not null,     -- of one holder and kind
            partner     uuid not null,     -- who issued it
            household   uuid not null,     -- in which its holder was then
            member      uuid not null,     -- its holder
            kind        text not null,
            since       bigint not null,   -- position at which it was issued
            issued_on   date not null,
            valid_until date,
            replaces    uuid,              -- the one before it
            replacement text,              -- why it took its place
            stage       text not null,
            loss        text,
            withdrawal  text,
            number      bytea not null,    -- sealed
            held        int8range not null
        )
    """,
    indexes=(
        "create index on {table} (member, since)",
        "create index on {table} (household)",
        "create index on {table} (since)",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFilters:
    """None filters nothing. `same_number`: another holder has one of the issuer's of the kind with that number.

    That is told as of today, whatever position is asked about: the index of numbers has no past.
    """

    kind: DocumentKind | None = None
    standing: DocumentStanding | None = None
    household: UUID | None = None
    member: UUID | None = None
    series: UUID | None = None
    same_number: bool = False


_HOLDER: Final = sql.SQL("""
    select from read.household_members_v3 as holder
    join read.household_roll_v3 as home on home.household = holder.household and {home_held}
    where holder.member = document.member and holder.held @> %(position)s::bigint and {and_}
""")
"""The holder as a member; in a household that it moved from it is somebody who was there."""

_STANDING: Final = sql.SQL("""
    case when document.stage <> 'issued' then document.stage
         when not exists ({there}) then 'holder_gone'
         when document.valid_until < %(on)s then 'expired'
         else 'live' end
""").format(
    there=_HOLDER.format(
        home_held=sql.SQL("home.held @> %(position)s::bigint"),
        and_=sql.SQL("holder.presence in ('present', 'left') and home.withdrawn is null"),
    )
)
"""As of a day: what was said of it outweighs that its holder is gone, and that its last day."""

_HELD: Final = sql.SQL("""
    select document.* from {table} as document where document.held @> %(position)s::bigint
""").format(table=Copy(MODEL).table)

_OWN: Final = _HELD + sql.SQL(" and exists ({own})").format(
    own=_HOLDER.format(
        home_held=sql.SQL("upper_inf(home.held)"),
        and_=sql.SQL("holder.presence <> 'moved' and home.partner = %(partner)s"),
    )
)
"""A document is known to the partner whose member its holder is today, whoever issued it."""

_STANDING_OF: Final = "select document.*, {standing} as standing from ({some}) as document"
_STANDS: Final = sql.SQL("{standing} in ('live', 'expired', 'lost')").format(standing=_STANDING)
"""What was neither given up for another nor taken back, of a holder who is there: its number is nobody else's."""
_SHARED: Final = sql.SQL("""
    select one.document from match.document as one
    join match.document as other on other.token = one.token and other.member <> one.member
    join {table} as document on document.document = other.document and document.held @> %(position)s::bigint
    where {stands}
""").format(table=Copy(MODEL).table, stands=_STANDS)
_HELD_BY: Final = sql.SQL("""
    select one.token, one.member, home.reference from match.document as one
    join {table} as document on document.document = one.document and document.held @> %(position)s::bigint
    left join lateral (
        select home.reference from read.household_members_v3 as holder
        join read.household_roll_v3 as home on home.household = holder.household and upper_inf(home.held)
        where holder.member = one.member and holder.held @> %(position)s::bigint
          and holder.presence <> 'moved' and home.partner = %(partner)s limit 1
    ) as home on true
    where one.token = any(%(tokens)s) and {stands}
""").format(table=Copy(MODEL).table, stands=_STANDS)

_PAGE: Final = sql.SQL(_STANDING_OF + " order by since").format(
    standing=_STANDING,
    some=_OWN
    + sql.SQL("""
        and (%(kind)s::text is null or kind = %(kind)s)
        and (%(member)s::uuid is null or member = %(member)s)
        and (%(series)s::uuid is null or series = %(series)s)
        and (%(household)s::uuid is null or member = any (array(
            select within.member from read.household_members_v3 as within
            where within.household = %(household)s and within.held @> %(position)s::bigint)))
        and (%(standing)s::text is null or {standing} = %(standing)s)
        and (not %(same_number)s or document in ({shared}) and {stands})
        and (%(after)s::bigint is null or since > %(after)s)
        order by since limit %(limit)s
    """).format(standing=_STANDING, shared=_SHARED, stands=_STANDS),
)
_BY_IDS: Final = sql.SQL(_STANDING_OF).format(
    standing=_STANDING, some=_OWN + sql.SQL(" and document = any(%(documents)s)")
)


async def page(
    connection: AsyncConnection[Any],
    window: Window[int],
    *,
    partner: UUID,
    filters: DocumentFilters,
    on: date,
) -> Page[ShownDocument]:
    """Documents of a partner's members as they stand on a day, in the order in which they were recorded."""
    parameters = {
        **window.parameters,
        "partner": partner,
        "on": on,
        "kind": filters.kind,
        "standing": filters.standing,
        "household": filters.household,
        "member": filters.member,
        "series": filters.series,
        "same_number": filters.same_number,
    }
    return window.page(await fetch(connection, ShownDocument, _PAGE, parameters))


async def by_ids(
    connection: AsyncConnection[Any],
    documents: Collection[UUID],
    *,
    position: int,
    partner: UUID,
    on: date,
) -> dict[UUID, ShownDocument]:
    """Documents of other partners' members are absent, as those that do not exist."""
    parameters = {
        "position": position,
        "documents": list(documents),
        "partner": partner,
        "on": on,
    }
    return {
        row.document: row for row in await fetch(connection, ShownDocument, _BY_IDS, parameters)
    }


async def holders_of(
    connection: AsyncConnection[Any],
    tokens: Collection[int],
    *,
    position: int,
    partner: UUID,
    on: date,
) -> dict[int, dict[UUID, str | None]]:
    """Who holds documents of the numbers that tokens stand for, by its household where that is the partner's own."""
    parameters = {"tokens": list(tokens), "position": position, "partner": partner, "on": on}
    cursor = await connection.execute(_HELD_BY, parameters)
    found: dict[int, dict[UUID, str | None]] = {}
    for token, member, reference in await cursor.fetchall():
        found.setdefault(token, {})[member] = reference
    return found


async def series_of(
    connection: AsyncConnection[Any], household: UUID, *, position: int
) -> frozenset[UUID]:
    """The streams of documents that were issued in a household, for whoever may know all of it."""
    query = sql.SQL("""
        select distinct series from {table}
        where held @> %(position)s::bigint and household = %(household)s
    """).format(table=Copy(MODEL).table)
    parameters = {"position": position, "household": household}
    cursor = await connection.execute(query, parameters)
    return frozenset(series for (series,) in await cursor.fetchall())


class DocumentsBy(StrEnum):
    """What a total of documents may be split by."""

    KIND = "kind"
    PARTNER = "partner"


class DocumentTotal(Row, frozen=True, kw_only=True):
    """How many documents stand how; `kind` and `partner` (who issued them) where it was split by them."""

    kind: DocumentKind | None
    partner: UUID | None
    issued: int
    live: int
    expired: int
    replaced: int
    lost: int
    withdrawn: int
    holder_gone: int


# Fenced by the offset: folded into the counts, how a document stands would be asked once for each of them.
_TOTALS: Final = sql.SQL("""
    select {kind} as kind, {partner} as partner, count(*) as issued, {counts}
    from (select kind, partner, {standing} as standing from ({held}) as document offset 0) as document
    where %(own)s::uuid is null or partner = %(own)s
    group by 1, 2 order by 1, 2
""")
_COUNTS: Final = sql.SQL(", ").join(
    sql.SQL("count(*) filter (where standing = {}) as {}").format(
        sql.Literal(one.value), sql.Identifier(one.value)
    )
    for one in DocumentStanding
)


async def totals(
    connection: AsyncConnection[Any],
    *,
    position: int,
    by: Collection[DocumentsBy],
    on: date,
    own: UUID | None = None,
) -> Sequence[DocumentTotal]:
    """Everybody's documents, or those that a partner issued, as they stand on a day."""
    query = _TOTALS.format(
        kind=sql.SQL("kind" if DocumentsBy.KIND in by else "null"),
        partner=sql.SQL("partner" if DocumentsBy.PARTNER in by else "null::uuid"),
        counts=_COUNTS,
        standing=_STANDING,
        held=_HELD,
    )
    return await fetch(
        connection, DocumentTotal, query, {"position": position, "on": on, "own": own}
    )
