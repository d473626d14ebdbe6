"""What people write down in a file, YAML or JSON: read as it should be written, or told in both languages why not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final, TypeVar

import msgspec
import yaml

from registry.domain.errors import SijillError
from registry.texts import Language, say

T = TypeVar("T")


def read_written(path: Path, kind: type[T], called: str) -> T:
    """A file of that kind; JSON is YAML too.

    Raises:
        SijillError: `{called}_file_unreadable`, `{called}_file_malformed`.
    """
    try:
        # Not `msgspec.yaml`, which takes a date in quotes, as JSON writes it, for a mistake.
        return msgspec.convert(yaml.safe_load(path.read_text("utf-8-sig")), kind)
    except (OSError, UnicodeDecodeError):
        raise SijillError(f"{called}_file_unreadable", path=path) from None
    except (yaml.YAMLError, msgspec.ValidationError, ValueError) as problem:
        # A `ValueError` is YAML's word for a day that no calendar has.
        told_ar, told_en = (_told(problem, language) for language in ("ar", "en"))
        raise SijillError(
            f"{called}_file_malformed", path=path, problem_ar=told_ar, problem_en=told_en
        ) from None


_KNOWN: Final[Sequence[tuple[str, re.Pattern[str]]]] = (
    ("file_field_missing", re.compile(r"Object missing required field `(?P<field>[^`]+)`")),
    ("file_field_unknown", re.compile(r"Object contains unknown field `(?P<field>[^`]+)`")),
    (
        "file_other_wanted",
        re.compile(r"Expected `(?P<wanted>[^`]+)`(?: of .+?)?, got `(?P<got>[^`]+)`"),
    ),
    ("file_word_unknown", re.compile(r"Invalid enum value '?(?P<word>.+?)'?(?= - at |$)")),
)
"""What msgspec says, by what it is told as."""
_WHERE: Final = re.compile(r" - at `\$\.?(?P<where>.+)`$")


def _told(problem: Exception, language: Language) -> str:
    """What is wrong and where; in the library's own words where it is nothing that is known."""
    if isinstance(problem, yaml.MarkedYAMLError) and problem.problem_mark is not None:
        mark = problem.problem_mark
        return say("file_not_yaml", language, line=mark.line + 1, column=mark.column + 1)
    said = " ".join(str(problem).split())
    where = _WHERE.search(said)
    for code, known in _KNOWN:
        if (found := known.match(said)) is not None:
            told = say(code, language, **found.groupdict())
            return told if where is None else f"{told} ({where['where']})"
    return said
