"""Asks of those who meet families again: what is mended, who is there, what they agree to, what is closed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any, TypeAlias
from uuid import UUID

from registry.application import acts, roster
from registry.application.amendments import HouseholdAmendment, MemberAmendment
from registry.application.command import Command, Context
from registry.application.corrections import correction
from registry.application.writer import Writer
from registry.domain import household as domain
from registry.domain.casework import (
    ClosingReason,
    HouseholdField,
    LeavingReason,
    MemberField,
    WithdrawalReason,
    by_people,
)
from registry.domain.dates import precise_date
from registry.domain.errors import Refused
from registry.domain.fields import Open
from registry.domain.household import Consent, Household, PersonName, Stratum, WashingtonGroup
from registry.domain.places import PCode
from registry.domain.vocabulary import (
    ConsentPurpose,
    ConsentState,
    Criterion,
    FieldGroup,
    NationalityGroup,
    Relation,
    Sex,
)
from tests.properties.asks import Act, Ask, Clerk
from tests.properties.people import PHONE, one_of

Decision: TypeAlias = Callable[[Household], object]
PLACES = (PCode("EG27"), PCode("EG2706"), PCode("EG2708"))
OTHERS = (Relation.SPOUSE, Relation.CHILD, Relation.OTHER)


def release(clerk: Clerk, context: Context, _: Random, home: UUID | None) -> Ask:
    at = home or clerk.mint.id()
    return _ask(clerk, Act.RELEASE, context, at, domain.release, lambda c: acts.release(at, c))


def reopen(clerk: Clerk, context: Context, chance: Random, home: UUID | None) -> Ask:
    closed = [one for one, state in clerk.town.homes.items() if state.closed is not None]
    at = chance.choice([home or clerk.mint.id(), *closed[-2:]])
    if clerk.town.owners.get(at) is not None:
        context = context.for_partner(clerk.town.owners[at])
    return _ask(clerk, Act.REOPEN, context, at, domain.reopen, lambda c: acts.reopen(at, c))


def close(clerk: Clerk, context: Context, chance: Random, home: UUID | None) -> Ask:
    at, reason, mint = home or clerk.mint.id(), one_of(chance, ClosingReason), clerk.mint
    return _ask(
        clerk,
        Act.CLOSE,
        context,
        at,
        lambda state: domain.close(state, reason, mint.today()),
        lambda c: acts.close(at, reason, None, c, mint),
    )


def withdraw(clerk: Clerk, context: Context, chance: Random, home: UUID | None) -> Ask:
    """Now and then only: nothing happens to it from then on."""
    if chance.random() < 0.6:
        return withdraw_member(clerk, context, chance, home)
    at, reason = home or clerk.mint.id(), one_of(chance, WithdrawalReason)
    return _ask(
        clerk,
        Act.WITHDRAW,
        context,
        at,
        lambda state: domain.withdraw(state, by_people(reason)),
        lambda c: acts.withdraw(at, reason, c),
    )


def withdraw_member(clerk: Clerk, context: Context, chance: Random, home: UUID | None) -> Ask:
    at, reason = home or clerk.mint.id(), one_of(chance, WithdrawalReason)
    member = _member(clerk, chance, home)
    return _ask(
        clerk,
        Act.WITHDRAW,
        context,
        at,
        lambda state: domain.withdraw_member(state, member, by_people(reason)),
        lambda c: acts.withdraw_member(at, member, reason, c),
    )


def answer(clerk: Clerk, context: Context, chance: Random, home: UUID | None) -> Ask:
    at = home or clerk.mint.id()
    consent = Consent(
        purpose=one_of(chance, ConsentPurpose),
        state=chance.choice((ConsentState.GIVEN, one_of(chance, ConsentState))),
        groups=tuple(chance.sample(list(FieldGroup), chance.choice((0, 0, 1, 2)))),
    )
    return _ask(
        clerk,
        Act.ANSWER,
        context,
        at,
        lambda state: domain.answer(state, consent),
        lambda c: acts.answer_consent(at, consent, c, clerk.mint),
    )


def relocate(clerk: Clerk, context: Context, chance: Random, home: UUID | None) -> Ask:
    at, place, mint = home or clerk.mint.id(), chance.choice(PLACES), clerk.mint
    there = domain.HouseholdRelocated(place=place, address=Open(None))
    return _ask(
        clerk,
        Act.RELOCATE,
        context,
        at,
        lambda state: domain.relocate(state, there),
        lambda c: acts.relocate(at, place, "شارع المحطة", c, mint),
    )


def assess(clerk: Clerk, context: Context, chance: Random, home: UUID | None) -> Ask:
    """The household, or a member of it."""
    at, criteria = home or clerk.mint.id(), tuple(chance.sample(list(Criterion), 2))
    if chance.random() < 0.5:
        return _ask(
            clerk,
            Act.ASSESS,
            context,
            at,
            domain.require_standing,
            lambda c: acts.assess_household(at, criteria, c),
        )
    member = _member(clerk, chance, home)
    assessment = roster.Assessment(
        household=at,
        member=member,
        criteria=chance.choice((None, criteria)),
        functioning=chance.choice((None, WashingtonGroup(seeing=4))),
    )

    async def prepare(again: Context, writer: Writer) -> Command:
        return await roster.assess_member(writer, assessment, again)

    def decision(state: Household) -> None:
        domain.require_standing(state)
        domain.require_present(state, member)

    return _ask(clerk, Act.ASSESS, context, at, decision, None, prepare)


def change_head(clerk: Clerk, context: Context, chance: Random, home: UUID | None) -> Ask:
    at, member = home or clerk.mint.id(), _member(clerk, chance, home)
    former_is = chance.choice((*OTHERS, *OTHERS, Relation.HEAD))
    name: Any = Open(PersonName(written="غير مهم"))
    return _ask(
        clerk,
        Act.CHANGE_HEAD,
        context,
        at,
        lambda state: domain.change_head(state, member, former_is, name),
        lambda c: roster.change_head(at, member, former_is, c),
    )


def leave(clerk: Clerk, context: Context, chance: Random, home: UUID | None) -> Ask:
    at, member, mint = home or clerk.mint.id(), _member(clerk, chance, home), clerk.mint
    went = (_day(chance), one_of(chance, LeavingReason))
    left = domain.MemberLeft(member=member, on=went[0], reason=Open(went[1]))
    return _ask(
        clerk,
        Act.LEAVE,
        context,
        at,
        lambda state: domain.leave(state, left, mint.today()),
        lambda c: roster.leave(at, member, went, c, mint),
    )


def die(clerk: Clerk, context: Context, chance: Random, home: UUID | None) -> Ask:
    at, member, mint = home or clerk.mint.id(), _member(clerk, chance, home), clerk.mint
    died = domain.MemberDied(member=member, on=_day(chance))
    return _ask(
        clerk,
        Act.DIE,
        context,
        at,
        lambda state: domain.die(state, died, mint.today()),
        lambda c: roster.die(at, member, died.on, c, mint),
    )


def move(clerk: Clerk, context: Context, chance: Random, home: UUID | None) -> Ask:
    here, member = home or clerk.mint.id(), _member(clerk, chance, home)
    own = [one for one, owner in clerk.town.owners.items() if owner == context.partner]
    there = chance.choice([one for one in own if one in clerk.town.homes] or [here])
    moved = roster.Move(
        household=here, member=member, to=there, relation=chance.choice(OTHERS), on=_day(chance)
    )

    async def prepare(again: Context, writer: Writer) -> Command:
        return await roster.move(writer, moved, again)

    def decision(state: Household) -> None:
        other = state if here == there else clerk.town.homes[there]
        today = clerk.mint.today()
        domain.move(state, (there, other), member, lambda: _arriving(moved), (moved.on, today))

    return _ask(clerk, Act.MOVE, context, here, decision, None, prepare)


def correct_household(clerk: Clerk, context: Context, chance: Random, home: UUID | None) -> Ask:
    at = home or clerk.mint.id()
    possible: dict[HouseholdField, Sequence[Any]] = {
        HouseholdField.DECLARED_SIZE: (2, 5, 0),
        HouseholdField.PLACE: PLACES,
        HouseholdField.PROTECTED: (True, False),
        HouseholdField.PHONES: ((), (PHONE,)),
        HouseholdField.ADDRESS: (None, "خلف المسجد"),
        HouseholdField.CRITERIA: ((), (Criterion.DEBT,), (Criterion.FEMALE_HEAD,)),
    }
    said = {field: chance.choice(possible[field]) for field in chance.sample(list(possible), 2)}
    amendment = HouseholdAmendment(household=at, said=said)

    async def prepare(again: Context, writer: Writer) -> Command:
        return await correction(writer, amendment, again)

    def decision(state: Household) -> None:
        clear = {field: value for field, value in said.items() if field in _COMPARED}
        changed = tuple(f for f, value in clear.items() if value != getattr(state, f.value, None))
        corrected = {field.value: clear[field] for field in changed}
        domain.correct_household(state, domain.HouseholdCorrected(changed=changed, **corrected))

    return _ask(clerk, Act.CORRECT, context, at, decision, None, prepare)


def correct_member(clerk: Clerk, context: Context, chance: Random, home: UUID | None) -> Ask:
    at, member = home or clerk.mint.id(), _member(clerk, chance, home)
    possible: dict[MemberField, Sequence[Any]] = {
        MemberField.RELATION: OTHERS,
        MemberField.SEX: (Sex.FEMALE, Sex.MALE),
        MemberField.BORN: (None, precise_date(1990), precise_date(2015, 5)),
        MemberField.NAME: (PersonName(written=f"{clerk.names.name()} المصحح"),),
        MemberField.PHONES: ((), (PHONE,)),
        MemberField.FUNCTIONING: (None, WashingtonGroup(walking=4)),
        MemberField.PARTNER_REFERENCE: (None, "م-1"),
    }
    said = {field: chance.choice(possible[field]) for field in chance.sample(list(possible), 2)}
    amendment = MemberAmendment(household=at, member=member, said=said)

    async def prepare(again: Context, writer: Writer) -> Command:
        return await correction(writer, amendment, again)

    def decision(state: Household) -> None:
        domain.require_standing(state)
        grown = domain.require_member(state, member)
        if said.get(MemberField.RELATION, grown.relation) is not grown.relation:
            relation = said[MemberField.RELATION]
            changed = domain.MemberCorrected(
                member=member, changed=(MemberField.RELATION,), relation=relation
            )
            domain.correct_member(state, changed)

    return _ask(clerk, Act.CORRECT_MEMBER, context, at, decision, None, prepare)


_COMPARED = {HouseholdField.DECLARED_SIZE, HouseholdField.PLACE, HouseholdField.PROTECTED}


def _ask(  # noqa: PLR0913, PLR0917 - what an ask is made of
    clerk: Clerk,
    act: Act,
    context: Context,
    home: UUID,
    decision: Decision,
    make: Callable[[Context], Command] | None,
    prepare: Callable[[Context, Writer], Any] | None = None,
) -> Ask:
    """Refused as the domain refuses it, whose states the town keeps; and to whoever's household it is not."""

    def objections() -> set[str]:
        if found := clerk.not_own(home, context):
            return found
        try:
            decision(clerk.town.homes[home])
        except Refused as no:
            return {no.code}
        return set()

    return Ask(act=act, context=context, make=make, prepare=prepare, objections=objections)


def _member(clerk: Clerk, chance: Random, home: UUID | None) -> UUID:
    """Somebody who is or was there; now and then a stranger."""
    if home is None or chance.random() < 0.05:
        return clerk.mint.id()
    return chance.choice(list(clerk.town.homes[home].members))


def _day(chance: Random) -> Any:
    return chance.choice((None, precise_date(2026, 10), precise_date(2026, 11, 3)))


def _arriving(moved: roster.Move) -> domain.MemberMovedIn:
    return domain.MemberMovedIn(
        member=moved.member,
        came_from=moved.household,
        relation=moved.relation,
        sex=Sex.UNKNOWN,
        birth_band=None,
        nationality=NationalityGroup.UNKNOWN,
        partner_reference=Open(None),
        name=Open(PersonName(written="")),
        identity_numbers=Open(()),
        born=Open(None),
        phones=Open(()),
        criteria=Open(()),
        functioning=Open(None),
        warnings=Open(()),
        stratum=Open(Stratum()),
    )
