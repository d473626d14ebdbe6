"""`sijill spending`: what services cost, who paid for them, and what a person and a service came to."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Final, TypeAlias

import typer

from registry.cli import options, output, paged
from registry.cli.desk import at_desk
from registry.cli.moments import AsOf, moment
from registry.cli.options import After, First, Who, Why
from registry.cli.statistics import Year
from registry.cli.totals import Own, few, tell_of_few
from registry.domain.vocabulary import Purpose
from registry.projections.spending import SpentBy
from registry.texts import say

_SPENDING: Final = """
query ($by: [SpentBy!]!, $year: Int, $own: Boolean!, $asOf: AsOf, $first: Int!, $after: String) {
  spending(by: $by, year: $year, own: $own, asOf: $asOf, first: $first, after: $after) {
    edges { node {
      centre { code nameAr nameEn } service { code nameAr nameEn owner { code } } year
      currency total sources { kind amount } persons services perPerson perService deliveries unsourced
    } }
    pageInfo { hasNextPage endCursor } position refusals { code messageAr messageEn }
  }
}
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
        "asOf": moment(as_of, after),
        "first": first,
        "after": after,
    }
    page = at_desk(who, why, data, lambda desk: desk.ask(_SPENDING, **asked))["spending"]
    paged.show(page, "spending", lambda found: _show(found, asked_by), json=json, whole=True)


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
    tell_of_few(found, ("persons", "services"))


def _dimension(column: SpentBy, row: dict[str, Any]) -> object:
    if column is SpentBy.SERVICE:
        return output.service(row[column])
    return output.place(row[column]) if column is SpentBy.CENTRE else row[column]


def _money(row: dict[str, Any]) -> tuple[object, ...]:
    paid = "; ".join(
        f"{output.labelled('money_source', one['kind']) or '…'} {Decimal(one['amount'])}"
        for one in row["sources"]
    )
    return (
        row["currency"],
        row["total"],
        paid,
        few(row["persons"]),
        few(row["services"]),
        row["perPerson"],
        row["perService"],
    )
