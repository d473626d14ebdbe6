"""Coverage drawn as bars with their table beside, as SVG that needs nothing from elsewhere; in Arabic right to left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from xml.sax.saxutils import escape

from registry.api.coverage import Figure
from registry.cli import paged
from registry.cli.coverage import percent
from registry.cli.totals import few
from registry.texts import Language, label, say, series

_WIDTH: Final = 980
_ROW: Final = 32
_TOP: Final = 96
_BAR_AT: Final = 190
_BAR: Final = 330
_COLUMNS: Final = {Figure.ENTITLED: 640, Figure.COVERED: 740, Figure.REACHED: 840}
_SHARE_AT: Final = 545
_LOOKS: Final = (
    'font-family="Noto Naskh Arabic, Noto Sans Arabic, Arial, sans-serif" fill="#1b1b1b" role="img"'
)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Draws from where lines begin: the left in English, the right in Arabic."""

    language: Language

    @property
    def mirrored(self) -> bool:
        return self.language == "ar"

    def text(self, x: float, y: float, words: str, *, size: int = 14, number: bool = False) -> str:
        at = _WIDTH - x if self.mirrored else x
        ways = "rtl" if self.mirrored and not number else "ltr"
        # A number is written left to right, so that its end lies where a line of Arabic begins.
        anchor = "end" if self.mirrored and number else "start"
        return (
            f'<text x="{at:g}" y="{y:g}" font-size="{size}" direction="{ways}" text-anchor="{anchor}">'
            f"{escape(words)}</text>"
        )

    def bar(self, y: float, share: float, colour: str) -> str:
        length = _BAR * min(share, 1.0)
        at = _WIDTH - _BAR_AT - length if self.mirrored else _BAR_AT
        return f'<rect x="{at:g}" y="{y:g}" width="{length:g}" height="16" fill="{colour}"/>'


def chart(found: Mapping[str, Any], language: Language) -> str:
    """A bar for each cell, and the total below, of coverage as the API tells it."""
    sheet = _Sheet(language)
    cells = [edge["node"] for edge in found["cells"]["edges"]]
    rows = [(_name(one, language), one) for one in cells]
    if found["total"] is not None:
        rows.append((say("coverage_total", language), found["total"]))
    notes = [_meaning(found["definitions"], language)]
    if found[paged.ROUNDED]:
        notes.append(say("coverage_rounded", language))
    height = _TOP + _ROW * len(rows) + 40 + 24 * len(notes)
    title = say("coverage_by_markaz", language)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" lang="{language}" {_LOOKS}>',
        f"<title>{escape(title)}</title>",
        f"<desc>{escape(_described(rows, language))}</desc>",
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
        sheet.text(24, 40, title, size=22),
        *_head(sheet),
        *(line for at, row in enumerate(rows) for line in _row(sheet, _TOP + _ROW * at, *row)),
        *(
            sheet.text(24, height - 24 * at, note, size=12)
            for at, note in enumerate(reversed(notes), 1)
        ),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _head(sheet: _Sheet) -> Iterator[str]:
    yield sheet.text(24, 78, label("coverage_by", "markaz", sheet.language), size=12)
    yield sheet.text(_SHARE_AT, 78, say("coverage_share", sheet.language), size=12)
    for figure, at in _COLUMNS.items():
        yield sheet.text(at, 78, label("coverage_figure", figure, sheet.language), size=12)


def _row(sheet: _Sheet, y: float, name: str, cell: Mapping[str, Any]) -> Iterator[str]:
    share = cell["coverage"]
    yield sheet.text(24, y + 14, name)
    yield sheet.bar(y, 1.0, "#e4e4e4")
    yield sheet.bar(y, share or 0.0, "#1f5c99")
    yield sheet.text(_SHARE_AT, y + 14, percent(share), number=True)
    unknown = {one["figure"] for one in cell["absent"] if one["reason"]["code"] != "few_people"}
    for figure, at in _COLUMNS.items():
        words = "–" if figure.name in unknown else few(cell[figure.value])
        yield sheet.text(at, y + 14, words, number=True)


def _name(cell: Mapping[str, Any], language: Language) -> str:
    place = cell["of"]["place"]
    return str(place["nameAr" if language == "ar" else "nameEn"]) if place else "–"


def _described(rows: Sequence[tuple[str, Mapping[str, Any]]], language: Language) -> str:
    """For who does not see it."""
    return series((f"{name}: {percent(cell['coverage'])}" for name, cell in rows), language)


def _meaning(definitions: Sequence[Mapping[str, str]], language: Language) -> str:
    ending = "Ar" if language == "ar" else "En"
    covered = next(one for one in definitions if one["figure"] == Figure.COVERED.name)
    return covered[f"meaning{ending}"]
