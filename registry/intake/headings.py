"""One spelling for a column's heading, however it was typed, and the parts of a grouped one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from registry.domain.arabic import fold
from registry.domain.digits import with_ascii_digits, without_marks

_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_SEPARATORS = re.compile(r"[_\W]+")
_LETTERS_OF_A_WORD = 4  # "الاسم" gives up its article, "الي" is another word
_GROUPS = re.compile(r"[/:]|(?<=\w)\.(?=\w)|(?<=\w)-(?=\w)")


@lru_cache(
    maxsize=4096
)  # a file has few headings and few words of closed lists, and many cells with them
def plain(heading: str) -> str:
    """Folded words without articles, punctuation and what stands in brackets: `رقم قومي`, `head name`."""
    folded = fold(with_ascii_digits(without_marks(heading))).casefold()
    words = _SEPARATORS.sub(" ", _ASIDE.sub(" ", folded)).split()
    return " ".join(_without_article(word) for word in words)


def without_groups(heading: str) -> Iterator[str]:
    """`hh/roster/name`, then `roster/name`, then `name`: joined by `/`, in ODK by `-`, elsewhere by `.` too."""
    yield heading
    for separator in _GROUPS.finditer(heading):
        yield heading[separator.end() :]


def parent_and_option(heading: str) -> tuple[str, str] | None:
    """`hh/vulnerability` and `orphan`, as a select-multiple question is split into columns; None without a group."""
    separators = list(_GROUPS.finditer(heading))
    if not separators:
        return None
    last = separators[-1]
    return heading[: last.start()], heading[last.end() :]


def _without_article(word: str) -> str:
    return word[2:] if word.startswith("ال") and len(word) > _LETTERS_OF_A_WORD else word
