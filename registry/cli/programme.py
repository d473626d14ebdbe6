"""`sijill programme`: what partners deliver."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import Annotated, Any
from uuid import UUID

import typer

from registry.api.ids import global_id
from registry.application.steering import (
    close_programme,
    open_programme,
    set_overlap,
    tag_programme,
)
from registry.bootstrap import Registry, catch_up
from registry.cli import options, output
from registry.cli.acting import operator_of
from registry.cli.partners import codes_of, partner_called, programme_called
from registry.cli.plan_check import worth
from registry.domain.errors import Refused
from registry.domain.families import TREE, depth
from registry.domain.money import Money
from registry.domain.partner import PublicName
from registry.domain.planning import GivenTo
from registry.domain.programme import OverlapRule, ProgrammeCode, ProgrammeOpened
from registry.domain.vocabulary import BenefitFamily, BenefitKind, Cycle, Unit
from registry.projections import programme_directory
from registry.projections.programme_directory import ProgrammeRow
from registry.projections.reading import all_pages
from registry.projections.visibility import RecordFilter
from registry.texts import label

app = typer.Typer(help="What partners deliver. / ما تصرفه الجهات.", no_args_is_help=True)


@app.command("open")
def open_(
    *,
    partner: Annotated[str, typer.Argument(help="Code of its owner. / رمز الجهة المالكة.")],
    code: Annotated[str, typer.Argument(help="Short name, as food-baskets. / رمز البرنامج.")],
    name_ar: Annotated[str, typer.Option(help="Name in Arabic. / الاسم بالعربية.")],
    name_en: Annotated[str, typer.Option(help="Name in English. / الاسم بالإنجليزية.")],
    family: Annotated[BenefitFamily, typer.Option(help="What it overlaps with. / فئة المساعدة.")],
    kind: Annotated[BenefitKind, typer.Option(help="What is given. / نوع المساعدة.")],
    unit: Annotated[Unit, typer.Option(help="What it is counted in. / وحدة العد.")],
    cycle: Annotated[Cycle, typer.Option(help="How often. / الدورية.")] = Cycle.ON_DEMAND,
    protected: Annotated[
        bool,
        typer.Option("--protected", help="Named to nobody but its owner. / لا يراه غير مالكه."),
    ] = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Open a programme of a partner. / افتح برنامجا لجهة."""

    async def run() -> tuple[str, bool]:
        async with options.registry(data) as registry:
            opened = ProgrammeOpened(
                owner=await partner_called(registry, partner),
                code=ProgrammeCode(code),
                name_ar=PublicName(name_ar),
                name_en=PublicName(name_en),
                family=family,
                kind=kind,
                unit=unit,
                cycle=cycle,
                protected=protected,
            )
            return await _open(registry, opened)

    number, already = asyncio.run(run())
    _say(number, partner, code, already=already, json=json)
    output.talk("programme_opened_already" if already else "programme_opened", code=code)


