from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from registry.domain.fields import Open, Sealed
from registry.domain.household import (
    CaseNumber,
    Consent,
    Household,
    HouseholdFact,
    HouseholdForgotten,
    HouseholdPutOnHold,
    HouseholdRegistered,
    MemberJoined,
    PersonForgotten,
    PersonName,
    Stratum,
    add_member,
    evolve,
    evolve_all,
    forget,
    put_on_hold,
    register,
)
from registry.domain.places import PCode
from registry.domain.reference import make_reference
from registry.domain.vocabulary import ConsentPurpose, ConsentState, HoldReason, Relation
from tests.story import Story

FATIMA, ALI, MONA, KHALED = (UUID(int=number) for number in range(1, 5))
CASE = CaseNumber("E-2026/17")
nothing: Story[Household, HouseholdFact] = Story(evolve)


def joined(
    member: UUID, name: str, relation: Relation, birth_band: int | None = None
) -> MemberJoined:
    return MemberJoined(
        member=member,
        relation=relation,
        birth_band=birth_band,
        partner_reference=Open(None),
        name=Open(PersonName(written=name)),
        identity_numbers=Open(()),
        born=Open(None),
        phones=Open(()),
        criteria=Open(()),
        functioning=Open(None),
        warnings=Open(()),
        stratum=Open(Stratum()),
    )


def registered(
    *, place: str = "EG2706", size: int | None = 4, protected: bool = False
) -> HouseholdRegistered:
    return HouseholdRegistered(
        reference=make_reference(bytes(16)),
        head=FATIMA,
        declared_size=size,
        place=PCode(place),
        protected=protected,
        partner_reference=Open(None),
        phones=Open(()),
        address=Open(None),
        criteria=Open(()),
        warnings=Open(()),
        stratum=Open(Stratum()),
    )


fatima = joined(FATIMA, "فاطمة عبد الرحيم", Relation.HEAD)
ali = joined(ALI, "علي", Relation.SPOUSE)
mona = joined(MONA, "منى", Relation.CHILD)
family = nothing.given(registered(), fatima, ali, mona)


def test_a_household_is_registered_with_everyone_who_was_named() -> None:
    fact = registered()
    nothing.begin(lambda none: register(none, fact, [fatima, mona])).then(fact, fatima, mona)


@pytest.mark.parametrize(
    ("fact", "members", "code"),
    [
        (registered(), [mona], "head_not_among_members"),
        (registered(), [fatima, mona, mona], "member_repeated"),
        (registered(), [fatima, joined(ALI, "علي", Relation.HEAD)], "more_than_one_head"),
        (registered(size=0), [fatima], "declared_size_not_positive"),
        (registered(place="زينب"), [fatima], "place_unknown"),
        (registered(protected=True), [fatima], "place_too_fine_for_protection"),
    ],
)
def test_a_registration_that_cannot_be_is_refused(
    fact: HouseholdRegistered, members: list[MemberJoined], code: str
) -> None:
    nothing.begin(lambda none: register(none, fact, members)).refused(code)


def test_a_protected_registration_names_its_governorate() -> None:
    fact = registered(place="EG27", protected=True)
    nothing.begin(lambda none: register(none, fact, [fatima])).then(fact, fatima)


def test_a_household_is_registered_once() -> None:
    family.begin(lambda known: register(known, registered(), [fatima])).refused(
        "household_already_registered"
    )


def test_a_member_joins_once() -> None:
    khaled = joined(KHALED, "خالد", Relation.CHILD)
    family.when(lambda h: add_member(h, khaled)).then(khaled)
    family.given(khaled).when(lambda h: add_member(h, khaled)).then()


def test_a_second_head_cannot_join() -> None:
    other = joined(KHALED, "خالد", Relation.HEAD)
    family.when(lambda h: add_member(h, other)).refused("more_than_one_head")


