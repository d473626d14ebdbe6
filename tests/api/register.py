"""A small register for the tests: Qena's partners under a base agreement, and people who ask it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from operator import attrgetter
from typing import Any, Final, TypeAlias
from uuid import UUID

import httpx
from fastapi import FastAPI

from registry.api.context import Services
from registry.api.endpoint import Endpoint
from registry.api.tokens import LocalIssuer
from registry.application import steering
from registry.application.command import Command, Context
from registry.application.deliveries import DeliveryDraft, record_delivery
from registry.application.households import HouseholdDraft, MemberDraft, register_household
from registry.domain.access import AccessFact, AccessRefused, FieldsOpened
from registry.domain.agreement import Grant, Party, Terms
from registry.domain.dates import PreciseDate
from registry.domain.envelope import Actor, Recorded
from registry.domain.household import Consent, PersonName
from registry.domain.partner import PartnerCode, PartnerEnrolled, PublicName
from registry.domain.places import PCode, places_in
from registry.domain.programme import ProgrammeCode, ProgrammeOpened
from registry.domain.vocabulary import (
    BenefitFamily,
    BenefitKind,
    Channel,
    ConsentPurpose,
    ConsentState,
    Cycle,
    FieldGroup,
    LegalBasis,
    Level,
    OrganisationKind,
    Purpose,
    Relation,
    Role,
    Sees,
    Sex,
    Unit,
)

NOW: Final = datetime(2026, 10, 20, 9, 0, tzinfo=UTC)
MINISTRY: Final = "moss-qena"
ASSOCIATION: Final = "albir-qena"
UMBRELLA: Final = "qena-union"
NEWCOMER: Final = "newcomer"

Settle: TypeAlias = Callable[[], Awaitable[int]]
"""Wait until the read models hold everything that was recorded; the position."""

_PARTNERS: Final = {
    MINISTRY: (OrganisationKind.MINISTRY, "مديرية التضامن بقنا"),
    ASSOCIATION: (OrganisationKind.ASSOCIATION, "جمعية البر بقنا"),
    UMBRELLA: (OrganisationKind.UMBRELLA, "الاتحاد الإقليمي بقنا"),
    NEWCOMER: (OrganisationKind.ASSOCIATION, "جمعية جديدة"),
}


@dataclass
class Clock:
    """Goes on by a millisecond a look, so that ids stand in the order in which they were made."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now


@dataclass(frozen=True)
class Person:
    """Somebody who asks: for a partner, in a role, for a purpose."""

    partner: str
    role: Role = Role.CASEWORKER
    purpose: Purpose = Purpose.REGISTRATION


CASEWORKER: Final = Person(MINISTRY)
NEIGHBOUR: Final = Person(ASSOCIATION)
AUDITOR: Final = Person(MINISTRY, Role.AUDITOR, Purpose.AUDIT)


NAMELESS: Final = UUID(int=0)


