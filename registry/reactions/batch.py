"""Everybody at once: the index made anew with what is given from then on, and everybody judged by it.

Nothing is kept but in memory. What comes of it is recorded some thousands at a time; cut short, a run that is begun
again records what is missing, since nothing is recorded twice.
"""

from __future__ import annotations

from asyncio import to_thread
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, NamedTuple, TypeAlias, TypeVar
from uuid import UUID

import numpy as np

from registry.application.claims import all_claims
from registry.application.pairs import pair_of
from registry.matching import documents, index
from registry.matching.candidates import common_keys
from registry.matching.columns import Columns, ColumnsBuilder
from registry.matching.identities import Frozen, identify
from registry.matching.tokens import tokens_of, too_common
from registry.matching.weights import Model
from registry.projections import pairs
from registry.reactions.following import alone
from registry.reactions.matching import Matcher
from registry.reactions.numbering import number_up
from registry.reactions.recording import Recorder
from registry.reactions.verdicts import (
    Judged,
    Verdicts,
    compare,
    decided,
    findings,
    settled,
    telling_pairs,
)

T = TypeVar("T")
Told: TypeAlias = Callable[[str, int], None]
"""Told the stage, and how many members or pairs of it are done."""

SOME: Final = 2_000


class Somebody(NamedTuple):
    member: UUID
    household: UUID


@dataclass(frozen=True, slots=True)
class Everybody:
    """All who may be matched, row by row; claims themselves are let go of as they come."""

    members: list[Somebody]
    numbers: list[Sequence[str]]
    columns: Columns

    @classmethod
    async def of(cls, matcher: Matcher, told: Told) -> Everybody:
        members, numbers, builder = list[Somebody](), list[Sequence[str]](), ColumnsBuilder()
        async for some in all_claims(matcher.reader, matcher.keys):
            for one in some:
                members.append(Somebody(one.member, one.household))
                numbers.append(one.numbers)
                builder.add(one.claim)
            told("opening", len(members))
        return cls(members, numbers, builder.built())


async def reindex(matcher: Matcher, told: Told) -> int:
    """Make the index anew, with what is too common and how many there are; the members in it."""
    async with _alone(matcher):
        matcher = await matcher.current()
        everybody = await Everybody.of(matcher, told)
        await _index(matcher, everybody, told)
    return len(everybody.members)


async def run(matcher: Matcher, told: Told, *, dry: bool = False) -> Counter[str]:
    """Make the index anew and judge everybody; links, cases and settlements that came of it.

    `dry`: that would come of it, nothing being written.
    """
    return (await run_by(await matcher.current(), told, dry=dry)).done


@dataclass(frozen=True, slots=True)
class Run:
    """How everybody was judged, and what came of it."""

    judged: Judged
    done: Counter[str]


async def run_by(
    matcher: Matcher,
    told: Told,
    *,
    dry: bool = False,
    model: Callable[[Columns], Model] | None = None,
) -> Run:
    """As `run`, by the model that the matcher has, or one that is made of everybody."""
    async with _alone(matcher):
        position = await matcher.abreast()
        everybody = await Everybody.of(matcher, told)
        if model is not None:
            matcher = replace(matcher, model=await to_thread(model, everybody.columns))
        if not dry:
            await _index(matcher, everybody, told)
        judged = await _judged(matcher, everybody, told)
        told("recording", 0)
        done = await _recorded(matcher, judged, told, dry=dry)
        if not dry:
            await index.judged(matcher.index, matcher.model.version, position)
    return Run(judged, done)


@asynccontextmanager
async def _alone(matcher: Matcher) -> AsyncIterator[None]:
    """Nobody follows meanwhile; this takes as long as it takes."""
    await matcher.index.execute("set idle_session_timeout to 0")
    async with alone(matcher.index):
        yield


async def _index(matcher: Matcher, everybody: Everybody, told: Told) -> None:
    columns, secret = everybody.columns, matcher.keys.registry_key("matching")
    async with index.anew(matcher.index) as write:
        for start in range(0, len(columns), SOME):
            rows = np.arange(start, min(start + SOME, len(columns)))
            some = slice(start, start + SOME)
            tokens = tokens_of(columns.take(rows), everybody.numbers[some], secret)
            await write(
                index.Entry(one.member, one.household, those.every)
                for one, those in zip(everybody.members[some], tokens, strict=True)
            )
            told("indexing", int(rows[-1]) + 1)
    common = await to_thread(too_common, columns, secret)
    await index.freeze(matcher.index, len(columns), common)
    await documents.begin_anew(matcher.index)
    await number_up(matcher.index, matcher.keys, await matcher.writer.log.head())


async def _judged(matcher: Matcher, everybody: Everybody, told: Told) -> Judged:
    columns = everybody.columns
    said = await pairs.said_by_people(matcher.reader)
    frozen = Frozen(population=len(columns), common_keys=common_keys(columns))
    found = await to_thread(
        identify,
        columns,
        matcher.model,
        frozen,
        lambda stage: told(stage, 0),
        decided=decided(said, everybody.members),
    )
    return Judged(
        members=everybody.members,
        columns=columns,
        told=found,
        model=matcher.model,
        population=len(columns),
    )


async def _recorded(matcher: Matcher, judged: Judged, told: Told, *, dry: bool) -> Counter[str]:
    recorder = Recorder(matcher.writer, matcher.reader, matcher.context, matcher.abreast)
    done: Counter[str] = Counter()

    async def record(found: Verdicts) -> None:
        nonlocal done
        done += found.counted if dry else await recorder.record(found)

    async for found in _settled(matcher, judged):
        await record(found)
    ready = 0
    for some in _some(findings(judged), SOME):
        ready += len(some)
        found = Verdicts()
        ids = [pair_of(one.sides.first, one.sides.second) for one, _ in some]
        standing = {row.pair: row for row in await pairs.standing(matcher.reader, ids)}
        evidence = await matcher.evidence(standing.values())
        for pair, (finding, why) in zip(ids, some, strict=True):
            compare(found, finding, why, standing.get(pair), evidence.get(pair))
        await record(found)
        told("recording", ready)
    return done


async def _settled(matcher: Matcher, judged: Judged) -> AsyncIterator[Verdicts]:
    """What the machine linked or asks about, and nothing speaks for any more."""
    telling = telling_pairs(judged)
    present = {one.member for one in judged.members}
    after: UUID | None = None
    while rows := await pairs.next_of_machine(matcher.reader, after, SOME):
        sides = {one for row in rows for one in (row.first, row.second)}
        gone = await matcher.reasons(sides - present)
        yield Verdicts(settled=list(settled(rows, telling, present, gone)))
        after = rows[-1].pair


def _some(those: Iterable[T], most: int) -> Iterator[list[T]]:
    rest = iter(those)
    while some := list(islice(rest, most)):
        yield some
