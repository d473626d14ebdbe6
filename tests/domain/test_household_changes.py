"""What changes in a household: what is mended, what it agrees to, whose it is."""

from dataclasses import replace
from datetime import date
from functools import partial
from uuid import UUID

import pytest

from registry.domain.casework import (
    ClosingReason,
    HouseholdField,
    LeavingReason,
    MemberField,
    Presence,
    WithdrawalReason,
)
from registry.domain.dates import precise_date
from registry.domain.errors import Refused
from registry.domain.fields import Identity, Open
from registry.domain.household import (
    CaseNumber,
    Consent,
    ConsentAnswered,
    Household,
    HouseholdClosed,
    HouseholdCorrected,
    HouseholdFact,
    HouseholdOffered,
    HouseholdPutOnHold,
    HouseholdReleased,
    HouseholdRelocated,
    HouseholdReopened,
    HouseholdTransferred,
    MemberCorrected,
    MemberDied,
    MemberLeft,
    MemberWithdrawn,
    OfferEnded,
    PersonForgotten,
    PersonName,
    RegistrationWithdrawn,
    add_member,
    answer,
    change_head,
    close,
    correct_household,
    correct_member,
    end_offer,
    evolve,
    forget,
    leave,
    offer,
    put_on_hold,
    release,
    relocate,
    reopen,
    take_over,
    withdraw,
    withdraw_member,
)
from registry.domain.places import PCode
from registry.domain.vocabulary import (
    ConsentPurpose,
    ConsentState,
    FieldGroup,
    HoldReason,
    RegistrationWarning,
    Relation,
)
from tests.domain.test_household import (
    ALI,
    FATIMA,
    KHALED,
    MONA,
    family,
    fatima,
    nothing,
    registered,
)
from tests.story import Story

TODAY = date(2026, 11, 15)
YESTERDAY = precise_date(2026, 11, 14)
HERE, THERE = UUID(int=50), UUID(int=51)
NAME: Open[PersonName, Identity] = Open(PersonName(written="علي محمود"))
closed = HouseholdClosed(reason=ClosingReason.LEFT_THE_AREA, last_day=date(2026, 10, 31))
withdrawn = RegistrationWithdrawn(reason=WithdrawalReason.RECORDED_IN_ERROR)
ali_left = MemberLeft(member=ALI, on=YESTERDAY, reason=Open(LeavingReason.MARRIED))
ali_died = MemberDied(member=ALI, on=YESTERDAY)
other_home: Story[Household, HouseholdFact] = nothing.given(
    replace(registered(), head=KHALED), replace(fatima, member=KHALED)
)


def consent(state: ConsentState, *groups: FieldGroup) -> Consent:
    return Consent(purpose=ConsentPurpose.SHARING, state=state, groups=groups)


GIVEN = ConsentAnswered(consent=consent(ConsentState.GIVEN))


def test_nothing_changed_is_nothing_to_say() -> None:
    family.when(lambda h: correct_household(h, HouseholdCorrected(changed=()))).then()
    family.when(lambda h: correct_member(h, MemberCorrected(member=ALI, changed=()))).then()
    settled = HouseholdCorrected(changed=(), odd=0, warnings=Open(()))
    family.when(lambda h: correct_household(h, settled)).then(settled)


@pytest.mark.parametrize(
    ("corrected", "code"),
    [
        (
            HouseholdCorrected(changed=(HouseholdField.DECLARED_SIZE,), declared_size=0),
            "declared_size_not_positive",
        ),
        (
            HouseholdCorrected(changed=(HouseholdField.PLACE,), place=PCode("زينب")),
            "place_unknown",
        ),
        (
            HouseholdCorrected(changed=(HouseholdField.PROTECTED,), protected=True),
            "place_too_fine_for_protection",
        ),
    ],
)
def test_a_correction_that_cannot_be_is_refused(corrected: HouseholdCorrected, code: str) -> None:
    family.when(lambda h: correct_household(h, corrected)).refused(code)
    unchanged = replace(corrected, changed=(HouseholdField.ADDRESS,))
    family.when(lambda h: correct_household(h, unchanged)).then(unchanged)


