"""Mending what was recorded wrong, and looking again at who needs what.

The application finds what is changed by opening the present values: no state holds a name.
"""

from __future__ import annotations

from registry.domain.casework import HouseholdField, MemberField
from registry.domain.errors import Refused
from registry.domain.household.facts import (
    HouseholdAssessed,
    HouseholdCorrected,
    HouseholdFact,
    HouseholdRelocated,
    MemberAssessed,
    MemberCorrected,
)
from registry.domain.household.registering import require_place, require_size
from registry.domain.household.state import (
    Household,
    require_member,
    require_present,
    require_standing,
)
from registry.domain.vocabulary import Relation


def correct_household(household: Household, corrected: HouseholdCorrected) -> list[HouseholdFact]:
    """Mend what was recorded of the household. Nothing changed is nothing to say.

    Raises:
        Refused: `declared_size_not_positive`, `place_unknown`, `place_too_fine_for_protection`, and what
            `require_standing` refuses.
    """
    require_standing(household)
    if not corrected.changed and corrected.warnings is None:
        return []
    if HouseholdField.DECLARED_SIZE in corrected.changed:
        require_size(corrected.declared_size)
    if not {HouseholdField.PLACE, HouseholdField.PROTECTED}.isdisjoint(corrected.changed):
        place = corrected.place if HouseholdField.PLACE in corrected.changed else None
        protects = HouseholdField.PROTECTED in corrected.changed
        require_place(
            place or household.place,
            protected=corrected.protected if protects else household.protected,
        )
    return [corrected]


def correct_member(household: Household, corrected: MemberCorrected) -> list[HouseholdFact]:
    """Mend what was recorded of a member, present or not. Who is head is changed by `change_head` alone.

    Raises:
        Refused: `head_changes_otherwise`, and what `require_standing` and `require_member` refuse.
    """
    require_standing(household)
    grown = require_member(household, corrected.member)
    if not corrected.changed:
        return []
    of_head = Relation.HEAD in {corrected.relation, grown.relation}
    if MemberField.RELATION in corrected.changed and of_head:
        raise Refused("head_changes_otherwise")
    return [corrected]


def assess_household(household: Household, assessed: HouseholdAssessed) -> list[HouseholdFact]:
    """Raises `Refused`: what `require_standing` refuses."""
    require_standing(household)
    return [assessed]


def assess_member(household: Household, assessed: MemberAssessed) -> list[HouseholdFact]:
    """Raises `Refused`: what `require_standing` and `require_present` refuse."""
    require_standing(household)
    require_present(household, assessed.member)
    return [assessed]


def relocate(household: Household, relocated: HouseholdRelocated) -> list[HouseholdFact]:
    """The household lives elsewhere now. Where it lives already, there is nothing to say.

    Raises:
        Refused: `place_unknown`, `place_too_fine_for_protection`, and what `require_standing` refuses.
    """
    require_standing(household)
    require_place(relocated.place, protected=household.protected)
    return [] if relocated.place == household.place else [relocated]
