"""A country's list, a row a person: made-up households of Qena, as plausible as a parser needs them.

`python -m bench.people PATH --households 100000 --seed 1` writes it; the same seed gives the same bytes. One row in a
hundred or so is broken, and how, is counted, so that rejects can be compared exactly.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Final, TypeAlias

HEADINGS: Final = (
    "كود الأسرة",
    "صلة القرابة",
    "الاسم رباعي",
    "الرقم القومي",
    "تاريخ الميلاد",
    "النوع",
    "رقم التليفون",
    "المركز",
    "العنوان",
    "عدد أفراد الأسرة",
    "الموافقة على المشاركة",
)
MEN: Final = (
    "محمد", "أحمد", "محمود", "مصطفى", "عبد الرحمن", "عبدالرحيم", "حسن", "حسين", "علي", "إبراهيم", "سيد", "يوسف",
    "أبو الحمد", "خالد", "عمرو", "طه", "جرجس", "مينا", "رمضان", "شعبان", "ياسين", "عبد الله", "عادل", "ناصر",
)  # fmt: skip
WOMEN: Final = (
    "فاطمة", "زينب", "نورا", "كريمة", "هدى", "سعاد", "آية", "أم كلثوم", "مريم", "عائشة", "نجلاء", "هناء", "رضا",
    "مارينا", "إيمان", "صباح", "سماح", "أسماء", "دعاء", "شيماء", "رحمة", "ملك",
)  # fmt: skip
MARKAZ: Final = ("قنا", "دشنا", "قوص", "نجع حمادي", "نقادة", "فرشوط", "قفط", "الوقف", "أبو تشت")
TODAY: Final = date(2026, 11, 15)
BROKEN: Final = 0.01
"""How many of the rows have something wrong with them that stops them."""

_SIZES = (1, 2, 3, 3, 4, 4, 5, 5, 5, 6, 7, 9)  # 4.5 on average
_FEMALE_HEADED = 0.15
_NUMBERLESS = 0.05
_IN_ARABIC_DIGITS = 0.2
_GOVERNORATES = ("27", "27", "27", "27", "26", "29", "01", "21", "28")
_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_OF_A_MEMBER = ("row_name_missing", "row_word_unknown", "row_second_head")
_OF_A_HOUSEHOLD = ("row_place_unknown", "row_head_missing")

Row: TypeAlias = list[str]


@dataclass(slots=True)
class Expected:
    """What an import of the list must bring: `persons` are its rows, `members` those who get into the register."""

    households: int = 0
    persons: int = 0
    registrations: int = 0
    members: int = 0
    rejects: Counter[str] = field(default_factory=Counter)

    @property
    def rejected(self) -> int:
        return self.rejects.total()


def write_people(path: Path, households: int, seed: int = 1) -> Expected:
    """Write a list of so many households, never holding more than one of them."""
    random = Random(seed)  # noqa: S311 - made-up people, not secrets
    expected, serial = Expected(), count(1)
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(HEADINGS)
        for number in range(1, households + 1):
            rows = _household(random, number, serial)
            _break(random, rows, expected)
            lines.writerows(rows)
    return expected


def _household(random: Random, number: int, serial: Iterator[int]) -> list[Row]:
    """The head first; what is the household's own stands on the head's row, in every third list on all of them."""
    size = random.choice(_SIZES)
    lines = random.choices(MEN, k=3)  # whose son or daughter everybody is
    people = [
        [f"QN-{number:07}", relation, *_person(random, woman, born, lines, next(serial))]
        for relation, woman, born in _family(random, size)
    ]
    own = [
        f"01{random.choice('0125')}{random.randrange(10**8):08}",
        random.choice(MARKAZ),
        f"شارع {random.choice(MEN)}، منزل {random.randint(1, 400)}",
        str(size),
        random.choices(("نعم", "لا", ""), (90, 5, 5))[0],
    ]
    beside = own if number % 3 == 0 else [""] * len(own)
    return [person + (own if place == 0 else beside) for place, person in enumerate(people)]


def _family(random: Random, size: int) -> Iterator[tuple[str, bool, date]]:
    """Relation, whether a woman, and the day of birth: a head, a head's wife, children."""
    woman = random.random() < _FEMALE_HEADED
    born = TODAY - timedelta(days=random.randint(24 * 365, 75 * 365))
    yield ("ربة الأسرة" if woman else "رب الأسرة"), woman, born
    for place in range(1, size):
        if place == 1 and not woman:
            yield "زوجة", True, born + timedelta(days=random.randint(-900, 3000))
        else:
            daughter = random.random() < 0.5
            child = min(born + timedelta(days=365 * 22 + 500 * place), TODAY - timedelta(place))
            yield ("ابنة" if daughter else "ابن"), daughter, child


def _person(random: Random, woman: bool, born: date, lines: list[str], serial: int) -> Row:  # noqa: FBT001
    written = f"{born.day:02}/{born.month:02}/{born.year}"
    if random.random() < _IN_ARABIC_DIGITS:
        written = written.translate(_ARABIC_DIGITS)
    number = "" if random.random() < _NUMBERLESS else _national_id(random, born, woman, serial)
    name = " ".join([random.choice(WOMEN if woman else MEN), *lines])
    return [name, number, written, "أنثى" if woman else "ذكر"]


def _national_id(random: Random, born: date, woman: bool, serial: int) -> str:  # noqa: FBT001
    """`C YYMMDD GG SSSS V`: the thirteenth digit is odd for men; of the last one there is no rule."""
    century = "2" if born.year < 2000 else "3"
    governorate = random.choice(_GOVERNORATES)
    sequence = f"{serial % 1000:03}{2 * random.randrange(5) + (not woman)}"
    return f"{century}{born:%y%m%d}{governorate}{sequence}{serial // 1000 % 10}"


def _break(random: Random, rows: list[Row], expected: Expected) -> None:
    """Break some of a household's rows, and count what must become of all of them."""
    expected.households += 1
    expected.persons += len(rows)
    head = rows[0]
    if random.random() < BROKEN / 2:
        code = random.choice(_OF_A_HOUSEHOLD)
        if code == "row_place_unknown":
            for row in rows:
                row[7] = "باريس" if row[7] else ""
            expected.rejects[code] += (
                1  # the others go back with their head, without reasons of their own
            )
        else:
            head[1] = "حفيد" if head[5] == "ذكر" else "حفيدة"
            expected.rejects[code] += len(rows)
        return
    expected.registrations += 1
    expected.members += len(rows)
    for row in rows[1:]:
        if random.random() < BROKEN:
            code = random.choice(_OF_A_MEMBER)
            _spoil(row, code)
            expected.rejects[code] += 1
            expected.members -= 1


def _spoil(row: Row, code: str) -> None:
    match code:
        case "row_name_missing":
            row[2] = ""
        case "row_word_unknown":
            row[1] = "XYZ"
        case _:
            row[1] = "رب الأسرة"
            row[2] = f"غريب {row[2]}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.people", description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("--households", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    expected = write_people(asked.path, asked.households, asked.seed)
    print(json.dumps({one.name: getattr(expected, one.name) for one in fields(expected)}))


if __name__ == "__main__":
    main()
