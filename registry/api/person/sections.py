"""The shape of every section: a title, a sentence, a table; words in both languages, values as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeAlias

from registry.texts import TEXTS, say


@dataclass(frozen=True, slots=True)
class Both:
    """Words in Arabic and English."""

    ar: str
    en: str

    @classmethod
    def of(cls, code: str, /, **details: object) -> Both:
        return cls(say(code, "ar", **details), say(code, "en", **details))

    @classmethod
    def listed(cls, kind: str, value: str) -> Both:
        """The label of a member of a closed list; the bare code of one that has none."""
        code = f"{kind}.{value}"
        return cls.of(code) if code in TEXTS else cls(value, value)


class Kind(StrEnum):
    """How a value is set apart from the words around it, which run the other way."""

    TEXT = "text"
    CODE = "code"
    """Numbers, phones, references, dates: from left to right in either language."""
    TRACE = "trace"
    """As a code, and only for whoever looks for where a value came from."""


@dataclass(frozen=True, slots=True, repr=False)
class Value:
    """A value as it was recorded: personal, and never a mark of the page's own."""

    text: str
    kind: Kind = Kind.TEXT


Cell: TypeAlias = Both | Value | Sequence[Both | Value] | None
"""Several stand below one another; None where nothing was recorded."""


@dataclass(frozen=True, slots=True, repr=False)
class Section:
    """`code` names its texts: `person.CODE`, a title, and `person.CODE.note`, where there is one, below it.

    `columns` are codes too, as `person.column.when`; a section may be words alone. `registration` is the reference of
    the one that it is about, where a document is about several.
    """

    code: str
    columns: tuple[str, ...] = ()
    rows: Sequence[Mapping[str, Cell]] = ()
    paragraphs: Sequence[Both] = field(default_factory=tuple)
    registration: str | None = None

    @property
    def title(self) -> Both:
        words = Both.of(f"person.{self.code}")
        if self.registration is None:
            return words
        return Both(
            *(f"{one} · {_ISOLATED.format(self.registration)}" for one in (words.ar, words.en))
        )

    @property
    def note(self) -> Both | None:
        code = f"person.{self.code}.note"
        return Both.of(code) if code in TEXTS else None

    def heading(self, column: str) -> Both:
        return Both.of(f"person.column.{column}")


_ISOLATED: Final = "\u2066{}\u2069"
"""From left to right, whatever stands around it."""


def code(text: object) -> Value:
    return Value(str(text), Kind.CODE)


def cells(cell: Cell) -> Sequence[Both | Value]:
    """What stands in a cell, one below the other."""
    if cell is None:
        return ()
    return (cell,) if isinstance(cell, Both | Value) else cell
