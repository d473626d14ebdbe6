"""Pairs, written down from the facts."""

from __future__ import annotations

from collections.abc import Iterable

from registry.domain import pair
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.sameness import PartingReason
from tests.folds.households import Rows, bytes_of


def pairs(facts: Iterable[Recorded[AnyFact]]) -> Rows:
    rows: Rows = {}
    for one in facts:
        fact = one.fact
        if not isinstance(fact, pair.PairFact):
            continue
        if one.stream not in rows and (sides := getattr(fact, "sides", None)):
            rows[one.stream] = {
                "pair": one.stream,
                "first": sides.first,
                "second": sides.second,
                "first_household": sides.first_household,
                "second_household": sides.second_household,
                "parted": False,
                "model": None,
                "score": None,
                "evidence": None,
                "case": None,
                "opened_at": None,
                "dismissal": None,
                "parting": None,
                "note": None,
            }
        row = rows[one.stream]
        row["changed_at"] = one.recorded_at
        if isinstance(fact, pair.RegistrationsLinked | pair.DuplicateCaseOpened):
            row |= {"model": fact.model, "score": fact.score, "evidence": bytes_of(fact.evidence)}
        row |= _stands(one)
    return rows


def _stands(one: Recorded[AnyFact]) -> dict[str, object]:
    row: dict[str, object] = {"linked": None, "case": None, "opened_at": None}
    said = {"parted": False, "dismissal": None, "parting": None, "note": None}
    match one.fact:
        case pair.RegistrationsLinked():
            return row | said | {"linked": "machine"}
        case pair.DuplicateCaseOpened(why=why):
            return row | {"case": why, "opened_at": one.recorded_at}
        case pair.DuplicateCaseSettled():
            return {"case": None, "opened_at": None}
        case pair.DuplicateConfirmed(note=note):
            return row | said | {"linked": "person", "note": note and bytes_of(note)}
        case pair.DuplicateDismissed(reason=why, note=note):
            apart = {"parted": True, "dismissal": why, "note": note and bytes_of(note)}
            return row | said | apart
        case pair.LinkUndone(reason=parting, note=note):
            by_person = parting is not PartingReason.EVIDENCE_CHANGED
            apart = {"linked": None, "parted": by_person, "parting": parting}
            return said | apart | {"note": note and bytes_of(note)}
        case _:
            raise AssertionError("a fact of a pair that this fold does not know")
