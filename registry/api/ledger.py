"""What one request opened, looked for and was refused, on record before its answer leaves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from registry.api.acting import acting
from registry.api.refusal import Refusal
from registry.application.openings import record_access
from registry.application.rights import RECORDING_ACCESS
from registry.application.writer import Writer
from registry.domain.access import (
    AccessFact,
    AccessRefused,
    ActName,
    FieldName,
    FieldsOpened,
    RefusalCode,
    RegistrationsSearched,
)
from registry.domain.vocabulary import Level
from registry.privacy.policy import Decision, Viewer

OPENING: Final = ActName("field.open")


@dataclass(frozen=True, slots=True)
class _Under:
    level: Level
    agreement: UUID | None


@dataclass(frozen=True, slots=True)
class _Refused:
    code: RefusalCode
    act: ActName
    field: FieldName | None = None


class Ledger:
    """Collects in memory; `record` appends it all in one transaction."""

    def __init__(self, writer: Writer, viewer: Viewer) -> None:
        self._writer = writer
        self._viewer = viewer
        self._opened: dict[_Under, dict[UUID, set[FieldName]]] = {}
        self._counted: set[FieldName] = set()
        self._searched: list[RegistrationsSearched] = []
        self._refused: dict[_Refused, Refusal] = {}
        self._refused_of: dict[_Refused, set[UUID]] = defaultdict(set)

    def opened(self, decision: Decision, subject: UUID, name: FieldName) -> None:
        under = _Under(decision.level, decision.agreement)
        self._opened.setdefault(under, defaultdict(set))[subject].add(name)

    def counted(self, name: FieldName) -> None:
        """Note that a field was opened of everybody who is counted, and shown of nobody."""
        self._counted.add(name)

    def searched(self, fact: RegistrationsSearched) -> None:
        """Note that somebody looked for people, and who was found."""
        self._searched.append(fact)

    @property
    def searches(self) -> int:
        """How many people were looked for so far; they go on record with the rest."""
        return sum(one.searches for one in self._searched)

    def refused(self, code: RefusalCode, act: str, /, **details: object) -> Refusal:
        """Note that an act was refused, once whatever the number of rows."""
        return self._refused.setdefault(_Refused(code, ActName(act)), Refusal.of(code, details))

    def withheld(self, code: RefusalCode, name: FieldName, subject: UUID | None) -> None:
        """Note that a field of a subject was kept closed."""
        refused = _Refused(code, OPENING, name)
        self._refused.setdefault(refused, Refusal.of(code, {}))
        if subject is not None:
            self._refused_of[refused].add(subject)

    def asked_about(self, subject: UUID) -> None:
        """Note that somebody asked for all there is about a subject of whom nothing opens any more."""
        self._opened.setdefault(_Under(Level.WITHHELD, None), {}).setdefault(subject, set())

    def openings_of(self, subjects: Collection[UUID]) -> list[FieldsOpened]:
        """What has been opened of these subjects so far; it goes on record with the rest."""
        return [one for one in self._openings() if not set(one.subjects).isdisjoint(subjects)]

    @property
    def refusals(self) -> list[Refusal]:
        """Each code once, less those that stand beside a field as its reason."""
        said = {key.code: one for key, one in self._refused.items() if key.field is None}
        return list(said.values())

    async def record(self) -> int:
        """Append what was noted; the position reached, 0 where there was nothing to note."""
        facts: list[AccessFact] = [*self._searched, *self._openings(), *self._refusals()]
        return await record_access(self._writer, facts, acting(self._viewer, RECORDING_ACCESS))

    def _openings(self) -> list[FieldsOpened]:
        """Subjects whose same fields were opened alike share a fact, which never says more."""
        facts: list[FieldsOpened] = []
        if self._counted:
            counted = tuple(sorted(self._counted))
            facts.append(FieldsOpened(level=Level.CLEAR, fields=counted, subjects=()))
        for under, by_subject in self._opened.items():
            alike: dict[frozenset[FieldName], list[UUID]] = defaultdict(list)
            for subject, names in by_subject.items():
                alike[frozenset(names)].append(subject)
            facts.extend(
                FieldsOpened(
                    level=under.level,
                    fields=tuple(sorted(names)),
                    subjects=tuple(sorted(subjects)),
                    agreement=under.agreement,
                )
                for names, subjects in alike.items()
            )
        return facts

    def _refusals(self) -> list[AccessFact]:
        return [
            AccessRefused(
                code=refused.code,
                act=refused.act,
                field=refused.field,
                subjects=tuple(sorted(self._refused_of[refused])),
            )
            for refused in self._refused
        ]
