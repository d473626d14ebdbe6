"""What one request opened and was refused, on record before its answer leaves."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import structlog

from registry.api.refusal import Refusal
from registry.application import rights
from registry.application.command import Context
from registry.application.openings import record_access
from registry.application.writer import Writer
from registry.domain.access import AccessFact, AccessRefused, FieldName, FieldsOpened, RefusalCode
from registry.domain.errors import Refused
from registry.domain.vocabulary import Channel, Level, Role
from registry.privacy.policy import Decision, Viewer
from registry.privacy.policy_table import PARTNER_SUSPENDED

_log = structlog.get_logger("sijill.api")

_RANK: Final = tuple(Role)


@dataclass(frozen=True, slots=True)
class _Under:
    level: Level
    agreement: UUID | None


class Ledger:
    """Collects in memory; `record` appends it all in one transaction."""

    def __init__(self, writer: Writer, viewer: Viewer) -> None:
        self._writer = writer
        self._viewer = viewer
        self._opened: dict[_Under, dict[UUID, set[FieldName]]] = {}
        self._refused: dict[tuple[RefusalCode, FieldName], Refusal] = {}

    def opened(self, decision: Decision, subject: UUID, name: FieldName) -> None:
        under = _Under(decision.level, decision.agreement)
        self._opened.setdefault(under, defaultdict(set))[subject].add(name)

    def refused(self, code: RefusalCode, asked: str, **details: object) -> Refusal:
        """Note a refusal, once for what was asked, whatever the number of rows."""
        key = (code, FieldName(asked))
        return self._refused.setdefault(key, Refusal.of(code, details))

    @property
    def refusals(self) -> list[Refusal]:
        """Each code once."""
        return list({refusal.code: refusal for refusal in self._refused.values()}.values())

    async def record(self) -> int:
        """Append what was noted; the position reached, 0 where there was nothing to note."""
        facts = [*self._openings(), *self._refusals()]
        opened = bool(self._opened)
        try:
            return await record_access(self._writer, facts, acting(self._viewer, "access.record"))
        except Refused as refused:
            # Of a partner that may not even leave a record nothing was opened; the answer says so.
            if opened or refused.code != PARTNER_SUSPENDED:
                raise
            _log.warning("refusals_not_recorded", code=refused.code, refusals=len(facts))
            return 0

    def _openings(self) -> list[AccessFact]:
        """Subjects whose same fields were opened alike share a fact, which never says more."""
        facts: list[AccessFact] = []
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
        return [AccessRefused(code=code, asked=asked) for code, asked in sorted(self._refused)]


def acting(viewer: Viewer, act: str, key: str | None = None) -> Context:
    """The viewer as the actor of an act, in the first of their roles that may do it."""
    roles = sorted(viewer.roles, key=_RANK.index)
    allowed = rights.RIGHTS.get(act, frozenset())
    return Context(
        actor=viewer.actor,
        partner=viewer.partner,
        role=next((role for role in roles if role in allowed), roles[0]),
        purpose=viewer.purpose,
        channel=Channel.API,
        key=key,
    )
