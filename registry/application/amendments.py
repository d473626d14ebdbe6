"""What a partner says anew of a household or a member: by field, blanks left out, since a blank never overwrites."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, TypeAlias
from uuid import UUID

from rapidfuzz import fuzz

from registry.application.households import HouseholdDraft, MemberDraft
from registry.domain.arabic import fold
from registry.domain.casework import HouseholdField, MemberField
from registry.domain.dates import PreciseDate
from registry.domain.household import PersonName, WashingtonGroup
from registry.domain.identity_numbers import IdentityNumber
from registry.domain.phones import Phone
from registry.domain.places import PCode, lies_in
from registry.domain.vocabulary import NationalityGroup, Relation, Sex


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class HouseholdAmendment:
    """`said` are the right values by field. Said `loosely`, by a row of a file, what says less is no other value."""

    household: UUID
    said: Mapping[HouseholdField, Any]
    loosely: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class MemberAmendment:
    """As `HouseholdAmendment`, of a member."""

    household: UUID
    member: UUID
    said: Mapping[MemberField, Any]
    loosely: bool = False


Amendment: TypeAlias = HouseholdAmendment | MemberAmendment

_ALIKE: Final = 60
"""How alike two given names are, of 100, that may be one that was mistyped."""

_BLANK: Final = (None, (), Sex.UNKNOWN, NationalityGroup.UNKNOWN)


def household_as_described(household: UUID, draft: HouseholdDraft) -> HouseholdAmendment:
    """What a row says of a household. That it needs no protection is never said by one."""
    said: dict[HouseholdField, Any] = {
        HouseholdField.DECLARED_SIZE: draft.declared_size,
        HouseholdField.PLACE: draft.place,
        HouseholdField.PROTECTED: draft.protected or None,
        HouseholdField.PHONES: draft.phones,
        HouseholdField.ADDRESS: draft.address,
        HouseholdField.CRITERIA: draft.criteria,
    }
    return HouseholdAmendment(household=household, said=_without_blanks(said), loosely=True)


def member_as_described(household: UUID, member: UUID, draft: MemberDraft) -> MemberAmendment:
    """What a row says of a member. Its reference is what it was found by; `other` says nothing of a relation."""
    telling = {Relation.SPOUSE, Relation.CHILD}
    said: dict[MemberField, Any] = {
        MemberField.RELATION: draft.relation if draft.relation in telling else None,
        MemberField.SEX: draft.sex,
        MemberField.BORN: draft.born,
        MemberField.NATIONALITY: draft.nationality,
        MemberField.NAME: draft.name,
        MemberField.IDENTITY_NUMBERS: draft.identity_numbers,
        MemberField.PHONES: draft.phones,
        MemberField.CRITERIA: draft.criteria,
        MemberField.FUNCTIONING: draft.functioning,
    }
    return MemberAmendment(
        household=household, member=member, said=_without_blanks(said), loosely=True
    )


def _without_blanks(said: Mapping[Any, Any]) -> dict[Any, Any]:
    return {field: value for field, value in said.items() if value not in _BLANK}


def right_value(
    field: HouseholdField | MemberField, said: Any, known: Any, *, loosely: bool
) -> Any:
    """What should stand there by what was said; `known` itself where that says the same."""
    if loosely and known not in _BLANK and field.value in _LOOSELY:
        said = _LOOSELY[field.value](said, known)
    same = _SAME.get(field.value)
    return known if said == known or (same is not None and same(said, known)) else said


def names_another(
    said: Mapping[Any, Any], right: Mapping[Any, Any], known: Mapping[MemberField, Any]
) -> bool:
    """Whether a row means somebody else than is recorded: another given name, and nothing that makes it the same.

    `said` is all that the row says, `right` the fields of it that it changes; `known` the name, the sex, the birth and
    the numbers that are recorded, all of them where it changes the name. What a person keeps (sex, birth, numbers)
    speaks against it where it is another, and for it where it is the same, as names of the family do.
    """
    if MemberField.NAME not in right:
        return False
    written, before = (_words(one) for one in (right[MemberField.NAME], known[MemberField.NAME]))
    if fuzz.ratio(written[0], before[0]) >= _ALIKE:
        return False
    known_numbers = known[MemberField.IDENTITY_NUMBERS]
    if conflicts(
        right.get(MemberField.SEX, Sex.UNKNOWN),
        known[MemberField.SEX],
        right.get(MemberField.BORN),
        known[MemberField.BORN],
    ) or disagree(known_numbers, right.get(MemberField.IDENTITY_NUMBERS, ())):
        return True
    born = MemberField.BORN in said and MemberField.BORN not in right
    in_common = born or not {*written[1:]}.isdisjoint(before[1:])
    same_script = _is_arabic(written) is _is_arabic(before)
    numbers = said.get(MemberField.IDENTITY_NUMBERS, ())
    return not (in_common or numbers_of(numbers) & numbers_of(known_numbers)) and same_script


def disagree(known: Iterable[IdentityNumber], said: Iterable[IdentityNumber]) -> bool:
    """Whether there is a kind of number of which both have one, and no number in common."""
    first, second = numbers_of(known), numbers_of(said)
    kinds = {kind for kind, _ in first} & {kind for kind, _ in second}
    return any({one for one in first if one[0] == kind}.isdisjoint(second) for kind in kinds)


def numbers_of(numbers: Iterable[IdentityNumber]) -> set[tuple[str, str]]:
    """By kind, however they were written."""
    return {(one.kind, one.number) for one in numbers}


def _words(name: PersonName) -> list[str]:
    return fold(name.written).split() or [""]


def _is_arabic(words: Iterable[str]) -> bool:
    return any("\u0600" <= letter <= "\u06ff" for word in words for letter in word)


def conflicts(
    sex: Sex, known_sex: Sex, born: PreciseDate | None, known_born: PreciseDate | None
) -> bool:
    """Whether two sexes or two births cannot be of one person; what is unknown is no conflict."""
    if Sex.UNKNOWN not in {sex, known_sex} and sex is not known_sex:
        return True
    if born is None or known_born is None:
        return False
    return born.last < known_born.first or known_born.last < born.first


def _same_name(said: PersonName, known: PersonName) -> bool:
    return said.written.split() == known.written.split() and said.also == known.also


def _same_numbers(said: Iterable[IdentityNumber], known: Iterable[IdentityNumber]) -> bool:
    """However they were written."""
    return numbers_of(said) == numbers_of(known)


def _same_phones(said: Iterable[Phone], known: Iterable[Phone]) -> bool:
    first, second = ({one.e164 or one.raw for one in those} for those in (said, known))
    return first == second


def _same_list(said: Collection[object], known: Collection[object]) -> bool:
    return set(said) == set(known)


def _same_text(said: str | None, known: str | None) -> bool:
    return (said or "").split() == (known or "").split()


_SAME: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "name": _same_name,
    "identity_numbers": _same_numbers,
    "phones": _same_phones,
    "criteria": _same_list,
    "address": _same_text,
    "partner_reference": _same_text,
}


def _no_coarser_place(said: PCode, known: PCode) -> PCode:
    return known if lies_in(known, said) else said


def _no_coarser_date(said: PreciseDate, known: PreciseDate) -> PreciseDate:
    return known if said.first <= known.first and known.last <= said.last else said


def _with_known_scripts(said: PersonName, known: PersonName) -> PersonName:
    return said if said.also else PersonName(written=said.written, also=known.also)


def _kind_by_kind(
    said: tuple[IdentityNumber, ...], known: tuple[IdentityNumber, ...]
) -> tuple[IdentityNumber, ...]:
    """A number takes the place of those of its kind, and no others."""
    kinds = {one.kind for one in said}
    return (*(one for one in known if one.kind not in kinds), *said)


def _with_known_answers(said: WashingtonGroup, known: WashingtonGroup) -> WashingtonGroup:
    answers = (one.name for one in fields(WashingtonGroup))
    given = {name: getattr(said, name) or getattr(known, name) for name in answers}
    return WashingtonGroup(**given)


_LOOSELY: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "place": _no_coarser_place,
    "born": _no_coarser_date,
    "name": _with_known_scripts,
    "identity_numbers": _kind_by_kind,
    "functioning": _with_known_answers,
}
