"""Cards and plates: one live one of a kind a holder, replaced and never doubled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from uuid import UUID

import pytest

from registry.domain.casework import Presence
from registry.domain.entitlement_document import (
    DocumentFact,
    DocumentIssued,
    DocumentKind,
    DocumentLossReason,
    DocumentLost,
    DocumentReplaced,
    DocumentReplacementReason,
    DocumentStage,
    DocumentWithdrawalReason,
    DocumentWithdrawn,
    Series,
    as_issued,
    evolve,
    issue,
    lose,
    replace_by,
    series_id,
    withdraw,
)
from registry.domain.fields import Open
from registry.domain.household import Grown, Household
from registry.domain.places import PCode
from registry.domain.vocabulary import Relation
from tests.story import Story, Told

TODAY = date(2026, 10, 20)
HOLDER, FIRST, SECOND = UUID(int=11), UUID(int=21), UUID(int=22)
home = Household(HOLDER, PCode("EG2706"), members={HOLDER: Grown(Relation.HEAD, 1980)})
issued = DocumentIssued(
    document=FIRST,
    household=UUID(int=1),
    member=HOLDER,
    kind=DocumentKind.PRIORITY_CARD,
    issued_on=date(2026, 1, 4),
    valid_until=date(2027, 1, 3),
    number=Open("ب-4711"),
)
replaced = DocumentReplaced(
    former=FIRST,
    document=SECOND,
    household=UUID(int=1),
    member=HOLDER,
    kind=DocumentKind.PRIORITY_CARD,
    reason=DocumentReplacementReason.LOST,
    issued_on=date(2026, 3, 1),
    valid_until=date(2028, 3, 1),
    number=Open("ب-4712"),
)
lost = DocumentLost(document=FIRST, member=HOLDER, reason=DocumentLossReason.STOLEN)
withdrawn = DocumentWithdrawn(
    document=FIRST, member=HOLDER, reason=DocumentWithdrawalReason.MISUSED
)
nothing: Story[Series, DocumentFact] = Story(evolve)
held = nothing.given(issued)
another = replace(issued, document=SECOND, issued_on=date(2026, 10, 20), valid_until=None)


def begin(
    story: Story[Series, DocumentFact], fact: DocumentIssued, at: Household = home
) -> Told[DocumentFact]:
    return story.begin(lambda series: issue(series, fact, at, TODAY))


def test_a_second_live_one_is_refused_and_the_day_after_the_last_another_is_issued() -> None:
    begin(nothing, issued).then(issued)
    begin(held, another).refused("document_live")
    last_day = nothing.given(replace(issued, valid_until=date(2026, 10, 20)))
    begin(last_day, another).refused("document_live")
    expired = nothing.given(replace(issued, valid_until=date(2026, 10, 19)))
    begin(expired, another).then(another)
    begin(expired, replace(another, issued_on=date(2026, 10, 19))).refused("document_live")
    endless = nothing.given(replace(issued, valid_until=None))
    begin(endless, another).refused("document_live")


@pytest.mark.parametrize("ended", [lost, withdrawn])
def test_what_was_lost_or_withdrawn_makes_room_for_another(ended: DocumentFact) -> None:
    begin(held.given(ended), another).then(another)


def test_replacing_takes_the_place_of_what_is_live_lost_or_expired() -> None:
    replacing = partial(replace_by, replaced=replaced, household=home, today=TODAY)
    held.when(replacing).then(replaced)
    held.given(lost).when(replacing).then(replaced)
    held.given(withdrawn).when(replacing).refused("document_withdrawn")
    nothing.begin(replacing).refused("document_unknown")
    older = replace(replaced, issued_on=date(2026, 1, 3))
    held.when(partial(replace_by, replaced=older, household=home, today=TODAY)).refused(
        "document_older_than_former"
    )
    now = held.given(replaced)
    assert now.state == Series(SECOND, date(2026, 3, 1), date(2028, 3, 1))
    begin(now, another).refused("document_live")


def test_saying_the_same_again_says_nothing_and_something_else_is_refused() -> None:
    held.when(lambda series: lose(series, lost)).then(lost)
    held.given(lost).when(lambda series: lose(series, lost)).then()
    held.given(lost).when(lambda series: withdraw(series, withdrawn)).then(withdrawn)
    gone = held.given(withdrawn)
    gone.when(lambda series: withdraw(series, withdrawn)).then()
    otherwise = replace(withdrawn, reason=DocumentWithdrawalReason.RETURNED)
    gone.when(lambda series: withdraw(series, otherwise)).refused("document_withdrawn")
    gone.when(lambda series: lose(series, lost)).refused("document_withdrawn")


def test_days_that_have_not_come_or_run_backwards_and_holders_who_are_gone_are_refused() -> None:
    begin(nothing, replace(issued, issued_on=date(2026, 10, 21))).refused("day_in_the_future")
    begin(nothing, replace(issued, valid_until=date(2026, 1, 3))).refused("document_days_reversed")
    died = replace(home, members={HOLDER: Grown(Relation.HEAD, 1980, presence=Presence.DIED)})
    begin(nothing, issued, died).refused("member_not_present")
    begin(nothing, issued, replace(home, closed=TODAY)).refused("household_closed")
    begin(nothing, replace(issued, member=UUID(int=12))).refused("member_unknown")


def test_each_kind_of_each_holder_is_a_stream_of_its_own() -> None:
    streams = {series_id(one, kind) for one in (HOLDER, FIRST) for kind in DocumentKind}
    assert len(streams) == 2 * len(DocumentKind)
    folded = as_issued([issued, lost])
    assert folded is not None
    assert folded.stage is DocumentStage.LOST
    assert as_issued([home]) is None
