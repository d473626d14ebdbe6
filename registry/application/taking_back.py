"""What an import brought to one stream, what others built on it, and the facts that take it back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any, Final, TypeAlias
from uuid import UUID

from registry.application import said
from registry.application.households import fold as fold_household
from registry.application.referrals import fold_referral
from registry.application.said import Says
from registry.domain import delivery as deliveries
from registry.domain import entitlement_document as documents
from registry.domain import household as households
from registry.domain import referral as referrals
from registry.domain.casework import (
    DeliveryField,
    HouseholdField,
    MemberField,
    ReversalReason,
    WithdrawalReason,
)
from registry.domain.delivery import DeliveryCorrected, DeliveryRecorded, DeliveryReversed
from registry.domain.entitlement_document import (
    DocumentIssued,
    DocumentStage,
    DocumentWithdrawalReason,
    DocumentWithdrawn,
)
from registry.domain.envelope import Recorded
from registry.domain.errors import Refused
from registry.domain.facts import AnyFact
from registry.domain.fields import Open
from registry.domain.household import HouseholdCorrected, HouseholdTransferred, MemberCorrected
from registry.domain.referral import ReferralRejected, ReferralRevoked, ReferralSent
from registry.domain.subject_request import RequestAnswered, RequestReceived
from registry.domain.vocabulary import ConsentPurpose, ConsentState

History: TypeAlias = Sequence[Recorded[AnyFact]]
Opened: TypeAlias = Mapping[bytes, Any]
"""What sealed values hold; those of people who were forgotten are absent."""

_ERASURE: Final = (households.PersonForgotten, households.HouseholdForgotten)
_TAKEN_BACK: Final = (DeliveryReversed, ReferralRejected, ReferralRevoked, RequestAnswered)
_JOINED: Final = (households.MemberJoined, households.MemberMovedIn)


@dataclass(frozen=True, slots=True)
class Batch:
    """An import that is looked at: what it recorded before `until`, where taking it back begins.

    `undone` are other imports that were taken back: what they recorded is nobody's work any more.
    """

    file_import: UUID
    partner: UUID
    until: int
    today: date
    undone: frozenset[UUID] = frozenset()

    def brought(self, one: Recorded[AnyFact]) -> bool:
        return one.envelope.file_import == self.file_import and one.position < self.until

    def is_work_of_others(self, one: Recorded[AnyFact]) -> bool:
        source = one.envelope.file_import
        own = source == self.file_import or source in self.undone
        return not own and not isinstance(one.fact, _ERASURE)


@dataclass(slots=True)
class Back:
    """The facts that take back what a stream has of an import, and under which codes something had to stay."""

    facts: list[AnyFact] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def decided(self, decision: Callable[[], Sequence[AnyFact]]) -> None:
        try:
            self.facts += decision()
        except Refused as refused:
            self.left.append(refused.code)


def take_back(history: History, batch: Batch, opened: Opened) -> Back:
    """Nothing where all of it was taken back before."""
    back = Back()
    match history[0].fact:
        case households.HouseholdRegistered():
            _household(history, batch, opened, back)
        case DeliveryRecorded():
            _delivery(history, batch, opened, back)
        case _:
            pass
    return back


def sealed_before(history: History, batch: Batch) -> set[bytes]:
    """What must be opened to put it back: the sealed values of which the import said something else."""
    if batch.brought(history[0]):
        return set()
    former = [said.before(history, says, batch.brought) for says in _read_by(history)]
    return {value for one in former for value in one.values() if isinstance(value, bytes)}


def built_on(history: History, batch: Batch) -> list[Recorded[AnyFact]]:
    """What others recorded of that which the import brought to the stream, and stands."""
    if not batch.brought(history[0]):
        mine = set(_joined_by(history, batch))
        others = [one for one in history if batch.is_work_of_others(one)]
        handed = _handed_over(history, batch)
        return [one for one in others if _of(one.fact) & mine or one in handed]
    if _taken_back_by_others(history, batch):
        return []
    return [one for one in history[1:] if batch.is_work_of_others(one)]


def hanging_on(history: History, batch: Batch) -> Iterator[tuple[Recorded[AnyFact], UUID | None]]:
    """A delivery, a referral, a request or a document of others about whom the import brought, as long as it stands.

    How it was recorded, and of which household.
    """
    first = history[0]
    if batch.is_work_of_others(first) and not _taken_back_by_others(history, batch):
        yield first, getattr(first.fact, "household", None)


def is_about(history: History, registered: Collection[UUID], members: Collection[UUID]) -> bool:
    """Whether something asked or issued is about one of the households, somebody in it, or one of the members."""
    first = history[0].fact
    return isinstance(first, ReferralSent | RequestReceived | DocumentIssued) and (
        first.household in registered or first.member in members
    )


def is_handed_over(history: History, batch: Batch) -> bool:
    """Whether the household is another partner's by now: it stays, and all that hangs on it."""
    return bool(_handed_over(history, batch))


def take_along(history: History) -> list[AnyFact]:
    """The facts that end what hangs on an import: a delivery is reversed, a referral revoked unless it has ended.

    A document is withdrawn. What a person asked stays asked until it is answered.
    """
    if isinstance(history[0].fact, RequestReceived):
        return []
    if isinstance(history[0].fact, DeliveryRecorded):
        return [*deliveries.reverse(fold_delivery(history), ReversalReason.IMPORT_UNDONE)]
    if isinstance(history[0].fact, DocumentIssued):
        return _withdrawn(history, history[0].fact.member)
    state = fold_referral([one.fact for one in history])
    return [] if state.stage in referrals.ENDED else [*referrals.revoke(state)]


