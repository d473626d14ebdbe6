"""Handing a plan out: many of its lines at once become deliveries, each once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Final, TypeAlias

import strawberry

from registry.api.carrying import answered, shown_at
from registry.api.context import Asking
from registry.api.delivery_drafts import (
    date_given,
    money_given,
    place_given,
    quantity_given,
)
from registry.api.delivery_inputs import MoneyInput
from registry.api.drafts import at_most
from registry.api.ids import BadRequest, read_uuid
from registry.api.plan import Plan, plan_at
from registry.api.refusal import Refusal
from registry.application import rights
from registry.application.command import Command, Context, Outcome
from registry.application.plan_handing import OF_EVERY_LINE, Handing, hand_over
from registry.domain.dates import PreciseDate
from registry.domain.errors import Refused, SijillError
from registry.domain.places import PCode
from registry.domain.plan import PlanLine

MOST_LINES: Final = 1_000
"""Lines at a time: a transaction."""


@strawberry.input(description="A line that was handed over: by its number, or by whom it means.")
class HandedLineInput:
    number: int | None = None
    household: strawberry.ID | None = None
    on: str = strawberry.field(description="As of a delivery.")
    quantity: Decimal = Decimal(1)
    value: MoneyInput | None = strawberry.field(
        default=None, description="Where it was not what the plan says that a line is worth."
    )
    place: str | None = strawberry.field(
        default=None, description="P-code, where the line means nobody who is registered."
    )


@strawberry.type(description="A line that was not recorded, and why.")
class RejectedLine:
    row: int = strawberry.field(description="Of what was asked, counted from 1.")
    number: int | None = strawberry.field(description="Of the line, where it is known.")
    refusal: Refusal


@strawberry.type(description="What was handed over by a plan was recorded, each line once.")
class PlanHandedOut:
    outcome: strawberry.Private[Outcome]
    rows: int = strawberry.field(description="Lines that were asked for.")
    deliveries: int = strawberry.field(description="Lines that were recorded now.")
    unchanged: int = strawberry.field(description="Lines that were recorded before.")
    rejected: list[RejectedLine]
    left: int = strawberry.field(
        description="Lines that the plan serves and nobody has handed over."
    )

    @strawberry.field(
        description="Null where the viewer may not read it, or the read models are behind."
    )
    async def plan(self, info: Asking) -> Plan | None:
        position = await shown_at(info, self.outcome)
        return None if position is None else await plan_at(info, self.outcome.stream, position)


PlanHandingResult: TypeAlias = Annotated[
    PlanHandedOut | Refusal, strawberry.union("PlanHandingResult")
]


@dataclass(slots=True)
class _Run:
    """What is asked of a plan, and what came of it. `row` counts from 1."""

    handing: Handing
    context: Context
    rejected: list[RejectedLine] = field(default_factory=list)
    handed: set[int] = field(default_factory=set)
    deliveries: int = 0
    unchanged: int = 0
    reached: int = 0

    def reject(self, row: int, number: int | None, problem: SijillError) -> None:
        """Raises `SijillError`: it is no fault of the line."""
        if not isinstance(problem, Refused) or problem.code in OF_EVERY_LINE:
            raise problem
        self.rejected.append(RejectedLine(row=row, number=number, refusal=Refusal.by(problem)))

    def took(self, row: int, line: PlanLine, outcome: Outcome | SijillError | None) -> None:
        if isinstance(outcome, SijillError):
            self.reject(row, line.number, outcome)
            return
        self.handed.add(line.number)
        if outcome is None or outcome.repeated:
            self.unchanged += 1
        else:
            self.deliveries += 1
            self.reached = max(self.reached, outcome.position)

    async def serve(self, info: Asking, asked: Sequence[tuple[int, PlanLine, Command]]) -> None:
        found = await hand_over(
            self.handing, info.context.services.writer, [(line, one) for _, line, one in asked]
        )
        for (row, line, _), outcome in zip(asked, found, strict=True):
            self.took(row, line, outcome)

    def answer(self, rows: int) -> PlanHandedOut:
        handing = self.handing
        return PlanHandedOut(
            outcome=Outcome(handing.plan, max(self.reached, handing.position)),
            rows=rows,
            deliveries=self.deliveries,
            unchanged=self.unchanged,
            rejected=sorted(self.rejected, key=lambda one: one.row),
            left=len(handing.served - handing.delivered - self.handed),
        )


async def hand_out_plan(  # noqa: PLR0913, PLR0917 - the arguments' names in the schema
    info: Asking,
    plan: strawberry.ID,
    idempotency_key: strawberry.ID,
    lines: list[HandedLineInput] | None = None,
    rest_on: str | None = None,
    rest_place: str | None = None,
) -> PlanHandingResult:
    """Record that lines of a released plan were handed over: those that are named, or the rest of them on a day.

    A thousand at a time; of the rest ask again while any are `left`. Each line goes in once, under whatever key.
    `restPlace` is where those are from who are not registered.
    """
    if (lines is None) is (rest_on is None):
        raise BadRequest("plan_lines_or_rest")
    if lines is not None:
        at_most("lines", lines, MOST_LINES)
    number = read_uuid(plan, "Plan")

    async def do(context: Context) -> PlanHandedOut:
        rights.check("delivery.record", context.role, context.purpose)
        writer, connection = info.context.services.writer, await info.context.connection()
        run = _Run(await Handing.of(writer, connection, number, context.partner), context)
        if lines is not None:
            await run.serve(info, list(_named(run, info, lines)))
            return run.answer(len(lines))
        on, place = date_given(rest_on or ""), place_given(rest_place)
        return run.answer(await _rest(run, info, on, place))

    return await answered(info, "delivery.record", idempotency_key, do)


def _named(
    run: _Run, info: Asking, lines: Sequence[HandedLineInput]
) -> Iterator[tuple[int, PlanLine, Command]]:
    for row, given in enumerate(lines, 1):
        household = None if given.household is None else read_uuid(given.household, "Household")
        try:
            line = run.handing.meant(given.number, household)
            place = place_given(given.place)
        except Refused as no:
            run.reject(row, given.number, no)
            continue
        command = run.handing.delivery(
            line,
            date_given(given.on),
            run.context,
            info.context.services.writer.mint,
            quantity=quantity_given(given.quantity),
            value=money_given(given.value),
            place=place,
        )
        yield row, line, command


async def _rest(run: _Run, info: Asking, on: PreciseDate, place: PCode | None) -> int:
    """How many were asked for: the next lines that have no delivery, until some of them could be recorded."""
    handing, mint = run.handing, info.context.services.writer.mint
    left = sorted(handing.served - handing.delivered)
    asked = 0
    while asked < len(left) and not run.handed:
        some = [handing.lines[one] for one in left[asked : asked + MOST_LINES]]
        await run.serve(
            info,
            [
                (row, line, handing.delivery(line, on, run.context, mint, place=place))
                for row, line in enumerate(some, asked + 1)
            ],
        )
        asked += len(some)
    return asked
