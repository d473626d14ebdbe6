"""From headings to fields: by a saved mapping, by XML name, by label; never by a guess."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from rapidfuzz import fuzz, process

from registry.domain.vocabulary import Criterion
from registry.intake.fields import (
    CATALOGUE,
    FIELDS_OF,
    HEADINGS,
    NO_DATA,
    REPEATABLE,
    SYSTEM_HEADINGS,
    Field,
    TableKind,
)
from registry.intake.findings import Notice
from registry.intake.headings import parent_and_option, plain, without_groups
from registry.intake.sheets import Row, shown
from registry.intake.words import CRITERIA

ALIKE: Final = 72
"""From this likeness of 100 on, a heading is offered as what may have been meant."""

_MAY_REPEAT = REPEATABLE | NO_DATA | {Field.PARTNER_REFERENCE, Field.SUBMITTED_ON}
_CONSENT_TO_SHARING = re.compile(
    r"(consent|agree|permi|وافق).*(shar|شارك)|(shar|شارك).*(consent|agree|permi|وافق)"
)
_LAST_NUMBER = re.compile(r" ?[0-9]+$")
_ALSO: Final = {TableKind.PERSON: (TableKind.HOUSEHOLD, TableKind.MEMBER)}
REST: Final = "*"
"""In a saved mapping, every heading that is not named in it; it can only be ignored."""
Values: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FileMapping:
    """What a partner has said once about its files.

    `columns`: for each kind of table, heading to field. `values`: for a field with a closed list, what the file writes
    (a code of the form) to what the registry calls it.
    """

    columns: Mapping[TableKind, Mapping[str, Field]] = field(default_factory=dict)
    values: Mapping[Field, Values] = field(default_factory=dict)

    def ignores_rest(self, kind: TableKind) -> bool:
        return self.said(REST, kind) is Field.IGNORED

    def said(self, heading: str, kind: TableKind) -> Field | None:
        """What a heading stands for in a table of the kind; of persons, also what is said of households or members."""
        for one in (kind, *_ALSO.get(kind, ())):
            found = self.columns.get(one, {}).get(heading)
            if found is not None and found in FIELDS_OF[kind]:
                return found
        return None


@dataclass(frozen=True, slots=True)
class Column:
    """`option` is set where the column is one answer of a select-multiple question, with 0 or 1 in it."""

    index: int
    heading: str
    field: Field
    option: Criterion | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """`columns` of one field stand in the order in which they are asked: the first that says something counts."""

    kind: TableKind
    columns: tuple[Column, ...]
    unknown: tuple[str, ...] = ()
    _of: Mapping[Field, tuple[Column, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        of: dict[Field, tuple[Column, ...]] = {}
        for column in self.columns:
            of[column.field] = (*of.get(column.field, ()), column)
        object.__setattr__(self, "_of", of)

    def of(self, wanted: Field) -> tuple[Column, ...]:
        return self._of.get(wanted, ())

    def has(self, wanted: Field) -> bool:
        return wanted in self._of

    def repeated(self) -> Iterator[Column]:
        """Columns that are read only where the first of their field is blank, and should not have been twice."""
        seen: set[Field] = set()
        for column in self.columns:
            if column.field in seen and column.field not in _MAY_REPEAT:
                yield column
            seen.add(column.field)


def map_columns(header: Row, kind: TableKind, mapping: FileMapping) -> Columns:
    """Take each heading for a field, or keep it as unknown."""
    columns: list[Column] = []
    unknown: list[str] = []
    for index, cell in enumerate(header.cells):
        heading = shown(cell)
        if not heading:
            continue
        if column := _column(index, heading, kind, mapping):
            columns.append(column)
        elif not mapping.ignores_rest(kind) or asks_consent(heading, kind):
            unknown.append(heading)
    return Columns(kind, tuple(sorted(columns, key=_rank)), tuple(unknown))


def notices(columns: Columns, sheet: str) -> Iterator[Notice]:
    """One for every column that is not taken: nothing is left out in silence."""
    for heading in columns.unknown:
        meant = suggest(heading, columns.kind)
        yield Notice(
            code="column_unknown" if meant is None else "column_unknown_but_like",
            sheet=sheet,
            column=heading,
            details={}
            if meant is None
            else {"field": meant.value, "mapping": written(columns.kind, heading, meant)},
        )
    for column in columns.repeated():
        yield Notice(
            code="column_repeated",
            sheet=sheet,
            column=column.heading,
            details={"first": columns.of(column.field)[0].heading},
        )


def field_of(heading: str, kind: TableKind, mapping: FileMapping) -> Field | None:
    """The field that a heading names, its groups dropped one by one."""
    said = mapping.said(heading, kind)
    if said is not None or mapping.ignores_rest(kind):
        return said
    if heading in SYSTEM_HEADINGS:
        return Field.IGNORED
    for part in without_groups(heading):
        if found := _in_catalogue(part, kind):
            return found
    return None


def suggest(heading: str, kind: TableKind) -> Field | None:
    """The field whose headings come nearest, if any comes near."""
    found = process.extractOne(
        plain(heading), list(CATALOGUE[kind]), scorer=fuzz.ratio, score_cutoff=ALIKE
    )
    return None if found is None else CATALOGUE[kind][found[0]]


def asks_consent(heading: str, kind: TableKind) -> bool:
    """Whether a heading looks like the question of consent to sharing, as far as one can tell."""
    if Field.CONSENT_SHARING not in FIELDS_OF[kind]:
        return False
    return _CONSENT_TO_SHARING.search(plain(heading)) is not None or any(
        suggest(part, kind) is Field.CONSENT_SHARING for part in without_groups(heading)
    )


def written(kind: TableKind, heading: str, meant: Field) -> str:
    """The mapping file that says it, on one line; a heading in quotes as JSON has them is one of YAML's too."""
    return f"{kind.value}: {{{json.dumps(heading, ensure_ascii=False)}: {meant.value}}}"


