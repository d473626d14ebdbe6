"""One run over a file: its batches into the register, each row a command of its own.

A household and those who join it are asked for together, under an id that the household has before it is registered.
Rows of a household that is in the register already wait until it is known whether they say the same of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias, TypeGuard
from uuid import UUID

from registry.application.command import Command, Outcome
from registry.application.patience import Told, patiently
from registry.application.writer import Writer
from registry.domain.errors import Erased, KeyReused, Refused, SijillError
from registry.domain.file_import import ImportCounts
from registry.intake.commands import Names, RowCommand, RowCommands, reference
from registry.intake.findings import Place, Problem, Reject
from registry.intake.incoming import Batch, Incoming
from registry.intake.tally import Tally
from registry.texts import say

_NOT_THE_ROWS_FAULT: Final = frozenset(
    {
        "programme_unknown",
        "programme_closed",
        "partner_suspended",
        "act_not_allowed",
        "import_being_undone",
    }
)
"""Refusals that every row would meet: the run stops unfinished, and can be repeated once they are settled."""

Registered: TypeAlias = dict[Place, UUID]
"""The households that stand in the register, by the row of their registration."""


@dataclass(slots=True)
class Taking:
    """One run over a file, dry or in earnest.

    `began` is the position of the import's start: what is recorded after it is its own work, whichever run did it.
    `takes_deliveries` where rows are deliveries. Of every row the digest of its key is kept, about 70 bytes.
    """

    rows: RowCommands
    began: int
    takes_deliveries: bool = False
    dry: bool = False
    told: Told | None = None
    tally: Tally = field(default_factory=Tally)
    registrations: int = 0
    members: int = 0
    deliveries: int = 0
    unchanged: int = 0
    read: int = 0
    _keys: set[int] = field(default_factory=set)
    _taken: set[Place] = field(default_factory=set)
    _news: set[Place] = field(default_factory=set)

    @property
    def writer(self) -> Writer:
        return self.rows.writer

    def counts(self) -> ImportCounts:
        return ImportCounts(
            rows=self.read,
            registrations=self.registrations,
            members=self.members,
            deliveries=self.deliveries,
            unchanged=self.unchanged,
            warnings=self.tally.warnings.total,
            rejects=len(self.tally.rejects),
        )

    async def take(self, batch: Batch) -> None:
        """Register a batch with its members, then record what was delivered to those who are registered."""
        self._taken, self._news = set(), set()
        rejected = len(self.tally.rejects)
        self.tally.found(batch)
        incoming = [self.rows.with_reference(one) for one in batch.incoming]
        new, known = await self._sorted_out(incoming)
        registered = await self._register_new(new, batch.names)
        homes = {reference(one): registered[one.at] for one in new if one.at in registered}
        registered |= await self._register_again(known, homes, batch.names)
        self.deliveries += await self._take_beside(
            [
                row
                for one in incoming
                if one.at in registered
                for row in self.rows.served(one, registered[one.at], batch.names)
            ]
        )
        self.read += batch.rows
        self.unchanged += len(self._taken - self._news)
        self._name_rejected(rejected, batch.names)

    async def _submit(self, commands: Sequence[Command]) -> list[Outcome | SijillError]:
        if not commands:
            return []
        carry_out = self.writer.foresee_many if self.dry else self.writer.submit_many
        return await patiently(lambda: carry_out(commands), self.told)

    async def _sorted_out(
        self, incoming: Sequence[Incoming]
    ) -> tuple[list[Incoming], list[tuple[Incoming, UUID | None]]]:
        """Those whose household is new; those whose household is known, or stands before them in the batch.

        Whoever was forgotten is in neither.
        """
        partner = self.rows.context.partner
        tokens = [self.writer.reference_token(partner, reference(one)) for one in incoming]
        known = await patiently(lambda: self.writer.log.references(partner, tokens), self.told)
        new: dict[str, Incoming] = {}
        again: list[tuple[Incoming, UUID | None]] = []
        for one, token in zip(incoming, tokens, strict=True):
            household, forgotten = known.get(token, (None, False))
            if forgotten:
                self.tally.forgotten += [one.at, *one.rows_beside()]
            elif household is not None or reference(one) in new:
                again.append((one, household))
            else:
                new[reference(one)] = one
        return list(new.values()), again

    async def _register_new(self, new: Sequence[Incoming], names: Names) -> Registered:
        planned = []
        for one in new:
            own = self.rows.registration(one).command
            planned.append((one, own, list(self.rows.joining(one, own.stream, names))))
        asked = [
            command
            for _, own, joining in planned
            for command in (own, *(row.command for row in joining))
        ]
        answers = iter(await self._submit(asked))
        registered: Registered = {}
        elsewhere: list[RowCommand] = []
        for one, own, joining in planned:
            outcome, of_members = next(answers), [next(answers) for _ in joining]
            household = self._registers(one, own, outcome)
            if household is None:
                continue
            registered[one.at] = household
            if household == own.stream:
                self.members += self._count(joining, of_members)
            else:  # another process was first
                elsewhere += self.rows.joining(one, household, names)
        self.members += await self._take_beside(elsewhere)
        return registered

    async def _register_again(
        self,
        known: Sequence[tuple[Incoming, UUID | None]],
        homes: Mapping[str, UUID],
        names: Names,
    ) -> Registered:
        """Ask whether what is registered is what the rows say, and let join whoever is new."""
        commands = [self.rows.registration(one).command for one, _ in known]
        answers = await self._submit(commands)
        registered: Registered = {}
        joining: list[RowCommand] = []
        for (one, found), command, outcome in zip(known, commands, answers, strict=True):
            household = found or homes.get(reference(one))
            if self.takes_deliveries and household is not None and _differs(outcome):
                # What was handed over is taken all the same; what differs waits for corrections.
                self.tally.differing(one.at)
            else:
                household = self._registers(one, command, outcome)
            if household is not None:
                registered[one.at] = household
                joining += self.rows.joining(one, household, names)
        self.members += await self._take_beside(joining)
        return registered

    def _registers(
        self, one: Incoming, command: Command, outcome: Outcome | SijillError
    ) -> UUID | None:
        """The household that the row's registration stands in; None where it does not, which is noted."""
        if not self._is_accepted(outcome, one.at, one.rows_beside()):
            return None
        self.tally.warn(one.warnings())
        if self._is_new(one.at, command, outcome):
            self.registrations += 1
            self.members += 1
        return outcome.stream

    async def _take_beside(self, rows: Sequence[RowCommand]) -> int:
        """Carry out what hangs on registrations; the answer is how much of it this import brought."""
        return self._count(rows, await self._submit([row.command for row in rows]))

    def _count(self, rows: Sequence[RowCommand], outcomes: Sequence[Outcome | SijillError]) -> int:
        return sum(
            self._is_accepted(outcome, row.at, (row.household,))
            and self._is_new(row.at, row.command, outcome)
            for row, outcome in zip(rows, outcomes, strict=True)
        )

    def _is_accepted(
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

    def _is_new(self, at: Place, command: Command, outcome: Outcome) -> bool:
        """Whether this import brought it: now, or before it was cut short."""
        key = hash((command.act, command.context.key))
        new = key not in self._keys and (not outcome.repeated or outcome.position > self.began)
        self._keys.add(key)
        if new:
            self._news.add(at)
        return new

    def _name_rejected(self, since: int, names: Names) -> None:
        """Note what rejected rows go by, so that each comes back as the row that it was."""
        for reject in self.tally.rejects[since:]:
            for at in (reject.at, *reject.together):
                if at in names:
                    self.tally.references[at] = self.rows.reference_of(names[at])


def _differs(outcome: Outcome | SijillError) -> bool:
    """Whether the row is of a household that is registered, and says something else of it."""
    claimed = isinstance(outcome, Refused) and outcome.code == "partner_reference_claimed"
    return claimed or isinstance(outcome, KeyReused)


def _problem(refused: Refused) -> Problem:
    if _differs(refused):
        return Problem(code="row_differs_from_registration")
    details = {
        "reason_ar": say(refused.code, "ar", **refused.details),
        "reason_en": say(refused.code, "en", **refused.details),
    }
    return Problem(code="row_refused", details=details)
