"""The sample files with sentinels in every personal field, and rows that come back with them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from tests.intake.files import KOBO, LIST, cell, changed
from tests.leaks.sentinels import (
    ADDRESS,
    BORN,
    CRITERION,
    GIVER,
    LONG_ADDRESS,
    NAME,
    NAME_OF_MEMBER,
    NATIONAL_ID,
    NATIONAL_ID_IN_ARABIC,
    NATIONAL_ID_OF_MEMBER,
    PARTNER_REFERENCE,
    PHONE,
    PHONE_IN_ARABIC,
)

LONG: Final = 300
"""How often the long address says its sentinel: PostgreSQL would compress and move away what is as long as that."""

_ARABIC: Final = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_HEADER_OF_LIST: Final = 3

_SUBMISSION: Final = {
    "hh/head_name": f"{NAME.texts[0]} إبراهيم عبدالرحيم",
    "hh/head_national_id": NATIONAL_ID.texts[0],
    "hh/head_birth_date": BORN.texts[0],
    "hh/head_sex": "male",
    "hh/phone": f"0{PHONE.texts[0]}",
    "loc/village": " ".join([LONG_ADDRESS.texts[0]] * LONG),
    "hh/vulnerability": CRITERION.texts[0],
    "meta/rootUuid": f"uuid:{PARTNER_REFERENCE.texts[0]}",
}
_MEMBER: Final = {
    "mem/name": f"{NAME_OF_MEMBER.texts[0]} {NAME.texts[0]}",
    "mem/national_id": NATIONAL_ID_OF_MEMBER.texts[0],
    "mem/birth_date": "2014-04-17",
    "mem/sex": "female",
}
_ENTRY: Final = {
    "اسم المستفيد رباعي": f"{NAME.texts[0]} حسن محمود",
    "الرقم القومي": NATIONAL_ID_IN_ARABIC.texts[0].translate(_ARABIC),
    "تاريخ الميلاد": "١٤/٠٣/١٩٧١",
    "التليفون": f"0{PHONE_IN_ARABIC.texts[0]}".translate(_ARABIC),
    "القرية": ADDRESS.texts[0],
}
_REFUSED: Final = (
    {"loc/admin2": NAME.texts[0], "hh/head_name": NAME.texts[0]},
    {"hh/head_sex": NAME.texts[0], "hh/head_national_id": NATIONAL_ID.texts[0]},
    {"hh/size": f"{NAME.texts[0]} {PHONE.texts[0]}"},
    {"consent/share": ADDRESS.texts[0]},
)
"""What nobody can read, with a sentinel as the word that cannot be read."""


def write_sources(folder: Path) -> None:
    """A workbook of each kind, as the demo takes them."""
    changed(KOBO, folder / KOBO.name, _in_survey)
    changed(LIST, folder / LIST.name, _in_list)


def write_more(folder: Path) -> None:
    """A list of which one row comes back, one that has no headings, and a workbook that is cut short."""
    rows = [
        ("الاسم", "الرقم القومي", "النوع", "المركز", "القرية", "الهاتف"),
        (
            f"{NAME.texts[0]} سيد",
            NATIONAL_ID_OF_MEMBER.texts[0],
            "أنثى",
            "قوص",
            ADDRESS.texts[0],
            "",
        ),
        (f"{NAME.texts[0]} علي", NATIONAL_ID.texts[0], NAME.texts[0], ADDRESS.texts[0], "", ""),
        ("هدى عبد الرحمن", "", "أنثى", "دشنا", ADDRESS.texts[0], f"0{PHONE.texts[0]}"),
    ]
    for name, lines in (("again", rows), ("headless", rows[1:])):
        text = "\n".join(",".join(line) for line in lines)
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    write_sources(folder)
    whole = (folder / LIST.name).read_bytes()
    (folder / "damaged.xlsx").write_bytes(whole[: len(whole) // 2])
    for copied in (KOBO, LIST):
        (folder / copied.name).unlink()


def _in_survey(workbook: Any) -> None:
    main, members, support = workbook.sheetnames
    _put(workbook, main, 2, _SUBMISSION)
    _put(workbook, members, 2, _MEMBER)
    _put(workbook, support, 2, {"sup/agency": f"{GIVER.texts[0]} Foundation"})
    _put(workbook, support, 3, {"sup/date": NAME.texts[0]})
    for row, refused in enumerate(_REFUSED, start=10):
        _put(workbook, main, row, refused)


def _in_list(workbook: Any) -> None:
    (sheet,) = workbook.sheetnames
    _put(workbook, sheet, 4, _ENTRY, _HEADER_OF_LIST)
    refused = {"النوع": NAME.texts[0], "عدد الأفراد": ADDRESS.texts[0]}
    _put(workbook, sheet, 5, refused, _HEADER_OF_LIST)


def _put(workbook: Any, sheet: str, row: int, values: Mapping[str, str], header: int = 1) -> None:
    for heading, value in values.items():
        cell(workbook, sheet, row, heading, header).value = value
