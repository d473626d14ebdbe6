"""`sijill import list` and `sijill import undo`: what was taken in, and a file that was the wrong one taken back."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from typing import Annotated, Any, Final, TypeAlias
from uuid import UUID

import typer
from typer.core import TyperGroup

from registry.api.acting import acting
from registry.api.ids import read_uuid
from registry.application.built_on import Found, ImportBuiltOn
from registry.application.command import Context
from registry.application.dependents import ReadModels
from registry.application.patience import PatientWriter
from registry.application.undoing import Undone, undo_import
from registry.bootstrap import Registry, catch_up
from registry.cli import options, output
from registry.cli.acting import operator_of, parse_who, signed_in
from registry.cli.importing import import_
from registry.cli.partners import codes_of, partner_called
from registry.cli.waiting import stopped_by_outages, tell_outage
from registry.domain.errors import Refused
from registry.domain.vocabulary import Purpose, Role
from registry.projections import imports
from registry.projections.imports import ImportRow
from registry.projections.reading import all_pages
from registry.texts import say

SHOWN: Final = 100
"""Of what others built on an import, so many are shown; JSON names more."""
FILE: Final = "file"


class FileFirst(TyperGroup):
    """`sijill import FILE` takes a file in; what else can be done with imports has a word of its own."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands:
            args = [FILE, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=FileFirst,
    help="Take a file in (`sijill import FILE`), list imports, undo one. / استورد ملفا، أو تراجع عن استيراد.",
    no_args_is_help=True,
)
_ALSO: Final = (
    "See too: `sijill import list`, `sijill import undo --help`."
    " / انظر أيضا: `sijill import list` و`sijill import undo --help`."
)
app.command(FILE, epilog=_ALSO)(import_)


@app.command("list")
def list_(
    partner: Annotated[
        str | None, typer.Option(help="Code of the partner, else all. / رمز الجهة.")
    ] = None,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """List what was imported, the oldest first, with its counts. / اعرض ما استُورد وأعداده."""

    async def run() -> tuple[list[ImportRow], dict[UUID, str]]:
        async with options.registry(data) as registry:
            position = await catch_up(registry)
            holder = None if partner is None else await partner_called(registry, partner)
            async with registry.readers.connection() as connection:
                rows = await all_pages(
                    partial(imports.page, connection, partner=holder),
                    lambda rows: rows[-1].file_import,
                    position=position,
                )
            return rows, await codes_of(registry, {row.partner for row in rows})

    rows, codes = asyncio.run(run())
    if json:
        output.as_json([_listed(row, codes) for row in rows])
    else:
        _show_list(rows, codes)


def _show_list(rows: Sequence[ImportRow], codes: Mapping[UUID, str]) -> None:
    counts = (f"{say(f'count.{name}', 'en')} / {say(f'count.{name}', 'ar')}" for name in _COUNTS)
    output.table(
        (
            *("import / الاستيراد", "partner / الجهة", "started / بدأ", "as / يُستورد"),
            *counts,
            "state / الحالة",
        ),
        [
            (
                row.file_import,
                codes.get(row.partner),
                output.moment(row.started_at),
                output.labelled("taken_as", row.taken_as.value),
                *(getattr(row, name) for name in _COUNTS),
                f"{say(f'import.{row.state}', 'en')} / {say(f'import.{row.state}', 'ar')}",
            )
            for row in rows
        ],
    )


_COUNTS: Final = ("rows", "registrations", "members", "deliveries", "corrections", "rejects")


def _listed(row: ImportRow, codes: Mapping[UUID, str]) -> dict[str, Any]:
    fields = {name: getattr(row, name) for name in row.__struct_fields__}
    return {
        "import": fields.pop("file_import"),
        "partner_code": codes.get(row.partner),
        "state": row.state,
        **fields,
    }


Batch: TypeAlias = Annotated[
    str, typer.Argument(metavar="IMPORT", help="Id, as `import list` says. / رقم الاستيراد.")
]
DryRun: TypeAlias = Annotated[
    bool,
    typer.Option("--dry-run", help="Say what would happen and write nothing. / جرّب دون كتابة."),
]
Force: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--force",
        help="Although others built on it; deliveries and open referrals go too. / رغم ما بُني عليه.",
    ),
]
As: TypeAlias = Annotated[
    str,
    typer.Option("--as", help="Role, with or without @partner, or name and partner. / بأي صفة."),
]


