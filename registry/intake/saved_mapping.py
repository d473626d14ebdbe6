"""A mapping as a file that people read and mend: YAML, headings as the file writes them.

household:
  اسم المستفيد رباعي: name
  ملاحظات: ignore
values:
  sex: {'1': male, '2': female}
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import yaml
from rapidfuzz import fuzz, process

from registry.domain.errors import SijillError
from registry.domain.file_import import Digest
from registry.intake.fields import FIELDS_OF, FUNCTIONING, Field, TableKind
from registry.intake.headings import plain
from registry.intake.mapping import REST, FileMapping
from registry.intake.sheets import shown
from registry.intake.words import (
    CITIZENS,
    CONSENT,
    CRITERIA,
    GIVEN,
    HOLD,
    NATIONALITY,
    RELATION,
    SEX,
)

WORDS: Final[Mapping[Field, Mapping[str, object]]] = {
    Field.SEX: SEX,
    Field.RELATION: RELATION,
    Field.CONSENT_SHARING: CONSENT,
    Field.CRITERIA: CRITERIA,
    Field.NATIONALITY: {**NATIONALITY, **CITIZENS},
    Field.VALIDATION_STATUS: HOLD,
    Field.BENEFIT: GIVEN,
    **{field: {str(answer): answer for answer in range(1, 5)} for field in FUNCTIONING},
}
"""The closed lists that a file's own codes can be translated into."""

_VALUES = "values"


def load_mapping(path: Path) -> FileMapping:
    """Read a saved mapping.

    Raises:
        SijillError: `mapping_missing`, `mapping_unreadable`, `mapping_table_unknown`, `mapping_field_unknown`,
            `mapping_value_unknown`, `mapping_field_without_list`.
    """
    try:
        # Everything is text: to YAML `no` is false, to a form it is an answer.
        said = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=yaml.BaseLoader)  # noqa: S506 - makes no objects
    except (FileNotFoundError, IsADirectoryError):
        raise SijillError("mapping_missing") from None
    except (yaml.YAMLError, UnicodeDecodeError, OSError):
        raise SijillError("mapping_unreadable") from None
    if said in (None, ""):
        return FileMapping()
    columns: dict[TableKind, Mapping[str, Field]] = {}
    values: dict[Field, Mapping[str, str]] = {}
    for section, entries in _section(said).items():
        if section == _VALUES:
            values = {
                _field(one): _codes(_field(one), codes) for one, codes in _section(entries).items()
            }
        else:
            kind = _kind(section)
            columns[kind] = {
                shown(heading): _field(field, kind) for heading, field in _section(entries).items()
            }
            if columns[kind].get(REST, Field.IGNORED) is not Field.IGNORED:
                raise SijillError("mapping_rest_not_ignored", field=columns[kind][REST].value)
    return FileMapping(columns, values)


def save_mapping(path: Path, mapping: FileMapping) -> None:
    """Write a mapping so that `load_mapping` gives it back."""
    path.write_text(
        yaml.safe_dump(_plain(mapping), allow_unicode=True, sort_keys=False, width=120),
        encoding="utf-8",
    )


def mapping_digest(mapping: FileMapping, *said: object) -> Digest:
    """A digest of a mapping and of whatever else decides how a file is understood."""
    content = json.dumps([_plain(mapping), [str(one) for one in said]], sort_keys=True)
    return Digest(hashlib.sha256(content.encode()).hexdigest())


def _plain(mapping: FileMapping) -> dict[str, dict[str, object]]:
    plain: dict[str, dict[str, object]] = {
        kind.value: {heading: field.value for heading, field in columns.items()}
        for kind, columns in mapping.columns.items()
        if columns
    }
    if mapping.values:
        plain[_VALUES] = {field.value: dict(codes) for field, codes in mapping.values.items()}
    return plain


def _codes(field: Field, said: object) -> dict[str, str]:
    """What the file writes for each word of the registry's list."""
    codes = {code: str(word) for code, word in _section(said).items()}
    if field not in WORDS:
        raise SijillError("mapping_field_without_list", field=field.value)
    words = WORDS[field]
    for word in codes.values():
        if plain(word) not in words:
            like = process.extractOne(plain(word), list(words), scorer=fuzz.ratio)
            raise SijillError("mapping_value_unknown", field=field.value, value=word, like=like[0])
    return codes


def _section(said: object) -> dict[str, object]:
    if not isinstance(said, dict):
        raise SijillError("mapping_unreadable")
    return {str(key): value for key, value in said.items()}


def _kind(section: str) -> TableKind:
    try:
        return TableKind(section)
    except ValueError:
        raise SijillError("mapping_table_unknown", table=section) from None


def _field(written: object, kind: TableKind | None = None) -> Field:
    allowed = set(Field) if kind is None else FIELDS_OF[kind]
    if isinstance(written, str) and written in {field.value for field in allowed}:
        return Field(written)
    like = process.extractOne(
        str(written), sorted(field.value for field in allowed), scorer=fuzz.ratio
    )
    raise SijillError("mapping_field_unknown", field=str(written), like=like[0])
