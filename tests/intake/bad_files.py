"""Files as nobody should send them, each with the code that it is sent back with."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import openpyxl

from tests.intake.files import FATIMA, HEADINGS, KHALED, KOBO, a_list, changed

Make = Callable[[Path], None]
_SHEET: Final = "xl/worksheets/sheet1.xml"


def _bytes(content: bytes) -> Make:
    def make(path: Path) -> None:
        path.write_bytes(content)

    return make


def _zip(parts: Mapping[str, bytes]) -> Make:
    def make(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)

    return make


def _list(change: Callable[[Any], None]) -> Make:
    """A sound list with something changed in it."""

    def make(path: Path) -> None:
        sound = a_list(path.with_name("sound.xlsx"), FATIMA, KHALED)
        changed(sound, path, change)
        sound.unlink()

    return make


def _part(name: str, change: Callable[[bytes], bytes]) -> Make:
    """A sound list of which one part is written otherwise."""

    def make(path: Path) -> None:
        sound = a_list(path.with_name("sound.xlsx"), FATIMA, KHALED)
        with zipfile.ZipFile(sound) as archive:
            parts = {one: archive.read(one) for one in archive.namelist()}
        _zip({**parts, name: change(parts.get(name, b""))})(path)
        sound.unlink()

    return make


def _without_members(path: Path) -> None:
    changed(KOBO, path, lambda book: book.remove(book["members"]))


def _two_tables(book: Any) -> None:
    sheet = book.worksheets[0]
    sheet.append([None])
    sheet.append(["المركز", "اسم رب الأسرة", "تليفون", "رقم قومي"])
    sheet.append(["قوص", "علي سيد", "01012345678", ""])


def _merged_heading(book: Any) -> None:
    sheet = book.worksheets[0]
    sheet.insert_cols(3)
    sheet["C2"], sheet["C3"] = "محمود", "سيد"
    sheet.merge_cells("B1:C1")


def _same_heading_twice(book: Any) -> None:
    sheet = book.worksheets[0]
    for row, value in enumerate(("الاسم", "زينب سيد", "هدى سيد"), start=1):
        sheet.cell(row=row, column=len(HEADINGS) + 1).value = value


def _formula(book: Any) -> None:
    book.worksheets[0]["G2"] = "=2+2"


def _full(_: bytes) -> bytes:
    rows = b"".join(b'<row r="%d"><c><v>1</v></c></row>' % row for row in range(1, 2**20 + 1))
    return (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + rows
        + b"</sheetData></worksheet>"
    )


def _endless(_: bytes) -> bytes:
    """Ten thousand rows that each have their last cell in the last column."""
    rows = b"".join(
        b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (n, n) for n in range(1, 10_001)
    )
    return b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>"


def _entities(content: bytes) -> bytes:
    declared = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return declared + content[content.find(b"<worksheet") :]


def _bomb(path: Path) -> None:
    """A gigabyte and a half of nothing in a file of a few megabytes; what it says of its size is true."""
    block, pressed = bytes(2**20), zlib.compressobj(1, zlib.DEFLATED, -15)
    size, crc, content = 1536 * len(block), 0, bytearray()
    for _ in range(1536):
        content += pressed.compress(block)
        crc = zlib.crc32(block, crc)
    content += pressed.flush()
    name = _SHEET.encode()
    shared = struct.pack("<HHHHH", 20, 0, 8, 0, 0) + struct.pack("<III", crc, len(content), size)
    local = b"PK\x03\x04" + shared + struct.pack("<HH", len(name), 0) + name
    central = b"PK\x01\x02\x14\x00" + shared + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0)
    central += name
    end = struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local) + len(content), 0)
    path.write_bytes(local + content + central + b"PK\x05\x06" + end)


def _overlapping(path: Path) -> None:
    """A part that stands twice in the directory, so that it would be unpacked twice."""
    _zip({_SHEET: b"0" * 1000})(path)
    content = path.read_bytes()
    start = content.index(b"PK\x01\x02")
    end = content.index(b"PK\x05\x06")
    entry = content[start:end]
    tail = struct.pack("<HHHHIIH", 0, 0, 2, 2, 2 * len(entry), start, 0)
    path.write_bytes(content[:start] + 2 * entry + b"PK\x05\x06" + tail)


def _zip_behind_a_password(path: Path) -> None:
    _zip({_SHEET: b"<worksheet/>"})(path)
    content = bytearray(path.read_bytes())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + flags] |= 1
    path.write_bytes(content)


def _behind_a_password(path: Path) -> None:
    """A compound file with the streams in which Office keeps an encrypted workbook."""
    free, end, fat_sector, none = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
    size = 4096
    chain = size // 512
    fat = [fat_sector, end]
    for _ in range(2):
        first = len(fat)
        fat += [*range(first + 1, first + chain), end]
    fat += [free] * (128 - len(fat))

    def entry(  # noqa: PLR0913, PLR0917 - as the format has them
        name: str, kind: int, left: int, child: int, start: int, length: int
    ) -> bytes:
        written = name.encode("utf-16-le") + b"\0\0"
        return (
            written.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(written), kind, 1, left, none, child)
            + bytes(36)
            + struct.pack("<IQ", start, length)
        )

    directory = (
        entry("Root Entry", 5, none, 1, end, 0)
        + entry("EncryptionInfo", 2, 2, none, 2, size)
        + entry("EncryptedPackage", 2, none, none, 2 + chain, size)
        + bytes(128)
    )
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", free) * 108
    content = header + struct.pack("<128I", *fat) + directory + bytes(2 * size)
    path.write_bytes(content)


def _ods(rows: int, columns: int) -> Make:
    content = (
        '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body>'
        f'<office:spreadsheet><table:table table:name="a"><table:table-row table:number-rows-repeated="{rows}">'
        f'<table:table-cell table:number-columns-repeated="{columns}" office:value-type="string"><text:p>a</text:p>'
        "</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    return _zip(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
        }
    )


_CSV = ",".join(HEADINGS) + "\n" + ",".join(map(str, FATIMA)) + "\n"
_MORE = "2,خالد عبد الرحمن,,1972,ذكر,قوص,6\n"

BAD: Final[Mapping[str, tuple[str, str, Make]]] = {
    "no bytes": ("a.xlsx", "file_empty", _bytes(b"")),
    "blank lines": ("a.csv", "file_empty", _bytes(b" \r\n\r\n")),
    "an empty workbook": ("a.xlsx", "file_empty", lambda path: openpyxl.Workbook().save(path)),
    "a PDF": ("a.xlsx", "file_format_unknown", _bytes(b"%PDF-1.7\n")),
    "a document": ("a.xlsx", "file_format_unknown", _zip({"word/document.xml": b"<w/>"})),
    "a web page": ("a.xls", "file_is_web_page", _bytes(b"\r\n<HTML><table><tr><td>x")),
    "a zip in a zip": ("a.xlsx", "file_format_unknown", _zip({"a.zip": b"PK\x03\x04"})),
    "a cut-off workbook": ("a.xlsx", "file_unreadable", _bytes(KOBO.read_bytes()[:9000])),
    "a workbook behind a password": ("a.xlsx", "file_protected", _behind_a_password),
    "a zip behind a password": ("a.xlsx", "file_protected", _zip_behind_a_password),
    "a form without its members": ("a.xlsx", "repeat_sheet_missing", _without_members),
    "two rows of headings": ("a.xlsx", "header_ambiguous", _list(_two_tables)),
    "no row of headings": ("a.csv", "header_not_found", _bytes(b"1,2\n3,4\n")),
    "1,048,576 rows": ("a.xlsx", "sheet_full", _part(_SHEET, _full)),
    "endless columns": ("a.xlsx", "sheet_too_large", _part(_SHEET, _endless)),
    "an endless ODS": ("a.ods", "sheet_too_large", _ods(1_048_576, 1_024)),
    "a formula without its value": ("a.xlsx", "formula_without_value", _list(_formula)),
    "a bomb": ("a.xlsx", "file_too_large_unpacked", _bomb),
    "a part that stands twice": ("a.xlsx", "file_unreadable", _overlapping),
    "entities": ("a.xlsx", "file_unreadable", _part(_SHEET, _entities)),
    "two encodings": (
        "a.csv",
        "file_encodings_mixed",
        _bytes(_CSV.encode() + _MORE.encode("cp1256")),
    ),
    "half a letter": ("a.csv", "file_encodings_mixed", _bytes((_CSV + "قوص").encode()[:-1])),
    "a heading over two columns": ("a.xlsx", "header_merged", _list(_merged_heading)),
    "two columns of one heading": ("a.xlsx", "columns_alike", _list(_same_heading_twice)),
    "XLSB": ("a.xlsb", "file_format_unknown", _zip({"xl/workbook.bin": b"\0"})),
    "a zip without a form": ("a.zip", "odk_form_missing", _zip({"a.csv": b"name\n"})),
}
