"""What others built on an import: a referral under way, a household that is another partner's by now, an outage."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from registry.application import acts, patience, referrals, requests, steering, transfers
from registry.application.built_on import ImportBuiltOn
from registry.application.command import Command, Context, Outcome
from registry.application.entitlement_documents import (
    Holder,
    Printed,
    issue_document,
    withdraw_document,
)
from registry.application.referrals import Known, ReferralDraft
from registry.application.requests import AnswerDraft, RequestDraft
from registry.application.undoing import being_undone
from registry.application.writer import Writer
from registry.domain.agreement import AgreementSigned, Party, Terms
from registry.domain.casework import (
    ReferralResult,
    RejectionReason,
    RequestAnswer,
    RequestKind,
)
from registry.domain.delivery import DeliveryReversed
from registry.domain.entitlement_document import (
    DocumentKind,
    DocumentWithdrawalReason,
    DocumentWithdrawn,
)
from registry.domain.errors import Refused, SijillError, Unavailable
from registry.domain.file_import import ImportUndone, UndoingStarted, UndoneCounts
from registry.domain.household import (
    Consent,
    HouseholdRegistered,
    MemberJoined,
    RegistrationWithdrawn,
)
from registry.domain.partner import PartnerCode, PartnerEnrolled, PublicName
from registry.domain.referral import ReferralDone, ReferralRevoked
from registry.domain.vocabulary import (
    BenefitFamily,
    ConsentPurpose,
    ConsentState,
    LegalBasis,
    OrganisationKind,
    Purpose,
    Role,
)
from registry.eventlog.log import Pending, Prepared
from tests.intake.conftest import Register
from tests.intake.files import FATIMA, KHALED, options
from tests.intake.test_persons import ALI, MARYAM, a_file
from tests.intake.test_persons import FATIMA as HEAD
from tests.intake.test_undoing import a_list, given_by_hand, served
from tests.intake.undoing import Office, office_of

pytestmark = pytest.mark.anyio

MINISTRY = UUID(int=7)
SHARED = UUID(int=8)


@dataclass(frozen=True)
class Town:
    """An association that took two families in from a file, and a ministry that it may ask for help."""

    office: Office
    register: Register
    taken: UUID
    homes: Sequence[UUID]

    @property
    def own(self) -> Context:
        return replace(self.register.context, purpose=Purpose.REFERRAL)

    @property
    def ministry(self) -> Context:
        return replace(self.own, partner=MINISTRY)

    async def submit(self, command: Command) -> Outcome:
        return await self.register.writer.submit(command)

    async def refer(self, home: UUID) -> Known:
        await self.agrees(home, ConsentPurpose.REFERRAL)
        draft = ReferralDraft(household=home, to=MINISTRY, need=BenefitFamily.HEALTH)
        mint = self.register.writer.mint
        sent = referrals.send_referral(draft, self.own, mint, agreements=[SHARED])
        return Known((await self.submit(sent)).stream, home, self.own.partner)

    async def hand_over(self, home: UUID) -> None:
        await self.agrees(home, ConsentPurpose.SHARING)
        mint = self.register.writer.mint
        offer = transfers.offer_household(home, MINISTRY, self.own, mint, agreements=[SHARED])
        await self.submit(offer)
        await self.submit(transfers.take_over(home, self.ministry))

    async def agrees(self, home: UUID, purpose: ConsentPurpose) -> None:
        consent = Consent(purpose=purpose, state=ConsentState.GIVEN)
        await self.submit(acts.answer_consent(home, consent, self.own, self.register.writer.mint))

    async def built_on(self) -> list[str]:
        with pytest.raises(ImportBuiltOn) as problem:
            await self.office.undo(self.taken)
        found = problem.value.found
        assert found.counts.built_on == len(found.built_on)
        return sorted(one.fact for one in found.built_on)


@pytest.fixture
async def town(register: Register, tmp_path: Path) -> AsyncIterator[Town]:
    said = register.context.envelope(uuid4())
    signed = AgreementSigned(
        terms=Terms(
            name_ar=PublicName("مذكرة"),
            name_en=PublicName("Memorandum"),
            parties=tuple(
                Party(partner=one, legal_basis=LegalBasis.CONSENT)
                for one in (register.context.partner, MINISTRY)
            ),
            purposes=(Purpose.REFERRAL,),
            grants=(),
            begins=date(2020, 1, 1),
        )
    )
    ministry = PartnerEnrolled(
        code=PartnerCode("moss-qena"),
        kind=OrganisationKind.MINISTRY,
        name_ar=PublicName("مديرية التضامن"),
        name_en=PublicName("Directorate of Social Solidarity"),
    )
    await register.writer.log.append(
        [Prepared([Pending(at, 1, said, fact)]) for at, fact in ((MINISTRY, ministry), (SHARED, signed))]
    )  # fmt: skip
    async with office_of(register) as office:
        taken = await served(register, a_list(tmp_path / "a.csv", FATIMA, KHALED))
        assert taken.file_import is not None
        homes = [one.stream for one in register.facts(HouseholdRegistered)]
        yield Town(office, register, taken.file_import, homes)


async def test_a_referral_under_way_stands_in_the_way_and_is_revoked_with_it(town: Town) -> None:
    sent = await town.refer(town.homes[0])
    assert await town.built_on() == ["household.consent_answered.v1", "referral.sent.v1"]
    undone = await town.office.undo(town.taken, forced=True)
    assert undone.found.counts.built_on == 2
    assert {one.fact for one in undone.found.built_on if one.stream == sent.referral} == {
        "referral.sent.v1"
    }
    assert [one.stream for one in town.register.facts(ReferralRevoked)] == [sent.referral]
    assert (await town.office.undo(town.taken)).already


async def test_a_referral_that_came_to_nothing_stands_in_nobodys_way(town: Town) -> None:
    rejected, revoked = await town.refer(town.homes[0]), await town.refer(town.homes[1])
    no = RejectionReason.NO_CAPACITY
    await town.submit(referrals.reject_referral(rejected, no, None, town.ministry))
    await town.submit(referrals.revoke_referral(revoked, town.own))
    assert set(await town.built_on()) == {"household.consent_answered.v1"}


async def test_what_a_person_asked_stands_in_the_way_until_it_is_answered(town: Town) -> None:
    joined = town.register.facts(MemberJoined)[0]
    assert isinstance(joined.fact, MemberJoined)
    home, member = joined.stream, joined.fact.member
    context = replace(town.own, purpose=Purpose.DATA_SUBJECT, role=Role.DATA_OFFICER)
    draft = RequestDraft(household=home, member=member, kind=RequestKind.CORRECTION)
    asked = await town.submit(requests.receive_request(draft, context, town.register.writer.mint))
    assert await town.built_on() == ["subject_request.received.v2"]
    known = requests.Known(asked.stream, home)
    granted = AnswerDraft(answer=RequestAnswer.GRANTED)
    await town.submit(requests.answer_request(known, granted, context))
    undone = await town.office.undo(town.taken)
    assert undone.found.built_on == []


async def test_a_card_stands_in_the_way_and_is_withdrawn_with_its_holder(town: Town) -> None:
    mint = town.register.writer.mint
    holders = [
        Holder(household=one.stream, member=one.fact.member, kind=DocumentKind.PRIORITY_CARD)
        for one in town.register.facts(MemberJoined)
        if isinstance(one.fact, MemberJoined)
    ]
    for holder in holders:
        await town.submit(issue_document(holder, Printed(number="ب-1"), town.own, mint))
    returned = DocumentWithdrawalReason.RETURNED
    await town.submit(withdraw_document(holders[0], returned, town.own))
    assert await town.built_on() == ["entitlement_document.issued.v1"], "one was withdrawn by hand"
    await town.office.undo(town.taken, forced=True)
    withdrawn = [one.fact for one in town.register.facts(DocumentWithdrawn)]
    assert [
        (one.member, one.reason) for one in withdrawn if isinstance(one, DocumentWithdrawn)
    ] == [
        (holders[0].member, returned),
        (holders[1].member, DocumentWithdrawalReason.ISSUED_IN_ERROR),
    ]


async def test_an_undoing_that_is_refused_when_it_is_about_to_begin_holds_no_import_up(
    town: Town,
) -> None:
    writer, own = town.register.writer, town.own
    operator = replace(own, partner=writer.keys.registry_id, role=Role.SYSTEM)
    operator = replace(operator, purpose=Purpose.MAINTENANCE)
    await town.submit(steering.suspend_partner(own.partner, operator))
    with pytest.raises(Refused) as problem:
        await town.office.undo(town.taken)
    assert problem.value.code == "partner_suspended"
    assert not town.register.facts(UndoingStarted)
    assert await being_undone(writer, own.partner) is None


async def test_help_that_was_given_is_named_and_stays_told(town: Town) -> None:
    sent = await town.refer(town.homes[0])
    await town.submit(referrals.accept_referral(sent, town.ministry))
    served = ReferralResult.SERVED
    await town.submit(referrals.finish_referral(sent, served, None, town.ministry))
    assert "referral.sent.v1" in await town.built_on()
    await town.office.undo(town.taken, forced=True)
    assert len(town.register.facts(ReferralDone)) == 1
    assert not town.register.facts(ReferralRevoked)


async def test_a_household_that_was_handed_over_stays_with_what_hangs_on_it(town: Town) -> None:
    given = await given_by_hand(town.register)
    await town.hand_over(town.homes[0])
    assert await town.built_on() == [
        "delivery.recorded.v1", "household.consent_answered.v1", "household.offered.v1",
        "household.transferred.v1",
    ]  # fmt: skip
    undone = await town.office.undo(town.taken, forced=True)
    assert undone.found.left == {"household_transferred": 1}
    withdrawn = {one.stream for one in town.register.facts(RegistrationWithdrawn)}
    assert withdrawn == {town.homes[1]}
    assert given.stream not in {one.stream for one in town.register.facts(DeliveryReversed)}


async def test_one_that_the_import_only_added_to_is_named_once_it_is_handed_over(
    town: Town, tmp_path: Path
) -> None:
    await town.register.take(a_file(tmp_path / "b.csv", HEAD, ALI), options())
    more = await town.register.take(a_file(tmp_path / "c.csv", HEAD, ALI, MARYAM), options())
    assert (more.counts.registrations, more.counts.members) == (0, 1)
    await town.hand_over(town.register.facts(HouseholdRegistered)[-1].stream)
    with pytest.raises(ImportBuiltOn) as problem:
        await town.office.undo(more.file_import)
    assert [one.fact for one in problem.value.found.built_on] == ["household.transferred.v1"]


class Dropping(Writer):
    """Does what is asked, and every other time nobody hears of it."""

    asked = 0

    async def submit_many(self, commands: Sequence[Command]) -> list[Outcome | SijillError]:
        answers = await super().submit_many(commands)
        self.asked += 1
        if self.asked % 2:
            raise Unavailable("database_lost")
        return answers


async def test_an_undoing_outlives_an_outage(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "FIRST_PAUSE", 0.01)
    given = await given_by_hand(town.register)
    dropping = Dropping(town.register.writer.log, town.register.writer.keys)
    office = replace(town.office, register=replace(town.register, writer=dropping))
    undone = await office.undo(town.taken, forced=True)
    assert dropping.asked >= 4
    assert undone.found.counts == UndoneCounts(registrations=2, members=2, deliveries=2, built_on=1)
    reversed_ = [one.stream for one in town.register.facts(DeliveryReversed)]
    assert (len(reversed_), len(set(reversed_)), given.stream in reversed_) == (3, 3, True)
    assert len(town.register.facts(ImportUndone)) == 1
