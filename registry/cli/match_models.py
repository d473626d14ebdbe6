"""`sijill match trust` and `match models`: the weights that the register goes by, and files of weights."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer

from registry.application.comparing import foreseen
from registry.application.models import model_in_use, trust_model
from registry.bootstrap import Registry, catch_up, data_folder
from registry.cli import options, output
from registry.cli.acting import operator_of
from registry.cli.foreseeing import Dry, say_foreseen
from registry.cli.output import Misused
from registry.domain.errors import SijillError
from registry.domain.facts import AnyFact
from registry.matching.weights import DEFAULT, KNOWN, Model, digest_of, load, read
from registry.projections import matching_models
from registry.projections.matching_models import ModelRow
from registry.projections.reading import all_pages
from registry.settings import Settings

File: TypeAlias = Annotated[
    Path | None, typer.Argument(help="A model file. / ملف النموذج.", show_default=False)
]
Told: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--digest", help="Its digest, as whoever trained it told. / بصمته كما قالها من درّبه."
    ),
]
LARGEST: int = 2**20
"""Bytes of a model file, of which a real one has some thousands."""


def trust(
    *,
    file: File = None,
    digest: Told = None,
    shipped: Annotated[
        bool,
        typer.Option("--shipped", help="Go back to what ships. / عُد إلى النموذج المرفق."),
    ] = False,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Have the register match and search by a model from here on. / اعتمد نموذجًا للمطابقة والبحث."""
    if (file is None) is not shipped:
        raise Misused("trust_file_or_shipped")
    model = load() if file is None else model_of(file, digest, options.settings(data))

    async def run() -> tuple[bool, Sequence[AnyFact]]:
        async with options.registry(data) as registry:
            return await _trusted(registry, model, dry=dry)

    changed, facts = asyncio.run(run())
    if dry:
        say_foreseen(facts, json=json)
        return
    remember(digest_of(model), options.settings(data))
    told = {"version": model.version, "digest": digest_of(model)}
    if json:
        output.as_json({**told, "already": not changed})
    else:
        output.line(told["digest"])
    output.talk("model_trusted" if changed else "model_trusted_already", **told)


async def _trusted(
    registry: Registry, model: Model, *, dry: bool
) -> tuple[bool, Sequence[AnyFact]]:
    """Whether another model was gone by before; or what would be recorded."""
    await catch_up(registry)
    writer = registry.writer
    async with registry.readers.connection() as reader:
        before = digest_of(await model_in_use(reader))
        command = await trust_model(reader, model, await operator_of(registry), writer.mint)
    if dry:
        return False, await foreseen(writer, command)
    await writer.submit(command)
    await catch_up(registry)
    return before != digest_of(model), ()


def models(data: options.Data = None, json: options.Json = False) -> None:
    """List the models that the register went by, the last of which it goes by. / النماذج التي طوبق بها."""

    async def run() -> list[ModelRow]:
        async with options.registry(data) as registry:
            position = await catch_up(registry)
            async with registry.readers.connection() as reader:
                page = partial(matching_models.page, reader)
                return await all_pages(page, lambda rows: rows[-1].position, position=position)

    rows = asyncio.run(run())
    found = [
        {"version": DEFAULT, "digest": KNOWN[DEFAULT], "trusted_at": None, "position": None},
        *map(_listed, rows),
    ]
    for one in found:
        one["in_use"] = one is found[-1]
    if json:
        output.as_json(found)
        return
    output.table(
        ("version / الإصدار", "digest / البصمة", "since / منذ", "position / الموضع", ""),
        [
            (
                one["version"],
                one["digest"],
                output.moment(one["trusted_at"]) or "shipped / مرفق",
                one["position"],
                "in use / مستخدم" if one["in_use"] else "",
            )
            for one in found
        ],
    )


def _listed(row: ModelRow) -> dict[str, Any]:
    return {
        "version": row.version,
        "digest": row.digest,
        "trusted_at": row.trusted_at.isoformat(),
        "position": row.position,
    }


def model_of(file: Path, digest: str | None, settings: Settings) -> Model:
    """The model of a file whose digest ships, was told, or is of what this machine trained or trusted.

    Raises:
        SijillError: `file_missing`, and what reading it says.
    """
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError:
        raise SijillError("file_missing", path=file) from None
    if len(content) > LARGEST:
        raise SijillError("model_unreadable")
    return read(content, {*KNOWN.values(), *_remembered(settings), *([digest] if digest else ())})


def remember(digest: str, settings: Settings) -> None:
    """Know a model by its digest on this machine."""
    known = _known_digests(settings)
    if digest not in _remembered(settings):
        known.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with known.open("a", encoding="ascii") as file:
            file.write(f"{digest}\n")


def _remembered(settings: Settings) -> list[str]:
    known = _known_digests(settings)
    return known.read_text(encoding="ascii").split() if known.exists() else []


def _known_digests(settings: Settings) -> Path:
    return data_folder(settings) / "known-models"
