"""`sijill query`: a GraphQL document, asked in this process by somebody who shows a token like anybody else."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
import typer

from registry.api.endpoint import Answer, Endpoint
from registry.bootstrap import catch_up
from registry.bootstrap.answering import services
from registry.cli import options, output
from registry.cli.acting import parse_who
from registry.cli.output import Misused
from registry.cli.token import mint
from registry.domain.errors import SijillError
from registry.domain.vocabulary import Purpose

_ONE_QUESTION: Final = timedelta(minutes=5)


def query(
    document: Annotated[
        str,
        typer.Argument(help="GraphQL, a file that holds it, or - for standard input. / الاستعلام."),
    ],
    who: Annotated[
        str | None,
        typer.Option(
            "--as",
            help="Role or name, and partner: caseworker@moss-qena. / الدور أو الاسم، والجهة.",
        ),
    ] = None,
    purpose: Annotated[Purpose | None, typer.Option(help="Why fields are opened. / الغرض.")] = None,
    token: Annotated[
        str | None, typer.Option(envvar="SIJILL_TOKEN", help="A token instead of --as. / رمز دخول.")
    ] = None,
    variables: Annotated[str, typer.Option(help="Variables as a JSON object. / المتغيرات.")] = "{}",
    data: options.Data = None,
) -> None:
    """Ask the register; the answer is GraphQL's JSON. / اسأل السجل."""
    text = _text_of(document)
    values = _values_of(variables)

    async def run() -> Answer:
        async with options.registry(data) as registry:
            await catch_up(registry)
            shown = token
            if shown is None:
                if who is None or purpose is None:
                    raise Misused("query_without_token")
                shown = await mint(registry, parse_who(who), purpose, _ONE_QUESTION)
            return await Endpoint(services(registry)).execute(text, values, token=shown)

    answer = asyncio.run(run())
    output.as_json(answer.body)
    if "errors" in answer.body:
        sys.exit(output.REFUSED)


def _text_of(document: str) -> str:
    if document == "-":
        return sys.stdin.read()
    if "{" not in document:
        try:
            return Path(document).read_text(encoding="utf-8")
        except OSError:
            raise SijillError("file_unreadable", path=document) from None
    return document


def _values_of(variables: str) -> dict[str, Any]:
    try:
        return msgspec.json.decode(variables, type=dict[str, Any])
    except msgspec.DecodeError:
        raise Misused("variables_malformed") from None
