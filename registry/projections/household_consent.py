"""A row a household with its answers, purpose by purpose: as it gave them, and as they hold today."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec.structs import replace
from psycopg import AsyncConnection

from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.household import Consent, ConsentAnswered, HouseholdRegistered
from registry.domain.vocabulary import ConsentPurpose, ConsentState, FieldGroup
from registry.projections.model import Row
from registry.projections.reading import fetch
from registry.projections.validity import HeldRows


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """`groups` are what may be shown for the purpose, all of them where none is named; `on` the first day, if known."""

    state: ConsentState
    groups: tuple[FieldGroup, ...] = ()
    on: date | None = None

    def covers(self, group: FieldGroup) -> bool:
        return self.state is ConsentState.GIVEN and (not self.groups or group in self.groups)


NOT_ASKED: Final = Answer(state=ConsentState.NOT_ASKED)


class ConsentRow(Row, frozen=True, kw_only=True):
    """`answers` is an object with a member a purpose that was asked about."""

    household: UUID
    answers: Mapping[str, Any]

    def answer(self, purpose: ConsentPurpose) -> Answer:
        given = self.answers.get(purpose.value)
        return NOT_ASKED if given is None else msgspec.convert(given, Answer)


def evolve(row: ConsentRow | None, recorded: Recorded[AnyFact]) -> ConsentRow | None:
    match recorded.fact:
        case HouseholdRegistered(consent=consents):
            return ConsentRow(household=recorded.stream, answers=_written(consents))
        case ConsentAnswered(consent=consent) if row is not None:
            return replace(row, answers={**row.answers, **_written([consent])})
        case _:
            return row


def _written(consents: Iterable[Consent]) -> dict[str, Any]:
    """As the table gives it back, so that a row read again equals the row that was written."""
    answers = {
        one.purpose.value: Answer(
            state=one.state,
            groups=one.groups,
            on=None if one.on is None else one.on.first,
        )
        for one in consents
    }
    written: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(answers))
    return written


MODEL: Final = HeldRows(
    name="household_consent",
    version=2,
    about=frozenset({HouseholdRegistered, ConsentAnswered}),
    row=ConsentRow,
    key="household",
    evolve=evolve,
    ddl="""
        create table {table} (
            household uuid not null,
            answers   jsonb not null,  -- by purpose: state, groups, on
            held      int8range not null
        )
    """,
    indexes=(
        """
        create index on {table} (household)
        where answers -> 'sharing' ->> 'state' = 'refused' and upper_inf(held)
        """,
    ),
)


async def today(
    connection: AsyncConnection[Any], households: Collection[UUID]
) -> dict[UUID, ConsentRow]:
    """What each household agrees to now, for deciding what may be shown; asked for no viewer."""
    query = """
        select * from read.household_consent_v2
        where upper_inf(held) and household = any(%(households)s)
    """
    rows = await fetch(connection, ConsentRow, query, {"households": list(households)})
    return {row.household: row for row in rows}
