"""`sijill quality`: how long whoever asked waited, how much was done in its time, and what nobody records."""

from __future__ import annotations

from typing import Annotated, Any, Final, TypeAlias

import typer

from registry.cli import options, output, paged
from registry.cli.desk import Desk, at_desk
from registry.cli.moments import AsOf, moment
from registry.cli.options import After, First, Who, Why
from registry.cli.statistics import Centre, Year
from registry.cli.totals import Own, few
from registry.domain.vocabulary import Purpose
from registry.projections.service_quality import QualityBy
from registry.texts import Language, say

_QUALITY: Final = f"""
query ($by: [QualityBy!]!, $centre: ID, $year: Int, $own: Boolean!, $asOf: AsOf, $first: Int!, $after: String) {{
  {paged.TOLD}
  serviceQuality(by: $by, centre: $centre, year: $year, own: $own, asOf: $asOf, first: $first, after: $after) {{
    edges {{ node {{
      kind centre {{ code nameAr nameEn }} need year
      asked done inTime medianDays p90Days completion satisfaction missing
    }} }}
    pageInfo {{ hasNextPage endCursor }} position refusals {{ code messageAr messageEn }}
  }}
}}
"""
Dimensions: TypeAlias = Annotated[
    list[QualityBy] | None,
    typer.Option("--by", help="A row for each; again for more. / صف لكل، ويتكرر."),
]
_FIGURES: Final = ("asked", "done", "median_days", "p90_days", "completion", "satisfaction")


def quality(
    *,
    who: Who,
    why: Why = Purpose.STATISTICS,
    by: Dimensions = None,
    centre: Centre = None,
    year: Year = None,
    own: Own = False,
    as_of: AsOf = None,
    first: First = 100,
    after: After = None,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Say how long people waited, and how much was done in time. / اعرض مدة الانتظار والإنجاز في الموعد."""
    asked_by = by or [QualityBy.CENTRE, QualityBy.YEAR]

    async def act(desk: Desk) -> dict[str, Any]:
        asked = {
            "by": [one.name for one in asked_by],
            "centre": centre and await desk.partner_id(centre),
            "year": year,
            "own": own,
            "asOf": moment(as_of, after),
            "first": first,
            "after": after,
        }
        return paged.counted(await desk.ask(_QUALITY, **asked), "serviceQuality", own=own)

    page = at_desk(who, why, data, act)
    paged.show(page, "quality", lambda found: _show(found, asked_by), json=json, whole=True)


def _show(found: paged.Nodes, by: list[QualityBy]) -> None:
    columns = [one for one in QualityBy if one in by]
    headings = [_both(f"quality.{one}") for one in ("kind", *columns, *_FIGURES)]
    output.table(headings, [[*_of(row, columns), *_figures(row)] for row in found])


def _of(row: dict[str, Any], columns: list[QualityBy]) -> list[object]:
    said: dict[QualityBy, object] = {
        QualityBy.CENTRE: output.place(row["centre"]),
        QualityBy.NEED: output.labelled("benefit_family", row["need"]),
        QualityBy.YEAR: row["year"],
    }
    return [output.labelled("asked_as", row["kind"]), *(said[one] for one in columns)]


def _figures(row: dict[str, Any]) -> list[str]:
    """Nothing that is missing reads as zero."""
    hidden = few(None) if "FEW_PEOPLE" in row["missing"] else "–"
    days = (hidden if row[name] is None else f"{row[name]:g}" for name in ("medianDays", "p90Days"))
    share = hidden if row["completion"] is None else f"{row['completion'] * 100:.0f} %"
    return [few(row["asked"]), few(row["done"]), *days, share, _not_computable()]


def _not_computable() -> str:
    def told(language: Language) -> str:
        missing = say("statistics.satisfaction", language)
        return say("statistics.not_computable", language, missing=missing)

    return f"{told('en')} / {told('ar')}"


def _both(code: str) -> str:
    return f"{say(code, 'en')} / {say(code, 'ar')}"
