"""Members of a household, as its partner recorded them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry

from registry.api.closing import detail, own
from registry.api.context import Asking
from registry.api.days import PreciseDate
from registry.api.exposure import Exposure, View
from registry.api.homes import registration_of
from registry.api.opener import SealedField, personal
from registry.api.relay import Node, global_id
from registry.api.value_source import ValueSource, sources_of
from registry.api.wording import KINDS_OF_NUMBERS
from registry.domain.casework import Presence
from registry.domain.vocabulary import NationalityGroup, Relation, Sex
from registry.privacy.policy import HeldRegistration
from registry.projections.household_members import MemberRow

if TYPE_CHECKING:
    from registry.api.household import Household


@strawberry.type(description="A person, as one partner recorded them in one household.")
class Member(Node):
    row: strawberry.Private[MemberRow]
    record: strawberry.Private[HeldRegistration]
    view: strawberry.Private[View]
    position: strawberry.Private[int]

    @property
    def subject(self) -> UUID:
        """Whose field it is, where one is refused."""
        return self.row.member

    @classmethod
    def of(cls, row: MemberRow, record: HeldRegistration, view: View, position: int) -> Self:
        return cls(
            id=global_id("Member", row.member),
            row=row,
            record=record,
            view=view,
            position=position,
        )

    @strawberry.field(description="Where it is, or was last.")
    async def household(
        self, info: Asking
    ) -> Annotated[Household, strawberry.lazy("registry.api.household")] | None:
        from registry.api.household import household_at  # noqa: PLC0415 - each has the other

        return await household_at(info, self.row.household, self.position)

    @strawberry.field(extensions=detail())
    def relation(self) -> Relation | None:
        return self.row.relation

    @strawberry.field(extensions=detail())
    def sex(self) -> Sex | None:
        return self.row.sex

    @strawberry.field(extensions=detail(), description="First year of the five-year band of birth.")
    def birth_band(self) -> int | None:
        return self.row.birth_band

    @strawberry.field(extensions=detail())
    def nationality(self) -> NationalityGroup | None:
        return self.row.nationality

    @strawberry.field(extensions=detail(), description="Whether the person asked to be forgotten.")
    def forgotten(self) -> bool | None:
        return self.row.forgotten

    @strawberry.field(
        extensions=detail(),
        description="What it goes by in its household, and no other ever: 1 for who was named first.",
    )
    def number(self) -> int | None:
        return self.row.number

    @strawberry.field(extensions=detail(), description="Whether it is there, or why no more.")
    def presence(self) -> Presence | None:
        return self.row.presence

    @strawberry.field(
        extensions=detail(), description="The day it left, died or moved; null where nobody knows."
    )
    def until(self) -> PreciseDate | None:
        return None if self.row.until is None else PreciseDate.of(self.row.until)

    @strawberry.field(extensions=own(), description="How many warnings stand on it.")
    def open_warnings(self) -> int | None:
        return self.row.odd

    @strawberry.field(
        extensions=detail(), description="Who said each of its values last there, and when."
    )
    async def sources(self, info: Asking) -> list[ValueSource] | None:
        return await sources_of(info, self.row.household, self.row.member, self.position)

    @strawberry.field(**personal("household.member_joined.name"))
    def name(self) -> SealedField:
        return self._sealed(self.row.name)

    @strawberry.field(**personal("household.member_joined.identity_numbers"))
    def identity_numbers(self) -> SealedField:
        return self._sealed(self.row.identity_numbers)

    @strawberry.field(
        description="Of each of its identity numbers the kind, by its code, in their order.",
        **personal("household.member_joined.identity_numbers", KINDS_OF_NUMBERS),
    )
    def identity_number_kinds(self) -> SealedField:
        return self._sealed(self.row.identity_numbers)

    @strawberry.field(**personal("household.member_joined.born"))
    def born(self) -> SealedField:
        return self._sealed(self.row.born)

    @strawberry.field(**personal("household.member_joined.phones"))
    def phones(self) -> SealedField:
        return self._sealed(self.row.phones)

    @strawberry.field(**personal("household.member_joined.criteria"))
    def criteria(self) -> SealedField:
        return self._sealed(self.row.criteria)

    @strawberry.field(**personal("household.member_joined.functioning"))
    def functioning(self) -> SealedField:
        return self._sealed(self.row.functioning)

    @strawberry.field(**personal("household.member_joined.warnings"))
    def warnings(self) -> SealedField:
        return self._sealed(self.row.warnings)

    @strawberry.field(
        description="Of one who left: why, by its code.", **personal("household.member_left.reason")
    )
    def leaving_reason(self) -> SealedField:
        return self._sealed(self.row.leaving_reason)

    def _sealed(self, sealed: bytes | None) -> SealedField:
        return SealedField(self.row.household, self.row.member, sealed)


async def member_at(info: Asking, member: UUID, position: int) -> Member | None:
    """Under the base agreement nobody knows of members, and so not of this one."""
    reading, standing = await info.context.at(position), await info.context.standing()
    row = await reading.members.load(member)
    home = None if row is None else await reading.households.load(row.household)
    if row is None or home is None:
        return None
    record = registration_of(home)
    view = standing.view(record)
    return Member.of(row, record, view, position) if view.shows(Exposure.DETAIL) else None
