"""People for a recipe: nobody there is, each with a name, a number and a birth of their own, the same in every run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Final, TypeAlias

from registry.application.households import HouseholdDraft, MemberDraft
from registry.cli.demo.country import Country, Setting
from registry.cli.demo.recipe import GROUPS, Group, Names, Person, Recipe
from registry.domain.dates import precise_date
from registry.domain.household import PersonName
from registry.domain.identity_numbers import (
    IdentityNumberKind,
    kuwaiti_check,
    read_identity_number,
)
from registry.domain.places import PCode, places_in
from registry.domain.vocabulary import NationalityGroup, Relation, Sex

_NATIONALITIES: Final = {
    NationalityGroup.NATIONAL: ("634",),
    NationalityGroup.NON_NATIONAL: ("818", "400", "356", "586", "608", "729"),
}
"""ISO 3166-1 numeric, as the numbers of Qatar carry them."""

Birth: TypeAlias = tuple[int, int, int]
"""Year, month, day."""
_GROUPS: Final = list(GROUPS.values())
_A_DAY_AGAIN: Final = 2_100
"""Serial numbers after which a day of birth comes again, of people who were born over 25 years."""
_OWN, _FATHERS, _GRANDFATHERS = 23, 29, 31
"""How many names each is taken from. With 19 families none has a divisor in common: 392,863 people have four each."""


def registered(recipe: Recipe, person: Person, setting: Setting) -> HouseholdDraft:
    """One person who came to a centre without a household."""
    group, at = person.group, recipe.place_of(person.centre)
    centre = recipe.centres[at]
    serial = (at * len(_GROUPS) + _GROUPS.index(group)) * setting.a_group + person.number
    year = centre.born[serial % len(centre.born)]
    born = (year, serial % 12 + 1, serial % 28 + 1)
    kind, number = _NUMBERS[setting.country]
    places = _places(setting.place)
    return HouseholdDraft(
        head=MemberDraft(
            name=PersonName(written=_name(group, serial, recipe.names)),
            relation=Relation.HEAD,
            sex=group.sex,
            born=precise_date(*born),
            identity_numbers=(read_identity_number(number(born, group, serial), kind=kind),),
            nationality=group.nationality,
        ),
        alone=True,
        place=places[serial % len(places)],
        protected=centre.protected,
    )


@cache
def _places(within: PCode) -> list[PCode]:
    return [one.code for one in places_in(within)]


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


def _century(year: int) -> int:
    """What either country writes first."""
    return 2 if year < 2000 else 3  # noqa: PLR2004 - the year in which the digit changes


def _qatari(born: Birth, group: Group, serial: int) -> str:
    codes = _NATIONALITIES[group.nationality]
    return f"{_century(born[0])}{born[0] % 100:02}{codes[serial % len(codes)]}{serial:05}"


def _kuwaiti(born: Birth, _: Group, serial: int) -> str:
    """The first of ten numbers of the day that has a check digit: those without one are never issued."""
    year, month, day = born
    begins = f"{_century(year)}{year % 100:02}{month:02}{day:02}{serial // _A_DAY_AGAIN:03}"
    digits = (f"{begins}{last}" for last in range(10))
    return next(f"{one}{check}" for one in digits if (check := kuwaiti_check(one)) is not None)


_NUMBERS: Final[Mapping[Country, tuple[IdentityNumberKind, Callable[[Birth, Group, int], str]]]] = {
    Country.QATAR: (IdentityNumberKind.QATAR_ID, _qatari),
    Country.KUWAIT: (IdentityNumberKind.KUWAIT_CIVIL_ID, _kuwaiti),
}
