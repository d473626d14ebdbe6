"""Asking another organisation to help, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from registry.application.command import Command, Context, Histories, Mint, canonical
from registry.application.households import fold, own_household
from registry.application.reaching import reaches
from registry.domain import referral as domain
from registry.domain.casework import (
    DisclosedField,
    Priority,
    ReferralResult,
    RejectionReason,
)
from registry.domain.errors import Refused
from registry.domain.facts import AnyFact
from registry.domain.fields import Open, Sensitive
from registry.domain.household import Household
from registry.domain.referral import (
    Referral,
    ReferralDone,
    ReferralFact,
    ReferralRedirected,
    ReferralRejected,
    ReferralSent,
)
from registry.domain.vocabulary import BenefitFamily
from registry.eventlog.log import Log


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralDraft:
    """What a partner asks of another; `disclosed` is what it wants to show of the person."""

    household: UUID
    member: UUID | None = None
    to: UUID
    need: BenefitFamily
    priority: Priority = Priority.NORMAL
    disclosed: tuple[DisclosedField, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A referral that stands in the log, and which household it is about: that never changes."""

    referral: UUID
    household: UUID
    sender: UUID


async def known_referral(log: Log, referral: UUID) -> Known:
    """Find a referral.

    Raises:
        Refused: `referral_unknown`.
    """
    state = fold_referral([one.fact for one in await log.load(referral)])
    return Known(referral, state.household, state.sender)


def send_referral(
    draft: ReferralDraft, context: Context, mint: Mint, *, agreements: Sequence[UUID]
) -> Command:
    """Ask a partner to help; the outcome's stream is the referral's id.

    `agreements` are those that may bind the two; which of them is in force is decided from their facts.
    Refuses `household_unknown` (another partner's too) and what `domain.referral.send` refuses.
    """

    def decide(histories: Histories) -> Sequence[AnyFact]:
        household = own_household(histories, draft.household, context.partner)
        parties = (context.partner, draft.to)
        sent = ReferralSent(
            household=draft.household,
            member=draft.member,
            sender=context.partner,
            to=draft.to,
            need=draft.need,
            priority=draft.priority,
            due=mint.clock() + domain.DUE_WITHIN[draft.priority],
            disclosed=draft.disclosed,
            note=Open(draft.note),
        )
        reachable = reaches(histories, agreements, parties, mint.today())
        return domain.send(None, sent, household, reachable=reachable)

    return Command(
        act="referral.send",
        context=context,
        stream=mint.id(),
        needs=(draft.household, draft.to, *agreements),
        decide=decide,
        content=canonical(draft),
    )


def accept_referral(known: Known, context: Context) -> Command:
    """The partner that was asked will help; refuses `referral_unknown` and what `domain.referral.accept` refuses."""
    return _of_asked("referral.accept", known, context, domain.accept)


def start_referral(known: Known, context: Context) -> Command:
    return _of_asked("referral.start", known, context, domain.start)


def reject_referral(
    known: Known, reason: RejectionReason, note: str | None, context: Context
) -> Command:
    return _of_asked(
        "referral.reject",
        known,
        context,
        lambda referral, household: domain.reject(
            referral,
            ReferralRejected(
                about=referral.subject, reason=reason, note=_words(note, referral, household)
            ),
        ),
        (reason, note),
    )


def finish_referral(
    known: Known, result: ReferralResult, feedback: str | None, context: Context
) -> Command:
    """Tell the sender how it ended."""
    return _of_asked(
        "referral.finish",
        known,
        context,
        lambda referral, household: domain.finish(
            referral,
            ReferralDone(
                about=referral.subject,
                result=result,
                feedback=_words(feedback, referral, household),
            ),
        ),
        (result, feedback),
    )


def redirect_referral(  # noqa: PLR0913 - to whom and why, and what is known of whom it may reach
    known: Known,
    to: UUID,
    reason: RejectionReason,
    context: Context,
    mint: Mint,
    *,
    agreements: Sequence[UUID],
) -> Command:
    """Pass the request on to a partner that its sender reaches; `agreements` as in `send_referral`."""

    def decide(histories: Histories) -> Sequence[AnyFact]:
        referral = _asked(histories, known, context)
        household = fold(histories[known.household])
        reachable = reaches(histories, agreements, (referral.sender, to), mint.today())
        redirected = ReferralRedirected(to=to, reason=reason)
        return domain.redirect(referral, redirected, household, reachable=reachable)

    return Command(
        act="referral.redirect",
        context=context,
        stream=known.referral,
        needs=(known.referral, known.household, to, *agreements),
        decide=decide,
        content=canonical((known.referral, to, reason)),
    )


def revoke_referral(known: Known, context: Context) -> Command:
    """The sender takes its request back."""

    def decide(histories: Histories) -> Sequence[AnyFact]:
        referral = fold_referral([one.fact for one in histories.get(known.referral, ())])
        if referral.sender != context.partner:
            raise Refused("referral_unknown")
        return domain.revoke(referral)

    return Command(
        act="referral.revoke",
        context=context,
        stream=known.referral,
        needs=(known.referral,),
        decide=decide,
        content=canonical(known.referral),
    )


def _of_asked(
    act: str,
    known: Known,
    context: Context,
    decide: Callable[[Referral, Household], Sequence[ReferralFact]],
    said: object = None,
) -> Command:
    """An act of the partner that is asked, decided with what the household agrees to now."""

    def with_histories(histories: Histories) -> Sequence[AnyFact]:
        referral = _asked(histories, known, context)
        return decide(referral, fold(histories[known.household]))

    return Command(
        act=act,
        context=context,
        stream=known.referral,
        needs=(known.referral, known.household),
        decide=with_histories,
        content=canonical((known.referral, said)),
    )


def _words(
    text: str | None, referral: Referral, household: Household
) -> Open[str | None, Sensitive] | None:
    """What is written about the subject, to be sealed; of who was forgotten there is no key any more.

    Raises:
        Refused: `person_forgotten`, something was written.
    """
    whole = referral.subject == referral.household
    forgotten = household.erased if whole else referral.subject in household.forgotten
    if forgotten and text is not None:
        raise Refused("person_forgotten")
    return None if forgotten else Open(text)


def _asked(histories: Histories, known: Known, context: Context) -> Referral:
    referral = fold_referral([one.fact for one in histories.get(known.referral, ())])
    if referral.asked != context.partner:
        raise Refused("referral_unknown")
    return referral


def fold_referral(facts: Sequence[AnyFact]) -> Referral:
    """Raises `Refused`: `referral_unknown` where they are of something else, or of nothing."""
    state: Referral | None = None
    for fact in facts:
        if not isinstance(fact, ReferralFact):
            raise Refused("referral_unknown")
        state = domain.evolve(state, fact)
    if state is None:
        raise Refused("referral_unknown")
    return state
