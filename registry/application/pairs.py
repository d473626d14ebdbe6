"""Saying of two registrations that they are of one person, or of two: the machine by evidence, people by their word.

Links are made one at a time, by whoever makes them: what two links made at once would join, neither of them sees.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final, TypeAlias
from uuid import UUID

from psycopg import AsyncConnection

from registry.application.command import Command, Context, Histories, Outcome, canonical
from registry.application.four_eyes import Adjudication
from registry.application.households import fold as fold_household
from registry.application.writer import Writer
from registry.domain import pair as domain
from registry.domain.errors import Refused
from registry.domain.evidence import Evidence
from registry.domain.facts import AnyFact
from registry.domain.fields import Identity, Open, Sensitive
from registry.domain.household import Household, require_member
from registry.domain.pair import (
    DuplicateCaseOpened,
    DuplicateConfirmed,
    DuplicateDismissed,
    LinkUndone,
    ModelVersion,
    MoreAnswered,
    MoreAsked,
    Pair,
    PairFact,
    RegistrationsLinked,
    Sides,
)
from registry.domain.sameness import (
    CaseReason,
    DismissalReason,
    Needed,
    PartingReason,
    SettledReason,
)
from registry.projections.agreement_directory import alone_up_to
from registry.projections.as_of import wait_on
from registry.projections.identities import ALL, at_odds, homes_of, persons_of
from registry.projections.pair_queue import at_stake
from registry.projections.registrations import partners_of

Reader: TypeAlias = AsyncConnection[Any]

LINKING: Final = int.from_bytes(b"linking")
"""Key of the advisory lock that whoever makes links holds meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Finding:
    """What the machine weighed: `score` in tenths of a bit."""

    sides: Sides
    model: ModelVersion
    score: int
    evidence: tuple[Evidence, ...]


def pair_of(first: UUID, second: UUID) -> UUID:
    """The id of a pair, whichever is named first: ids are random, so their difference is a name for the two."""
    if first == second:
        raise Refused("pair_of_one")
    return UUID(int=first.int ^ second.int)


def sides_of(first: tuple[UUID, UUID], second: tuple[UUID, UUID]) -> Sides:
    """The sides of a pair of members, each given with its household.

    Raises:
        Refused: `pair_of_one`, `pair_in_one_household`.
    """
    if first[0] == second[0]:
        raise Refused("pair_of_one")
    if first[1] == second[1]:
        raise Refused("pair_in_one_household")
    one, other = sorted((first, second))
    return Sides(first=one[0], second=other[0], first_household=one[1], second_household=other[1])


@asynccontextmanager
async def alone_with_links(connection: Reader) -> AsyncIterator[None]:
    """Make links with nobody else at it, in this process or another."""
    await connection.execute("select pg_advisory_lock(%s)", [LINKING])
    try:
        yield
    finally:
        await connection.execute("select pg_advisory_unlock(%s)", [LINKING])


async def confirm(  # noqa: PLR0913, PLR0917 - who are one, by what rules, in whose words
    writer: Writer,
    connection: Reader,
    rules: Adjudication,
    sides: Sides,
    note: str | None,
    context: Context,
) -> Outcome:
    """A person says that the two are one. `connection` reads the read models, and waits for its turn and for them.

    Where more is at stake than one person may decide about, it is a proposal until another says the same.

    Raises:
        Refused: `link_joins_members`, with the members in conflict; `second_is_the_first`.
        SijillError: `read_models_behind`.
    """
    async with alone_with_links(connection):
        position = await wait_on(connection, await writer.log.head())
        persons = await persons_of(
            connection, (sides.first, sides.second), position, visible_to=ALL
        )
        everybody = {one for those in persons.values() for one in those}
        homes = await homes_of(connection, everybody, position)
        conflicts = at_odds(persons[sides.first], persons[sides.second], homes)
        alone = await _alone(writer, connection, rules, sides, context)
        return await writer.submit(confirmation(sides, conflicts, note, context, alone=alone))


def confirmation(
    sides: Sides,
    conflicts: tuple[tuple[UUID, UUID], ...],
    note: str | None,
    context: Context,
    *,
    alone: bool = True,
) -> Command:
    """The command of `confirm`, once it is known who would be in conflict and whether one person may decide."""
    confirmed = DuplicateConfirmed(sides=sides, note=_sealed(note))
    return _about(
        "pair.confirm",
        sides,
        context,
        lambda pair: domain.confirm(pair, confirmed, conflicts, by=context.actor, alone=alone),
        note,
    )


async def dismiss(  # noqa: PLR0913, PLR0917 - as above
    writer: Writer,
    connection: Reader,
    rules: Adjudication,
    sides: Sides,
    reason: DismissalReason,
    note: str | None,
    context: Context,
) -> Outcome:
    """A person says that the two are two: as `confirm`, since both of them are served then.

    Raises:
        Refused: what `domain.dismiss` refuses.
        SijillError: `read_models_behind`.
    """
    alone = await _alone(writer, connection, rules, sides, context)
    return await writer.submit(dismissal(sides, reason, note, context, alone=alone))


def dismissal(
    sides: Sides,
    reason: DismissalReason,
    note: str | None,
    context: Context,
    *,
    alone: bool = True,
) -> Command:
    """The command of `dismiss`, once it is known whether one person may decide."""
    dismissed = DuplicateDismissed(sides=sides, reason=reason, note=_sealed(note))
    return _about(
        "pair.dismiss",
        sides,
        context,
        lambda pair: domain.dismiss(pair, dismissed, by=context.actor, alone=alone),
        reason,
        note,
    )


