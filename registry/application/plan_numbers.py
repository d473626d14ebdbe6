"""Whom the rows of a plan mean that say an identity number: whoever has it. Nothing of anybody is opened for it.

The index tells it, where nobody else has the number and nothing that the row says beside it, or that was registered,
speaks against it: a name with another number in mind, a birth or a sex that is not the number's. Every other row is
left to be compared.
"""

from __future__ import annotations

from asyncio import gather
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import numpy as np

from registry.application.checking import Row
from registry.application.plan_rows import RowSaid
from registry.application.searching import HELD, Search
from registry.domain.identity_numbers import IdentityNumberState
from registry.domain.planning import UnknownReason
from registry.domain.vocabulary import Sex
from registry.matching import index
from registry.matching.claims import Claim
from registry.matching.columns import as_columns
from registry.matching.index import Asked, Holding
from registry.matching.tokens import number_tokens, tokens_of
from registry.projections.as_of import present
from registry.projections.household_identities import households_of
from registry.projections.registrations import visible_among

_TOGETHER: Final = 2_000
_TAIL_AND_GIVEN: Final = "number_tail_given"
"""The kind of key by which the index tells that somebody with a number bears a given name, too."""
_NOBODY: Final[tuple[Holding, ...]] = ()


@dataclass(slots=True)
class ByNumber:
    """The rows whose number says whom they mean; `found` are all who have one of the numbers.

    Of those `not_known` nobody has it, or several whom nothing makes one. Of the `doubted` somebody has it of whom the
    row seems to say something else.
    """

    rows: dict[int, Row] = field(default_factory=dict)
    not_known: dict[int, Row] = field(default_factory=dict)
    doubted: set[int] = field(default_factory=set)
    found: set[UUID] = field(default_factory=set)

    @property
    def settled(self) -> int:
        return len(self.rows) + len(self.not_known)


async def meant_by_number(
    search: Search,
    asked: Sequence[tuple[int, RowSaid]],
    by_number: ByNumber,
    told: Callable[[int], None],
) -> None:
    """Put what is told of rows, each with its number, beside what was told before.

    `told` hears of how many rows are settled. Nobody's are while the index is behind.
    """
    told_by_number = [one for one in asked if _says_one_number(one[1])]
    if not told_by_number or (await search.state())[1]:
        return
    parts = iter(range(0, len(told_by_number), _TOGETHER))

    async def settle() -> None:
        for start in parts:
            await _settle(search, told_by_number[start : start + _TOGETHER], by_number)
            told(by_number.settled)

    await gather(settle(), settle())  # while one is looked up, the other is made ready


def _says_one_number(said: RowSaid) -> bool:
    numbers = said.numbers
    return len(numbers) == 1 and not (
        numbers[0].is_household_key or numbers[0].state is IdentityNumberState.INVALID
    )


async def _settle(search: Search, rows: Sequence[tuple[int, RowSaid]], by_number: ByNumber) -> None:
    asked, telling = _asked(search, [one for _, one in rows])
    held = await index.holding(search.connection, asked, most=HELD)
    homes = {one.household for those in held.values() for one in those}
    there = await visible_among(search.connection, homes, search.to) if homes else {}
    shown = {
        place: those
        for place, holders in held.items()
        if (those := [one for one in holders if one.household in there])
    }
    together = await _together(search, shown.values())
    own = {home for home, partner in there.items() if partner == search.to.own}
    for place, (number, said) in enumerate(rows):
        holders = shown.get(place, _NOBODY)
        settled = _row(number, said, holders, together, own) if place in telling else None
        if settled is not None:
            by_number.found.update([one.member for one in holders])
            told = by_number.rows if settled.household else by_number.not_known
            told[number] = settled
        elif holders:
            by_number.doubted.add(number)


def _asked(search: Search, rows: Sequence[RowSaid]) -> tuple[dict[int, Asked], set[int]]:
    """What is asked for each row, by its place, and which of them do not contradict themselves."""
    numbers = number_tokens([one.numbers[0].number for one in rows], search.key)
    claims = {place: one.person.claim for place, one in enumerate(rows) if one.person is not None}
    more = [place for place, claim in claims.items() if _says_more(claim)]
    columns = as_columns(claims[place] for place in more)
    none: list[tuple[str, ...]] = [()] * len(more)
    called = {
        place: next(iter(tokens.by_kind.get(_TAIL_AND_GIVEN, ())), None)
        for place, tokens in zip(
            more, tokens_of(columns, none, search.key, {_TAIL_AND_GIVEN}), strict=True
        )
    }
    against = {more[at] for at in np.flatnonzero(columns.number_fits < 0).tolist()}
    asked = {
        place: Asked(token, against, called.get(place) or token)
        for place, (token, against) in enumerate(numbers)
    }
    named = {place for place, claim in claims.items() if claim.name}
    return asked, asked.keys() - against - (named - {place for place in called if called[place]})


def _says_more(claim: Claim) -> bool:
    return bool(claim.name or claim.born) or claim.sex is not Sex.UNKNOWN


async def _together(
    search: Search, held: Iterable[Sequence[Holding]]
) -> Mapping[UUID, Sequence[UUID]]:
    """The registrations that are one, of those who share a number."""
    homes = [{one.household for one in those} for those in held]
    asked = {home for those in homes if len(those) > 1 for home in those}
    if not asked:
        return {}
    at = await present(search.connection)
    return await households_of(search.connection, asked, at, visible_to=search.to)


def _row(
    number: int,
    said: RowSaid,
    holders: Sequence[Holding],
    together: Mapping[UUID, Sequence[UUID]],
    own: AbstractSet[UUID],
) -> Row | None:
    """Of registrations that are one the partner's own is meant."""
    if not holders:
        # By what else it says somebody may be found whose number was never asked, or written wrong.
        alone = said.person is None or not said.person.claim.name
        return Row(number=number, unknown=UnknownReason.NOBODY_FOUND) if alone else None
    if len(holders) >= HELD or not all(one.agrees for one in holders):
        return None
    first = holders[0]
    if len(holders) == 1:
        return Row(number=number, household=first.household, member=first.member)
    if len({tuple(together.get(one.household, (one.household,))) for one in holders}) > 1:
        return Row(number=number, unknown=UnknownReason.NOT_SURE_WHO)
    first = min(holders, key=lambda one: (one.household not in own, one.member.int))
    alone = sum(one.household == first.household for one in holders) == 1
    return Row(number=number, household=first.household, member=first.member if alone else None)