def nearest_heading(wanted: Field, headings: Iterable[str]) -> str | None:
    """The heading of the file that comes nearest to what the field is called, if any comes near."""
    best: tuple[float, str] | None = None
    for heading in headings:
        scores = (fuzz.ratio(plain(heading), plain(name)) for name in HEADINGS[wanted])
        score = max(scores, default=0.0)
        if score >= ALIKE and (best is None or score > best[0]):
            best = (score, heading)
    return None if best is None else best[1]


def complete(mapping: FileMapping, tables: Sequence[Columns]) -> FileMapping:
    """The mapping with everything that was taken for a field written out, so that it can be saved and reused.

    What was not understood is left out: it is noticed again next month, until somebody says what it is.
    """
    columns = {kind: dict(mapping.columns.get(kind, {})) for kind in TableKind}
    for table in tables:
        for column in sorted(table.columns, key=lambda column: column.index):
            if column.option is None and column.field is not Field.IGNORED:
                columns[table.kind].setdefault(column.heading, column.field)
    return FileMapping({kind: said for kind, said in columns.items() if said}, mapping.values)


def _column(index: int, heading: str, kind: TableKind, mapping: FileMapping) -> Column | None:
    found = field_of(heading, kind, mapping)
    if found is not None:
        return Column(index, heading, found)
    split = parent_and_option(heading)
    if split and field_of(split[0], kind, mapping) is Field.CRITERIA:
        option = mapping.values.get(Field.CRITERIA, {}).get(split[1], split[1])
        if criterion := CRITERIA.get(plain(option)):
            return Column(index, heading, Field.CRITERIA, criterion)
    return None


def _in_catalogue(part: str, kind: TableKind) -> Field | None:
    key = plain(part) or part
    found = CATALOGUE[kind].get(key)
    if found is None and (unnumbered := _LAST_NUMBER.sub("", key)) != key:
        # "تليفون 2" is another phone; "name 2" is not another name.
        found = CATALOGUE[kind].get(unnumbered)
        return found if found in REPEATABLE else None
    return found


def _rank(column: Column) -> int:
    names = [plain(name) for name in HEADINGS.get(column.field, ())]
    ranks = [
        names.index(plain(part)) for part in without_groups(column.heading) if plain(part) in names
    ]
    return min(ranks, default=-1)  # what a saved mapping says comes first
