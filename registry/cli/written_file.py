"""What people write down in a file, YAML or JSON: read as it should be written, or told in both languages why not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Final, TypeVar

import msgspec
import yaml
from msgspec.inspect import DictType, ListType, StructType, Type, UnionType, type_info

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
        told_ar, told_en = (_told(problem, kind, language) for language in ("ar", "en"))
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
    ("file_no_such_day", re.compile(r"(?:day|month|year) .*(?:range|1\.\.12)|Invalid .*\bdate\b")),
    ("file_word_unknown", re.compile(r"Invalid enum value '?(?P<word>.+?)'?(?= - at |$)")),
)
"""What msgspec says, by what it is told as."""
_WHERE: Final = re.compile(r" - at `\$\.?(?P<where>.+)`$")


def _told(problem: Exception, kind: type, language: Language) -> str:
    """What is wrong and where; in the library's own words where it is nothing that is known."""
    if isinstance(problem, yaml.MarkedYAMLError) and problem.problem_mark is not None:
        mark = problem.problem_mark
        return say("file_not_yaml", language, line=mark.line + 1, column=mark.column + 1)
    said = " ".join(str(problem).split())
    found = _WHERE.search(said)
    where = "" if found is None else found["where"]
    for code, known in _KNOWN:
        if (found := known.match(said)) is not None:
            details: dict[str, object] = dict(found.groupdict())
            for name in {"wanted", "got"} & details.keys():
                details[name] = _types(str(details[name]), language)
            if code == "file_field_unknown":
                details["near"] = _near(found["field"], _fields_at(type_info(kind), where))
            told = say(code, language, **details)
            return f"{told} ({where})" if where else told
    return said


def _types(named: str, language: Language) -> str:
    """`int | null` in words; what has none as it is."""
    words = {
        one: f"file_type_{one}"
        for one in ("object", "array", "str", "int", "float", "bool", "null", "date")
    }
    return " / ".join(
        say(words[one], language) if one in words else one for one in named.split(" | ")
    )


def _near(name: str, known: Sequence[str]) -> tuple[str, ...]:
    return tuple(get_close_matches(name, known, n=3, cutoff=0.5) or known)


def _fields_at(kind: Type, where: str) -> list[str]:
    """The names of the fields that may stand there, as in `score.terms[0]`."""
    there = [kind]
    for step in re.findall(r"\w+|\[[^\]]*\]", where):
        there = [inner for one in there for inner in _inside(one, step)]
    structs = [one for each in there for one in _either(each) if isinstance(one, StructType)]
    return [field.encode_name for one in structs for field in one.fields]


def _either(kind: Type) -> Iterator[Type]:
    yield from kind.types if isinstance(kind, UnionType) else (kind,)


def _inside(kind: Type, step: str) -> Iterator[Type]:
    for one in _either(kind):
        match one:
            case StructType(fields=fields):
                yield from (field.type for field in fields if field.encode_name == step)
            case ListType(item_type=inner) | DictType(value_type=inner):
                yield inner
            case _:
                pass
