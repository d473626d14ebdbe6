"""What partners say of people, as it is matched: opened in memory, with one look at the keys, and kept nowhere.

The registry compares and shows nobody: what it makes of it are facts about both, and those are on record. Whoever is
shown a value is on record where it is shown.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final, LiteralString, TypeAlias
from uuid import UUID

from msgspec import Struct
from psycopg import AsyncConnection, sql

from registry.domain.dates import PreciseDate
from registry.domain.household import PersonName
from registry.domain.identity_numbers import (
    IdentityNumber,
    IdentityNumberKind,
    IdentityNumberState,
)
from registry.domain.phones import Phone, PhoneState
from registry.domain.places import VILLAGE, UnknownPlace, markaz_of, place
from registry.domain.vocabulary import Relation, Sex
from registry.matching.claims import Claim
from registry.privacy.arrays import Uuids
from registry.privacy.keys_in_hand import Keys
from registry.privacy.sealer import open_values
from registry.projections import household_contact, household_members, household_roll
from registry.projections.model import Copy
from registry.projections.reading import fetch

Reader: TypeAlias = AsyncConnection[Any]

TOGETHER: Final = 2_000
"""Households whose members are opened at once where all are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownMember:
    """A member who may be matched; `numbers` are all of its identity numbers, also those of its household.

    `sealed` are the phones that were not opened, its own and its household's, so that the claim has none.
    """

    member: UUID
    household: UUID
    claim: Claim
    numbers: Sequence[str]
    sealed: tuple[bytes, ...] = ()

    def __repr__(self) -> str:
        return f"KnownMember({self.member}, ***)"


class _Row(Struct, frozen=True, kw_only=True, gc=False):
    member: UUID
    household: UUID
    partner: UUID
    place: str
    sex: Sex
    relation: Relation
    name: bytes
    identity_numbers: bytes
    born: bytes
    phones: bytes
    phones_at_home: bytes | None


_MEMBERS: Final = Copy(household_members.MODEL).table
_MAY_BE_MATCHED: Final = """
    upper_inf(member.held) and member.presence not in ('moved', 'withdrawn') and not member.forgotten
"""
_MATCHED: Final = """
    select member.member, member.household, home.partner, home.place, member.sex, member.relation,
           member.name, member.identity_numbers, member.born, member.phones, {phones_at_home} as phones_at_home
    from {members} as member
    join {roll} as home on home.household = member.household and upper_inf(home.held)
    {contact}
    where {may_be_matched} and home.withdrawn is null
"""
"""Each where it is, or was before it left or died. Who was forgotten or withdrawn is matched no more."""


_CONTACT: Final = sql.SQL(
    "left join {} as contact on contact.household = member.household and upper_inf(contact.held)"
).format(Copy(household_contact.MODEL).table)


def _matched(members: sql.Composable, *, phones: bool = True) -> sql.Composed:
    return sql.SQL(_MATCHED).format(
        members=members,
        roll=Copy(household_roll.MODEL).table,
        may_be_matched=sql.SQL(_MAY_BE_MATCHED),
        contact=_CONTACT if phones else sql.SQL(""),
        phones_at_home=sql.SQL("contact.phones" if phones else "null::bytea"),
    )


def _one_by_one(
    asked: LiteralString, asked_for: sql.Composable, *, phones: bool = True
) -> sql.Composed:
    """One after the other: many at once are looked for through a whole table, or index, that was not analysed yet."""
    rows = sql.SQL("(select * from {members} where {asked} = asked.id offset 0)")
    return sql.SQL("""
        select found.* from {asked_for} as asked (id)
        cross join lateral ({matched} offset 0) as found
    """).format(
        asked_for=asked_for,
        matched=_matched(rows.format(members=_MEMBERS, asked=sql.Identifier(asked)), phones=phones),
    )


_ASKED: Final = sql.SQL("unnest(%(asked)b::uuid[])")
_HOMES: Final = sql.SQL("""(
    select unnest(%(asked)b::uuid[])
    union
    select here.household from unnest(%(inhabitants)b::uuid[]) as inhabitant (id)
    cross join lateral (
        select household from {members} as member where member = inhabitant.id and {may_be_matched} offset 0
    ) as here
)""").format(members=_MEMBERS, may_be_matched=sql.SQL(_MAY_BE_MATCHED))
"""The households that are asked for, and those that some members are in."""

_BY_MEMBER: Final = _one_by_one("member", _ASKED).as_bytes()
_WITHOUT_PHONES: Final = _one_by_one("member", _ASKED, phones=False).as_bytes()
_BY_HOUSEHOLD: Final = (
    _one_by_one("household", _HOMES) + sql.SQL(" where found.member <> all(%(besides)b)")
).as_bytes()
_NEXT: Final = sql.SQL("""
    select household from {roll}
    where upper_inf(held) and (%(after)s::uuid is null or household > %(after)s)
    order by household limit %(limit)s
""").format(roll=Copy(household_roll.MODEL).table)


async def claims_of_members(
    reader: Reader,
    keys: Keys,
    members: Collection[UUID],
    *,
    phones: bool = True,
    numbers: bool = True,
) -> list[KnownMember]:
    """Those of the members who may be matched, as the read models have them, by their ids.

    Nobody's `phones` are opened where they are not asked for: those are sealed by two keys more. Nor are `numbers` and
    births, of which each may say the other.
    """
    query = _BY_MEMBER if phones else _WITHOUT_PHONES
    found = await fetch(reader, _Row, query, {"asked": Uuids(members)}, binary=True)
    return await _opened(found, keys, phones=phones, numbers=numbers)


