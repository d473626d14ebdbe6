"""A register of its own for `sijill match evaluate`: a list registered and matched as in earnest, then thrown away."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import gettempdir, mkdtemp
from time import perf_counter
from typing import Final
from uuid import UUID

from registry.application.command import Command, Context, Outcome
from registry.application.households import register_household
from registry.application.steering import enrol_partner
from registry.bootstrap import (
    KEYS_DATABASE,
    LOG_DATABASE,
    Databases,
    Registry,
    catch_up,
    ensure_schema,
    open_registry,
)
from registry.bootstrap.reacting import matcher
from registry.cli.acting import operator_of
from registry.domain.errors import SijillError
from registry.domain.household import MemberJoined
from registry.domain.partner import PartnerCode, PartnerEnrolled, PublicName
from registry.domain.vocabulary import Channel, OrganisationKind, Purpose, Relation, Role
from registry.intake.claims import ClaimsFile
from registry.intake.listed import draft, registrations
from registry.localpg import LocalPostgresError, start
from registry.localpg.locks import FileLock
from registry.matching.claims import Claim
from registry.matching.columns import GENERATIONS, Columns
from registry.matching.weights import Model
from registry.reactions.batch import Run, run_by
from registry.settings import Settings

NAME: Final = "sijill-scratch-"
TOGETHER: Final = 2_000
_ALIVE: Final = "alive.lock"

Told = Callable[[str, int], None]
"""Told the stage, and how much of it is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """What a register made of a list came to: `records` are those of the rows, by the names that the list has for them.

    `columns` say of everybody's role what the list says: a register names a head of every household, and lists do not.
    `seconds` are of matching alone, from prepared records; `seconds_in_all` also of registering, sealing, opening,
    indexing and recording.
    """

    run: Run
    columns: Columns
    records: list[str]
    refused: int
    seconds: float
    seconds_in_all: float


def matched_in_scratch(file: ClaimsFile, told: Told, model: Callable[[Columns], Model]) -> Matched:
    """Register the list in a register of its own, match everybody there, and throw the register away.

    `model` says by which weights, of whoever was registered.
    """
    with _scratch_folder() as folder, start(folder) as server:
        settings = Settings(data=folder, database_url=None, keys_database_url=None)
        where = Databases(server.url(LOG_DATABASE), server.url(KEYS_DATABASE), folder)
        ensure_schema(where)

        async def work() -> Matched:
            async with open_registry(settings, where) as registry:
                return await _matched(registry, file, told, model)

        return asyncio.run(work())


async def _matched(
    registry: Registry, file: ClaimsFile, told: Told, model: Callable[[Columns], Model]
) -> Matched:
    begun = perf_counter()
    list_ = _List(registry, told)
    await list_.register(file)
    await catch_up(registry)
    clock = _Clock(told)
    async with matcher(registry) as ready:
        run = await run_by(ready, clock, model=model)
    members = [one.member for one in run.judged.members]
    return Matched(
        run=run,
        columns=_with_roles_of(list_, run.judged.columns, members),
        records=[list_.record_of[one] for one in members],
        refused=list_.refused,
        seconds=clock.seconds,
        seconds_in_all=perf_counter() - begun,
    )


def _with_roles_of(list_: _List, columns: Columns, members: Sequence[UUID]) -> Columns:
    generation = columns.generation.copy()
    for row, member in enumerate(members):
        if member in list_.other_role:
            generation[row] = GENERATIONS[list_.other_role[member]]
    return replace(columns, generation=generation)


@dataclass(slots=True)
class _List:
    """Registers claims, each with the partner whose they are; some may be refused."""

    registry: Registry
    told: Told
    record_of: dict[UUID, str] = field(default_factory=dict)
    other_role: dict[UUID, Relation | None] = field(default_factory=dict)
    refused: int = 0
    done: int = 0
    _partners: dict[str, Context] = field(default_factory=dict)

    async def register(self, file: ClaimsFile) -> None:
        some: list[tuple[Command, list[Claim]]] = []
        for claims in registrations(file):
            context = await self._of_partner(claims[0].partner)
            command = register_household(draft(claims), context, self.registry.writer.mint)
            some.append((command, claims))
            if len(some) == TOGETHER:
                await self._submit(some)
                some = []
        await self._submit(some)

    async def _submit(self, some: Sequence[tuple[Command, list[Claim]]]) -> None:
        outcomes = await self.registry.writer.submit_many([command for command, _ in some])
        for (command, claims), outcome in zip(some, outcomes, strict=True):
            if isinstance(outcome, Outcome):
                joined = (one for one in command.decide({}) if isinstance(one, MemberJoined))
                for one, claim in zip(joined, claims, strict=True):
                    self.record_of[one.member] = claim.record
                    if one.relation is not claim.relation:
                        self.other_role[one.member] = claim.relation
            elif isinstance(outcome, SijillError):
                self.refused += len(claims)
            else:
                raise outcome
            self.done += len(claims)
        self.told("registering", self.done)

    async def _of_partner(self, named: str) -> Context:
        if named not in self._partners:
            operator = await operator_of(self.registry)
            enrolled = PartnerEnrolled(
                code=PartnerCode(f"partner-{len(self._partners) + 1}"),
                kind=OrganisationKind.ASSOCIATION,
                name_ar=PublicName(named or "-"),
                name_en=PublicName(named or "-"),
            )
            writer = self.registry.writer
            outcome = await writer.submit(enrol_partner(enrolled, operator, writer.mint))
            self._partners[named] = Context(
                actor=operator.actor,
                partner=outcome.stream,
                role=Role.CASEWORKER,
                purpose=Purpose.REGISTRATION,
                channel=Channel.FILE,
            )
        return self._partners[named]


@dataclass(slots=True)
class _Clock:
    """Measures matching alone: from when candidates are looked for until everybody is judged."""

    told: Told
    seconds: float = 0.0
    _since: float | None = None

    def __call__(self, stage: str, done: int) -> None:
        if stage == "candidates":
            self._since = perf_counter()
        elif stage == "recording" and self._since is not None:
            self.seconds, self._since = perf_counter() - self._since, None
        self.told(stage, done)


@contextmanager
def _scratch_folder() -> Iterator[Path]:
    """A folder that is gone afterwards; those that were left by somebody who was killed go now."""
    _clear_away()
    unseen = Path(mkdtemp(prefix=f".{NAME}"))
    with FileLock(unseen / _ALIVE) as alive:
        alive.exclusive()
        # Whoever clears away sees it from now on, and that it is held.
        folder = unseen.rename(unseen.with_name(unseen.name.removeprefix(".")))
        try:
            yield folder / "data"
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _clear_away() -> None:
    for left in Path(gettempdir()).glob(f"{NAME}*"):
        with suppress(OSError), FileLock(left / _ALIVE) as alive:
            if not alive.try_exclusive():
                continue
            if (left / "data").exists():
                with suppress(LocalPostgresError):
                    start(left / "data").stop()
            shutil.rmtree(left, ignore_errors=True)
