"""What is said of a pair: by the machine, and by people, whose word stands."""

from __future__ import annotations

from uuid import UUID

import pytest

from registry.domain.envelope import Actor
from registry.domain.evidence import Evidence, EvidenceLevel, EvidenceOf
from registry.domain.fields import Open
from registry.domain.pair import (
    ConfirmationProposed,
    DismissalProposed,
    DuplicateCaseOpened,
    DuplicateCaseSettled,
    DuplicateConfirmed,
    DuplicateDismissed,
    LinkUndone,
    ModelVersion,
    MoreAnswered,
    MoreAsked,
    Pair,
    PairFact,
    PartingProposed,
    RegistrationsLinked,
    Sides,
    answer,
    ask_more,
    confirm,
    dismiss,
    evolve,
    link,
    open_case,
    settle,
    undo,
)
from registry.domain.sameness import (
    CaseReason,
    DismissalReason,
    Needed,
    PartingReason,
    SettledReason,
)
from tests.story import Story

FATIMA, FATMA = UUID(int=1), UUID(int=2)
SIDES = Sides(
    first=FATIMA, second=FATMA, first_household=UUID(int=11), second_household=UUID(int=12)
)
ALIKE = (
    Evidence(of=EvidenceOf.GIVEN_NAME, level=EvidenceLevel.OTHER_SCRIPT, weight=3.1),
    Evidence(of=EvidenceOf.BORN, level=EvidenceLevel.SAME, weight=8.2),
)
MONA, SAMIR = Actor(UUID(int=21)), Actor(UUID(int=22))
ASKED, OTHER = UUID(int=31), UUID(int=32)
linked = RegistrationsLinked(sides=SIDES, model=ModelVersion("v1"), score=113, evidence=Open(ALIKE))
opened = DuplicateCaseOpened(
    sides=SIDES, why=CaseReason.IN_DOUBT, model=ModelVersion("v1"), score=31, evidence=Open(ALIKE)
)
settled = DuplicateCaseSettled(because=SettledReason.EVIDENCE_CHANGED)
confirmed = DuplicateConfirmed(sides=SIDES, note=Open("نفس السيدة، زرتها"))
dismissed = DuplicateDismissed(sides=SIDES, reason=DismissalReason.RELATIVES, note=Open("أختان"))
parted = LinkUndone(reason=PartingReason.ASKED_THEM)
by_machine = LinkUndone(reason=PartingReason.EVIDENCE_CHANGED)
proposed = ConfirmationProposed(sides=SIDES, by=MONA, note=confirmed.note)
otherwise = DismissalProposed(sides=SIDES, by=MONA, reason=dismissed.reason, note=dismissed.note)
parting = PartingProposed(by=MONA, reason=parted.reason)
asked = MoreAsked(asked=(ASKED,), needs=(Needed.VISIT,), note=Open("هل زرتموها؟"))
answered = MoreAnswered(partner=ASKED, note=Open("نعم"))
nothing: Story[Pair, PairFact] = Story(evolve)


def apart(pair: Pair) -> list[PairFact]:
    return undo(pair, parted, by=MONA, alone=True)


def test_the_machine_links_and_asks_once() -> None:
    nothing.begin(lambda p: link(p, linked)).then(linked)
    nothing.given(linked).begin(lambda p: link(p, linked)).then()
    nothing.begin(lambda p: open_case(p, opened, evidence_changed=False)).then(opened)
    nothing.given(opened).begin(lambda p: open_case(p, opened, evidence_changed=True)).then()
    nothing.given(opened).begin(lambda p: link(p, linked)).then(linked)


def test_what_is_recorded_since_settles_a_case_and_parts_what_the_machine_linked() -> None:
    nothing.given(opened).when(lambda p: settle(p, settled.because)).then(settled)
    nothing.given(linked).when(lambda p: settle(p, settled.because)).then(by_machine)
    nothing.given(opened, settled).when(lambda p: settle(p, settled.because)).then()
    nothing.given(linked).begin(lambda p: open_case(p, opened, evidence_changed=True)).then(
        by_machine, opened
    )
    nothing.given(linked, by_machine).begin(lambda p: link(p, linked)).then(linked)


