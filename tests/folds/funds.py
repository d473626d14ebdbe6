"""The books of funds, written down from the facts: all that was said, added up anew for each entry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from registry.domain import fund
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from tests.folds.households import Rows

NOTHING = Decimal(0)


def book(facts: Iterable[Recorded[AnyFact]]) -> Rows:
    """The last entry of each."""
    said: dict[UUID, list[Recorded[AnyFact]]] = {}
    for one in facts:
        if isinstance(one.fact, fund.FundFact):
            said.setdefault(one.stream, []).append(one)
    return {stream: {"fund": stream, **_stands(those)} for stream, those in said.items()}


def _stands(said: Sequence[Recorded[AnyFact]]) -> dict[str, Any]:
    opened, last = said[0].fact, said[-1].fact
    assert isinstance(opened, fund.FundOpened)
    facts = [one.fact for one in said]
    settled = [one for one in facts if isinstance(one, fund.FundSettled)]
    held = [one.amount.amount for one in facts if isinstance(one, fund.FundCommitted)]
    came = [one.amount.amount for one in facts if isinstance(one, fund.FundContributed)]
    paid = [one.amount.amount for one in facts if isinstance(one, fund.FundSpent)]
    back = [one.amount.amount for one in facts if isinstance(one, fund.FundEntryReversed)]
    amount = last.spent if isinstance(last, fund.FundSettled) else getattr(last, "amount", None)
    freed = last.committed if isinstance(last, fund.FundSettled) else None
    return {
        "owner": opened.owner,
        "code": opened.code,
        "name_ar": opened.name_ar,
        "name_en": opened.name_en,
        "currency": opened.currency,
        "contributed": sum(came, NOTHING) + sum((one for one in back if one < 0), NOTHING),
        "committed": sum(held, NOTHING) - sum((one.committed.amount for one in settled), NOTHING),
        "disbursed": sum(paid, NOTHING)
        + sum((one.spent.amount for one in settled), NOTHING)
        - sum((one for one in back if one > 0), NOTHING),
        "number": len(said) - 1,
        "kind": type(last).__name__.removeprefix("Fund").removeprefix("Entry").lower(),
        "written_at": said[-1].recorded_at,
        "amount": None if amount is None else amount.amount,
        "freed": None if freed is None else freed.amount,
        "day": getattr(last, "on", None),
        "source": getattr(last, "source", None),
        "given_by": getattr(last, "given_by", None),
        "plan": getattr(last, "plan", None),
        "paid_for": getattr(last, "paid_for", None),
        "delivery": getattr(last, "delivery", None),
        "reverses": getattr(last, "entry", None),
        "reason": getattr(last, "reason", None),
    }
