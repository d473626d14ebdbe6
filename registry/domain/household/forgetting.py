"""Forgetting a person, and with the last adult what the household itself held."""

from __future__ import annotations

import re
from typing import Final
from uuid import UUID

from registry.domain.casework import Presence
from registry.domain.errors import Refused
from registry.domain.household.facts import (
    CaseNumber,
    HouseholdFact,
    HouseholdForgotten,
    PersonForgotten,
)
from registry.domain.household.state import Household

_CASE_NUMBER: Final = re.compile(
    r"(?!.*[A-Za-z]{5})(?!(.*\d){9})[A-Za-z0-9][A-Za-z0-9/-]{0,31}", re.ASCII
)
"""No run of letters long enough for a name, and fewer digits than an identity number or a phone has."""


def read_case_number(written: str) -> CaseNumber:
    """The number as it was written.

    Raises:
        Refused: `case_number_malformed`, also for what could be an identity number or a phone.
    """
    if not _CASE_NUMBER.fullmatch(written):
        raise Refused("case_number_malformed")
    return CaseNumber(written)


def forget(household: Household, member: UUID, case: CaseNumber, year: int) -> list[HouseholdFact]:
    """Forget a member; with the last adult of that year, the household's own contacts too.

    Raises:
        Refused: `member_unknown`; `case_number_malformed`, also for what could be an identity number or a phone.
    """
    read_case_number(case)
    if member not in household.members:
        raise Refused("member_unknown")
    if member in household.forgotten:
        return []
    adults = {
        one
        for one, grown in household.members.items()
        if grown.is_adult_in(year) and grown.presence is not Presence.MOVED
    }
    facts: list[HouseholdFact] = [PersonForgotten(member=member, case=case)]
    if not household.erased and adults <= household.forgotten | {member}:
        facts.append(HouseholdForgotten())
    return facts
