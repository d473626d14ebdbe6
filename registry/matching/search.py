"""Looking for somebody: what a query is enough for, and how those who are found stand to it.

A query is a claim of nobody yet. It is found by the kinds of keys that `candidates` makes and compared by `comparison`:
what it does not say is missing there, and speaks neither for nor against anybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from registry.domain.access import SearchedBy
from registry.domain.dates import PreciseDate, Precision
from registry.domain.errors import Refused
from registry.domain.identity_numbers import IdentityNumber
from registry.matching.arabic_names import name_parts
from registry.matching.claims import Claim
from registry.matching.columns import UPPER, Columns, as_columns
from registry.matching.comparison import compare
from registry.matching.levels import POSITION, level
from registry.matching.tokens import ANY_NUMBER, NAMES_MARKAZ, PHONE, tokens_of
from registry.matching.weights import Model, probabilities, scores
from registry.texts import say

YEARS_ABOUT: Final = 2
"""Years that a year of birth may be off."""
YEARS_ABOUT_AGE: Final = 3
_MOST_YEARS: Final = 8
"""A birth date known less closely than to some years says too little to look for."""
TWO, THREE = 2, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is known of somebody. Born in one of the `years`, first and last. It never prints itself."""

    claim: Claim
    numbers: tuple[IdentityNumber, ...] = ()
    years: tuple[int, int] | None = None

    def __repr__(self) -> str:
        return "Query(***)"

    @classmethod
    def of(cls, claim: Claim, numbers: Sequence[IdentityNumber] = ()) -> Query:
        """By all that a claim says; `numbers` are all of its identity numbers, households' too."""
        born = claim.born
        years = None
        if born is not None:
            years = (born.first.year - YEARS_ABOUT, born.last.year + YEARS_ABOUT)
        return cls(claim=claim, numbers=tuple(one for one in numbers if one.number), years=years)

    def aged(self, age: int, today: date) -> Query:
        """The same, of somebody who says to be so old."""
        year = today.year - age
        born = PreciseDate(date(year, 1, 1), Precision.YEAR)
        about = (year - 1 - YEARS_ABOUT_AGE, year + YEARS_ABOUT_AGE)
        return replace(self, claim=replace(self.claim, born=born), years=about)


def searched_by(query: Query) -> tuple[SearchedBy, ...]:
    """What the query is enough for, what fewest have in common first; empty where it is too wide."""
    claim = query.claim
    names = len(name_parts(claim.name))
    said = {
        SearchedBy.IDENTITY_NUMBER: any(not one.is_household_key for one in query.numbers),
        SearchedBy.UNHCR_NUMBER: any(one.is_household_key for one in query.numbers),
        SearchedBy.PHONE: bool(claim.phone),
        SearchedBy.THREE_NAMES: names >= THREE,
        SearchedBy.NAMES_AND_VILLAGE: names >= TWO and bool(claim.village),
        SearchedBy.NAMES_AND_BIRTH: names >= TWO and _is_narrow(query.years),
        SearchedBy.NAMES_AND_MARKAZ: names >= TWO and bool(claim.markaz),
    }
    return tuple(by for by, enough in said.items() if enough)


def _is_narrow(years: tuple[int, int] | None) -> bool:
    return years is not None and years[1] - years[0] < _MOST_YEARS


def require_narrow(query: Query) -> tuple[SearchedBy, ...]:
    """What the query is enough for.

    Raises:
        Refused: `search_too_wide`, with what to add.
    """
    by = searched_by(query)
    if not by:
        raise Refused("search_too_wide", **what_to_add(query))
    return by


def what_to_add(query: Query) -> dict[str, str]:
    """What would make a search narrower, in both languages."""
    names = len(name_parts(query.claim.name))
    somewhere = bool(query.claim.markaz or query.claim.village or query.years)
    match names:
        case 0:
            code = "search_add_anything"
        case 1:
            code = "search_add_names" if somewhere else "search_add_to_one_name"
        case _:
            code = "search_add_to_two_names"
    return {"add_ar": say(code, "ar"), "add_en": say(code, "en")}


