"""Who opened what, and who was refused: facts like any other, from the first day.

A stream holds what one request opened; there is nothing to decide and no state.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType, TypeAlias
from uuid import UUID

from registry.domain.envelope import Fact
from registry.domain.fields import Clear
from registry.domain.vocabulary import Level

FieldName = NewType("FieldName", str)
"""A personal field by its stored name, as `household.member_joined.name`."""
ActName = NewType("ActName", str)
"""What somebody set out to do, by its stored name, as `household.register` or `household.read`."""
RefusalCode = NewType("RefusalCode", str)
"""A public code of `registry.texts`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldsOpened(Fact):
    """Personal fields of the given subjects were opened for the actor of the envelope, as far as `level` says."""

    level: Clear[Level]
    fields: Clear[tuple[FieldName, ...]]
    subjects: Clear[tuple[UUID, ...]]
    agreement: Clear[UUID | None] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRefused(Fact):
    """The actor of the envelope was refused an act, or a field of the given subjects where it is about one."""

    code: Clear[RefusalCode]
    act: Clear[ActName]
    field: Clear[FieldName | None] = None
    subjects: Clear[tuple[UUID, ...]] = ()


AccessFact: TypeAlias = FieldsOpened | AccessRefused
