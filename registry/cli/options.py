"""Options that several commands share, and the session that they open."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Annotated, Final, TypeAlias
from zoneinfo import ZoneInfo

import psycopg
import typer
from psycopg.conninfo import conninfo_to_dict
from pydantic import ValidationError

from registry.bootstrap import LOG_DATABASE, Registry, databases, ensure_schema, open_registry
from registry.cli import output
from registry.domain.errors import SijillError
from registry.domain.vocabulary import Purpose
from registry.projections.distinct import Per
from registry.settings import Settings

Data: TypeAlias = Annotated[
    Path | None,
    typer.Option("--data", help="Data folder; default: one per home and user. / مجلد البيانات."),
]
Json: TypeAlias = Annotated[
    bool, typer.Option("--json", help="Print JSON instead of tables. / اطبع JSON بدل الجداول.")
]
Who: TypeAlias = Annotated[
    str,
    typer.Option(
        "--as", help="Role or name, and partner: caseworker@moss-qena. / الدور أو الاسم، والجهة."
    ),
]
Why: TypeAlias = Annotated[Purpose, typer.Option("--purpose", help="Why. / الغرض.")]
Key: TypeAlias = Annotated[
    str | None,
    typer.Option("--key", help="Under the same key it is done once. / مفتاح لا يتكرر الطلب معه."),
]
First: TypeAlias = Annotated[
    int, typer.Option(min=1, max=100, help="How many at most. / العدد الأقصى.")
]
After: TypeAlias = Annotated[
    str | None, typer.Option(help="Where the page before ended. / بعد هذا الموضع.")
]

Each: TypeAlias = Annotated[
    Per,
    typer.Option(
        "--per",
        help="Each registration, or each person and household. / لكل تسجيل أو لكل شخص وأسرة.",
    ),
]

_URLS: Final = ("database_url", "keys_database_url")


def settings(data: Path | None) -> Settings:
    """The environment's settings, with the command line's data folder before them.

    Raises:
        SijillError: `setting_invalid`, `time_zone_unknown`.
    """
    try:
        read = Settings()
    except ValidationError as problem:
        raise _invalid(*_names(problem)) from None
    for name in _URLS:
        try:
            conninfo_to_dict(getattr(read, name) or "")
        except psycopg.Error:
            raise _invalid(name) from None
    try:
        ZoneInfo(read.time_zone)
    except (ValueError, OSError, LookupError):
        raise SijillError("time_zone_unknown", zone=read.time_zone) from None
    return _with_folder(read, data)


def readable_settings(data: Path | None) -> Settings:
    """What can be read of the settings, with a default in the place of each that cannot."""
    try:
        read = Settings()
    except ValidationError as problem:
        defaults = {name: Settings.model_fields[name].default for name in _names(problem)}
        read = Settings(**defaults)
    return _with_folder(read, data)


def database_name() -> str:
    """The name of the log's database, for whoever has to say that it cannot be reached."""
    with suppress(psycopg.Error, ValidationError):
        name = conninfo_to_dict(Settings().database_url or "").get("dbname")
        return str(name or LOG_DATABASE)
    return LOG_DATABASE


def _with_folder(read: Settings, data: Path | None) -> Settings:
    return read if data is None else read.model_copy(update={"data": data.resolve()})


def _names(problem: ValidationError) -> list[str]:
    return [str(error["loc"][0]) for error in problem.errors()]


def _invalid(*names: str) -> SijillError:
    shown = tuple(f"SIJILL_{name.upper()}" for name in names)
    return SijillError("setting_invalid", names=shown)


@asynccontextmanager
async def registry(data: Path | None) -> AsyncIterator[Registry]:
    """A registry that is migrated, open and closed again at the end."""
    async with opened(settings(data)) as ready:
        yield ready


@asynccontextmanager
async def opened(chosen: Settings) -> AsyncIterator[Registry]:
    """As `registry`, of settings that were read already."""
    with databases(chosen) as where:
        ensure_schema(where)
        async with open_registry(chosen, where) as ready:
            output.go_by(ready.writer.mint.zone)
            yield ready