_ALWAYS: Final = frozenset(
    {
        "number_tail_given", "number_head_given", "given_date", "given_father_day", "given_phone",
    }
)  # fmt: skip
"""Kinds of keys that are looked up wherever the query has what they are made of."""
_KINDS: Final[Mapping[SearchedBy, str]] = {
    SearchedBy.IDENTITY_NUMBER: ANY_NUMBER,
    SearchedBy.UNHCR_NUMBER: ANY_NUMBER,
    SearchedBy.PHONE: PHONE,
    SearchedBy.THREE_NAMES: "three_names",
    SearchedBy.NAMES_AND_VILLAGE: "names_village",
    SearchedBy.NAMES_AND_BIRTH: "names_year",
    SearchedBy.NAMES_AND_MARKAZ: NAMES_MARKAZ,
}
_NARROWER: Final = frozenset({SearchedBy.THREE_NAMES, SearchedBy.NAMES_AND_BIRTH})
"""Where one of these is known, a whole markaz is not looked through as well."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The tokens under which the index has whom a query may mean: of what fewest have in common, and the others.

    Among either are those of the `year` that was said, beside those of the years about it.
    """

    first: frozenset[int]
    others: frozenset[int]
    year: frozenset[int] = frozenset()


def asked_tokens(queries: Sequence[Query], key: bytes) -> list[Asked]:
    """What each of the queries looks up."""
    columns = as_columns(query.claim for query in queries)
    births = [
        _births(query, tuple(own))
        for query, own in zip(queries, columns.born.tolist(), strict=True)
    ]
    rows = [place for place, those in enumerate(births) for _ in those]
    years = columns.born[:, 0].tolist()
    of_year = [
        bool(year) and one == (year, 0, 0)
        for those, year in zip(births, years, strict=True)
        for one in those
    ]
    born = np.array([one for those in births for one in those], dtype=np.int32).reshape(-1, 3)
    expanded = replace(columns.take(np.array(rows, dtype=np.int64)), born=born)
    numbers = [[one.number for one in queries[place].numbers] for place in rows]
    first: list[set[int]] = [set() for _ in queries]
    others: list[set[int]] = [set() for _ in queries]
    year: list[set[int]] = [set() for _ in queries]
    kinds = [_kinds_of(query) for query in queries]
    wanted = frozenset[str]().union(*({narrowest} | rest for narrowest, rest in kinds))
    made = tokens_of(expanded, numbers, key, wanted)
    for place, said, tokens in zip(rows, of_year, made, strict=True):
        narrowest, rest = kinds[place]
        first[place].update(tokens.by_kind.get(narrowest, ()))
        if said:
            year[place].update(tokens.by_kind.get(_OF_A_YEAR, ()))
        for kind in rest & tokens.by_kind.keys():
            others[place].update(tokens.by_kind[kind])
    return [
        Asked(frozenset(one), frozenset(more - one), frozenset(those & (one | more)))
        for one, more, those in zip(first, others, year, strict=True)
    ]


_OF_A_YEAR: Final = "names_year"
_OF_A_DAY: Final = "given_date"


def names_a_day(query: Query) -> bool:
    """Whether it says names and a day of birth, and nothing by which others are more surely found."""
    born = query.claim.born
    days = born is not None and born.precision is Precision.DAY
    by = searched_by(query)
    return days and SearchedBy.NAMES_AND_BIRTH in by and not _BY_MORE & {*by}


_BY_MORE: Final = frozenset({SearchedBy.IDENTITY_NUMBER, SearchedBy.UNHCR_NUMBER, SearchedBy.PHONE})


def day_tokens(queries: Sequence[Query], key: bytes) -> list[Asked]:
    """What those have in common with each of the queries who bear its given name and were born on its day."""
    columns = as_columns(query.claim for query in queries)
    none: list[tuple[str, ...]] = [()] * len(queries)
    return [
        Asked(frozenset(each.by_kind.get(_OF_A_DAY, ())), frozenset())
        for each in tokens_of(columns, none, key, {_OF_A_DAY})
    ]


def _kinds_of(query: Query) -> tuple[str, frozenset[str]]:
    """The kind of key that is narrowest, and all others that are looked up."""
    by = searched_by(query)
    known = [one for one in by if one is not SearchedBy.NAMES_AND_MARKAZ or not _NARROWER & {*by}]
    narrowest, *rest = [_KINDS[one] for one in known] or [""]
    return narrowest, (_ALWAYS | {*rest}) - {narrowest}


_Birth: TypeAlias = tuple[int, ...]
"""Year, month and day as `Columns` has them."""


def _births(query: Query, own: _Birth) -> list[_Birth]:
    """The birth as it stands, and as many years as it takes to name all in which it may be.

    A record has a key for its year and one for the next, and so has each of these: together they name the years from
    the second to the last, of which every record has one that is born in any of them.
    """
    if query.years is None or not _is_narrow(query.years):
        return [own]
    first, last = query.years
    born = query.claim.born
    day = [own] if born is not None and born.precision is Precision.DAY else []
    years = {min(year, last - 1) for year in range(first + 1, last + 1, 2)}
    # What is no key of a year is made of the day that was said.
    return [(0, 0, 0), (own[0], 0, 0), *day, *((year, 0, 0) for year in years - {own[0]})]


