"""Cards and plates, written down from the facts."""

from __future__ import annotations

from collections.abc import Iterable

from registry.domain import entitlement_document as domain
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from tests.folds.households import Rows, bytes_of


def documents(facts: Iterable[Recorded[AnyFact]]) -> Rows:
    rows: Rows = {}
    for one in facts:
        match one.fact:
            case domain.DocumentIssued() as issued:
                rows[issued.document] = _new(one, issued)
            case domain.DocumentReplaced() as replaced:
                rows[replaced.former]["stage"] = domain.DocumentStage.REPLACED
                rows[replaced.document] = _new(one, replaced) | {
                    "replaces": replaced.former,
                    "replacement": replaced.reason,
                }
            case domain.DocumentLost() as lost:
                rows[lost.document] |= {"stage": domain.DocumentStage.LOST, "loss": lost.reason}
            case domain.DocumentWithdrawn() as withdrawn:
                rows[withdrawn.document] |= {
                    "stage": domain.DocumentStage.WITHDRAWN,
                    "withdrawal": withdrawn.reason,
                }
            case _:
                pass
    return rows


def _new(
    one: Recorded[AnyFact], fact: domain.DocumentIssued | domain.DocumentReplaced
) -> dict[str, object]:
    return {
        "document": fact.document,
        "series": one.stream,
        "partner": one.envelope.partner,
        "household": fact.household,
        "member": fact.member,
        "kind": fact.kind,
        "since": one.position,
        "issued_on": fact.issued_on,
        "valid_until": fact.valid_until,
        "replaces": None,
        "replacement": None,
        "stage": domain.DocumentStage.ISSUED,
        "loss": None,
        "withdrawal": None,
        "number": bytes_of(fact.number),
    }
