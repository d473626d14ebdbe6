"""The demo from an empty folder to its figures; a second run finds everything in place."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from typing import Annotated, Final, TypeAlias

import typer

from registry.bootstrap import Registry, catch_up
from registry.bootstrap.reacting import match_up
from registry.cli import importing, options, output
from registry.cli.acting import operator_of
from registry.cli.asking import context_for
from registry.cli.demo import covered, invitation, kuwait, qatar
from registry.cli.demo.country import Country, registry_of
from registry.cli.demo.files import REJECTS, DemoFile, demo_files, folder
from registry.cli.demo.found import pairs_found
from registry.cli.demo.found import show as show_pairs
from registry.cli.demo.planned import plan_figures
from registry.cli.demo.qena import INVITATION, Qena, set_up
from registry.cli.demo.summary import Figures, figures, show
from registry.cli.output import Misused
from registry.cli.serve import listen, run_serving
from registry.domain.dates import PreciseDate
from registry.domain.places import PCode
from registry.intake.importing import import_file
from registry.intake.incoming import Options
from registry.intake.summary import Summary
from registry.texts import say

WITHIN: Final = PCode("EG27")
_INVITED: Final = {
    Country.QENA: INVITATION,
    Country.QATAR: qatar.INVITATION,
    Country.KUWAIT: kuwait.INVITATION,
}


Once: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--once", help="Print the figures and stop; serve nothing. / اعرض الأرقام ثم توقف."
    ),
]


def demo(
    country: Annotated[
        Country,
        typer.Argument(help="Whose figures; each has a registry of its own. / أرقام أي بلد."),
    ] = Country.QENA,
    *,
    once: Once = False,
    from_: Annotated[
        Path | None,
        typer.Option(
            "--from", help="Folder with files of the same shape. / مجلد ملفات بالشكل نفسه."
        ),
    ] = None,
    bare: Annotated[
        bool,
        typer.Option(
            "--bare",
            help="Set up partners and programmes, take no file in. / أنشئ الجهات والبرامج بلا ملفات.",
        ),
    ] = False,
    host: Annotated[str | None, typer.Option(help="Address to listen on. / العنوان.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port. / المنفذ.")] = None,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Set a country up, take its facts in, show its figures, and serve. / عرض كامل: تجهيز وأرقام وتشغيل."""
    if from_ is not None:
        _require_files(country, bare=bare)

    async def run() -> None:
        async with _registry_of(country, data) as registry:
            await _SHOWN[country](registry, from_, bare=bare, json=json)
            if not once:
                await invitation.show(registry, _INVITED[country])
                await listen(registry, host=host, port=port)

    run_serving(run())


def _require_files(country: Country, *, bare: bool) -> None:
    """Files are Qena's, and a bare registry takes none."""
    if bare:
        raise Misused("demo_bare_from")
    if country is not Country.QENA:
        raise Misused("demo_of_qena")


def _registry_of(country: Country, data: Path | None) -> AbstractAsyncContextManager[Registry]:
    match country:
        case Country.QENA:
            return options.registry(data)
        case Country.QATAR:
            return registry_of(qatar.SETTING, data)
        case Country.KUWAIT:
            return registry_of(kuwait.SETTING, data)


async def _show(registry: Registry, given: Path | None, *, bare: bool, json: bool) -> None:
    began = monotonic()
    before = await registry.log.head()
    operator = await operator_of(registry)
    qena = await set_up(registry.writer, operator)
    with folder(given) as where:
        summaries = [
            (
                file,
                importing.of_this_run(await _import(registry, qena, file, own=given is not None)),
            )
            for file in ([] if bare else demo_files(where))
        ]
    await match_up(registry)
    if not bare:
        await covered.entitle(registry, qena, operator)
    plan = await plan_figures(registry, qena, operator)
    position = await catch_up(registry)
    found = await pairs_found(registry, position)
    shown = await figures(registry, position, found, plan, monotonic() - began)
    coverage = await covered.coverage_by_markaz(registry, position)
    already = position == before
    if json:
        output.as_json(
            asdict(shown)
            | {
                "coverage": coverage,
                "already": already,
                "imports": [{"file": file.path.name, **one.to_json()} for file, one in summaries],
            }
        )
        return
    _tell(summaries, shown)
    covered.show(coverage)
    show_pairs(found)
    if already:
        output.talk("demo_already")


async def _show_qatar(registry: Registry, _: Path | None, *, bare: bool, json: bool) -> None:
    await qatar.show(registry, bare=bare, json=json)


async def _show_kuwait(registry: Registry, _: Path | None, *, bare: bool, json: bool) -> None:
    await kuwait.show(registry, bare=bare, json=json)


_SHOWN: Final = {
    Country.QENA: _show,
    Country.QATAR: _show_qatar,
    Country.KUWAIT: _show_kuwait,
}


async def _import(registry: Registry, qena: Qena, file: DemoFile, *, own: bool) -> Summary:
    partner = qena.partners[file.partner]
    programme = qena.programmes[file.partner, file.programme] if file.programme else None
    asked = Options(
        today=registry.writer.mint.today(),
        taken_as=file.taken_as,
        within=WITHIN,
        programme=programme,
    )
    with output.progress("importing") as bar:
        task = bar.add_task(file.path.name)
        return await import_file(
            file.path,
            asked,
            await context_for(registry, partner),
            registry.writer,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
            # Rejects go back to whoever owns the file; the samples have none and belong to the package.
            rejects_path=file.path.with_name(f"{file.path.stem}{REJECTS}.xlsx") if own else None,
        )


def _tell(summaries: list[tuple[DemoFile, Summary]], shown: Figures) -> None:
    for file, summary in summaries:
        output.line(f"{file.path.name} · {file.partner} · {_when(summary.on)}")
        importing.show(summary)
    output.line(f"{say('demo_title', 'en')} / {say('demo_title', 'ar')}")
    show(shown)


def _when(on: PreciseDate | None) -> str:
    return "" if on is None else str(on)
