"""The document as a page: right to left, in one file that loads nothing, fit for a printer.

Whatever is not a mark of this module's own is escaped, and every value that runs the other way is isolated (Unicode
bidi isolates, as HTML's `bdi`): a phone between Arabic words keeps its order.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from registry.api.person.sections import Both, Cell, Kind, Section, Value, cells

if TYPE_CHECKING:
    from registry.api.person.report import Report

_STYLE: Final = """
@page { size: A4; margin: 16mm; }
* { box-sizing: border-box; }
body { margin: 2rem auto; max-width: 62rem; padding: 0 1rem; color: #1a1a1a; background: #fff;
  font: 15px/1.6 "Noto Naskh Arabic", "Noto Sans Arabic", "Geeza Pro", Tahoma, "Segoe UI", sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 .3rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .3rem; border-block-end: 2px solid #0b5d4e; padding-block-end: .2rem; }
p { margin: .3rem 0; }
.en { direction: ltr; unicode-bidi: isolate; color: #555; font-size: .87em;
  font-family: "Noto Sans", "Segoe UI", Tahoma, sans-serif; }
h1 .en, h2 .en, p .en, td .en, th .en { display: block; text-align: end; }
td .en, th .en { text-align: start; direction: rtl; }
td .en bdi, th .en bdi { direction: ltr; }
table { border-collapse: collapse; inline-size: 100%; margin-block: .6rem; }
th, td { border: 1px solid #c9c9c9; padding: .35rem .5rem; text-align: start; vertical-align: top;
  overflow-wrap: anywhere; }
th { background: #eef4f2; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
td > div + div { margin-block-start: .25rem; }
.code { font-variant-numeric: tabular-nums; white-space: nowrap; }
.trace { color: #777; font-size: .72em; }
.none { color: #777; }
@media print { body { margin: 0; max-inline-size: none; padding: 0; font-size: 11pt; } h2 { break-after: avoid; } }
"""


def page(report: Report) -> str:
    title = Both.of("person.title")
    made = _lines(Both.of("person.made_by"), report.made_by, Value(_minute(report), Kind.CODE))
    parts = "".join(_section(one) for one in report.sections)
    return (
        '<!doctype html>\n<html lang="ar" dir="rtl">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title.ar)} · {escape(title.en)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<header>\n<h1>{_both(title)}</h1>\n{made}\n<p>{_both(Both.of('person.keep'))}</p>\n</header>\n"
        f"{parts}</body>\n</html>\n"
    )


def _minute(report: Report) -> str:
    return report.made_at.strftime("%Y-%m-%d %H:%M")


def _section(section: Section) -> str:
    note = "" if section.note is None else f"<p>{_both(section.note)}</p>\n"
    words = "".join(f"<p>{_both(one)}</p>\n" for one in section.paragraphs)
    table = _table(section) if section.columns else ""
    place = "-".join(filter(None, (section.code, section.registration)))
    return f'<section id="{escape(place)}">\n<h2>{_both(section.title)}</h2>\n{note}{words}{table}</section>\n'


def _table(section: Section) -> str:
    if not section.rows:
        return f'<p class="none">{_both(Both.of("person.nothing"))}</p>\n'
    head = "".join(f'<th scope="col">{_both(section.heading(one))}</th>' for one in section.columns)
    rows = "\n".join(
        f"<tr>{''.join(_cell(row.get(column)) for column in section.columns)}</tr>"
        for row in section.rows
    )
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n"


def _cell(cell: Cell) -> str:
    return f"<td>{''.join(f'<div>{_one(one)}</div>' for one in cells(cell))}</td>"


def _lines(*parts: Both | Value) -> str:
    return "".join(f"<p>{_one(one)}</p>" for one in parts)


def _one(one: Both | Value) -> str:
    if isinstance(one, Both):
        return _both(one)
    direction = "" if one.kind is Kind.TEXT else f' dir="ltr" class="{one.kind}"'
    return f"<bdi{direction}>{escape(one.text)}</bdi>"


def _both(words: Both) -> str:
    """Arabic, and English below it; once where they are the same, as a name that has no other form."""
    if words.ar == words.en:
        return f"<bdi>{escape(words.ar)}</bdi>"
    return (
        f'<span lang="ar">{escape(words.ar)}</span>'
        f'<span class="en" lang="en"><bdi>{escape(words.en)}</bdi></span>'
    )
