"""`sijill indicators`: what was reported, with its source, beside what the register computes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, TypeAlias
from uuid import UUID

import typer

from registry.application.indicators import Computed, Formula, Measure, compute
from registry.bootstrap import Registry, catch_up
from registry.cli import options, output
from registry.cli.desk import Desk, at_desk
from registry.cli.indicator_file import (
    ReportedValue,
    WrittenIndicator,
    WrittenMeasure,
    read_indicators,
)
from registry.cli.options import Who, Why
from registry.cli.partners import partner_called, programme_called
from registry.cli.release import totals_open
from registry.domain.statistics import TableDefinition
from registry.domain.vocabulary import Purpose
from registry.texts import Language, say, series

File: TypeAlias = Annotated[
    Path, typer.Argument(help="Indicators with what was reported (YAML). / ملف المؤشرات.")
]


_SHOWN: Final[Mapping[Language, Any]] = {"en": output.table, "ar": output.mirrored}


@dataclass(frozen=True, slots=True)
class YearOfIndicator:
    indicator: WrittenIndicator
    year: int
    reported: Sequence[ReportedValue]
    computed: Computed


def indicators(
    file: File,
    who: Who,
    why: Why = Purpose.STATISTICS,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Show what was reported beside what the register computes. / المؤشرات: المنشور والمحسوب."""
    written = read_indicators(file)

    async def act(desk: Desk) -> list[YearOfIndicator]:
        context, scope = await totals_open(desk, who, why, "indicators.read")
        viewer = context.partner if scope.own else None
        return [row for one in written for row in await _years(desk.registry, one, viewer)]

    rows = at_desk(who, why, data, act)
    if json:
        output.as_json([_as_json(one) for one in rows])
        return
    headings = ("indicator", "year", "baseline", "published", "source", "computed")
    for language, table in _SHOWN.items():
        table(
            [say(f"statistics.{one}", language) for one in headings],
            [_row(one, language) for one in rows],
        )


async def _years(
    registry: Registry, one: WrittenIndicator, viewer: UUID | None
) -> list[YearOfIndicator]:
    position = await catch_up(registry)
    formula = Formula(
        numerator=await _measure(registry, one.numerator, viewer),
        denominator=await _measure(registry, one.denominator, viewer),
    )
    async with registry.readers.connection() as connection:
        return [
            YearOfIndicator(
                one,
                year,
                [said for said in one.reported if said.year == year],
                await compute(connection, formula, year=year, position=position),
            )
            for year in one.asked
        ]


async def _measure(
    registry: Registry, written: WrittenMeasure | None, viewer: UUID | None
) -> Measure | None:
    """Of the viewer's own centre, where their records are open to them, it counts those alone, each as it is."""
    if written is None:
        return None
    centre = None if written.centre is None else await partner_called(registry, written.centre)
    service = None
    if written.service is not None:
        if centre is None:
            raise output.Misused("service_of_which_centre", service=written.service)
        service = await programme_called(registry, centre, written.service)
    return Measure(
        count=written.count,
        of=TableDefinition(
            by=(),
            per_identity=written.per_identity,
            centre=centre,
            service=service,
            sex=written.sex,
            nationality=written.nationality,
            channel=written.channel,
            partner=centre if centre == viewer else None,
        ),
    )


def _row(one: YearOfIndicator, language: Language) -> tuple[object, ...]:
    arabic, written = language == "ar", one.indicator
    base = written.baseline
    return (
        written.name_ar if arabic else written.name_en,
        one.year,
        "" if base is None else f"{base.value} ({base.year})",
        series((str(said.value) for said in one.reported), language),
        series((said.source_ar if arabic else said.source_en for said in one.reported), language),
        _computed(one, language),
    )


def _computed(one: YearOfIndicator, language: Language) -> str:
    """The value, or that it is not computable, and for want of what."""
    if one.computed.value is not None:
        about = "≈ " if one.computed.rounded else ""
        return f"{about}{one.computed.value}{'' if one.indicator.denominator is None else ' %'}"
    own = one.indicator.missing_ar if language == "ar" else one.indicator.missing_en
    named = [say(f"statistics.{part}", language) for part in one.computed.missing]
    return say("statistics.not_computable", language, missing=own or tuple(named))


def _as_json(one: YearOfIndicator) -> dict[str, Any]:
    return {
        "code": one.indicator.code,
        "year": one.year,
        "baseline": one.indicator.baseline,
        "reported": one.reported,
        "computed": one.computed.value,
        "rounded": one.computed.rounded,
        "missing": one.computed.missing,
        "missing_ar": one.indicator.missing_ar,
        "missing_en": one.indicator.missing_en,
    }
