"""How the files are made: hypothesis draws each, so that one that crashes is made as small as it can be."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Final

import openpyxl
from hypothesis import strategies as st

from registry.intake.fields import HEADINGS
from tests.intake.files import FATIMA, KHALED, KOBO, LIST, ODK
from tests.intake.files import HEADINGS as OF_LIST

_TOKENS: Final = (
    b"", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b"\n", b"\r", b",", b";", b"\t", b"<", b"&", b"]]>",
    b"PK\x03\x04", b'r="1048576"', b'r="0"', b'r="99999999999"', b'r="XFD1"', b'r="A"', b't="s"', b't="d"', b't="e"',
    b't="b"', b't="str"', b't="inlineStr"', b"<v>-1</v>", b"<v>1e400</v>", b"<v>NaN</v>", b"<v>9999999999</v>", b"<v/>",
    b"<f>1</f>", b"<si/>", b"</si>", b'<mergeCell ref="A1:XFD1048576"/>', b'<mergeCell ref="B2"/>', b"<row/>",
    b's="1"', b's="99999"', b'numFmtId="14"', b"<!DOCTYPE a>", b"&#0;", b"&b;", "ي".encode(), "ي".encode("cp1256"),
    b"\xd9", b'Target="../../../etc"', b'TargetMode="External"', b'encoding="utf-16"', b"xmlns", b"KEY", b"PARENT_KEY",
    b"_uuid", b"_index", b"1/1/0001", b"31/02/2020", b"=1+1", b"-", b"9" * 5000,
)  # fmt: skip
_TEXTS: Final = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "",
            "-",
            "نعم",
            "لا",
            "دشنا",
            "ذكر",
            "رب الأسرة",
            "ق-1",
            "فاطمة علي",
            "٣",
            "1/1/1990",
            "الإجمالي",
        ]
    ),
)
_CELLS: Final = st.one_of(
    _TEXTS,
    st.none(),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(date(1900, 3, 1), date(9999, 12, 31)),
    st.datetimes(datetime(1900, 3, 1), datetime(9999, 12, 31)),  # noqa: DTZ001 - as cells have them
    st.just("=1+1"),
)
_KNOWN: Final = st.sampled_from([one for several in HEADINGS.values() for one in several])
_HEADINGS: Final = st.tuples(
    st.sampled_from([[], ["الاسم"], ["الاسم", "المركز"], ["رقم الأسرة", "صلة القرابة", "الاسم"]]),
    st.lists(st.one_of(_KNOWN, _KNOWN, _TEXTS), min_size=1, max_size=7),
).map(lambda both: [*both[0], *both[1]])


@cache
def _sound() -> tuple[bytes, ...]:
    """Sound files: the samples, a short list, a CSV in three encodings."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (OF_LIST, FATIMA, KHALED):
        sheet.append(row)
    sheet.merge_cells("F2:F3")
    short = io.BytesIO()
    book.save(short)
    text = io.StringIO()
    csv.writer(text).writerows([OF_LIST, FATIMA, KHALED])
    encoded = (
        text.getvalue().replace("٦", "6").encode(one) for one in ("utf-8", "cp1256", "utf-16")
    )
    samples = (path.read_bytes() for path in (KOBO, LIST, ODK))
    return (*samples, short.getvalue(), *encoded)


@cache
def _parts(which: int) -> Mapping[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(_sound()[which])) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@st.composite
def _spoilt(draw: st.DrawFn, content: bytes) -> bytes:
    """Bytes cut out, put in, written over or said twice, here and there."""
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(content)))
        length = draw(st.sampled_from([0, 1, 2, 7, 64, 1000, 10**6]))
        put = draw(st.one_of(st.sampled_from(_TOKENS), st.binary(max_size=6)))
        if draw(st.booleans()):
            put = content[at : at + length] + put
        content = content[:at] + put + content[at + length :]
    return content


@st.composite
def _spoilt_inside(draw: st.DrawFn) -> bytes:
    """A sound zip of parts that are spoilt, lost, or called otherwise."""
    which = draw(st.integers(0, 3))
    parts = dict(_parts(which))
    names = draw(st.lists(st.sampled_from(sorted(parts)), min_size=1, max_size=2, unique=True))
    for name in names:
        content = parts.pop(name)
        what = draw(st.sampled_from(["spoil", "spoil", "spoil", "lose", "rename"]))
        if what == "spoil":
            parts[name] = draw(_spoilt(content))
        elif what == "rename":
            parts[draw(st.sampled_from([*parts, "xl/a.xml", "b.csv"]))] = content
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


@st.composite
def _workbook(draw: st.DrawFn) -> bytes:
    """Sheets of anything under headings of which most are known, cells merged here and there."""
    book = openpyxl.Workbook()
    for number in range(draw(st.integers(1, 3))):
        sheet = book.worksheets[0] if number == 0 else book.create_sheet()
        headings = draw(_HEADINGS)
        rows: list[list[object]] = draw(
            st.lists(st.lists(_CELLS, max_size=len(headings) + 1), max_size=6)
        )
        titles = draw(st.lists(st.lists(_CELLS, max_size=3), max_size=2))
        for row in [*titles, headings, *rows]:
            sheet.append([_writable(cell) for cell in row])
        for _ in range(draw(st.integers(0, 2))):
            top, left = draw(st.integers(1, 5)), draw(st.integers(1, 5))
            sheet.merge_cells(
                start_row=top,
                start_column=left,
                end_row=top + draw(st.integers(0, 3)),
                end_column=left + draw(st.integers(0, 3)),
            )
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _writable(cell: object) -> object:
    if isinstance(cell, str):
        return "".join(letter for letter in cell if letter.isprintable())
    return cell


@st.composite
def _csv(draw: st.DrawFn) -> bytes:
    text = io.StringIO()
    lines = csv.writer(text, delimiter=draw(st.sampled_from(",;\t")))
    headings = draw(_HEADINGS)
    lines.writerow(headings)
    lines.writerows(draw(st.lists(st.lists(_TEXTS, max_size=len(headings) + 1), max_size=8)))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1256"]))
    return text.getvalue().encode(encoding, "replace")


@st.composite
def _odk(draw: st.DrawFn) -> bytes:
    """Zips of CSVs that are an ODK export, nearly."""
    keys = ["uuid:1", "uuid:2", "uuid:2/members[1]", ""]
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in draw(st.lists(_TEXTS, min_size=1, max_size=3, unique=True)):
            headings = [
                *draw(_HEADINGS),
                *draw(st.sampled_from([["KEY"], ["PARENT_KEY", "KEY"], []])),
            ]
            text = io.StringIO()
            lines = csv.writer(text)
            lines.writerow(headings)
            for _ in range(draw(st.integers(0, 4))):
                lines.writerow([*draw(st.lists(_TEXTS, max_size=6)), *draw(st.permutations(keys))])
            archive.writestr(
                f"{name}.csv".replace("\x00", ""), text.getvalue().encode("utf-8", "replace")
            )
    return written.getvalue()


FILES: Final = st.one_of(
    st.sampled_from(range(7)).flatmap(lambda which: _spoilt(_sound()[which])),
    _spoilt_inside(),
    _spoilt_inside(),
    _workbook(),
    _csv(),
    _odk(),
    st.binary(max_size=200),
)
