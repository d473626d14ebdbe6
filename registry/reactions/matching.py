"""One reaction: the index kept, whoever is concerned judged, what comes of it recorded. Again, it changes nothing."""

from __future__ import annotations

from asyncio import gather
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias
from uuid import UUID

import numpy as np
from psycopg import AsyncConnection

from registry.application.claims import (
    KnownMember,
    claims_of_households,
    claims_of_members,
    gone_among,
)
from registry.application.command import Context
from registry.application.models import model_in_use
from registry.application.writer import Writer
from registry.domain.envelope import Actor
from registry.domain.evidence import Evidence
from registry.domain.sameness import SettledReason
from registry.domain.vocabulary import Channel, Purpose, Role
from registry.matching import index
from registry.matching.columns import as_columns
from registry.matching.identities import identities
from registry.matching.index import State
from registry.matching.tokens import Tokens, tokens_of
from registry.matching.weights import Model, probabilities
from registry.privacy.keys import KeyStore
from registry.privacy.keys_in_hand import KeysInHand
from registry.privacy.sealer import open_values
from registry.projections import pairs
from registry.projections.as_of import head_and_present, wait_on
from registry.projections.pairs import PairRow
from registry.reactions.neighbourhood import Neighbourhood, Part
from registry.reactions.recording import Recorder
from registry.reactions.touched import Touched
from registry.reactions.verdicts import Judged, decided, verdicts

Connection: TypeAlias = AsyncConnection[Any]

PATIENCE: Final = 60.0
"""Seconds to wait for the read models."""

TOGETHER: Final = 400
"""Registrations that are judged together where many wait."""


def machine(actor: Actor, registry: UUID) -> Context:
    """In whose name the machine links: the registry's own."""
    return Context(
        actor=actor,
        partner=registry,
        role=Role.SYSTEM,
        purpose=Purpose.DEDUPLICATION,
        channel=Channel.CONSOLE,
    )


@dataclass(frozen=True, slots=True)
class Matcher:
    """`reader` reads the read models, `index` writes the match index; both commit each statement.

    `model` is gone by; where the register trusts another by now, `current` has that. `keep_up` brings the read models
    to the log's end, where nobody else does.
    """

    writer: Writer
    reader: Connection
    index: Connection
    model: Model
    context: Context
    keep_up: Callable[[], Awaitable[object]] | None = None

    @property
    def keys(self) -> KeyStore:
        return self.writer.keys

    async def abreast(self) -> int:
        """Wait until the read models have all that the log has now.

        Raises:
            SijillError: `read_models_behind`.
        """
        head, reached = await head_and_present(self.reader)
        if reached >= head:
            return reached
        if self.keep_up is not None:
            await self.keep_up()
        return await wait_on(self.reader, head, seconds=PATIENCE)

    async def current(self) -> Matcher:
        """The same, abreast of the log and with the model that is trusted by now."""
        await self.abreast()
        return replace(self, model=await model_in_use(self.reader))

    async def react(self, touched: Touched) -> Counter[str]:
        """Judge anew whom a stretch of the log concerns; how many links, cases and settlements it came to.

        By this model and with the read models as they are: see `current`.
        """
        await self._destroy_evidence(touched.forgotten)
        said = await pairs.standing(self.reader, touched.pairs)
        homes = {home for row in said for home in (row.first_household, row.second_household)}
        done: Counter[str] = Counter()
        waiting = sorted(touched.households | homes)
        for start in range(0, len(waiting), TOGETHER):
            done += await self.match(waiting[start : start + TOGETHER])
        return done

    async def match(self, households: Collection[UUID]) -> Counter[str]:
        """Judge some registrations anew, with whoever they concern.

        What would not be found again, if this were cut short, leaves the index last: who is matched no more, and what
        has become too common.
        """
        await self.abreast()
        keys = KeysInHand(self.keys)
        (state, before), known = await gather(
            index.given(self.index, households), claims_of_households(self.reader, keys, households)
        )
        gone = before - {one.member for one in known}
        elsewhere = await claims_of_members(self.reader, keys, gone) if gone else []
        gone -= {one.member for one in elsewhere}
        known += elsewhere
        near = self._neighbourhood(keys, state)
        everybody = {*gone, *(one.member for one in known)}
        tokens, _ = await gather(self.enter(known), near.said_of(everybody))
        part = await near.of(known, tokens, whole=households, others=gone)
        judged = self.judged(part, near.pairs.values(), state.population)
        evidence = await self.evidence(near.pairs.values())
        found = verdicts(judged, near.pairs, evidence, await self.reasons(gone))
        recorder = Recorder(self.writer, self.reader, self.context, self.abreast)
        done = await recorder.record(found) if found else Counter[str]()
        if near.become_common:
            await index.add_common(self.index, near.become_common)
        if gone:
            await index.drop(self.index, gone)
        return done

    def _neighbourhood(self, keys: KeysInHand, state: State) -> Neighbourhood:
        return Neighbourhood(
            self.reader,
            self.index,
            keys,
            self.keys.registry_key("matching"),
            self.model,
            on_record=self.on_record(state),
        )

    async def reasons(self, members: Collection[UUID]) -> dict[UUID, SettledReason]:
        """Why members are matched no more; absent where they are."""
        gone = await gone_among(self.reader, members) if members else {}
        return {
            one: SettledReason.FORGOTTEN if forgotten else SettledReason.WITHDRAWN
            for one, forgotten in gone.items()
        }

    def on_record(self, state: State) -> bool:
        """Whether every pair that more speaks for than against is a link or a case of this model, or was parted.

        It is not where others were judged by another model, and where so many are registered that more is asked for.
        """
        evens = probabilities(np.array([self.model.shift(state.population)]))
        return state.model == self.model.version and bool(evens[0] >= self.model.case)

    def judged(self, part: Part, rows: Collection[PairRow], population: int) -> Judged:
        """A part of the register, judged by what is given until the index is made anew."""
        told = identities(
            part.columns, self.model, part.found, population, decided=decided(rows, part.members)
        )
        return Judged(
            members=part.members,
            columns=part.columns,
            told=told,
            model=self.model,
            population=population,
        )

    async def enter(self, known: Collection[KnownMember]) -> list[Tokens]:
        """Have the index find members by what is said of them now; their tokens."""
        columns = as_columns(one.claim for one in known)
        secret = self.keys.registry_key("matching")
        tokens = tokens_of(columns, [one.numbers for one in known], secret)
        entries = (
            index.Entry(one.member, one.household, those.every)
            for one, those in zip(known, tokens, strict=True)
        )
        await index.put(self.index, entries)
        return tokens

    async def _destroy_evidence(self, forgotten: Iterable[UUID]) -> None:
        """What was said of a pair goes with either side, also what was said while somebody was being forgotten."""
        for member in forgotten:
            await self.keys.destroy(await pairs.of_member(self.reader, member))

    async def evidence(self, rows: Iterable[PairRow]) -> Mapping[UUID, tuple[Evidence, ...]]:
        """On what a person parted two, where the machine had said anything of them."""
        sealed = {row.pair: row.evidence for row in rows if row.parted and row.evidence}
        opened = await open_values(sealed.values(), self.keys) if sealed else {}
        return {pair: opened[one] for pair, one in sealed.items() if one in opened}
