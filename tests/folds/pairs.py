"""Pairs, written down from the facts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

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
                "linked": None,
                "parted": False,
                "model": None,
                "score": None,
                "evidence": None,
                "case": None,
                "opened_at": None,
                "dismissal": None,
                "parting": None,
                "note": None,
                "changed_at": one.recorded_at,
                **_UNASKED,
            }
        row = rows[one.stream]
        if isinstance(fact, _ON_THE_WAY):
            row |= _goes_on(row, one)
            continue
        row["changed_at"] = one.recorded_at
        if isinstance(fact, pair.RegistrationsLinked | pair.DuplicateCaseOpened):
            row |= {"model": fact.model, "score": fact.score, "evidence": bytes_of(fact.evidence)}
        row |= _stands(one)
        if isinstance(fact, pair.LinkUndone) and row["case"] is None:
            row["opened_at"] = None
        if not isinstance(fact, pair.DuplicateCaseOpened):
            row |= _UNASKED
    return rows


_ON_THE_WAY = (
    pair.ConfirmationProposed
    | pair.DismissalProposed
    | pair.PartingProposed
    | pair.MoreAsked
    | pair.MoreAnswered
)
_UNASKED: dict[str, Any] = {
    "proposed": None,
    "proposed_by": None,
    "proposed_at": None,
    "asked": (),
    "asked_by": None,
    "asked_at": None,
    "needs": (),
    "asked_note": None,
    "answered_by": None,
    "answered_at": None,
    "answer_note": None,
}


def _goes_on(row: dict[str, Any], one: Recorded[AnyFact]) -> dict[str, Any]:
    at = one.recorded_at
    match one.fact:
        case (
            pair.ConfirmationProposed(by=by)
            | pair.DismissalProposed(by=by)
            | pair.PartingProposed(by=by)
        ):
            same = isinstance(one.fact, pair.ConfirmationProposed)
            return {
                "proposed": "one_person" if same else "two_persons",
                "proposed_by": by,
                "proposed_at": at,
                "opened_at": row["opened_at"] or at,
            }
        case pair.MoreAsked(asked=asked, needs=needs, note=note):
            partners = tuple(dict.fromkeys((*row["asked"], *asked)))
            said = {"asked": partners, "asked_by": one.envelope.partner, "asked_at": at}
            return said | {"needs": needs, "asked_note": note and bytes_of(note)}
        case pair.MoreAnswered(partner=partner, note=note):
            left = tuple(waits for waits in row["asked"] if waits != partner)
            said = {"asked": left, "answered_by": partner, "answered_at": at}
            return said | {"answer_note": note and bytes_of(note)}
        case _:
            raise AssertionError("a fact that decides")


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
