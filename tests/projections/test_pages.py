"""Lists: their filters, their order, and that a page stays what it was while the registry goes on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from psycopg import AsyncConnection

from registry.domain.dates import days_from, precise_date
from registry.domain.errors import Refused
from registry.domain.facts import AnyFact
from registry.domain.household import (
    HouseholdPutOnHold,
    HouseholdReleased,
    HouseholdRelocated,
    HouseholdTransferred,
)
from registry.domain.places import PCode
from registry.domain.vocabulary import BenefitFamily, Claim, HoldReason, Relation
from registry.projections import (
    agreement_directory,
    delivery_ledger,
    household_members,
    household_roll,
    openings,
    partner_directory,
    programme_directory,
)
from registry.projections.delivery_ledger import DeliveryFilters
from registry.projections.household_roll import RollFilters
from registry.projections.openings import OpeningFilters
from registry.projections.reading import LARGEST_PAGE, Window, all_pages
from registry.projections.summary import summary
from registry.projections.visibility import RecordFilter
from tests.projections.register import Register, sealed

pytestmark = pytest.mark.anyio

Reader = AsyncConnection[Any]
Read = Callable[[Register], int]

WHOLE = RecordFilter(everything=True)


async def roll(reader: Reader, position: int, **filters: Any) -> list[UUID]:
    page = await household_roll.page(
        reader, Window(position), visible_to=WHOLE, filters=RollFilters(**filters)
    )
    return [row.household for row in page.rows]


async def ledger(reader: Reader, position: int, **filters: Any) -> list[UUID]:
    page = await delivery_ledger.page(
        reader, Window(position), visible_to=WHOLE, filters=DeliveryFilters(**filters)
    )
    return [row.delivery for row in page.rows]


async def test_all_pages_are_every_row_once_in_the_order_of_the_list(
    reader: Reader, register: Register, read: Read
) -> None:
    owner = register.enrolled("amal")
    homes: list[UUID] = []
    for more in (2 * LARGEST_PAGE, 1):
        homes += [register.registered(owner) for _ in range(more)]
        rows = await all_pages(
            partial(household_roll.page, reader, visible_to=WHOLE),
            lambda rows: rows[-1].household,
            position=read(register),
        )
        assert [row.household for row in rows] == homes


async def test_pages_of_a_pinned_position_are_one_list_whatever_is_recorded_meanwhile(
    reader: Reader, register: Register, read: Read
) -> None:
    owner = register.enrolled("amal")
    homes = [register.registered(owner, declared_size=3) for _ in range(23)]
    position = read(register)
    seen: list[UUID] = []
    after: UUID | None = None
    while True:
        window = Window(position, first=5, after=after)
        page = await household_roll.page(reader, window, visible_to=WHOLE)
        assert {row.on_hold for row in page.rows} == {None}
        assert {row.named_members for row in page.rows} == {1}
        seen += [row.household for row in page.rows]
        after = seen[-1]
        if not page.more:
            break
        register.registered(owner)
        for home in homes:
            register.joined(owner, home)
        if len(seen) == 5:
            for home in homes:
                register.put_on_hold(owner, home)
        read(register)
    assert seen == homes
    assert len(await roll(reader, read(register))) == 27


async def test_the_past_is_read_as_it_was(reader: Reader, register: Register, read: Read) -> None:
    amal = register.enrolled("amal")
    home = register.registered(amal)
    head, basket = register.heads[home], register.delivered(amal, household=home)
    before = read(register)
    joined = register.joined(amal, home)
    register.forgot(amal, home, head)
    later = register.delivered(amal, household=home)
    after = read(register)
    for position, named, served in (
        (before, [head], [basket]),
        (after, [head, joined], [basket, later]),
    ):
        window: Window[Any] = Window(position)
        members = await household_members.of_households(reader, [home], window, visible_to=WHOLE)
        assert [row.member for row in members[home].rows] == named
        assert next(row.forgotten for row in members[home].rows) is (position == after)
        found = await household_members.by_ids(
            reader, [head, joined], position=position, visible_to=WHOLE
        )
        assert list(found) == named
        deliveries = await delivery_ledger.of_households(reader, [home], window, visible_to=WHOLE)
        assert [row.delivery for row in deliveries[home].rows] == served
        assert await ledger(reader, position) == served
        rows = await household_roll.by_ids(reader, [home], position=position, visible_to=WHOLE)
        assert rows[home].named_members == len(named)


@pytest.mark.parametrize("first", [0, -1, LARGEST_PAGE + 1])
def test_a_page_has_one_row_at_least_and_a_hundred_at_most(first: int) -> None:
    with pytest.raises(Refused, match="page_size_out_of_range"):
        Window(1, first)


async def test_the_roll_is_filtered_by_what_a_list_shows(
    reader: Reader, register: Register, read: Read
) -> None:
    amal, noor = register.enrolled("amal"), register.enrolled("noor")
    deshna = register.registered(amal, "EG2706", declared_size=4)
    village = register.registered(noor, "EG2706-L001", declared_size=7)
    qena = register.registered(noor, "EG2701", declared_size=9)
    unsized = register.registered(amal, "EG2708")
    register.put_on_hold(amal, unsized)
    position = read(register)
    assert await roll(reader, position, place=PCode("EG2706")) == [deshna, village]
    assert await roll(reader, position, place=PCode("EG2706-L001")) == [village]
    assert await roll(reader, position, place=PCode("EG2702")) == [qena], "Qena has three codes"
    assert await roll(reader, position, place=PCode("EG27")) == [deshna, village, qena, unsized]
    assert await roll(reader, position, place=PCode("EGY")) == [deshna, village, qena, unsized]
    assert await roll(reader, position, place=PCode("EG01")) == []
    assert await roll(reader, position, partner=noor) == [village, qena]
    assert await roll(reader, position, on_hold=True) == [unsized]
    assert await roll(reader, position, on_hold=False) == [deshna, village, qena]
    assert await roll(reader, position, size_from=4, size_to=7) == [deshna, village]
    assert await roll(reader, position, size_from=8) == [qena]
    found = await household_roll.by_ids(reader, [qena], position=position, visible_to=WHOLE)
    assert await roll(reader, position, reference=found[qena].reference) == [qena]
    assert found[qena].head_name == sealed(f"فاطمة {register.heads[qena]}")
    held = await household_roll.by_ids(reader, [unsized], position=position, visible_to=WHOLE)
    assert held[unsized].on_hold is HoldReason.UNDER_REVIEW


async def test_a_household_is_listed_once_wherever_and_whoever_s_it_was_then(
    reader: Reader, register: Register, read: Read
) -> None:
    """There, away, there again, and somebody else's: each stay has rows of its own, and other changes begin none."""
    amal, noor = register.enrolled("amal"), register.enrolled("noor")
    here, there = PCode("EG2706"), PCode("EG0103")
    other = register.registered(noor, here)
    home = register.registered(amal, here)
    stays = [(amal, here)]

    def to(place: PCode) -> HouseholdRelocated:
        return HouseholdRelocated(place=place, address=sealed("by the canal"))

    steps: list[tuple[AnyFact, tuple[UUID, PCode]]] = [
        (to(there), (amal, there)),
        (HouseholdPutOnHold(reason=HoldReason.UNDER_REVIEW), (amal, there)),
        (to(there), (amal, there)),
        (to(here), (amal, here)),
        (HouseholdReleased(), (amal, here)),
        (HouseholdTransferred(to=noor), (noor, here)),
        (to(there), (noor, there)),
        (HouseholdTransferred(to=amal), (amal, there)),
    ]
    first = read(register)
    for fact, stay in steps:
        register.happened(amal, home, fact)
        stays.append(stay)
    found = await household_roll.by_ids(reader, [home], position=read(register), visible_to=WHOLE)
    for position, (partner, place) in enumerate(stays, first):
        elsewhere = there if place == here else here
        assert await roll(reader, position, reference=found[home].reference) == [home]
        assert await roll(reader, position, place=place, partner=partner) == (
            [other, home] if (partner, place) == (noor, here) else [home]
        )
        assert home not in await roll(reader, position, place=elsewhere)
        assert home not in await roll(reader, position, partner=noor if partner == amal else amal)
        assert (await summary(reader, position=position, partner=partner)).registrations == len(
            await roll(reader, position, partner=partner)
        )
    assert await roll(reader, first - 2, place=here) == [other], "it was not registered yet"


