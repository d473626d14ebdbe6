"""`sijill report 4w`: who does what where and when, as a table or as a file that carries HXL tags."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple

import typer

from registry.cli import options, output, paged
from registry.cli.coverage import Family, Filters, From, Until, both
from registry.cli.desk import Desk, at_desk
from registry.cli.four_w_file import KINDS, Cell, write
from registry.cli.moments import AsOf, moment
from registry.cli.options import Each, Who, Why
from registry.cli.output import Misused
from registry.cli.totals import Month, Own, Place, Programme, few
from registry.domain.families import TREE
from registry.domain.places import MARKAZ
from registry.domain.vocabulary import BenefitFamily, Purpose
from registry.projections.distinct import Per
from registry.texts import Language, label, say

FIGURES: Final = {
    "persons": "#reached+ind",
    "female": "#reached+ind+f",
    "male": "#reached+ind+m",
    "sex_unknown": "#reached+ind+unknown",
    "households": "#reached+hh",
    "visits": "#output+num+visits",
    "services": "#output+num+services",
    "unnamed": "#output+num+unnamed",
}
"""Three counts apart: persons and households are #reached, visits and services are not, nor is who has no name."""

_NAMED: Final = "code nameAr nameEn"
_OF_A_KIND: Final = f"{_NAMED} kind"
_ASK: Final = f"""
query ($filter: CoverageFilter, $per: Per!, $asOf: AsOf, $after: String) {{
  found: whoWhatWhere(filter: $filter, per: $per, asOf: $asOf, after: $after) {{
    edges {{ node {{
      partner {{ {_OF_A_KIND} }} programme {{ {_OF_A_KIND} }} family
      governorate {{ {_NAMED} level }} place {{ {_NAMED} level }}
      month persons female male sexUnknown households visits services unnamed exact
    }} }}
    pageInfo {{ hasNextPage endCursor }} position refusals {{ code messageAr messageEn }}
  }}
}}
"""
Activity = Mapping[str, Any]


class SheetLanguage(StrEnum):
    ARABIC = "ar"
    ENGLISH = "en"


class Column(NamedTuple):
    name: str
    tag: str
    cell: Callable[[Activity, Language], Cell]


