"""`sijill person`: what is held about somebody, who opened it, when and why, as one document for that person."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Final, TypeAlias
from uuid import UUID

import typer

from registry.api.endpoint import Answer, Endpoint
from registry.api.ids import global_id
from registry.bootstrap import Registry, catch_up
from registry.bootstrap.answering import services
from registry.cli import options, output
from registry.cli.acting import parse_who
from registry.cli.output import Misused
from registry.cli.token import mint
from registry.domain.errors import SijillError
from registry.domain.reference import NotAReference, read_reference
from registry.domain.vocabulary import Purpose
from registry.privacy.staff import Login
from registry.projections import household_members, household_roll
from registry.projections.household_roll import RollFilters
from registry.projections.reading import LARGEST_PAGE, Window
from registry.projections.visibility import RecordFilter

_DOCUMENT: Final = """
query ($id: ID!, $whole: Boolean!) {
  subjectReport(member: $id, wholePerson: $whole) { html document }
}
"""
_LONG_ENOUGH: Final = timedelta(minutes=5)

WholePerson: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--whole-person",
        help="With every registration of theirs here that is linked. / كل تسجيلاته المربوطة لدى الجهة.",
    ),
]


def person(
    *,
    whom: Annotated[
        str,
        typer.Argument(help="Reference of the household, or id of the member. / الرقم المرجعي."),
    ],
    who: Annotated[
        str,
        typer.Option(
            "--as",
            help="Role or name, and partner: data_officer@moss-qena. / الدور أو الاسم، والجهة.",
        ),
    ],
    member: Annotated[
        int | None, typer.Option(min=1, help="Which member of the household: 1, 2, … / رقم الفرد.")
    ] = None,
    purpose: Annotated[
        Purpose, typer.Option(help="Why; the person's request. / الغرض، وهو طلب صاحب البيانات.")
    ] = Purpose.DATA_SUBJECT,
    whole_person: WholePerson = False,
    html: Annotated[
        Path | None, typer.Option(help="Write a page to print here. / اكتب صفحة للطباعة هنا.")
    ] = None,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Make the document of what is held about a person. / أعدّ وثيقة بكل ما يُحتفظ به عن شخص."""
    login = parse_who(who)
    report = _report(asyncio.run(_made(data, (whom, member), login, purpose, whole=whole_person)))
    if html is not None:
        _write(html, report["html"])
    if json:
        output.as_json(report["document"])
    elif html is None:
        _print(report["document"])
    output.talk("person_made" if html is None else "person_written", path=html)


async def _made(
    data: Path | None,
    whom: tuple[str, int | None],
    login: Login,
    purpose: Purpose,
    *,
    whole: bool,
) -> Answer:
    async with options.registry(data) as registry:
        subject = await _member(registry, *whom)
        token = await mint(registry, login, purpose, _LONG_ENOUGH)
        endpoint = Endpoint(services(registry))
        return await endpoint.execute(_DOCUMENT, {"id": subject, "whole": whole}, token=token)


async def _member(registry: Registry, whom: str, line: int | None) -> str:
    """The id to ask for; of a reference, that of the member with the number.

    Raises:
        Misused: `person_which_member`.
        SijillError: `person_not_shown`.
    """
    position = await catch_up(registry)
    try:
        reference = read_reference(whom)
    except NotAReference:
        return whom
    everything = RecordFilter(everything=True)
    async with registry.readers.connection() as connection:
        window: Window[UUID] = Window(position, first=1)
        filters = RollFilters(reference=reference)
        found = await household_roll.page(
            connection, window, visible_to=everything, filters=filters
        )
        homes = [row.household for row in found.rows]
        lines: Window[int] = Window(position, first=LARGEST_PAGE)
        named = await household_members.of_households(
            connection, homes, lines, visible_to=everything
        )
    members = [row.member for home in homes for row in named[home].rows]
    if not members:
        raise SijillError("person_not_shown")
    if line is None and len(members) > 1:
        raise Misused("person_which_member", count=len(members))
    if line is not None and line > len(members):
        raise Misused("person_which_member", count=len(members))
    return global_id("Member", members[(line or 1) - 1])


def _report(answer: Answer) -> dict[str, Any]:
    """The report, or why there is none, said by its code."""
    if "errors" in answer.body:
        raise SijillError(answer.body["errors"][0]["extensions"]["code"])
    report: dict[str, Any] | None = answer.body["data"]["subjectReport"]
    if report is None:
        refusals = answer.body.get("extensions", {}).get("refusals", [])
        raise SijillError(refusals[0]["code"] if refusals else "person_not_shown")
    return report


def _write(path: Path, text: str) -> None:
    """For the owner alone, also where a file was there before."""
    with (
        output.writing(path, output.PRIVATE),
        os.fdopen(os.open(path, os.O_WRONLY | os.O_TRUNC), "w", encoding="utf-8") as file,
    ):
        os.fchmod(file.fileno(), output.PRIVATE)
        file.write(text)


def _print(document: dict[str, Any]) -> None:
    for section in document["sections"]:
        output.line(f"\n{_words(section['title'])}")
        for paragraph in section["paragraphs"]:
            output.line(_words(paragraph))
        if section["columns"]:
            headings = [_words(one) for one in section["columns"].values()]
            rows = [
                ["\n".join(map(_words, row[column])) for column in section["columns"]]
                for row in section["rows"]
            ]
            output.table(headings, rows)
    sys.stdout.flush()


def _words(one: dict[str, str]) -> str:
    return one["value"] if "value" in one else f"{one['en']} / {one['ar']}"