def _withdrawn(history: History, member: UUID) -> list[AnyFact]:
    """Of a holder's documents the last one, whoever issued those before it."""
    series = documents.as_issued(one.fact for one in history)
    if series is None or series.stage is DocumentStage.WITHDRAWN:
        return []
    reason = DocumentWithdrawalReason.ISSUED_IN_ERROR
    back = DocumentWithdrawn(document=series.document, member=member, reason=reason)
    return [*documents.withdraw(series, back)]


def _taken_back_by_others(history: History, batch: Batch) -> bool:
    """Whether it stands no more, by another than this undoing."""
    series = documents.as_issued(one.fact for one in history)
    if series is not None:
        return series.stage is DocumentStage.WITHDRAWN
    return any(
        isinstance(one.fact, _TAKEN_BACK) and one.envelope.file_import != batch.file_import
        for one in history
    )


def _handed_over(history: History, batch: Batch) -> list[Recorded[AnyFact]]:
    """How the household became another partner's after the import; empty while it is the partner's own."""
    if isinstance(history[0].fact, DeliveryRecorded):
        return []
    owner = fold_household(history).owner
    if owner in {None, batch.partner}:
        return []
    touched = next(one.position for one in history if batch.brought(one))
    return [
        one
        for one in history
        if one.position > touched and isinstance(one.fact, HouseholdTransferred)
    ]


def _household(history: History, batch: Batch, opened: Opened, back: Back) -> None:
    state = fold_household(history)
    if is_handed_over(history, batch):
        back.left.append("household_transferred")
        return
    if batch.brought(history[0]):
        back.decided(lambda: households.withdraw(state, WithdrawalReason.IMPORT_UNDONE))
        return
    mine = _joined_by(history, batch)
    for member in mine:
        back.decided(
            partial(households.withdraw_member, state, member, WithdrawalReason.IMPORT_UNDONE)
        )
    if fields := _put_back(history, said.of_household, batch, opened, HouseholdField):
        corrected = HouseholdCorrected(**fields)
        back.decided(lambda: households.correct_household(state, corrected))
    for member, says in said.members_said_of(history).items():
        if member not in mine and (fields := _put_back(history, says, batch, opened, MemberField)):
            mended = MemberCorrected(member=member, **fields)
            back.decided(partial(households.correct_member, state, mended))
    _answers(state, said.before(history, said.of_answers, batch.brought), back)


def _delivery(history: History, batch: Batch, opened: Opened, back: Back) -> None:
    if batch.brought(history[0]):
        back.facts += take_along(history)
        return
    state = fold_delivery(history)
    if fields := _put_back(history, said.of_delivery, batch, opened, DeliveryField):
        corrected = DeliveryCorrected(
            household=state.recorded.household, member=state.recorded.member, **fields
        )
        back.decided(lambda: deliveries.correct(state, corrected, batch.today))


def _answers(state: households.Household, former: dict[str, Any], back: Back) -> None:
    """Who had not been asked before does not agree: a yes is withdrawn, a no stays."""
    for purpose in ConsentPurpose:
        answer = former.get(purpose.value)
        if answer is not None and answer.state is ConsentState.NOT_ASKED:
            agrees = state.agrees(purpose)
            answer = replace(answer, state=ConsentState.WITHDRAWN) if agrees else None
        if answer is not None:
            back.decided(partial(households.answer, state, answer))
    if "hold" in former:
        reason = former["hold"]
        release = partial(households.release, state)
        back.decided(release if reason is None else partial(households.put_on_hold, state, reason))


def _put_back(
    history: History,
    says: Says,
    batch: Batch,
    opened: Opened,
    changeable: type[HouseholdField | MemberField | DeliveryField],
) -> dict[str, Any]:
    """The fields of a correction that says again what was said before the import; none where that is nothing."""
    former = {
        name: Open(opened[value]) if isinstance(value, bytes) else value
        for name, value in said.before(history, says, batch.brought).items()
        if not isinstance(value, bytes) or value in opened
    }
    changed = tuple(one for one in changeable if one.value in former)
    return {"changed": changed, **former} if changed else {}


def _read_by(history: History) -> Iterator[Says]:
    if isinstance(history[0].fact, DeliveryRecorded):
        yield said.of_delivery
    else:
        yield said.of_household
        yield from said.members_said_of(history).values()


def _joined_by(history: History, batch: Batch) -> list[UUID]:
    return [
        one.fact.member for one in history if isinstance(one.fact, _JOINED) and batch.brought(one)
    ]


def _of(fact: AnyFact) -> set[UUID]:
    """The members that a household's fact names."""
    named = (getattr(fact, name, None) for name in ("member", "head", "former"))
    return {one for one in named if isinstance(one, UUID)}


def fold_delivery(history: History) -> deliveries.Delivery:
    state = None
    for one in history:
        if not isinstance(one.fact, deliveries.DeliveryFact):
            raise TypeError("not the stream of a delivery")
        state = deliveries.evolve(state, one.fact)
    if state is None:
        raise Refused("delivery_unknown")
    return state
