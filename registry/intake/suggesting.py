"""A first mapping for a survey of which no heading is known: from its names and, where there is a form, its labels.

It is a suggestion: whoever knows the survey looks it through before it is used. What nothing speaks for is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from registry.intake.fields import FIELDS_OF, NO_DATA, Field, TableKind
from registry.intake.headings import parent_and_option, plain
from registry.intake.mapping import REST, FileMapping, asks_consent, field_of
from registry.intake.saved_mapping import WORDS
from registry.intake.sheets import Row, shown
from registry.intake.xlsform import Question

_MANGLED = re.compile(
    r"^X(?=[_.])|^X\.U\.FEFF\."
)  # what R makes of a name that begins with `_`, or of a mark
_KIND: Final = TableKind.HOUSEHOLD
_OF_NOBODY = frozenset({Field.NAME, Field.REFERENCE_FOR_NAME})

_ASKED: Final[Mapping[Field, tuple[str, ...]]] = {
    Field.DECLARED_SIZE: (
        "how many members", "how many people live", "household size", "num hh member", "hh size", "كم عدد افراد",
        "كم عدد الافراد", "عدد افراد",
    ),
    Field.SEX: ("gender", "sex", "جنس"),
    Field.BIRTH_DATE: ("date of birth", "birth date", "تاريخ ميلاد"),
    Field.PHONE: ("phone number", "telephone number", "رقم هاتف", "رقم تليفون", "رقم جوال"),
    Field.IDENTITY_NUMBER: ("national id", "id number", "رقم قومي", "رقم هويه"),
    Field.GOVERNORATE: ("governorate", "محافظه"),
    Field.MARKAZ: ("district", "markaz", "مركز"),
    Field.VILLAGE: ("village", "قريه"),
    Field.ADDRESS: ("neighbourhood", "neighborhood", "address", "عنوان", "حي"),
    Field.SUBMITTED_ON: ("date of interview", "date assessment", "submission time", "تاريخ مقابله"),
    Field.PARTNER_REFERENCE: ("uuid",),
    Field.SEEING: ("difficulty seeing", "صعوبه في رؤيه"),
    Field.HEARING: ("difficulty hearing", "صعوبه في سمع"),
    Field.WALKING: ("difficulty walking", "صعوبه في مشي"),
}  # fmt: skip
"""Words that a question about the field has in it, as `plain` writes them; the first field that fits is taken."""
_TYPES: Final[Mapping[str, frozenset[Field]]] = {
    "integer": frozenset({Field.DECLARED_SIZE}),
    "select_one": frozenset(
        {
            Field.SEX, Field.GOVERNORATE, Field.MARKAZ, Field.VILLAGE, Field.ADDRESS, Field.SEEING, Field.HEARING,
            Field.WALKING,
        }
    ),
    "date": frozenset({Field.SUBMITTED_ON, Field.BIRTH_DATE}),
    "today": frozenset({Field.SUBMITTED_ON}),
    "text": frozenset(
        {Field.PHONE, Field.IDENTITY_NUMBER, Field.ADDRESS, Field.VILLAGE, Field.PARTNER_REFERENCE}
    ),
}  # fmt: skip
"""What a question of a type may ask for; a question of any other type, for nothing of ours."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A heading, what it is taken for, and the label that speaks for it."""

    heading: str
    field: Field
    label: str


def suggest_columns(header: Row, form: Mapping[str, Question]) -> list[Suggestion]:
    """What columns may stand for, at most one for each field; in the order of the file.

    Without a column of names the reference stands in for them, where there is one.
    """
    found = list(_once(_suggestions(header, form)))
    if any(one.field is Field.NAME for one in found):
        return found
    return [
        Suggestion(one.heading, Field.REFERENCE_FOR_NAME, one.label)
        if one.field is Field.PARTNER_REFERENCE
        else one
        for one in found
    ]


def as_mapping(header: Row, found: list[Suggestion], form: Mapping[str, Question]) -> FileMapping:
    """The suggestions as a mapping that ignores all other columns, and translates the codes of closed questions."""
    columns = {one.heading: one.field for one in found}
    for cell in header.cells:
        if asks_consent(shown(cell), _KIND):
            columns.setdefault(shown(cell), Field.IGNORED)
    values = {
        one.field: codes
        for one in found
        if one.field in WORDS and (codes := _codes(one.field, form.get(one.heading)))
    }
    return FileMapping({_KIND: {**columns, REST: Field.IGNORED}}, values)


def _suggestions(header: Row, form: Mapping[str, Question]) -> Iterator[Suggestion]:
    headings = {shown(cell) for cell in header.cells}
    for cell in header.cells:
        heading = shown(cell)
        parent = parent_and_option(heading)
        if parent is not None and parent[0] in headings:
            continue  # one answer of a question, split into columns
        question = form.get(_MANGLED.sub("", heading))
        known = field_of(_MANGLED.sub("", heading), _KIND, FileMapping())
        field = known or _asked(heading, question)
        if field is not None and field not in NO_DATA and field in FIELDS_OF[_KIND]:
            label = next(iter(question.labels), "") if question else ""
            yield Suggestion(heading, field, label)


def _asked(heading: str, question: Question | None) -> Field | None:
    allowed = None if question is None else _TYPES.get(question.type, frozenset())
    labels = () if question is None else question.labels
    if "consent" in plain(heading).split():
        return None  # asks whether something may be asked
    said = [f" {plain(one)} " for one in (_MANGLED.sub("", heading), *labels)]
    for field, words in _ASKED.items():
        if allowed is not None and field not in allowed:
            continue
        if any(f" {plain(word)} " in one for word in words for one in said):
            return field
    return None


def _once(found: Iterator[Suggestion]) -> Iterator[Suggestion]:
    seen: set[Field] = set()
    for one in found:
        if one.field not in seen:
            seen.add(one.field)
            yield one


def _codes(field: Field, question: Question | None) -> dict[str, str]:
    """The codes of a question that our lists do not know, by the label that they do know."""
    codes: dict[str, str] = {}
    for code, labels in ({} if question is None else question.answers).items():
        known = next((label for label in labels if plain(label) in WORDS[field]), None)
        if plain(code) not in WORDS[field] and known is not None:
            codes[code] = known
    return codes
