"""Cards and plates for members of a partner's own households: issued, replaced, lost, withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from registry.application.command import Command, Context, Histories, Mint, canonical
from registry.application.households import own_household
from registry.domain import entitlement_document as domain
from registry.domain.entitlement_document import (
    DocumentIssued,
    DocumentKind,
    DocumentLossReason,
    DocumentLost,
    DocumentReplaced,
    DocumentReplacementReason,
    DocumentWithdrawalReason,
    DocumentWithdrawn,
    Series,
    as_issued,
    series_id,
)
from registry.domain.errors import Refused
from registry.domain.facts import AnyFact
from registry.domain.fields import Open
from registry.domain.household import Household

LONGEST_NUMBER = 40
"""Characters; what is longer was meant for another field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whose document of which kind: with these two there is one at most that counts."""

    household: UUID
    member: UUID
    kind: DocumentKind

    @property
    def series(self) -> UUID:
        return series_id(self.member, self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What stands on a document; issued today where no day is given."""

    number: str
    issued_on: date | None = None
    valid_until: date | None = None


def issue_document(
    holder: Holder, printed: Printed, context: Context, mint: Mint, *, taken_by: str | None = None
) -> Command:
    """Issue a first document, or one after the last ended; the outcome's stream is that of the holder's documents.

    `taken_by` is the household of another who holds the number. Refuses `household_unknown` (another partner's too),
    `document_number_malformed`, `document_number_taken`, and what `domain.entitlement_document.issue` refuses.
    """
    document = mint.id()

    def decide(household: Household, series: Series | None) -> Sequence[AnyFact]:
        issued = DocumentIssued(
            document=document,
            household=holder.household,
            member=holder.member,
            kind=holder.kind,
            issued_on=printed.issued_on or mint.today(),
            valid_until=printed.valid_until,
            number=Open(_number(printed, taken_by)),
        )
        return domain.issue(series, issued, household, mint.today())

    return _of_holder("document.issue", holder, context, decide, printed)


def replace_document(  # noqa: PLR0913 - what is printed for whom, and why
    holder: Holder,
    printed: Printed,
    reason: DocumentReplacementReason,
    context: Context,
    mint: Mint,
    *,
    taken_by: str | None = None,
) -> Command:
    """Put another document in the place of the holder's last one; refuses as `issue_document` does."""
    document = mint.id()

    def decide(household: Household, series: Series | None) -> Sequence[AnyFact]:
        replaced = DocumentReplaced(
            former=document if series is None else series.document,
            document=document,
            household=holder.household,
            member=holder.member,
            kind=holder.kind,
            reason=reason,
            issued_on=printed.issued_on or mint.today(),
            valid_until=printed.valid_until,
            number=Open(_number(printed, taken_by)),
        )
        return domain.replace_by(series, replaced, household, mint.today())

    return _of_holder("document.replace", holder, context, decide, (printed, reason))


def lose_document(holder: Holder, reason: DocumentLossReason, context: Context) -> Command:
    """Say that the holder has the document no more."""

    def decide(household: Household, series: Series | None) -> Sequence[AnyFact]:
        last = _last(household, holder, series)
        lost = DocumentLost(document=last.document, member=holder.member, reason=reason)
        return domain.lose(last, lost)

    return _of_holder("document.lose", holder, context, decide, reason)


def withdraw_document(
    holder: Holder, reason: DocumentWithdrawalReason, context: Context
) -> Command:
    """Take the document back."""

    def decide(household: Household, series: Series | None) -> Sequence[AnyFact]:
        last = _last(household, holder, series)
        back = DocumentWithdrawn(document=last.document, member=holder.member, reason=reason)
        return domain.withdraw(last, back)

    return _of_holder("document.withdraw", holder, context, decide, reason)


def _of_holder(
    act: str,
    holder: Holder,
    context: Context,
    decide: Callable[[Household, Series | None], Sequence[AnyFact]],
    said: object,
) -> Command:
    def with_histories(histories: Histories) -> Sequence[AnyFact]:
        household = own_household(histories, holder.household, context.partner)
        return decide(household, as_issued(one.fact for one in histories.get(holder.series, ())))

    return Command(
        act=act,
        context=context,
        stream=holder.series,
        needs=(holder.household, holder.series),
        decide=with_histories,
        content=canonical((holder, said)),
    )


def _last(household: Household, holder: Holder, series: Series | None) -> Series:
    """The holder's last document, of somebody who was ever in the household.

    Raises:
        Refused: `member_unknown`, `document_unknown`.
    """
    if holder.member not in household.members:
        raise Refused("member_unknown")
    if series is None:
        raise Refused("document_unknown")
    return series


def _number(printed: Printed, taken_by: str | None) -> str:
    """Raises `Refused`: `document_number_malformed`, `document_number_taken`."""
    number = printed.number.strip()
    if not 0 < len(number) <= LONGEST_NUMBER or not number.isprintable():
        raise Refused("document_number_malformed", limit=LONGEST_NUMBER)
    if taken_by is not None:
        raise Refused("document_number_taken", household=taken_by)
    return number
