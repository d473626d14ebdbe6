"""Asks about two registrations: the machine links and asks, people confirm, dismiss and undo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Final
from uuid import UUID

from registry.application import pairs
from registry.application.command import Command, Context
from registry.application.pairs import Finding, pair_of
from registry.domain import pair as domain
from registry.domain.envelope import Actor
from registry.domain.errors import Refused
from registry.domain.evidence import Evidence, EvidenceLevel, EvidenceOf
from registry.domain.household import require_member
from registry.domain.pair import ModelVersion, Pair, Sides
from registry.domain.sameness import (
    CaseReason,
    DismissalReason,
    Needed,
    PartingReason,
    SettledReason,
)
from registry.domain.vocabulary import Purpose, Role
from registry.projections.identities import at_odds
from tests.properties.asks import Act, Ask, Clerk
from tests.properties.people import one_of

_ALIKE: Final = (Evidence(of=EvidenceOf.BORN, level=EvidenceLevel.SAME, weight=8.0),)


def link(clerk: Clerk, context: Context, chance: Random, home: UUID | None) -> Ask:
    sides = _two(clerk, chance, home)
    machine, found = clerk.as_operator(context), _found(sides)
    return _ask(clerk, Act.LINK, machine, sides, lambda c: pairs.link(found, c))


def ask(clerk: Clerk, context: Context, chance: Random, home: UUID | None) -> Ask:
    sides, why = _two(clerk, chance, home), one_of(chance, CaseReason)
    changed = chance.random() < 0.5
    machine, found = clerk.as_operator(context), _found(sides)
    return _ask(
        clerk, Act.ASK, machine, sides, lambda c: pairs.ask(found, why, c, evidence_changed=changed)
    )


def settle(clerk: Clerk, context: Context, chance: Random, home: UUID | None) -> Ask:
    sides, because = _two(clerk, chance, home), one_of(chance, SettledReason)
    machine = clerk.as_operator(context)
    return _ask(
        clerk, Act.SETTLE, machine, sides, lambda c: pairs.settle(sides, because, c), new=False
    )


def confirm(clerk: Clerk, context: Context, chance: Random, home: UUID | None) -> Ask:
    """With who would be in conflict as the town stands, which a reviewer's command finds in the read models."""
    sides, note = _two(clerk, chance, home), _note(clerk, chance)
    by, alone = _who(clerk), _alone(clerk)

    def command(context: Context) -> Command:
        return pairs.confirmation(sides, _conflicts(clerk, sides), note, context, alone=alone)

    def decision(pair: Pair | None) -> None:
        conflicts = _conflicts(clerk, sides)
        confirmed = domain.DuplicateConfirmed(sides=sides)
        domain.confirm(pair, confirmed, conflicts, by=by, alone=alone)

    reviewing = _reviewing(context, by)
    return _ask(clerk, Act.CONFIRM, reviewing, sides, command, decision, note=note)


def dismiss(clerk: Clerk, context: Context, chance: Random, home: UUID | None) -> Ask:
    sides, note = _two(clerk, chance, home), _note(clerk, chance)
    reason = one_of(chance, DismissalReason)
    dismissed = domain.DuplicateDismissed(sides=sides, reason=reason)
    by, alone = _who(clerk), _alone(clerk)
    return _ask(
        clerk,
        Act.DISMISS,
        _reviewing(context, by),
        sides,
        lambda c: pairs.dismissal(sides, reason, note, c, alone=alone),
        lambda pair: domain.dismiss(pair, dismissed, by=by, alone=alone),
        note=note,
    )


def ask_more(clerk: Clerk, context: Context, chance: Random, home: UUID | None) -> Ask:
    sides, note = _two(clerk, chance, home), _note(clerk, chance)
    needs, whom = (one_of(chance, Needed),), chance.choice(list(clerk.town.partners))
    more = domain.MoreAsked(asked=(whom,), needs=needs)
    return _ask(
        clerk,
        Act.ASK_MORE,
        _reviewing(context),
        sides,
        lambda c: pairs.ask_more(sides, more.asked, needs, note, c),
        lambda pair: domain.ask_more(pair, more),
        note=note,
    )


def answer_pair(clerk: Clerk, context: Context, chance: Random, home: UUID | None) -> Ask:
    sides, note = _two(clerk, chance, home), _note(clerk, chance)
    answered = domain.MoreAnswered(partner=context.partner)
    return _ask(
        clerk,
        Act.ANSWER_PAIR,
        replace(context, purpose=Purpose.DEDUPLICATION),
        sides,
        lambda c: pairs.answer(sides, note, c),
        lambda pair: domain.answer(pair, answered),
        note=note,
    )


