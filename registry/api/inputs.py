"""What clients send to be recorded, as the schema describes it."""

from __future__ import annotations

from datetime import date

import strawberry

import registry.api.lists  # noqa: F401 - inputs speak the closed lists: they must be known first
from registry.api.built import built
from registry.domain.identity_numbers import IdentityNumberKind
from registry.domain.vocabulary import (
    ConsentPurpose,
    ConsentState,
    Criterion,
    FieldGroup,
    NationalityGroup,
    Relation,
    Sex,
)


@strawberry.input
class IdentityNumberInput:
    number: str
    kind: IdentityNumberKind | None = strawberry.field(
        default=None, description="Guessed by its form where nobody says."
    )


@strawberry.input(description="The short set's six answers: 1 no difficulty, to 4 cannot at all.")
class WashingtonGroupInput:
    seeing: int | None = None
    hearing: int | None = None
    walking: int | None = None
    remembering: int | None = None
    self_care: int | None = None
    communicating: int | None = None


@built
@strawberry.input
class MemberInput:
    name: str = strawberry.field(description="As written: person, father, grandfather, family.")
    also_written: list[str] = strawberry.field(
        default_factory=list, description="The name in other scripts."
    )
    relation: Relation = strawberry.field(
        default=Relation.OTHER, description="To the head; nothing is read from it for the head."
    )
    sex: Sex = Sex.UNKNOWN
    born: str | None = strawberry.field(
        default=None, description="1985-03-02, 1985-03 or 1985; Hijri dates too, as 1405-06."
    )
    identity_numbers: list[IdentityNumberInput] = strawberry.field(default_factory=list)
    phones: list[str] = strawberry.field(default_factory=list)
    criteria: list[Criterion] = strawberry.field(default_factory=list)
    functioning: WashingtonGroupInput | None = None
    nationality: NationalityGroup = NationalityGroup.UNKNOWN


@strawberry.input
class ConsentInput:
    purpose: ConsentPurpose
    state: ConsentState
    on: date | None = None
    groups: list[FieldGroup] = strawberry.field(
        default_factory=list, description="What may be shown for it; none named is all of them."
    )


@built
@strawberry.input
class HouseholdInput:
    head: MemberInput
    members: list[MemberInput] = strawberry.field(
        default_factory=list, description="Beside the head."
    )
    alone: bool = strawberry.field(
        default=False, description="No household, but one person who came without."
    )
    declared_size: int | None = None
    place: str = strawberry.field(description="P-code; the governorate's where protected.")
    protected: bool = False
    consent: list[ConsentInput] = strawberry.field(default_factory=list)
    partner_reference: str | None = strawberry.field(
        default=None, description="The partner's own key of this registration."
    )
    phones: list[str] = strawberry.field(default_factory=list)
    address: str | None = None
    criteria: list[Criterion] = strawberry.field(default_factory=list)
