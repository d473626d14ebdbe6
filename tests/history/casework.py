"""What the stored examples of casework say: what changes, what ends, what is asked of others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from registry.domain.casework import (
    AnswerReason,
    ClosingReason,
    DeliveryField,
    DisclosedField,
    HouseholdField,
    LeavingReason,
    MemberField,
    Priority,
    ReferralResult,
    RejectionReason,
    RequestAnswer,
    RequestedBy,
    RequestKind,
    ReversalReason,
    WithdrawalReason,
)
from registry.domain.delivery import Collector, DeliveryCorrected, DeliveryReversed, Source
from registry.domain.fields import Open
from registry.domain.file_import import ImportUndone, UndoingStarted, UndoneCounts
from registry.domain.household import (
    Consent,
    ConsentAnswered,
    HeadChanged,
    HouseholdAssessed,
    HouseholdClosed,
    HouseholdCorrected,
    HouseholdOffered,
    HouseholdReleased,
    HouseholdRelocated,
    HouseholdReopened,
    HouseholdTransferred,
    MemberAssessed,
    MemberCorrected,
    MemberDied,
    MemberLeft,
    MemberMovedIn,
    MemberMovedOut,
    MemberWithdrawn,
    OfferEnded,
    PersonName,
    RegistrationWithdrawn,
    Stratum,
    WashingtonGroup,
)
from registry.domain.identity_numbers import (
    IdentityNumber,
    IdentityNumberKind,
    IdentityNumberState,
)
from registry.domain.money import Currency, Money
from registry.domain.places import PCode
from registry.domain.referral import (
    ReferralAccepted,
    ReferralDone,
    ReferralRedirected,
    ReferralRejected,
    ReferralRevoked,
    ReferralSent,
    ReferralStarted,
)
from registry.domain.subject_request import RequestAnswered, RequestReceived
from registry.domain.vocabulary import (
    BenefitFamily,
    ConsentPurpose,
    ConsentState,
    CountsAs,
    Criterion,
    CriterionClass,
    FieldGroup,
    MoneySource,
    NationalityGroup,
    RegistrationWarning,
    Relation,
    Sex,
)
from tests.history.keys import (
    ASSOCIATION,
    BIRTH,
    HEAD,
    MINISTRY,
    MOBILE,
    OCTOBER,
    RAMADAN,
    STREAM,
    UMBRELLA,
    Example,
)

SON: Final = UUID("01935a2c-1000-7000-8000-000000000010")
OTHER_HOME: Final = UUID("01935a2c-1000-7000-8000-000000000011")
_PASSPORT = IdentityNumber(
    kind=IdentityNumberKind.PASSPORT,
    number="A12345678",
    raw="A١٢٣٤٥٦٧٨",
    state=IdentityNumberState.VALID,
)
_ANSWERS = WashingtonGroup(
    seeing=1, hearing=1, walking=4, remembering=2, self_care=3, communicating=1
)
_ILL = Stratum(disability=True, classes=(CriterionClass.HEALTH,))

_MEMBER = MemberCorrected(
    member=HEAD,
    changed=tuple(MemberField),
    relation=Relation.SPOUSE,
    sex=Sex.FEMALE,
    birth_band=1985,
    nationality=NationalityGroup.NON_NATIONAL,
    odd=1,
    partner_reference=Open("قنا/٢٠٢٦/١٨"),
    name=Open(PersonName(written="فاطمة عبدالرحيم", also=("Fatma Abdelrehim",))),
    identity_numbers=Open((_PASSPORT,)),
    born=Open(BIRTH),
    phones=Open((MOBILE,)),
    criteria=Open((Criterion.CHRONIC_ILLNESS,)),
    functioning=Open(_ANSWERS),
    warnings=Open((RegistrationWarning.PHONE_INVALID,)),
    stratum=Open(_ILL),
)

_ARRIVED = MemberMovedIn(
    member=SON,
    came_from=OTHER_HOME,
    relation=Relation.CHILD,
    sex=Sex.MALE,
    birth_band=2010,
    nationality=NationalityGroup.NATIONAL,
    odd=1,
    on=OCTOBER,
    partner_reference=Open("قنا/٢٠٢٦/١٧/٢"),
    name=Open(PersonName(written="علي محمود")),
    identity_numbers=Open((_PASSPORT,)),
    born=Open(BIRTH),
    phones=Open((MOBILE,)),
    criteria=Open((Criterion.ORPHAN,)),
    functioning=Open(_ANSWERS),
    warnings=Open((RegistrationWarning.BIRTH_DATE_UNREADABLE,)),
    stratum=Open(_ILL),
)

_MENDED = DeliveryCorrected(
    household=STREAM,
    member=HEAD,
    changed=(DeliveryField.QUANTITY, DeliveryField.COLLECTOR),
    quantity=Decimal(2),
    value=Money(Decimal("700.00"), Currency.EGP),
    counts_as=CountsAs.PERSON,
    on=OCTOBER,
    serves_from=RAMADAN,
    serves_until=RAMADAN,
    sources=(Source(kind=MoneySource.WAQF),),
    giver=Open("لجنة الزكاة"),
    collector=Open(
        Collector(
            name="حسن علي",
            identity_numbers=(_PASSPORT,),
            proxy=True,
            authority="توكيل رقم ١٧ لسنة ٢٠٢٦",
        )
    ),
)

_SENT = ReferralSent(
    household=STREAM,
    member=HEAD,
    sender=ASSOCIATION,
    to=MINISTRY,
    need=BenefitFamily.HEALTH,
    priority=Priority.URGENT,
    due=datetime(2026, 11, 30, 9, 30, tzinfo=UTC),
    disclosed=(DisclosedField.NAME, DisclosedField.PHONES),
    note=Open("تحتاج إلى جلسات غسيل كلوي"),
)

CASEWORK: Final[Mapping[str, Example]] = {
    "household.corrected.v1": Example(
        HouseholdCorrected(
            changed=tuple(HouseholdField),
            declared_size=5,
            place=PCode("EG2706"),
            protected=True,
            odd=2,
            phones=Open((MOBILE,)),
            address=Open("خلف الوحدة الصحية"),
            criteria=Open((Criterion.DEBT,)),
            warnings=Open((RegistrationWarning.SIZE_BELOW_MEMBERS,)),
            stratum=Open(Stratum(classes=(CriterionClass.LIVELIHOOD,))),
        ),
        version=6,
    ),
    "household.member_corrected.v1": Example(_MEMBER, version=7),
    "household.assessed.v1": Example(
        HouseholdAssessed(
            criteria=Open((Criterion.SHOCK,)),
            stratum=Open(Stratum(classes=(CriterionClass.SHOCK,))),
        ),
        version=8,
    ),
    "household.member_assessed.v1": Example(
        MemberAssessed(
            member=HEAD,
            criteria=Open((Criterion.DISABILITY,)),
            functioning=Open(_ANSWERS),
            stratum=Open(_ILL),
        ),
        version=9,
    ),
    "household.relocated.v1": Example(
        HouseholdRelocated(place=PCode("EG2707"), address=Open("بجوار المدرسة")), version=10
    ),
    "household.head_changed.v1": Example(
        HeadChanged(
            head=SON,
            former=HEAD,
            former_is=Relation.OTHER,
            name=Open(PersonName(written="علي محمود")),
        ),
        version=11,
    ),
    "household.member_left.v1": Example(
        MemberLeft(member=SON, on=OCTOBER, reason=Open(LeavingReason.MARRIED)), version=12
    ),
    "household.member_died.v1": Example(MemberDied(member=HEAD, on=OCTOBER), version=13),
    "household.member_moved_out.v1": Example(
        MemberMovedOut(member=SON, to=OTHER_HOME, on=OCTOBER), version=14
    ),
    "household.member_moved_in.v1": Example(_ARRIVED, version=15),
    "household.consent_answered.v1": Example(
        ConsentAnswered(
            consent=Consent(
                purpose=ConsentPurpose.REFERRAL,
                state=ConsentState.GIVEN,
                on=OCTOBER,
                groups=(FieldGroup.IDENTITY, FieldGroup.CONTACT),
            )
        ),
        version=16,
    ),
    "household.released.v1": Example(HouseholdReleased(), version=17),
    "household.closed.v1": Example(
        HouseholdClosed(reason=ClosingReason.LEFT_THE_AREA, last_day=date(2026, 10, 31)), version=18
    ),
    "household.reopened.v1": Example(HouseholdReopened(), version=19),
    "household.offered.v1": Example(HouseholdOffered(to=MINISTRY), version=20),
    "household.offer_ended.v1": Example(OfferEnded(), version=21),
    "household.transferred.v1": Example(HouseholdTransferred(to=MINISTRY), version=22),
    "household.withdrawn.v1": Example(
        RegistrationWithdrawn(reason=WithdrawalReason.IMPORT_UNDONE), version=23
    ),
    "household.member_withdrawn.v1": Example(
        MemberWithdrawn(member=SON, reason=WithdrawalReason.RECORDED_IN_ERROR), version=24
    ),
    "delivery.corrected.v1": Example(_MENDED, version=2),
    "delivery.reversed.v1": Example(
        DeliveryReversed(reason=ReversalReason.WRONG_RECIPIENT), version=3
    ),
    "referral.sent.v1": Example(_SENT),
    "referral.accepted.v1": Example(ReferralAccepted(), version=2),
    "referral.rejected.v1": Example(
        ReferralRejected(
            about=HEAD, reason=RejectionReason.NO_CAPACITY, note=Open("قائمة الانتظار شهران")
        ),
        version=3,
    ),
    "referral.redirected.v1": Example(
        ReferralRedirected(to=UMBRELLA, reason=RejectionReason.OUTSIDE_AREA), version=4
    ),
    "referral.started.v1": Example(ReferralStarted(), version=5),
    "referral.done.v1": Example(
        ReferralDone(
            about=HEAD, result=ReferralResult.SERVED, feedback=Open("بدأت الجلسات يوم الأحد")
        ),
        version=6,
    ),
    "referral.revoked.v1": Example(ReferralRevoked(), version=7),
    "subject_request.received.v1": Example(
        RequestReceived(
            kind=RequestKind.CORRECTION,
            household=STREAM,
            member=HEAD,
            requested_by=RequestedBy.PERSON,
            objects_to=None,
            due=None,
            words=Open("اسم أمي مكتوب خطأ"),
        )
    ),
    "subject_request.answered.v1": Example(
        RequestAnswered(
            member=HEAD, answer=RequestAnswer.GRANTED, reason=None, words=Open("صُحّح الاسم")
        ),
        version=2,
    ),
    "subject_request.received.v2": Example(
        RequestReceived(
            kind=RequestKind.OBJECTION,
            household=STREAM,
            member=HEAD,
            requested_by=RequestedBy.GUARDIAN,
            objects_to=ConsentPurpose.SHARING,
            due=date(2026, 11, 9),
            words=Open("لا تعرضوا هاتفنا على أحد"),
        )
    ),
    "subject_request.answered.v2": Example(
        RequestAnswered(
            member=HEAD,
            answer=RequestAnswer.PARTLY,
            reason=AnswerReason.REQUIRED_BY_LAW,
            words=Open("يبقى الاسم وحده"),
        ),
        version=2,
    ),
    "import.undoing_started.v1": Example(UndoingStarted(forced=True), version=3),
    "import.undone.v1": Example(
        ImportUndone(
            counts=UndoneCounts(
                registrations=51, members=180, deliveries=10, corrections=3, built_on=2
            )
        ),
        version=4,
    ),
}