def test_a_household_is_protected_together_with_its_place() -> None:
    both = HouseholdCorrected(
        changed=(HouseholdField.PLACE, HouseholdField.PROTECTED),
        place=PCode("EG27"),
        protected=True,
    )
    family.when(lambda h: correct_household(h, both)).then(both)
    finer = HouseholdCorrected(changed=(HouseholdField.PLACE,), place=PCode("EG2706"))
    family.given(both).when(lambda h: correct_household(h, finer)).refused(
        "place_too_fine_for_protection"
    )
    fine = HouseholdRelocated(place=PCode("EG2706"), address=Open(None))
    family.given(both).when(lambda h: relocate(h, fine)).refused("place_too_fine_for_protection")


def test_who_is_head_is_no_matter_of_a_correction() -> None:
    for member, relation in ((FATIMA, Relation.SPOUSE), (ALI, Relation.HEAD)):
        corrected = MemberCorrected(
            member=member, changed=(MemberField.RELATION,), relation=relation
        )
        family.when(partial(correct_member, corrected=corrected)).refused("head_changes_otherwise")


def test_a_mended_birth_tells_who_is_an_adult() -> None:
    born = MemberCorrected(
        member=MONA, changed=(MemberField.BORN,), birth_band=1990, born=Open(precise_date(1991))
    )
    case = CaseNumber("2026/17")
    without_ali = family.given(PersonForgotten(member=ALI, case=case))
    without_ali.given(born).when(lambda h: forget(h, FATIMA, case, 2026)).then(
        PersonForgotten(member=FATIMA, case=case)
    )


def test_where_a_household_lives_already_it_does_not_move_to() -> None:
    there = HouseholdRelocated(place=PCode("EG2708"), address=Open("شارع المحطة"))
    family.when(lambda h: relocate(h, there)).then(there)
    family.given(there).when(lambda h: relocate(h, there)).then()


def test_consent_is_the_last_answer() -> None:
    family.when(lambda h: answer(h, GIVEN.consent)).then(GIVEN)
    agreed = family.given(GIVEN)
    agreed.when(lambda h: answer(h, GIVEN.consent)).then()
    narrow = consent(ConsentState.GIVEN, FieldGroup.IDENTITY, FieldGroup.CONTACT)
    agreed.when(lambda h: answer(h, narrow)).then(ConsentAnswered(consent=narrow))
    turned = replace(narrow, groups=tuple(reversed(narrow.groups)))
    agreed.given(ConsentAnswered(consent=narrow)).when(lambda h: answer(h, turned)).then()
    taken_back = consent(ConsentState.WITHDRAWN)
    agreed.when(lambda h: answer(h, taken_back)).then(ConsentAnswered(consent=taken_back))
    family.when(lambda h: answer(h, taken_back)).refused("consent_never_given")
    refused = ConsentAnswered(consent=consent(ConsentState.REFUSED))
    family.given(refused).when(lambda h: answer(h, taken_back)).refused("consent_never_given")
    asked = consent(ConsentState.NOT_ASKED)
    family.when(lambda h: answer(h, asked)).refused("consent_not_an_answer")


def test_a_closed_household_still_says_what_may_be_shown() -> None:
    family.given(closed).when(lambda h: answer(h, GIVEN.consent)).then(GIVEN)
    family.given(withdrawn).when(lambda h: answer(h, GIVEN.consent)).refused(
        "registration_withdrawn"
    )


def test_a_registration_waits_until_somebody_has_looked() -> None:
    held = HouseholdPutOnHold(reason=HoldReason.UNDER_REVIEW)
    family.when(release).then()
    family.given(held).when(release).then(HouseholdReleased())
    again = family.given(held, HouseholdReleased())
    again.when(lambda h: put_on_hold(h, HoldReason.UNDER_REVIEW)).then(held)