async def test_deliveries_are_filtered_by_what_was_done_when_and_who_says_so(
    reader: Reader, register: Register, read: Read
) -> None:
    amal, noor = register.enrolled("amal"), register.enrolled("noor")
    food = register.opened_programme(amal, "ramadan")
    home, other = register.registered(amal, "EG2706"), register.registered(noor, "EG2708")
    basket = register.delivered(amal, household=home, programme=food)
    visit = register.delivered(
        noor, "EG2708", precise_date(2026, 9, 30), member=register.heads[other], family=BenefitFamily.HEALTH
    )  # fmt: skip
    told = register.delivered(
        amal, "EG2706", precise_date(2026), household=home, claim=Claim.REPORTED_BY_HOUSEHOLD
    )
    position = read(register)
    assert await ledger(reader, position) == [basket, visit, told]
    assert await ledger(reader, position, household=home) == [basket, told]
    assert await ledger(reader, position, household=other) == [visit], (
        "a member's is its household's"
    )
    assert await ledger(reader, position, programme=food) == [basket]
    assert await ledger(reader, position, families=[BenefitFamily.HEALTH]) == [visit]
    assert await ledger(reader, position, claim=Claim.OWN_RECORD) == [basket, visit]
    assert await ledger(reader, position, partner=noor) == [visit]
    assert await ledger(reader, position, place=PCode("EG2708")) == [visit]
    assert await ledger(reader, position, place=PCode("EGY")) == await ledger(reader, position)
    september = {"delivered_from": date(2026, 9, 1), "delivered_until": date(2026, 9, 30)}
    assert await ledger(reader, position, **september) == [visit, told]
    assert await ledger(reader, position, delivered_from=date(2026, 10, 31)) == [basket, told]
    assert await ledger(reader, position, delivered_until=date(2026, 10, 1)) == [
        basket,
        visit,
        told,
    ]
    assert await ledger(reader, position, delivered_from=date(2027, 1, 1)) == []