@app.command("undo")
def undo(
    batch: Batch,
    *,
    dry_run: DryRun = False,
    force: Force = False,
    who: As = Role.DATA_OFFICER.value,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Take back all that a file brought; history stays. / تراجع عن كل ما جاء به ملف، ويبقى في التاريخ."""
    number = read_uuid(batch, "Import")

    builders: dict[UUID, str] = {}

    async def run() -> Undone:
        async with options.registry(data) as registry:
            try:
                undone = await _undo(registry, number, who, forced=force, dry_run=dry_run)
            except ImportBuiltOn as refused:
                builders.update(await _builders(registry, refused.found))
                raise
            builders.update(await _builders(registry, undone.found))
            return undone

    try:
        with stopped_by_outages("undo_stopped"):
            undone = asyncio.run(run())
    except ImportBuiltOn as refused:
        _show_refused(refused, builders, json=json)
        raise
    _show(undone, builders, json=json)
    if dry_run and undone.found.built_on and not force:
        sys.exit(output.REFUSED)


async def _undo(
    registry: Registry, number: UUID, who: str, *, forced: bool, dry_run: bool
) -> Undone:
    history = await registry.log.load(number)
    if not history:
        raise Refused("import_unknown")
    act = "import.undo_forced" if forced else "import.undo"
    context = await _taking_back(registry, who, history[0].envelope.partner, act)
    with output.progress("undoing") as bar:
        task = bar.add_task(str(number), total=None)
        return await undo_import(
            number,
            context,
            PatientWriter(registry.writer, tell_outage),
            _dependents(registry),
            forced=forced,
            dry_run=dry_run,
            progress=lambda done, of: bar.update(task, completed=done, total=of),
        )


async def _taking_back(registry: Registry, who: str, partner: UUID, act: str) -> Context:
    """Somebody of a partner, or by a role alone this machine's operator for the partner whose import it is."""
    if who not in set(Role):
        viewer = await signed_in(registry, parse_who(who), Purpose.CORRECTION)
        return acting(viewer, act)
    operator = (await operator_of(registry)).for_partner(partner)
    return replace(operator, role=Role(who), purpose=Purpose.CORRECTION)


async def _builders(registry: Registry, found: Found) -> dict[UUID, str]:
    """By whom it is told what others built, by actor: their login, or role and partner of whoever has none."""
    shown = found.built_on[:SHOWN]
    staff = await registry.staff.by_actors({one.actor for one in shown})
    logins = {actor: member.login for actor, member in staff.items()}
    codes = await codes_of(registry, {one.partner for one in shown})
    return {
        one.actor: logins.get(one.actor) or f"{one.role}@{codes.get(one.partner, one.partner)}"
        for one in shown
    }


def _dependents(registry: Registry) -> ReadModels:
    return ReadModels(registry.readers, lambda: catch_up(registry))


def _show(undone: Undone, who: Mapping[UUID, str], *, json: bool) -> None:
    found = undone.found
    if json:
        output.as_json(
            {
                "import": undone.file_import,
                "already": undone.already,
                "dry_run": undone.dry_run,
                **asdict(found.counts),
                "built": found.built_on,
                "left": found.left,
            }
        )
        return
    output.table(
        ("what", "number / العدد", "ماذا"),
        [
            (say(f"undone.{name}", "en"), value, say(f"undone.{name}", "ar"))
            for name, value in asdict(found.counts).items()
        ],
    )
    _show_built(found, who)
    for code, number in found.left.items():
        output.talk("undone_left", number=number, en=say(code, "en"), ar=say(code, "ar"))
    if undone.dry_run:
        output.talk("tried")
    else:
        output.talk(
            "undone_already" if undone.already else "undone", file_import=undone.file_import
        )


def _show_refused(refused: ImportBuiltOn, who: Mapping[UUID, str], *, json: bool) -> None:
    if json:
        output.as_json({"code": refused.code, "built": refused.found.built_on})
    else:
        _show_built(refused.found, who)


def _show_built(found: Found, who: Mapping[UUID, str]) -> None:
    if not found.built_on:
        return
    output.table(
        ("what / ماذا", "household / الأسرة", "when / متى", "by / بواسطة", "import / الاستيراد"),
        [
            (
                f"{say(f'fact.{one.fact}', 'en')} / {say(f'fact.{one.fact}', 'ar')}",
                one.reference,
                output.moment(one.recorded_at),
                who[one.actor],
                one.file_import,
            )
            for one in found.built_on[:SHOWN]
        ],
    )
    more = found.counts.built_on - SHOWN
    if more > 0:
        output.line(
            f"{say('built_more', 'en', number=more)} / {say('built_more', 'ar', number=more)}"
        )
