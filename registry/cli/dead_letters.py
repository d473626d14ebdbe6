"""`sijill dead-letters`: facts that a read model put aside, and another try."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any, Final, TypeAlias

import typer

from registry.bootstrap import databases, ensure_log_schema
from registry.cli import options, output
from registry.projections import dead_letters
from registry.projections.dead_letters import Retried
from registry.projections.leading import connected
from registry.texts import Language, say

app = typer.Typer(
    help="Facts that a read model put aside. / وقائع تركها جدول قراءة.", no_args_is_help=True
)

LANGUAGES: Final[tuple[Language, ...]] = ("en", "ar")

Model: TypeAlias = Annotated[
    str | None, typer.Argument(help="A read model; all when none is named. / جدول القراءة.")
]


@app.command("list")
def list_(model: Model = None, data: options.Data = None, json: options.Json = False) -> None:
    """List what stands still, since where and why. / اعرض ما توقف، ومنذ أي موضع، ولماذا."""
    with databases(options.settings(data)) as where:
        ensure_log_schema(where)
        with connected(where.log_url) as connection:
            letters = dead_letters.letters(connection, model)
    if json:
        output.as_json([asdict(one) for one in letters])
        return
    for one in letters:
        _say("dead_letter", asdict(one))
    if not letters:
        output.talk("dead_letters_none")


@app.command("retry")
def retry(
    model: Model = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would come of it. / قل ما سيحدث فقط.")
    ] = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Fold the streams that stand still again; 1 where one stops again. / أعد محاولة ما توقف."""
    with databases(options.settings(data)) as where:
        ensure_log_schema(where)
        with connected(where.log_url) as connection:
            retried = list(dead_letters.retry(connection, model, dry_run=dry_run))
    standing = sum(one.position is not None for one in retried)
    if json:
        output.as_json([_as_json(one) for one in retried])
    else:
        for one in retried:
            going = one.position is None
            _say("dead_letter_goes_on" if going else "dead_letter_again", _as_json(one))
    counts = {"going": len(retried) - standing, "standing": standing}
    if retried:
        output.talk("dead_letters_foreseen" if dry_run else "dead_letters_retried", **counts)
    else:
        output.talk("dead_letters_none")
    if standing:
        sys.exit(output.REFUSED)


def _say(code: str, details: Mapping[str, Any]) -> None:
    for language in LANGUAGES:
        output.line(say(code, language, **details))


def _as_json(one: Retried) -> dict[str, Any]:
    return {
        "model": one.letter.model,
        "stream": one.letter.stream,
        "since": one.letter.position,
        "applied": one.applied,
        "position": one.position,
        "cause": one.cause,
    }
