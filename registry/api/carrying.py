"""Carrying out what a mutation asks for: the answer is the outcome, or a refusal as data."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import Final, TypeVar

from registry.api.acting import acting
from registry.api.context import Asking
from registry.api.faults import is_for_clients
from registry.api.ids import BadRequest
from registry.api.refusal import Refusal
from registry.application.command import Command, Context, Outcome
from registry.domain.access import RefusalCode
from registry.domain.errors import SijillError
from registry.projections.as_of import wait_for, wait_on

OutcomeT = TypeVar("OutcomeT")

LONGEST_KEY: Final = 200
PATIENCE: Final = 2.0
"""Seconds that an answer waits for the read models, so that its writer reads what it wrote."""

_ON_RECORD: Final = frozenset(
    {"act_not_allowed", "purpose_only_reads", "partner_suspended", "partner_not_enrolled"}
)
"""Refusals that are about who asks, not about what."""


async def carried_out(
    info: Asking, act: str, key: str, command: Callable[[Context], Command | Awaitable[Command]]
) -> Outcome | Refusal:
    """Submit what `command` makes for the viewer, under the client's own key."""

    async def submit(context: Context) -> Outcome:
        asked = command(context)
        return await info.context.services.writer.submit(
            await asked if isawaitable(asked) else asked
        )

    return await answered(info, act, key, submit)


async def answered(
    info: Asking, act: str, key: str, do: Callable[[Context], Awaitable[OutcomeT]]
) -> OutcomeT | Refusal:
    """What comes of what is done for the viewer, under the client's own key."""
    context = info.context
    try:
        if not 1 <= len(key.strip()) <= LONGEST_KEY:
            raise BadRequest("idempotency_key_blank", limit=LONGEST_KEY)
        return await do(acting(context.viewer, act, key))
    except SijillError as problem:
        if not is_for_clients(problem):
            raise
        if problem.code in _ON_RECORD:
            return context.ledger.refused(RefusalCode(problem.code), act, **problem.details)
        return Refusal.by(problem)


async def shown_at(info: Asking, outcome: Outcome) -> int | None:
    """The position at which the outcome can be read; None where that takes too long."""
    held = info.context.connection.made
    try:
        if held is not None:
            return await wait_on(held, outcome.position, seconds=PATIENCE)
        pool = info.context.services.readers
        return await wait_for(pool, outcome.position, seconds=PATIENCE)
    except SijillError as behind:
        if behind.code != "read_models_behind":
            raise
        return None
