"""What may happen next to a household of a history: lawful, since its own decisions are asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from random import Random
from typing import Any, Final
from uuid import UUID

from registry.domain import household
from registry.domain.casework import (
    ClosingReason,
    HouseholdField,
    MemberField,
    WithdrawalReason,
)
from registry.domain.dates import precise_date
from registry.domain.errors import Refused
from registry.domain.fields import Sealed
from registry.domain.household import Household, HouseholdFact
from registry.domain.places import PCode
from registry.domain.vocabulary import (
    ConsentPurpose,
    ConsentState,
    FieldGroup,
    HoldReason,
    NationalityGroup,
    Relation,
    Sex,
)
from registry.eventlog.mapper import Pending

TRIES: Final = 200
"""Until something has happened that hangs on chance."""
TODAY: Final = date(2026, 11, 15)
PLACES: Final = (PCode("EG27"), PCode("EG2706"), PCode("EG2708"), PCode("EG2703-L001"))
OTHERS: Final = (Relation.SPOUSE, Relation.CHILD, Relation.OTHER)


class Chance:
    """Draws what a fact says; `seal` stands for ciphertext."""

    def __init__(self, random: Random, seal: Callable[[], Sealed]) -> None:
        self.random = random
        self.seal = seal

    def of(self, those: Any) -> Any:
        return self.random.choice(list(those))

    def some(self, those: Any) -> tuple[Any, ...]:
        return tuple(one for one in those if self.random.random() < 0.4)

    def day(self) -> Any:
        return self.of((None, precise_date(2026, 10), precise_date(2026, 11, 3)))

    def member(self, state: Household) -> UUID:
        return self.random.choice(list(state.members))

    def said(self, changed: tuple[Any, ...], clear: Mapping[str, Any]) -> dict[str, Any]:
        """The fields of a correction; what it does not change, it leaves out."""
        fields = {one.value: clear.get(one.value) or self.seal() for one in changed}
        if self.random.random() < 0.3:
            fields |= {"odd": self.random.randrange(3), "warnings": self.seal()}
        if self.random.random() < 0.3:
            fields["stratum"] = self.seal()
        return fields


def corrects_household(chance: Chance, state: Household) -> list[HouseholdFact]:
    changed = chance.some(HouseholdField)
    clear = {
        "declared_size": chance.of((3, 9)),
        "place": chance.of(PLACES),
        "protected": chance.of((True, False)),
    }
    said = chance.said(changed, clear)
    if HouseholdField.PROTECTED in changed:
        said["protected"] = clear["protected"]
    corrected = household.HouseholdCorrected(changed=changed, **said)
    return household.correct_household(state, corrected)


def corrects_member(chance: Chance, state: Household) -> list[HouseholdFact]:
    member = chance.member(state)
    changed = chance.some(MemberField)
    clear = {
        "relation": chance.of(OTHERS),
        "sex": chance.of(Sex),
        "nationality": chance.of(NationalityGroup),
    }
    said = chance.said(changed, clear)
    if MemberField.BORN in changed:
        said["birth_band"] = chance.of((None, 1960, 1995))
    corrected = household.MemberCorrected(member=member, changed=changed, **said)
    return household.correct_member(state, corrected)


def mends_what_lists_show(chance: Chance, state: Household) -> list[HouseholdFact]:
    """The name of the head, and how many warnings stand on the household: more than any other fact here says."""
    odd: dict[str, Any] = {"odd": 7, "warnings": chance.seal()}
    named = household.MemberCorrected(
        member=state.head, changed=(MemberField.NAME,), name=chance.seal(), **odd
    )
    counted = household.HouseholdCorrected(changed=(), **odd)
    return [
        *household.correct_member(state, named),
        *household.correct_household(state, counted),
    ]


def assesses_household(chance: Chance, state: Household) -> list[HouseholdFact]:
    assessed = household.HouseholdAssessed(criteria=chance.seal(), stratum=chance.seal())
    return household.assess_household(state, assessed)


def assesses_member(chance: Chance, state: Household) -> list[HouseholdFact]:
    assessed = household.MemberAssessed(
        member=chance.member(state),
        criteria=chance.seal(),
        functioning=chance.seal(),
        stratum=chance.seal(),
    )
    return household.assess_member(state, assessed)


def relocates(chance: Chance, state: Household) -> list[HouseholdFact]:
    there = household.HouseholdRelocated(place=chance.of(PLACES), address=chance.seal())
    return household.relocate(state, there)


def changes_head(chance: Chance, state: Household) -> list[HouseholdFact]:
    return household.change_head(state, chance.member(state), chance.of(OTHERS), chance.seal())


def leaves(chance: Chance, state: Household) -> list[HouseholdFact]:
    left = household.MemberLeft(member=chance.member(state), on=chance.day(), reason=chance.seal())
    return household.leave(state, left, TODAY)


def dies(chance: Chance, state: Household) -> list[HouseholdFact]:
    died = household.MemberDied(member=chance.member(state), on=chance.day())
    return household.die(state, died, TODAY)


def answers(chance: Chance, state: Household) -> list[HouseholdFact]:
    answer = household.Consent(
        purpose=chance.of(ConsentPurpose),
        state=chance.of(ConsentState),
        groups=chance.some(FieldGroup),
    )
    return household.answer(state, answer)


def releases(_: Chance, state: Household) -> list[HouseholdFact]:
    return household.release(state)


def waits(chance: Chance, state: Household) -> list[HouseholdFact]:
    return household.put_on_hold(state, chance.of(HoldReason))


def closes(chance: Chance, state: Household) -> list[HouseholdFact]:
    return household.close(state, chance.of(ClosingReason), TODAY)


def reopens(_: Chance, state: Household) -> list[HouseholdFact]:
    return household.reopen(state)


def is_withdrawn(chance: Chance, state: Household) -> list[HouseholdFact]:
    return household.withdraw(state, chance.of(WithdrawalReason))


def withdraws_member(chance: Chance, state: Household) -> list[HouseholdFact]:
    return household.withdraw_member(state, chance.member(state), chance.of(WithdrawalReason))


CHANGES: Final[Mapping[Callable[[Chance, Household], list[HouseholdFact]], int]] = {
    corrects_household: 4,
    corrects_member: 6,
    assesses_household: 2,
    assesses_member: 2,
    relocates: 2,
    changes_head: 4,
    leaves: 3,
    dies: 3,
    withdraws_member: 2,
    answers: 6,
    waits: 3,
    releases: 3,
    closes: 4,
    reopens: 10,
    is_withdrawn: 1,
}
"""How often each comes, in an order in which all of them can happen to one household."""


def something(chance: Chance, state: Household) -> list[HouseholdFact]:
    """Something that happens to the household; nothing where that is refused."""
    (change,) = chance.random.choices(list(CHANGES), list(CHANGES.values()))
    try:
        return change(chance, state)
    except Refused:
        return []


def change_in_every_way(
    chance: Chance, state: Household, tell: Callable[[list[HouseholdFact]], Household]
) -> None:
    """Everything once, in an order in which it may happen; `tell` records it and answers with what comes of it."""
    state = tell(mends_what_lists_show(chance, state))
    for change in CHANGES:
        for _ in range(TRIES):
            with suppress(Refused):
                if facts := change(chance, state):
                    state = tell(facts)
                    break


def goes(
    chance: Chance, homes: tuple[UUID, UUID], states: Mapping[UUID, Household]
) -> tuple[list[HouseholdFact], list[HouseholdFact]]:
    """A member goes from the first home to the second: what happens in each; nothing where that is refused."""
    here, there = homes
    member = chance.member(states[here])

    def arriving() -> household.MemberMovedIn:
        return household.MemberMovedIn(
            member=member,
            came_from=here,
            relation=chance.of(OTHERS),
            sex=chance.of(Sex),
            birth_band=chance.of((None, 1985)),
            nationality=chance.of(NationalityGroup),
            odd=chance.of((1, 2)),
            partner_reference=chance.seal(),
            name=chance.seal(),
            identity_numbers=chance.seal(),
            born=chance.seal(),
            phones=chance.seal(),
            criteria=chance.seal(),
            functioning=chance.seal(),
            warnings=chance.seal(),
            stratum=chance.seal(),
        )

    try:
        return household.move(
            states[here], (there, states[there]), member, arriving, (chance.day(), TODAY)
        )
    except Refused:
        return [], []


class Changing:
    """The part of a history in which households change; what it needs of the rest stands above."""

    random: Random
    homes: dict[UUID, Any]
    states: dict[UUID, Household]
    sealed: Callable[[], Sealed]
    joined: Callable[[Relation], household.MemberJoined]
    registers: Callable[[], list[Pending]]
    now: Callable[..., list[Pending]]

    def changes(self) -> list[Pending]:
        stream = self.random.choice(list(self.homes))
        facts = something(self.chance, self.states[stream])
        return self.now(stream, *facts, partner=self.homes[stream].partner)

    def moves(self) -> list[Pending]:
        return self.moves_to(*self.random.choices(list(self.homes), k=2))

    def moves_to(self, here: UUID, there: UUID) -> list[Pending]:
        out, came = goes(self.chance, (here, there), self.states)
        return [*self.now(here, *out), *self.now(there, *came)]

    def changes_in_every_way(self) -> list[Pending]:
        told, other = self.registers(), self.registers()
        here, there = told[0].stream, other[0].stream
        told += [*other, *self.now(here, *(self.joined(Relation.OTHER) for _ in range(5)))]
        moved: list[Pending] = []
        while not moved:
            moved = self.moves_to(here, there)

        def tell(facts: list[HouseholdFact]) -> Household:
            told.extend(self.now(here, *facts))
            return self.states[here]

        told += moved
        change_in_every_way(self.chance, self.states[here], tell)
        return told

    @property
    def chance(self) -> Chance:
        return Chance(self.random, self.sealed)
