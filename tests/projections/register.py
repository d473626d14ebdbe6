"""A register told in a few words: who enrolled, registered and delivered."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from registry.domain import agreement, delivery, household, partner, programme
from registry.domain.access import AccessRefused, ActName, FieldName, FieldsOpened, RefusalCode
from registry.domain.dates import PreciseDate, precise_date
from registry.domain.envelope import Actor, Envelope
from registry.domain.facts import AnyFact
from registry.domain.fields import Sealed
from registry.domain.ids import uuid7
from registry.domain.partner import PartnerCode, PublicName
from registry.domain.places import PCode
from registry.domain.programme import ProgrammeCode
from registry.domain.reference import make_reference
from registry.domain.vocabulary import (
    BenefitFamily,
    BenefitKind,
    Channel,
    ConsentPurpose,
    ConsentState,
    CountsAs,
    HoldReason,
    LegalBasis,
    Level,
    NationalityGroup,
    OrganisationKind,
    Purpose,
    Relation,
    Role,
    Sees,
    Sex,
    Unit,
)
from registry.eventlog.mapper import Pending

MORNING = datetime(2026, 10, 1, 8, tzinfo=UTC)
OCTOBER = precise_date(2026, 10)


def sealed(words: str) -> Sealed:
    """Stands for ciphertext: no read model may look inside."""
    return Sealed(f"sealed {words}".encode())


@dataclass
class Register:
    """`told` are the commands so far; each method adds one and answers with the id that it gave out."""

    told: list[list[Pending]] = field(default_factory=list)
    heads: dict[UUID, UUID] = field(default_factory=dict)
    versions: Counter[UUID] = field(default_factory=Counter)
    ids: int = 0

    def id(self) -> UUID:
        self.ids += 1
        return uuid7(MORNING + timedelta(seconds=self.ids), self.ids.to_bytes(10))

    def enrolled(self, code: str) -> UUID:
        named = partner.PartnerEnrolled(
            code=PartnerCode(code),
            kind=OrganisationKind.ASSOCIATION,
            name_ar=PublicName("جمعية الأمل بقنا"),
            name_en=PublicName("Hope of Qena"),
        )
        stream = self.id()
        return self._add(stream, stream, named)

    def opened_programme(self, owner: UUID, code: str, *, protected: bool = False) -> UUID:
        opened = programme.ProgrammeOpened(
            owner=owner,
            code=ProgrammeCode(code),
            name_ar=PublicName("سلة رمضان"),
            name_en=PublicName("Ramadan basket"),
            family=BenefitFamily.FOOD,
            kind=BenefitKind.IN_KIND,
            unit=Unit.BASKET,
            protected=protected,
        )
        return self._add(self.id(), owner, opened)

    def signed(
        self,
        *partners: UUID,
        totals: tuple[UUID, ...] = (),
        legal_basis: LegalBasis = LegalBasis.PUBLIC_TASK,
        **terms: Any,
    ) -> UUID:
        """An agreement of partners that share on one ground, others seeing totals; `parties` says it one by one."""
        usual: dict[str, Any] = {
            "parties": tuple(
                agreement.Party(partner=one, legal_basis=legal_basis, sees=sees)
                for those, sees in ((partners, Sees.RECORDS), (totals, Sees.TOTALS))
                for one in those
            ),
            "name_ar": PublicName("مذكرة تفاهم"),
            "name_en": PublicName("Memorandum"),
            "purposes": (Purpose.DELIVERY,),
            "grants": (),
            "families": (BenefitFamily.FOOD,),
            "begins": date(2026, 1, 1),
        }
        agreed = agreement.Terms(**(usual | terms))
        signed = agreement.AgreementSigned(terms=agreed)
        return self._add(self.id(), agreed.parties[0].partner, signed)

    def ended(self, owner: UUID, stream: UUID, last_day: date) -> UUID:
        return self._add(stream, owner, agreement.AgreementEnded(last_day=last_day))

    def registered(
        self,
        owner: UUID,
        place: str = "EG2706",
        sharing: ConsentState | None = None,
        **known: Any,
    ) -> UUID:
        stream, head = self.id(), self.id()
        self.heads[stream] = head
        consent = household.Consent(
            purpose=ConsentPurpose.SHARING, state=sharing or ConsentState.NOT_ASKED
        )
        registered = household.HouseholdRegistered(
            reference=make_reference(self.ids.to_bytes(16)),
            head=head,
            place=PCode(place),
            consent=(consent,) if sharing else (),
            partner_reference=sealed("KEY-7"),
            phones=sealed("٠١٠"),
            address=sealed("شارع الجمهورية"),
            criteria=sealed("orphan"),
            warnings=sealed("none"),
            stratum=sealed("none"),
            **known,
        )
        return self._add(stream, owner, registered, self._member(head, Relation.HEAD))

    def joined(self, owner: UUID, stream: UUID, relation: Relation = Relation.OTHER) -> UUID:
        member = self.id()
        self._add(stream, owner, self._member(member, relation))
        return member

    def forgot(self, owner: UUID, stream: UUID, member: UUID) -> UUID:
        case = household.CaseNumber("2026/17")
        return self._add(stream, owner, household.PersonForgotten(member=member, case=case))

    def happened(self, owner: UUID, stream: UUID, *facts: AnyFact) -> UUID:
        return self._add(stream, owner, *facts)

    @staticmethod
    def arriving(member: UUID, came_from: UUID) -> household.MemberMovedIn:
        return household.MemberMovedIn(
            member=member,
            came_from=came_from,
            relation=Relation.OTHER,
            sex=Sex.UNKNOWN,
            birth_band=None,
            nationality=NationalityGroup.UNKNOWN,
            partner_reference=sealed("none"),
            name=sealed(f"فاطمة {member}"),
            identity_numbers=sealed("٢٩٠"),
            born=sealed("1990"),
            phones=sealed("٠١١"),
            criteria=sealed("none"),
            functioning=sealed("none"),
            warnings=sealed("none"),
            stratum=sealed("none"),
        )

    def put_on_hold(self, owner: UUID, stream: UUID) -> UUID:
        return self._add(
            stream, owner, household.HouseholdPutOnHold(reason=HoldReason.UNDER_REVIEW)
        )

    def delivered(
        self, owner: UUID, place: str = "EG2706", on: PreciseDate = OCTOBER, **known: Any
    ) -> UUID:
        usual: dict[str, Any] = {
            "family": BenefitFamily.FOOD,
            "kind": BenefitKind.IN_KIND,
            "unit": Unit.BASKET,
            "counts_as": CountsAs.PERSON,
        }
        handed_over = delivery.DeliveryRecorded(place=PCode(place), on=on, **(usual | known))
        return self._add(self.id(), owner, handed_over)

    def looked_at(self, owner: UUID, *subjects: UUID, actor: int = 1) -> UUID:
        names = (FieldName("household.member_joined.name"),)
        opened = FieldsOpened(level=Level.CLEAR, fields=names, subjects=subjects)
        return self._add(self.id(), owner, opened, actor=actor)

    def refused(self, owner: UUID, *, actor: int = 1) -> UUID:
        refused = AccessRefused(code=RefusalCode("no_agreement"), act=ActName("household.list"))
        return self._add(self.id(), owner, refused, actor=actor)

    def _member(self, member: UUID, relation: Relation) -> household.MemberJoined:
        return household.MemberJoined(
            member=member,
            relation=relation,
            partner_reference=sealed("none"),
            name=sealed(f"فاطمة {member}"),
            identity_numbers=sealed("٢٩٠"),
            born=sealed("1990"),
            phones=sealed("٠١١"),
            criteria=sealed("none"),
            functioning=sealed("none"),
            warnings=sealed("none"),
            stratum=sealed("none"),
        )

    def _add(self, stream: UUID, owner: UUID, *facts: AnyFact, actor: int = 1) -> UUID:
        envelope = Envelope(
            actor=Actor(UUID(int=actor)),
            partner=owner,
            role=Role.CASEWORKER,
            purpose=Purpose.REGISTRATION,
            channel=Channel.CONSOLE,
            command=self.id(),
        )
        begins = self.versions[stream]
        self.versions[stream] += len(facts)
        self.told.append(
            [Pending(stream, begins + at, envelope, fact) for at, fact in enumerate(facts, 1)]
        )
        return stream
