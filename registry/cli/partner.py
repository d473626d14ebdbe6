"""`sijill partner`: the organisations that register and serve."""

from __future__ import annotations

import asyncio
from typing import Annotated
from uuid import UUID

import typer

from registry.api.relay import global_id
from registry.application.steering import enrol_partner
from registry.bootstrap import Registry, catch_up
from registry.cli import options, output
from registry.cli.acting import operator_of
from registry.cli.partners import partner_called
from registry.domain.errors import Refused
from registry.domain.partner import PartnerCode, PartnerEnrolled, PublicName
from registry.domain.vocabulary import OrganisationKind
from registry.projections import partner_directory

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