@pytest.mark.parametrize("word", [(confirmed,), (linked, confirmed), (opened, confirmed)])
def test_a_persons_link_is_never_undone_by_the_machine(word: tuple[PairFact, ...]) -> None:
    story = nothing.given(*word)
    story.when(lambda p: settle(p, settled.because)).then()
    story.begin(lambda p: open_case(p, opened, evidence_changed=True)).then()
    story.begin(lambda p: link(p, linked)).then()
    story.begin(lambda p: confirm(p, confirmed, (), by=MONA, alone=True)).then()


@pytest.mark.parametrize("word", [(opened, dismissed), (dismissed,), (linked, parted)])
def test_what_a_person_parted_is_not_raised_again_unless_the_evidence_changes(
    word: tuple[PairFact, ...],
) -> None:
    story = nothing.given(*word)
    story.begin(lambda p: link(p, linked)).then()
    story.begin(lambda p: open_case(p, opened, evidence_changed=False)).then()
    story.begin(lambda p: open_case(p, opened, evidence_changed=True)).then(opened)
    story.begin(lambda p: dismiss(p, dismissed, by=MONA, alone=True)).then()
    asked_again = story.given(opened)
    asked_again.begin(lambda p: link(p, linked)).then()
    asked_again.begin(lambda p: dismiss(p, dismissed, by=MONA, alone=True)).then(dismissed)
    asked_again.begin(lambda p: confirm(p, confirmed, (), by=MONA, alone=True)).then(confirmed)


def test_a_confirmation_that_would_make_one_of_two_members_is_refused() -> None:
    conflicts = ((FATIMA, UUID(int=7)),)
    nothing.given(opened).begin(
        lambda p: confirm(p, confirmed, conflicts, by=MONA, alone=True)
    ).refused("link_joins_members")


def test_a_link_is_undone_and_not_dismissed() -> None:
    nothing.given(linked).begin(lambda p: dismiss(p, dismissed, by=MONA, alone=True)).refused(
        "pair_is_linked"
    )
    nothing.given(linked).when(apart).then(parted)
    nothing.given(confirmed).when(apart).then(parted)
    nothing.given(confirmed, parted).when(apart).then()
    nothing.given(opened).when(apart).refused("pair_not_linked")
    nothing.given(linked).when(lambda p: undo(p, by_machine, by=MONA, alone=True)).refused(
        "parting_reason_of_the_machine"
    )


@pytest.mark.parametrize("link_made", [linked, confirmed])
def test_a_link_holds_until_another_takes_it_back_too(link_made: PairFact) -> None:
    nothing.given(link_made).when(lambda p: undo(p, parted, by=MONA, alone=False)).then(parting)
    said = nothing.given(link_made, parting)
    said.when(lambda p: undo(p, parted, by=MONA, alone=False)).refused("second_is_the_first")
    said.when(lambda p: undo(p, parted, by=SAMIR, alone=False)).then(parted)
    said.begin(lambda p: dismiss(p, dismissed, by=SAMIR, alone=False)).refused("pair_is_linked")
    theirs = ConfirmationProposed(sides=SIDES, by=SAMIR, note=confirmed.note)
    said.begin(lambda p: confirm(p, confirmed, (), by=SAMIR, alone=False)).then(theirs)
    said.given(theirs).begin(lambda p: confirm(p, confirmed, (), by=MONA, alone=False)).then(
        confirmed
    )
    said.given(confirmed).begin(lambda p: confirm(p, confirmed, (), by=MONA, alone=True)).then()


