"""People for a recipe: nobody there is, each with a name, a number and a birth of their own, the same in every run."""

from __future__ import annotations

from typing import Final

from registry.application.households import HouseholdDraft, MemberDraft
from registry.cli.demo.recipe import GROUPS, Group, Names, Person, Recipe
from registry.domain.dates import precise_date
from registry.domain.household import PersonName
from registry.domain.identity_numbers import IdentityNumberKind, read_identity_number
from registry.domain.places import PCode, places_in
from registry.domain.vocabulary import NationalityGroup, Relation, Sex

_NATIONALITIES: Final = {
    NationalityGroup.NATIONAL: ("634",),
    NationalityGroup.NON_NATIONAL: ("818", "400", "356", "586", "608", "729"),
}
"""ISO 3166-1 numeric, as the numbers of Qatar carry them."""

_GROUPS: Final = list(GROUPS.values())
_A_GROUP: Final = 2_500
"""People a group at most, so that all numbers of a country's people have five digits."""
_OWN, _FATHERS, _GRANDFATHERS = 23, 29, 31
"""How many names each is taken from. With 19 families none has a divisor in common: 392,863 people have four each."""


def registered(recipe: Recipe, person: Person, country: PCode) -> HouseholdDraft:
    """One person who came to a centre without a household."""
    group, at = person.group, recipe.place_of(person.centre)
    centre = recipe.centres[at]
    serial = (at * len(_GROUPS) + _GROUPS.index(group)) * _A_GROUP + person.number
    year = centre.born[serial % len(centre.born)]
    places = [one.code for one in places_in(country)]
    return HouseholdDraft(
        head=MemberDraft(
            name=PersonName(written=_name(group, serial, recipe.names)),
            relation=Relation.HEAD,
            sex=group.sex,
            born=precise_date(year, serial % 12 + 1, serial % 28 + 1),
            identity_numbers=(
                read_identity_number(
                    _qatari(year, group, serial), kind=IdentityNumberKind.QATAR_ID
                ),
            ),
            nationality=group.nationality,
        ),
        alone=True,
        place=places[serial % len(places)],
        protected=centre.protected,
    )


def _name(group: Group, serial: int, names: Names) -> str:
    own = names["women" if group.sex is Sex.FEMALE else "men"]
    families = names[group.nationality]
    return " ".join(
        (
            own[serial % _OWN],
            names["men"][serial % _FATHERS],
            names["men"][serial % _GRANDFATHERS],
            families[serial % len(families)],
        )
    )


def _qatari(year: int, group: Group, serial: int) -> str:
    century = 2 if year < 2000 else 3  # noqa: PLR2004 - the first digit says the century
    codes = _NATIONALITIES[group.nationality]
    return f"{century}{year % 100:02}{codes[serial % len(codes)]}{serial:05}"