async def members_without_phones(
    reader: Reader, keys: Keys, members: Collection[UUID]
) -> list[KnownMember]:
    """As `claims_of_members`, with the phones still sealed: most of many are too unlike for these to say anything.

    Their keys are looked up all the same, for whoever has those in hand afterwards.
    """
    found = await fetch(reader, _Row, _BY_MEMBER, {"asked": Uuids(members)}, binary=True)
    sealed = {row.member: _sealed_phones(row) for row in found}
    of_phones = {record for those in sealed.values() for record in those}
    known = await _opened(found, keys, phones=False, later=of_phones)
    return [replace(one, sealed=sealed[one.member]) for one in known]


async def with_phones(members: Collection[KnownMember], keys: Keys) -> list[KnownMember]:
    """The members with the phones in clear that were sealed, as `claims_of_members` has them."""
    clear = await open_values({record for one in members for record in one.sealed}, keys)
    return [
        replace(one, claim=replace(one.claim, phone=_phone(one.sealed, clear)), sealed=())
        for one in members
    ]


async def claims_of_households(
    reader: Reader,
    keys: Keys,
    households: Collection[UUID],
    *,
    of: Collection[UUID] = (),
    besides: Collection[UUID] = (),
) -> list[KnownMember]:
    """Everybody in the households who may be matched, by their ids, but those whom one has already.

    And everybody in the households `of` some members who may be matched.
    """
    asked = {"asked": Uuids(households), "inhabitants": Uuids(of), "besides": Uuids(besides)}
    found = await fetch(reader, _Row, _BY_HOUSEHOLD, asked, binary=True)
    return await _opened(found, keys)


async def all_claims(reader: Reader, keys: Keys) -> AsyncIterator[list[KnownMember]]:
    """Everybody who may be matched, some households at a time, in the order of their ids."""
    after: UUID | None = None
    while True:
        cursor = await reader.execute(_NEXT, {"after": after, "limit": TOGETHER})
        households = [household for (household,) in await cursor.fetchall()]
        if not households:
            return
        yield await claims_of_households(reader, keys, households)
        after = households[-1]


async def gone_among(reader: Reader, members: Collection[UUID]) -> dict[UUID, bool]:
    """Those of the members who may not be matched any more, and whether because they were forgotten."""
    query = sql.SQL("""
        select member, bool_or(forgotten) from {members}
        where member = any(%(members)s) and upper_inf(held) and member not in (
            select member from ({matched}) as matched where member = any(%(members)s)
        )
        group by member
    """).format(members=_MEMBERS, matched=_matched(_MEMBERS))
    cursor = await reader.execute(query, {"members": list(members)})
    return dict(await cursor.fetchall())


async def _opened(
    rows: Sequence[_Row],
    keys: Keys,
    *,
    phones: bool = True,
    numbers: bool = True,
    later: Collection[bytes] = (),
) -> list[KnownMember]:
    """Who was forgotten since is absent, as a name is what everybody was registered with."""
    records = {row.name for row in rows}
    if numbers:
        records.update(record for row in rows for record in (row.identity_numbers, row.born))
    if phones:
        records.update(record for row in rows for record in _sealed_phones(row))
    clear = await open_values(records, keys, later=later)
    known = (_known(row, clear) for row in sorted(rows, key=lambda row: row.member))
    return [one for one in known if one is not None]


def _known(row: _Row, clear: Mapping[bytes, Any]) -> KnownMember | None:
    name: PersonName | None = clear.get(row.name)
    if name is None:
        return None
    numbers: tuple[IdentityNumber, ...] = clear.get(row.identity_numbers) or ()
    born: PreciseDate | None = clear.get(row.born)
    markaz, village = names_of(row.place)
    first, *others = by_what_they_tell(numbers) or (None,)
    return KnownMember(
        member=row.member,
        household=row.household,
        numbers=[one.number for one in numbers if one.number],
        claim=Claim(
            record=str(row.member),
            registration=str(row.household),
            partner=str(row.partner),
            name=name.written,
            sex=row.sex,
            relation=row.relation,
            born=born,
            identity_number=first,
            other_numbers=tuple(others),
            phone=_phone(_sealed_phones(row), clear),
            markaz=markaz,
            village=village,
        ),
    )


def _sealed_phones(row: _Row) -> tuple[bytes, ...]:
    return (row.phones,) if row.phones_at_home is None else (row.phones, row.phones_at_home)


def _phone(sealed: Sequence[bytes], clear: Mapping[bytes, Any]) -> str:
    """The first valid one, the member's own before the household's; else the first that there is."""
    phones: list[Phone] = [one for record in sealed for one in clear.get(record) or ()]
    valid = [one.number for one in phones if one.state is PhoneState.VALID]
    return next(iter((*valid, *(one.number for one in phones))), "")


_BY_KIND: Final = {kind: place for place, kind in enumerate(IdentityNumberKind)}


def by_what_they_tell(numbers: Sequence[IdentityNumber]) -> list[IdentityNumber]:
    """The numbers of persons, valid ones first, and of those national ones."""
    of_persons = [one for one in numbers if one.number and not one.is_household_key]
    invalid = IdentityNumberState.INVALID
    return sorted(of_persons, key=lambda one: (one.state is invalid, _BY_KIND[one.kind]))


@lru_cache(maxsize=10_000)
def names_of(code: str) -> tuple[str, str]:
    """Markaz and village of a place, by name; empty where it is coarser, or is no place."""
    try:
        here, markaz = place(code), markaz_of(code)
    except UnknownPlace:
        return "", ""
    return ("" if markaz is None else markaz.name_ar), (
        here.name_ar if here.level >= VILLAGE else ""
    )
