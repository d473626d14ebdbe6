"""What a household agrees to, purpose by purpose."""

from __future__ import annotations

from registry.domain.errors import Refused
from registry.domain.household.facts import Consent, ConsentAnswered, HouseholdFact
from registry.domain.household.state import Household
from registry.domain.vocabulary import ConsentState


def answer(household: Household, consent: Consent) -> list[HouseholdFact]:
    """Record an answer, from now on the one that holds. The same again changes nothing.

    Also of a closed registration: what the partner holds of it can still be shown to others, or no more.

    Raises:
        Refused: `household_forgotten`, `registration_withdrawn`, `consent_not_an_answer`, `consent_never_given`.
    """
    if household.erased:
        raise Refused("household_forgotten")
    if household.withdrawn:
        raise Refused("registration_withdrawn")
    before = household.consent.get(consent.purpose)
    match consent.state:
        case ConsentState.NOT_ASKED:
            raise Refused("consent_not_an_answer")
        case ConsentState.WITHDRAWN if before is None or before.state not in {
            ConsentState.GIVEN,
            ConsentState.WITHDRAWN,
        }:
            raise Refused("consent_never_given")
        case _:
            pass
    same = before is not None and (before.state, set(before.groups)) == (
        consent.state,
        set(consent.groups),
    )
    return [] if same else [ConsentAnswered(consent=consent)]
