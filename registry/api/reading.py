"""What a request reads as of one position: each loader fetches what was asked for together."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar
from uuid import UUID

from psycopg import AsyncConnection
from strawberry.dataloader import DataLoader

from registry.api.standing import Standing
from registry.projections import (
    agreement_directory,
    delivery_ledger,
    household_consent,
    household_contact,
    household_identities,
    household_members,
    household_roll,
    partner_directory,
    plan_lines,
    programme_directory,
)
from registry.projections.agreement_directory import AgreementRow
from registry.projections.delivery_ledger import DeliveryRow
from registry.projections.household_consent import ConsentRow
from registry.projections.household_contact import ContactRow
from registry.projections.household_members import MemberRow
from registry.projections.household_roll import ShownRow
from registry.projections.partner_directory import PartnerRow
from registry.projections.programme_directory import ProgrammeRow
from registry.projections.reading import LARGEST_PAGE, Page, Window
from registry.projections.visibility import RecordFilter

KeyT = TypeVar("KeyT", bound=Hashable)
RowT = TypeVar("RowT")


About: TypeAlias = tuple[UUID, UUID | None]
"""A household, and the member of it that is meant; None means the household as a whole."""


@dataclass(frozen=True, slots=True)
class Referred:
    """Whom a referral is about; the head, where it is about the household as a whole."""

    home: ShownRow
    contact: ContactRow | None
    member: MemberRow | None


class Reading:
    """Loaders by what they load. A record that does not exist for the viewer is None."""

    def __init__(self, connection: AsyncConnection[Any], standing: Standing, position: int) -> None:
        self.connection = connection
        self.position = position
        self._visible = standing.visible
        self.households = _by_id(self._households)
        self.same_households = _by_id(self._same_households)
        self.contacts = _by_id(self._contacts)
        self.consents = _by_id(self._consents)
        self.members = _by_id(self._members)
        self.deliveries = _by_id(self._deliveries)
        self.partners = _by_id(self._partners)
        if position == standing.position:
            self.partners.prime_many(dict(standing.partners))
        self.programmes = _by_id(self._programmes)
        self.handed_out = _by_id(self._handed_out)
        self.agreements = _by_id(self._agreements)
        self.referred = _by_id(self._referred)
        self._members_of: dict[bool, DataLoader[UUID, Page[MemberRow] | None]] = {}
        self._deliveries_to: dict[Window[UUID], DataLoader[UUID, Page[DeliveryRow] | None]] = {}

    def deliveries_to(self, window: Window[UUID]) -> DataLoader[UUID, Page[DeliveryRow] | None]:
        """A page of the deliveries to each household."""

        async def load(households: Collection[UUID]) -> Mapping[UUID, Page[DeliveryRow]]:
            return await delivery_ledger.of_households(
                self.connection, households, window, visible_to=self._visible
            )

        return self._deliveries_to.setdefault(window, _by_id(load))

    def members_of(self, *, gone: bool) -> DataLoader[UUID, Page[MemberRow] | None]:
        """Those who are there of each household, with those who are gone where they are asked for."""
        whole: Window[int] = Window(self.position, first=LARGEST_PAGE)

        async def load(households: Collection[UUID]) -> Mapping[UUID, Page[MemberRow]]:
            return await household_members.of_households(
                self.connection, households, whole, visible_to=self._visible, gone=gone
            )

        return self._members_of.setdefault(gone, _by_id(load))

    async def _households(self, ids: Collection[UUID]) -> Mapping[UUID, ShownRow]:
        return await household_roll.by_ids(
            self.connection, ids, position=self.position, visible_to=self._visible
        )

    async def _same_households(self, ids: Collection[UUID]) -> Mapping[UUID, tuple[UUID, ...]]:
        return await household_identities.households_of(
            self.connection, ids, self.position, visible_to=self._visible
        )

    async def _contacts(self, ids: Collection[UUID]) -> Mapping[UUID, ContactRow]:
        return await household_contact.by_ids(
            self.connection, ids, position=self.position, visible_to=self._visible
        )

    async def _consents(self, ids: Collection[UUID]) -> Mapping[UUID, ConsentRow]:
        """Today's, whatever position is shown; of households that the viewer was given."""
        return await household_consent.today(self.connection, ids)

    async def _members(self, ids: Collection[UUID]) -> Mapping[UUID, MemberRow]:
        return await household_members.by_ids(
            self.connection, ids, position=self.position, visible_to=self._visible
        )

    async def _deliveries(self, ids: Collection[UUID]) -> Mapping[UUID, DeliveryRow]:
        return await delivery_ledger.by_ids(
            self.connection, ids, position=self.position, visible_to=self._visible
        )

    async def _partners(self, ids: Collection[UUID]) -> Mapping[UUID, PartnerRow]:
        return await partner_directory.by_ids(self.connection, ids, position=self.position)

    async def _programmes(self, ids: Collection[UUID]) -> Mapping[UUID, ProgrammeRow]:
        return await programme_directory.by_ids(
            self.connection, ids, position=self.position, visible_to=self._visible
        )

    async def _handed_out(self, ids: Collection[UUID]) -> Mapping[UUID, int]:
        return await plan_lines.counts_delivered(self.connection, ids, self.position)

    async def _referred(self, about: Collection[About]) -> Mapping[About, Referred]:
        """Whom referrals are about, for policy to open field by field what they disclose."""
        households = [household for household, _ in about]
        connection, at, all_there = self.connection, self.position, RecordFilter(everything=True)
        homes = await household_roll.by_ids(
            connection, households, position=at, visible_to=all_there
        )
        contacts = await household_contact.by_ids(
            connection, households, position=at, visible_to=all_there
        )
        meant = {
            (household, member): member or homes[household].head
            for household, member in about
            if household in homes
        }
        members = await household_members.by_ids(
            connection, set(meant.values()), position=at, visible_to=all_there
        )
        return {
            one: Referred(homes[one[0]], contacts.get(one[0]), members.get(member))
            for one, member in meant.items()
        }

    async def _agreements(self, ids: Collection[UUID]) -> Mapping[UUID, AgreementRow]:
        return await agreement_directory.by_ids(self.connection, ids, position=self.position)


def _by_id(
    load: Callable[[Collection[KeyT]], Awaitable[Mapping[KeyT, RowT]]],
) -> DataLoader[KeyT, RowT | None]:
    async def in_order(keys: list[KeyT]) -> list[RowT | None]:
        found = await load(keys)
        return [found.get(key) for key in keys]

    return DataLoader(in_order)
