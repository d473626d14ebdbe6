"""`sijill forget`: destroy a member's keys, under the number of the request that asked for it."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from typing import Annotated
from uuid import UUID

import typer

from registry.api.ids import read_uuid
from registry.application.forgetting import ErasureRequest, Forgotten, forget_member
from registry.bootstrap import Registry, catch_up
from registry.cli import options, output
from registry.cli.acting import operator_of
from registry.cli.output import Misused
from registry.domain.errors import SijillError
from registry.domain.household import CaseNumber
from registry.domain.vocabulary import Purpose
from registry.projections import household_members, household_roll, pairs
from registry.projections.recipients import streams_about
from registry.projections.visibility import RecordFilter


def forget(
    member: Annotated[
        str, typer.Argument(help="Id of the member, as the API gives it. / معرف الفرد.")
    ],
    case: Annotated[
        str | None, typer.Option(help="Number of the request, as E-2026-17. / رقم الطلب.")
    ] = None,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Destroy a person's keys for good; counts stay. / أتلف مفاتيح شخص نهائيا وتبقى الأعداد."""
    number = CaseNumber(case or _asked())
    subject = read_uuid(member, "Member")

    async def run() -> Forgotten:
        async with options.registry(data) as registry:
            return await _forget(registry, subject, number)

    forgotten = asyncio.run(run())
    if json:
        output.as_json(
            {
                "member": subject,
                "household": forgotten.household,
                "subjects": forgotten.subjects,
                "already": forgotten.already,
            }
        )
    output.talk("forgotten_already" if forgotten.already else "forgotten", member=subject)


def _asked() -> str:
    """The case number, from whoever sits there."""
    if not sys.stdin.isatty():
        raise Misused("case_number_missing")
    return str(typer.prompt("case number / رقم الطلب", err=True))


async def _forget(registry: Registry, member: UUID, case: CaseNumber) -> Forgotten:
    position = await catch_up(registry)
    everything = RecordFilter(everything=True)
    async with registry.readers.connection() as connection:
        found = await household_members.by_ids(
            connection, [member], position=position, visible_to=everything
        )
        if member not in found:
            raise SijillError("member_unknown")
        household = found[member].household
        homes = await household_roll.by_ids(
            connection, [household], position=position, visible_to=everything
        )
        owner = homes[household].partner
        lived_in = await household_members.everywhere(
            connection, member, position=position, visible_to=everything
        )
        about = await streams_about(connection, {row.household for row in lived_in}, [member])
        said_of = await pairs.of_member(connection, member)
    operator = (await operator_of(registry)).for_partner(owner)
    context = replace(operator, purpose=Purpose.ERASURE)
    request = ErasureRequest(
        household=household, member=member, case=case, about=about, pairs=said_of
    )
    return await forget_member(registry.writer, request, context)
