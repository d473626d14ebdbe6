"""Handing a plan out: its lines, by a file or all of them, become deliveries, each once, however often it is tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from psycopg import AsyncConnection

from registry.application.checking import Row
from registry.application.command import Command, Context
from registry.application.foreseen import Foreseeing
from registry.application.imports import finish_import
from registry.application.patience import Told, patiently
from registry.application.plan_handed_people import PlanPeople
from registry.application.plan_handing import Handing, hand_over
from registry.application.plan_rows import RowSaid, is_doubted, rows_meant
from registry.application.writer import Writer
from registry.domain.dates import PreciseDate
from registry.domain.errors import Refused
from registry.domain.file_import import Digest, ImportCounts
from registry.domain.places import PCode
from registry.domain.plan import PlanLine
from registry.domain.planning import UnknownReason
from registry.intake.account import Account, refusal
from registry.intake.findings import Place, Problem, Reject
from registry.intake.importing import Progress, begin, give_back, go_through, summary_of
from registry.intake.incoming import Batch, HandedRow, Reading
from registry.intake.saved_mapping import mapping_digest
from registry.intake.summary import Summary
from registry.intake.tally import Tally
from registry.projections.visibility import RecordFilter

TOGETHER: Final = 1_000
"""Lines of a plan at a time where no file names them: a transaction."""
LINES: Final = "plan"
"""The sheet that lines stand on where there is no file."""

_NOT_KNOWN: Final[Mapping[UnknownReason, str]] = {
    UnknownReason.NOT_COMPARED: "row_says_too_little",
    UnknownReason.NOBODY_FOUND: "row_person_not_in_plan",
    UnknownReason.NOT_SURE_WHO: "row_not_sure_who",
}

_OF_ITS_OWN: Final = frozenset({"row_line_delivered_otherwise", "row_line_taken_back"})


@dataclass(slots=True)
class Serving:
    """One run, dry or in earnest. What is handed over is the partner's own, so that others' records mean nobody."""

    handing: Handing
    writer: Writer
    connection: AsyncConnection[Any]
    context: Context
    account: Account
    sheet: int | None = None
    told: Told | None = None
    people: PlanPeople | None = None

    async def take(self, batch: Batch) -> None:
        self.account.tally.found(batch)
        if isinstance(self.writer, Foreseeing):
            self.writer.make_room()
        asked = []
        for row, line in await self._meant(batch.handed):
            at = replace(self.context, sheet=self.sheet, row=row.at.row)
            command = self.handing.delivery(
                line,
                row.on,
                at,
                self.writer.mint,
                quantity=row.quantity,
                value=row.value,
                place=row.place,
            )
            asked.append((row.at, line, command))
        await self.serve(asked)
        self.account.batch_is_over(batch.rows)

    async def serve(self, asked: Sequence[tuple[Place, PlanLine, Command]]) -> None:
        """Record what is not recorded; what stands in the way of the rest is noted row by row."""
        found = await hand_over(
            self.handing, self.writer, [(line, command) for _, line, command in asked], self.told
        )
        for (at, _, command), outcome in zip(asked, found, strict=True):
            if outcome is None:
                self.account.is_there_already(at)
            elif isinstance(outcome, Refused) and outcome.code in _OF_ITS_OWN:
                self._reject(at, Problem(code=outcome.code))
            else:
                self.account.delivers(at, command, outcome)

    async def _meant(self, rows: Sequence[HandedRow]) -> list[tuple[HandedRow, PlanLine]]:
        partner = self.context.partner
        said = [row.said or RowSaid() for row in rows]
        found = await rows_meant(
            self.writer, self.connection, said, partner, visible_to=RecordFilter(own=partner)
        )
        named = await self._named(rows, found)
        meant = []
        for row, whom in zip(rows, found, strict=True):
            if row.said is not None and row.said.person is None and whom.household is None:
                self._reject(row.at, Problem(code="row_names_nobody"))
                continue
            numbers = UnknownReason.NOT_SURE_WHO if is_doubted(whom) else named.get(row.at)
            if isinstance(numbers, UnknownReason):
                self._reject(row.at, Problem(code=_NOT_KNOWN[numbers]))
                continue
            try:
                if numbers is None:
                    meant.append((row, self.handing.meant(row.line, whom.household)))
                else:
                    meant.append((row, self.handing.among(numbers)))
            except Refused as no:
                self._reject(row.at, refusal(no))
        return meant

    async def _named(
        self, rows: Sequence[HandedRow], found: Sequence[Row]
    ) -> Mapping[Place, Sequence[int] | UnknownReason]:
        """The lines of those whom rows name where nothing else says which line is meant, by where the rows stand."""
        asked = [
            (row.at, row.said.person)
            for row, whom in zip(rows, found, strict=True)
            if row.line is None
            and whom.household is None
            and row.said
            and row.said.person
            and not is_doubted(whom)
        ]
        if not asked:
            return {}
        if self.people is None:
            lines, partner = self.handing.lines.values(), self.context.partner
            self.people = await PlanPeople.of(self.connection, self.writer.keys, lines, partner)
        meant = self.people.lines_meant([person for _, person in asked])
        return {at: one for (at, _), one in zip(asked, meant, strict=True)}

    def _reject(self, at: Place, problem: Problem) -> None:
        self.account.tally.reject(Reject(at=at, problems=(problem,)))


async def hand_out_file(  # noqa: PLR0913 - a file of a plan, for whom, and what to tell meanwhile
    reading: Reading,
    handing: Handing,
    context: Context,
    writer: Writer,
    connection: AsyncConnection[Any],
    *,
    place: PCode | None = None,
    progress: Progress | None = None,
    outage: Told | None = None,
    rejects_path: Path | None = None,
) -> Summary:
    """Take a list of what was handed over in: an import, which can be undone as any other.

    `place` is the one that the list was read with.

    Raises:
        SijillError: as `importing.import_reading`.
    """
    way = _way(reading, handing, place)
    begun, finished = await patiently(lambda: begin(reading, way, context, writer), outage)
    dry, again = isinstance(writer, Foreseeing), finished is not None
    here = begun.stream if again or not dry else None
    if finished is not None and not finished.rejects:
        same = ImportCounts(rows=finished.rows, unchanged=finished.rows)
        return summary_of(reading, here, same, Tally(), (), already=True, dry_run=dry)
    # What was given back may go in by now: of a file that comes again this run's own work is told.
    began = handing.position if again else begun.position
    account = Account(began, takes_deliveries=True, again=again)
    own, sheet = replace(context, file_import=begun.stream), reading.tables[0].index
    run = Serving(handing, writer, connection, own, account, sheet=sheet, told=outage)
    await go_through(reading, run, progress)
    back = await give_back(reading, account.tally, rejects_path)
    counts = account.counts()
    if not dry:
        end = finish_import(begun.stream, finished or counts, context)
        await patiently(lambda: writer.submit(end), outage)
    told = {"already": again and not counts.deliveries, "dry_run": dry}
    return summary_of(reading, here, counts, account.tally, (), rejects_files=back, **told)


def _way(reading: Reading, handing: Handing, place: PCode | None) -> Digest:
    """In which a file is taken in; without a place as it was before there were any."""
    said = (handing.plan,) if place is None else (handing.plan, place)
    return mapping_digest(reading.mapping, reading.on, *said)


async def hand_out_all(  # noqa: PLR0913 - a plan, on which day, for whom, and what to tell meanwhile
    handing: Handing,
    on: PreciseDate,
    context: Context,
    writer: Writer,
    connection: AsyncConnection[Any],
    *,
    place: PCode | None = None,
    progress: Progress | None = None,
    outage: Told | None = None,
) -> tuple[ImportCounts, Sequence[Reject]]:
    """Every line that the plan serves was handed over on a day; those that have a delivery are left alone.

    `place` is where those are from who are not registered.
    """
    account = Account(handing.position, takes_deliveries=True)
    run = Serving(handing, writer, connection, context, account, told=outage)
    lines = [handing.lines[number] for number in sorted(handing.served)]
    for start in range(0, len(lines), TOGETHER):
        part = lines[start : start + TOGETHER]
        left = [line for line in part if line.number not in handing.delivered]
        for line in part:
            if line.number in handing.delivered:
                account.is_there_already(Place(LINES, line.number))
        await run.serve(
            [
                (
                    Place(LINES, line.number),
                    line,
                    handing.delivery(line, on, context, writer.mint, place=place),
                )
                for line in left
            ]
        )
        account.batch_is_over(len(part))
        if progress is not None:
            progress(start + len(part), len(lines))
    return account.counts(), account.tally.rejects
