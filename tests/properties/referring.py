"""Asks between partners: to help somebody, what becomes of it, and to take a household over."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from random import Random
from typing import Final, TypeAlias
from uuid import UUID

from registry.application import referrals, transfers
from registry.application.command import Command, Context
from registry.application.referrals import Known, ReferralDraft
from registry.domain import household as households
from registry.domain import referral as domain
from registry.domain.casework import (
    DisclosedField,
    Priority,
    ReferralResult,
    ReferralStage,
    RejectionReason,
)
from registry.domain.errors import Refused
from registry.domain.household import Household
from registry.domain.referral import Referral
from registry.domain.vocabulary import ConsentPurpose, Purpose, Role, Sees
from tests.families import FAMILIES
from tests.properties.asks import Act, Ask, Clerk, refused_by
from tests.properties.people import one_of

Decision: TypeAlias = Callable[[Referral, Household], object]
NOWHERE: Final = UUID(int=0)
_SENT, _ACCEPTED = ReferralStage.SENT, ReferralStage.ACCEPTED
FROM: Final = {
    Act.ACCEPT: {_SENT},
    Act.REJECT: {_SENT, _ACCEPTED},
    Act.REDIRECT: {_SENT, _ACCEPTED},
    Act.START: {_ACCEPTED},
    Act.FINISH: {_ACCEPTED, ReferralStage.STARTED},
    Act.REVOKE: {_SENT, _ACCEPTED, ReferralStage.STARTED},
}
"""The stages from which an act can be done."""


def send(clerk: Clerk, context: Context, chance: Random, home: UUID | None) -> Ask:
    """For somebody who agrees to it, as a rule: of others there are more."""
    at = _willing(clerk, context, chance, home, ConsentPurpose.REFERRAL)
    state = clerk.town.homes.get(at)
    draft = ReferralDraft(
        household=at,
        member=chance.choice([None, *(state.members if state else ())]),
        to=_reached(clerk, context, chance),
        need=chance.choice(FAMILIES),
        priority=one_of(chance, Priority),
        disclosed=tuple(chance.sample(list(DisclosedField), chance.choice((0, 0, 0, 1)))),
        note=chance.choice((None, f"تحتاج إلى علاج {clerk.asked}")),
    )
    binding = tuple(clerk.town.agreements)

    def decision(home: Household) -> None:
        sent = domain.ReferralSent(
            household=at,
            member=draft.member,
            sender=context.partner,
            to=draft.to,
            need=draft.need,
            priority=draft.priority,
            due=clerk.mint.clock(),
            disclosed=draft.disclosed,
            note=None,  # type: ignore[arg-type]  # nothing is decided from it
        )
        reachable = _reaches(clerk, binding, context.partner, draft.to)
        domain.send(None, sent, home, reachable=reachable)

    return Ask(
        act=Act.SEND,
        context=replace(context, purpose=Purpose.REFERRAL),
        make=lambda again: referrals.send_referral(draft, again, clerk.mint, agreements=binding),
        objections=lambda: (
            clerk.not_own(at, context) or refused_by(lambda: decision(clerk.town.homes[at]))
        ),
    )


def accept(clerk: Clerk, context: Context, chance: Random, _home: UUID | None) -> Ask:
    return _asked(clerk, Act.ACCEPT, context, chance, referrals.accept_referral, domain.accept)


def start(clerk: Clerk, context: Context, chance: Random, _home: UUID | None) -> Ask:
    return _asked(clerk, Act.START, context, chance, referrals.start_referral, domain.start)


def reject(clerk: Clerk, context: Context, chance: Random, _home: UUID | None) -> Ask:
    reason, note = one_of(chance, RejectionReason), chance.choice((None, "لا مكان"))

    def decision(referral: Referral, home: Household) -> None:
        _require_words(note, referral, home)
        rejected = domain.ReferralRejected(about=referral.subject, reason=reason)
        domain.reject(referral, rejected)

    return _asked(
        clerk,
        Act.REJECT,
        context,
        chance,
        lambda known, again: referrals.reject_referral(known, reason, note, again),
        decision,
    )


def finish(clerk: Clerk, context: Context, chance: Random, _home: UUID | None) -> Ask:
    result, feedback = one_of(chance, ReferralResult), chance.choice((None, "انتهى العلاج"))

    def decision(referral: Referral, home: Household) -> None:
        _require_words(feedback, referral, home)
        domain.finish(referral, domain.ReferralDone(about=referral.subject, result=result))

    return _asked(
        clerk,
        Act.FINISH,
        context,
        chance,
        lambda known, again: referrals.finish_referral(known, result, feedback, again),
        decision,
    )


def redirect(clerk: Clerk, context: Context, chance: Random, _home: UUID | None) -> Ask:
    to, reason = chance.choice(list(clerk.town.partners)), one_of(chance, RejectionReason)
    binding, redirected = (
        tuple(clerk.town.agreements),
        domain.ReferralRedirected(to=to, reason=reason),
    )

    def decision(referral: Referral, home: Household) -> None:
        reachable = _reaches(clerk, binding, referral.sender, to)
        domain.redirect(referral, redirected, home, reachable=reachable)

    return _asked(
        clerk,
        Act.REDIRECT,
        context,
        chance,
        lambda known, again: referrals.redirect_referral(
            known, to, reason, again, clerk.mint, agreements=binding
        ),
        decision,
    )


def revoke(clerk: Clerk, context: Context, chance: Random, _home: UUID | None) -> Ask:
    known = _some(clerk, chance, FROM[Act.REVOKE])
    context = context if chance.random() < 0.1 else context.for_partner(known.sender)

    def objections() -> set[str]:
        referral = clerk.town.referrals.get(known.referral)
        if referral is None or referral.sender != context.partner:
            return {"referral_unknown"}
        return refused_by(lambda: domain.revoke(referral))

    return Ask(
        act=Act.REVOKE,
        context=replace(context, purpose=Purpose.REFERRAL),
        make=lambda again: referrals.revoke_referral(known, again),
        objections=objections,
    )


def offer(clerk: Clerk, context: Context, chance: Random, home: UUID | None) -> Ask:
    at = _willing(clerk, context, chance, home, ConsentPurpose.SHARING)
    to, binding = _reached(clerk, context, chance), tuple(clerk.town.agreements)

    def objections() -> set[str]:
        if found := clerk.not_own(at, context):
            return found
        if to != context.partner and not _reaches(clerk, binding, context.partner, to):
            return {"referral_without_agreement"}
        return refused_by(lambda: households.offer(clerk.town.homes[at], context.partner, to))

    return Ask(
        act=Act.OFFER,
        context=_deciding(context),
        make=lambda again: transfers.offer_household(at, to, again, clerk.mint, agreements=binding),
        objections=objections,
    )


def end_offer(clerk: Clerk, context: Context, chance: Random, home: UUID | None) -> Ask:
    """The one who offered, or the one who was asked."""
    at = _offered(clerk, chance) or home or clerk.mint.id()
    context = _of_either(clerk, context, chance, at)

    def objections() -> set[str]:
        state = clerk.town.homes.get(at)
        if state is not None and state.offered_to == context.partner:
            return set()
        return clerk.not_own(at, context)

    return Ask(
        act=Act.END_OFFER,
        context=_deciding(context),
        make=lambda again: transfers.end_offer(at, again),
        objections=objections,
    )


def take_over(clerk: Clerk, context: Context, chance: Random, home: UUID | None) -> Ask:
    at = _offered(clerk, chance) or home or clerk.mint.id()
    context = _of_either(clerk, context, chance, at)

    def objections() -> set[str]:
        state = clerk.town.homes.get(at)
        if state is None or context.partner not in {state.offered_to, state.owner}:
            return {"household_unknown"}
        return refused_by(lambda: households.take_over(state, context.partner))

    return Ask(
        act=Act.TAKE_OVER,
        context=_deciding(context),
        make=lambda again: transfers.take_over(at, again),
        objections=objections,
    )


def _asked(  # noqa: PLR0913, PLR0917 - what an ask is made of
    clerk: Clerk,
    act: Act,
    context: Context,
    chance: Random,
    make: Callable[[Known, Context], Command],
    decision: Decision,
) -> Ask:
    """By whoever is asked, as a rule."""
    known = _some(clerk, chance, FROM[act])
    now = clerk.town.referrals.get(known.referral)
    if now is not None and chance.random() < 0.9:
        context = context.for_partner(now.asked)

    def objections() -> set[str]:
        referral = clerk.town.referrals.get(known.referral)
        if referral is None or referral.asked != context.partner:
            return {"referral_unknown"}
        return refused_by(lambda: decision(referral, clerk.town.homes[referral.household]))

    return Ask(
        act=act,
        context=replace(context, purpose=Purpose.REFERRAL),
        make=lambda again: make(known, again),
        objections=objections,
    )


def _some(clerk: Clerk, chance: Random, stages: Collection[ReferralStage]) -> Known:
    """One of the last, as a rule one with which it can be done."""
    lately = list(clerk.town.referrals.items())[-12:]
    open_ones = [one for one in lately if one[1].stage in stages]
    if not lately:
        return Known(clerk.mint.id(), clerk.mint.id(), next(iter(clerk.town.partners)))
    stream, state = chance.choice(open_ones if open_ones and chance.random() < 0.9 else lately)
    return Known(stream, state.household, state.sender)


def _willing(
    clerk: Clerk, context: Context, chance: Random, home: UUID | None, purpose: ConsentPurpose
) -> UUID:
    own = [one for one, owner in clerk.town.owners.items() if owner == context.partner]
    agreeing = [
        one for one in own if one in clerk.town.homes and clerk.town.homes[one].agrees(purpose)
    ]
    return chance.choice(agreeing) if agreeing and chance.random() < 0.8 else home or NOWHERE


def _reached(clerk: Clerk, context: Context, chance: Random) -> UUID:
    partners, binding = list(clerk.town.partners), tuple(clerk.town.agreements)
    near = [one for one in partners if _reaches(clerk, binding, context.partner, one)]
    return chance.choice(near if near and chance.random() < 0.8 else partners)


def _reaches(clerk: Clerk, agreements: Sequence[UUID], sender: UUID, to: UUID) -> bool:
    """Whether an agreement of today lets one partner ask another for help, as the town knows it."""
    if to not in clerk.town.partners or clerk.town.partners[to].suspended:
        return False
    today = clerk.mint.today()
    for state in (clerk.town.agreements[one] for one in agreements):
        terms = state.terms
        ends = {terms.until or today, state.ended or today}
        seeing = {one.partner for one in terms.parties if one.sees is Sees.RECORDS}
        lasts = terms.begins <= today <= min(ends)
        if lasts and Purpose.REFERRAL in terms.purposes and {sender, to} <= seeing:
            return True
    return False


def _offered(clerk: Clerk, chance: Random) -> UUID | None:
    offered = [one for one, state in clerk.town.homes.items() if state.offered_to is not None]
    return chance.choice(offered) if offered and chance.random() < 0.9 else None


def _of_either(clerk: Clerk, context: Context, chance: Random, home: UUID) -> Context:
    state = clerk.town.homes.get(home)
    if state is None or state.offered_to is None or chance.random() < 0.1:
        return context
    either = (state.offered_to, state.offered_to, clerk.town.owners[home])
    return context.for_partner(chance.choice(either))


def _deciding(context: Context) -> Context:
    return replace(context, role=Role.DATA_OFFICER, purpose=Purpose.REFERRAL)


def _require_words(words: str | None, referral: Referral, home: Household) -> None:
    whole = referral.subject == referral.household
    gone = home.erased if whole else referral.subject in home.forgotten
    if words is not None and gone:
        raise Refused("person_forgotten")
