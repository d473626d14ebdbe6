"""Who opened what, who looked for whom, and who was refused: facts like any other, from the first day.

A stream holds what one request opened; there is nothing to decide and no state.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType, TypeAlias
from uuid import UUID

from registry.domain.envelope import Fact
from registry.domain.fields import Clear
from registry.domain.file_import import Digest
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


class SearchedBy(StrEnum):
    """What is enough to look for somebody by; anything wider finds too many."""

    IDENTITY_NUMBER = "identity_number"
    UNHCR_NUMBER = "unhcr_number"
    PHONE = "phone"
    THREE_NAMES = "three_names"
    NAMES_AND_VILLAGE = "names_and_village"  # two names, here and below
    NAMES_AND_MARKAZ = "names_and_markaz"
    NAMES_AND_BIRTH = "names_and_birth"  # the year, two about it; or the age, three about it


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationsSearched(Fact):
    """The actor of the envelope looked for people and was told of the members `found`; not what was looked for.

    Of a file, whose keyed digest is `file`, there are as many `searches` as it names people. A search that is not
    `complete` may have missed somebody, and said so.
    """

    by: Clear[tuple[SearchedBy, ...]]
    found: Clear[tuple[UUID, ...]]
    complete: Clear[bool]
    searches: Clear[int] = 1
    file: Clear[Digest | None] = None


AccessFact: TypeAlias = FieldsOpened | RegistrationsSearched | AccessRefused
