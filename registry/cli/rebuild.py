"""`sijill rebuild`: read models again from the log alone, while they are read."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer
from rich.progress import TaskID

from registry.bootstrap import databases, ensure_log_schema
from registry.cli import options, output
from registry.projections import rebuild as rebuilding
from registry.projections.rebuild import Progress


def rebuild(
    model: Annotated[
        str | None, typer.Argument(help="A read model; all when none is named. / جدول القراءة.")
    ] = None,
    mend: Annotated[
        bool,
        typer.Option(
            "--mend",
            help="Put the new rows in place though they differ. / ضع الصفوف الجديدة وإن اختلفت.",
        ),
    ] = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Rebuild read models and prove the new rows equal to the old. / أعد بناء جداول القراءة."""
    with databases(options.settings(data)) as where, output.progress("rebuilding") as bar:
        ensure_log_schema(where)
        tasks: dict[str, TaskID] = {}

        def show(progress: Progress) -> None:
            if progress.model not in tasks:
                tasks[progress.model] = bar.add_task(progress.model, total=progress.end)
            bar.update(tasks[progress.model], completed=progress.position, total=progress.end)

        rebuilt = rebuilding.rebuild(where.log_url, model, show, mend=mend)
    if json:
        output.as_json([asdict(one) for one in rebuilt])
        return
    output.table(
        ("read model / الجدول", "position / الموضع", "rows / الصفوف", "digest / البصمة"),
        [(one.model, one.position, one.rows, one.digest) for one in rebuilt],
    )
