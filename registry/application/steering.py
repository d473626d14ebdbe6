"""Enrolling partners, signing and ending agreements, opening and closing programmes and setting their rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeVar
from uuid import UUID

from registry.application.command import Command, Context, Histories, Mint, canonical
from registry.application.ready_rules import ready
from registry.domain import agreement, partner, programme
from registry.domain.errors import Refused
from registry.domain.facts import AnyFact
from registry.domain.rules import EligibilityRule

State = TypeVar("State")
SomeFact = TypeVar("SomeFact", bound=AnyFact)


def enrol_partner(enrolled: partner.PartnerEnrolled, context: Context, mint: Mint) -> Command:
    """Enrol a partner; the outcome's stream is its id.

    Its code is the key: of two who take it the first is answered to both, or the second refused for other words.
    """
    keyed = context.with_key(f"partner:{enrolled.code}")
    return _begun("partner.enrol", keyed, mint, lambda: partner.enrol(None, enrolled), enrolled)


def suspend_partner(stream: UUID, context: Context) -> Command:
    return _continued(
        "partner.suspend",
        stream,
        context,
        lambda history: partner.suspend(_partner(history)),
        stream,
    )


def report_every(days: int | None, agreed_on: date | None, context: Context, mint: Mint) -> Command:
    """Agree, for the acting partner, within how many days what it gives is on record."""
    return _continued(
        "partner.report_every",
        context.partner,
        context,
        lambda history: partner.report_every(_partner(history), days, agreed_on, mint.today()),
        (days, agreed_on),
    )


def report_up_to(day: date, context: Context, mint: Mint) -> Command:
    """Say that all that the acting partner gave up to a day is on record."""
    return _continued(
        "partner.report_up_to",
        context.partner,
        context,
        lambda history: partner.report_up_to(_partner(history), day, mint.today()),
        day,
    )


def sign_agreement(terms: agreement.Terms, context: Context, mint: Mint) -> Command:
    """Sign an agreement; the outcome's stream is its id."""
    return _begun("agreement.sign", context, mint, lambda: agreement.sign(None, terms), terms)


def amend_agreement(stream: UUID, terms: agreement.Terms, context: Context) -> Command:
    return _continued(
        "agreement.amend",
        stream,
        context,
        lambda history: agreement.amend(_agreement(history), terms),
        (stream, terms),
    )


def end_agreement(stream: UUID, last_day: date, context: Context) -> Command:
    return _continued(
        "agreement.end",
        stream,
        context,
        lambda history: agreement.end(_agreement(history), last_day),
        (stream, last_day),
    )


def open_programme(opened: programme.ProgrammeOpened, context: Context, mint: Mint) -> Command:
    """Open a programme of the acting partner; the outcome's stream is its id, and its code the key, as a partner's."""
    keyed = context.with_key(f"programme:{opened.code}")

    def decide() -> Sequence[AnyFact]:
        if opened.owner != context.partner:
            raise Refused("programme_unknown", code=opened.code)
        return programme.open_programme(None, opened)

    return _begun("programme.open", keyed, mint, decide, opened)


def close_programme(stream: UUID, context: Context) -> Command:
    return _of_own("programme.close", stream, context, programme.close_programme, stream)


def set_overlap(stream: UUID, rule: programme.OverlapRule, context: Context) -> Command:
    """Say what an own programme overlaps with."""
    return _of_own(
        "programme.set_overlap",
        stream,
        context,
        lambda state: programme.set_overlap(state, rule),
        (stream, rule),
    )


def tag_programme(stream: UUID, tags: Sequence[str], context: Context) -> Command:
    """Say what an own programme is for, by all its tags."""
    return _of_own(
        "programme.tag",
        stream,
        context,
        lambda state: programme.tag(state, tags),
        (stream, tuple(tags)),
    )


def set_rule(stream: UUID, rule: EligibilityRule, context: Context) -> Command:
    """Say whom an own programme is for.

    Raises:
        Refused: what `ready_rules.ready` refuses.
    """
    ready(rule)
    return _of_own(
        "programme.set_rule",
        stream,
        context,
        lambda state: programme.set_rule(state, rule),
        (stream, rule),
    )


def _of_own(
    act: str,
    stream: UUID,
    context: Context,
    decide: Callable[[programme.Programme], Sequence[AnyFact]],
    asked: object,
) -> Command:
    def of_own(history: Sequence[AnyFact]) -> Sequence[AnyFact]:
        state = _fold(history, programme.ProgrammeFact, programme.evolve, "programme_unknown")
        if state.owner != context.partner:
            raise Refused("programme_unknown", code=str(stream))
        return decide(state)

    return _continued(act, stream, context, of_own, asked)


def _partner(history: Sequence[AnyFact]) -> partner.Partner:
    return _fold(history, partner.PartnerFact, partner.evolve, "partner_unknown")


def _agreement(history: Sequence[AnyFact]) -> agreement.Agreement:
    return _fold(history, agreement.AgreementFact, agreement.evolve, "agreement_unknown")


def _begun(
    act: str, context: Context, mint: Mint, decide: Callable[[], Sequence[AnyFact]], asked: object
) -> Command:
    return Command(
        act=act,
        context=context,
        stream=mint.id(),
        decide=lambda _: decide(),
        content=canonical(asked),
    )


def _continued(
    act: str,
    stream: UUID,
    context: Context,
    decide: Callable[[Sequence[AnyFact]], Sequence[AnyFact]],
    asked: object,
) -> Command:
    def with_history(histories: Histories) -> Sequence[AnyFact]:
        return decide([recorded.fact for recorded in histories.get(stream, ())])

    return Command(
        act=act,
        context=context,
        stream=stream,
        needs=(stream,),
        decide=with_history,
        content=canonical(asked),
    )


def _fold(
    history: Iterable[AnyFact],
    kind: object,
    evolve: Callable[[State | None, SomeFact], State],
    unknown: str,
) -> State:
    state: State | None = None
    for fact in history:
        if not isinstance(fact, kind):  # type: ignore[arg-type]  # a union of facts, which isinstance takes
            raise Refused(unknown, code="")
        state = evolve(state, fact)  # type: ignore[arg-type]  # narrowed by the line above
    if state is None:
        raise Refused(unknown, code="")
    return state
