"""`sijill follow`: keep the read models up with the log, in a process of its own."""

from __future__ import annotations

from typing import Annotated

import typer

from registry.bootstrap import databases, ensure_log_schema
from registry.cli import options, output
from registry.cli.waiting import until_stopped
from registry.projections import leading


def follow(
    once: Annotated[
        bool,
        typer.Option(
            "--once", help="Go to the end of the log and stop. / حتى نهاية السجل ثم توقف."
        ),
    ] = False,
    data: options.Data = None,
) -> None:
    """Keep the read models up with the log until stopped. / أبقِ جداول القراءة على أثر السجل."""
    stop = until_stopped()
    with databases(options.settings(data)) as where:
        ensure_log_schema(where)
        output.talk("following")
        leading.follow(where.log_url, stop=stop, once=once)
    output.talk("followed")
