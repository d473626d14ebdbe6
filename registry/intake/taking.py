"""One run over a file: its batches into the register, each row a command of its own.

A household and those who join it are asked for together, under an id that the household has before it is registered.
Rows of a household that is in the register already wait until it is known whether they say the same of it: what they
say otherwise is a correction, and their members are looked for among those who are recorded there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from registry.application.command import Command, Outcome
from registry.application.foreseen import Foreseeing
from registry.application.patience import Told, patiently
from registry.application.writer import Writer
from registry.domain.errors import KeyReused, SijillError
from registry.intake.account import Account, differs
from registry.intake.alike import Alike
from registry.intake.commands import Names, RowCommand, RowCommands, reference
from registry.intake.findings import Place
from registry.intake.incoming import Batch, Incoming
from registry.intake.mending import Differing, Found, Mending
from registry.intake.vanished import Seen
from registry.intake.who import Asked, Meant, whom

Registered: TypeAlias = dict[Place, UUID]
"""The households that stand in the register, by the row of their registration."""


@dataclass(slots=True)
class Taking:
    """One run over a file, dry or in earnest."""

    rows: RowCommands
    account: Account
    alike: Alike
    seen: Seen
    told: Told | None = None

    @property
    def writer(self) -> Writer:
        return self.rows.writer

    async def take(self, batch: Batch) -> None:
        """Register a batch with its members, then record what was delivered to those who are registered."""
        if isinstance(self.writer, Foreseeing):
            self.writer.make_room()
        tally = self.account.tally
        rejected = len(tally.rejects)
        tally.found(batch)
        incoming, new, known = await self._sorted_out(batch)
        registered = await self._register_new(new, batch.names)
        homes = {reference(one): registered[one.at] for one in new if one.at in registered}
        registered |= await self._register_again(known, homes, batch.names)
        await self._serve(
            [
                row
                for one in incoming
                if one.at in registered
                for row in self.rows.served(one, registered[one.at], batch.names)
            ],
            registered,
        )
        await self._note(batch, incoming, known, registered)
        self.account.batch_is_over(batch.rows)
        self._name_rejected(rejected, batch.names)

    async def _submit(self, commands: Sequence[Command]) -> list[Outcome | SijillError]:
        if not commands:
            return []
        return await patiently(lambda: self.writer.submit_many(commands), self.told)

    async def _sorted_out(
        self, batch: Batch
    ) -> tuple[list[Incoming], list[Incoming], list[tuple[Incoming, UUID | None]]]:
        """All that may be taken; those whose household is new; those whose household is known, or stands before them.

        Whoever was forgotten is in neither of the last two.
        """
        incoming = [self.rows.with_reference(one) for one in batch.incoming]
        known = await self._standing(map(reference, incoming))
        incoming, unclear = await self.alike.recognise(incoming, known)
        for reject in unclear:
            self.account.tally.reject(reject)
            batch.names.pop(reject.at, None)  # mended, it goes by what it says then
        known |= await self._standing(
            [meant for one in incoming if (meant := reference(one)) not in known]
        )
        new: dict[str, Incoming] = {}
        again: list[tuple[Incoming, UUID | None]] = []
        for one in incoming:
            household, forgotten = known.get(reference(one), (None, False))
            if forgotten:
                self.account.tally.forgotten += [one.at, *one.rows_beside()]
            elif household is not None or reference(one) in new:
                again.append((one, household))
            else:
                new[reference(one)] = one
        return incoming, list(new.values()), again

    async def _standing(self, references: Iterable[str]) -> dict[str, tuple[UUID, bool]]:
        """The household of each of the partner's references that is known, and whether it was forgotten."""
        tokens = {self.rows.token_of(one): one for one in references}
        if not tokens:
            return {}
        partner = self.rows.context.partner
        found = await patiently(
            lambda: self.writer.log.references(partner, list(tokens)), self.told
        )
        return {tokens[token]: household for token, household in found.items()}

    async def _note(
        self,
        batch: Batch,
        incoming: Sequence[Incoming],
        known: Sequence[tuple[Incoming, UUID | None]],
        registered: Registered,
    ) -> None:
        """Keep which households the file has, whatever became of their rows."""
        await self.alike.note([one for one in incoming if one.at in registered])
        stood = {household: one.at for one, household in known if household is not None}
        stood |= {household: at for at, household in registered.items()}
        nowhere = Place(next(iter(self.rows.sheets)), 0)
        rejected = await self._standing(batch.named)
        stood = {household: nowhere for household, _ in rejected.values()} | stood
        await self.seen.saw(stood, self.rows.sheets)

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
            household = self.account.registers(one, own, outcome)
            if household is None:
                continue
            registered[one.at] = household
            if household == own.stream:
                self.account.members += self.account.count(joining, of_members)
            else:  # another process was first
                elsewhere += self.rows.joining(one, household, names)
        await self._join(elsewhere, registered)
        return registered

    async def _register_again(
        self,
        known: Sequence[tuple[Incoming, UUID | None]],
        homes: Mapping[str, UUID],
        names: Names,
    ) -> Registered:
        """Take what the rows say otherwise as corrections, and let join whoever is new."""
        rows = [self.rows.registration(one) for one, _ in known]
        answers = await self._submit([row.command for row in rows])
        registered: Registered = {}
        differing: list[Differing] = []
        for (one, found), row, outcome in zip(known, rows, answers, strict=True):
            household = found or homes.get(reference(one))
            if household is not None and differs(outcome):
                differing.append(Differing(row, household))
            elif (household := self.account.registers(one, row.command, outcome)) is not None:
                registered[one.at] = household
        registered |= {row.row.at: row.household for row in await self._mended(differing)}
        await self._join(
            [
                joined
                for one, _ in known
                if one.at in registered
                for joined in self.rows.joining(one, registered[one.at], names)
            ],
            registered,
        )
        return registered

    async def _join(self, rows: Sequence[RowCommand], homes: Registered) -> None:
        """Members of households that stand: those who are there, corrected where that is said, and those who join."""
        if not rows:
            return
        foreseen = await patiently(
            lambda: self.writer.foresee_many([row.command for row in rows]), self.told
        )
        both = list(zip(rows, foreseen, strict=True))
        settled = [(row, outcome) for row, outcome in both if not _is_open(outcome)]
        self.account.members += self.account.count(
            [row for row, _ in settled], [outcome for _, outcome in settled]
        )
        first: dict[str | None, RowCommand] = {}
        repeated = [
            row
            for row, outcome in both
            if _is_open(outcome) and first.setdefault(row.command.context.key, row) is not row
        ]
        unsettled = [*first.values()]
        meant = await self._whom(unsettled, [row for row, _ in settled], homes)
        await self._mended(
            [
                Differing(row, homes[row.of.at], member)
                for row in unsettled
                if (member := meant[row.at]) is not None
            ]
        )
        taken = {row.at for row, outcome in both if isinstance(outcome, KeyReused)}
        joining = [
            self.rows.arriving(row, homes[row.of.at]) if row.at in taken else row
            for row in unsettled
            if meant[row.at] is None
        ]
        outcomes = await self._submit([row.command for row in joining])
        self.account.members += self.account.count(joining, outcomes)
        self._said_twice(repeated, first, homes)

    def _said_twice(
        self,
        repeated: Sequence[RowCommand],
        first: Mapping[str | None, RowCommand],
        homes: Registered,
    ) -> None:
        for row in repeated:
            if row.command.content == first[row.command.context.key].command.content:
                self.account.is_the_same_once_more(row)
            else:
                self.account.stands(Differing(row, homes[row.of.at]), Found.SAID_SINCE)

    async def _whom(
        self, rows: Sequence[RowCommand], settled: Sequence[RowCommand], homes: Registered
    ) -> Meant:
        if not rows:
            return {}
        asked: dict[UUID, tuple[list[RowCommand], list[RowCommand]]] = defaultdict(lambda: ([], []))
        for row in rows:
            asked[homes[row.of.at]][1].append(row)
        for row in settled:
            if homes[row.of.at] in asked:
                asked[homes[row.of.at]][0].append(row)
        every = [row for both in asked.values() for those in both for row in those]

        async def found() -> Meant:
            known = await self.writer.known_commands([row.command for row in every])
            by_place = {row.at: one for row, one in zip(every, known, strict=True)}
            calls = [Asked(home, *both, by_place) for home, both in asked.items()]
            histories = await self.writer.log.load_many(asked)
            return await whom(self.writer, calls, histories, self.rows.context)

        return await patiently(found, self.told)

    async def _serve(self, rows: Sequence[RowCommand], homes: Registered) -> None:
        """Record what was delivered; what is recorded and said otherwise is corrected."""
        outcomes = await self._submit([row.command for row in rows])
        both = list(zip(rows, outcomes, strict=True))
        plain = [(row, outcome) for row, outcome in both if not isinstance(outcome, KeyReused)]
        self.account.deliveries += self.account.count(
            [row for row, _ in plain], [outcome for _, outcome in plain]
        )
        await self._mended(
            [
                Differing(row, homes[row.of.at])
                for row, outcome in both
                if isinstance(outcome, KeyReused)
            ]
        )

    async def _mended(self, differing: Sequence[Differing]) -> list[Differing]:
        """Carry corrections out; the answer is whose word stands, or may say nothing against what does."""
        new = {id(row): row for row in differing if not self.account.was_met(row.row)}
        mending = Mending(self.writer, self.account.began)
        came = iter(
            await patiently(lambda: mending.mend(list(new.values())), self.told) if new else ()
        )
        return [
            row
            for row in differing
            if self.account.stands(row, next(came) if id(row) in new else Found.SAID_SINCE)
        ]

    def _name_rejected(self, since: int, names: Names) -> None:
        """Note what rejected rows go by, so that each comes back as the row that it was."""
        tally = self.account.tally
        for reject in tally.rejects[since:]:
            for at in (reject.at, *reject.together):
                if at in names:
                    tally.references[at] = self.rows.reference_of(names[at])


def _is_open(outcome: Outcome | SijillError) -> bool:
    """Whether a row is not known as it is, by its key: it may be of somebody who is recorded all the same."""
    return isinstance(outcome, KeyReused) or (isinstance(outcome, Outcome) and not outcome.repeated)
