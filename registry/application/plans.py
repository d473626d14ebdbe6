"""Plans: drafted, checked, reserved, released and closed.

Whoever reserves holds a lock for each family of help that the plan overlaps with, and sees what was reserved before.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final
from uuid import UUID
from zlib import crc32

from psycopg.errors import LockNotAvailable

from registry.application import rights
from registry.application.by_number import found_by_number
from registry.application.checking import Checked, Reader, Row, Wanted, check
from registry.application.command import (
    Command,
    Context,
    Histories,
    Mint,
    Outcome,
    canonical,
)
from registry.application.comparing import as_it_stands
from registry.application.matched import wait_for_matching
from registry.application.writer import Writer
from registry.domain import plan as domain
from registry.domain import programme as programmes
from registry.domain.delivery import DeliveryReversed
from registry.domain.envelope import Recorded
from registry.domain.errors import Refused
from registry.domain.facts import NAME_OF, AnyFact
from registry.domain.families import top
from registry.domain.money import Money
from registry.domain.plan import (
    Plan,
    PlanChecked,
    PlanCounts,
    PlanDrafted,
    PlanFact,
    PlanLine,
    PlanLineOverridden,
    PlanLinesAdded,
    PlanReserved,
)
from registry.domain.planning import LineStatus, OverrideReason
from registry.domain.programme import ProgrammeFact
from registry.domain.vocabulary import BenefitFamily
from registry.eventlog.log import Counted
from registry.eventlog.reading import decided_at
from registry.projections import plan_lines
from registry.projections.as_of import wait_on
from registry.projections.visibility import RecordFilter

QUEUE: Final = 30
"""Seconds that a reservation waits for another one of the same help."""
_RESERVING: Final = crc32(b"reserving")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDraft:
    """Whom a programme means to serve, from the first day to the last; `value` is what each line is worth."""

    programme: UUID
    serves_from: date
    serves_until: date
    value: Money | None = None
    rows: tuple[Row, ...]


def draft_plan(draft: PlanDraft, context: Context, mint: Mint) -> Command:
    """Draft a plan; the outcome's stream is its id.

    Refuses `programme_unknown` (another partner's too) and what `domain.plan.draft` refuses.
    """

    def decide(histories: Histories) -> Sequence[AnyFact]:
        history = histories.get(draft.programme, ())
        programme = own_programme(history, draft.programme, context.partner)
        drafted = PlanDrafted(
            owner=context.partner,
            programme=draft.programme,
            family=programme.family,
            serves_from=draft.serves_from,
            serves_until=draft.serves_until,
            value=draft.value,
            length=len(draft.rows),
        )
        lines = [
            PlanLine(
                number=row.number,
                household=row.household,
                member=row.member,
                by_name=row.by_name,
                unknown=row.unknown,
            )
            for row in draft.rows
        ]
        return domain.draft(drafted, lines, closed=programme.closed)

    return Command(
        act="plan.draft",
        context=context,
        stream=mint.id(),
        needs=(draft.programme,),
        decide=decide,
        content=canonical(draft),
    )


def own_programme(
    history: Iterable[Recorded[AnyFact]], programme: UUID, partner: UUID
) -> programmes.Programme:
    state: programmes.Programme | None = None
    for one in history:
        if isinstance(one.fact, ProgrammeFact):
            state = programmes.evolve(state, one.fact)
    if state is None or state.owner != partner:
        raise Refused("programme_unknown", code=str(programme))
    return state


@dataclass(frozen=True, slots=True)
class Compared:
    """What was found, and how many of its conflicts numbers alone would have shown."""

    checked: Checked
    by_id_alone: int

    @property
    def counts(self) -> PlanCounts:
        return self.checked.counts(self.by_id_alone)


@dataclass(frozen=True, slots=True)
class Standing:
    """A plan as it stands in the log, with what it wants of a check."""

    state: Plan
    wanted: Wanted
    rows: tuple[Row, ...]


async def standing(writer: Writer, plan: UUID, partner: UUID) -> Standing:
    """A plan of the partner.

    Raises:
        Refused: `plan_unknown`.
    """
    facts = [one.fact for one in await writer.log.load(plan)]
    drafted = next(iter(facts), None)
    if not isinstance(drafted, PlanDrafted) or drafted.owner != partner:
        raise Refused("plan_unknown")
    wanted = Wanted(
        rule=await rule_of(writer, drafted.programme, partner),
        programme=drafted.programme,
        begins=drafted.serves_from,
        ends=drafted.serves_until,
        value=drafted.value,
        plan=plan,
    )
    lines = [line for fact in facts if isinstance(fact, PlanLinesAdded) for line in fact.lines]
    rows = tuple(
        Row(
            number=one.number,
            household=one.household,
            member=one.member,
            unknown=one.unknown,
            by_name=one.by_name,
        )
        for one in lines
    )
    return Standing(fold_plan(facts), wanted, rows)


async def rule_of(writer: Writer, programme: UUID, partner: UUID) -> programmes.OverlapRule:
    """What a programme of the partner overlaps with today.

    Raises:
        Refused: `programme_unknown`.
    """
    return own_programme(await writer.log.load(programme), programme, partner).overlap


async def compare(  # noqa: PLR0913 - what is compared, for whom, as of when
    writer: Writer,
    connection: Reader,
    wanted: Wanted,
    rows: Sequence[Row],
    context: Context,
    *,
    visible_to: RecordFilter,
    position: int | None = None,
) -> Compared:
    """Check rows and record nothing but whose numbers were opened.

    Raises:
        Refused: `act_not_allowed`, `purpose_only_reads`.
    """
    rights.check("plan.check", context.role, context.purpose)
    now = None
    if position is None:
        await wait_for_matching(writer, connection)
    else:  # or what was found then would change with the clock: reservations end, partners become late
        now = await writer.log.ask(decided_at(position))
    found = await check(
        writer, connection, rows, wanted, visible_to=visible_to, position=position, now=now
    )
    return Compared(found, await found_by_number(writer, connection, found, context))


async def check_plan(
    writer: Writer, connection: Reader, plan: UUID, context: Context, *, visible_to: RecordFilter
) -> tuple[Outcome, Compared]:
    """Check a plan and put on record what was found, in numbers."""
    stands = await standing(writer, plan, context.partner)
    found = await compare(
        writer, connection, stands.wanted, stands.rows, context, visible_to=visible_to
    )
    checked = PlanChecked(seen=found.checked.position, counts=found.counts)
    command = _own("plan.check", plan, context, lambda state: domain.check(state, checked))
    return await writer.submit(command), found


async def reserve_plan(  # noqa: PLR0913 - a plan, for how long, and who asks
    writer: Writer,
    connection: Reader,
    plan: UUID,
    held: timedelta,
    context: Context,
    *,
    visible_to: RecordFilter,
) -> Outcome:
    """Reserve what is clear at this moment, for a while. `connection` waits for its turn and for the read models.

    Raises:
        Refused: `plan_unknown`, `plan_busy`, and what `domain.plan.reserve` refuses.
    """
    rights.check("plan.reserve", context.role, context.purpose)
    stands = await standing(writer, plan, context.partner)
    async with _alone(connection, stands.wanted.rule.families):
        found = await compare(
            writer, connection, stands.wanted, stands.rows, context, visible_to=visible_to
        )
        reserved = PlanReserved(
            seen=found.checked.position,
            counts=found.counts,
            until=writer.mint.clock() + held,
            lines=found.checked.numbers(LineStatus.CLEAR),
            unknown=found.checked.numbers(LineStatus.UNKNOWN),
        )
        command = _own(
            "plan.reserve", plan, context, lambda state: domain.reserve(state, reserved), held
        )
        return await writer.submit(command)


@asynccontextmanager
async def _alone(connection: Reader, families: Iterable[BenefitFamily]) -> AsyncIterator[None]:
    """Reserve help like that of these families with nobody else at it, in this process or another.

    In the order of their names, so that no two wait for each other. The lock goes with the transaction, whatever
    becomes of whoever holds it.

    Raises:
        Refused: `plan_busy`.
    """
    async with connection.transaction():
        await connection.execute("select set_config('lock_timeout', %s, true)", [f"{QUEUE}s"])
        try:
            for family in sorted(set(map(top, families))):
                await connection.execute(
                    "select pg_advisory_xact_lock(%s::bigint)",
                    [_RESERVING << 31 | crc32(family.encode()) >> 1],
                )
        except LockNotAvailable:
            raise Refused("plan_busy") from None
        yield


def override_line(plan: UUID, line: int, reason: OverrideReason, context: Context) -> Command:
    """Serve a line whatever was found of it; refuses what `domain.plan.override` refuses."""
    overridden = PlanLineOverridden(line=line, reason=reason)
    return _own(
        "plan.override",
        plan,
        context,
        lambda state: domain.override(state, overridden),
        line,
        reason,
    )


def release_plan(plan: UUID, context: Context, mint: Mint) -> Command:
    """Let it be handed out; refuses what `domain.plan.release` refuses."""
    return _own("plan.release", plan, context, lambda state: domain.release(state, mint.clock()))


def cancel_plan(plan: UUID, context: Context) -> Command:
    return _own("plan.cancel", plan, context, domain.cancel)


async def close_plan(writer: Writer, connection: Reader, plan: UUID, context: Context) -> Outcome:
    """Close a plan with what was delivered by its lines, all of it: counted again where more comes in meanwhile.

    Raises:
        Refused: `plan_unknown`, and what `domain.plan.close` refuses.
        VersionConflict: more came in every time.
        SijillError: `read_models_behind`.
    """

    async def counted() -> Command:
        delivered, so_far = await count_delivered(writer, connection, plan)
        command = _own("plan.close", plan, context, lambda state: domain.close(state, delivered))
        return replace(command, counted=so_far)

    return await as_it_stands(writer, counted)


async def count_delivered(writer: Writer, connection: Reader, plan: UUID) -> tuple[int, Counted]:
    """How many lines of a plan were delivered up to now, and what must not come for it to stay so."""
    position = await wait_on(connection, await writer.log.head())
    delivered = await plan_lines.count_delivered(connection, plan, position)
    return delivered, Counted(position, frozenset({NAME_OF[DeliveryReversed]}), domain.mark(plan))


def _own(
    act: str,
    plan: UUID,
    context: Context,
    decide: Callable[[Plan], Sequence[PlanFact]],
    *said: object,
) -> Command:
    """An act of the partner whose plan it is."""

    def with_history(histories: Histories) -> Sequence[AnyFact]:
        state = fold_plan(one.fact for one in histories.get(plan, ()))
        if state.owner != context.partner:
            raise Refused("plan_unknown")
        return decide(state)

    return Command(
        act=act,
        context=context,
        stream=plan,
        needs=(plan,),
        decide=with_history,
        content=canonical((plan, *said)),
    )


def fold_plan(facts: Iterable[AnyFact]) -> Plan:
    """Raises `Refused`: `plan_unknown` where they are of something else, or of nothing."""
    state: Plan | None = None
    for fact in facts:
        if not isinstance(fact, PlanFact):
            raise Refused("plan_unknown")
        state = domain.evolve(state, fact)
    if state is None:
        raise Refused("plan_unknown")
    return state