def test_a_link_of_somebody_forgotten_stays_and_what_was_proposed_of_it_ends() -> None:
    gone = DuplicateCaseSettled(because=SettledReason.FORGOTTEN)
    nothing.given(linked, parting).when(lambda p: settle(p, gone.because)).then(gone)
    withdrawn = DuplicateCaseSettled(because=SettledReason.WITHDRAWN)
    nothing.given(linked, parting).when(lambda p: settle(p, withdrawn.because)).then(
        withdrawn, by_machine
    )
    nothing.given(confirmed, parting).when(lambda p: settle(p, withdrawn.because)).then(withdrawn)


def test_the_sides_stand_in_the_order_of_their_ids() -> None:
    with pytest.raises(ValueError, match="order"):
        Sides(first=FATMA, second=FATIMA, first_household=FATIMA, second_household=FATMA)


@pytest.mark.parametrize("before", [(), (opened,), (dismissed, opened), (linked,)])
def test_where_one_may_not_decide_alone_another_must_say_the_same(
    before: tuple[PairFact, ...],
) -> None:
    story = nothing.given(*before)
    story.begin(lambda p: confirm(p, confirmed, (), by=MONA, alone=False)).then(proposed)
    said = story.given(proposed)
    said.begin(lambda p: confirm(p, confirmed, (), by=MONA, alone=False)).refused(
        "second_is_the_first"
    )
    said.begin(lambda p: confirm(p, confirmed, (), by=SAMIR, alone=False)).then(confirmed)
    said.begin(lambda p: confirm(p, confirmed, (), by=MONA, alone=True)).then(confirmed)


def test_a_dismissal_needs_a_second_too_and_speaks_against_what_was_proposed() -> None:
    story = nothing.given(opened, proposed)
    theirs = DismissalProposed(sides=SIDES, by=SAMIR, reason=dismissed.reason, note=dismissed.note)
    story.begin(lambda p: dismiss(p, dismissed, by=SAMIR, alone=False)).then(theirs)
    against = story.given(theirs)
    against.begin(lambda p: confirm(p, confirmed, (), by=SAMIR, alone=False)).then(
        ConfirmationProposed(sides=SIDES, by=SAMIR, note=confirmed.note)
    )
    against.begin(lambda p: dismiss(p, dismissed, by=MONA, alone=False)).then(dismissed)
    nothing.given(dismissed, proposed).begin(
        lambda p: dismiss(p, dismissed, by=SAMIR, alone=True)
    ).then(dismissed)


@pytest.mark.parametrize("over", [linked, confirmed, dismissed, settled])
def test_what_answers_a_case_ends_what_was_proposed_and_asked(over: PairFact) -> None:
    story = nothing.given(opened, otherwise, asked, over)
    story.begin(lambda p: answer(p, answered)).refused("pair_asks_nothing")
    story.begin(lambda p: ask_more(p, asked)).refused("pair_not_open")


def test_a_proposal_ends_with_either_of_the_two_and_not_with_evidence_that_nobody_asked() -> None:
    story = nothing.given(proposed)
    story.when(lambda p: settle(p, SettledReason.EVIDENCE_CHANGED)).then()
    gone = DuplicateCaseSettled(because=SettledReason.FORGOTTEN)
    story.when(lambda p: settle(p, gone.because)).then(gone)


def test_a_partner_that_was_asked_answers_once_for_itself() -> None:
    nothing.begin(lambda p: ask_more(p, asked)).refused("pair_not_open")
    story = nothing.given(opened)
    story.begin(lambda p: ask_more(p, asked)).then(asked)
    waits = story.given(asked)
    waits.begin(lambda p: answer(p, MoreAnswered(partner=OTHER))).refused("pair_asks_nothing")
    waits.begin(lambda p: answer(p, answered)).then(answered)
    waits.given(answered).begin(lambda p: answer(p, answered)).refused("pair_asks_nothing")
    waits.given(answered).begin(lambda p: ask_more(p, asked)).then(asked)