@dataclass
class Register:
    """An open register, with whom it knows by code."""

    services: Services
    issuer: LocalIssuer
    app: FastAPI
    clock: Clock
    partners: dict[str, UUID] = field(default_factory=dict)
    programmes: dict[str, UUID] = field(default_factory=dict)
    agreement: UUID = NAMELESS

    async def ask(
        self, person: Person, document: str, variables: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """The data of an answer without errors, through the same door as everybody."""
        body = await self.answer(person, document, variables)
        assert "errors" not in body, body["errors"]
        data: dict[str, Any] = body["data"]
        return data

    async def answer(
        self, person: Person, document: str, variables: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        answer = await Endpoint(self.services).execute(
            document, variables, token=self.token(person)
        )
        return dict(answer.body)

    async def post(
        self, body: object, *, token: str | None = None, **headers: str
    ) -> httpx.Response:
        """Over HTTP."""
        shown = {} if token is None else {"authorization": f"Bearer {token}"}
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://sijill") as client:
            return await client.post("/graphql", json=body, headers={**shown, **headers})

    async def get(self, path: str, *, token: str) -> httpx.Response:
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://sijill") as client:
            return await client.get(path, headers={"authorization": f"Bearer {token}"})

    def token(self, person: Person, **other: Any) -> str:
        claims: dict[str, Any] = {
            "actor": self.actor(person),
            "partner": self.partners.get(person.partner, UUID(int=7)),
            "roles": [person.role],
            "purpose": person.purpose,
            "ttl": timedelta(hours=1),
            "now": self.clock.now,
        }
        return self.issuer.mint(**claims | other)

    @staticmethod
    def actor(person: Person) -> Actor:
        return Actor(UUID(int=hash((person.partner, person.role)) % 2**120))

    async def submit(self, command: Command) -> UUID:
        return (await self.services.writer.submit(command)).stream

    def context(self, partner: str, role: Role = Role.CASEWORKER) -> Context:
        return Context(
            actor=Actor(UUID(int=1)),
            partner=self.partners[partner],
            role=role,
            purpose=Purpose.REGISTRATION,
            channel=Channel.CONSOLE,
        )

    @property
    def operator(self) -> Context:
        return Context(
            actor=Actor(UUID(int=1)),
            partner=self.services.keys.registry_id,
            role=Role.SYSTEM,
            purpose=Purpose.MAINTENANCE,
            channel=Channel.CONSOLE,
        )

    async def set_up(self) -> None:
        writer = self.services.writer
        for code, (kind, name) in _PARTNERS.items():
            enrolled = PartnerEnrolled(
                code=PartnerCode(code),
                kind=kind,
                name_ar=PublicName(name),
                name_en=PublicName(code),
            )
            command = steering.enrol_partner(enrolled, self.operator, writer.mint)
            self.partners[code] = await self.submit(command)
        self.agreement = await self.sign(base=True)
        for code, owner, family, protected in (
            ("food", ASSOCIATION, BenefitFamily.FOOD, False),
            ("cash", MINISTRY, BenefitFamily.CASH, False),
            ("refuge", ASSOCIATION, BenefitFamily.FOOD, True),
        ):
            await self.open_programme(code, owner, family, protected=protected)

    async def sign(self, *, legal_basis: LegalBasis = LegalBasis.PUBLIC_TASK, **terms: Any) -> UUID:
        """An agreement of ministry and association, the umbrella seeing totals."""
        usual: dict[str, Any] = {
            "name_ar": PublicName("المذكرة الأساسية"),
            "name_en": PublicName("Base agreement"),
            "parties": tuple(
                Party(partner=self.partners[code], sees=sees, legal_basis=legal_basis)
                for code, sees in (
                    (MINISTRY, Sees.RECORDS),
                    (ASSOCIATION, Sees.RECORDS),
                    (UMBRELLA, Sees.TOTALS),
                )
            ),
            "purposes": (Purpose.REGISTRATION, Purpose.DELIVERY),
            "grants": (Grant(group=FieldGroup.IDENTITY, level=Level.MASKED),),
            "families": (BenefitFamily.FOOD,),
            "begins": date(2026, 1, 1),
        }
        agreed = Terms(**usual | terms)
        mint = self.services.writer.mint
        return await self.submit(steering.sign_agreement(agreed, self.operator, mint))

    async def open_programme(
        self,
        code: str,
        owner: str,
        family: BenefitFamily,
        *,
        protected: bool = False,
        cycle: Cycle = Cycle.ON_DEMAND,
    ) -> None:
        opened = ProgrammeOpened(
            owner=self.partners[owner],
            code=ProgrammeCode(code),
            name_ar=PublicName("برنامج"),
            name_en=PublicName(code),
            family=family,
            kind=BenefitKind.IN_KIND,
            unit=Unit.BASKET,
            cycle=cycle,
            protected=protected,
        )
        context = self.context(owner, Role.SYSTEM)
        command = steering.open_programme(opened, context, self.services.writer.mint)
        self.programmes[code] = await self.submit(command)

    async def registered(  # noqa: PLR0913 - each says what a test is about
        self,
        partner: str,
        head: str = "فاطمة عبد الرحيم",
        *,
        members: Sequence[str] = (),
        relation: Relation = Relation.CHILD,
        place: str = "EG2706",
        village: bool = False,
        sharing: ConsentState = ConsentState.GIVEN,
        consents: Sequence[Consent] = (),
        **more: Any,
    ) -> UUID:
        """A household, read by the read models once `settled`."""
        draft = HouseholdDraft(
            head=MemberDraft(name=PersonName(written=head), relation=Relation.HEAD, sex=Sex.FEMALE),
            members=tuple(
                MemberDraft(name=PersonName(written=name), relation=relation) for name in members
            ),
            place=places_in(place)[0].code if village else PCode(place),
            consent=(Consent(purpose=ConsentPurpose.SHARING, state=sharing), *consents),
            **{"declared_size": 4} | more,
        )
        mint = self.services.writer.mint
        return await self.submit(register_household(draft, self.context(partner), mint))

    async def delivered(
        self,
        partner: str,
        programme: str,
        household: UUID | None,
        month: str = "2026-10",
        **more: Any,
    ) -> UUID:
        draft = DeliveryDraft(
            household=household,
            programme=self.programmes[programme],
            on=PreciseDate.parse(month),
            **more,
        )
        mint = self.services.writer.mint
        return await self.submit(record_delivery(draft, self.context(partner), mint))

    async def end_agreement(self, last_day: date = date(2026, 10, 1)) -> None:
        ended = steering.end_agreement(self.agreement, last_day, self.operator)
        await self.submit(ended)

    async def on_record(self) -> list[Recorded[AccessFact]]:
        """Every opening and refusal that is in the log, oldest first."""
        streams = self.streams("access.%")
        found = await self.services.log.load_many(streams)
        facts = [one for history in found.values() for one in history]
        return sorted(facts, key=attrgetter("position"))  # type: ignore[arg-type]  # by its topic

    def streams(self, topic: str) -> list[UUID]:
        """Whose facts have such a topic, in the order of the log."""
        with self.services.log._connection() as connection:
            rows = connection.execute(
                "select originator_id from log.facts where topic like %s order by notification_id",
                (topic,),
            ).fetchall()
        return [row["originator_id"] for row in rows]

    async def openings(self) -> list[FieldsOpened]:
        return [one.fact for one in await self.on_record() if isinstance(one.fact, FieldsOpened)]

    async def refusals(self) -> list[tuple[str, str]]:
        """Codes, and what was asked."""
        return [
            (one.fact.code, one.fact.field or one.fact.act)
            for one in await self.on_record()
            if isinstance(one.fact, AccessRefused)
        ]
