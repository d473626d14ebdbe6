"""Forgetting a person: the fact first, then the keys, then what could find them again. Every step may be redone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from uuid import UUID

from registry.application.command import Command, Context, Elsewhere, Histories, canonical
from registry.application.comparing import as_it_stands
from registry.application.households import fold, own_household
from registry.application.writer import Writer
from registry.domain import household as domain
from registry.domain.delivery import DeliveryRecorded
from registry.domain.entitlement_document import (
    DocumentIssued,
    DocumentKind,
    DocumentReplaced,
    series_id,
)
from registry.domain.envelope import Recorded
from registry.domain.errors import VersionConflict
from registry.domain.facts import AnyFact, subject_of
from registry.domain.household import CaseNumber
from registry.domain.pair import PairFact
from registry.domain.referral import ReferralSent
from registry.domain.subject_request import RequestReceived


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureRequest:
    """Whom to forget; `case` is where the request is kept.

    `about` are the streams of deliveries, referrals, requests and documents about the households that the member was
    ever in. Those of pairs that it is a side of come in `pairs`: what was said of the two goes with either.
    """

    household: UUID
    member: UUID
    case: CaseNumber
    about: Collection[UUID] = ()
    pairs: Collection[UUID] = ()


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What forgetting a member came to; `household` tells whether the household's own contacts went with it."""

    household: UUID
    subjects: tuple[UUID, ...]
    already: bool


async def forget_member(writer: Writer, request: ErasureRequest, context: Context) -> Forgotten:
    """Forget a member of a household of the acting partner, in every household that it was ever in.

    Safe to repeat: a second call finishes what a crash left undone.

    Raises:
        Refused: `household_unknown`, `household_transferred`, `member_unknown`, `case_number_malformed`,
            `act_not_allowed`.
    """

    async def command() -> Command:
        homes = await _homes(writer, request)
        return _command(request, tuple(homes), context, writer.mint.today().year)

    outcome = await as_it_stands(writer, command)
    homes = await _homes(writer, request)
    states = {home: fold(history) for home, history in homes.items() if history}
    erased = [home for home, state in states.items() if state.erased]
    subjects = (request.member, *erased)
    await writer.keys.destroy((*subjects, *request.pairs))
    # What was asked, and the partner's own reference, would bring the person back at the next import.
    for home, state in states.items():
        if state.erased or request.member == state.head:
            await writer.log.forget_reference(home)
    documents = [series_id(request.member, kind) for kind in DocumentKind]
    others = await writer.log.load_many({*request.about, *request.pairs, *documents})
    everything = list(chain(*homes.values(), *others.values()))
    home_of = _homes_of(everything)
    about = [
        one
        for one in everything
        if _tells_of(request.member, one, states.get(_home_of(one, home_of)))
    ]
    await writer.log.wipe_commands(_last_facts(about, everything))
    return Forgotten(request.household, subjects, already=outcome.position == 0)


async def _homes(writer: Writer, request: ErasureRequest) -> Histories:
    """The households that the member was ever in, beginning with the one that is asked about."""
    homes: dict[UUID, Sequence[Recorded[AnyFact]]] = {}
    near = {request.household}
    while near:
        histories = await writer.log.load_many(near)
        homes |= histories
        near = {one for those in histories.values() for one in _ways(request.member, those)}
        near -= homes.keys()
    return homes


def _ways(member: UUID, history: Iterable[Recorded[AnyFact]]) -> Iterator[UUID]:
    """The households that a member came from or went to."""
    for one in history:
        match one.fact:
            case domain.MemberMovedOut(member=who, to=home) if who == member:
                yield home
            case domain.MemberMovedIn(member=who, came_from=home) if who == member:
                yield home
            case _:
                pass


def _command(
    request: ErasureRequest, homes: Collection[UUID], context: Context, year: int
) -> Command:
    others = tuple(home for home in homes if home != request.household)

    def decide(histories: Histories) -> Sequence[AnyFact | Elsewhere]:
        here = own_household(histories, request.household, context.partner)
        if any(not {*_ways(request.member, histories[home])} <= {*homes} for home in homes):
            raise VersionConflict  # it has moved on meanwhile
        facts: list[AnyFact | Elsewhere] = []
        for home in others:
            there = domain.forget(fold(histories[home]), request.member, request.case, year)
            facts += [Elsewhere(home, fact) for fact in there]
        return [*facts, *domain.forget(here, request.member, request.case, year)]

    return Command(
        act="household.forget",
        context=context,
        stream=request.household,
        needs=(request.household, *others),
        also=others,
        decide=decide,
        content=canonical((request.household, request.member, request.case)),
    )


def _homes_of(facts: Iterable[Recorded[AnyFact]]) -> dict[UUID, UUID]:
    """The household that each delivery, referral and request is about, as its first fact says."""
    return {
        one.stream: one.fact.household
        for one in facts
        if isinstance(one.fact, DeliveryRecorded | ReferralSent | RequestReceived)
        and one.fact.household is not None
    }


def _home_of(one: Recorded[AnyFact], home_of: Mapping[UUID, UUID]) -> UUID:
    """Each document was issued in a household; its holder may have moved before the next one."""
    if isinstance(one.fact, DocumentIssued | DocumentReplaced):
        return one.fact.household
    return home_of.get(one.stream, one.stream)


def _tells_of(member: UUID, one: Recorded[AnyFact], home: domain.Household | None) -> bool:
    """Whether a fact was recorded from words about the member; of an erased household, whatever it is."""
    subject = subject_of(one.stream, one.fact)
    erased = home is not None and home.erased
    match one.fact:
        case domain.HouseholdRegistered(head=head):
            return erased or head == member
        case domain.MemberDied(member=who):
            return who == member
        case _ if isinstance(one.fact, PairFact):
            return True  # a note about the two
        case _:
            return subject is not None and (subject == member or erased)


def _last_facts(
    about: Iterable[Recorded[AnyFact]], histories: Iterable[Recorded[AnyFact]]
) -> set[tuple[UUID, int]]:
    """Stream and version of the last fact of each command that recorded one of `about`, in whatever streams."""
    commands = {one.envelope.command for one in about}
    last: dict[UUID, Recorded[AnyFact]] = {}
    for one in sorted(histories, key=attrgetter("position")):
        if one.envelope.command in commands:
            last[one.envelope.command] = one
    return {(one.stream, one.version) for one in last.values()}