async def test_a_span_was_delivered_between_dates_when_it_has_a_day_in_common_with_them(
    reader: Reader, register: Register, read: Read
) -> None:
    amal = register.enrolled("amal")
    ramadan = days_from(date(2027, 2, 8), date(2027, 3, 8))
    basket = register.delivered(amal, household=register.registered(amal), on=ramadan)
    position = read(register)
    for day, found in ((7, []), (8, [basket]), (28, [basket])):
        assert await ledger(reader, position, delivered_until=date(2027, 2, day)) == found
    assert await ledger(reader, position, delivered_from=date(2027, 3, 8)) == [basket]
    assert await ledger(reader, position, delivered_from=date(2027, 3, 9)) == []


async def test_members_and_deliveries_of_many_households_come_in_one_query_a_page_each(
    reader: Reader, register: Register, read: Read
) -> None:
    amal = register.enrolled("amal")
    large, small, empty = (register.registered(amal) for _ in range(3))
    joined = [register.joined(amal, large) for _ in range(3)]
    baskets = [register.delivered(amal, household=large) for _ in range(3)]
    one = register.delivered(amal, member=register.heads[small])
    position = read(register)
    homes = [large, small, empty]
    named = await household_members.of_households(
        reader, homes, Window[int](position, first=3), visible_to=WHOLE
    )
    assert [row.member for row in named[large].rows] == [register.heads[large], *joined[:2]]
    assert [page.more for page in named.values()] == [True, False, False]
    assert [row.relation for row in named[small].rows] == [Relation.HEAD]
    after = named[large].rows[-1].line
    rest = await household_members.of_households(
        reader, homes, Window(position, 3, after), visible_to=WHOLE
    )
    assert [row.member for row in rest[large].rows] == joined[2:]
    served = await delivery_ledger.of_households(
        reader, homes, Window[UUID](position, first=2), visible_to=WHOLE
    )
    assert [row.delivery for row in served[large].rows] == baskets[:2]
    assert [row.delivery for row in served[small].rows] == [one]
    assert [len(page.rows) for page in served.values()] == [2, 1, 0]
    assert served[large].more
    assert not served[small].more
    rest_served = await delivery_ledger.of_households(
        reader, homes, Window(position, 2, baskets[1]), visible_to=WHOLE
    )
    assert [row.delivery for row in rest_served[large].rows] == baskets[2:]


