"""`sijill document load`: cards and plates issued from a list."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer

from registry.application.document_rows import DocumentSaid, issue_rows
from registry.application.entitlement_documents import Printed
from registry.bootstrap import catch_up
from registry.cli import options, output
from registry.cli.desk import Desk, at_desk
from registry.cli.foreseeing import Dry
from registry.cli.matching import numbered_up
from registry.cli.options import Who, Why
from registry.domain.entitlement_document import DocumentKind
from registry.domain.vocabulary import Purpose
from registry.intake.document_file import DocumentRow, UnreadRow, read_documents
from registry.texts import say


@dataclass(slots=True)
class Loaded:
    """Counts of rows, and the codes of those that were refused."""

    issued: int = 0
    already: int = 0
    refused: dict[int, tuple[str, dict[str, Any]]] = field(default_factory=dict)


def load(
    file: Annotated[
        Path, typer.Argument(help="CSV or spreadsheet: reference, number, days. / ملف الوثائق.")
    ],
    who: Who,
    kind: Annotated[
        DocumentKind | None, typer.Option(help="Of rows that say none. / نوع ما لا نوع له.")
    ] = None,
    why: Why = Purpose.DELIVERY,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Issue those of a list; a row is done once. / أصدر وثائق ملف، وكل صف مرة واحدة."""
    loaded = at_desk(who, why, data, lambda desk: _load(desk, file, kind, (who, why), dry=dry))
    if json:
        output.as_json(
            {
                "dryRun": dry,
                "issued": loaded.issued,
                "already": loaded.already,
                "refused": [{"row": row, "code": code} for row, (code, _) in _in_order(loaded)],
            }
        )
    else:
        _tell(loaded)
    counts = {"issued": loaded.issued, "already": loaded.already, "refused": len(loaded.refused)}
    output.talk("document_file_foreseen" if dry else "document_file_done", **counts)
    if loaded.refused:
        raise typer.Exit(output.REFUSED)


async def _load(
    desk: Desk, file: Path, kind: DocumentKind | None, who: tuple[str, Purpose], *, dry: bool
) -> Loaded:
    rows = await asyncio.to_thread(read_documents, file, kind)
    context = await desk.context(*who, "document.issue")
    await numbered_up(desk.registry)
    position = await catch_up(desk.registry)
    unread = [one for one in rows if isinstance(one, UnreadRow)]
    loaded = Loaded(refused={one.row: (one.code, {}) for one in unread})
    said = [_said(one) for one in rows if isinstance(one, DocumentRow)]
    async with desk.registry.readers.connection() as connection:
        with output.progress("recording") as bar:
            task = bar.add_task(file.name, total=len(said))
            done = issue_rows(desk.registry.writer, connection, said, context, position, dry=dry)
            async for answers in done:
                counted = Counter(one.already for one in answers if one.refused is None)
                loaded.issued += counted[False]
                loaded.already += counted[True]
                refused = ((one.row, one.refused) for one in answers if one.refused is not None)
                loaded.refused |= {row: (why.code, dict(why.details)) for row, why in refused}
                bar.advance(task, len(answers))
    return loaded


def _said(one: DocumentRow) -> DocumentSaid:
    return DocumentSaid(
        row=one.row,
        reference=one.reference,
        identity_number=one.identity_number,
        member=one.member,
        kind=one.kind,
        printed=Printed(number=one.number, issued_on=one.issued_on, valid_until=one.valid_until),
    )


def _in_order(loaded: Loaded) -> list[tuple[int, tuple[str, dict[str, Any]]]]:
    return sorted(loaded.refused.items())


def _tell(loaded: Loaded) -> None:
    if loaded.refused:
        output.table(
            ("الصف / row", "code", "السبب", "reason"),
            [
                (row, code, say(code, "ar", **details), say(code, "en", **details))
                for row, (code, details) in _in_order(loaded)
            ],
        )