def undo(clerk: Clerk, context: Context, chance: Random, home: UUID | None) -> Ask:
    sides, note = _two(clerk, chance, home), _note(clerk, chance)
    reason = one_of(chance, PartingReason)
    by, alone = _who(clerk), _alone(clerk)

    def decision(pair: Pair | None) -> None:
        if pair is None:
            raise Refused("pair_not_linked")
        domain.undo(pair, domain.LinkUndone(reason=reason), by=by, alone=alone)

    return _ask(
        clerk,
        Act.UNDO_LINK,
        _reviewing(context, by),
        sides,
        lambda c: pairs.undoing(sides, reason, note, c, alone=alone),
        decision,
        note=note,
        new=False,
    )


def _two(clerk: Clerk, chance: Random, home: UUID | None) -> Sides:
    """As a rule two of whom something was said before; of different households in any case."""
    known = [one.sides for one in clerk.town.pairs.values()]
    if known and chance.random() < 0.6:
        return chance.choice(known)
    homes = list(clerk.town.homes)
    here = home or chance.choice(homes)
    there = chance.choice([one for one in homes if one != here])
    members = [list(clerk.town.homes[one].members) for one in (here, there)]
    # Nobody is left where all that a list had brought was taken back.
    one, other = (chance.choice(those) if those else None for those in members)
    if one is None or other is None or one == other:  # the same moved from one to the other
        return Sides(
            first=UUID(int=1), second=UUID(int=2), first_household=here, second_household=there
        )
    return pairs.sides_of((one, here), (other, there))


def _found(sides: Sides) -> Finding:
    return Finding(sides=sides, model=ModelVersion("v1"), score=80, evidence=_ALIKE)


def _reviewing(context: Context, who: Actor | None = None) -> Context:
    reviewing = replace(context, role=Role.REVIEWER, purpose=Purpose.DEDUPLICATION)
    return reviewing if who is None else replace(reviewing, actor=who)


def _who(clerk: Clerk) -> Actor:
    """One of two reviewers."""
    return Actor(UUID(int=1 + clerk.asked % 2))


def _alone(clerk: Clerk) -> bool:
    """Whether one of them may decide, as the plans that wait for it say."""
    return clerk.asked % 3 > 0


def _note(clerk: Clerk, chance: Random) -> str | None:
    return chance.choice((None, f"سألت الجيران {clerk.asked}"))


def _conflicts(clerk: Clerk, sides: Sides) -> tuple[tuple[UUID, UUID], ...]:
    everybody = {one: _person(clerk, one) for one in (sides.first, sides.second)}
    homes = {
        member: frozenset(clerk.town.homes_of(member))
        for those in everybody.values()
        for member in those
    }
    return at_odds(everybody[sides.first], everybody[sides.second], homes)


def _person(clerk: Clerk, member: UUID) -> set[UUID]:
    linked = [(p.sides.first, p.sides.second) for p in clerk.town.pairs.values() if p.linked]
    person, grown = set[UUID](), {member}
    while grown != person:
        person = set(grown)
        grown |= {one for two in linked for one in two if not person.isdisjoint(two)}
    return person


def _ask(  # noqa: PLR0913, PLR0917 - what an ask is made of
    clerk: Clerk,
    act: Act,
    context: Context,
    sides: Sides,
    make: Callable[[Context], Command],
    decision: Callable[[Pair | None], object] = lambda _: None,
    *,
    note: str | None = None,
    new: bool = True,
) -> Ask:
    """`new` where something is said that was not, so that both sides must be there."""

    def objections() -> set[str]:
        if new and (found := _against(clerk, sides)):
            return found
        stream = pair_of(sides.first, sides.second)
        try:
            decision(clerk.town.pairs.get(stream))
        except Refused as no:
            return {no.code}
        return {"person_forgotten"} if note and stream in clerk.town.unsaid else set()

    return Ask(act=act, context=context, make=make, objections=objections)


def _against(clerk: Clerk, sides: Sides) -> set[str]:
    there = ((sides.first, sides.first_household), (sides.second, sides.second_household))
    for member, home in there:
        state = clerk.town.homes[home]
        if state.withdrawn:
            return {"registration_withdrawn"}
        try:
            require_member(state, member)
        except Refused as no:
            return {no.code}
    return set()
