"""`sijill statistics`: centre × service × sex × nationality × year, three counts apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, TypeAlias

import typer

from registry.cli import options, output, paged
from registry.cli.desk import Desk, at_desk
from registry.cli.moments import AsOf, moment
from registry.cli.options import After, Each, First, Who, Why
from registry.cli.totals import Own, few
from registry.domain.vocabulary import Channel, NationalityGroup, Purpose, Sex
from registry.projections.distinct import Per
from registry.projections.statistics import By
from registry.texts import say

_STATISTICS: Final = f"""
query (
  $per: Per!, $by: [StatisticsBy!]!, $filter: StatisticsFilter, $asOf: AsOf, $first: Int!, $after: String
) {{
  {paged.TOLD}
  statistics(per: $per, by: $by, filter: $filter, asOf: $asOf, first: $first, after: $after) {{
    edges {{ node {{
      centre {{ code nameAr nameEn }} service {{ code nameAr nameEn owner {{ code }} }}
      sex nationality year channel persons visits services unnamed
    }} }}
    pageInfo {{ hasNextPage endCursor }} position refusals {{ code messageAr messageEn }}
  }}
}}
"""
NAMED: Final = (By.CENTRE, By.SERVICE)
LISTS: Final[Mapping[str, str]] = {
    By.SEX: "sex",
    By.NATIONALITY: "nationality_group",
    By.CHANNEL: "channel",
}
_COUNTS: Final = ("persons", "visits", "services", "unnamed")

Dimensions: TypeAlias = Annotated[
    list[By] | None, typer.Option("--by", help="A row for each; again for more. / صف لكل، ويتكرر.")
]
Centre: TypeAlias = Annotated[
    str | None, typer.Option(help="Of one centre, by code. / لمركز واحد برمزه.")
]
Service: TypeAlias = Annotated[
    str | None,
    typer.Option(
        help="Of one service, by code; another partner's as code@partner. / لخدمة واحدة، ولغيركم ‎code@partner‎."
    ),
]
OfSex: TypeAlias = Annotated[Sex | None, typer.Option("--sex", help="Of one sex. / لنوع واحد.")]
OfNationality: TypeAlias = Annotated[
    NationalityGroup | None, typer.Option("--nationality", help="Of one group. / لفئة واحدة.")
]
Year: TypeAlias = Annotated[int | None, typer.Option(help="Of one year. / لسنة واحدة.")]
OfChannel: TypeAlias = Annotated[
    Channel | None, typer.Option("--channel", help="By one channel. / بقناة واحدة.")
]

OfTag: TypeAlias = Annotated[
    str | None, typer.Option("--tag", help="Of services with it. / للخدمات بهذا الوسم.")
]


def statistics(
    *,
    who: Who,
    why: Why = Purpose.STATISTICS,
    per: Each = Per.REGISTRATION,
    by: Dimensions = None,
    centre: Centre = None,
    service: Service = None,
    sex: OfSex = None,
    nationality: OfNationality = None,
    year: Year = None,
    channel: OfChannel = None,
    tag: OfTag = None,
    own: Own = False,
    as_of: AsOf = None,
    first: First = 100,
    after: After = None,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Count services by centre, service, sex, nationality and year. / إحصاءات الخدمات."""
    asked_by = by or list(NAMED)
    listed = {"sex": sex, "nationality": nationality, "channel": channel}
    plain = {"yearFrom": year, "yearUntil": year, "tag": tag, "own": own}

    async def act(desk: Desk) -> dict[str, Any]:
        wanted = {
            "centre": centre and await desk.partner_id(centre),
            "service": service and await desk.programme(service),
            **{name: one and one.name for name, one in listed.items()},
            **plain,
        }
        asked = {"per": per.name, "by": [one.name for one in asked_by], "filter": wanted}
        page = {"asOf": moment(as_of, after), "first": first, "after": after}
        answer = await desk.ask(_STATISTICS, **asked, **page)
        return paged.counted(answer, "statistics", own=own)

    page = at_desk(who, why, data, act)
    paged.show(page, "statistics", lambda found: _show(found, asked_by), json=json, whole=True)


def _show(found: paged.Nodes, by: list[By]) -> None:
    """The columns that were asked for, in the order of the list, and the counts."""
    columns = [one for one in By if one in by]
    headings = [
        f"{say(f'statistics.{one}', 'en')} / {say(f'statistics.{one}', 'ar')}"
        for one in (*columns, *_COUNTS)
    ]
    output.table(
        headings,
        [
            [*(_said(one, row) for one in columns), *(few(row[name]) for name in _COUNTS)]
            for row in found
        ],
    )


def _said(column: By, row: dict[str, Any]) -> object:
    value = row[column]
    if column is By.SERVICE:
        return output.service(value)
    if column is By.CENTRE:
        return output.place(value)
    return output.labelled(LISTS[column], value) if column in LISTS else value
