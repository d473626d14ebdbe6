"""`sijill roll`, `sijill reached` and `sijill counts`: the register as a list and as figures, now or as of a day."""

from __future__ import annotations

from typing import Annotated, Any, Final, TypeAlias

import typer

from registry.cli import options, output, paged
from registry.cli.casework import place_called
from registry.cli.desk import Desk, at_desk
from registry.cli.moments import AsOf, moment
from registry.cli.options import After, Each, First, Who, Why
from registry.domain.small_cells import THRESHOLD
from registry.domain.vocabulary import Purpose
from registry.projections.distinct import Per
from registry.projections.reached import By
from registry.texts import say

_REST: Final = "pageInfo { hasNextPage endCursor } position refusals { code messageAr messageEn }"
_ROLL: Final = f"""
query ($per: Per!, $filter: HouseholdFilter, $asOf: AsOf, $first: Int!, $after: String) {{
  households(per: $per, filter: $filter, asOf: $asOf, first: $first, after: $after) {{
    edges {{ node {{
      id reference ownRegistration sizeBand markaz {{ code nameAr nameEn }} partner {{ code }}
      headName {{ state value masked }} registrations {{ id reference partner {{ code }} }}
    }} }}
    {_REST}
  }}
}}
"""
_REACHED: Final = f"""
query ($per: Per!, $by: [ReachedBy!]!, $month: String, $programme: ID, $own: Boolean!, $asOf: AsOf, $first: Int!,
       $after: String) {{
  {paged.TOLD}
  reached(
    per: $per, by: $by, month: $month, programme: $programme, own: $own, asOf: $asOf, first: $first, after: $after
  ) {{
    edges {{ node {{
      place {{ code nameAr nameEn }} programme {{ code owner {{ code }} }} month
      persons households visits services unnamed
    }} }}
    {_REST}
  }}
}}
"""
_COUNTS: Final = """
query ($own: Boolean!, $asOf: AsOf) {
  counts(own: $own, asOf: $asOf) { registrations households members persons declaredSize deliveries }
}
"""
_FIGURES: Final = {
    "registrations": "registrations",
    "households": "households",
    "members": "members",
    "persons": "persons",
    "declaredSize": "declared_size",
    "deliveries": "deliveries",
}

Place: TypeAlias = Annotated[
    str | None, typer.Option("--place", help="Code or name; with all in it. / المكان وما يضمه.")
]
Dimensions: TypeAlias = Annotated[
    list[By] | None, typer.Option("--by", help="A row for each; again for more. / صف لكل، ويتكرر.")
]
Month: TypeAlias = Annotated[str | None, typer.Option(help="Of one month, 2026-10. / لشهر واحد.")]
Programme: TypeAlias = Annotated[
    str | None,
    typer.Option(
        help="Of one programme, by code; another partner's as code@partner. / لبرنامج واحد، ولغيركم ‎code@partner‎."
    ),
]
Own: TypeAlias = Annotated[
    bool, typer.Option("--own", help="Your own records alone. / سجلات جهتك وحدها.")
]


def roll(
    *,
    who: Who,
    why: Why = Purpose.FOLLOW_UP,
    per: Each = Per.REGISTRATION,
    place: Place = None,
    as_of: AsOf = None,
    first: First = 50,
    after: After = None,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """List registrations, or households each once, as far as they are open to you. / اعرض كشف الأسر."""
    asked = {
        "per": per.name,
        "filter": {"place": None if place is None else place_called(place)},
        "asOf": moment(as_of, after),
        "first": first,
        "after": after,
    }
    page = at_desk(who, why, data, lambda desk: desk.ask(_ROLL, **asked))["households"]
    paged.show(page, "households", _homes, json=json)


def reached(
    *,
    who: Who,
    why: Why = Purpose.FOLLOW_UP,
    per: Each = Per.REGISTRATION,
    by: Dimensions = None,
    month: Month = None,
    programme: Programme = None,
    own: Own = False,
    as_of: AsOf = None,
    first: First = 100,
    after: After = None,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Count whom everybody's own records reached. / اعرض من وصلت إليهم المساعدة."""

    async def act(desk: Desk) -> dict[str, Any]:
        asked = {
            "per": per.name,
            "by": [one.name for one in by or [By.MARKAZ]],
            "month": month,
            "programme": None if programme is None else await desk.programme(programme),
            "own": own,
            "asOf": moment(as_of, after),
            "first": first,
            "after": after,
        }
        return paged.counted(await desk.ask(_REACHED, **asked), "reached", own=own)

    page = at_desk(who, why, data, act)
    paged.show(page, "reached", _cells, json=json, whole=True)


def counts(
    *,
    who: Who,
    why: Why = Purpose.FOLLOW_UP,
    own: Own = False,
    as_of: AsOf = None,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Say how much there is, and how many persons and households that is. / اعرض الأعداد."""
    at = moment(as_of)
    found = at_desk(who, why, data, lambda desk: desk.ask(_COUNTS, own=own, asOf=at))["counts"]
    if found is None:
        output.talk("totals_not_shown")
        raise typer.Exit(output.REFUSED)
    if json:
        output.as_json(found)
        return
    output.table(
        ("what", "number / العدد", "ماذا"),
        [
            (say(f"figure.{name}", "en"), found[field], say(f"figure.{name}", "ar"))
            for field, name in _FIGURES.items()
        ],
    )


def _homes(found: paged.Nodes) -> None:
    headings = (
        "household / الأسرة",
        "head / رب الأسرة",
        "markaz / المركز",
        "partner / الجهة",
        "also / وأيضا",
    )
    output.table(headings, [_home(one) for one in found])


def _home(one: dict[str, Any]) -> tuple[object, ...]:
    name = one["headName"]
    return (
        one["reference"],
        name["value"] or name["masked"] or "",
        output.place(one["markaz"]),
        (one["partner"] or {}).get("code"),
        ", ".join(output.registrations(one)),
    )


def _cells(found: paged.Nodes) -> None:
    headings = (
        "place / المكان", "programme / البرنامج", "month / الشهر", "persons / أشخاص", "households / أسر",
        "visits / زيارات", "services / خدمات", "unnamed / بلا أسماء",
    )  # fmt: skip
    output.table(headings, [_cell(one) for one in found])


_NUMBERS: Final = ("persons", "households", "visits", "services", "unnamed")


def _cell(one: dict[str, Any]) -> tuple[object, ...]:
    return (
        output.place(one["place"]),
        output.programme(one["programme"]),
        one["month"],
        *(few(one[name]) for name in _NUMBERS),
    )


def few(count: int | None) -> str:
    """A count, or that it is too small to be told."""
    return f"< {THRESHOLD}" if count is None else str(count)
