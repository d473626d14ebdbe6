"""Numbers beside what they count, in Arabic: the noun hangs on the number, as grammar has it.

A text says `{rows:صفين}`: the number `rows` with its noun, written as two of it stand there, صفان or صفين.
"""

from __future__ import annotations

from string import Formatter
from typing import Any, Final, NamedTuple


class Noun(NamedTuple):
    """How one is written, two (as a subject, and otherwise), a few, many, and a hundred."""

    one: str
    two: str
    two_of: str
    few: str
    many: str
    hundred: str


_NOUNS: Final = (
    Noun("أسرة واحدة", "أسرتان", "أسرتين", "أسر", "أسرة", "أسرة"),
    Noun("بند واحد", "بندان", "بندين", "بنود", "بندا", "بند"),
    Noun("تسجيل واحد", "تسجيلان", "تسجيلين", "تسجيلات", "تسجيلا", "تسجيل"),
    Noun("ثانية واحدة", "ثانيتان", "ثانيتين", "ثوان", "ثانية", "ثانية"),
    Noun("حرف واحد", "حرفان", "حرفين", "أحرف", "حرفا", "حرف"),
    Noun("خلية واحدة", "خليتان", "خليتين", "خلايا", "خلية", "خلية"),
    Noun("دقيقة واحدة", "دقيقتان", "دقيقتين", "دقائق", "دقيقة", "دقيقة"),
    Noun("زوج واحد", "زوجان", "زوجين", "أزواج", "زوجا", "زوج"),
    Noun("ساعة واحدة", "ساعتان", "ساعتين", "ساعات", "ساعة", "ساعة"),
    Noun("سجل واحد", "سجلان", "سجلين", "سجلات", "سجلا", "سجل"),
    Noun("سطر واحد", "سطران", "سطرين", "سطور", "سطرا", "سطر"),
    Noun("سنة واحدة", "سنتان", "سنتين", "سنوات", "سنة", "سنة"),
    Noun("شخص واحد", "شخصان", "شخصين", "أشخاص", "شخصا", "شخص"),
    Noun("شرط واحد", "شرطان", "شرطين", "شروط", "شرطا", "شرط"),
    Noun("شهر واحد", "شهران", "شهرين", "أشهر", "شهرا", "شهر"),
    Noun("صرف واحد", "صرفان", "صرفين", "مرات صرف", "صرفا", "صرف"),
    Noun("صف واحد", "صفان", "صفين", "صفوف", "صفا", "صف"),
    Noun("فرد واحد", "فردان", "فردين", "أفراد", "فردا", "فرد"),
    Noun("مؤشر واحد", "مؤشران", "مؤشرين", "مؤشرات", "مؤشرا", "مؤشر"),
    Noun("وسم واحد", "وسمان", "وسمين", "وسوم", "وسما", "وسم"),
    Noun("يوم واحد", "يومان", "يومين", "أيام", "يوما", "يوم"),
)
NOUNS: Final = {written: noun for noun in _NOUNS for written in (noun.two, noun.two_of)}
"""By how two of it are written."""


class Counting(Formatter):
    """Fills a text in; a number that has a noun there is written with it, as it is written itself."""

    def format_field(self, value: Any, place: str) -> str:
        noun = NOUNS.get(place)
        if noun is None:
            return format(value, place)
        plain = str(value).replace(",", "")
        return counted(int(plain), str(value), noun, place) if plain.isdecimal() else str(value)


def counted(number: int, written: str, noun: Noun, two: str) -> str:
    """The number with its noun; one and two are said in words alone."""
    beyond = number % 100
    if number == 1:
        return noun.one
    if number == 2:  # noqa: PLR2004 - the number itself
        return two
    if 3 <= beyond <= 10:  # noqa: PLR2004 - as grammar has it
        return f"{written} {noun.few}"
    return f"{written} {noun.many if beyond > 10 else noun.hundred}"  # noqa: PLR2004 - as above
