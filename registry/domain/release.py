"""A release: a table as it was published, by its definition, the position that it was counted at, and its digest.

The table itself is not stored: whoever counts again at that position has it, and the digest says whether it is so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType, TypeAlias

from registry.domain.envelope import Fact
from registry.domain.errors import Refused
from registry.domain.fields import Clear
from registry.domain.file_import import Digest
from registry.domain.partner import PublicName, is_code
from registry.domain.statistics import TableDefinition

ReleaseCode = NewType("ReleaseCode", str)
"""Short name that people type and cite, unique within its partner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseMade(Fact):
    """`at` is the position at which the table was counted, `rows` how many it has, `digest` the SHA-256 of them."""

    code: Clear[ReleaseCode]
    name_ar: Clear[PublicName]
    name_en: Clear[PublicName]
    definition: Clear[TableDefinition]
    at: Clear[int]
    rows: Clear[int]
    digest: Clear[Digest]


ReleaseFact: TypeAlias = ReleaseMade


def make(made: ReleaseMade) -> list[ReleaseFact]:
    """Publish a table. What was published is never changed: a later one has a code of its own.

    Raises:
        Refused: `release_code_malformed`, `release_without_rows`.
    """
    if not is_code(made.code):
        raise Refused("release_code_malformed", code=made.code)
    if made.rows == 0:
        raise Refused("release_without_rows")
    return [made]
