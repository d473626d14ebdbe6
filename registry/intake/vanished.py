"""Households that an earlier export of a list had and this one has no more.

Nothing becomes of them by that: somebody forgot a row, or filtered the list, as often as a family went. They are named
by their reference in the register and by where they stood, never by what a cell held.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final
from uuid import UUID

import xlsxwriter

from registry.application.command import Histories
from registry.application.households import own_household
from registry.application.patience import Told, patiently
from registry.application.writer import Writer
from registry.domain.envelope import Recorded
from registry.domain.errors import Refused
from registry.domain.facts import AnyFact
from registry.domain.household import HouseholdRegistered
from registry.eventlog import lists
from registry.eventlog.lists import List, Stood
from registry.intake.findings import Place
from registry.texts import say

AT_A_TIME: Final = 500
_HEADINGS: Final = ("reference", "earlier_import", "imported_on", "sheet", "row")
_WIDTHS: Final = (16, 40, 14, 8, 8)


@dataclass(frozen=True, slots=True)
class Vanished:
    """Where a household stood last: sheets and rows count from 1. `imported_on` is a day in UTC."""

    household: UUID
    reference: str
    earlier_import: UUID
    imported_on: date
    sheet: int
    row: int


@dataclass(slots=True)
class Seen:
    """What a run finds of a list. `file_import` is None of a dry run, which keeps 100 bytes a household instead.

    `again` where the file had been taken in to its end before: what stood where is known since then.
    """

    writer: Writer
    of: List
    file_import: UUID | None
    again: bool = False
    told: Told | None = None
    _met: set[UUID] = field(default_factory=set)

    async def saw(self, households: Mapping[UUID, Place], sheets: Mapping[str, int]) -> None:
        if self.file_import is None:
            self._met |= households.keys()
        elif households and not self.again:
            stood = {one: (sheets[at.sheet], at.row) for one, at in households.items()}
            ask = lists.saw(self.of, self.file_import, stood)
            await patiently(lambda: self.writer.log.ask(ask), self.told)

    async def vanished(self) -> list[Vanished]:
        """Those that stand: what was closed or withdrawn is expected to be in no list."""
        question = (
            lists.would_vanish(self.of, self._met)
            if self.file_import is None
            else lists.vanished(self.of, self.file_import)
        )
        stood = await patiently(lambda: self.writer.log.ask(question), self.told)
        found: list[Vanished] = []
        for start in range(0, len(stood), AT_A_TIME):
            part = stood[start : start + AT_A_TIME]
            found += await patiently(lambda part=part: self._standing(part), self.told)  # type: ignore[misc]
        return found

    async def _standing(self, stood: Sequence[Stood]) -> list[Vanished]:
        streams = {one.household for one in stood} | {one.file_import for one in stood}
        histories = await self.writer.log.load_many(streams)
        return [
            _vanished(one, histories[one.household], histories[one.file_import])
            for one in stood
            if _stands(histories, one.household, self.of.partner)
        ]


def write_vanished(path: Path, rows: Sequence[Vanished]) -> Path:
    """A sheet that says where each of them stood."""
    path.touch(mode=0o600)
    path.chmod(0o600)
    with xlsxwriter.Workbook(str(path), {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("vanished")
        sheet.right_to_left()
        sheet.freeze_panes(1, 0)
        for column, (name, width) in enumerate(zip(_HEADINGS, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            heading = f"{say(f'vanished.{name}', 'ar')} / {say(f'vanished.{name}', 'en')}"
            sheet.write_string(0, column, heading)
        for at, one in enumerate(rows, start=1):
            for column, value in enumerate(cells(one)):
                sheet.write_string(at, column, value)
    return path


def headings() -> tuple[str, ...]:
    """What the columns are called that `cells` fills."""
    return tuple(
        f"{say(f'vanished.{name}', 'en')} / {say(f'vanished.{name}', 'ar')}" for name in _HEADINGS
    )


def cells(one: Vanished) -> tuple[str, ...]:
    return (
        one.reference,
        str(one.earlier_import),
        one.imported_on.isoformat(),
        str(one.sheet),
        str(one.row),
    )


def _stands(histories: Histories, household: UUID, partner: UUID) -> bool:
    try:
        state = own_household(histories, household, partner)
    except Refused:
        return False
    return state.closed is None and not state.withdrawn and not state.erased


def _vanished(
    stood: Stood, household: Sequence[Recorded[AnyFact]], earlier: Sequence[Recorded[AnyFact]]
) -> Vanished:
    registered = household[0].fact
    if not isinstance(registered, HouseholdRegistered):
        raise TypeError("not the stream of a household")
    return Vanished(
        household=stood.household,
        reference=str(registered.reference),
        earlier_import=stood.file_import,
        imported_on=earlier[0].recorded_at.date(),
        sheet=stood.sheet + 1,
        row=stood.row,
    )