def test_a_household_is_closed_and_reopened() -> None:
    family.when(lambda h: close(h, closed.reason, closed.last_day)).then(closed)
    shut = family.given(closed)
    shut.when(lambda h: close(h, ClosingReason.OTHER, TODAY)).then()
    shut.when(lambda h: add_member(h, replace(fatima, member=KHALED))).refused("household_closed")
    shut.when(reopen).then(HouseholdReopened())
    family.when(reopen).then()
    shut.given(HouseholdReopened()).when(lambda h: leave(h, ali_left, TODAY)).then(ali_left)


def test_what_was_withdrawn_counts_no_more_and_is_over() -> None:
    family.when(lambda h: withdraw(h, withdrawn.reason)).then(withdrawn)
    over = family.given(withdrawn)
    over.when(lambda h: withdraw(h, withdrawn.reason)).then()
    over.when(lambda h: close(h, ClosingReason.OTHER, TODAY)).refused("registration_withdrawn")
    over.when(reopen).refused("registration_withdrawn")
    family.given(closed).when(lambda h: withdraw(h, withdrawn.reason)).then(withdrawn)


def test_one_member_is_withdrawn_but_not_the_head() -> None:
    reason = WithdrawalReason.IMPORT_UNDONE
    out = MemberWithdrawn(member=ALI, reason=reason)
    family.when(lambda h: withdraw_member(h, ALI, reason)).then(out)
    family.given(out).when(lambda h: withdraw_member(h, ALI, reason)).then()
    family.given(out).when(lambda h: leave(h, ali_left, TODAY)).refused("member_unknown")
    left = family.given(ali_left)
    left.when(lambda h: withdraw_member(h, ALI, reason)).then(replace(out, was=Presence.LEFT))
    family.when(lambda h: withdraw_member(h, FATIMA, reason)).refused("head_goes_last")
    family.when(lambda h: withdraw_member(h, KHALED, reason)).refused("member_unknown")


def test_a_household_is_handed_over_to_who_was_asked_while_it_agrees() -> None:
    ours, theirs, others = (UUID(int=number) for number in (70, 71, 72))
    offered = HouseholdOffered(to=theirs)
    agreed = family.given(GIVEN)
    family.when(lambda h: offer(h, ours, theirs)).refused("transfer_without_consent")
    agreed.when(lambda h: offer(h, ours, ours)).refused("transfer_to_oneself")
    agreed.when(lambda h: offer(h, ours, theirs)).then(offered)
    asked = agreed.given(offered)
    asked.when(lambda h: offer(h, ours, theirs)).then()
    asked.when(lambda h: offer(h, ours, others)).refused("household_offered")
    asked.when(lambda h: take_over(h, others)).refused("household_not_offered")
    taken_back = ConsentAnswered(consent=consent(ConsentState.WITHDRAWN))
    asked.given(taken_back).when(lambda h: take_over(h, theirs)).refused("transfer_without_consent")
    asked.when(lambda h: take_over(h, theirs)).then(HouseholdTransferred(to=theirs))
    asked.given(HouseholdTransferred(to=theirs)).when(lambda h: take_over(h, theirs)).then()
    asked.when(end_offer).then(OfferEnded())
    asked.given(closed).when(end_offer).then()


def test_a_forgotten_household_is_over() -> None:
    case = CaseNumber("2026/17")
    story = family
    for member in (ALI, FATIMA):
        state = story.state
        assert state is not None
        story = story.given(*forget(state, member, case, 2026))
    story.when(reopen).refused("household_forgotten")
    story.when(lambda h: answer(h, GIVEN.consent)).refused("household_forgotten")
    story.when(lambda h: forget(h, MONA, case, 2026)).then(PersonForgotten(member=MONA, case=case))


def test_no_state_holds_a_warning() -> None:
    corrected = HouseholdCorrected(
        changed=(), odd=1, warnings=Open((RegistrationWarning.PHONE_INVALID,))
    )
    assert family.given(corrected).state == family.state
    with pytest.raises(Refused):
        change_head(evolve(family.state, closed), ALI, Relation.CHILD, NAME)
