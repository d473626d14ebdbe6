"""What is matched of members, and the tokens under which the index finds them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from threading import Event
from typing import Any
from uuid import UUID

import pytest
from psycopg import AsyncConnection

from registry.application import acts
from registry.application.claims import (
    KnownMember,
    all_claims,
    claims_of_households,
    claims_of_members,
    members_without_phones,
    with_phones,
)
from registry.application.forgetting import ErasureRequest, forget_member
from registry.application.households import HouseholdDraft, MemberDraft, register_household
from registry.domain.casework import WithdrawalReason
from registry.domain.household import CaseNumber, PersonName
from registry.domain.identity_numbers import IdentityNumberKind, read_identity_number
from registry.domain.phones import Phone, PhoneState
from registry.domain.places import PCode
from registry.domain.vocabulary import Relation, Role, Sex
from registry.matching import index
from registry.matching.candidates import BY_PHONE
from registry.matching.columns import as_columns
from registry.matching.tokens import ANY_NUMBER, Tokens, tokens_of, too_common
from registry.projections.leading import follow
from tests.application.conftest import Office
from tests.conftest import Databases

AT_HOME = Phone(e164="+201092574822", raw="01092574822", state=PhoneState.VALID)
OWN = Phone(e164="+201012345678", raw="01012345678", state=PhoneState.VALID)
FILE = read_identity_number("123-45C12345", kind=IdentityNumberKind.UNHCR_FILE)
PASSPORT = read_identity_number("A12345678")
NATIONAL = read_identity_number("28503022712345")


@dataclass(frozen=True)
class Looking:
    office: Office
    databases: Databases
    reader: AsyncConnection[Any]
    matcher: AsyncConnection[Any]

    async def known(self, home: UUID) -> list[KnownMember]:
        follow(self.databases.log_url, stop=Event(), once=True)
        found = await claims_of_households(self.reader, self.office.writer.keys, [home])
        return sorted(found, key=lambda one: one.claim.relation is not Relation.HEAD)

    def tokens(self, known: list[KnownMember], key: bytes | None = None) -> list[Tokens]:
        columns = as_columns(one.claim for one in known)
        secret = key or self.office.writer.keys.registry_key("matching")
        return tokens_of(columns, [one.numbers for one in known], secret)

    async def enter(self, known: list[KnownMember]) -> None:
        tokens = self.tokens(known)
        entries = [
            index.Entry(one.member, one.household, those.every)
            for one, those in zip(known, tokens, strict=True)
        ]
        await index.put(self.matcher, entries)


@pytest.fixture
async def looking(office: Office, databases: Databases) -> AsyncIterator[Looking]:
    connect = AsyncConnection.connect
    async with (
        await connect(databases.log_url, autocommit=True) as reader,
        await connect(databases.log_url, autocommit=True) as matcher,
    ):
        await reader.execute("set role sijill_reader")
        await matcher.execute("set role sijill_matcher")
        yield Looking(office, databases, reader, matcher)


async def registered(office: Office, *numbers: Any, village: str = "EG2706") -> UUID:
    draft = HouseholdDraft(
        head=MemberDraft(
            name=PersonName(written="فاطمة عبد الرحيم محمود"),
            relation=Relation.HEAD,
            sex=Sex.FEMALE,
            identity_numbers=numbers,
        ),
        members=(
            MemberDraft(
                name=PersonName(written="علي محمود"), relation=Relation.CHILD, phones=(OWN,)
            ),
        ),
        place=PCode(village),
        phones=(AT_HOME,),
    )
    return (
        await office.writer.submit(register_household(draft, office.context, office.writer.mint))
    ).stream


pytestmark = pytest.mark.anyio


async def test_a_member_is_compared_by_its_own_phone_else_by_its_households(
    looking: Looking,
) -> None:
    fatma, ali = await looking.known(await registered(looking.office))
    assert (fatma.claim.phone, ali.claim.phone) == ("+201092574822", "+201012345678")
    assert (fatma.claim.markaz, fatma.claim.village) == ("دشنا", "")
    assert fatma.claim.registration == ali.claim.registration == str(fatma.household)


async def test_phones_stay_sealed_until_they_are_asked_for_and_are_then_the_same(
    looking: Looking,
) -> None:
    keys = looking.office.writer.keys
    whole = await looking.known(await registered(looking.office, NATIONAL))
    members = [one.member for one in whole]
    sealed = await members_without_phones(looking.reader, keys, members)
    assert {one.claim.phone for one in sealed} == {""}
    assert {one.claim.identity_number for one in sealed} == {NATIONAL, None}
    opened = await with_phones(sealed, keys)
    assert opened == await claims_of_members(looking.reader, keys, members)
    assert {one.claim.phone for one in opened} == {AT_HOME.e164, OWN.e164}


async def test_the_national_number_is_compared_and_every_number_is_looked_up(
    looking: Looking,
) -> None:
    home = await registered(looking.office, FILE, PASSPORT, NATIONAL)
    fatma, ali = await looking.known(home)
    assert fatma.claim.identity_number == NATIONAL
    of_fatma, of_ali = looking.tokens([fatma, ali])
    assert len(of_fatma.by_kind[ANY_NUMBER]) == 3
    assert ANY_NUMBER not in of_ali.by_kind
    await looking.enter([fatma, ali])
    for token in of_fatma.by_kind[ANY_NUMBER]:
        _, (found,) = await index.holders(looking.matcher, [token], most=10)
        assert (found.member, list(found.shared)) == (fatma.member, [token])


async def test_matching_never_looks_up_what_is_there_for_search_alone(looking: Looking) -> None:
    home = await registered(looking.office, FILE)
    (of_fatma, _) = looking.tokens(await looking.known(home))
    alone = {
        one for kind in (ANY_NUMBER, "phone", "names_markaz") for one in of_fatma.by_kind[kind]
    }
    assert alone <= set(of_fatma.every)
    assert not alone & set(of_fatma.to_match())


async def test_another_key_makes_other_tokens(looking: Looking) -> None:
    known = await looking.known(await registered(looking.office, NATIONAL))
    ours, others = looking.tokens(known), looking.tokens(known, key=bytes(32))
    assert not set(ours[0].every) & set(others[0].every)


async def test_a_token_is_counted_by_registrations_and_known_once_it_is_common(
    looking: Looking,
) -> None:
    known = [
        one
        for _ in range(3)
        for one in await looking.known(await registered(looking.office, NATIONAL))
    ]
    await looking.enter(known)
    phone = looking.tokens(known)[0].of_phone
    assert phone is not None
    assert await index.counts(looking.matcher, [phone, 5]) == {phone: 3}
    common, found = await index.holders(looking.matcher, [phone], most=2)
    assert (common, len(found)) == (set(), 2)
    assert await index.holders(looking.matcher, [], [phone], most=10) == (set(), [])
    await index.add_common(looking.matcher, [phone])
    assert await index.holders(looking.matcher, [phone], most=10) == ({phone}, [])
    assert await index.holders(looking.matcher, [5], [phone], most=10) == ({phone}, [])


async def test_a_phone_of_many_registrations_is_too_common(looking: Looking) -> None:
    known = []
    for _ in range(13):
        known += await looking.known(await registered(looking.office))
    columns = as_columns(one.claim for one in known)
    secret = looking.office.writer.keys.registry_key("matching")
    of_fatma = looking.tokens(known)[0]
    assert of_fatma.of_phone in too_common(columns, secret)
    by_phone = {one for kind in BY_PHONE for one in of_fatma.by_kind.get(kind, ())}
    assert by_phone
    assert set(of_fatma.to_match()) - set(of_fatma.to_match(by_phone=False)) == by_phone


async def test_who_was_withdrawn_or_forgotten_is_matched_no_more(looking: Looking) -> None:
    office = looking.office
    home = await registered(office)
    fatma, ali = await looking.known(home)
    mending = replace(office.context, role=Role.DATA_OFFICER)
    await office.writer.submit(
        acts.withdraw_member(home, ali.member, WithdrawalReason.RECORDED_IN_ERROR, mending)
    )
    assert [one.member for one in await looking.known(home)] == [fatma.member]
    request = ErasureRequest(household=home, member=fatma.member, case=CaseNumber("2026/1"))
    await forget_member(office.writer, request, mending)
    assert await looking.known(home) == []


async def test_everybody_comes_once(looking: Looking) -> None:
    homes = [await registered(looking.office) for _ in range(3)]
    await looking.known(homes[0])
    everybody = [
        one.household
        async for part in all_claims(looking.reader, looking.office.writer.keys)
        for one in part
    ]
    assert sorted(everybody) == sorted([*homes, *homes])


async def test_readers_look_up_and_write_nothing(looking: Looking) -> None:
    known = await looking.known(await registered(looking.office))
    await looking.enter(known)
    assert len(await index.of_households(looking.reader, [known[0].household])) == 2
    with pytest.raises(Exception, match="permission denied"):
        await index.drop(looking.reader, [known[0].member])