def by_kin(query: Query) -> tuple[str, ...]:
    """Queries in this order find much the same people as those beside them: of one father, and his."""
    given, *fathers = [part.sounds[0] for part in name_parts(query.claim.name)] or [""]
    return (*fathers, given)


_ALIKE: Final = 2.0
"""Bits by which two who were found are as good as alike."""
_SAME: Final = {
    POSITION[feature]: {level(feature, f"same_{rarity}") for rarity in ("common", "usual", "rare")}
    for feature in ("given", "father")
}


@dataclass(frozen=True, slots=True)
class Ranked:
    """One of those who were found: `place` in what was given; bits and levels of the comparison with the query.

    `alone` unless another of the same registration is as good as alike.
    """

    place: int
    bits: float
    probability: float
    levels: NDArray[np.uint8]
    alone: bool = True


def bears_the_number(one: Ranked) -> bool:
    """Whether an identity number that the query says is theirs, whatever else speaks against it."""
    return int(one.levels[POSITION["number"]]) in _SAME_NUMBER


_SAME_NUMBER: Final = frozenset(
    level("number", f"same_{fit}") for fit in ("and_fits", "unproven", "unfit")
)


def having_number(*numbers: IdentityNumber) -> Query:
    """Whoever has one of the numbers, of which the first tells most."""
    first, *others = [one for one in numbers if not one.is_household_key] or (None,)
    claim = Claim(record="", registration="", partner="", name="", identity_number=first)
    return Query.of(replace(claim, other_numbers=tuple(others)), numbers)


def by_number_alone(query: Query) -> Query:
    """Whoever has the identity numbers that the query says, whatever it says beside them."""
    claim = query.claim
    said = Claim(
        record="",
        registration=claim.registration,
        partner=claim.partner,
        name="",
        identity_number=claim.identity_number,
        other_numbers=claim.other_numbers,
    )
    return Query.of(said, query.numbers)


def ranked(
    queries: Sequence[Query],
    found: Sequence[Sequence[Claim]],
    model: Model,
    population: int,
    *,
    least: float = 0.0,
) -> list[list[Ranked]]:
    """For each query those who were found for it, one a registration, the likeliest first.

    Of one registration the likeliest is named, the head where several are alike. Whoever is less likely than `least`
    is left out. A claim that was found for several queries is read once.
    """
    claims = {id(claim): claim for those in found for claim in those}
    rows = {one: row for row, one in enumerate(claims, start=len(queries))}
    columns = as_columns((*(query.claim for query in queries), *claims.values()))
    sizes = [len(those) for those in found]
    first = np.repeat(np.arange(len(queries), dtype=np.int32), sizes)
    second = np.array([rows[id(claim)] for those in found for claim in those], dtype=np.int32)
    levels = compare(columns, first, second)
    bits = np.round(scores(levels, model.first) + model.shift(population), 2)
    chances = probabilities(bits)
    starts = np.cumsum([0, *sizes])
    answers: list[list[tuple[int, Ranked]]] = [[] for _ in queries]
    for pair in np.flatnonzero(chances >= least).tolist():
        query, row = int(first[pair]), int(second[pair])
        place = pair - int(starts[query])
        one = Ranked(place, float(bits[pair]), float(chances[pair]), levels[pair])
        answers[query].append((row, one))
    return [_one_of_each(those, columns) for those in answers]


def _one_of_each(those: list[tuple[int, Ranked]], columns: Columns) -> list[Ranked]:
    """`those` are given with their rows in the columns."""

    def order(each: tuple[int, Ranked]) -> tuple[float, bool, str]:
        row, one = each
        return -one.bits, columns.generation[row] != UPPER, columns.records[row]

    best: dict[int, Ranked] = {}
    for row, one in sorted(those, key=order):
        registration = int(columns.registration[row])
        before = best.setdefault(registration, one)
        if before is not one and before.alone and one.bits > before.bits - _ALIKE:
            best[registration] = replace(before, alone=False)
    return _to_the_letter_first(list(best.values()))


def _to_the_letter_first(those: list[Ranked]) -> list[Ranked]:
    """Among those who are as good as alike whoever is written as was asked: to matching the script is nearly one."""
    near = [one for one in those if one.bits > those[0].bits - _ALIKE]
    written = {id(one): sum(one.levels[at] in same for at, same in _SAME.items()) for one in near}
    return [*sorted(near, key=lambda one: -written[id(one)]), *those[len(near) :]]
