"""Corrections: what a partner says anew is compared with what stands, and what differs becomes a fact.

The present values are opened for it, for the purpose of correction, and that is on record as the registry's own doing
in the name of whoever corrects. Nothing of it is kept or answered.

A row of a file is compared with what files said before it, too: where it says that again, and somebody has corrected it
by hand since, the correction stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, Final, TypeVar
from uuid import UUID

from registry.application import oddities, rights
from registry.application.amendments import (
    Amendment,
    HouseholdAmendment,
    MemberAmendment,
    names_another,
    right_value,
)
from registry.application.command import Command, Context, Histories, canonical
from registry.application.comparing import HOUSEHOLD, MEMBER, OpenedValues, ToOpen
from registry.application.households import (
    band_of,
    household_stratum,
    member_stratum,
    own_household,
)
from registry.application.said import Said, household_values, member_values
from registry.application.writer import Writer
from registry.domain import household as domain
from registry.domain.casework import HouseholdField, MemberField
from registry.domain.envelope import Recorded
from registry.domain.errors import Refused
from registry.domain.facts import AnyFact
from registry.domain.fields import Open
from registry.domain.household import HouseholdCorrected, MemberCorrected
from registry.domain.vocabulary import RegistrationWarning, Relation, Sex

FieldT = TypeVar("FieldT", bound=StrEnum)

_CLEAR_IN_HOUSEHOLD: Final = {
    HouseholdField.DECLARED_SIZE,
    HouseholdField.PLACE,
    HouseholdField.PROTECTED,
}
_CLEAR_IN_MEMBER: Final = {MemberField.RELATION, MemberField.SEX, MemberField.NATIONALITY}
_NUMBERED: Final = (MemberField.IDENTITY_NUMBERS, MemberField.BORN)
_COUNTED: Final = (MemberField.CRITERIA, MemberField.FUNCTIONING, MemberField.BORN)


async def correction(writer: Writer, amendment: Amendment, context: Context) -> Command:
    """The command for one amendment; see `corrections_of`, and `as_it_stands` for who carries it out."""
    (command,) = await corrections_of(writer, [amendment], [context])
    return command


async def corrections_of(
    writer: Writer,
    amendments: Sequence[Amendment],
    contexts: Sequence[Context],
    *,
    contents: Sequence[bytes | None] | None = None,
) -> list[Command]:
    """A command for each amendment, in its context; one look into the log and one at the keys for all of them.

    A command answers position 0 where all of it stands already, and `version_conflict` where somebody has recorded
    one of the values since: ask for it again. `contents` are what was asked, the amendments where None. What is opened
    goes on record under the first context.
    """
    histories = await writer.log.load_many({one.household for one in amendments})
    to_open = ToOpen()
    for amendment, context in zip(amendments, contexts, strict=True):
        _add(to_open, amendment, histories, context)
    opened = await to_open.opened(writer, contexts[0]) if contexts else OpenedValues({})
    today = writer.mint.today()
    return [
        _command(amendment, context, opened, today, content)
        for amendment, context, content in zip(
            amendments, contexts, contents or [None] * len(amendments), strict=True
        )
    ]


def _add(to_open: ToOpen, amendment: Amendment, histories: Histories, context: Context) -> None:
    """The values that are spoken of, and those that what is odd or counted hangs on; nothing of another's."""
    try:
        rights.check(_act(amendment), context.role, context.purpose)
        own_household(histories, amendment.household, context.partner)
    except Refused:
        return  # the command says why
    history = histories[amendment.household]
    former = _said_by_files(amendment, history)
    if isinstance(amendment, HouseholdAmendment):
        _add_household(to_open, amendment.household, household_values(history), amendment.said)
        to_open.add(amendment.household, HOUSEHOLD, former, former)
        return
    values = member_values(history, amendment.member)
    to_open.add(amendment.member, MEMBER, former, former)
    names = {field.value for field in amendment.said if field not in _CLEAR_IN_MEMBER}
    if amendment.loosely and MemberField.NAME in amendment.said:
        names |= {field.value for field in _NUMBERED}
    for together in (_NUMBERED, _COUNTED):
        if not amendment.said.keys().isdisjoint(together):
            names |= {field.value for field in together}
    if oddities.settled_by(amendment.said):
        names.add("warnings")
    to_open.add(amendment.member, MEMBER, values, names)
    if MemberField.SEX in amendment.said and values.get("relation") is Relation.HEAD:
        home = household_values(history)
        _add_household(to_open, amendment.household, home, (HouseholdField.CRITERIA,))


