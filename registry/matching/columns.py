"""Claims as columns, so that many pairs are compared at once.

Every text becomes a number of its own vocabulary; -1 is missing. The same columns of one row are what a single new
record is compared with: there is one comparison, not one for lists and one for requests.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from registry.domain.dates import PreciseDate, Precision
from registry.domain.identity_numbers import IdentityNumber, IdentityNumberKind, IdentityNumberState
from registry.domain.identity_numbers.egypt import EgyptianNumber, read_egyptian
from registry.domain.vocabulary import Relation, Sex
from registry.matching.arabic_names import NamePart, name_parts
from registry.matching.claims import Claim
from registry.matching.hashing import Hashes, hash_of
from registry.matching.name_table import NameTable

Ints: TypeAlias = NDArray[np.int32]
Small: TypeAlias = NDArray[np.int8]

MOST_PARTS: Final = 4
"""Parts of a name that are compared: the first three and the last."""

MISSING: Final = -1
_HEAD, _TAIL = 9, 7
"""Digits of a number of which one half or the other survives a slip: century, birth and governorate, and the rest."""
MOST_WITH_A_PHONE: Final = 12
"""Registrations that may have a phone in common before it is an enumerator's or a broker's."""

FEMALE, MALE = 1, 2
UPPER, DEPENDANT, OTHER = 1, 2, 3
"""Generations within a household: head and spouse; children; anybody else. 0 is not known."""

_SEXES: Final = {Sex.UNKNOWN: 0, Sex.FEMALE: FEMALE, Sex.MALE: MALE}
GENERATIONS: Final = {
    None: 0,
    Relation.HEAD: UPPER,
    Relation.SPOUSE: UPPER,
    Relation.CHILD: DEPENDANT,
    Relation.OTHER: OTHER,
}


@dataclass(frozen=True, slots=True)
class Hashed:
    """What the numbers of the vocabularies stand for, as hashes; the last of each is 0, which -1 finds."""

    number: Hashes
    number_head: Hashes
    number_tail: Hashes
    phone: Hashes
    markaz: Hashes

    @classmethod
    def of(cls, numbers: list[str], phones: list[str], markazes: list[str]) -> Hashed:
        return cls(
            number=_hashes(numbers),
            number_head=_hashes(number[:_HEAD] for number in numbers),
            number_tail=_hashes(number[-_TAIL:] for number in numbers),
            phone=_hashes(phones),
            markaz=_hashes(markazes),
        )


def _hashes(texts: Iterable[str]) -> Hashes:
    return np.array([*map(hash_of, texts), 0], dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Columns:
    """One row a claim, in the order of the claims; `records` and the vocabularies are indexed by the numbers."""

    records: list[str]
    registrations: list[str]
    parts: NameTable
    numbers: list[str]
    phones: list[str]
    villages: NameTable
    markazes: list[str]
    hashed: Hashed
    name: Ints  # (rows, MOST_PARTS)
    registration: Ints
    partner: Ints
    sex: Small
    generation: Small
    born: Ints  # (rows, 3): year, month, day; 0 is not known
    number: Ints
    other_numbers: Ints  # (rows, OTHER_NUMBERS), that somebody has beside it
    number_born: Ints  # (rows, 3), of a valid number
    number_sex: Small
    number_fits: (
        Small  # 1 agrees with the own birth date and sex, -1 does not, 0 nothing to hold it against
    )
    number_valid: NDArray[np.bool_]
    phone: Ints
    phone_shared: NDArray[np.bool_]  # by phone: so many registrations have it that it says nothing
    markaz: Ints
    village: Ints

    def __len__(self) -> int:
        return len(self.records)

    def take(self, rows: NDArray[np.int64]) -> Columns:
        """Some of the rows, in the given order; the vocabularies stay."""
        by_row = {
            name: getattr(self, name)[rows]
            for name in (
                "name", "registration", "partner", "sex", "generation", "born", "number", "number_born",
                "other_numbers", "number_sex", "number_fits", "number_valid", "phone", "markaz", "village",
            )
        }  # fmt: skip
        return replace(self, records=[self.records[row] for row in rows], **by_row)


def as_columns(claims: Iterable[Claim]) -> Columns:
    builder = ColumnsBuilder()
    for claim in claims:
        builder.add(claim)
    return builder.built()


class _Numbered(dict[str, int]):
    """Texts numbered in the order in which they come; nothing is -1."""

    def __missing__(self, text: str) -> int:
        if not text:
            return MISSING
        self[text] = number = len(self)
        return number


OTHER_NUMBERS: Final = 2
_NO_OTHERS: Final = (MISSING,) * OTHER_NUMBERS
_WIDTH: Final = MOST_PARTS + 17 + OTHER_NUMBERS
_PHONE: Final = MOST_PARTS + 14


@dataclass(slots=True)
class ColumnsBuilder:
    """Takes claims in one after another and keeps none."""

    records: list[str] = field(default_factory=list)
    parts: dict[NamePart, int] = field(default_factory=dict)
    villages: dict[NamePart, int] = field(default_factory=dict)
    registrations: _Numbered = field(default_factory=_Numbered)
    partners: _Numbered = field(default_factory=_Numbered)
    numbers: _Numbered = field(default_factory=_Numbered)
    phones: _Numbered = field(default_factory=_Numbered)
    markazes: _Numbered = field(default_factory=_Numbered)
    rows: array[int] = field(
        default_factory=lambda: array("i")
    )  # row by row, `_WIDTH` numbers each

    def add(self, claim: Claim) -> None:
        sex = _SEXES[claim.sex]
        born = _known(claim.born)
        number = claim.identity_number
        said = _said_by(number)
        self.records.append(claim.record)
        self.rows.extend(
            (
                *self._name(claim.name),
                self.registrations[claim.registration or f"\0{claim.record}"],
                self.partners[claim.partner],
                sex,
                GENERATIONS[claim.relation],
                *born,
                MISSING
                if number is None or number.is_household_key
                else self.numbers[number.number],
                *said[:3],
                said[3],
                _fits(born, sex, said),
                number is not None and number.state is not IdentityNumberState.INVALID,
                self.phones[claim.phone],
                self.markazes[_sound(claim.markaz)],
                self._village(claim.village),
                *(self._others(claim.other_numbers) if claim.other_numbers else _NO_OTHERS),
            )
        )

    def tell_phone(self, row: int, phone: str) -> None:
        """Have a row say a phone that was not known when it was added."""
        self.rows[row * _WIDTH + _PHONE] = self.phones[phone]

    def phones_told(self, columns: Columns) -> Columns:
        """Columns of the same rows, built before some of them said their phones, with those."""
        table = np.frombuffer(self.rows.tobytes(), dtype=np.int32).reshape(-1, _WIDTH)
        phones = list(self.phones)
        phone = table[:, _PHONE].copy()
        return replace(
            columns,
            phones=phones,
            hashed=replace(columns.hashed, phone=_hashes(phones)),
            phone=phone,
            phone_shared=_shared(phone, columns.registration, len(phones)),
        )

    def _name(self, name: str) -> tuple[int, ...]:
        parts = name_parts(name)
        kept = parts if len(parts) <= MOST_PARTS else (*parts[: MOST_PARTS - 1], parts[-1])
        ids = [self.parts.setdefault(part, len(self.parts)) for part in kept]
        return (*ids, *[MISSING] * (MOST_PARTS - len(ids)))

    def _others(self, numbers: Sequence[IdentityNumber]) -> tuple[int, ...]:
        known = [self.numbers[one.number] for one in numbers if not one.is_household_key]
        return (*known, *_NO_OTHERS)[:OTHER_NUMBERS]

    def _village(self, village: str) -> int:
        part = _in_one(village)
        return MISSING if part is None else self.villages.setdefault(part, len(self.villages))

    def built(self) -> Columns:
        table = np.frombuffer(self.rows.tobytes(), dtype=np.int32).reshape(-1, _WIDTH)
        rest = table[:, MOST_PARTS:]
        numbers, phones, markazes = list(self.numbers), list(self.phones), list(self.markazes)
        return Columns(
            records=self.records,
            registrations=list(self.registrations),
            parts=NameTable.of(self.parts),
            numbers=numbers,
            phones=phones,
            villages=NameTable.of(self.villages),
            markazes=markazes,
            hashed=Hashed.of(numbers, phones, markazes),
            name=table[:, :MOST_PARTS].copy(),
            registration=rest[:, 0].copy(),
            partner=rest[:, 1].copy(),
            sex=rest[:, 2].astype(np.int8),
            generation=rest[:, 3].astype(np.int8),
            born=rest[:, 4:7].copy(),
            number=rest[:, 7].copy(),
            number_born=rest[:, 8:11].copy(),
            number_sex=rest[:, 11].astype(np.int8),
            number_fits=rest[:, 12].astype(np.int8),
            number_valid=rest[:, 13].astype(np.bool_),
            phone=rest[:, 14].copy(),
            phone_shared=_shared(rest[:, 14], rest[:, 0], len(phones)),
            markaz=rest[:, 15].copy(),
            village=rest[:, 16].copy(),
            other_numbers=rest[:, 17:].copy(),
        )


def _known(born: PreciseDate | None) -> tuple[int, int, int]:
    if born is None:
        return 0, 0, 0
    day = born.first
    match born.precision:
        case Precision.DAY:
            # The first of January is what is written where only the year is known.
            return (
                (day.year, 0, 0)
                if (day.month, day.day) == (1, 1)
                else (day.year, day.month, day.day)
            )
        case Precision.MONTH:
            return day.year, day.month, 0
        case Precision.YEAR | Precision.SPAN:
            return day.year, 0, 0


def _said_by(number: IdentityNumber | None) -> tuple[int, int, int, int]:
    """Year, month, day and sex that a valid number says of its holder; zeros if it says nothing."""
    if number is None or number.kind is not IdentityNumberKind.EGYPT_NATIONAL_ID:
        return 0, 0, 0, 0
    read = read_egyptian(number.number)
    if not isinstance(read, EgyptianNumber):
        return 0, 0, 0, 0
    return read.born.year, read.born.month, read.born.day, _SEXES[read.sex]


def _fits(born: tuple[int, int, int], sex: int, said: tuple[int, int, int, int]) -> int:
    """Whether a number agrees with what the claim says without it."""
    if not said[0] or not born[0]:
        return 0
    if sex and sex != said[3]:
        return -1
    if born[1] and born[2]:
        return 1 if born == said[:3] else -1
    return 1 if abs(born[0] - said[0]) <= 1 else -1


def _shared(phone: Ints, registration: Ints, phones: int) -> NDArray[np.bool_]:
    once = np.unique(phone[phone >= 0].astype(np.int64) << 32 | registration[phone >= 0])
    return np.bincount(once >> 32, minlength=phones + 1) > MOST_WITH_A_PHONE


def _sound(place: str) -> str:
    part = _in_one(place)
    return "" if part is None else part.sounds[0]


@lru_cache(maxsize=100_000)
def _in_one(place: str) -> NamePart | None:
    """A place's name as one part, its words joined."""
    parts = name_parts(place)
    if not parts:
        return None
    if len(parts) == 1:
        return parts[0]
    first = "".join(part.sounds[0] for part in parts)
    return NamePart("".join(part.text for part in parts), (first,))