async def test_the_auditor_finds_who_opened_whose_record(
    reader: Reader, register: Register, read: Read
) -> None:
    amal, noor = register.enrolled("amal"), register.enrolled("noor")
    fatima, ali = register.id(), register.id()
    register.looked_at(amal, fatima, ali, actor=1)
    register.looked_at(noor, fatima, actor=2)
    register.refused(noor, actor=3)
    position = read(register)

    async def found(**filters: Any) -> list[int]:
        page = await openings.page(reader, Window(position), filters=OpeningFilters(**filters))
        return [row.actor.int for row in page.rows]

    assert await found() == [1, 2, 3]
    assert await found(subject=fatima) == [1, 2]
    assert await found(subject=ali) == [1]
    assert await found(actor=UUID(int=2)) == [2]
    assert await found(partner=noor) == [2, 3]
    assert await found(refused=True) == [3]
    first = await openings.page(reader, Window[int](position, first=2))
    assert first.more
    rest = await openings.page(reader, Window(position, after=first.rows[-1].position))
    assert [row.code for row in rest.rows] == ["no_agreement"]


async def test_directories_are_read_by_page_by_id_and_by_code(
    reader: Reader, register: Register, read: Read
) -> None:
    amal, noor = register.enrolled("amal"), register.enrolled("noor")
    food = register.opened_programme(amal, "ramadan")
    register.opened_programme(noor, "ramadan")
    signed = register.signed(amal, noor)
    position = read(register)
    partners = await partner_directory.page(reader, Window[UUID](position, first=1))
    assert ([row.partner for row in partners.rows], partners.more) == ([amal], True)
    partners = await partner_directory.page(reader, Window(position, first=1, after=amal))
    assert ([row.partner for row in partners.rows], partners.more) == ([noor], False)
    assert (await partner_directory.by_ids(reader, [noor], position=position)).keys() == {noor}
    by_code = await partner_directory.by_code(reader, "noor", position=position)
    assert by_code is not None
    assert by_code.partner == noor
    assert await partner_directory.by_code(reader, "noor", position=1) is None
    programmes = await programme_directory.page(
        reader, Window(position), visible_to=WHOLE, owner=amal
    )
    assert [row.programme for row in programmes.rows] == [food]
    mine = await programme_directory.by_code(reader, amal, "ramadan", position=position)
    assert mine is not None
    assert mine.programme == food
    agreements = await agreement_directory.page(reader, Window(position), party=noor)
    assert [row.agreement for row in agreements.rows] == [signed]
    assert not (await agreement_directory.page(reader, Window(position), party=food)).rows
    assert (await agreement_directory.by_ids(reader, [signed], position=position)).keys() == {
        signed
    }


async def test_the_summary_counts_the_whole_registry_or_one_partners_part(
    reader: Reader, register: Register, read: Read
) -> None:
    amal, noor = register.enrolled("amal"), register.enrolled("noor")
    home = register.registered(amal, declared_size=6)
    before = read(register)
    register.put_on_hold(amal, register.registered(noor))
    register.joined(amal, home)
    for claim in (Claim.OWN_RECORD, Claim.OWN_RECORD, Claim.REPORTED_BY_HOUSEHOLD):
        register.delivered(amal, household=home, claim=claim)
    position = read(register)
    all_of_it = await summary(reader, position=position)
    assert (all_of_it.registrations, all_of_it.members, all_of_it.declared_size) == (2, 3, 6)
    assert (all_of_it.on_hold, all_of_it.own_records, all_of_it.deliveries) == (1, 2, 3)
    of_noor = await summary(reader, position=position, partner=noor)
    assert (of_noor.registrations, of_noor.members, of_noor.deliveries) == (1, 1, 0)
    then = await summary(reader, position=before)
    assert (then.registrations, then.members, then.deliveries) == (1, 1, 0)
    assert (await summary(reader, position=0)).registrations == 0
