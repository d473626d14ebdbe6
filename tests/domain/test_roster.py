"""Who is in a household: members leave, die, move; another one becomes the head."""

from dataclasses import replace
from datetime import date
from functools import partial
from uuid import UUID

from registry.domain.casework import (
    ClosingReason,
    LeavingReason,
    Presence,
    RegistrationKind,
    WithdrawalReason,
)
from registry.domain.dates import PreciseDate, precise_date
from registry.domain.fields import Identity, Open
from registry.domain.household import (
    CaseNumber,
    HeadChanged,
    Household,
    HouseholdClosed,
    HouseholdFact,
    MemberDied,
    MemberLeft,
    MemberMovedIn,
    MemberMovedOut,
    PersonForgotten,
    PersonName,
    RegistrationWithdrawn,
    Stratum,
    change_head,
    die,
    leave,
    move,
    register,
    reopen,
)
from registry.domain.vocabulary import (
    NationalityGroup,
    Relation,
    Sex,
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


def arriving(relation: Relation = Relation.OTHER) -> MemberMovedIn:
    return MemberMovedIn(
        member=ALI,
        came_from=HERE,
        relation=relation,
        sex=Sex.MALE,
        birth_band=None,
        nationality=NationalityGroup.NATIONAL,
        partner_reference=Open(None),
        name=NAME,
        identity_numbers=Open(()),
        born=Open(None),
        phones=Open(()),
        criteria=Open(()),
        functioning=Open(None),
        warnings=Open(()),
        stratum=Open(Stratum()),
    )


def moving(
    home: Household,
    other: Household,
    member: UUID = ALI,
    relation: Relation = Relation.OTHER,
    on: PreciseDate | None = YESTERDAY,
) -> list[HouseholdFact]:
    here, there = move(home, (THERE, other), member, lambda: arriving(relation), (on, TODAY))
    return [*here, *there]


def test_a_member_leaves_once() -> None:
    family.when(lambda h: leave(h, ali_left, TODAY)).then(ali_left)
    family.given(ali_left).when(lambda h: leave(h, ali_left, TODAY)).then()


def test_who_left_may_have_died_since_and_was_counted_no_more() -> None:
    gone = family.given(ali_left)
    gone.when(lambda h: die(h, ali_died, TODAY)).then(replace(ali_died, was=Presence.LEFT))
    gone.given(ali_died).when(lambda h: leave(h, ali_left, TODAY)).refused("member_not_present")
    gone.given(ali_died).when(lambda h: die(h, ali_died, TODAY)).then()


def test_who_moved_is_dead_where_it_lives_now() -> None:
    moved = family.given(MemberMovedOut(member=ALI, to=THERE))
    moved.when(lambda h: die(h, ali_died, TODAY)).refused("member_not_present")


def test_the_head_goes_last_and_closes_the_registration_behind_it() -> None:
    head_left = MemberLeft(member=FATIMA, on=None, reason=Open(LeavingReason.OTHER))
    family.when(lambda h: leave(h, head_left, TODAY)).refused("head_goes_last")
    alone = family.given(ali_left, MemberDied(member=MONA))
    alone.when(lambda h: leave(h, head_left, TODAY)).then(
        head_left, HouseholdClosed(reason=ClosingReason.NOBODY_LEFT, last_day=TODAY)
    )
    gone = alone.given(head_left, HouseholdClosed(reason=ClosingReason.NOBODY_LEFT, last_day=TODAY))
    gone.when(reopen).refused("nobody_left")
    gone.when(lambda h: leave(h, head_left, TODAY)).then()


def test_nobody_goes_tomorrow() -> None:
    tomorrow = replace(ali_left, on=precise_date(2026, 11, 16))
    family.when(lambda h: leave(h, tomorrow, TODAY)).refused("day_in_the_future")
    this_month = replace(ali_left, on=precise_date(2026, 11))
    family.when(lambda h: leave(h, this_month, TODAY)).then(this_month)


def test_a_stranger_neither_leaves_nor_dies() -> None:
    stranger = replace(ali_died, member=KHALED)
    family.when(lambda h: die(h, stranger, TODAY)).refused("member_unknown")
    forgotten = family.given(PersonForgotten(member=ALI, case=CaseNumber("2026/17")))
    forgotten.when(lambda h: die(h, ali_died, TODAY)).refused("person_forgotten")


def test_a_member_moves_in_both_households_or_in_neither() -> None:
    there = other_home.state
    assert there is not None
    family.when(lambda h: moving(h, there)).then(
        MemberMovedOut(member=ALI, to=THERE, on=YESTERDAY), arriving()
    )
    for of_there, code in (
        (closed, "household_closed"),
        (withdrawn, "registration_withdrawn"),
    ):
        over = other_home.given(of_there).state
        assert over is not None
        family.when(partial(moving, other=over)).refused(code)
    family.when(lambda h: moving(h, there, FATIMA)).refused("head_goes_last")
    family.when(lambda h: moving(h, there, relation=Relation.HEAD)).refused("more_than_one_head")
    family.when(lambda h: moving(h, h)).refused("member_moves_nowhere")
    family.given(ali_left).when(lambda h: moving(h, there)).refused("member_not_present")
    tomorrow = precise_date(2026, 11, 16)
    family.when(lambda h: moving(h, there, on=tomorrow)).refused("day_in_the_future")


def test_who_has_moved_already_moves_no_more_and_may_come_back() -> None:
    moved_out = MemberMovedOut(member=ALI, to=THERE)
    there = other_home.given(arriving()).state
    here = family.given(moved_out).state
    assert there is not None
    assert here is not None
    family.given(moved_out).when(lambda h: moving(h, there)).then()
    back = move(there, (HERE, here), ALI, arriving, (None, TODAY))
    assert back == ([MemberMovedOut(member=ALI, to=HERE)], [arriving()])
    again = family.given(moved_out, arriving()).state
    assert again is not None
    assert ALI in again.present()


def test_nobody_moves_to_a_person_who_came_alone() -> None:
    alone = replace(registered(), head=KHALED, kind=RegistrationKind.PERSON)
    person = nothing.given(alone, replace(fatima, member=KHALED)).state
    assert person is not None
    family.when(lambda h: moving(h, person)).refused("person_with_others")
    nothing.begin(
        lambda none: register(
            none, alone, [replace(fatima, member=KHALED), replace(fatima, member=ALI)]
        )
    ).refused("more_than_one_head")


def test_another_member_becomes_the_head() -> None:
    changed = HeadChanged(head=ALI, former=FATIMA, former_is=Relation.SPOUSE, name=NAME)
    family.when(lambda h: change_head(h, ALI, Relation.SPOUSE, NAME)).then(changed)
    led = family.given(changed)
    led.when(lambda h: change_head(h, ALI, Relation.SPOUSE, NAME)).then()
    assert led.state is not None
    relations = {one: grown.relation for one, grown in led.state.members.items()}
    assert (relations[ALI], relations[FATIMA]) == (Relation.HEAD, Relation.SPOUSE)
    family.when(lambda h: change_head(h, ALI, Relation.HEAD, NAME)).refused(
        "former_head_needs_relation"
    )
    family.given(ali_left).when(lambda h: change_head(h, ALI, Relation.CHILD, NAME)).refused(
        "member_not_present"
    )


def test_who_was_head_may_leave() -> None:
    changed = HeadChanged(head=ALI, former=FATIMA, former_is=Relation.SPOUSE, name=NAME)
    left = MemberLeft(member=FATIMA, on=None, reason=Open(LeavingReason.SEPARATED))
    family.given(changed).when(lambda h: leave(h, left, TODAY)).then(left)
