"""`sijill partner`: the organisations that register and serve."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Annotated, Any
from uuid import UUID

import typer

from registry.api.ids import global_id
from registry.application.steering import enrol_partner, suspend_partner
from registry.bootstrap import Registry, catch_up
from registry.cli import agreement, options, output, partner_reports
from registry.cli.acting import operator_of
from registry.cli.output import Misused
from registry.cli.partners import partner_called
from registry.domain.errors import Refused
from registry.domain.partner import PartnerCode, PartnerEnrolled, PublicName
from registry.domain.vocabulary import OrganisationKind
from registry.projections import partner_directory
from registry.projections.lateness import LatePartner, late_partners
from registry.projections.partner_directory import PartnerRow
from registry.projections.reading import all_pages

app = typer.Typer(
    help="Organisations that register and serve. / الجهات التي تسجّل وتخدم.", no_args_is_help=True
)


@app.command("enrol")
def enrol(
    *,
    code: Annotated[str, typer.Argument(help="Short name, as noor-qena. / الرمز المختصر للجهة.")],
    name_ar: Annotated[str, typer.Option(help="Name in Arabic. / الاسم بالعربية.")],
    name_en: Annotated[str, typer.Option(help="Name in English. / الاسم بالإنجليزية.")],
    kind: Annotated[OrganisationKind, typer.Option(help="What it is. / نوع الجهة.")],
    parent: Annotated[
        str | None,
        typer.Option(help="Code of what it is a department of. / رمز الجهة التي تتبعها."),
    ] = None,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Enrol a partner; it sees nothing before it signs an agreement. / أضف جهة؛ ولا ترى شيئا قبل أن توقّع مذكرة."""

    async def run() -> tuple[UUID, bool]:
        async with options.registry(data) as registry:
            enrolled = PartnerEnrolled(
                code=PartnerCode(code),
                kind=kind,
                name_ar=PublicName(name_ar),
                name_en=PublicName(name_en),
                parent=await partner_called(registry, parent) if parent else None,
            )
            return await _enrol(registry, enrolled)

    partner, already = asyncio.run(run())
    number = global_id("Partner", partner)
    if json:
        output.as_json({"partner": number, "code": code, "already": already})
    else:
        output.line(number)
    output.talk("partner_enrolled_already" if already else "partner_enrolled", code=code)


@app.command("list")
def list_(data: options.Data = None, json: options.Json = False) -> None:
    """List the partners, with their agreements and when those end. / اعرض الجهات ومذكراتها ومتى تنتهي."""

    async def run() -> tuple[list[PartnerRow], list[dict[str, Any]], dict[UUID, LatePartner]]:
        async with options.registry(data) as registry:
            agreements = await agreement.shown(registry)
            position = await catch_up(registry)
            async with registry.readers.connection() as connection:
                page = partial(partner_directory.page, connection)
                rows = await all_pages(page, lambda seen: seen[-1].partner, position=position)
                today, zone = registry.writer.mint.today(), registry.writer.mint.zone
                late = await late_partners(connection, today, zone, position=position)
            return rows, agreements, late

    rows, agreements, late = asyncio.run(run())
    codes = {one.partner: one.code for one in rows}
    found = [_listed(row, codes, agreements, late.get(row.partner)) for row in rows]
    if json:
        output.as_json(found)
        return
    _show_list(found)


def _show_list(found: Sequence[Mapping[str, Any]]) -> None:
    output.table(
        (
            *("code / الرمز", "الجهة", "partner", "kind / النوع", "state / الحالة"),
            *("agreements / المذكرات", "records what it gave / تسجل ما صرفته"),
        ),
        [
            (
                *(one["code"], one["name_ar"], one["name_en"]),
                output.labelled("organisation_kind", one["kind"]),
                "suspended / موقوفة" if one["suspended"] else "active / نشطة",
                "; ".join(map(_with_its_end, one["agreements"])),
                partner_reports.how_often(one),
            )
            for one in found
        ],
    )


app.command("reports")(partner_reports.reports)
app.command("reported")(partner_reports.reported)


@app.command("suspend")
def suspend(
    code: Annotated[str, typer.Argument(help="Short name, as noor-qena. / الرمز المختصر للجهة.")],
    *,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do not ask; there is no way back. / لا تسأل.")
    ] = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Suspend a partner for good: it neither reads nor writes any more. / أوقف جهة نهائيا."""
    if not yes and not (sys.stdin.isatty() and typer.confirm(f"{code}? / تأكيد", err=True)):
        raise Misused("suspending_not_confirmed", code=code)

    async def run() -> bool:
        async with options.registry(data) as registry:
            stream = await partner_called(registry, code)
            command = suspend_partner(stream, await operator_of(registry))
            return (await registry.writer.submit(command)).position == 0

    already = asyncio.run(run())
    if json:
        output.as_json({"code": code, "already": already})
    else:
        output.line(code)
    output.talk("partner_suspended_already" if already else "partner_is_suspended", code=code)


def _listed(
    row: PartnerRow,
    codes: Mapping[UUID, str],
    agreements: Sequence[Mapping[str, Any]],
    late: LatePartner | None,
) -> dict[str, Any]:
    own = [one for one in agreements if row.code in {party["partner"] for party in one["parties"]}]
    shown = ("agreement", "name_ar", "name_en", "begins", "last_day", "state", "days_left")
    return {
        "partner": global_id("Partner", row.partner),
        "code": row.code,
        "kind": row.kind,
        "name_ar": row.name_ar,
        "name_en": row.name_en,
        "parent": None if row.parent is None else codes.get(row.parent),
        "suspended": row.suspended,
        "reports_every": row.reports_every,
        "reported_up_to": row.reported_up_to,
        "no_report_since": None if late is None else late.since,
        "agreements": [{name: one[name] for name in shown} for one in own],
    }


def _with_its_end(one: Mapping[str, Any]) -> str:
    """The name, and its last day with what that means today."""
    end = "" if one["last_day"] is None else f" {one['last_day']}"
    return f"{one['name_ar']}:{end} {agreement.in_both(one['state'])}"


async def _enrol(registry: Registry, enrolled: PartnerEnrolled) -> tuple[UUID, bool]:
    """The partner's id, and whether it was enrolled before in the same words.

    Raises:
        Refused: `partner_already_enrolled`, the code stands for another; `partner_code_malformed`.
    """
    position = await catch_up(registry)
    async with registry.readers.connection() as connection:
        there = await partner_directory.by_code(connection, enrolled.code, position=position)
    if there is not None:
        same = (there.kind, there.name_ar, there.name_en, there.parent)
        if same != (enrolled.kind, enrolled.name_ar, enrolled.name_en, enrolled.parent):
            raise Refused("partner_already_enrolled")
        return there.partner, True
    operator = await operator_of(registry)
    outcome = await registry.writer.submit(enrol_partner(enrolled, operator, registry.writer.mint))
    return outcome.stream, outcome.repeated