def test_putting_on_hold_twice_says_it_once() -> None:
    held = HouseholdPutOnHold(reason=HoldReason.SUBMISSION_ON_HOLD)
    family.when(lambda h: put_on_hold(h, HoldReason.SUBMISSION_ON_HOLD)).then(held)
    family.given(held).when(lambda h: put_on_hold(h, HoldReason.SUBMISSION_ON_HOLD)).then()


def test_a_forgotten_child_leaves_the_household_its_contacts() -> None:
    family.when(lambda h: forget(h, MONA, CASE, 2026)).then(PersonForgotten(member=MONA, case=CASE))


def test_the_last_adult_takes_the_contacts_of_the_household_along() -> None:
    one_left = family.given(PersonForgotten(member=ALI, case=CASE))
    one_left.when(lambda h: forget(h, FATIMA, CASE, 2026)).then(
        PersonForgotten(member=FATIMA, case=CASE), HouseholdForgotten()
    )


def test_a_grown_child_is_an_adult_and_a_grandchild_is_none() -> None:
    grown = nothing.given(registered(), fatima, joined(ALI, "علي", Relation.CHILD, 1990))
    grown.when(lambda h: forget(h, FATIMA, CASE, 2026)).then(
        PersonForgotten(member=FATIMA, case=CASE)
    )
    young = nothing.given(registered(), fatima, joined(MONA, "منى", Relation.OTHER, 2015))
    young.when(lambda h: forget(h, FATIMA, CASE, 2026)).then(
        PersonForgotten(member=FATIMA, case=CASE), HouseholdForgotten()
    )


def test_one_purpose_of_consent_is_answered_once() -> None:
    given = Consent(purpose=ConsentPurpose.SHARING, state=ConsentState.GIVEN)
    refused = Consent(purpose=ConsentPurpose.SHARING, state=ConsentState.REFUSED)
    twice = replace(registered(), consent=(given, refused))
    nothing.begin(lambda none: register(none, twice, [fatima])).refused("consent_repeated")


def test_forgetting_again_changes_nothing_and_a_stranger_is_unknown() -> None:
    gone = family.given(PersonForgotten(member=MONA, case=CASE))
    gone.when(lambda h: forget(h, MONA, CASE, 2026)).then()
    family.when(lambda h: forget(h, KHALED, CASE, 2026)).refused("member_unknown")


@pytest.mark.parametrize(
    "case",
    [
        "",
        "طلب ١٧",
        "2870-3092-7001-21",
        "Fatma-Abdelrahman",
        "29001012700011",
        "01092574822",
        "a b",
        "x" * 33,
    ],
)
def test_a_case_number_is_never_free_text_or_an_identity_number(case: str) -> None:
    family.when(lambda h: forget(h, MONA, CaseNumber(case), 2026)).refused("case_number_malformed")


def test_who_was_forgotten_does_not_join_again() -> None:
    gone = family.given(PersonForgotten(member=MONA, case=CASE))
    gone.when(lambda h: add_member(h, mona)).refused("person_forgotten")


def test_the_state_of_a_household_holds_no_name() -> None:
    assert "فاطمة" not in repr(family.state)
    assert date(2026, 1, 1).isoformat() not in repr(fatima)
    assert "فاطمة" not in repr(fatima)
    assert f"member={FATIMA!r}" in repr(fatima)


def test_a_fact_prints_nothing_of_what_is_sealed() -> None:
    sealed = replace(fatima, name=Sealed(b"a sealed record"))
    assert "name=***" in repr(sealed)
    assert "a sealed record" not in repr(sealed)


def test_a_stream_folded_at_once_is_what_its_steps_make_of_it() -> None:
    born = joined(KHALED, "خالد", Relation.CHILD)
    facts: list[HouseholdFact] = [registered(), fatima, ali, PersonForgotten(member=ALI, case=CASE)]
    facts += [mona, born, HouseholdPutOnHold(reason=HoldReason.SUBMISSION_ON_HOLD), ali, mona]
    for end in range(len(facts) + 1):
        stepwise: Household | None = None
        for fact in facts[:end]:
            stepwise = evolve(stepwise, fact)
        assert evolve_all(facts[:end]) == stepwise
