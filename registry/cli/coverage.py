"""`sijill coverage` and `sijill gaps`: who is entitled, on a list and reached, and where help is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Final, TypeAlias

import typer

from registry.api.coverage import Figure
from registry.cli import options, output, paged
from registry.cli.casework import place_called
from registry.cli.desk import Desk, at_desk
from registry.cli.moments import AsOf, moment
from registry.cli.options import After, Each, First, Who, Why
from registry.cli.output import Misused
from registry.cli.totals import Own, Place, Programme, few
from registry.domain.vocabulary import BenefitFamily, Purpose
from registry.projections.coverage import PLACES, CoverageBy
from registry.projections.distinct import Per
from registry.projections.gaps import GapKind
from registry.texts import say

By: TypeAlias = Annotated[
    list[CoverageBy] | None,
    typer.Option("--by", help="A row for each; again for more. / صف لكل، ويتكرر."),
]
Family: TypeAlias = Annotated[
    BenefitFamily | None, typer.Option("--family", help="Of one kind of help. / لنوع من الدعم.")
]
From: TypeAlias = Annotated[
    str | None, typer.Option("--from", help="From this month on, 2026-09. / من هذا الشهر.")
]
Until: TypeAlias = Annotated[
    str | None, typer.Option(help="Until this month, 2026-10. / حتى هذا الشهر.")
]
Since: TypeAlias = Annotated[
    str | None,
    typer.Option(
        help="Who is covered anew, who no more, from this month to --until. / من دخل ومن خرج منذ شهر."
    ),
]
Households: TypeAlias = Annotated[
    bool,
    typer.Option("--households", help="Which households of yours. / أسر جهتك واحدة واحدة."),
]

_OF: Final = """
    of { place { code nameAr nameEn level } programme { code nameAr nameEn owner { code } }
         family month sex ageGroup disability nationality }
