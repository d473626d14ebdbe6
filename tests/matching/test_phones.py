"""One phone on hundreds of people: a broker's, an enumerator's, a service centre's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import islice, product
from typing import Final

import pytest

from registry.domain.dates import PreciseDate
from registry.domain.vocabulary import Relation, Sex
from registry.matching.claims import Claim
from registry.matching.columns import Columns, as_columns
from registry.matching.identities import identify
from registry.matching.weights import Model

GIVEN: Final = ("محمد", "أحمد", "حسن", "علي", "سعيد", "خالد", "عمر", "يوسف", "كريم", "طارق")
FATHERS: Final = (
    "إبراهيم",
    "محمود",
    "عبد الله",
    "فاروق",
    "جمال",
    "رشاد",
    "صابر",
    "ناصر",
    "عادل",
    "رمضان",
)
GRANDFATHERS: Final = (
    "خليل", "مراد", "بدوي", "الصاوي", "شحاتة", "عبد الحميد", "منصور", "غريب", "حمدي", "زيدان",
)  # fmt: skip
BROKERS: Final = "+201001234567"


def people(many: int, phone: str, *, own: bool = False) -> Columns:
    """Each with three names of their own; every tenth is registered by another partner, too."""
    names = islice(product(GIVEN, FATHERS, GRANDFATHERS), many)
    claims = []
    for number, name in enumerate(names):
        claims.append(claim(number, "p", name, f"+2010{number:08}" if own else phone))
        if number % 10 == 0:
            claims.append(claim(number, "q", name, phone))
    return as_columns(claims)


def claim(number: int, partner: str, name: Sequence[str], phone: str) -> Claim:
    return Claim(
        record=f"{partner}{number}",
        registration=f"{partner}{number}",
        partner=partner,
        name=" ".join(name),
        sex=Sex.MALE,
        relation=Relation.HEAD,
        born=PreciseDate(date(1950, 1, 2) + timedelta(days=17 * number)),
        phone=phone,
    )


@pytest.mark.parametrize("many", [500, 1_000])
def test_a_phone_that_hundreds_share_makes_no_two_of_them_one(model: Model, many: int) -> None:
    shared, none = people(many, BROKERS), people(many, "")
    identity = identify(shared, model).identity.tolist()
    assert identity == identify(none, model).identity.tolist()
    with_company = {
        tuple(shared.records[row] for row, one in enumerate(identity) if one == called)
        for called in set(identity)
        if identity.count(called) > 1
    }
    assert with_company == {(f"p{number}", f"q{number}") for number in range(0, many, 10)}


def test_an_enumerators_own_number_beside_everybodys_says_nothing(model: Model) -> None:
    """Typed by one partner for whomever it registers, it is no other phone than their own."""
    typed = people(1_000, BROKERS, own=True)
    absent = people(1_000, "", own=True)
    assert identify(typed, model).identity.tolist() == identify(absent, model).identity.tolist()
