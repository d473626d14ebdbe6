"""What changes in a household, asked of a real register: facts, refusals, what is sealed and what is on record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from registry.application import acts, roster
from registry.application.amendments import (
    MemberAmendment,
)
from registry.application.command import Outcome
from registry.application.comparing import as_it_stands
from registry.application.deliveries import Benefit, DeliveryDraft, record_delivery
from registry.application.forgetting import ErasureRequest, forget_member
from registry.application.households import (
    HouseholdDraft,
    MemberDraft,
    add_member,
    fold,
    register_household,
)
from registry.domain.casework import (
    ClosingReason,
    LeavingReason,
    MemberField,
    Presence,
    RegistrationKind,
    WithdrawalReason,
)
from registry.domain.dates import precise_date
from registry.domain.errors import Refused
from registry.domain.household import (
    CaseNumber,
    Consent,
    ConsentAnswered,
    HeadChanged,
    HouseholdClosed,
    MemberAssessed,
    MemberMovedIn,
    MemberMovedOut,
    PersonForgotten,
    PersonName,
    WashingtonGroup,
)
from registry.domain.places import PCode
from registry.domain.vocabulary import (
    BenefitFamily,
    BenefitKind,
    Claim,
    ConsentPurpose,
    ConsentState,
    Criterion,
    CriterionClass,
    FieldGroup,
    HoldReason,
    Purpose,
    Relation,
    Role,
    Unit,
)
from registry.privacy.sealer import OpenedState, open_records
from tests.application.conftest import Office
from tests.application.families import (
    a_family,
    correct,
    facts,
    last,
    members,
    moved,
    opened,
    openings,
    refusal,
)

pytestmark = pytest.mark.anyio


async def test_a_member_moves_whole_and_is_named_in_one_household_at_a_time(
    office: Office,
) -> None:
    home, other = await a_family(office), await a_family(office)
    _, ali, _ = await members(office, home)
    move = roster.Move(
        household=home, member=ali, to=other, relation=Relation.SPOUSE, on=precise_date(2026, 10)
    )
    outcome = await moved(office, move, office.context.with_key("نقل-1"))
    assert outcome.stream == other
    went = await last(office, home, MemberMovedOut)
    came = await last(office, other, MemberMovedIn)
    assert (went.to, came.came_from, came.relation) == (other, home, Relation.SPOUSE)
    assert (await opened(office, came.name)).written == "علي محمود"
    assert await opened(office, came.partner_reference) == "ق-12/1"
    here, there = [fold(await office.writer.log.load(one)) for one in (home, other)]
    assert here.members[ali].presence is Presence.MOVED
    assert ali in there.present()
    again = await moved(office, move, office.context.with_key("نقل-1"))
    assert (again.position, again.repeated) == (outcome.position, True)
    once_more = await moved(office, move, office.context)
    assert once_more.position == 0
    fields = {name for *_, fact in await openings(office) for name in fact.fields}
    assert "household.member_joined.identity_numbers" in fields


async def test_a_move_that_is_refused_leaves_both_households_as_they_were(office: Office) -> None:
    home, other = await a_family(office), await a_family(office)
    fatima, ali, _ = await members(office, home)
    closing = acts.close(
        other, ClosingReason.LEFT_THE_AREA, None, office.context, office.writer.mint
    )
    await office.writer.submit(closing)
    before = [await facts(office, one) for one in (home, other)]
    for member, to, code in (
        (ali, other, "household_closed"),
        (ali, home, "member_moves_nowhere"),
        (fatima, other, "household_closed"),
        (ali, UUID(int=7), "household_unknown"),
    ):
        move = roster.Move(household=home, member=member, to=to, relation=Relation.OTHER)
        assert await refusal(moved(office, move, office.context)) == code
    assert [await facts(office, one) for one in (home, other)] == before


async def test_who_moves_is_forgotten_in_every_household(office: Office) -> None:
    home, other = await a_family(office), await a_family(office)
    _, ali, _ = await members(office, home)
    move = roster.Move(household=home, member=ali, to=other, relation=Relation.OTHER)
    await moved(office, move, office.context)
    officer = replace(office.context, role=Role.DATA_OFFICER, purpose=Purpose.ERASURE)
    request = ErasureRequest(household=other, member=ali, case=CaseNumber("2026/17"))
    await forget_member(office.writer, request, officer)
    for one in (home, other):
        assert (await last(office, one, PersonForgotten)).member == ali
    came = await last(office, other, MemberMovedIn)
    assert isinstance(came.name, bytes)
    (found,) = (await open_records({0: came.name}, office.writer.keys)).values()
    assert found.state is OpenedState.ERASED
    said = {MemberField.NAME: PersonName(written="علي")}
    amendment = MemberAmendment(household=other, member=ali, said=said)
    assert await refusal(correct(office, amendment, office.context)) == "person_forgotten"


async def test_another_head_is_named_with_the_name_as_it_is_sealed(office: Office) -> None:
    home = await a_family(office)
    fatima, ali, _ = await members(office, home)
    await office.writer.submit(roster.change_head(home, ali, Relation.OTHER, office.context))
    changed = await last(office, home, HeadChanged)
    assert (changed.head, changed.former, changed.former_is) == (ali, fatima, Relation.OTHER)
    assert (await opened(office, changed.name)).written == "علي محمود"
    assert await openings(office) == []
    stranger = roster.change_head(home, UUID(int=9), Relation.OTHER, office.context)
    assert await refusal(office.writer.submit(stranger)) == "member_unknown"


async def test_an_assessment_keeps_what_it_does_not_speak_of(office: Office) -> None:
    home = await a_family(office)
    _, ali, _ = await members(office, home)
    answers = WashingtonGroup(seeing=1, walking=4)
    for assessment in (
        roster.Assessment(household=home, member=ali, functioning=answers),
        roster.Assessment(household=home, member=ali, criteria=(Criterion.ORPHAN,)),
    ):
        await as_it_stands(
            office.writer,
            partial(roster.assess_member, office.writer, assessment, office.context),
        )
    assessed = await last(office, home, MemberAssessed)
    assert await opened(office, assessed.functioning) == answers
    stratum = await opened(office, assessed.stratum)
    assert (stratum.disability, stratum.classes) == (True, (CriterionClass.ORPHAN,))


async def test_consent_is_given_for_some_narrowed_and_withdrawn(office: Office) -> None:
    home = await a_family(office)

    async def answered(state: ConsentState, *groups: FieldGroup) -> Outcome:
        consent = Consent(purpose=ConsentPurpose.SHARING, state=state, groups=groups)
        return await office.writer.submit(
            acts.answer_consent(home, consent, office.context, office.writer.mint)
        )

    with pytest.raises(Refused, match="consent_never_given"):
        await answered(ConsentState.WITHDRAWN)
    await answered(ConsentState.GIVEN)
    await answered(ConsentState.GIVEN, FieldGroup.CONTACT)
    assert (await answered(ConsentState.GIVEN, FieldGroup.CONTACT)).position == 0
    state = fold(await office.writer.log.load(home))
    assert state.agrees(ConsentPurpose.SHARING, FieldGroup.CONTACT)
    assert not state.agrees(ConsentPurpose.SHARING, FieldGroup.IDENTITY)
    given = Consent(purpose=ConsentPurpose.SHARING, state=ConsentState.GIVEN)
    late = replace(office.context, effective=precise_date(2999, 1, 1))
    not_yet = acts.answer_consent(home, given, late, office.writer.mint)
    assert await refusal(office.writer.submit(not_yet)) == "day_in_the_future"
    await answered(ConsentState.WITHDRAWN)
    said = [
        one.consent.state for one in await facts(office, home) if isinstance(one, ConsentAnswered)
    ]
    assert said == [ConsentState.GIVEN, ConsentState.GIVEN, ConsentState.WITHDRAWN]


async def test_a_household_lives_where_there_is_a_place_on_that_day(office: Office) -> None:
    home = await a_family(office)
    writer = office.writer
    early = replace(office.context, effective=precise_date(1950, 1, 1))
    no_place = acts.relocate(home, PCode("EG2708"), None, early, writer.mint)
    assert await refusal(writer.submit(no_place)) == "place_not_on_that_day"
    late = replace(office.context, effective=precise_date(2999, 1, 1))
    not_yet = acts.relocate(home, PCode("EG2708"), None, late, writer.mint)
    assert await refusal(writer.submit(not_yet)) == "day_in_the_future"
    unknown = acts.relocate(home, PCode("EG2799"), None, office.context, writer.mint)
    assert await refusal(writer.submit(unknown)) == "place_unknown"
    elsewhere = acts.relocate(home, PCode("EG2708"), "شارع المحطة", office.context, writer.mint)
    await writer.submit(elsewhere)
    assert fold(await writer.log.load(home)).place == "EG2708"


def handed_over(household: UUID, member: UUID | None, day: date) -> DeliveryDraft:
    return DeliveryDraft(
        household=household,
        member=member,
        benefit=Benefit(family=BenefitFamily.FOOD, kind=BenefitKind.IN_KIND, unit=Unit.BASKET),
        claim=Claim.REPORTED_BY_HOUSEHOLD,
        on=precise_date(day.year, day.month, day.day),
    )


async def test_nothing_is_handed_over_to_who_was_gone_by_then(office: Office) -> None:
    home = await a_family(office)
    fatima, ali, mona = await members(office, home)
    writer, context = office.writer, office.context
    died = roster.die(home, ali, precise_date(2026, 10, 5), context, writer.mint)
    await writer.submit(died)
    went = (None, LeavingReason.MARRIED)
    await writer.submit(roster.leave(home, mona, went, context, writer.mint))
    not_yet = acts.close(home, ClosingReason.OTHER, date(2999, 1, 1), context, writer.mint)
    assert await refusal(writer.submit(not_yet)) == "day_in_the_future"
    closing = acts.close(
        home, ClosingReason.NO_LONGER_IN_NEED, date(2026, 10, 31), context, writer.mint
    )
    await writer.submit(closing)

    def delivered(member: UUID | None, day: date) -> Any:
        return writer.submit(record_delivery(handed_over(home, member, day), context, writer.mint))

    assert await refusal(delivered(ali, date(2026, 10, 6))) == "member_died"
    assert await refusal(delivered(mona, date(2026, 10, 1))) == "member_not_present"
    assert await refusal(delivered(fatima, date(2026, 11, 1))) == "household_closed"
    assert (await delivered(ali, date(2026, 10, 5))).position > 0
    assert (await delivered(fatima, date(2026, 10, 31))).position > 0


async def test_what_was_withdrawn_is_given_nothing_and_is_not_changed(office: Office) -> None:
    home = await a_family(office)
    writer, context = office.writer, office.context
    await writer.submit(acts.withdraw(home, WithdrawalReason.RECORDED_IN_ERROR, context))
    draft = handed_over(home, None, date(2026, 10, 1))
    for command in (
        record_delivery(draft, context, writer.mint),
        acts.put_on_hold(home, HoldReason.UNDER_REVIEW, context),
        acts.reopen(home, context),
        add_member(
            home,
            MemberDraft(name=PersonName(written="خالد"), relation=Relation.CHILD),
            context,
            writer.mint,
        ),
    ):
        assert await refusal(writer.submit(command)) == "registration_withdrawn"


async def test_the_last_one_to_leave_closes_the_household(office: Office) -> None:
    draft = HouseholdDraft(
        head=MemberDraft(name=PersonName(written="حسن علي"), relation=Relation.HEAD),
        place=PCode("EG2706"),
        alone=True,
    )
    command = register_household(draft, office.context, office.writer.mint)
    home = (await office.writer.submit(command)).stream
    assert fold(await office.writer.log.load(home)).kind is RegistrationKind.PERSON
    (hassan,) = await members(office, home)
    other = await a_family(office)
    move = roster.Move(household=home, member=hassan, to=other, relation=Relation.OTHER)
    await moved(office, move, office.context)
    closed = await last(office, home, HouseholdClosed)
    assert closed.reason is ClosingReason.NOBODY_LEFT
    reopening = office.writer.submit(acts.reopen(home, office.context))
    assert await refusal(reopening) == "nobody_left"


async def test_a_person_without_a_household_is_joined_by_nobody(office: Office) -> None:
    draft = HouseholdDraft(
        head=MemberDraft(name=PersonName(written="حسن علي"), relation=Relation.HEAD),
        place=PCode("EG2706"),
        alone=True,
    )
    command = register_household(draft, office.context, office.writer.mint)
    home = (await office.writer.submit(command)).stream
    joining = MemberDraft(name=PersonName(written="خالد"), relation=Relation.CHILD)
    add = add_member(home, joining, office.context, office.writer.mint)
    assert await refusal(office.writer.submit(add)) == "person_with_others"