"""
FIGURES: Final = tuple(one.value for one in Figure)
_CELL: Final = f"{_OF} {' '.join(FIGURES)} coverage plannedShare enrolledShare absent {{ figure reason {{ code }} }}"
_REST: Final = "pageInfo { hasNextPage endCursor } position refusals { code messageAr messageEn }"
_COVERAGE: Final = f"""
query ($by: [CoverageBy!]!, $per: Per!, $filter: CoverageFilter, $asOf: AsOf, $first: Int!, $after: String) {{
  {paged.TOLD}
  coverage(by: $by, per: $per, filter: $filter, asOf: $asOf) {{
    total {{ {_CELL} }}
    cells(first: $first, after: $after) {{ edges {{ node {{ {_CELL} }} }} {_REST} }}
    definitions {{ figure nameAr nameEn meaningAr meaningEn }}
  }}
}}
"""
_CHANGE: Final = f"""
query (
  $before: String!, $month: String!, $by: [CoverageBy!]!, $per: Per!, $filter: CoverageFilter, $asOf: AsOf,
  $first: Int!, $after: String
) {{
  {paged.TOLD}
  coverageChange(
    beforeMonth: $before, afterMonth: $month, by: $by, per: $per, filter: $filter, asOf: $asOf, first: $first,
    after: $after
  ) {{ edges {{ node {{ {_OF} before newly dropped after }} }} {_REST} }}
}}
"""
_GAPS: Final = f"""
query ($kind: GapKind!, $filter: CoverageFilter, $asOf: AsOf, $first: Int!, $after: String) {{
  {paged.TOLD}
  gaps(kind: $kind, filter: $filter, asOf: $asOf, first: $first, after: $after) {{
    edges {{ node {{ kind place {{ code nameAr nameEn level }} family persons meaningAr meaningEn }} }} {_REST}
  }}
}}
"""
_BEHIND: Final = f"""
query ($kind: GapKind!, $filter: CoverageFilter, $asOf: AsOf, $first: Int!, $after: String) {{
  gapHouseholds(kind: $kind, filter: $filter, asOf: $asOf, first: $first, after: $after) {{
    edges {{ node {{
      household {{ id reference markaz {{ code nameAr nameEn }} }} family programme {{ code nameAr nameEn }} since
    }} }} {_REST}
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class Filters:
    """What somebody typed of whom to count."""

    place: str | None
    programme: str | None
    family: BenefitFamily | None
    own: bool
    month_from: str | None = None
    month_until: str | None = None

    async def asked(self, desk: Desk) -> dict[str, Any]:
        programme = None if self.programme is None else await desk.programme(self.programme)
        return {
            "place": None if self.place is None else place_called(self.place),
            "programme": programme,
            "family": None if self.family is None else self.family.name,
            "monthFrom": self.month_from,
            "monthUntil": self.month_until,
            "own": self.own,
        }


def coverage(
    *,
    who: Who,
    why: Why = Purpose.STATISTICS,
    by: By = None,
    place: Place = None,
    programme: Programme = None,
    family: Family = None,
    from_: From = None,
    until: Until = None,
    since: Since = None,
    own: Own = False,
    per: Each = Per.IDENTITY,
    as_of: AsOf = None,
    first: First = 100,
    after: After = None,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Say who is entitled, on a list, reached and covered. / اعرض المستحقين ومن وصلتهم المساعدة ونسبة التغطية."""
    divided = by or [CoverageBy.MARKAZ]
    page = {"per": per.name, "asOf": moment(as_of, after), "first": first, "after": after}
    if since is None:
        filters = Filters(place, programme, family, own, from_, until)
        found = at_desk(who, why, data, lambda desk: covered(desk, divided, filters, **page))
        show(found, divided, json=json)
        return
    if until is None or from_ is not None:
        raise Misused("months_to_compare")
    compared = {"by": _names(divided), "before": since, "month": until, **page}
    whole = Filters(place, programme, family, own)
    changes = at_desk(who, why, data, lambda desk: _asking(desk, _CHANGE, whole, **compared))
    page = paged.counted(changes, "coverageChange", own=own)
    paged.show(page, "changes", lambda rows: _changes(divided, rows), json=json)


def gaps(
    kind: Annotated[GapKind, typer.Argument(help="What is missing. / ما ينقص.")],
    *,
    who: Who,
    why: Why = Purpose.STATISTICS,
    place: Place = None,
    programme: Programme = None,
    family: Family = None,
    from_: From = None,
    until: Until = None,
    own: Own = False,
    households: Households = False,
    as_of: AsOf = None,
    first: First = 100,
    after: After = None,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Say where help is missing, and for how many. / اعرض أين تنقص المساعدة."""
    filters = Filters(place, programme, family, own, from_, until)
    asked = {"kind": kind.name, "asOf": moment(as_of, after), "first": first, "after": after}
    document = _BEHIND if households else _GAPS
    answer = at_desk(who, why, data, lambda desk: _asking(desk, document, filters, **asked))
    if households:
        paged.show(answer["gapHouseholds"], "households", _behind, json=json)
        output.talk("gap_households_own")
    else:
        page = paged.counted(answer, "gaps", own=own)
        paged.show(page, "gaps", partial(_gaps, kind=kind), json=json, whole=True)


async def covered(
    desk: Desk, by: Sequence[CoverageBy], filters: Filters, **more: Any
) -> dict[str, Any]:
    """The first page of coverage with its total and definitions, as it is now or as `more` asks."""
    usual = {"per": Per.IDENTITY.name, "asOf": None, "first": 100, "after": None}
    asked = {"by": _names(by), **usual, **more}
    answer = await _asking(desk, _COVERAGE, filters, **asked)
    return paged.counted(answer, "coverage", own=filters.own)


def _names(by: Sequence[CoverageBy]) -> list[str]:
    return [one.name for one in by]


async def _asking(desk: Desk, document: str, filters: Filters, **asked: Any) -> dict[str, Any]:
    return await desk.ask(document, filter=await filters.asked(desk), **asked)


def show(found: Mapping[str, Any], by: Sequence[CoverageBy], *, json: bool) -> None:
    """A table with its total and what its figures mean."""
    page = found["cells"]
    cells, total = [edge["node"] for edge in page["edges"]], found["total"]
    if json:
        info = page["pageInfo"]
        output.as_json(
            {
                "coverage": cells,
                "total": total,
                "definitions": found["definitions"],
                paged.ROUNDED: found[paged.ROUNDED],
                "more": info["hasNextPage"],
                "after": info["endCursor"],
            }
        )
        output.remarks(page["refusals"])
        return
    rows = [(*_of(one["of"], by), *_numbers(one)) for one in cells]
    if total is not None:
        blanks = [None] * (len(_headings(by)) - 1)
        rows.append((both("coverage_total"), *blanks, *_numbers(total)))
    figures = [both(f"coverage_figure.{name}") for name in FIGURES]
    output.table((*_headings(by), *figures, both("coverage_share")), rows)
    paged.say_rounded(found)
    _define(found["definitions"])
    paged.say_the_rest(page)


def _define(definitions: Sequence[Mapping[str, str]]) -> None:
    for one in definitions:
        output.remark(f"{one['nameEn']}: {one['meaningEn']}")
        output.remark(f"{one['nameAr']}: {one['meaningAr']}")


def _changes(by: Sequence[CoverageBy], found: paged.Nodes) -> None:
    names = ("before", "newly", "dropped", "after")
    headings = (*_headings(by), *(both(f"coverage_{name}") for name in names))
    output.table(headings, [(*_of(one["of"], by), *(few(one[n]) for n in names)) for one in found])


def _gaps(found: paged.Nodes, kind: GapKind) -> None:
    places = "village" if kind is GapKind.VILLAGE_WITHOUT_SERVICE_POINT else "markaz"
    headings = (
        both(f"coverage_by.{places}"),
        both("coverage_by.family"),
        both("gap_persons"),
    )
    output.table(
        headings,
        [
            (
                output.place(one["place"]),
                output.labelled("benefit_family", one["family"]),
                few(one["persons"]),
            )
            for one in found
        ],
    )
    for meaning in dict.fromkeys((one["meaningEn"], one["meaningAr"]) for one in found):
        output.remark(meaning[0])
        output.remark(meaning[1])


def _behind(found: paged.Nodes) -> None:
    output.table(
        (both("gap_household"), both("coverage_by.markaz"), both("coverage_by.family"),
         both("coverage_by.programme"), both("gap_since")),
        [
            (
                (one["household"] or {}).get("reference"), output.place((one["household"] or {}).get("markaz")),
                output.labelled("benefit_family", one["family"]), (one["programme"] or {}).get("code"), one["since"],
            )
            for one in found
        ],
    )  # fmt: skip


def _headings(by: Sequence[CoverageBy]) -> list[str]:
    return [both(f"coverage_by.{one.value}") for one in _dividing(by)]


def _dividing(by: Sequence[CoverageBy]) -> list[CoverageBy]:
    """In their order; of places the finest alone, which is what rows are of."""
    finest = next((one for one in PLACES if one in by), None)
    return [one for one in CoverageBy if one in by and (one is finest or one not in PLACES)]


def _of(of: Mapping[str, Any], by: Sequence[CoverageBy]) -> Iterator[str | None]:
    labels = {
        CoverageBy.FAMILY: ("benefit_family", "family"),
        CoverageBy.SEX: ("sex", "sex"),
        CoverageBy.AGE_GROUP: ("age_group", "ageGroup"),
        CoverageBy.DISABILITY: ("disability_group", "disability"),
        CoverageBy.NATIONALITY: ("nationality_group", "nationality"),
    }
    for one in _dividing(by):
        match one:
            case CoverageBy.MONTH:
                yield of["month"]
            case CoverageBy.PROGRAMME:
                yield output.programme(of["programme"])
            case _ if one in PLACES:
                yield output.place(of["place"])
            case _:
                kind, name = labels[one]
                yield output.labelled(kind, of[name])


def _numbers(cell: Mapping[str, Any]) -> list[str]:
    why = {one["figure"].lower(): one["reason"]["code"] for one in cell["absent"]}
    shown = [few(cell[name]) if why.get(name) in {None, "few_people"} else "–" for name in FIGURES]
    return [*shown, percent(cell["coverage"])]


def percent(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.0f} %"


def both(code: str) -> str:
    return f"{say(code, 'en')} / {say(code, 'ar')}"
