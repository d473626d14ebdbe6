"""What the commands about households share: who asks, which household and member is meant, dry runs, answers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, TypeAlias
from uuid import UUID

import typer

from registry.api.acting import acting
from registry.api.ids import global_id
from registry.application.command import Command, Context, Outcome
from registry.application.comparing import as_it_stands, foreseen
from registry.application.hijri import read_any_date
from registry.application.writer import Writer
from registry.bootstrap import Registry, catch_up
from registry.cli import options, output
from registry.cli.acting import parse_who, signed_in
from registry.cli.desk import id_of, only
from registry.cli.foreseeing import say_foreseen
from registry.cli.output import Misused
from registry.domain.dates import NotADate, PreciseDate
from registry.domain.errors import Refused
from registry.domain.facts import AnyFact
from registry.domain.places import PCode, find_place
from registry.domain.reference import NotAReference, Reference, read_reference, read_short_number
from registry.domain.vocabulary import Purpose
from registry.privacy.policy import Viewer
from registry.projections import household_members, household_roll, subject_requests
from registry.projections.household_roll import RollFilters, ShownRow
from registry.projections.reading import LARGEST_PAGE, Window
from registry.projections.subject_requests import DueKey, RequestFilters
from registry.projections.visibility import RecordFilter

Ref: TypeAlias = Annotated[
    str, typer.Argument(metavar="REFERENCE", help="Of the household. / الرقم المرجعي للأسرة.")
]
Number: TypeAlias = Annotated[
    int, typer.Argument(metavar="MEMBER", help="Number in `household show`. / رقم الفرد.")
]
On: TypeAlias = Annotated[
    str | None, typer.Option("--on", help="Day, month or year, if known. / التاريخ إن عُرف.")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """How a command was given: by whom, why, where, whether in earnest."""

    who: str
    purpose: Purpose
    key: str | None = None
    dry: bool = False
    data: Path | None = None
    json: bool = False


@dataclass(frozen=True, slots=True)
class Sitting:
    """A register that is open, somebody of a partner before it, and what the read models have come to."""

    registry: Registry
    viewer: Viewer
    position: int

    @property
    def writer(self) -> Writer:
        return self.registry.writer

    async def household(self, reference: str) -> ShownRow:
        """The partner's own household.

        Raises:
            Misused: `reference_malformed`.
            Refused: `household_unknown`.
        """
        filters = RollFilters(reference=reference_of(reference), withdrawn=True)
        own = RecordFilter(own=self.viewer.partner)
        async with self.registry.readers.connection() as connection:
            found = await household_roll.page(
                connection, Window(self.position, first=1), visible_to=own, filters=filters
            )
        if not found.rows:
            raise Refused("household_unknown")
        return found.rows[0]

    async def member(self, household: UUID, number: int) -> UUID:
        """A member of one's own household by its number.

        Raises:
            Refused: `member_unknown`.
        """
        own = RecordFilter(own=self.viewer.partner)
        window: Window[int] = Window(self.position, first=LARGEST_PAGE)
        async with self.registry.readers.connection() as connection:
            found = await household_members.of_households(
                connection, [household], window, visible_to=own, gone=True
            )
        for row in found[household].rows:
            if row.number == number:
                return row.member
        raise Refused("member_unknown")


async def request_called(sitting: Sitting, named: str) -> UUID:
    """A recorded request to the partner, by its short reference or its id.

    Raises:
        Misused: `reference_malformed`.
        SijillError: `request_unknown`, `reference_ambiguous`.
    """
    try:
        filters = RequestFilters(short=read_short_number(named))
    except NotAReference:
        return id_of("SubjectRequest", named)
    window: Window[DueKey] = Window(sitting.position, first=2)
    async with sitting.registry.readers.connection() as connection:
        found = await subject_requests.page(connection, window, sitting.viewer.partner, filters)
    return only(found.rows, "request_unknown").request


_JSON_NAMES: Final = {"Household": "household", "SubjectRequest": "request"}
Make: TypeAlias = Callable[[Sitting, Context], Awaitable[Command]]


def reference_of(written: str) -> Reference:
    """Raises `Misused`: `reference_malformed`."""
    try:
        return read_reference(written)
    except NotAReference:
        raise Misused("reference_malformed") from None


def day_of(written: str | None) -> PreciseDate | None:
    """Raises `Misused`: `date_unreadable`."""
    try:
        return None if written is None else read_any_date(written)
    except NotADate:
        raise Misused("date_unreadable") from None


def place_called(written: str) -> PCode:
    """The code of a place that is given by its code or its name.

    Raises:
        Misused: `place_ambiguous`.
        Refused: `place_unknown`.
    """
    found = find_place(written)
    if not found:
        raise Refused("place_unknown")
    if len(found) > 1:
        raise Misused("place_ambiguous", codes=tuple(one.code for one in found))
    return found[0].code


def carry_out(
    desk: Desk,
    act: str,
    make: Make,
    done: str,
    *,
    of: str = "Household",
    also: Callable[[Desk, Outcome], dict[str, Any]] | None = None,
    **details: object,
) -> Outcome | None:
    """Carry a command out and say so, by the id of what it is `of`; None where it was foreseen alone.

    JSON has what is to be told `also`.

    Raises:
        SijillError: it is refused, or cannot be done now.
    """

    async def run() -> tuple[Outcome | None, Sequence[AnyFact]]:
        async with options.registry(desk.data) as registry:
            sitting = await sit_down(registry, desk)
            context = acting(sitting.viewer, act, desk.key)

            async def command() -> Command:
                return await make(sitting, context)

            if desk.dry:
                return None, await foreseen(sitting.writer, await command())
            return await as_it_stands(sitting.writer, command), ()

    outcome, facts = asyncio.run(run())
    if outcome is None:
        say_foreseen(facts, json=desk.json)
        return None
    already = outcome.position == 0 or outcome.repeated
    if desk.json:
        said = {_JSON_NAMES[of]: global_id(of, outcome.stream), "position": outcome.position}
        output.as_json({**said, "already": already, **(also(desk, outcome) if also else {})})
    output.talk("stands_already" if already else done, **details)
    return outcome


async def sit_down(registry: Registry, desk: Desk) -> Sitting:
    viewer = await signed_in(registry, parse_who(desk.who), desk.purpose)
    return Sitting(registry, viewer, await catch_up(registry))
