"""A recipe carried out: everybody registered, and every service recorded, through the writer in bulk.

Every command has a key of its own, so that a second run finds all of it done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, TypeAlias
from uuid import UUID

from registry.application import deliveries
from registry.application.command import Command, Context
from registry.application.deliveries import DeliveryDraft
from registry.application.entitlement_documents import Holder, Printed, issue_document
from registry.application.households import register_household
from registry.application.writer import BULK, Writer
from registry.cli.demo.country import Founded, Setting
from registry.cli.demo.people import registered
from registry.cli.demo.recipe import GROUPS, Documents, Line, Person, Recipe
from registry.domain.dates import PreciseDate, precise_date
from registry.domain.delivery import Source
from registry.domain.errors import SijillError
from registry.domain.household import HouseholdRegistered
from registry.domain.money import Money
from registry.domain.vocabulary import Channel, Purpose, Role

Progress: TypeAlias = Callable[[int], object]
"""Told how many more are done."""

_MONTHS: Final = 12
_DAYS: Final = 28
_TOGETHER: Final = 2 * BULK


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """Carries a recipe out in a registry whose partners and programmes are there."""

    recipe: Recipe
    setting: Setting
    founded: Founded
    writer: Writer
    operator: Context
    _people: dict[Person, UUID] = field(default_factory=dict)
    _done: dict[tuple[str, int, Person], UUID] = field(default_factory=dict)
    """Deliveries by service, year and person: a later one may be of the same visit."""

    async def carry_out(self, progress: Progress) -> None:
        """Register everybody, then record line after line, headcounts last; then issue documents.

        Raises:
            SijillError: what the writer refuses.
        """
        people = sorted(self.recipe.named, key=self._order)
        for person, home in zip(
            people,
            await self._all([self._registering(one) for one in people], progress),
            strict=True,
        ):
            self._people[person] = home
        for line in self.recipe.lines:
            served = list(line.named)
            drafts = [self._to(line, one, at) for at, one in enumerate(served)]
            found = await self._all(drafts, progress)
            self._done.update(
                ((line.service, line.year, person), delivery)
                for person, delivery in zip(served, found, strict=True)
            )
            await self._all([self._event(line, at) for at in range(line.events)], progress)
        if self.recipe.documents:
            heads = await self._heads()
            for documents in self.recipe.documents:
                holders = enumerate(documents.holders)
                issued = [self._issuing(documents, one, at, heads) for at, one in holders]
                await self._all(issued, progress)

    @property
    def steps(self) -> int:
        """How many commands it takes."""
        lines = self.recipe.lines
        issued = sum(len(list(one.holders)) for one in self.recipe.documents)
        served = sum(len(list(one.named)) + one.events for one in lines)
        return len(self.recipe.named) + served + issued

    async def _all(self, commands: Sequence[Command], progress: Progress) -> list[UUID]:
        """The streams of what was recorded, in the order of the commands."""
        found: list[UUID] = []
        for begins in range(0, len(commands), _TOGETHER):
            for outcome in await self.writer.submit_many(commands[begins : begins + _TOGETHER]):
                if isinstance(outcome, SijillError):
                    raise outcome
                found.append(outcome.stream)
            progress(len(found) - begins)
        return found

    def _order(self, person: Person) -> tuple[int, int, int]:
        groups = list(GROUPS.values())
        return self.recipe.place_of(person.centre), groups.index(person.group), person.number

    def _acting(self, centre: str, purpose: Purpose, channel: Channel) -> Context:
        own = self.operator.for_partner(self.founded.partners[centre])
        return replace(own, role=Role.DATA_OFFICER, purpose=purpose, channel=channel)

    def _registering(self, person: Person) -> Command:
        draft = registered(self.recipe, person, self.setting)
        context = self._acting(person.centre, Purpose.REGISTRATION, Channel.FILE)
        key = f"demo:person:{_named(person)}"
        return register_household(draft, context.with_key(key), self.writer.mint)

    async def _heads(self) -> dict[UUID, UUID]:
        """Who heads each household: the one person in it."""
        homes = list(self._people.values())
        heads: dict[UUID, UUID] = {}
        for begins in range(0, len(homes), _TOGETHER):
            found = await self.writer.log.load_many(homes[begins : begins + _TOGETHER])
            firsts = ((home, history[0].fact) for home, history in found.items())
            heads |= {
                home: one.head for home, one in firsts if isinstance(one, HouseholdRegistered)
            }
        return heads

    def _issuing(
        self, documents: Documents, person: Person, at: int, heads: Mapping[UUID, UUID]
    ) -> Command:
        """One document; `at` is how many of its kind were issued before it."""
        home = self._people[person]
        holder = Holder(household=home, member=heads[home], kind=documents.kind)
        issued = date(documents.year, at % _MONTHS + 1, at % _DAYS + 1)
        printed = Printed(
            number=f"{documents.year}-{at + 1:06}",
            issued_on=issued,
            valid_until=issued.replace(year=issued.year + documents.valid_years),
        )
        context = self._acting(documents.centre, Purpose.DELIVERY, Channel.FILE)
        keyed = context.with_key(f"demo:{documents.kind}:{_named(person)}")
        return issue_document(holder, printed, keyed, self.writer.mint)

    def _to(self, line: Line, person: Person, at: int) -> Command:
        """One service to somebody; `at` is how many were served before them."""
        visit = line.visit_of and self._done[line.visit_of, line.year, person]
        draft = replace(
            self._draft(line, at, 1), household=self._people[person], visit=visit or None
        )
        return self._recorded(line, draft, _named(person))

    def _event(self, line: Line, at: int) -> Command:
        """Heads whom nobody named, shared out over the events of the line as evenly as may be."""
        heads = line.heads // line.events + (at < line.heads % line.events)
        draft = replace(self._draft(line, at, heads), headcount=heads, place=self.setting.capital)
        return self._recorded(line, draft, f"event:{at}")

    def _draft(self, line: Line, at: int, services: int) -> DeliveryDraft:
        paid = {
            kind: Money(each * services, self.setting.currency)
            for kind, each in line.sources.items()
        }
        return DeliveryDraft(
            programme=self.founded.programmes[line.centre, line.service],
            value=Money(line.cost * services, self.setting.currency),
            sources=tuple(Source(kind=kind, amount=amount) for kind, amount in paid.items()),
            on=_month(line, at),
        )

    def _recorded(self, line: Line, draft: DeliveryDraft, key: str) -> Command:
        context = self._acting(line.centre, Purpose.DELIVERY, line.channel)
        keyed = context.with_key(f"demo:{line.service}:{line.year}:{key}")
        return deliveries.record_delivery(draft, keyed, self.writer.mint)


def _named(person: Person) -> str:
    return f"{person.group.sex}:{person.group.nationality}:{person.number}"


def _month(line: Line, at: int) -> PreciseDate:
    return precise_date(line.year, at % _MONTHS + 1)
