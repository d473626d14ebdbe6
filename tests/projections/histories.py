"""Random but lawful histories of a registry: every kind of fact, several partners, from a seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import islice
from random import Random
from typing import Any
from uuid import UUID

from registry.domain import agreement, delivery, file_import, household, partner, programme
from registry.domain.access import (
    AccessRefused,
    ActName,
    FieldName,
    FieldsOpened,
    RefusalCode,
    RegistrationsSearched,
    SearchedBy,
)
from registry.domain.envelope import Actor, Envelope
from registry.domain.facts import AnyFact
from registry.domain.fields import Sealed
from registry.domain.ids import uuid7
from registry.domain.pair import Sides
from registry.domain.partner import PartnerCode, PublicName
from registry.domain.places import PCode
from registry.domain.programme import ProgrammeCode
from registry.domain.reference import make_reference
from registry.domain.vocabulary import (
    BenefitKind,
    Channel,
    ConsentPurpose,
    ConsentState,
    Cycle,
    FieldGroup,
    Level,
    NationalityGroup,
    OrganisationKind,
    Purpose,
    Relation,
    Role,
    Sex,
    Unit,
)
from registry.eventlog.mapper import Pending
from tests.families import FAMILIES
from tests.projections import delivering
from tests.projections.changing import Changing
from tests.projections.funding import Funding
from tests.projections.issuing import Issuing
from tests.projections.pairing import Adjudicating, Pairing
from tests.projections.planning import Planning
from tests.projections.referring import Referring
from tests.projections.reporting_partners import Reporting
from tests.projections.requesting import Requesting
from tests.projections.speaking import Speaking
from tests.projections.terms import lawful_terms, some

PLACES = tuple(
    PCode(code)
    for code in ("EG2706", "EG2708", "EG2701", "EG2702", "EG2703-L001", "EG2706-L001", "EG2704")
)
GOVERNORATES = (PCode("EG27"), PCode("EG01"))

NAMES = ("فاطمة", "عبد الرحمن", "عبدالرحمن", "زينب", "محمود", "آمال", "هدى", "أحمد")
BEGAN = datetime(2026, 9, 1, 8, tzinfo=UTC)


@dataclass
class Home:
    partner: UUID
    place: PCode
    relations: dict[UUID, Relation]


@dataclass
class History(Referring, Requesting, Changing, Pairing):
    """Deals commands, each a list of facts that are stored together or not at all."""

    random: Random
    versions: dict[UUID, int] = field(default_factory=dict)
    partners: list[UUID] = field(default_factory=list)
    suspended: set[UUID] = field(default_factory=set)
    agreements: dict[UUID, agreement.Terms] = field(default_factory=dict)
    programmes: list[UUID] = field(default_factory=list)
    closed: set[UUID] = field(default_factory=set)
    homes: dict[UUID, Home] = field(default_factory=dict)
    referrals: dict[UUID, UUID] = field(default_factory=dict)
    requests: dict[UUID, UUID] = field(default_factory=dict)
    pairs: dict[UUID, Sides] = field(default_factory=dict)
    states: dict[UUID, household.Household] = field(default_factory=dict)
    unfinished: list[UUID] = field(default_factory=list)
    standing: list[UUID] = field(default_factory=list)
    visits: list[UUID] = field(default_factory=list)
    given: dict[UUID, delivery.DeliveryRecorded] = field(default_factory=dict)
    minted: int = 0
    said_last: Any = None

    def commands(self) -> Iterator[list[Pending]]:
        """Every kind of fact once, and then as it comes; beside it plans, documents, what is said of double support."""
        planning, once = Planning(self, beside(self.random)), True
        speaking = Speaking(self, beside(planning.random))
        issuing = Issuing(self, beside(speaking.random))
        adjudicating = Adjudicating(self, beside(speaking.random))
        funding = Funding(self, beside(issuing.random))
        reporting = Reporting(self, beside(adjudicating.random))
        for command in self._commands():
            self.said_last = command[0].envelope
            told = planning.in_every_way() if once else planning.beside()
            once = once and not told
            others = (speaking, issuing, adjudicating, reporting, funding)
            yield [*command, *told, *(one for other in others for one in other.beside())]

    def _commands(self) -> Iterator[list[Pending]]:
        acts: dict[Callable[[], list[Pending]], int] = {
            self.enrols: 1, self.opens_programme: 2, self.registers: 8, self.adds_member: 6,
            partial(delivering.delivers, self): 14, self.forgets: 3, self.signs: 6,
            self.amends: 1, self.ends: 1, self.opens_fields: 3, self.is_refused: 2,
            self.starts_import: 2, self.finishes_import: 2, self.undoes_import: 1,
            self.closes_programme: 1, self.is_suspended: 1,
            partial(delivering.corrects, self): 5, partial(delivering.reverses, self): 3,
            self.refers: 4, self.goes_on_with_referral: 12, self.hands_over: 6, self.answers: 5,
            self.changes: 30, self.moves: 6, self.asks_of_its_partner: 4, self.is_answered: 3,
            self.finds_pair: 4, self.speaks_of_pair: 8,
        }  # fmt: skip
        once = [self.enrols, self.enrols, *acts, self.registers_and_forgets, self.in_every_way]
        once += [self.changes_in_every_way, self.registers, self.finds_pair]
        once += [self.says_everything_of_a_pair, self.searches]
        for act in once:
            if command := act():
                yield command
        while True:
            (act,) = self.random.choices(list(acts), list(acts.values()))
            if command := act():
                yield command

    def id(self) -> UUID:
        self.minted += 1
        return uuid7(BEGAN + timedelta(seconds=self.minted), self.random.randbytes(10))

    def sealed(self) -> Sealed:
        return Sealed(self.random.randbytes(self.random.choice((24, 40, 56))))

    def name(self) -> PublicName:
        return PublicName(f"جمعية {self.random.choice(NAMES)}")

    def now(self, stream: UUID, *facts: AnyFact, partner: UUID | None = None) -> list[Pending]:
        for fact in facts:
            if isinstance(fact, household.HouseholdFact):
                self.states[stream] = household.evolve(self.states.get(stream), fact)
        envelope = self.envelope(partner or self.random.choice(self.partners or [stream]))
        begins = self.versions.get(stream, 0)
        self.versions[stream] = begins + len(facts)
        return [Pending(stream, begins + at, envelope, fact) for at, fact in enumerate(facts, 1)]

    def envelope(self, partner: UUID) -> Envelope:
        return Envelope(
            actor=Actor(UUID(int=self.random.randrange(1, 5))),
            partner=partner,
            department=self.random.choice((None, UUID(int=77))),
            role=self.random.choice(list(Role)),
            purpose=self.random.choice(list(Purpose)),
            channel=self.random.choice(list(Channel)),
            command=self.id(),
        )

    def enrols(self) -> list[Pending]:
        stream = self.id()
        enrolled = partner.PartnerEnrolled(
            code=PartnerCode(f"partner-{len(self.partners)}"),
            kind=self.random.choice(list(OrganisationKind)),
            name_ar=self.name(),
            name_en=PublicName("Association"),
            parent=self.random.choice([None, *self.partners]),
        )
        self.partners.append(stream)
        return self.now(stream, enrolled)

    def is_suspended(self) -> list[Pending]:
        free = [one for one in self.partners[2:] if one not in self.suspended]
        if not free:
            return []
        stream = self.random.choice(free)
        self.suspended.add(stream)
        return self.now(stream, partner.PartnerSuspended())

    def signs(self) -> list[Pending]:
        stream = self.id()
        terms = lawful_terms(self.random, self.partners, self.programmes)
        self.agreements[stream] = terms
        return self.now(stream, agreement.AgreementSigned(terms=terms))

    def amends(self) -> list[Pending]:
        if not self.agreements:
            return []
        stream = self.random.choice(list(self.agreements))
        terms = replace(self.agreements[stream], families=some(self.random, FAMILIES), base=True)
        self.agreements[stream] = terms
        return self.now(stream, agreement.AgreementAmended(terms=terms))

    def ends(self) -> list[Pending]:
        if not self.agreements:
            return []
        stream = self.random.choice(list(self.agreements))
        del self.agreements[stream]
        return self.now(stream, agreement.AgreementEnded(last_day=date(2026, 11, 30)))

    def opens_programme(self) -> list[Pending]:
        stream = self.id()
        opened = programme.ProgrammeOpened(
            owner=self.random.choice(self.partners),
            code=ProgrammeCode(f"programme-{len(self.programmes)}"),
            name_ar=PublicName("سلة غذائية"),
            name_en=PublicName("Food basket"),
            family=self.random.choice(FAMILIES),
            kind=self.random.choice(list(BenefitKind)),
            unit=self.random.choice(list(Unit)),
            cycle=self.random.choice(list(Cycle)),
            protected=self.random.random() < 0.3,
        )
        self.programmes.append(stream)
        return self.now(stream, opened, partner=opened.owner)

    def closes_programme(self) -> list[Pending]:
        open_ones = [one for one in self.programmes if one not in self.closed]
        if not open_ones:
            return []
        stream = self.random.choice(open_ones)
        self.closed.add(stream)
        return self.now(stream, programme.ProgrammeClosed())

    def joined(self, relation: Relation) -> household.MemberJoined:
        return household.MemberJoined(
            member=self.id(),
            relation=relation,
            sex=self.random.choice(list(Sex)),
            birth_band=self.random.choice((None, 1955, 1985, 2015)),
            nationality=self.random.choice(list(NationalityGroup)),
            odd=self.random.choice((0, 0, 1, 2)),
            partner_reference=self.sealed(),
            name=self.sealed(),
            identity_numbers=self.sealed(),
            born=self.sealed(),
            phones=self.sealed(),
            criteria=self.sealed(),
            functioning=self.sealed(),
            warnings=self.sealed(),
            stratum=self.sealed(),
        )

    def registers(self) -> list[Pending]:
        stream, owner = self.id(), self.random.choice(self.partners)
        protected = self.random.random() < 0.15
        members = [self.joined(Relation.HEAD)]
        members += [self.joined(Relation.CHILD) for _ in range(self.random.randrange(4))]
        place = self.random.choice(GOVERNORATES if protected else PLACES)
        registered = household.HouseholdRegistered(
            reference=make_reference(self.random.randbytes(16)),
            head=members[0].member,
            declared_size=self.random.choice((None, len(members), 9)),
            place=place,
            protected=protected,
            odd=self.random.choice((0, 0, 1)),
            consent=self.consents(),
            partner_reference=self.sealed(),
            phones=self.sealed(),
            address=self.sealed(),
            criteria=self.sealed(),
            warnings=self.sealed(),
            stratum=self.sealed(),
        )
        self.homes[stream] = Home(owner, place, {one.member: one.relation for one in members})
        return self.now(stream, registered, *members, partner=owner)

    def consents(self) -> tuple[household.Consent, ...]:
        purposes = self.random.sample(list(ConsentPurpose), self.random.randrange(4))
        return tuple(
            household.Consent(
                purpose=one,
                state=self.random.choice(list(ConsentState)),
                groups=self.random.choice(((), some(self.random, FieldGroup))),
            )
            for one in purposes
        )

    def adds_member(self) -> list[Pending]:
        stream = self.random.choice(list(self.homes))
        if self.states[stream].closed or self.states[stream].withdrawn:
            return []
        joined = self.joined(self.random.choice((Relation.SPOUSE, Relation.CHILD, Relation.OTHER)))
        self.homes[stream].relations[joined.member] = joined.relation
        return self.now(stream, joined, partner=self.homes[stream].partner)

    def forgets(self) -> list[Pending]:
        stream = self.random.choice(list(self.homes))
        left = [
            one for one in self.homes[stream].relations if one not in self.states[stream].forgotten
        ]
        return self.forgets_member(self.random.choice(left)) if left else []

    def forgets_member(self, member: UUID) -> list[Pending]:
        """In every household that it was ever in."""
        case = household.CaseNumber("2026/17")
        lived_in = [home for home, state in self.states.items() if member in state.members]
        return [
            pending
            for home in lived_in
            for pending in self.now(home, *household.forget(self.states[home], member, case, 2026))
        ]

    def registers_and_forgets(self) -> list[Pending]:
        """With its head, the one adult, the household is forgotten too."""
        registered = self.registers()
        stream = registered[0].stream
        return [*registered, *self.forgets_member(next(iter(self.homes[stream].relations)))]

    def opens_fields(self) -> list[Pending]:
        home = self.random.choice(list(self.homes.values()))
        opened = FieldsOpened(
            level=self.random.choice(list(Level)),
            fields=(
                FieldName("household.member_joined.name"),
                FieldName("household.member_joined.phones"),
            ),
            subjects=tuple(home.relations),
            agreement=self.random.choice([None, *self.agreements]),
        )
        refused = AccessRefused(
            code=RefusalCode("role_not_allowed"),
            act=ActName("field.open"),
            field=FieldName("household.member_joined.born"),
            subjects=tuple(home.relations),
        )
        return self.now(self.id(), opened, refused)

    def searches(self) -> list[Pending]:
        """By a chance of its own, so that all that follows is drawn as before there were searches."""
        drawn, self.random = self.random, beside(self.random)
        home = self.random.choice(list(self.homes.values()))
        searched = RegistrationsSearched(
            by=(self.random.choice(list(SearchedBy)),), found=tuple(home.relations), complete=True
        )
        done = self.now(self.id(), searched)
        self.random = drawn
        return done

    def is_refused(self) -> list[Pending]:
        return self.now(
            self.id(),
            AccessRefused(code=RefusalCode("no_agreement"), act=ActName("household.list")),
        )

    def starts_import(self) -> list[Pending]:
        stream = self.id()
        self.unfinished.append(stream)
        started = file_import.ImportStarted(
            file=file_import.Digest(self.random.randbytes(32).hex()),
            mapping=file_import.Digest(self.random.randbytes(32).hex()),
            file_format=self.random.choice(list(file_import.FileFormat)),
            taken_as=self.random.choice(list(file_import.TakenAs)),
        )
        return self.now(stream, started)

    def finishes_import(self) -> list[Pending]:
        if not self.unfinished:
            return []
        counts = file_import.ImportCounts(
            rows=30, registrations=18, members=71, unchanged=12, rejects=2
        )
        self.standing.append(self.unfinished.pop())
        return self.now(self.standing[-1], file_import.ImportFinished(counts=counts))

    def undoes_import(self) -> list[Pending]:
        """Whole, or cut short."""
        if not self.standing:
            return []
        begun = file_import.UndoingStarted(forced=not self.unfinished)
        over = file_import.ImportUndone(counts=file_import.UndoneCounts(built_on=3))
        return self.now(self.standing.pop(), begun, *([over] if begun.forced else []))


def beside(random: Random) -> Random:
    """A chance of its own for what is told beside a history, which stays what it was; another for each history."""
    return Random(repr(random.getstate()))  # noqa: S311 - a story, no secret


def commands(seed: int, many: int) -> list[list[Pending]]:
    return list(islice(History(Random(seed)).commands(), many))  # noqa: S311 - not a secret, a story
