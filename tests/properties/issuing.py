"""Cards and plates for members: issued, replaced, lost, withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from random import Random
from typing import Any, Final
from uuid import UUID

from registry.application import entitlement_documents as documents
from registry.application.command import Command, Context
from registry.application.entitlement_documents import Holder, Printed
from registry.domain import entitlement_document as domain
from registry.domain.entitlement_document import (
    DocumentFact,
    DocumentIssued,
    DocumentKind,
    DocumentLossReason,
    DocumentLost,
    DocumentReplaced,
    DocumentReplacementReason,
    DocumentWithdrawalReason,
    DocumentWithdrawn,
    Series,
)
from registry.domain.errors import Refused
from registry.domain.fields import Open
from registry.domain.household import Household
from tests.properties.asks import Act, Ask, Clerk
from tests.properties.people import one_of

NOBODYS: Final = UUID(int=0)
_DAYS: Final = (None, date(2026, 1, 4), date(2025, 6, 1), date(2031, 1, 1))
Decide = Callable[[Series | None, Household], Sequence[DocumentFact]]


def issue(clerk: Clerk, context: Context, chance: Random, home: UUID | None) -> Ask:
    holder, printed = _holder(clerk, chance, home), _printed(clerk, chance)

    def decide(series: Series | None, household: Household) -> Sequence[DocumentFact]:
        issued = DocumentIssued(document=NOBODYS, **_on_it(holder, printed, clerk))
        return domain.issue(series, issued, household, clerk.mint.today())

    return _ask(
        clerk, Act.ISSUE, context, holder, decide,
        lambda again: documents.issue_document(holder, printed, again, clerk.mint),
    )  # fmt: skip


def renew(clerk: Clerk, context: Context, chance: Random, home: UUID | None) -> Ask:
    holder, printed = _holder(clerk, chance, home), _printed(clerk, chance)
    reason = one_of(chance, DocumentReplacementReason)

    def decide(series: Series | None, household: Household) -> Sequence[DocumentFact]:
        replaced = DocumentReplaced(
            former=NOBODYS, document=NOBODYS, reason=reason, **_on_it(holder, printed, clerk)
        )
        return domain.replace_by(series, replaced, household, clerk.mint.today())

    return _ask(
        clerk, Act.RENEW, context, holder, decide,
        lambda again: documents.replace_document(holder, printed, reason, again, clerk.mint),
    )  # fmt: skip


def lose(clerk: Clerk, context: Context, chance: Random, home: UUID | None) -> Ask:
    holder, reason = _holder(clerk, chance, home), one_of(chance, DocumentLossReason)

    def decide(series: Series | None, household: Household) -> Sequence[DocumentFact]:
        lost = DocumentLost(document=NOBODYS, member=holder.member, reason=reason)
        return domain.lose(_last(holder, household, series), lost)

    return _ask(
        clerk, Act.LOSE, context, holder, decide,
        lambda again: documents.lose_document(holder, reason, again),
    )  # fmt: skip


def revoke(clerk: Clerk, context: Context, chance: Random, home: UUID | None) -> Ask:
    holder, reason = _holder(clerk, chance, home), one_of(chance, DocumentWithdrawalReason)

    def decide(series: Series | None, household: Household) -> Sequence[DocumentFact]:
        back = DocumentWithdrawn(document=NOBODYS, member=holder.member, reason=reason)
        return domain.withdraw(_last(holder, household, series), back)

    return _ask(
        clerk, Act.TAKE_BACK, context, holder, decide,
        lambda again: documents.withdraw_document(holder, reason, again),
    )  # fmt: skip


def _ask(  # noqa: PLR0913, PLR0917 - who asks what of whom, and what is to come of it
    clerk: Clerk,
    act: Act,
    context: Context,
    holder: Holder,
    decide: Decide,
    make: Callable[[Context], Command],
) -> Ask:
    def objections() -> set[str]:
        if found := clerk.not_own(holder.household, context):
            return found
        try:
            decide(clerk.town.documents.get(holder.series), clerk.town.homes[holder.household])
        except Refused as no:
            return {no.code}
        return set()

    return Ask(act=act, context=context, make=make, objections=objections)


def _holder(clerk: Clerk, chance: Random, home: UUID | None) -> Holder:
    """Of two times one somebody who had a document before."""
    there = list(clerk.town.homes[home].members) if home is not None else []
    had = [
        one
        for one in there
        if any(domain.series_id(one, kind) in clerk.town.documents for kind in DocumentKind)
    ]
    known = had if had and chance.random() < 1 / 2 else there
    member = chance.choice(known) if known and chance.random() > 0.05 else NOBODYS
    return Holder(household=home or NOBODYS, member=member, kind=one_of(chance, DocumentKind))


def _printed(clerk: Clerk, chance: Random) -> Printed:
    return Printed(
        number=f"ب-{clerk.asked}",
        issued_on=chance.choice((*_DAYS[:3], None, None)) if chance.random() < 0.9 else _DAYS[3],
        valid_until=chance.choice((None, date(2026, 6, 30), date(2027, 6, 30))),
    )


def _on_it(holder: Holder, printed: Printed, clerk: Clerk) -> dict[str, Any]:
    return {
        "household": holder.household,
        "member": holder.member,
        "kind": holder.kind,
        "issued_on": printed.issued_on or clerk.mint.today(),
        "valid_until": printed.valid_until,
        "number": Open(printed.number),
    }


def _last(holder: Holder, household: Household, series: Series | None) -> Series:
    if holder.member not in household.members:
        raise Refused("member_unknown")
    if series is None:
        raise Refused("document_unknown")
    return series