@app.command("close")
def close(
    partner: Annotated[str, typer.Argument(help="Code of its owner. / رمز الجهة المالكة.")],
    code: Annotated[str, typer.Argument(help="Short name, as food-baskets. / رمز البرنامج.")],
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Close a programme: nothing more is delivered under it. / أغلق برنامجا فلا يُصرف ضمنه شيء."""

    async def run() -> tuple[UUID, bool]:
        async with options.registry(data) as registry:
            owner = await partner_called(registry, partner)
            stream = await programme_called(registry, owner, code)
            context = (await operator_of(registry)).for_partner(owner)
            outcome = await registry.writer.submit(close_programme(stream, context))
            return stream, outcome.position == 0

    stream, already = asyncio.run(run())
    _say(global_id("Programme", stream), partner, code, already=already, json=json)
    output.talk("programme_closed_already" if already else "programme_is_closed", code=code)


@app.command("list")
def list_(
    partner: Annotated[
        str | None, typer.Option(help="Code of the owner, else all. / رمز الجهة المالكة.")
    ] = None,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """List the programmes, by the codes that deliveries name. / اعرض البرامج برموزها."""

    async def run() -> tuple[list[ProgrammeRow], dict[UUID, str]]:
        async with options.registry(data) as registry:
            position = await catch_up(registry)
            owner = None if partner is None else await partner_called(registry, partner)
            async with registry.readers.connection() as connection:
                rows = await all_pages(
                    partial(
                        programme_directory.page,
                        connection,
                        visible_to=RecordFilter(everything=True),
                        owner=owner,
                    ),
                    lambda seen: seen[-1].programme,
                    position=position,
                )
            return rows, await codes_of(registry, {row.owner for row in rows})

    rows, codes = asyncio.run(run())
    if json:
        output.as_json([_listed(row, codes) for row in rows])
    else:
        _show_list(rows, codes)


def _show_list(rows: Sequence[ProgrammeRow], codes: Mapping[UUID, str]) -> None:
    output.table(
        (
            *("partner / الجهة", "code / الرمز", "البرنامج", "programme"),
            *("family / الفئة", "kind / النوع", "state / الحالة"),
        ),
        [
            (
                *(codes.get(row.owner), row.code, row.name_ar, row.name_en),
                output.labelled("benefit_family", row.family),
                output.labelled("benefit_kind", row.kind),
                "مغلق / closed" if row.closed else "مفتوح / open",
            )
            for row in rows
        ],
    )


@app.command()
def families(json: options.Json = False) -> None:
    """Show the tree of kinds of help, with their codes. / اعرض شجرة أنواع الدعم برموزها."""
    if json:
        output.as_json([{"family": family, **asdict(node)} for family, node in TREE.items()])
        return
    output.table(
        ("code / الرمز", "النوع", "kind of help", "CRS", "sector / القطاع"),
        [
            (
                f"{'  ' * depth(family)}{family}",
                label("benefit_family", family, "ar"),
                label("benefit_family", family, "en"),
                node.crs or "",
                output.labelled("sector", node.sector),
            )
            for family, node in TREE.items()
        ],
    )


@app.command("tag")
def tag(
    *,
    partner: Annotated[str, typer.Argument(help="Code of its owner. / رمز الجهة المالكة.")],
    code: Annotated[str, typer.Argument(help="Short name, as food-baskets. / رمز البرنامج.")],
    tags: Annotated[
        list[str] | None,
        typer.Option("--tag", help="As vision-2030; again for more, none for none. / وسم."),
    ] = None,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Say what a programme is for, by all its tags. / حدّد وسوم البرنامج كلها."""
    said = sorted(set(tags or ()))

    async def run() -> tuple[UUID, bool]:
        async with options.registry(data) as registry:
            owner = await partner_called(registry, partner)
            stream = await programme_called(registry, owner, code)
            context = (await operator_of(registry)).for_partner(owner)
            outcome = await registry.writer.submit(tag_programme(stream, said, context))
            return stream, outcome.position == 0

    stream, already = asyncio.run(run())
    if json:
        output.as_json(
            {"programme": global_id("Programme", stream), "tags": said, "already": already}
        )
        return
    output.talk("programme_tagged", tags=tuple(said) or "–")


def _listed(row: ProgrammeRow, codes: Mapping[UUID, str]) -> dict[str, Any]:
    fields = {name: getattr(row, name) for name in row.__struct_fields__}
    number = global_id("Programme", fields.pop("programme"))
    return {"programme": number, **fields, "owner": codes.get(row.owner)}


@app.command("overlap")
def overlap(
    *,
    partner: Annotated[str, typer.Argument(help="Code of its owner. / رمز الجهة المالكة.")],
    code: Annotated[str, typer.Argument(help="Short name, as food-baskets. / رمز البرنامج.")],
    family: Annotated[
        list[BenefitFamily], typer.Option(help="What overlaps; again for more. / ما يتداخل معه.")
    ],
    per: Annotated[
        GivenTo, typer.Option(help="Given once to whom. / مرة لمن.")
    ] = GivenTo.HOUSEHOLD,
    months: Annotated[
        int, typer.Option(help="Before its period and after. / شهور قبل الفترة وبعدها.")
    ] = 0,
    ceiling: Annotated[
        str | None, typer.Option(help="Too much above it, as 900:EGP. / الحد الأقصى للقيمة.")
    ] = None,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Say what help a programme overlaps with. / حدّد ما يتداخل معه البرنامج."""
    given = worth(ceiling)
    rule = OverlapRule(
        families=tuple(dict.fromkeys(family)),
        per=per,
        months=months,
        ceiling=None if given is None else Money(given.amount, given.currency),
    )

    async def run() -> tuple[UUID, bool]:
        async with options.registry(data) as registry:
            owner = await partner_called(registry, partner)
            stream = await programme_called(registry, owner, code)
            context = (await operator_of(registry)).for_partner(owner)
            outcome = await registry.writer.submit(set_overlap(stream, rule, context))
            return stream, outcome.position == 0

    stream, already = asyncio.run(run())
    _say(global_id("Programme", stream), partner, code, already=already, json=json)
    output.talk("overlap_set")


def _say(number: str, owner: str, code: str, *, already: bool, json: bool) -> None:
    if json:
        output.as_json({"programme": number, "owner": owner, "code": code, "already": already})
    else:
        output.line(number)


async def _open(registry: Registry, opened: ProgrammeOpened) -> tuple[str, bool]:
    """The programme's id, and whether it was opened before in the same words.

    Raises:
        Refused: `programme_already_open`, the code stands for another programme of the owner.
    """
    position = await catch_up(registry)
    async with registry.readers.connection() as connection:
        there = await programme_directory.by_code(
            connection, opened.owner, opened.code, position=position
        )
    if there is not None:
        same = all(
            getattr(there, name) == getattr(opened, name)
            for name in ("name_ar", "name_en", "family", "kind", "unit", "cycle", "protected")
        )
        if not same or there.closed:
            raise Refused("programme_already_open")
        return global_id("Programme", there.programme), True
    owner = (await operator_of(registry)).for_partner(opened.owner)
    outcome = await registry.writer.submit(open_programme(opened, owner, registry.writer.mint))
    return global_id("Programme", outcome.stream), outcome.repeated
