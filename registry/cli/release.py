"""`sijill release`: a table as it was published, and whether counting again gives the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import partial
from typing import Annotated, Any, TypeAlias
from uuid import UUID

import typer
from psycopg import AsyncConnection

from registry.api.ids import read_uuid
from registry.api.standing import standing_of
from registry.application import releases as publishing
from registry.application.command import Context
from registry.application.releases import COUNTS, Counted, ReleaseDraft
from registry.bootstrap import catch_up
from registry.cli import options, output
from registry.cli.acting import parse_who, signed_in
from registry.cli.desk import Desk, at_desk, submitted
from registry.cli.foreseeing import Dry, Tried
from registry.cli.options import Each, Who, Why
from registry.cli.partners import codes_of
from registry.cli.statistics import (
    LISTS,
    NAMED,
    Centre,
    Dimensions,
    OfChannel,
    OfNationality,
    OfSex,
    Service,
    Year,
)
from registry.cli.totals import Own, few
from registry.domain.errors import Refused
from registry.domain.statistics import Dimension, TableDefinition
from registry.domain.vocabulary import Purpose
from registry.privacy.policy import RecordScope
from registry.privacy.policy_table import TOTALS_ONLY
from registry.projections import programme_directory, releases
from registry.projections.distinct import Per
from registry.projections.reading import Window, all_pages
from registry.projections.releases import ReleaseRow
from registry.projections.visibility import RecordFilter
from registry.texts import say

app = typer.Typer(help="Tables as they were published. / الجداول كما نُشرت.", no_args_is_help=True)

Code: TypeAlias = Annotated[
    str, typer.Argument(help="Short name to cite it by, as services-2023. / رمز الجدول.")
]


@app.command("make")
def make(
    *,
    code: Code,
    who: Who,
    name_ar: Annotated[str, typer.Option(help="Title in Arabic. / العنوان بالعربية.")],
    name_en: Annotated[str, typer.Option(help="Title in English. / العنوان بالإنجليزية.")],
    why: Why = Purpose.STATISTICS,
    per: Each = Per.REGISTRATION,
    by: Dimensions = None,
    centre: Centre = None,
    service: Service = None,
    sex: OfSex = None,
    nationality: OfNationality = None,
    year: Year = None,
    channel: OfChannel = None,
    own: Own = False,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Count a table, and publish it with its definition, position and digest. / انشر جدولا."""
    definition = TableDefinition(
        by=tuple(one for one in Dimension if one in (by or NAMED)),
        per_identity=per is Per.IDENTITY,
        sex=sex,
        nationality=nationality,
        year_from=year,
        year_until=year,
        channel=channel,
    )
    draft = ReleaseDraft(code=code, name_ar=name_ar, name_en=name_en, definition=definition)

    async def act(desk: Desk) -> ReleaseRow:
        return await _made(desk, await _at(desk, draft, centre, service), who, why, own=own)

    _say(at_desk(who, why, data, act, Tried(dry, json)), json=json)


async def _at(
    desk: Desk, draft: ReleaseDraft, centre: str | None, service: str | None
) -> ReleaseDraft:
    """The draft of the centre and the service that are named by code."""
    partner = None if centre is None else await desk.partner_id(centre)
    programme = None if service is None else await desk.programme(service)
    definition = replace(
        draft.definition,
        centre=None if partner is None else read_uuid(partner, "Partner"),
        service=None if programme is None else read_uuid(programme, "Programme"),
    )
    return replace(draft, definition=definition)


async def _made(
    desk: Desk, draft: ReleaseDraft, who: str, why: Purpose, *, own: bool
) -> ReleaseRow:
    context, scope = await totals_open(desk, who, why, "release.make")
    if own and not scope.own:
        raise Refused(TOTALS_ONLY)
    if own:
        draft = replace(draft, definition=replace(draft.definition, partner=context.partner))
    position = await catch_up(desk.registry)
    async with desk.registry.readers.connection() as connection:
        counted = await publishing.count(connection, draft.definition, position=position)
        await _require_free(connection, draft, context.partner, position)
    mint = desk.registry.writer.mint
    await submitted(desk, publishing.make_release(draft, counted, context, mint))
    return await _called(desk, context.partner, draft.code)


async def _require_free(
    connection: AsyncConnection[Any], draft: ReleaseDraft, partner: UUID, position: int
) -> None:
    """Let a code pass that is free, or stands for the same words.

    Raises:
        Refused: `release_code_taken`.
    """
    window = Window[UUID](position, 1)
    found = await releases.page(connection, window, partner=partner, code=draft.code)
    for one in found.rows:
        if (one.name_ar, one.name_en, one.definition) != (
            draft.name_ar,
            draft.name_en,
            draft.definition,
        ):
            raise Refused("release_code_taken", code=draft.code)


