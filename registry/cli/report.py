"""`sijill report`: figures to hand on, as a picture with its table and as a file."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from registry.cli import coverage, options, output
from registry.cli.coverage import Family, Filters, From, Until
from registry.cli.coverage_chart import chart
from registry.cli.desk import at_desk
from registry.cli.four_w import four_w
from registry.cli.moments import AsOf, moment
from registry.cli.options import Who, Why
from registry.cli.totals import Own, Place, Programme
from registry.domain.vocabulary import Purpose
from registry.projections.coverage import CoverageBy

BY: Final = (CoverageBy.MARKAZ,)

app = typer.Typer(help="Figures as charts and files. / رسوم وملفات بالأرقام.", no_args_is_help=True)


class ChartLanguage(StrEnum):
    ARABIC = "ar"
    ENGLISH = "en"


@app.command("coverage")
def of_coverage(
    *,
    who: Who,
    why: Why = Purpose.STATISTICS,
    svg: Annotated[
        Path | None, typer.Option("--svg", help="Where the chart goes. / ملف الرسم.")
    ] = None,
    language: Annotated[
        ChartLanguage,
        typer.Option("--language", "--lang", help="Arabic is drawn right to left. / لغة الرسم."),
    ] = ChartLanguage.ARABIC,
    place: Place = None,
    programme: Programme = None,
    family: Family = None,
    from_: From = None,
    until: Until = None,
    own: Own = False,
    as_of: AsOf = None,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Draw coverage by markaz, with its table. / ارسم التغطية بحسب المركز مع جدولها."""
    filters = Filters(place, programme, family, own, from_, until)
    found = at_desk(
        who, why, data, lambda desk: coverage.covered(desk, BY, filters, asOf=moment(as_of))
    )
    if svg is not None:
        with output.writing(svg):
            svg.write_text(chart(found, language.value), encoding="utf-8")
        output.talk("chart_written", path=svg)
    if json or svg is None:
        coverage.show(found, BY, json=json)


app.command("4w")(four_w)
