"""Queries show what policy shows, for every viewer, at every position, and nothing more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from psycopg import AsyncConnection

from registry.domain.agreement import Party
from registry.domain.envelope import Actor, Recorded
from registry.domain.facts import AnyFact
from registry.domain.places import PCode
from registry.domain.vocabulary import (
    BenefitFamily,
    ConsentState,
    LegalBasis,
    Purpose,
    Role,
    Sees,
)
from registry.eventlog.mapper import Pending
from registry.privacy.policy import (
    HeldDelivery,
    HeldRegistration,
    RecordScope,
    Viewer,
    may_see_record,
    record_scope,
)
from registry.projections import (
    delivery_ledger,
    household_contact,
    household_members,
    household_roll,
    programme_directory,
)
from registry.projections.catalogue import MODELS
from registry.projections.follower import Connection, catch_up, prepare
from registry.projections.model import Copy
from registry.projections.reading import Window
from registry.projections.standing import bound
from registry.projections.visibility import RecordFilter
from tests.folds import deliveries, directories, households
from tests.projections.histories import commands
from tests.projections.register import Register

pytestmark = pytest.mark.anyio

Reader = AsyncConnection[Any]
Read = Callable[[Register], int]
Append = Callable[[Sequence[Sequence[Pending]]], int]
Facts = Callable[[], list[Recorded[AnyFact]]]

TODAY = date(2026, 10, 15)


async def scope_of(reader: Reader, partner: UUID, role: Role = Role.CASEWORKER) -> RecordScope:
    viewer = Viewer(
        actor=Actor(UUID(int=1)), partner=partner, roles=frozenset({role}), purpose=Purpose.DELIVERY
    )
    agreements = (await bound(reader, partner, TODAY)).agreements
    return record_scope(viewer, agreements, TODAY, suspended=False)


async def filter_of(reader: Reader, partner: UUID) -> RecordFilter:
    return RecordFilter.of(await scope_of(reader, partner))


async def seen_households(reader: Reader, position: int, viewer: RecordFilter) -> set[UUID]:
    page = await household_roll.page(reader, Window(position, 100), visible_to=viewer)
    assert not page.more
    return {row.household for row in page.rows}


async def seen_deliveries(reader: Reader, position: int, viewer: RecordFilter) -> set[UUID]:
    page = await delivery_ledger.page(reader, Window(position, 100), visible_to=viewer)
    assert not page.more
    return {row.delivery for row in page.rows}


async def test_pages_hold_what_policy_says_of_each_record(
    reader: Reader, append: Append, facts: Facts, follower: Connection
) -> None:
    end = append(commands(seed=95, many=400))
    copies = [Copy(model) for model in MODELS]
    prepare(follower, copies)
    catch_up(follower, copies)
    recorded = facts()
    roll, homes = households.roll(recorded), households.homes(recorded)
    programmes, ledger = directories.programmes(recorded), deliveries.ledger(recorded)
    shared = 0
    for partner in directories.partners(recorded):
        scope = await scope_of(reader, partner)
        viewer = RecordFilter.of(scope)
        expected = {one for one, row in roll.items() if may_see_record(scope, _registration(row))}
        listed = {one for one in expected if roll[one]["withdrawn"] is None}
        assert await seen_households(reader, end, viewer) == listed
        for delivery in await seen_deliveries(reader, end, viewer):
            row = ledger[delivery]
            home = row["household"] or homes.get(row["member"])
            held = _delivery(row, programmes.get(row["programme"]), roll[home] if home else None)
            assert may_see_record(scope, held), delivery
            assert row["partner"] == partner or home is None or home in expected
        shared += len([one for one in expected if roll[one]["partner"] != partner])
    assert shared > 10, "this history shares next to nothing"


def _registration(row: dict[str, Any]) -> HeldRegistration:
    return HeldRegistration(
        owner=row["partner"],
        sharing=row["sharing"],
        place=row["place"],
        protected=row["protected"],
        withdrawn=row["withdrawn"] is not None,
    )


def _delivery(
    row: dict[str, Any], programme: dict[str, Any] | None, home: dict[str, Any] | None
) -> HeldDelivery:
    return HeldDelivery(
        owner=row["partner"],
        sharing=home["sharing"] if home else None,
        place=row["place"],
        family=row["family"],
        programme=row["programme"],
        protected=bool(programme and programme["protected"]) or bool(home and home["protected"]),
    )


@pytest.fixture
def partners(register: Register) -> tuple[UUID, UUID]:
    return register.enrolled("directorate"), register.enrolled("amal")


async def test_without_an_agreement_there_is_nothing_not_even_ones_own(
    reader: Reader, register: Register, read: Read, partners: tuple[UUID, UUID]
) -> None:
    ministry, association = partners
    register.registered(association)
    position = read(register)
    for partner in (ministry, association):
        assert await seen_households(reader, position, await filter_of(reader, partner)) == set()
    register.signed(ministry, association)
    position = read(register)
    for partner in (ministry, association):
        assert len(await seen_households(reader, position, await filter_of(reader, partner))) == 1


@pytest.mark.parametrize("sharing", [None, ConsentState.GIVEN, ConsentState.REFUSED])
@pytest.mark.parametrize("basis", [LegalBasis.PUBLIC_TASK, LegalBasis.CONSENT])
async def test_what_a_household_answered_decides_whether_it_exists_for_others(
    reader: Reader, register: Register, read: Read, basis: LegalBasis, sharing: ConsentState | None
) -> None:
    visible = sharing is ConsentState.GIVEN or (sharing is None and basis is LegalBasis.PUBLIC_TASK)
    ministry, association = register.enrolled("directorate"), register.enrolled("amal")
    register.signed(ministry, association, legal_basis=basis)
    home = register.registered(association, sharing=sharing)
    register.delivered(association, household=home)
    register.delivered(association, member=register.heads[home])
    position = read(register)
    for viewer, sees in (
        ((await filter_of(reader, association)), True),
        ((await filter_of(reader, ministry)), visible),
    ):
        assert (home in await seen_households(reader, position, viewer)) is sees
        assert len(await seen_deliveries(reader, position, viewer)) == (2 if sees else 0)
        known: dict[str, Any] = {"position": position, "visible_to": viewer}
        assert (home in await household_roll.by_ids(reader, [home], **known)) is sees
        assert (home in await household_contact.by_ids(reader, [home], **known)) is sees
        head = register.heads[home]
        assert (head in await household_members.by_ids(reader, [head], **known)) is sees
        window = Window[Any](position)
        named = await household_members.of_households(reader, [home], window, visible_to=viewer)
        assert bool(named[home].rows) is sees
        served = await delivery_ledger.of_households(reader, [home], window, visible_to=viewer)
        assert len(served[home].rows) == (2 if sees else 0)


async def test_an_agreement_opens_its_area_its_families_and_its_programmes_alone(
    reader: Reader, register: Register, read: Read, partners: tuple[UUID, UUID]
) -> None:
    ministry, association = partners
    food = register.opened_programme(association, "ramadan")
    other = register.opened_programme(association, "eid")
    register.signed(ministry, association, areas=(PCode("EG2706"),), programmes=(food,))
    deshna, village = (
        register.registered(association, place) for place in ("EG2706", "EG2706-L001")
    )
    register.registered(association, "EG2708")
    seen = {
        register.delivered(association, household=deshna, programme=food),
        register.delivered(association, "EG2706-L001", household=village, programme=food),
        register.delivered(association, headcount=30, programme=food),
    }
    register.delivered(association, household=deshna, programme=food, family=BenefitFamily.HEALTH)
    register.delivered(association, household=deshna, programme=other)
    register.delivered(association, "EG2708", headcount=30, programme=food)
    position = read(register)
    viewer = await filter_of(reader, ministry)
    assert await seen_households(reader, position, viewer) == {deshna, village}
    assert await seen_deliveries(reader, position, viewer) == seen


PLACES = (
    "EGY", "EG01", "EG27", "EG2702", "EG2713", "EG2706", "EG2706-L001", "EG2707", "EG2707-L001",
    "EG2708", "QAT001", "EG279999",
)  # fmt: skip


COVERED: Mapping[tuple[str, ...], set[str]] = {
    (): {*PLACES},
    ("EGY",): {*PLACES} - {"QAT001", "EG279999"},
    ("EG27",): {*PLACES} - {"EGY", "EG01", "QAT001", "EG279999"},
    ("EG2702",): {"EG2702", "EG2713"},
    ("EG2713",): {"EG2713"},
    ("EG2706", "EG2707"): {"EG2706", "EG2706-L001", "EG2707", "EG2707-L001"},
    ("EG2706-L001", "EG01"): {"EG2706-L001", "EG01"},
    ("EG279999",): set(),
}


@pytest.mark.parametrize("areas", COVERED)
async def test_areas_cover_in_queries_what_they_cover_in_policy(
    reader: Reader,
    register: Register,
    read: Read,
    partners: tuple[UUID, UUID],
    areas: tuple[str, ...],
) -> None:
    covered = COVERED[areas]
    ministry, association = partners
    register.signed(ministry, association, areas=tuple(map(PCode, areas)))
    homes = {register.registered(association, place): place for place in PLACES}
    baskets = {register.delivered(association, place, headcount=9): place for place in PLACES}
    position = read(register)
    scope = await scope_of(reader, ministry)
    viewer = RecordFilter.of(scope)
    assert {homes[one] for one in await seen_households(reader, position, viewer)} == covered
    assert {baskets[one] for one in await seen_deliveries(reader, position, viewer)} == covered
    for place in PLACES:
        held = HeldRegistration(
            owner=association, sharing=ConsentState.NOT_ASKED, place=PCode(place)
        )
        assert may_see_record(scope, held) is (place in covered), place


async def test_each_partner_shares_on_its_own_ground(
    reader: Reader, register: Register, read: Read, partners: tuple[UUID, UUID]
) -> None:
    ministry, association = partners
    viewer = register.enrolled("foundation")
    register.signed(
        parties=(
            Party(partner=ministry, legal_basis=LegalBasis.PUBLIC_TASK),
            Party(partner=association, legal_basis=LegalBasis.CONSENT),
            Party(partner=viewer, legal_basis=LegalBasis.PUBLIC_TASK),
        )
    )
    of_ministry = register.registered(ministry)
    register.registered(association)
    agreed = register.registered(association, sharing=ConsentState.GIVEN)
    position = read(register)
    seen = await seen_households(reader, position, await filter_of(reader, viewer))
    assert seen == {of_ministry, agreed}


async def test_what_is_protected_exists_for_its_owner_alone(
    reader: Reader, register: Register, read: Read, partners: tuple[UUID, UUID]
) -> None:
    ministry, association = partners
    shelter = register.opened_programme(association, "safe-house", protected=True)
    register.signed(ministry, association)
    hidden = register.registered(association, "EG27", protected=True, sharing=ConsentState.GIVEN)
    known = register.registered(association)
    register.delivered(association, household=known, programme=shelter)
    register.delivered(association, headcount=12, programme=shelter)
    register.delivered(association, "EG27", household=hidden)
    position = read(register)
    viewer, owner = await filter_of(reader, ministry), await filter_of(reader, association)
    assert await seen_households(reader, position, viewer) == {known}
    assert await seen_deliveries(reader, position, viewer) == set()
    assert len(await seen_deliveries(reader, position, owner)) == 3
    for who, programmes in ((viewer, 0), (owner, 1)):
        page = await programme_directory.page(reader, Window(position), visible_to=who)
        assert len(page.rows) == programmes
        found = await programme_directory.by_ids(
            reader, [shelter], position=position, visible_to=who
        )
        assert len(found) == programmes


async def test_a_delivery_to_a_household_that_the_viewer_may_not_know_of_is_hidden(
    reader: Reader, register: Register, read: Read, partners: tuple[UUID, UUID]
) -> None:
    """The giver shares with the viewer; the partner that registered the household does not."""
    ministry, association = partners
    stranger = register.enrolled("stranger")
    register.signed(ministry, association)
    theirs = register.registered(stranger, sharing=ConsentState.GIVEN)
    register.delivered(association, household=theirs)
    assert await seen_deliveries(reader, read(register), await filter_of(reader, ministry)) == set()


async def test_the_past_is_seen_with_todays_rights(
    reader: Reader, register: Register, read: Read, partners: tuple[UUID, UUID]
) -> None:
    ministry, association = partners
    home = register.registered(association)
    before = read(register)
    register.signed(ministry, association)
    read(register)
    assert await seen_households(reader, before, await filter_of(reader, ministry)) == {home}
    assert await seen_households(reader, 1, await filter_of(reader, ministry)) == set()


async def test_an_agreement_binds_from_its_first_to_its_last_day(
    reader: Reader, register: Register, read: Read, partners: tuple[UUID, UUID]
) -> None:
    ministry, association = partners
    umbrella = register.enrolled("umbrella")
    signed = register.signed(
        ministry,
        association,
        totals=(umbrella,),
        begins=date(2026, 2, 1),
        until=date(2026, 6, 30),
    )
    read(register)
    for day, binds in (
        (date(2026, 1, 31), False),
        (date(2026, 2, 1), True),
        (date(2026, 6, 30), True),
        (date(2026, 7, 1), False),
    ):
        for party in (ministry, umbrella):
            found = (await bound(reader, party, day)).agreements
            assert [one.id for one in found] == ([signed] if binds else [])
    assert (await bound(reader, register.id(), date(2026, 3, 1))).agreements == ()
    register.ended(ministry, signed, date(2026, 3, 31))
    read(register)
    assert (await bound(reader, ministry, date(2026, 4, 1))).agreements == ()
    (last,) = (await bound(reader, ministry, date(2026, 3, 31))).agreements
    assert last.last_day == date(2026, 3, 31)
    assert last.terms.party(umbrella) == Party(
        partner=umbrella, sees=Sees.TOTALS, legal_basis=LegalBasis.PUBLIC_TASK
    )