def _add_household(
    to_open: ToOpen, household: UUID, values: Said, said: Iterable[HouseholdField]
) -> None:
    fields = set(said)
    names = {field.value for field in fields if field not in _CLEAR_IN_HOUSEHOLD}
    if oddities.settled_by(fields):
        names.add("warnings")
    to_open.add(household, HOUSEHOLD, values, names)


def _command(
    amendment: Amendment,
    context: Context,
    opened: OpenedValues,
    today: date,
    content: bytes | None,
) -> Command:
    def decide(histories: Histories) -> Sequence[AnyFact]:
        state = own_household(histories, amendment.household, context.partner)
        history = histories[amendment.household]
        if isinstance(amendment, HouseholdAmendment):
            domain.require_standing(state)
            home = household_values(history)
            right = _changed(amendment, home, opened, history)
            return domain.correct_household(state, _household(right, home, opened, state))
        domain.require_standing(state)
        domain.require_member(state, amendment.member)
        values = member_values(history, amendment.member)
        right = _changed(amendment, values, opened, history)
        if amendment.loosely and names_another(
            amendment.said, right, _known(values, opened, right)
        ):
            raise Refused("row_of_another_person")
        corrected = _member(amendment.member, right, values, opened, today)
        facts = domain.correct_member(state, corrected)
        if facts and MemberField.SEX in corrected.changed and amendment.member == state.head:
            settled = _of_the_head(household_values(history), corrected, opened)
            facts = [*facts, *domain.correct_household(state, settled)]
        return facts

    return Command(
        act=_act(amendment),
        context=context,
        stream=amendment.household,
        needs=(amendment.household,),
        decide=decide,
        content=_content(amendment) if content is None else content,
    )


def _act(amendment: Amendment) -> str:
    of_household = isinstance(amendment, HouseholdAmendment)
    return "household.correct" if of_household else "household.correct_member"


def _content(amendment: Amendment) -> bytes:
    """What a list of nothing takes away is said, too, so each value stands in a list of its own."""
    subject = amendment.household
    if isinstance(amendment, MemberAmendment):
        subject = amendment.member
    said = {field.value: [value, [value in (None, ())]] for field, value in amendment.said.items()}
    return canonical((amendment.household, subject, said))


def _household(
    right: Mapping[HouseholdField, Any],
    values: Said,
    opened: OpenedValues,
    state: domain.Household,
) -> HouseholdCorrected:
    changes: dict[str, Any] = {}
    if HouseholdField.CRITERIA in right:
        changes["stratum"] = Open(household_stratum(right[HouseholdField.CRITERIA]))
    changes |= _warnings(right, values, opened, _odd_in_household(right, state))
    for field, value in right.items():
        changes[field.value] = value if field in _CLEAR_IN_HOUSEHOLD else Open(value)
    return HouseholdCorrected(changed=_in_order(HouseholdField, right), **changes)


def _member(
    member: UUID,
    right: Mapping[MemberField, Any],
    values: Said,
    opened: OpenedValues,
    today: date,
) -> MemberCorrected:
    def now(field: MemberField) -> Any:
        return right[field] if field in right else opened.value(values[field.value])

    changes: dict[str, Any] = {}
    if MemberField.BORN in right:
        changes["birth_band"] = band_of(right[MemberField.BORN])
    if not right.keys().isdisjoint(_COUNTED):
        criteria, functioning, born = map(now, _COUNTED)
        changes["stratum"] = Open(member_stratum(criteria, functioning, born, today))
    changes |= _warnings(right, values, opened, _odd_in_member(right, now))
    for field, value in right.items():
        changes[field.value] = value if field in _CLEAR_IN_MEMBER else Open(value)
    return MemberCorrected(member=member, changed=_in_order(MemberField, right), **changes)