async def _alone(
    writer: Writer, connection: Reader, rules: Adjudication, sides: Sides, context: Context
) -> bool:
    """Whether one person may decide, by all that is recorded until now."""
    position = await wait_on(connection, await writer.log.head())
    pair, today = pair_of(sides.first, sides.second), rules.today(writer.mint)
    worth = await at_stake(
        connection, [(pair, sides)], position=position, own=context.partner, today=today
    )
    owners = await partners_of(connection, (sides.first_household, sides.second_household))
    agreed = await alone_up_to(connection, owners.values(), today.day)
    return rules.between(agreed[one] for one in owners.values()).alone(worth[pair])


def ask_more(
    sides: Sides,
    asked: Collection[UUID],
    needs: Sequence[Needed],
    note: str | None,
    context: Context,
) -> Command:
    """Ask the partners of a side, or of both, for what is missing; refuses what `domain.ask_more` refuses."""
    partners, needed = tuple(sorted(asked)), tuple(dict.fromkeys(needs))
    more = MoreAsked(asked=partners, needs=needed, note=_said(note))
    return _about(
        "pair.ask_more",
        sides,
        context,
        lambda pair: domain.ask_more(pair, more),
        partners,
        needed,
        note,
    )


def answer(sides: Sides, note: str | None, context: Context) -> Command:
    """Tell what the partner knows that was asked; refuses what `domain.answer` refuses."""
    answered = MoreAnswered(partner=context.partner, note=_said(note))
    return _about("pair.answer", sides, context, lambda pair: domain.answer(pair, answered), note)


async def undo(  # noqa: PLR0913, PLR0917 - as above
    writer: Writer,
    connection: Reader,
    rules: Adjudication,
    sides: Sides,
    reason: PartingReason,
    note: str | None,
    context: Context,
) -> Outcome:
    """A person takes a link back: as `confirm`, since of one person two are served then.

    Raises:
        Refused: what `domain.undo` refuses.
        SijillError: `read_models_behind`.
    """
    alone = await _alone(writer, connection, rules, sides, context)
    return await writer.submit(undoing(sides, reason, note, context, alone=alone))


def undoing(
    sides: Sides,
    reason: PartingReason,
    note: str | None,
    context: Context,
    *,
    alone: bool = True,
) -> Command:
    """The command of `undo`, once it is known whether one person may decide."""
    undone = LinkUndone(reason=reason, note=_sealed(note))

    def decide(pair: Pair | None) -> Sequence[PairFact]:
        if pair is None:
            raise Refused("pair_not_linked")
        return domain.undo(pair, undone, by=context.actor, alone=alone)

    return _about("pair.undo", sides, context, decide, reason, note, both_there=False)


def link(found: Finding, context: Context) -> Command:
    """The machine is sure."""
    linked = RegistrationsLinked(
        sides=found.sides, model=found.model, score=found.score, evidence=Open(found.evidence)
    )
    return _about("pair.link", found.sides, context, lambda pair: domain.link(pair, linked), found)


def ask(found: Finding, why: CaseReason, context: Context, *, evidence_changed: bool) -> Command:
    """The machine is not sure. `evidence_changed`: it is another one than when a person parted the two."""
    opened = DuplicateCaseOpened(
        sides=found.sides,
        why=why,
        model=found.model,
        score=found.score,
        evidence=Open(found.evidence),
    )
    return _about(
        "pair.ask",
        found.sides,
        context,
        lambda pair: domain.open_case(pair, opened, evidence_changed=evidence_changed),
        found,
        why,
    )


def settle(sides: Sides, because: SettledReason, context: Context) -> Command:
    """The machine has no question any more, and takes a link of its own back."""

    def decide(pair: Pair | None) -> Sequence[PairFact]:
        return [] if pair is None else domain.settle(pair, because)

    return _about("pair.settle", sides, context, decide, because, both_there=False)


def _sealed(note: str | None) -> Open[str, Sensitive] | None:
    """Without a note there is nothing to seal, and so nothing that a forgotten side stands in the way of."""
    return None if note is None else Open(note)


def _said(note: str | None) -> Open[str, Identity] | None:
    return None if note is None else Open(note)


def _about(
    act: str,
    sides: Sides,
    context: Context,
    decision: Callable[[Pair | None], Sequence[AnyFact]],
    *said: object,
    both_there: bool = True,
) -> Command:
    """`both_there`: something new is said of the two, so neither may be withdrawn or forgotten."""
    stream = pair_of(sides.first, sides.second)
    there = ((sides.first, sides.first_household), (sides.second, sides.second_household))

    def decide(histories: Histories) -> Sequence[AnyFact]:
        for member, household in there if both_there else ():
            _require_there(fold_household(histories[household]), member)
        return decision(fold(histories, stream))

    homes = (sides.first_household, sides.second_household) if both_there else ()
    return Command(
        act=act,
        context=context,
        stream=stream,
        needs=(stream, *homes),
        decide=decide,
        content=canonical((sides, *said)),
    )


def _require_there(household: Household, member: UUID) -> None:
    """Raises `Refused`: `registration_withdrawn`, `member_unknown`, `person_forgotten`."""
    if household.withdrawn:
        raise Refused("registration_withdrawn")
    require_member(household, member)


def fold(histories: Histories, stream: UUID) -> Pair | None:
    """A pair as it stands; None where nothing was ever said of it."""
    pair: Pair | None = None
    for one in histories.get(stream, ()):
        if isinstance(one.fact, PairFact):
            pair = domain.evolve(pair, one.fact)
    return pair
