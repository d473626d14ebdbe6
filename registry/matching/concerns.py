"""Which facts matching has something to do with."""

from __future__ import annotations

from typing import Final

from registry.domain.facts import NAME_OF
from registry.domain.household import (
    HeadChanged,
    HouseholdCorrected,
    HouseholdForgotten,
    HouseholdRegistered,
    HouseholdRelocated,
    HouseholdTransferred,
    MemberCorrected,
    MemberJoined,
    MemberMovedIn,
    MemberMovedOut,
    MemberWithdrawn,
    PersonForgotten,
    RegistrationWithdrawn,
)
from registry.domain.pair import DuplicateConfirmed, DuplicateDismissed, LinkUndone

_OF_HOUSEHOLDS: Final = (
    HouseholdRegistered,
    HouseholdCorrected,
    HouseholdRelocated,
    HouseholdTransferred,
    HouseholdForgotten,
    HeadChanged,
    MemberJoined,
    MemberCorrected,
    MemberMovedIn,
    MemberMovedOut,
    MemberWithdrawn,
    PersonForgotten,
    RegistrationWithdrawn,
)
_OF_PEOPLE: Final = (DuplicateConfirmed, DuplicateDismissed, LinkUndone)
"""What a person says of two, which whoever is tied to either is held to."""

CONCERNS: Final = sorted(NAME_OF[kind] for kind in (*_OF_HOUSEHOLDS, *_OF_PEOPLE))
"""Stored names of the facts that matching has something to do with."""
