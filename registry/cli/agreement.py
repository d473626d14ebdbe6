"""`sijill agreement`: who may see what, for which purpose, from when until when."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Final, TypeAlias
from uuid import UUID

import typer

from registry.api.ids import global_id, read_uuid
from registry.application.command import Command, Outcome, canonical
from registry.application.comparing import foreseen
from registry.application.steering import amend_agreement, end_agreement, sign_agreement
from registry.bootstrap import Registry, catch_up
from registry.cli import options, output
from registry.cli.acting import operator_of
from registry.cli.agreement_file import read_agreement, terms_of
from registry.cli.foreseeing import Dry, Tried, say_foreseen
from registry.cli.output import Misused
from registry.domain.vocabulary import Sees
from registry.projections import agreement_directory, partner_directory
from registry.projections.agreement_directory import AgreementRow, AgreementState, state_on
from registry.projections.reading import all_pages
from registry.texts import label

app = typer.Typer(
    help="Who may see what, for which purpose. / من يرى ماذا، ولأي غرض.", no_args_is_help=True
)


Agreement: TypeAlias = Annotated[
    str, typer.Argument(help="The agreement, as `agreement list` prints it. / رقم المذكرة.")
]
File: TypeAlias = Annotated[Path, typer.Argument(help="The terms, YAML or JSON. / ملف البنود.")]


_HEADINGS: Final = (
    "المذكرة",
    "agreement",
    "parties / الأطراف",
    "begins / من",
    "until / حتى",
    "state / الحالة",
    "days left / الأيام الباقية",
)


@app.command("sign")
def sign(
    file: File,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Bring an agreement into force between partners. / وقّع مذكرة بين الجهات."""
    written = read_agreement(file)

    async def made(registry: Registry) -> Command:
        terms = await terms_of(registry, written)
        # The same terms again are the same agreement.
        key = f"agreement:{sha256(canonical(terms)).hexdigest()}"
        context = (await operator_of(registry)).with_key(key)
        return sign_agreement(terms, context, registry.writer.mint)

    outcome = asyncio.run(_carried_out(made, data, Tried(dry, json)))
    if outcome is None:
        return
    number = global_id("Agreement", outcome.stream)
    if json:
        output.as_json({"agreement": number, "already": outcome.repeated})
    else:
        output.line(number)
    output.talk("agreement_signed_already" if outcome.repeated else "agreement_signed")


@app.command("amend")
def amend(
    agreement: Agreement,
    file: File,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Put other terms in the place of an agreement's, from today on. / عدّل بنود مذكرة من اليوم."""
    stream, written = read_uuid(agreement, "Agreement"), read_agreement(file)

    async def made(registry: Registry) -> Command:
        # No key: terms that were in force before may come again.
        terms = await terms_of(registry, written)
        return amend_agreement(stream, terms, await operator_of(registry))

    outcome = asyncio.run(_carried_out(made, data, Tried(dry, json)))
    if outcome is None:
        return
    already = outcome.position == 0
    number = global_id("Agreement", stream)
    if json:
        output.as_json({"agreement": number, "already": already})
    else:
        output.line(number)
    output.talk("agreement_is_so_already" if already else "agreement_amended")


@app.command("end")
def end(
    agreement: Agreement,
    last_day: Annotated[
        str, typer.Option(help="The last day in force, as 2026-12-31. / آخر يوم سريان.")
    ],
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """End an agreement after a day, or sooner than was said before. / أنهِ مذكرة بعد يوم."""
    stream, day = read_uuid(agreement, "Agreement"), _day(last_day)

    async def made(registry: Registry) -> Command:
        # No key: a day that was said before a sooner one is to be refused, not taken for said already.
        return end_agreement(stream, day, await operator_of(registry))

    outcome = asyncio.run(_carried_out(made, data, Tried(dry, json)))
    if outcome is None:
        return
    already = outcome.position == 0
    if json:
        output.as_json(
            {"agreement": global_id("Agreement", stream), "last_day": day, "already": already}
        )
    else:
        output.line(global_id("Agreement", stream))
    output.talk("agreement_ends_already" if already else "agreement_ends", day=day)


async def _carried_out(
    made: Callable[[Registry], Awaitable[Command]], data: Path | None, tried: Tried
) -> Outcome | None:
    """What came of a command; None where it was only tried, which is said."""
    async with options.registry(data) as registry:
        writer, command = registry.writer, await made(registry)
        if not tried.dry:
            return await writer.submit(command)
        say_foreseen(await foreseen(writer, command), json=tried.json)
    return None


@app.command("list")
def list_(data: options.Data = None, json: options.Json = False) -> None:
    """List the agreements, in force or not. / اعرض المذكرات، السارية وغيرها."""

    async def run() -> list[dict[str, Any]]:
        async with options.registry(data) as registry:
            return await shown(registry)

    found = asyncio.run(run())
    if json:
        output.as_json(found)
        return
    output.table(
        _HEADINGS,
        [
            (
                one["name_ar"],
                one["name_en"],
                ", ".join(map(_as_listed, one["parties"])),
                one["begins"],
                one["last_day"],
                in_both(one["state"]),
                one["days_left"],
            )
            for one in found
        ],
    )
    for one in found:  # a table folds what is to be copied
        output.line(f"{one['agreement']}  {one['name_en']} / {one['name_ar']}")


async def shown(registry: Registry) -> list[dict[str, Any]]:
    """Every agreement, its parties by their codes."""
    position = await catch_up(registry)
    async with registry.readers.connection() as connection:
        rows = await all_pages(
            partial(agreement_directory.page, connection),
            lambda rows: rows[-1].agreement,
            position=position,
        )
        parties = {one for row in rows for one in row.parties}
        partners = await partner_directory.by_ids(connection, parties, position=position)
    codes = {partner: row.code for partner, row in partners.items()}
    today = registry.writer.mint.today()
    return [_terms(row, codes, today) for row in rows]


def in_both(state: AgreementState) -> str:
    return " / ".join(label("agreement_state", state.value, one) for one in ("en", "ar"))


def _terms(row: AgreementRow, codes: Mapping[UUID, str], today: date) -> dict[str, Any]:
    terms = row.terms
    return {
        "agreement": global_id("Agreement", row.agreement),
        "name_ar": terms.name_ar,
        "name_en": terms.name_en,
        "base": terms.base,
        "parties": [asdict(one) | {"partner": codes[one.partner]} for one in terms.parties],
        "purposes": terms.purposes,
        "grants": [asdict(one) | {"to": [codes[to] for to in one.to]} for one in terms.grants],
        "families": terms.families,
        "programmes": [global_id("Programme", one) for one in terms.programmes],
        "areas": terms.areas,
        "alone_up_to": {one.currency: str(one.amount) for one in terms.alone_up_to},
        "begins": terms.begins,
        "until": terms.until,
        "ended": row.ended,
        "last_day": row.last_day,
        "state": state_on(today, row.begins, row.last_day),
        "days_left": None if row.last_day is None else (row.last_day - today).days,
    }


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise Misused("last_day_malformed") from None


def _as_listed(party: dict[str, Any]) -> str:
    """The code, in brackets where it sees totals alone."""
    code: str = party["partner"]
    return code if party["sees"] is Sees.RECORDS else f"({code})"
