"""What clients send of what changes in a household, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import strawberry

from registry.api.drafts import (
    MOST_OF_A_KIND,
    at_most,
    born_of,
    date_of,
    functioning_of,
    identity_numbers,
    phones_of,
    text_of,
)
from registry.api.ids import BadRequest
from registry.api.inputs import IdentityNumberInput, WashingtonGroupInput
from registry.application.acts import each_once
from registry.application.amendments import HouseholdAmendment, MemberAmendment
from registry.domain.casework import HouseholdField, MemberField
from registry.domain.dates import PreciseDate
from registry.domain.household import PersonName
from registry.domain.places import known_place
from registry.domain.vocabulary import Criterion, NationalityGroup, Relation, Sex

_NOTHING: Mapping[MemberField | HouseholdField, object] = {
    MemberField.PARTNER_REFERENCE: None,
    MemberField.IDENTITY_NUMBERS: (),
    MemberField.BORN: None,
    MemberField.PHONES: (),
    MemberField.CRITERIA: (),
    MemberField.FUNCTIONING: None,
    MemberField.SEX: Sex.UNKNOWN,
    MemberField.NATIONALITY: NationalityGroup.UNKNOWN,
    HouseholdField.DECLARED_SIZE: None,
    HouseholdField.PHONES: (),
    HouseholdField.ADDRESS: None,
    HouseholdField.CRITERIA: (),
}
"""What stands in a field that was cleared. A name, a place and a relation are always there."""


@strawberry.input(
    description="The right values. What is left out or blank stays as it is; `clear` empties a field."
)
class HouseholdCorrectionInput:
    declared_size: int | None = None
    place: str | None = strawberry.field(
        default=None, description="P-code; the governorate's where protected."
    )
    protected: bool | None = None
    phones: list[str] = strawberry.field(default_factory=list)
    address: str | None = None
    criteria: list[Criterion] = strawberry.field(default_factory=list)
    clear: list[HouseholdField] = strawberry.field(default_factory=list)

    def amendment(self, household: UUID) -> HouseholdAmendment:
        """Raises `BadRequest`: `too_many`, `too_long`, `field_not_cleared`; `Refused`: `place_unknown`."""
        said: dict[HouseholdField, Any] = {
            HouseholdField.DECLARED_SIZE: self.declared_size,
            HouseholdField.PLACE: None if self.place is None else known_place(self.place).code,
            HouseholdField.PROTECTED: self.protected,
            HouseholdField.PHONES: phones_of(self.phones),
            HouseholdField.ADDRESS: text_of("address", self.address),
            HouseholdField.CRITERIA: each_once(self.criteria),
        }
        return HouseholdAmendment(household=household, said=_said(said, self.clear))


@strawberry.input(
    description="The right values. What is left out or blank stays as it is; `clear` empties a field."
)
class MemberCorrectionInput:
    name: str | None = None
    also_written: list[str] = strawberry.field(
        default_factory=list, description="The name in other scripts; given with the name."
    )
    relation: Relation | None = strawberry.field(
        default=None, description="Who is head changes by `changeHead` alone."
    )
    sex: Sex | None = None
    born: str | None = None
    nationality: NationalityGroup | None = None
    identity_numbers: list[IdentityNumberInput] = strawberry.field(default_factory=list)
    phones: list[str] = strawberry.field(default_factory=list)
    criteria: list[Criterion] = strawberry.field(default_factory=list)
    functioning: WashingtonGroupInput | None = None
    partner_reference: str | None = None
    clear: list[MemberField] = strawberry.field(default_factory=list)

    def amendment(self, household: UUID, member: UUID, today: date) -> MemberAmendment:
        """What was said of the member.

        Raises:
            BadRequest: `birth_date_unreadable`, `answer_out_of_range`, `too_many`, `too_long`, `field_not_cleared`.
        """
        said: dict[MemberField, Any] = {
            MemberField.NAME: self._name(),
            MemberField.RELATION: self.relation,
            MemberField.SEX: self.sex,
            MemberField.BORN: born_of(self.born, today),
            MemberField.NATIONALITY: self.nationality,
            MemberField.IDENTITY_NUMBERS: identity_numbers(self.identity_numbers, today),
            MemberField.PHONES: phones_of(self.phones),
            MemberField.CRITERIA: each_once(self.criteria),
            MemberField.FUNCTIONING: functioning_of(self.functioning),
            MemberField.PARTNER_REFERENCE: text_of("partnerReference", self.partner_reference),
        }
        return MemberAmendment(household=household, member=member, said=_said(said, self.clear))

    def _name(self) -> PersonName | None:
        written = text_of("name", self.name)
        if written is None:
            return None
        at_most("alsoWritten", self.also_written, MOST_OF_A_KIND)
        also = [text_of("alsoWritten", one) for one in self.also_written]
        return PersonName(written=written, also=tuple(one for one in also if one is not None))


def _said(said: Mapping[Any, Any], clear: Sequence[Any]) -> dict[Any, Any]:
    """What is not blank, and what is emptied."""
    if any(field not in _NOTHING for field in clear):
        raise BadRequest("field_not_cleared")
    given = {field: value for field, value in said.items() if value is not None and value != ()}
    return {field: _NOTHING[field] for field in clear} | given


def day_of(given: str | None) -> PreciseDate | None:
    """Raises `BadRequest`: `date_unreadable`."""
    return None if given is None else date_of(given)
