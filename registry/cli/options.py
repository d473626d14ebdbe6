"""Options that several commands share, and the session that they open."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from registry.bootstrap import Registry, databases, ensure_schema, open_registry
from registry.settings import Settings

Data: TypeAlias = Annotated[
    Path | None,
    typer.Option("--data", help="Data folder; default: one per home and user. / مجلد البيانات."),
]
Json: TypeAlias = Annotated[
    bool, typer.Option("--json", help="Print JSON instead of tables. / اطبع JSON بدل الجداول.")
]


def settings(data: Path | None) -> Settings:
    """The environment's settings, with the command line's data folder before them."""
    read = Settings()
    return read if data is None else read.model_copy(update={"data": data.resolve()})


@asynccontextmanager
async def registry(data: Path | None) -> AsyncIterator[Registry]:
    """A registry that is migrated, open and closed again at the end."""
    chosen = settings(data)
    with databases(chosen) as where:
        ensure_schema(where)
        async with open_registry(chosen, where) as ready:
            yield ready
