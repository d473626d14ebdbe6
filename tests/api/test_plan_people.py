"""Whom a row of a plan means that says a name and a birth date: among those of that day first, then among others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final
from uuid import UUID

import pytest

from registry.application import plan_people
from registry.application.households import HouseholdDraft, MemberDraft, register_household
from registry.application.plan_people import Found, whom_rows_mean
from registry.application.plan_rows import RowSaid
from registry.application.searching import Search
from registry.domain.dates import PreciseDate
from registry.domain.household import PersonName
from registry.domain.identity_numbers import read_identity_number
from registry.domain.places import PCode
from registry.domain.planning import UnknownReason
from registry.domain.vocabulary import Relation, Sex
from registry.matching.claims import Claim
from registry.matching.search import Query
from registry.matching.weights import load
from registry.projections.visibility import RecordFilter
from tests.api.looking import Indexed
from tests.api.planning import members_of
from tests.api.register import ASSOCIATION, MINISTRY, Register

pytestmark = pytest.mark.anyio

FATMA: Final = "فاطمة عبد الرحيم محمود"
NOBODY: Final = Claim(record="", registration="", partner="", name="")
EVERYBODY: Final = RecordFilter(everything=True)


async def registered(
    register: Register, name: str, born: str | None, partner: str = MINISTRY, number: str = ""
) -> UUID:
    head = MemberDraft(
        name=PersonName(written=name),
        relation=Relation.HEAD,
        sex=Sex.FEMALE,
        born=None if born is None else PreciseDate.parse(born),
        identity_numbers=(read_identity_number(number),) if number else (),
    )
    draft = HouseholdDraft(head=head, place=PCode("EG2706"))
    mint = register.services.writer.mint
    return await register.submit(register_household(draft, register.context(partner), mint))


async def meant(
    register: Register, *said: tuple[str, str], to: RecordFilter = EVERYBODY, **more: Any
) -> Found:
    claims = [
        replace(NOBODY, name=name, born=PreciseDate.parse(born), **more) for name, born in said
    ]
    numbers = [(one.identity_number,) if one.identity_number else () for one in claims]
    rows = [RowSaid(person=Query.of(*both)) for both in zip(claims, numbers, strict=True)]
    async with register.services.readers.connection() as reader:
        search = Search(reader, register.services.writer, to, load())
        return await whom_rows_mean(search, rows, register.partners[MINISTRY])


async def test_whoever_bears_the_names_and_was_born_that_day_is_meant_though_others_bear_them(
    register: Register, indexed: Indexed
) -> None:
    """Beside nobody who was born on the day, one of the same names is not told from another."""
    hers = await registered(register, FATMA, "1985-03-02")
    for born in (None, "1985"):
        await registered(register, FATMA, born)
    await indexed()
    found = await meant(register, (FATMA, "1985-03-02"), ("Fatma Abdelrehim Mahmoud", "1985-03-02"))
    assert [row.household for row in found.rows] == [hers, hers]
    assert [row.by_name for row in found.rows] == [True, True]
    (row,) = (await meant(register, (FATMA, "1985"))).rows
    assert row.unknown is UnknownReason.NOT_SURE_WHO
    assert found.searched is not None
    assert found.searched.searches == 2
    assert len(found.searched.found) == 1, "who was not looked at was not found"


async def test_two_households_of_that_day_are_as_unsure_as_ever(
    register: Register, indexed: Indexed
) -> None:
    for partner in (MINISTRY, ASSOCIATION):
        await registered(register, FATMA, "1985-03-02", partner)
    await indexed()
    (row,) = (await meant(register, (FATMA, "1985-03-02"))).rows
    assert row.unknown is UnknownReason.NOT_SURE_WHO


async def test_where_nobody_is_sure_of_that_day_all_others_are_looked_at(
    register: Register, indexed: Indexed
) -> None:
    """A day off by a year, one that was never said, and a given name that is written otherwise."""
    one = await registered(register, "زينب علي حسن أحمد", "1985-03-02")
    other = await registered(register, "كريمة سيد رمضان فرج", None)
    third = await registered(register, "سعاد محمود بيومي جاد", "1990-06-15")
    await indexed()
    found = await meant(
        register,
        ("زينب علي حسن أحمد", "1986-03-02"),
        ("كريمة سيد رمضان فرج", "1999-07-08"),
        ("سعادد محمود بيومي جاد", "1990-06-15"),
        ("هدى مصطفى شحاته نصر", "1990-06-15"),
    )
    assert [row.household for row in found.rows] == [one, other, third, None]
    assert found.rows[3].unknown is UnknownReason.NOBODY_FOUND


async def test_somebody_of_that_day_who_is_hardly_alike_hides_nobody(
    register: Register, indexed: Indexed
) -> None:
    """Of one given name and day, and of other fathers: whoever is meant is written with another year."""
    await registered(register, "فاطمة جاد بيومي نصر", "1985-03-02")
    hers = await registered(register, FATMA, "1984-03-02")
    await indexed()
    (row,) = (await meant(register, (FATMA, "1985-03-02"))).rows
    assert row.household == hers


async def test_who_is_not_there_for_the_viewer_makes_no_row_sure_or_unsure(
    register: Register, indexed: Indexed
) -> None:
    await registered(register, FATMA, "1985-03-02", ASSOCIATION)
    hers = await registered(register, FATMA, "1985-03-02")
    await indexed()
    own = RecordFilter(own=register.partners[MINISTRY])
    (row,) = (await meant(register, (FATMA, "1985-03-02"), to=own)).rows
    assert row.household == hers


async def test_answers_go_to_the_rows_that_they_are_of_whatever_the_order_of_looking(
    register: Register, indexed: Indexed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some are settled by their day and the rest looked for by kin, two at a time."""
    monkeypatch.setattr(plan_people, "TOGETHER", 2)
    names = {
        "زينب علي حسن أحمد": "1985-03-02",
        FATMA: "1990",
        "كريمة سيد رمضان فرج": "1971-11-30",
        "سعاد محمود بيومي جاد": "1966",
        "هدى مصطفى شحاته نصر": "1993-04-05",
    }
    homes = [await registered(register, name, born) for name, born in names.items()]
    await indexed()
    found = await meant(register, *names.items())
    assert [row.household for row in found.rows] == homes
    assert [row.number for row in found.rows] == [1, 2, 3, 4, 5]


