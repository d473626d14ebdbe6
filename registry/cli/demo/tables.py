"""How the figures of a country's demo are shown: a table in English, one in Arabic from right to left, and JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from registry.cli import output
from registry.cli.demo.printed import Compared, Printed, Said, Served, Three
from registry.cli.demo.recipe import Recipe
from registry.domain.published import Reading
from registry.domain.vocabulary import NationalityGroup, Sex
from registry.projections.spending import SpendingRow
from registry.texts import Language, label, say, series

_COLUMNS: Final = (
    "centre", "service", "female", "male", "national", "non_national", "nobody_named", "persons", "visits", "services",
)  # fmt: skip
_COMPARED: Final = ("use_case", "figure", "published", "persons", "visits", "services", "which")
_SAID: Final = ("use_case", "said", "services", "holds")
_CALLS: Final = ("topic", "services")
_SPENT: Final = ("centre", "currency", "total", "paid_by", "per_person", "per_service")
_SERIES: Final = ("service", "year", "services")
_SHOWN: Final[Mapping[Language, Any]] = {"en": output.table, "ar": output.mirrored}


def as_json(recipe: Recipe, printed: Printed) -> dict[str, Any]:
    """The names are those of the recipe; every number was counted."""
    names = _Names(recipe)
    return {
        "lines": [
            {
                "centre": one.centre,
                "service": one.service,
                **{f"centre_{tongue}": names.centre(one.centre, tongue) for tongue in _SHOWN},
                **{f"service_{tongue}": names.service(one.service, tongue) for tongue in _SHOWN},
                "year": one.year,
                "sex": one.sex,
                "nationality": one.nationality,
                **asdict(one.three),
            }
            for one in printed.lines
        ],
        "totals": {str(year): asdict(three) for year, three in printed.totals.items()},
        "published": [
            {
                "use_case": one.published.row,
                "about_ar": one.published.about_ar,
                "about_en": one.published.about_en,
                "published": one.published.reported,
                **asdict(one.three),
                "counts": one.reading.counts,
                "rounded": one.reading.rounded,
            }
            for one in printed.compared
        ],
        "said": [_said(one) for one in printed.said],
        "calls": printed.calls,
        "spent": [_spent(centre, row) for centre, row in printed.spent.items()],
    }


def _said(one: Said) -> dict[str, Any]:
    return {
        "use_case": one.claim.row,
        "about_ar": one.claim.about_ar,
        "about_en": one.claim.about_en,
        "services": one.counts,
        "holds": one.holds,
    }


def _spent(centre: str, row: SpendingRow) -> dict[str, Any]:
    return {
        "centre": centre,
        "currency": row.currency,
        "total": row.total,
        "sources": dict(zip((one or "none" for one in row.sources), row.amounts, strict=True)),
        "per_person": row.each(row.on_named, row.persons),
        "per_service": row.each(row.total, row.services),
    }


def show(recipe: Recipe, printed: Printed) -> None:
    """Every table in both languages, the English ones first."""
    for tongue in _SHOWN:
        words = _Words(recipe, tongue)
        last = recipe.last_year
        of_year = [words.line(one) for one in printed.lines if one.year == last]
        words.table(
            "services", _COLUMNS, [*of_year, words.total(of_year, printed.totals.get(last))]
        )
        words.table("published", _COMPARED, [words.compared(one) for one in printed.compared])
        words.table("said", _SAID, [words.said(one) for one in printed.said])
        words.table("series", _SERIES, words.series(printed.lines))
        words.table(
            "calls", _CALLS, [(words.service(code), count) for code, count in printed.calls.items()]
        )
        words.table("spent", _SPENT, [words.spent(*one) for one in printed.spent.items()])


def show_published(recipe: Recipe, printed: Printed) -> None:
    """What was published beside what the facts come to, in both languages."""
    for tongue in _SHOWN:
        words = _Words(recipe, tongue)
        words.table("published", _COMPARED, [words.compared(one) for one in printed.compared])


class _Names:
    """What centres and services are called."""

    def __init__(self, recipe: Recipe) -> None:
        self._centres = {one.code: one for one in recipe.partners}
        self._services = {one.code: one for one in recipe.programmes}

    def centre(self, code: str, language: Language) -> str:
        one = self._centres[code]
        return one.name_ar if language == "ar" else one.name_en

    def service(self, code: str, language: Language) -> str:
        one = self._services[code]
        return one.name_ar if language == "ar" else one.name_en


class _Words:
    """Rows in one language."""

    def __init__(self, recipe: Recipe, language: Language) -> None:
        self._names = _Names(recipe)
        self._language: Final = language

    def table(self, of: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        headings = [say(f"statistics.{one}", self._language) for one in columns]
        _SHOWN[self._language](headings, rows, say(f"statistics.of.{of}", self._language))

    def service(self, code: str) -> str:
        return self._names.service(code, self._language)

    def line(self, one: Served) -> tuple[object, ...]:
        return (
            self._names.centre(one.centre, self._language),
            self.service(one.service),
            one.sex[Sex.FEMALE],
            one.sex[Sex.MALE],
            one.nationality[NationalityGroup.NATIONAL],
            one.nationality[NationalityGroup.NON_NATIONAL],
            one.sex[Sex.UNKNOWN],
            one.three.persons,
            one.three.visits,
            one.three.services,
        )

    def total(self, lines: Sequence[tuple[Any, ...]], three: Three | None) -> tuple[object, ...]:
        """Services are added up; persons and visits were counted, each once."""
        first, last = _COLUMNS.index("female"), _COLUMNS.index("persons")
        counted = three or Three()
        return (
            say("statistics.all", self._language),
            "",
            *(sum(line[at] for line in lines) for at in range(first, last)),
            counted.persons,
            counted.visits,
            counted.services,
        )

    def compared(self, one: Compared) -> tuple[object, ...]:
        published = one.published
        return (
            published.row,
            published.about_ar if self._language == "ar" else published.about_en,
            published.reported,
            one.three.persons,
            one.three.visits,
            one.three.services,
            self.reading(one.reading),
        )

    def said(self, one: Said) -> tuple[object, ...]:
        claim = one.claim
        return (
            claim.row,
            claim.about_ar if self._language == "ar" else claim.about_en,
            " · ".join(map(str, one.counts)),
            say("statistics.yes" if one.holds else "statistics.no", self._language),
        )

    def spent(self, centre: str, row: SpendingRow) -> tuple[object, ...]:
        paid = zip(row.sources, row.amounts, strict=True)
        return (
            self._names.centre(centre, self._language),
            row.currency,
            row.total,
            series(
                (
                    f"{label('money_source', kind, self._language) if kind else '…'} {amount}"
                    for kind, amount in paid
                ),
                self._language,
            ),
            row.each(row.on_named, row.persons),
            row.each(row.total, row.services),
        )

    def reading(self, reading: Reading) -> str:
        if not reading.counts:
            return say("statistics.none_of_them", self._language)
        counts = " = ".join(say(f"statistics.{one}s", self._language) for one in reading.counts)
        return (
            say("statistics.rounded", self._language, counts=counts) if reading.rounded else counts
        )

    def series(self, lines: Sequence[Served]) -> list[tuple[object, ...]]:
        """The services of which there is more than a year."""
        codes = [one.service for one in lines]
        return [
            (self.service(one.service), one.year, one.three.services)
            for one in lines
            if codes.count(one.service) > 1
        ]
