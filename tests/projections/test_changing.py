"""Households that change, as their read models show them: withdrawn, agreeing to less, members who move."""

from __future__ import annotations

from typing import Any

import pytest

from registry.domain.casework import Presence, WithdrawalReason
from registry.domain.household import (
    Consent,
    ConsentAnswered,
    MemberMovedOut,
    RegistrationWithdrawn,
)
from registry.domain.vocabulary import ConsentPurpose, ConsentState, FieldGroup
from registry.projections import household_members, household_roll
from tests.projections.register import Register
from tests.projections.test_visibility import Read, Reader, filter_of, seen_households

pytestmark = pytest.mark.anyio


async def test_what_was_withdrawn_is_there_for_its_own_partner_alone_and_in_no_list(
    reader: Reader, read: Read, register: Register
) -> None:
    ministry, albir = register.enrolled("moss"), register.enrolled("albir")
    register.signed(ministry, albir)
    home = register.registered(ministry)
    before = read(register)
    register.happened(
        ministry, home, RegistrationWithdrawn(reason=WithdrawalReason.RECORDED_IN_ERROR)
    )
    after = read(register)
    for partner, then, found in ((ministry, {home}, {home}), (albir, set(), set())):
        viewer = await filter_of(reader, partner)
        assert await seen_households(reader, after, viewer) == set()
        assert await seen_households(reader, before, viewer) == then
        rows = await household_roll.by_ids(reader, [home], position=after, visible_to=viewer)
        assert set(rows) == found


async def test_consent_that_was_narrowed_since_narrows_the_past(
    reader: Reader, read: Read, register: Register
) -> None:
    ministry = register.enrolled("moss")
    register.signed(ministry)
    home = register.registered(ministry, sharing=ConsentState.GIVEN)
    before = read(register)
    narrowed = Consent(
        purpose=ConsentPurpose.SHARING, state=ConsentState.GIVEN, groups=(FieldGroup.CONTACT,)
    )
    register.happened(ministry, home, ConsentAnswered(consent=narrowed))
    after = read(register)
    viewer = await filter_of(reader, ministry)
    for position in (before, after):
        rows = await household_roll.by_ids(reader, [home], position=position, visible_to=viewer)
        assert rows[home].covered_today == {FieldGroup.CONTACT}
        assert rows[home].sharing_groups == ("" if position == before else "contact")


async def test_a_member_is_read_where_it_is_and_everywhere_it_was(
    reader: Reader, read: Read, register: Register
) -> None:
    ministry = register.enrolled("moss")
    register.signed(ministry)
    home, other = register.registered(ministry), register.registered(ministry)
    ali = register.joined(ministry, home)
    before = read(register)
    register.happened(ministry, home, MemberMovedOut(member=ali, to=other))
    register.happened(ministry, other, register.arriving(ali, home))
    known: dict[str, Any] = {
        "position": read(register),
        "visible_to": await filter_of(reader, ministry),
    }
    assert (await household_members.by_ids(reader, [ali], **known))[ali].household == other
    lived_in = await household_members.everywhere(reader, ali, **known)
    assert [(one.household, one.presence) for one in lived_in] == [
        (home, Presence.MOVED),
        (other, Presence.PRESENT),
    ]
    past = await household_members.by_ids(reader, [ali], **(known | {"position": before}))
    assert past[ali].household == home
    rows = await household_roll.by_ids(reader, [home, other], **known)
    assert {one: row.named_members for one, row in rows.items()} == {home: 1, other: 2}
