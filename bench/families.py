"""Made-up families of Qena, each from its number: the same number is the same family wherever it is asked for."""

from __future__ import annotations

from datetime import date
from typing import Final

from registry.application.deliveries import DeliveryDraft
from registry.application.households import HouseholdDraft, MemberDraft
from registry.application.phones import read_phone
from registry.domain.dates import PreciseDate
from registry.domain.delivery import Collector
from registry.domain.household import Consent, PersonName
from registry.domain.identity_numbers import IdentityNumberKind, read_identity_number
from registry.domain.places import PCode
from registry.domain.vocabulary import (
    ConsentPurpose,
    ConsentState,
    Criterion,
    Relation,
    Sex,
)

WOMEN: Final = ("فاطمة", "زينب", "نورا", "كريمة", "أم كلثوم", "هدى", "سعاد", "آية")
MEN: Final = ("محمد", "عبد الرحيم", "حسن", "أبو الحمد", "سيد", "يوسف", "عبدالله", "جرجس")
MARKAZ: Final = tuple(PCode(f"EG27{number:02}") for number in range(1, 10))
SIZES: Final = (3, 4, 4, 4, 5, 5, 5, 6)
"""Of eight families in turn: 4.5 persons on average."""
FACTS_OF_FIVE: Final = 6
"""What registering a family of five gives: the household and its five members."""
TODAY: Final = date(2026, 10, 20)


def household(number: int, size: int = 5) -> HouseholdDraft:
    """A family of `size` persons: a couple and their children."""
    return HouseholdDraft(
        head=member(number, 0),
        members=tuple(member(number, place) for place in range(1, size)),
        declared_size=size,
        place=MARKAZ[number % len(MARKAZ)],
        consent=(Consent(purpose=ConsentPurpose.SHARING, state=ConsentState.GIVEN),),
        partner_reference=f"ق/{number}",
        phones=(read_phone(f"010{number % 10**8:08}"),),
        address=f"نجع {MEN[number % len(MEN)]}، بجوار المسجد، منزل {number}",
        criteria=(Criterion.CHRONIC_ILLNESS,) if number % 3 == 0 else (),
    )


def member(number: int, place: int) -> MemberDraft:
    """The person at a place of a family: head, spouse, then children."""
    sex = Sex.MALE if (number + place) % 2 else Sex.FEMALE
    born = date(_year(number, place), 1 + (number + place) % 12, 1 + number % 28)
    return MemberDraft(
        name=PersonName(written=_name(number, place, sex)),
        relation=(Relation.HEAD, Relation.SPOUSE)[place] if place < 2 else Relation.CHILD,
        sex=sex,
        born=PreciseDate.parse(born.isoformat()),
        identity_numbers=(
            read_identity_number(
                _national_id(number, place, born, sex),
                kind=IdentityNumberKind.EGYPT_NATIONAL_ID,
                today=TODAY,
            ),
        ),
        criteria=(Criterion.DISABILITY,) if (number + place) % 11 == 0 else (),
    )


def delivery(number: int, **recipient: object) -> DeliveryDraft:
    """A food basket, collected by somebody who is named."""
    return DeliveryDraft(
        **recipient,  # type: ignore[arg-type]  # a household, a member or a headcount
        on=PreciseDate.parse("2026-10"),
        collector=Collector(name=_name(number, 1, Sex.FEMALE)),
    )


def _year(number: int, place: int) -> int:
    return 1960 + number % 30 if place < 2 else 2004 + (number + place) % 20


def _name(number: int, place: int, sex: Sex) -> str:
    """Person, father, grandfather, family."""
    own = WOMEN if sex is Sex.FEMALE else MEN
    fathers = (MEN[(number >> shift) % len(MEN)] for shift in (0, 3, 6))
    return " ".join((own[(number + place) % len(own)], *fathers))


def _national_id(number: int, place: int, born: date, sex: Sex) -> str:
    century = "2" if born.year < 2000 else "3"
    serial = (number * 7 + place) % 1000
    return f"{century}{born:%y%m%d}27{serial:03}{1 if sex is Sex.MALE else 2}{number % 10}"