def _of_the_head(
    values: Said, corrected: MemberCorrected, opened: OpenedValues
) -> HouseholdCorrected:
    """What the head's sex settles in the household: whether it is one that a woman leads."""
    criteria = opened.value(values["criteria"])
    odd = oddities.in_criteria(criteria, corrected.sex or Sex.UNKNOWN)
    settled = {HouseholdField.CRITERIA: criteria}
    return HouseholdCorrected(changed=(), **_warnings(settled, values, opened, odd))


def _changed(
    amendment: Amendment,
    values: Said,
    opened: OpenedValues,
    history: Sequence[Recorded[AnyFact]],
) -> dict[Any, Any]:
    """The fields whose right value is another than stands there, each with it."""
    former = _said_by_files(amendment, history)
    changed = {}
    for field, said in amendment.said.items():
        known = opened.value(values[field.value])
        right = right_value(field, said, known, loosely=amendment.loosely)
        if right is known:
            continue
        if field.value in former:
            before = opened.value(former[field.value])
            if right_value(field, said, before, loosely=True) is before:
                continue
        changed[field] = right
    return changed


def _said_by_files(amendment: Amendment, history: Sequence[Recorded[AnyFact]]) -> Said:
    """Of what a row speaks of: what files said of it last, where it was recorded otherwise since."""
    if not amendment.loosely:
        return {}
    by_files = [one for one in history if one.envelope.file_import is not None]
    if len(by_files) == len(history):
        return {}
    if isinstance(amendment, HouseholdAmendment):
        now, former = household_values(history), household_values(by_files)
    else:
        now = member_values(history, amendment.member)
        former = member_values(by_files, amendment.member)
    names = {field.value for field in amendment.said} & former.keys()
    return {name: former[name] for name in names if former[name] != now.get(name)}


def _known(values: Said, opened: OpenedValues, right: Mapping[Any, Any]) -> dict[MemberField, Any]:
    """What stands of that by which people are told apart, where a row changes the name."""
    if MemberField.NAME not in right:
        return {}
    telling = (MemberField.NAME, MemberField.SEX, *_NUMBERED)
    return {field: opened.value(values[field.value]) for field in telling}


def _odd_in_household(
    right: Mapping[HouseholdField, Any], state: domain.Household
) -> Iterator[RegistrationWarning]:
    if HouseholdField.PHONES in right:
        yield from oddities.in_phones(right[HouseholdField.PHONES])
    if HouseholdField.DECLARED_SIZE in right:
        size = right[HouseholdField.DECLARED_SIZE]
        yield from oddities.in_size(size, len(state.present()))


def _odd_in_member(
    right: Mapping[MemberField, Any], now: Callable[[MemberField], Any]
) -> Iterator[RegistrationWarning]:
    if not right.keys().isdisjoint(_NUMBERED):
        yield from oddities.in_numbers(*map(now, _NUMBERED))
    if MemberField.PHONES in right:
        yield from oddities.in_phones(right[MemberField.PHONES])


def _warnings(
    right: Mapping[Any, Any],
    values: Said,
    opened: OpenedValues,
    odd: Iterable[RegistrationWarning],
) -> dict[str, Any]:
    """The warnings of the whole as corrected and their number; nothing where they stay as they are."""
    settled = oddities.settled_by(right)
    if not settled:
        return {}
    before: tuple[RegistrationWarning, ...] = opened.value(values["warnings"])
    kept = (one for one in before if one not in settled)
    after = tuple(dict.fromkeys((*kept, *odd)))
    return {} if set(after) == set(before) else {"odd": len(after), "warnings": Open(after)}


def _in_order(of: type[FieldT], right: Mapping[FieldT, Any]) -> tuple[FieldT, ...]:
    return tuple(field for field in of if field in right)