HERS: Final = "28503022712345"
ANOTHERS: Final = "29001012700011"


async def test_whose_name_and_number_are_of_two_people_is_not_known(
    register: Register, indexed: Indexed
) -> None:
    """A number that nobody has, or that whoever is named has, makes nobody unsure."""
    hers = await registered(register, FATMA, "1985-03-02", number=HERS)
    await indexed()
    for number in (HERS, ANOTHERS):
        said = read_identity_number(number)
        (row,) = (await meant(register, (FATMA, "1985-03-02"), identity_number=said)).rows
        assert row.household == hers
    await registered(register, "زينب علي حسن أحمد", "1990-01-01", number=ANOTHERS)
    await indexed()
    found = await meant(
        register, (FATMA, "1985-03-02"), identity_number=read_identity_number(ANOTHERS)
    )
    (row,) = found.rows
    assert (row.household, row.member, row.unknown) == (None, None, UnknownReason.NOT_SURE_WHO)
    assert found.searched is not None
    assert len(found.searched.found) == 2, "whoever has the number was looked at too"
    (named,) = (await meant(register, (FATMA, "1985-03-02"))).rows
    assert named.household == hers


async def test_whoever_has_the_number_in_the_household_that_is_meant_makes_nobody_unsure(
    register: Register, indexed: Indexed
) -> None:
    """A head's number is often typed for those who live with them."""
    wife = MemberDraft(
        name=PersonName(written="زينب علي حسن أحمد"),
        relation=Relation.SPOUSE,
        born=PreciseDate.parse("1990-01-01"),
        identity_numbers=(read_identity_number(ANOTHERS),),
    )
    head = MemberDraft(
        name=PersonName(written=FATMA), relation=Relation.HEAD, born=PreciseDate.parse("1985-03-02")
    )
    draft = HouseholdDraft(head=head, members=(wife,), place=PCode("EG2706"))
    mint = register.services.writer.mint
    home = await register.submit(register_household(draft, register.context(MINISTRY), mint))
    await indexed()
    said = read_identity_number(ANOTHERS)
    (row,) = (await meant(register, (FATMA, "1985-03-02"), identity_number=said)).rows
    assert row.household == home


async def test_of_two_in_one_household_who_are_as_likely_the_household_is_meant_and_neither_of_them(
    register: Register, indexed: Indexed
) -> None:
    """What is given to each person needs to know to whom; a day of birth tells a grandmother from two cousins."""
    grandmother, *cousins = (
        MemberDraft(name=PersonName(written=FATMA), relation=relation, born=PreciseDate.parse(born))
        for relation, born in (
            (Relation.HEAD, "1955-03-02"),
            (Relation.OTHER, "2012-07-08"),
            (Relation.OTHER, "2012-07-08"),
        )
    )
    draft = HouseholdDraft(head=grandmother, members=tuple(cousins), place=PCode("EG2706"))
    mint = register.services.writer.mint
    home = await register.submit(register_household(draft, register.context(MINISTRY), mint))
    await indexed()
    head = (await members_of(register, home))[0]
    older, either = (await meant(register, (FATMA, "1955-03-02"), (FATMA, "2012-07-08"))).rows
    assert (older.household, older.member) == (home, head)
    assert (either.household, either.member) == (home, None)
