"""One organisation asks another to help; what it may show, and who may do what when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from registry.domain.casework import (
    DisclosedField,
    Priority,
    ReferralResult,
    RejectionReason,
)
from registry.domain.dates import PreciseDate
from registry.domain.fields import Open
from registry.domain.household import Consent, Household, MemberDied
from registry.domain.household import evolve as household_evolve
from registry.domain.referral import (
    Referral,
    ReferralAccepted,
    ReferralDone,
    ReferralFact,
    ReferralRedirected,
    ReferralRejected,
    ReferralRevoked,
    ReferralSent,
    ReferralStarted,
    accept,
    evolve,
    finish,
    redirect,
    reject,
    revoke,
    send,
    start,
)
from registry.domain.vocabulary import BenefitFamily, ConsentPurpose, ConsentState, FieldGroup
from tests.domain.test_household import ALI, FATIMA, family
from tests.story import Story

ASSOCIATION, MINISTRY, CENTRE, OTHER = (UUID(int=number) for number in range(101, 105))
HOME = UUID(int=200)
nothing: Story[Referral, ReferralFact] = Story(evolve)

sent = ReferralSent(
    household=HOME,
    member=FATIMA,
    sender=ASSOCIATION,
    to=MINISTRY,
    need=BenefitFamily.HEALTH,
    priority=Priority.URGENT,
    due=datetime(2026, 11, 3, 9, tzinfo=UTC),
    disclosed=(DisclosedField.NAME, DisclosedField.PHONES),
    note=Open("تحتاج إلى جلسات علاج"),
)
no_room = ReferralRejected(about=FATIMA, reason=RejectionReason.NO_CAPACITY, note=Open(None))
passed_on = ReferralRedirected(to=CENTRE, reason=RejectionReason.OUTSIDE_AREA)
done = ReferralDone(about=FATIMA, result=ReferralResult.SERVED, feedback=Open("بدأت الجلسات"))


def household(
    state: ConsentState = ConsentState.GIVEN, groups: tuple[FieldGroup, ...] = ()
) -> Household:
    assert family.state is not None
    answer = Consent(purpose=ConsentPurpose.REFERRAL, state=state, groups=groups)
    return replace(family.state, consent={ConsentPurpose.REFERRAL: answer})


def test_a_referral_is_sent_with_what_consent_covers() -> None:
    nothing.begin(lambda r: send(r, sent, household(), reachable=True)).then(sent)


@pytest.mark.parametrize(
    "state", [ConsentState.NOT_ASKED, ConsentState.REFUSED, ConsentState.WITHDRAWN]
)
def test_nobody_is_referred_without_having_agreed(state: ConsentState) -> None:
    nothing.begin(lambda r: send(r, sent, household(state), reachable=True)).refused(
        "referral_without_consent"
    )


def test_what_consent_does_not_cover_is_not_disclosed() -> None:
    names_only = household(groups=(FieldGroup.IDENTITY,))
    nothing.begin(lambda r: send(r, sent, names_only, reachable=True)).refused(
        "referral_discloses_more"
    )
    fewer = replace(sent, disclosed=(DisclosedField.NAME,))
    nothing.begin(lambda r: send(r, fewer, names_only, reachable=True)).then(fewer)


def test_a_partner_without_an_agreement_in_force_cannot_be_chosen() -> None:
    nothing.begin(lambda r: send(r, sent, household(), reachable=False)).refused(
        "referral_without_agreement"
    )


def test_nobody_refers_to_itself() -> None:
    own = replace(sent, to=ASSOCIATION)
    nothing.begin(lambda r: send(r, own, household(), reachable=True)).refused(
        "referral_to_oneself"
    )


def test_the_dead_are_not_referred() -> None:
    at_home = household_evolve(
        household(), MemberDied(member=ALI, on=PreciseDate.parse("2026-10-01"))
    )
    about_ali = replace(sent, member=ALI)
    nothing.begin(lambda r: send(r, about_ali, at_home, reachable=True)).refused(
        "member_not_present"
    )


asked = nothing.given(sent)
taken = asked.given(ReferralAccepted())


def test_it_is_accepted_started_and_done_and_each_said_again_changes_nothing() -> None:
    asked.when(lambda r: accept(r, household())).then(ReferralAccepted())
    taken.when(lambda r: accept(r, household())).then()
    taken.when(lambda r: start(r, household())).then(ReferralStarted())
    taken.given(ReferralStarted()).when(lambda r: start(r, household())).then()
    taken.given(ReferralStarted()).when(lambda r: finish(r, done)).then(done)
    taken.given(done).when(lambda r: finish(r, done)).then()


def test_after_the_consent_was_withdrawn_it_goes_no_further_but_can_be_ended() -> None:
    withdrawn = household(ConsentState.WITHDRAWN)
    asked.when(lambda r: accept(r, withdrawn)).refused("referral_without_consent")
    taken.when(lambda r: start(r, withdrawn)).refused("referral_without_consent")
    asked.when(lambda r: redirect(r, passed_on, withdrawn, reachable=True)).refused(
        "referral_without_consent"
    )
    taken.when(lambda r: finish(r, done)).then(done)
    asked.when(lambda r: reject(r, no_room)).then(no_room)


def test_a_narrowed_consent_stops_what_would_show_more() -> None:
    narrowed = household(groups=(FieldGroup.IDENTITY,))
    asked.when(lambda r: accept(r, narrowed)).refused("referral_discloses_more")


def test_it_is_passed_on_and_never_back() -> None:
    asked.when(lambda r: redirect(r, passed_on, household(), reachable=True)).then(passed_on)
    there = asked.given(passed_on)
    assert there.state is not None
    assert there.state.asked == CENTRE
    for back in (ASSOCIATION, MINISTRY, CENTRE):
        again = ReferralRedirected(to=back, reason=RejectionReason.OTHER)
        there.when(lambda r, to=again: redirect(r, to, household(), reachable=True)).refused(  # type: ignore[misc]
            "referral_comes_back"
        )
    further = ReferralRedirected(to=OTHER, reason=RejectionReason.OTHER)
    there.when(lambda r: redirect(r, further, household(), reachable=False)).refused(
        "referral_without_agreement"
    )


def test_what_has_ended_goes_nowhere() -> None:
    for end in (no_room, done, ReferralRevoked()):
        over = taken.given(end)
        over.when(lambda r: accept(r, household())).refused("referral_stage")
        over.when(lambda r: start(r, household())).refused("referral_stage")
        over.when(lambda r: redirect(r, passed_on, household(), reachable=True)).refused(
            "referral_stage"
        )
    asked.given(no_room).when(lambda r: finish(r, done)).refused("referral_stage")
    taken.given(done).when(revoke).refused("referral_stage")
    asked.given(ReferralRevoked()).when(revoke).then()


def test_only_what_was_accepted_is_started() -> None:
    asked.when(lambda r: start(r, household())).refused("referral_stage")
    asked.when(lambda r: finish(r, done)).refused("referral_stage")
