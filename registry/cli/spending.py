"""`sijill spending`: what services cost, who paid for them, and what a person and a service came to."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Final, TypeAlias

import typer

from registry.cli import options, output, paged
from registry.cli.desk import at_desk
from registry.cli.moments import AsOf, moment
from registry.cli.options import After, First, Who, Why
from registry.cli.statistics import OfTag, Year
from registry.cli.totals import Own, few
from registry.domain.vocabulary import Purpose
from registry.projections.spending import SpentBy
from registry.texts import say

_SPENDING: Final = f"""
query ($by: [SpentBy!]!, $year: Int, $own: Boolean!, $tag: String, $asOf: AsOf, $first: Int!, $after: String) {{
  {paged.TOLD}
  spending(by: $by, year: $year, own: $own, tag: $tag, asOf: $asOf, first: $first, after: $after) {{
    edges {{ node {{
      centre {{ code nameAr nameEn }} service {{ code nameAr nameEn owner {{ code }} }} year
      currency total sources {{ kind amount }} persons services perPerson perService deliveries unsourced
    }} }}
    pageInfo {{ hasNextPage endCursor }} position refusals {{ code messageAr messageEn }}
  }}
}}
"""

Each: TypeAlias = Annotated[
    list[SpentBy] | None,
    typer.Option("--by", help="A row for each; again for more. / صف لكل، ويتكرر."),
]


def spending(
    *,
    who: Who,
    why: Why = Purpose.STATISTICS,
    by: Each = None,
    year: Year = None,
    own: Own = False,
    tag: OfTag = None,
    as_of: AsOf = None,
    first: First = 100,
    after: After = None,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Say what services cost by centre, and who paid. / كلفة الخدمات ومصادر تمويلها."""
    asked_by = by or [SpentBy.CENTRE]
    asked = {
        "by": [one.name for one in asked_by],
        "year": year,
        "own": own,
        "tag": tag,
        "asOf": moment(as_of, after),
        "first": first,
        "after": after,
    }
    answer = at_desk(who, why, data, lambda desk: desk.ask(_SPENDING, **asked))
    page = paged.counted(answer, "spending", own=own)
    paged.show(page, "spending", lambda found: _show(found, asked_by), json=json, whole=True)
    if page[paged.ROUNDED] and page["edges"] and not json:
        output.talk("money_rounded")


def _show(found: paged.Nodes, by: list[SpentBy]) -> None:
    columns = [one for one in SpentBy if one in by]
    counted = ("currency", "total", "paid_by", "persons", "services", "per_person", "per_service")
    output.table(
        [
            f"{say(f'statistics.{one}', 'en')} / {say(f'statistics.{one}', 'ar')}"
            for one in (*columns, *counted)
        ],
        [[*(_dimension(one, row) for one in columns), *_money(row)] for row in found],
    )


def _dimension(column: SpentBy, row: dict[str, Any]) -> object:
    if column is SpentBy.SERVICE:
        return output.service(row[column])
    return output.place(row[column]) if column is SpentBy.CENTRE else row[column]


def _money(row: dict[str, Any]) -> tuple[object, ...]:
    paid = "; ".join(
        f"{output.labelled('money_source', one['kind']) or '…'} {_amount(one['amount'])}"
        for one in row["sources"]
    )
    return (
        row["currency"],
        row["currency"] and _amount(row["total"]),
        paid,
        few(row["persons"]),
        few(row["services"]),
        row["perPerson"],
        row["perService"],
    )


def _amount(amount: str | None) -> str:
    """Plainly, also of round figures; a dash where it is too little to be told."""
    return "–" if amount is None else f"{Decimal(amount):f}"
