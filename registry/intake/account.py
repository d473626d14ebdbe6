"""What became of the rows of a file: which are new, corrections or in the register already, and which go back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, TypeGuard
from uuid import UUID

from registry.application.command import Command, Outcome
from registry.application.households import HouseholdDraft
from registry.application.plan_handing import OF_EVERY_LINE
from registry.domain.errors import Erased, KeyReused, Refused, SijillError
from registry.domain.file_import import ImportCounts
from registry.intake.commands import RowCommand
from registry.intake.findings import Place, Problem, Reject
from registry.intake.incoming import Incoming
from registry.intake.mending import Differing, Found, Mended
from registry.intake.tally import Tally
from registry.texts import say

_NOT_THE_ROWS_FAULT: Final = OF_EVERY_LINE | {"import_being_undone"}
"""Refusals that every row would meet: the run stops unfinished, and can be repeated once they are settled."""


@dataclass(slots=True)
class Account:
    """The count of a run, dry or in earnest.

    `began` is the position of the import's start: what is recorded after it is its own work, whichever run did it.
    `takes_deliveries` where rows are deliveries; `again` where the file had been taken in to its end before.
    Of every row the digest of its key is kept, about 70 bytes.
    """

    began: int
    takes_deliveries: bool = False
    again: bool = False
    tally: Tally = field(default_factory=Tally)
    registrations: int = 0
    members: int = 0
    deliveries: int = 0
    corrections: int = 0
    unchanged: int = 0
    read: int = 0
    _keys: set[int] = field(default_factory=set)
    _taken: set[Place] = field(default_factory=set)
    _news: set[Place] = field(default_factory=set)

    def counts(self) -> ImportCounts:
        return ImportCounts(
            rows=self.read,
            registrations=self.registrations,
            members=self.members,
            deliveries=self.deliveries,
            unchanged=self.unchanged,
            corrections=self.corrections,
            warnings=self.tally.warnings.total,
            rejects=len(self.tally.rejects),
        )

    def batch_is_over(self, rows: int) -> None:
        """Close the account of a batch of so many rows."""
        self.read += rows
        self.unchanged += len(self._taken - self._news)
        self._taken, self._news = set(), set()

    def registers(
        self, one: Incoming, command: Command, outcome: Outcome | SijillError
    ) -> UUID | None:
        """The household that the row's registration stands in; None where it does not, which is noted."""
        if not self.is_accepted(outcome, one.at, one.rows_beside()):
            return None
        self.tally.warn(one.warnings())
        if self._is_new(one.at, command, outcome):
            self.registrations += 1
            self.members += 1
        return outcome.stream

    def count(self, rows: Sequence[RowCommand], outcomes: Sequence[Outcome | SijillError]) -> int:
        """How much of what hangs on registrations this import brought."""
        return sum(
            self.is_accepted(outcome, row.at, (row.of.at,))
            and self._is_new(row.at, row.command, outcome)
            for row, outcome in zip(rows, outcomes, strict=True)
        )

    def is_accepted(
        self, outcome: Outcome | SijillError, at: Place, together: tuple[Place, ...] = ()
    ) -> TypeGuard[Outcome]:
        """Whether the row stands in the register; if not, why is noted, and what must come back together with it.

        Raises:
            SijillError: it is no fault of the row; the run can be repeated.
        """
        match outcome:
            case Outcome():
                self._taken.add(at)
                return True
            case Erased() | Refused(code="person_forgotten" | "household_forgotten"):
                beside = (place for place in together if place not in self._taken)
                self.tally.forgotten += [at, *beside]
            case Refused() if outcome.code not in _NOT_THE_ROWS_FAULT:
                together = tuple(place for place in together if place != at)
                problems = (_problem(outcome),)
                self.tally.reject(Reject(at=at, problems=problems, together=together))
            case _:
                raise outcome
        return False

    def was_met(self, row: RowCommand) -> bool:
        """Whether a row of the same key stood in the file before, or stands as it is."""
        return _key(row.command) in self._keys

    def stands(self, row: Differing, found: Mended) -> bool:
        """Whether a row that says something else goes on as one of its household; what came of it is noted."""
        at, of = row.row.at, row.row.of
        if isinstance(row.row.said, HouseholdDraft):
            self.tally.warn(of.warnings())
        # What was handed over is taken all the same.
        served = self.takes_deliveries and isinstance(row.row.said, HouseholdDraft)
        match found:
            case Found.CORRECTED:
                self.corrections += 1
                self._news.add(at)
            case Found.JOINED:
                self.members += 1
                self._news.add(at)
            case Found.OLDER:
                self.tally.left("row_older", at)
            case Found.SAID_SINCE if self.again:
                self.tally.left("row_mended_since", at)
            case Found.SAID_SINCE if served:
                self.tally.left("row_differs_but_served", at)
                return True
            case Found.SAID_SINCE:
                problems = (Problem(code="row_differs_from_registration"),)
                self.tally.reject(Reject(at=at, problems=problems, together=_beside(row.row)))
                return False
            case SijillError() if served and not _is_of_the_forgotten(found):
                self.tally.left("row_refused_but_served", at, _reasons(found))
                return True
            case SijillError():
                return self.is_accepted(found, at, _beside(row.row))
            case _:
                pass
        self._keys.add(_key(row.row.command))
        self._taken.add(at)
        return True

    def delivers(self, at: Place, command: Command, outcome: Outcome | SijillError) -> None:
        """Count a delivery whose row is nobody's registration."""
        if self.is_accepted(outcome, at) and self._is_new(at, command, outcome):
            self.deliveries += 1

    def is_there_already(self, at: Place) -> None:
        """Take note of a row of which the register says what it says."""
        self._taken.add(at)

    def is_the_same_once_more(self, row: RowCommand) -> None:
        """Take note of a row that says what another row of the file says."""
        self.is_there_already(row.at)

    def _is_new(self, at: Place, command: Command, outcome: Outcome) -> bool:
        """Whether this import brought it: now, or before it was cut short."""
        key = _key(command)
        new = key not in self._keys and (not outcome.repeated or outcome.position > self.began)
        self._keys.add(key)
        if new:
            self._news.add(at)
            self.corrections += outcome.mended
        return new and not outcome.mended


def differs(outcome: Outcome | SijillError) -> bool:
    """Whether the row is of a household that is registered, and says something else of it."""
    claimed = isinstance(outcome, Refused) and outcome.code == "partner_reference_claimed"
    return claimed or isinstance(outcome, KeyReused)


def _key(command: Command) -> int:
    return hash((command.act, command.context.key))


def _beside(row: RowCommand) -> tuple[Place, ...]:
    """What goes back with a row: the rest of its household, or its household's row."""
    if isinstance(row.said, HouseholdDraft):
        return row.of.rows_beside()
    return () if row.at == row.of.at else (row.of.at,)


def _is_of_the_forgotten(problem: SijillError) -> bool:
    return isinstance(problem, Erased) or problem.code in {
        "person_forgotten",
        "household_forgotten",
    }


def _problem(refused: Refused) -> Problem:
    if differs(refused):
        return Problem(code="row_differs_from_registration")
    return refusal(refused)


def refusal(refused: Refused) -> Problem:
    """What stands in a row's way, in the words of the refusal."""
    return Problem(code="row_refused", details=_reasons(refused))


def _reasons(problem: SijillError) -> dict[str, str]:
    return {
        "reason_ar": say(problem.code, "ar", **problem.details),
        "reason_en": say(problem.code, "en", **problem.details),
    }
