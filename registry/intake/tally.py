"""What a run finds besides what it writes: all of it counted, rejects whole, of the rest so much that one can look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from registry.domain.vocabulary import RegistrationWarning
from registry.intake.findings import Notice, Place, Reject
from registry.intake.incoming import Batch

LISTED: Final = 1_000
"""Rows of a kind that are named one by one; there may be as many as a file has."""

ManyT = TypeVar("ManyT")


@dataclass(slots=True)
class Many(Generic[ManyT]):
    """Things of several kinds: counted, and the first of each kind kept."""

    by_kind: Counter[str] = field(default_factory=Counter)
    first: list[ManyT] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.by_kind.total()

    def add(self, kind: str, one: ManyT) -> None:
        self.by_kind[kind] += 1
        if self.by_kind[kind] <= LISTED:
            self.first.append(one)

    def unlisted(self) -> Iterator[tuple[str, int]]:
        """Of each kind that there are more of, how many more."""
        return ((kind, many - LISTED) for kind, many in self.by_kind.items() if many > LISTED)


@dataclass(slots=True)
class Tally:
    """`references` are what rejected rows go by for want of their partner's own."""

    rejects: list[Reject] = field(default_factory=list)
    references: dict[Place, str] = field(default_factory=dict)
    warnings: Many[tuple[Place, RegistrationWarning]] = field(default_factory=Many)
    forgotten: list[Place] = field(default_factory=list)
    _notices: Many[Notice] = field(default_factory=Many)
    _left: Many[Notice] = field(default_factory=Many)

    def found(self, batch: Batch) -> None:
        """Take note of what reading a batch has found."""
        for notice in batch.notices:
            self._notices.add(notice.code, notice)
        for reject in batch.rejects:
            self.reject(reject)

    def reject(self, reject: Reject) -> None:
        self.rejects.append(reject)

    def warn(self, warnings: Iterable[tuple[Place, RegistrationWarning]]) -> None:
        for at, warning in warnings:
            self.warnings.add(warning.value, (at, warning))

    def left(self, code: str, at: Place, details: Mapping[str, str] | None = None) -> None:
        """Take note of a row that says otherwise than the register, and why it changes nothing there."""
        self._left.add(code, Notice(code=code, sheet=at.sheet, row=at.row, details=details or {}))

    def notices(self) -> tuple[Notice, ...]:
        forgotten = (
            Notice(code="row_forgotten", sheet=at.sheet, row=at.row) for at in self.forgotten
        )
        return (*self._notices.first, *forgotten, *self._left.first, *self._more())

    def _more(self) -> Iterator[Notice]:
        for many in (self._notices, self._left):
            for code, rows in many.unlisted():
                details = {"rows": str(rows), "code": code}
                yield Notice(code="rows_more_alike", sheet="", details=details)
