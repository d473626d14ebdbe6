"""What can be done with a plan: drafted, checked, reserved, overridden, released, closed, cancelled."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Final, TypeAlias
from uuid import UUID

import strawberry

from registry.api.carrying import answered, carried_out
from registry.api.changed import Changed
from registry.api.context import Asking
from registry.api.delivery_drafts import money_given
from registry.api.ids import BadRequest, read_uuid
from registry.api.plan import Plan, plan_at
from registry.api.plan_check import PlanInput, meant
from registry.api.refusal import Refusal
from registry.application import plan_now, plans
from registry.application.checking import Reader
from registry.application.command import Command, Context, Outcome
from registry.application.plans import PlanDraft
from registry.application.writer import Writer
from registry.domain.planning import OverrideReason
from registry.projections.visibility import RecordFilter

A_WEEK: Final = 7 * 24
LONGEST: Final = 90 * 24
"""Hours for which help may be reserved."""


@strawberry.type(description="A plan is as it was asked for.")
class PlanChanged(Changed):
    overtaken: int | None = strawberry.field(
        default=None,
        description="Of a plan that is released: lines that it serves and that came to be in conflict since they were "
        "reserved, overridden ones aside. Null where nothing could be compared, and of what is no release.",
    )

    @strawberry.field(
        description="Null where the viewer may not read it, or the read models are behind."
    )
    async def plan(self, info: Asking) -> Plan | None:
        return await self.read(info, plan_at)


PlanResult: TypeAlias = Annotated[PlanChanged | Refusal, strawberry.union("PlanResult")]


async def draft_plan(
    info: Asking,
    input: PlanInput,  # noqa: A002 - the argument's name in the schema
    idempotency_key: strawberry.ID,
) -> PlanResult:
    """Draft a plan; nothing is reserved by it."""

    async def command(context: Context) -> Command:
        draft = PlanDraft(
            programme=read_uuid(input.programme, "Programme"),
            serves_from=input.serves_from,
            serves_until=input.serves_until,
            value=money_given(input.value),
            rows=await meant(info.context, input),
        )
        return plans.draft_plan(draft, context, info.context.services.writer.mint)

    return PlanChanged.by("Plan", await carried_out(info, "plan.draft", idempotency_key, command))


async def check_plan(
    info: Asking, plan: strawberry.ID, idempotency_key: strawberry.ID
) -> PlanResult:
    """Compare a plan anew, and put on record in numbers what was found."""

    async def check(
        writer: Writer, connection: Reader, one: UUID, context: Context, visible: RecordFilter
    ) -> Outcome:
        return (await plans.check_plan(writer, connection, one, context, visible_to=visible))[0]

    return await _compared(info, "plan.check", plan, idempotency_key, check)


async def reserve_plan(
    info: Asking, plan: strawberry.ID, idempotency_key: strawberry.ID, hours: int = A_WEEK
) -> PlanResult:
    """Reserve every line that is clear at this moment, for some hours; again, to hold it longer."""
    if not 1 <= hours <= LONGEST:
        raise BadRequest("plan_hours_out_of_range", limit=LONGEST)

    async def reserve(
        writer: Writer, connection: Reader, one: UUID, context: Context, visible: RecordFilter
    ) -> Outcome:
        held = timedelta(hours=hours)
        return await plans.reserve_plan(writer, connection, one, held, context, visible_to=visible)

    return await _compared(info, "plan.reserve", plan, idempotency_key, reserve)


async def override_plan_line(
    info: Asking,
    plan: strawberry.ID,
    line: int,
    reason: OverrideReason,
    idempotency_key: strawberry.ID,
) -> PlanResult:
    """Serve a line whatever was found of it."""
    return PlanChanged.by(
        "Plan",
        await carried_out(
            info,
            "plan.override",
            idempotency_key,
            lambda context: plans.override_line(_id(plan), line, reason, context),
        ),
    )


async def release_plan(
    info: Asking,
    plan: strawberry.ID,
    idempotency_key: strawberry.ID,
    *,
    unless_overtaken: Annotated[
        bool,
        strawberry.argument(
            description="Refuse where lines came to be in conflict since (`plan_lines_overtaken`), or nobody can say "
            "(`plan_not_compared`)."
        ),
    ] = False,
) -> PlanResult:
    """Let a plan be handed out; the answer says how many lines came to be in conflict since they were reserved."""
    found: list[int | None] = []

    async def release(
        writer: Writer, connection: Reader, one: UUID, context: Context, visible: RecordFilter
    ) -> Outcome:
        released = await plan_now.release_plan(
            writer, connection, one, context, visible_to=visible, unless_overtaken=unless_overtaken
        )
        found.append(released.overtaken)
        return released.outcome

    done = await _compared(info, "plan.release", plan, idempotency_key, release)
    return replace(done, overtaken=found[0]) if isinstance(done, PlanChanged) else done


async def close_plan(
    info: Asking, plan: strawberry.ID, idempotency_key: strawberry.ID
) -> PlanResult:
    """Close a plan with what was delivered by its lines."""

    async def close(context: Context) -> Outcome:
        writer, connection = info.context.services.writer, await info.context.connection()
        return await plans.close_plan(writer, connection, _id(plan), context)

    return PlanChanged.by("Plan", await answered(info, "plan.close", idempotency_key, close))


async def cancel_plan(
    info: Asking, plan: strawberry.ID, idempotency_key: strawberry.ID
) -> PlanResult:
    """Give a plan up that was not released; what it reserves is free."""
    return PlanChanged.by(
        "Plan",
        await carried_out(
            info,
            "plan.cancel",
            idempotency_key,
            lambda context: plans.cancel_plan(_id(plan), context),
        ),
    )


_Act: TypeAlias = Callable[[Writer, Reader, UUID, Context, RecordFilter], Awaitable[Outcome]]


async def _compared(info: Asking, act: str, plan: str, key: str, do: _Act) -> PlanResult:
    async def with_what_is_shared(context: Context) -> Outcome:
        visible = (await info.context.standing()).visible
        writer, connection = info.context.services.writer, await info.context.connection()
        return await do(writer, connection, _id(plan), context, visible)

    return PlanChanged.by("Plan", await answered(info, act, key, with_what_is_shared))


def _id(plan: str) -> UUID:
    return read_uuid(plan, "Plan")