@app.command("list")
def list_(
    who: Who,
    why: Why = Purpose.STATISTICS,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """List what the own partner published. / اعرض ما نشرته الجهة."""

    async def act(desk: Desk) -> list[ReleaseRow]:
        context, _ = await totals_open(desk, who, why, "release.list")
        position = await catch_up(desk.registry)
        async with desk.registry.readers.connection() as connection:
            page = partial(releases.page, connection, partner=context.partner)
            return await all_pages(page, lambda rows: rows[-1].release, position=position)

    rows = at_desk(who, why, data, act)
    if json:
        output.as_json([_as_json(one) for one in rows])
        return
    if not rows:
        output.talk("nothing_recorded")
        return
    output.table(
        (
            "code / الرمز",
            "العنوان",
            "title",
            "position / الموضع",
            "rows / الصفوف",
            "digest / البصمة",
        ),
        [
            (one.code, one.name_ar, one.name_en, one.counted_at, one.rows, one.digest)
            for one in rows
        ],
    )


@app.command("verify")
def verify(
    code: Code,
    who: Who,
    why: Why = Purpose.STATISTICS,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Count a published table again; exit code 1 where it is another. / أعد حساب جدول منشور."""

    async def act(desk: Desk) -> tuple[ReleaseRow, Counted, list[dict[str, Any]]]:
        context, _ = await totals_open(desk, who, why, "release.verify")
        await catch_up(desk.registry)
        made = await _called(desk, context.partner, code)
        async with desk.registry.readers.connection() as connection:
            again = await publishing.count(connection, made.definition, position=made.counted_at)
        return made, again, await _named(desk, made, again)

    made, again, table = at_desk(who, why, data, act)
    same = again.digest == made.digest
    if json:
        output.as_json({**_as_json(made), "again": again.digest, "same": same, "table": table})
    else:
        shown = [*made.definition.by, *COUNTS]
        headings = [
            f"{say(f'statistics.{one}', 'en')} / {say(f'statistics.{one}', 'ar')}" for one in shown
        ]
        output.table(
            headings, [[_told(row, one) for one in shown] for row in table], title=made.name_ar
        )
    output.talk("release_same" if same else "release_differs", code=code, digest=again.digest)
    if not same:
        raise typer.Exit(output.REFUSED)


async def totals_open(desk: Desk, who: str, why: Purpose, act: str) -> tuple[Context, RecordScope]:
    """Whoever sits here, where totals are open to them, and what else is.

    Raises:
        Refused: `totals_not_shown`.
    """
    viewer = await signed_in(desk.registry, parse_who(who), why)
    async with desk.registry.readers.connection() as connection:
        standing = await standing_of(connection, viewer, desk.registry.writer.mint.today())
    if not standing.scope.totals:
        raise Refused("totals_not_shown")
    return await desk.context(who, why, act), standing.scope


async def _called(desk: Desk, partner: UUID, code: str) -> ReleaseRow:
    """The own partner's release of a code.

    Raises:
        Refused: `release_unknown`.
    """
    window = Window[UUID](await catch_up(desk.registry), 1)
    async with desk.registry.readers.connection() as connection:
        page = await releases.page(connection, window, partner=partner, code=code)
    if not page.rows:
        raise Refused("release_unknown", code=code)
    return page.rows[0]


async def _named(desk: Desk, made: ReleaseRow, again: Counted) -> list[dict[str, Any]]:
    """The rows with the codes of centres and services, and what was not asked for left out."""
    centres = await codes_of(desk.registry, {row["centre"] for row in again.rows if row["centre"]})
    async with desk.registry.readers.connection() as connection:
        services = await programme_directory.by_ids(
            connection,
            [row["service"] for row in again.rows if row["service"]],
            position=again.at,
            visible_to=RecordFilter(),
        )
    codes = {**centres, **{service: one.code for service, one in services.items()}}
    wanted = (*made.definition.by, *COUNTS)
    return [
        {name: codes.get(value, value) for name, value in row.items() if name in wanted}
        for row in again.rows
    ]


def _told(row: Mapping[str, Any], column: str) -> object:
    if column in COUNTS:
        return few(row[column])
    return output.labelled(LISTS[column], row[column]) if column in LISTS else row[column]


def _say(made: ReleaseRow, *, json: bool) -> None:
    if json:
        output.as_json(_as_json(made))
    else:
        output.line(made.digest)
    output.talk("release_made", code=made.code, position=made.counted_at, rows=made.rows)


def _as_json(one: ReleaseRow) -> dict[str, Any]:
    return {
        "code": one.code,
        "name_ar": one.name_ar,
        "name_en": one.name_en,
        "definition": asdict(one.definition),
        "position": one.counted_at,
        "rows": one.rows,
        "digest": one.digest,
        "made_at": one.made_at,
    }
