"""What the stored examples of the first spine say, in today's words.

An example under an old stored name keeps its bytes; what stands here for it is the fact that it is upcast to.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from registry.domain.access import (
    AccessRefused,
    ActName,
    FieldName,
    FieldsOpened,
    RefusalCode,
    RegistrationsSearched,
    SearchedBy,
)
from registry.domain.agreement import (
    AgreementAmended,
    AgreementEnded,
    AgreementSigned,
    Grant,
    Party,
    Terms,
)
from registry.domain.dates import PreciseDate
from registry.domain.delivery import Collector, DeliveryRecorded, Source
from registry.domain.fields import Open
from registry.domain.file_import import (
    Digest,
    FileFormat,
    ImportCounts,
    ImportFinished,
    ImportStarted,
    TakenAs,
)
from registry.domain.household import (
    CaseNumber,
    Consent,
    HouseholdForgotten,
    HouseholdPutOnHold,
    HouseholdRegistered,
    MemberJoined,
    PersonForgotten,
    PersonName,
    Stratum,
    WashingtonGroup,
)
from registry.domain.identity_numbers import (
    IdentityNumber,
    IdentityNumberFault,
    IdentityNumberKind,
    IdentityNumberState,
)
from registry.domain.money import Currency, Money
from registry.domain.partner import (
    PartnerCode,
    PartnerEnrolled,
    PartnerReportedUpTo,
    PartnerReportsEvery,
    PartnerSuspended,
    PublicName,
)
from registry.domain.phones import Phone, PhoneState
from registry.domain.places import PCode
from registry.domain.programme import ProgrammeClosed, ProgrammeCode, ProgrammeOpened
from registry.domain.reference import Reference
from registry.domain.vocabulary import (
    BenefitFamily,
    BenefitKind,
    Claim,
    ConsentPurpose,
    ConsentState,
    CountsAs,
    Criterion,
    CriterionClass,
    Cycle,
    FieldGroup,
    HoldReason,
    LegalBasis,
    Level,
    MoneySource,
    NationalityGroup,
    OrganisationKind,
    Purpose,
    RegistrationWarning,
    Relation,
    Sees,
    Sex,
    Unit,
)
from tests.history.keys import (
    ASSOCIATION,
    BIRTH,
    FROM_A_WORKBOOK,
    HEAD,
    MINISTRY,
    MOBILE,
    OCTOBER,
    PROGRAMME,
    RAMADAN,
    STREAM,
    UMBRELLA,
    Example,
)

_TERMS = Terms(
    name_ar=PublicName("مذكرة تفاهم قنا الأساسية"),
    name_en=PublicName("Qena base agreement"),
    parties=(
        Party(partner=MINISTRY, legal_basis=LegalBasis.PUBLIC_TASK),
        Party(partner=ASSOCIATION, legal_basis=LegalBasis.CONSENT),
        Party(partner=UMBRELLA, sees=Sees.TOTALS, legal_basis=LegalBasis.CONSENT),
    ),
    purposes=(Purpose.REGISTRATION, Purpose.DELIVERY, Purpose.REFERRAL),
    grants=(
        Grant(group=FieldGroup.IDENTITY, level=Level.MASKED),
        Grant(
            group=FieldGroup.SENSITIVE,
            level=Level.CLEAR,
            to=(MINISTRY,),
            purposes=(Purpose.REFERRAL,),
        ),
    ),
    families=(BenefitFamily.FOOD, BenefitFamily.CASH),
    programmes=(PROGRAMME,),
    areas=(PCode("EG2706"), PCode("EG2707")),
    base=True,
    begins=date(2026, 1, 1),
    until=date(2026, 12, 31),
)

_REGISTERED = HouseholdRegistered(
    reference=Reference("K7QM-4T2X-9WRC"),
    head=HEAD,
    declared_size=6,
    place=PCode("EG27"),
    protected=True,
    consent=(
        Consent(
            purpose=ConsentPurpose.SHARING,
            state=ConsentState.GIVEN,
            on=PreciseDate(date(2026, 10, 4)),
        ),
        Consent(purpose=ConsentPurpose.REFERRAL, state=ConsentState.REFUSED),
    ),
    partner_reference=Open("قنا/٢٠٢٦/١٧"),
    phones=Open((MOBILE,)),
    address=Open("شارع الجمهورية، خلف المسجد الكبير"),
    criteria=Open((Criterion.FEMALE_HEAD, Criterion.OLDER_PERSON)),
    warnings=Open((RegistrationWarning.SIZE_BELOW_MEMBERS,)),
    stratum=Open(Stratum(disability=True, classes=(CriterionClass.FEMALE_HEAD,))),
)

_JOINED = MemberJoined(
    member=HEAD,
    relation=Relation.HEAD,
    sex=Sex.FEMALE,
    birth_band=1985,
    nationality=NationalityGroup.NATIONAL,
    partner_reference=Open("268e3ba8-e78e-43a5-9115-f11bb25762e6/members/1"),
    name=Open(PersonName(written="فاطمة عبد الرحمن", also=("Fatma Abdelrahman",))),
    identity_numbers=Open(
        (
            IdentityNumber(
                kind=IdentityNumberKind.EGYPT_NATIONAL_ID,
                number="28703092700121",
                raw="٢٨٧٠٣٠٩٢٧٠٠١٢١",
                state=IdentityNumberState.INVALID,
                fault=IdentityNumberFault.CHECKSUM,
            ),
        )
    ),
    born=Open(BIRTH),
    phones=Open((Phone(e164=None, raw="لا يوجد", state=PhoneState.INVALID),)),
    criteria=Open((Criterion.CHRONIC_ILLNESS,)),
    functioning=Open(
        WashingtonGroup(seeing=1, hearing=2, walking=3, remembering=4, self_care=1, communicating=2)
    ),
    warnings=Open((RegistrationWarning.IDENTITY_NUMBER_INVALID,)),
    stratum=Open(Stratum(disability=True, classes=(CriterionClass.HEALTH,))),
)

_RECORDED = DeliveryRecorded(
    household=STREAM,
    member=HEAD,
    programme=PROGRAMME,
    family=BenefitFamily.FOOD,
    kind=BenefitKind.IN_KIND,
    unit=Unit.BASKET,
    quantity=Decimal("1.5"),
    value=Money(Decimal("350.50"), Currency.EGP),
    counts_as=CountsAs.SERVICE,
    on=OCTOBER,
    serves_from=RAMADAN,
    serves_until=RAMADAN,
    place=PCode("EG2706"),
    service_point=UUID("01935a2c-1000-7000-8000-00000000000e"),
    sources=(
        Source(
            kind=MoneySource.ZAKAT,
            partner=UMBRELLA,
            fund=UUID("01935a2c-1000-7000-8000-00000000000f"),
            amount=Money(Decimal("350.50"), Currency.EGP),
        ),
    ),
    visit=UUID("01935a2c-1000-7000-8000-00000000000b"),
    plan_line=UUID("01935a2c-1000-7000-8000-00000000000c"),
    claim=Claim.REPORTED_BY_HOUSEHOLD,
    giver=Open("فاعل خير من القرية"),
    collector=Open(Collector(name="علي عبدالرحمن", member=HEAD)),
    partner_reference=Open("قنا/٢٠٢٦/١٧/1448-09/1"),
)

FIRST: Final[Mapping[str, Example]] = {
    "partner.enrolled.v1": Example(
        PartnerEnrolled(
            code=PartnerCode("qena-orphans"),
            kind=OrganisationKind.ASSOCIATION,
            name_ar=PublicName("جمعية رعاية الأيتام بقنا"),
            name_en=PublicName("Qena Orphan Care"),
            parent=UMBRELLA,
        )
    ),
    "partner.suspended.v1": Example(PartnerSuspended(), version=2),
    "partner.reports_every.v1": Example(
        PartnerReportsEvery(days=30, agreed_on=date(2026, 9, 1)), version=3
    ),
    "partner.reported_up_to.v1": Example(PartnerReportedUpTo(day=date(2026, 11, 28)), version=4),
    "agreement.signed.v1": Example(AgreementSigned(terms=_TERMS)),
    "agreement.amended.v1": Example(AgreementAmended(terms=_TERMS), version=2),
    "agreement.ended.v1": Example(AgreementEnded(last_day=date(2026, 11, 30)), version=3),
    "programme.opened.v1": Example(
        ProgrammeOpened(
            owner=ASSOCIATION,
            code=ProgrammeCode("food-baskets"),
            name_ar=PublicName("سلال غذائية"),
            name_en=PublicName("Food baskets"),
            family=BenefitFamily.FOOD,
            kind=BenefitKind.IN_KIND,
            unit=Unit.BASKET,
            cycle=Cycle.MONTHLY,
            protected=True,
        ),
        stream=PROGRAMME,
    ),
    "programme.closed.v1": Example(ProgrammeClosed(), version=2, stream=PROGRAMME),
    "household.registered.v1": Example(_REGISTERED),
    "household.member_joined.v1": Example(_JOINED, version=2, envelope=FROM_A_WORKBOOK),
    "household.put_on_hold.v1": Example(
        HouseholdPutOnHold(reason=HoldReason.SUBMISSION_ON_HOLD), version=3
    ),
    "household.person_forgotten.v1": Example(
        PersonForgotten(member=HEAD, case=CaseNumber("ERASE-2026/17")), version=4
    ),
    "household.forgotten.v1": Example(HouseholdForgotten(), version=5),
    "delivery.recorded.v1": Example(_RECORDED, envelope=FROM_A_WORKBOOK),
    "import.started.v1": Example(
        ImportStarted(
            file=Digest("ab" * 32),
            mapping=Digest("cd" * 32),
            file_format=FileFormat.KOBO_XLSX,
            taken_as=TakenAs.REGISTRATIONS,
        )
    ),
    "import.finished.v1": Example(
        ImportFinished(
            counts=ImportCounts(
                rows=60,
                registrations=51,
                members=180,
                deliveries=10,
                unchanged=4,
                warnings=12,
                rejects=5,
            )
        ),
        version=2,
    ),
    "access.fields_opened.v1": Example(
        FieldsOpened(
            level=Level.MASKED,
            fields=(FieldName("household.member_joined.name"),),
            subjects=(HEAD, STREAM),
            agreement=UUID("01935a2c-1000-7000-8000-00000000000d"),
        )
    ),
    "access.searched.v1": Example(
        RegistrationsSearched(
            by=(SearchedBy.THREE_NAMES, SearchedBy.PHONE),
            found=(HEAD,),
            complete=False,
            searches=60,
            file=Digest("ab" * 32),
        )
    ),
    "access.refused.v1": Example(
        AccessRefused(
            code=RefusalCode("no_agreement"),
            act=ActName("field.open"),
            field=FieldName("household.member_joined.name"),
            subjects=(HEAD,),
        )
    ),
}
