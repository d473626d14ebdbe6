"""What a register tells to somebody who chooses what to ask of it next: a fold of its facts with the domain alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from registry.domain import (
    agreement,
    delivery,
    entitlement_document,
    household,
    pair,
    partner,
    plan,
    programme,
    referral,
    subject_request,
)
from registry.domain.delivery import DeliveryCorrected, DeliveryRecorded
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact, subject_of

_PRINTED: Final = (entitlement_document.DocumentIssued, entitlement_document.DocumentReplaced)


@dataclass
class Words:
    """Whom a command told of: a household, and members of it by name.

    `beside` is the household of the second, where it told of two registrations: of the two persons alone, so that it
    goes with either, and outlives the household of a child whose parents were forgotten (docs/adr/0017).
    """

    home: UUID
    beside: UUID | None = None
    members: set[UUID] = field(default_factory=set)


@dataclass
class Town:
    """States by stream; `owners` are the partners of homes, programmes and deliveries.

    `held_by` are those of a home one after another, `served`, `referred`, `requested` and `issued` what there is about
    a home. `planned` are the programmes of plans, `lines` what they are made of, by their numbers.
    `unsaid` are pairs of which nothing more can be written, since a side was forgotten. `forgot` says at which position
    a member was forgotten, or a home erased.
    """

    partners: dict[UUID, partner.Partner] = field(default_factory=dict)
    agreements: dict[UUID, agreement.Agreement] = field(default_factory=dict)
    programmes: dict[UUID, programme.Programme] = field(default_factory=dict)
    homes: dict[UUID, household.Household] = field(default_factory=dict)
    deliveries: dict[UUID, delivery.Delivery] = field(default_factory=dict)
    owners: dict[UUID, UUID] = field(default_factory=dict)
    referrals: dict[UUID, referral.Referral] = field(default_factory=dict)
    held_by: dict[UUID, list[UUID]] = field(default_factory=dict)
    served: dict[UUID, list[UUID]] = field(default_factory=dict)
    referred: dict[UUID, list[UUID]] = field(default_factory=dict)
    requests: dict[UUID, subject_request.SubjectRequest] = field(default_factory=dict)
    requested: dict[UUID, list[UUID]] = field(default_factory=dict)
    documents: dict[UUID, entitlement_document.Series] = field(default_factory=dict)
    issued: dict[UUID, list[UUID]] = field(default_factory=dict)
    pairs: dict[UUID, pair.Pair] = field(default_factory=dict)
    plans: dict[UUID, plan.Plan] = field(default_factory=dict)
    planned: dict[UUID, UUID] = field(default_factory=dict)
    lines: dict[UUID, dict[int, plan.PlanLine]] = field(default_factory=dict)
    unsaid: set[UUID] = field(default_factory=set)
    forgot: dict[UUID, int] = field(default_factory=dict)
    commands: dict[int, UUID] = field(default_factory=dict)
    words: dict[UUID, Words] = field(default_factory=dict)

    def hear(self, facts: Iterable[Recorded[AnyFact]]) -> None:
        for one in facts:
            self._fold(one)
            self._note_words(one)
            if isinstance(one.fact, household.PersonForgotten | household.HouseholdForgotten):
                self.forgot[getattr(one.fact, "member", one.stream)] = one.position

    def was_forgotten(self, position: int) -> bool:
        """Whether somebody was forgotten whom the command told of whose last fact stands there."""
        words = self.words.get(self.commands[position])
        if words is None:
            return False
        forgotten = {one for home in self.homes.values() for one in home.forgotten}
        erased = words.beside is None and self.homes[words.home].erased
        return erased or bool(words.members & forgotten)

    def was_told_since(self, position: int) -> bool:
        """Whether the command came after all that was forgotten of what it told: a link undone without a word."""
        words = self.words.get(self.commands[position])
        if words is None:
            return False
        told = {*words.members, *(() if words.beside else (words.home,))}
        return all(self.forgot[one] < position for one in told & self.forgot.keys())

    def about(self, member: UUID) -> list[UUID]:
        """What was done for the homes that a member was ever in, and asked of others or there."""
        lived_in = self.homes_of(member)
        there = (self.served, self.referred, self.requested, self.issued)
        return [one for home in lived_in for those in there for one in those.get(home, ())]

    def homes_of(self, member: UUID) -> list[UUID]:
        return [home for home, state in self.homes.items() if member in state.members]

    def pairs_of(self, member: UUID) -> list[UUID]:
        return [
            at
            for at, found in self.pairs.items()
            if member in {found.sides.first, found.sides.second}
        ]

    def _fold(self, one: Recorded[AnyFact]) -> None:
        at, fact = one.stream, one.fact
        if isinstance(fact, partner.PartnerFact):
            self.partners[at] = partner.evolve(self.partners.get(at), fact)
        elif isinstance(fact, agreement.AgreementFact):
            self.agreements[at] = agreement.evolve(self.agreements.get(at), fact)
        elif isinstance(fact, programme.ProgrammeFact):
            self.programmes[at] = programme.evolve(self.programmes.get(at), fact)
            self.owners[at] = self.programmes[at].owner
        elif isinstance(fact, household.HouseholdFact):
            self.homes[at] = household.evolve(self.homes.get(at), fact)
            self.owners.setdefault(at, one.envelope.partner)
            self.owners[at] = self.homes[at].owner or self.owners[at]
            held = self.held_by.setdefault(at, [])
            if held[-1:] != [self.owners[at]]:
                held.append(self.owners[at])
        elif isinstance(fact, plan.PlanFact):
            self._fold_plan(at, fact)
        else:
            self._fold_about(at, one)

    def _fold_plan(self, at: UUID, fact: plan.PlanFact) -> None:
        self.plans[at] = plan.evolve(self.plans.get(at), fact)
        if isinstance(fact, plan.PlanDrafted):
            self.planned[at], self.lines[at] = fact.programme, {}
        elif isinstance(fact, plan.PlanLinesAdded):
            self.lines[at] |= {line.number: line for line in fact.lines}

    def _fold_about(self, at: UUID, one: Recorded[AnyFact]) -> None:
        """What is done for homes, asked of others, and said of their members."""
        fact = one.fact
        if isinstance(fact, delivery.DeliveryFact):
            self.deliveries[at] = delivery.evolve(self.deliveries.get(at), fact)
            self.owners.setdefault(at, one.envelope.partner)
            if isinstance(fact, DeliveryRecorded) and fact.household is not None:
                self.served.setdefault(fact.household, []).append(at)
        elif isinstance(fact, pair.PairFact):
            self.pairs[at] = pair.evolve(self.pairs.get(at), fact)
        elif isinstance(fact, referral.ReferralFact):
            self.referrals[at] = referral.evolve(self.referrals.get(at), fact)
            if isinstance(fact, referral.ReferralSent):
                self.referred.setdefault(fact.household, []).append(at)
        elif isinstance(fact, subject_request.RequestFact):
            self.requests[at] = subject_request.evolve(self.requests.get(at), fact)
            if isinstance(fact, subject_request.RequestReceived):
                self.requested.setdefault(fact.household, []).append(at)
        elif isinstance(fact, entitlement_document.DocumentFact):
            self.documents[at] = entitlement_document.evolve(self.documents.get(at), fact)
            if isinstance(fact, _PRINTED):
                self.issued.setdefault(fact.household, []).append(at)

    def _note_words(self, one: Recorded[AnyFact]) -> None:
        self.commands[one.position] = one.envelope.command
        match one.fact:
            case household.HouseholdRegistered(head=head):
                self._words(one, one.stream).members.add(head)
            case household.MemberDied(member=member):
                self._words(one, one.stream).members.add(member)
            case (
                subject_request.RequestReceived(member=member)
                | subject_request.RequestAnswered(member=member)
            ):
                home = self.requests[one.stream].household
                self._words(one, home).members.add(member)
            case fact if isinstance(fact, _PRINTED):
                self._words(one, fact.household).members.add(fact.member)
            case fact if isinstance(fact, household.HouseholdFact):
                subject = subject_of(one.stream, fact)
                if subject is not None:
                    members = self._words(one, one.stream).members
                    members |= {subject} - {one.stream}
            case (
                DeliveryRecorded(household=UUID() as home, member=served)
                | DeliveryCorrected(household=UUID() as home, member=served)
            ):
                words = self._words(one, home)
                words.members |= set() if served is None else {served}
            case referral.ReferralSent(household=home, member=asked):
                self._words(one, home).members |= set() if asked is None else {asked}
            case referral.ReferralRejected(about=about) | referral.ReferralDone(about=about):
                words = self._words(one, self.referrals[one.stream].household)
                words.members |= {about} - {words.home}
            case fact if isinstance(fact, pair.PairFact):
                sides = self.pairs[one.stream].sides
                words = self._words(one, sides.first_household)
                words.members |= {sides.first, sides.second}
                words.beside = sides.second_household
            case _:
                pass

    def _words(self, one: Recorded[AnyFact], home: UUID) -> Words:
        return self.words.setdefault(one.envelope.command, Words(home))
