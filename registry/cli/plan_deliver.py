"""`sijill plan deliver`: what was handed over by a plan, from a file or all of it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Final
from uuid import UUID

import typer
from psycopg import AsyncConnection

from registry.api.ids import read_uuid
from registry.application.command import Context
from registry.application.foreseen import Foreseeing
from registry.application.hijri import read_any_date
from registry.application.plan_handing import Handing
from registry.application.writer import Writer
from registry.bootstrap import catch_up
from registry.cli import asking, importing, options, output
from registry.cli.desk import Desk, at_desk
from registry.cli.options import Who, Why
from registry.cli.output import Misused
from registry.cli.waiting import stopped_by_outages, tell_outage
from registry.domain.dates import NotADate, PreciseDate
from registry.domain.errors import SijillError
from registry.domain.file_import import ImportCounts
from registry.domain.money import Currency
from registry.domain.places import PCode
from registry.domain.vocabulary import Channel, Purpose
from registry.intake.findings import Reject
from registry.intake.handing_out import hand_out_all, hand_out_file
from registry.intake.importing import Progress
from registry.intake.plan_handed import read_handed
from registry.intake.summary import Summary, reason
from registry.texts import say

_OWN: Final = Currency.EGP
"""Of amounts in a file where the plan does not say what a line is worth."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is typed: a file, or every line on a day."""

    plan: UUID
    file: Path | None
    on: PreciseDate | None
    place: PCode | None
    rejects: Path | None
    dry: bool


def deliver(
    *, plan: Annotated[str, typer.Argument(help="The plan, as `plan list` prints it. / رقم الكشف.")], who: Who,
    file: Annotated[Path | None, typer.Argument(help="What was handed over: a row a line. / ملف ما صُرف.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every line that it serves. / كل سطور الكشف.")] = False,
    on: Annotated[str | None, typer.Option(help="The day, where no row says it. / يوم الصرف.")] = None,
    place: Annotated[str | None, typer.Option(help="Where who is not registered is from. / مكان غير المسجل.")] = None,
    rejects: asking.Rejects = None, dry_run: asking.DryRun = False, why: Why = Purpose.DELIVERY,
    data: options.Data = None, json: options.Json = False,
) -> None:  # fmt: skip
    """Record what was handed over by a plan, each line once; broken rows come back. / سجل ما صُرف من الكشف."""
    at = asking.place_called(place, "--place")
    asked = Asked(read_uuid(plan, "Plan"), file, _day(on), at, rejects, dry_run)
    if (file is None) is not every or (every and asked.on is None):
        raise Misused("plan_file_or_all")
    with stopped_by_outages("plan_handing_stopped"):
        found = at_desk(who, why, data, lambda desk: _deliver(desk, who, why, asked))
    if isinstance(found, Summary):
        importing.report(found, None, json=json)
    else:
        _report(*found, dry=dry_run, json=json)


async def _deliver(
    desk: Desk, who: str, why: Purpose, asked: Asked
) -> Summary | tuple[ImportCounts, list[Reject]]:
    registry = desk.registry
    context = await desk.context(who, why, "delivery.record")
    writer = (
        Foreseeing(registry.writer, await registry.log.head()) if asked.dry else registry.writer
    )
    async with registry.readers.connection() as connection:
        handing = await Handing.of(registry.writer, connection, asked.plan, context.partner)
        found: Summary | tuple[ImportCounts, list[Reject]]
        if asked.file is not None:
            found = await _from_file(asked, asked.file, handing, context, writer, connection)
        else:
            found = await _every_line(asked, handing, context, writer, connection)
    if not asked.dry:
        await catch_up(registry)
    return found


async def _from_file(
    asked: Asked,
    file: Path,
    handing: Handing,
    context: Context,
    writer: Writer,
    connection: AsyncConnection[Any],
) -> Summary:
    worth = handing.drafted.value
    currency = _OWN if worth is None else worth.currency
    today = writer.mint.today()
    reading = await asyncio.to_thread(
        read_handed, file, asked.on, currency, today, place=asked.place
    )
    back = asked.rejects or file.with_name(f"{file.stem}-rejects.xlsx")
    with _shown(reading.length) as progress:
        try:
            return await hand_out_file(
                reading,
                handing,
                replace(context, channel=Channel.FILE),
                writer,
                connection,
                place=asked.place,
                progress=progress,
                outage=tell_outage,
                rejects_path=None if asked.dry else back,
            )
        except OSError:
            raise SijillError("rejects_not_written", path=back) from None


async def _every_line(
    asked: Asked,
    handing: Handing,
    context: Context,
    writer: Writer,
    connection: AsyncConnection[Any],
) -> tuple[ImportCounts, list[Reject]]:
    if asked.on is None:
        raise Misused("plan_file_or_all")
    with _shown(len(handing.served)) as progress:
        counts, rejects = await hand_out_all(
            handing,
            asked.on,
            context,
            writer,
            connection,
            place=asked.place,
            progress=progress,
            outage=tell_outage,
        )
    return counts, list(rejects)


@contextmanager
def _shown(total: int) -> Iterator[Progress]:
    with output.progress("handing_out") as bar:
        task = bar.add_task("", total=total)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def _report(counts: ImportCounts, rejects: list[Reject], *, dry: bool, json: bool) -> None:
    if json:
        refused = [
            {
                "line": one.at.row,
                "reasons": [
                    {"code": problem.code, "ar": reason(problem, "ar"), "en": reason(problem, "en")}
                    for problem in one.problems
                ],
            }
            for one in rejects
        ]
        output.as_json({**asdict(counts), "dry_run": dry, "rejected_lines": refused})
    else:
        told = ("rows", "deliveries", "unchanged", "rejects")
        output.table(
            ("what", "number / العدد", "ماذا"),
            [
                (say(f"count.{one}", "en"), getattr(counts, one), say(f"count.{one}", "ar"))
                for one in told
            ],
        )
        _show(rejects)
        if dry:
            output.talk("tried")
    if rejects:
        sys.exit(output.REFUSED)


def _show(rejects: list[Reject]) -> None:
    if rejects:
        output.table(
            ("line / السطر", "reason", "السبب"),
            [
                (one.at.row, reason(problem, "en"), reason(problem, "ar"))
                for one in rejects[: importing.SHOWN]
                for problem in one.problems
            ],
        )


def _day(written: str | None) -> PreciseDate | None:
    try:
        return None if written is None else read_any_date(written)
    except NotADate:
        raise Misused("option_not_a_date", option="--on") from None