def four_w(
    *,
    who: Who,
    why: Why = Purpose.STATISTICS,
    out: Annotated[
        Path | None, typer.Option("--out", help="A .csv or .xlsx with HXL tags. / ملف بوسوم HXL.")
    ] = None,
    language: Annotated[
        SheetLanguage, typer.Option("--language", "--lang", help="Of the file. / لغة الملف.")
    ] = SheetLanguage.ARABIC,
    month: Month = None,
    from_: From = None,
    until: Until = None,
    place: Place = None,
    programme: Programme = None,
    family: Family = None,
    own: Own = False,
    per: Each = Per.IDENTITY,
    as_of: AsOf = None,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Say who does what where and when (4W). / اعرض من يفعل ماذا وأين ومتى."""
    if month is not None and (from_ or until):
        raise Misused("four_w_months")
    if out is not None and out.suffix.lower() not in KINDS:
        raise Misused("four_w_kind_unknown")
    filters = Filters(place, programme, family, own, month or from_, month or until)
    found = at_desk(who, why, data, lambda desk: _everything(desk, filters, per, as_of))
    activities = [edge["node"] for edge in found["edges"]]
    if out is not None and not found["refusals"]:
        _write(out, activities, language.value)
        details = {"rows": len(activities), "path": out, "position": found["position"]}
        output.talk("four_w_written", **details)
    if json or out is None or found["refusals"]:
        paged.show(found, "activities", _table, json=json, whole=True)
    if out is not None and found["refusals"]:
        raise typer.Exit(output.REFUSED)


async def _everything(desk: Desk, filters: Filters, per: Per, as_of: str | None) -> dict[str, Any]:
    """All pages in one, as of the position of the first."""
    asked = {"filter": await filters.asked(desk), "per": per.name}
    after, edges = None, list[Any]()
    while True:
        at = moment(as_of, after)
        page: dict[str, Any] = (await desk.ask(_ASK, **asked, asOf=at, after=after))["found"]
        edges += page["edges"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return {**page, "edges": edges}


def _write(path: Path, activities: Sequence[Activity], language: Language) -> None:
    headings = [say(f"four_w.{column.name}", language) for column in COLUMNS]
    rows = [[column.cell(one, language) for column in COLUMNS] for one in activities]
    with output.writing(path):
        write(path, headings, [column.tag for column in COLUMNS], rows, language)


def _table(activities: paged.Nodes) -> None:
    figures = [column for column in COLUMNS if column.name in FIGURES]
    headings = [both(f"four_w.{name}") for name in ("month", "partner", "family_name", "programme")]
    headings += [both("coverage_by.markaz"), *(both(f"four_w.{one.name}") for one in figures)]
    output.table(
        headings,
        [
            (
                one["month"],
                (one["partner"] or {}).get("code") or both("four_w_not_named"),
                output.labelled("benefit_family", one["family"]),
                (one["programme"] or {}).get("code"),
                output.place(one["place"]),
                *(few(one[_field(column.name)]) for column in figures),
            )
            for one in activities
        ],
    )


def _code(of: str) -> Callable[[Activity, Language], Cell]:
    return lambda one, _: (one[of] or {}).get("code")


def _name(of: str) -> Callable[[Activity, Language], Cell]:
    return lambda one, language: _called(one[of], language)


def _called(named: Activity | None, language: Language) -> str | None:
    return None if named is None else str(named["nameAr" if language == "ar" else "nameEn"])


def _whose(one: Activity, language: Language) -> Cell:
    """A protected programme's partner is told to nobody but itself."""
    return _called(one["partner"], language) or say("four_w_not_named", language)


def _kind(of: str, labels: str) -> Callable[[Activity, Language], Cell]:
    def cell(one: Activity, language: Language) -> Cell:
        named = one[of]
        return None if named is None else label(labels, named["kind"].lower(), language)

    return cell


def _family(one: Activity) -> BenefitFamily | None:
    return None if one["family"] is None else BenefitFamily(one["family"].lower())


def _family_name(one: Activity, language: Language) -> Cell:
    family = _family(one)
    if family is None:
        return say("four_w_not_named", language)
    return label("benefit_family", family, language)


def _family_code(one: Activity, _: Language) -> Cell:
    return _family(one)


def _sector(one: Activity, language: Language) -> Cell:
    family = _family(one)
    sector = None if family is None else TREE[family].sector
    return None if sector is None else label("sector", sector, language)


def _crs(one: Activity, _: Language) -> Cell:
    family = _family(one)
    return None if family is None else TREE[family].crs


def _in_markaz(one: Activity) -> Activity | None:
    place: Activity = one["place"]
    return place if place["level"] == MARKAZ else None


def _markaz_code(one: Activity, _: Language) -> Cell:
    return (_in_markaz(one) or {}).get("code")


def _markaz_name(one: Activity, language: Language) -> Cell:
    return _called(_in_markaz(one), language)


def _month(one: Activity, _: Language) -> Cell:
    return str(one["month"])


def _figure(name: str) -> Callable[[Activity, Language], Cell]:
    return lambda one, _: one[_field(name)]


def _field(name: str) -> str:
    return "sexUnknown" if name == "sex_unknown" else name


def _note(one: Activity, language: Language) -> Cell:
    """What an empty figure says, and how exact the others are."""
    if one["exact"]:
        return None
    hidden = [say(f"four_w.{name}", language) for name in FIGURES if one[_field(name)] is None]
    if not hidden:
        return say("four_w_rounded", language)
    return say("four_w_hidden", language, figures=tuple(hidden))


COLUMNS: Final = (
    Column("partner", "#org+impl+code", _code("partner")),
    Column("partner_name", "#org+impl+name", _whose),
    Column("partner_kind", "#org+impl+type", _kind("partner", "organisation_kind")),
    Column("sector", "#sector+name", _sector),
    Column("crs", "#sector+code+v_crs", _crs),
    Column("family", "#subsector+code", _family_code),
    Column("family_name", "#subsector+name", _family_name),
    Column("programme", "#activity+code", _code("programme")),
    Column("programme_name", "#activity+name", _name("programme")),
    Column("modality", "#modality+name", _kind("programme", "benefit_kind")),
    Column("governorate", "#adm1+code", _code("governorate")),
    Column("governorate_name", "#adm1+name", _name("governorate")),
    Column("markaz", "#adm2+code", _markaz_code),
    Column("markaz_name", "#adm2+name", _markaz_name),
    Column("month", "#date+month", _month),
    *(Column(name, tag, _figure(name)) for name, tag in FIGURES.items()),
    Column("note", "#meta+note", _note),
)
"""Of the file, with the HXL tag of each."""
