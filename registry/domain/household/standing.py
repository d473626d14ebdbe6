"""Whether a registration waits, stands, is closed or withdrawn, and whose it is."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from registry.domain.casework import ClosingReason, Presence, WithdrawalReason
from registry.domain.errors import Refused
from registry.domain.household.facts import (
    HouseholdClosed,
    HouseholdFact,
    HouseholdOffered,
    HouseholdPutOnHold,
    HouseholdReleased,
    HouseholdReopened,
    HouseholdTransferred,
    MemberWithdrawn,
    OfferEnded,
    RegistrationWithdrawn,
)
from registry.domain.household.state import Household, require_standing
from registry.domain.vocabulary import ConsentPurpose, HoldReason


def put_on_hold(household: Household, reason: HoldReason) -> list[HouseholdFact]:
    """Raises `Refused`: what `require_standing` refuses."""
    require_standing(household)
    return [] if household.on_hold else [HouseholdPutOnHold(reason=reason)]


def release(household: Household) -> list[HouseholdFact]:
    """Raises `Refused`: what `require_standing` refuses."""
    require_standing(household)
    return [HouseholdReleased()] if household.on_hold else []


def close(household: Household, reason: ClosingReason, last_day: date) -> list[HouseholdFact]:
    """Close a registration. Closed already changes nothing.

    Raises:
        Refused: `household_forgotten`, `registration_withdrawn`.
    """
    if household.closed is not None:
        return []
    require_standing(household)
    return [HouseholdClosed(reason=reason, last_day=last_day)]


def reopen(household: Household) -> list[HouseholdFact]:
    """Open a closed registration again, somebody being there.

    Raises:
        Refused: `household_forgotten`, `registration_withdrawn`, `nobody_left`.
    """
    if household.erased:
        raise Refused("household_forgotten")
    if household.withdrawn:
        raise Refused("registration_withdrawn")
    if household.closed is None:
        return []
    if not household.present():
        raise Refused("nobody_left")
    return [HouseholdReopened()]


def withdraw(household: Household, reason: WithdrawalReason) -> list[HouseholdFact]:
    """Take a registration out of every count, closed or not. An erased one stays, as it was counted."""
    return [] if household.withdrawn or household.erased else [RegistrationWithdrawn(reason=reason)]


def withdraw_member(
    household: Household, member: UUID, reason: WithdrawalReason
) -> list[HouseholdFact]:
    """Take one member out of every count.

    Raises:
        Refused: `member_unknown`, `head_goes_last`.
    """
    grown = household.members.get(member)
    if grown is None:
        raise Refused("member_unknown")
    if grown.presence is Presence.WITHDRAWN or member in household.forgotten:
        return []
    if member == household.head:
        raise Refused("head_goes_last")
    return [MemberWithdrawn(member=member, reason=reason, was=grown.presence)]


def offer(household: Household, owner: UUID, to: UUID) -> list[HouseholdFact]:
    """Ask another partner to take the household over. `owner` is the partner whose it is.

    Raises:
        Refused: `transfer_to_oneself`, `transfer_without_consent`, `household_offered`, and what `require_standing`
            refuses.
    """
    require_standing(household)
    if to == owner:
        raise Refused("transfer_to_oneself")
    if household.offered_to == to:
        return []
    if household.offered_to is not None:
        raise Refused("household_offered")
    if not household.agrees(ConsentPurpose.SHARING):
        raise Refused("transfer_without_consent")
    return [HouseholdOffered(to=to)]


def end_offer(household: Household) -> list[HouseholdFact]:
    return [] if household.offered_to is None else [OfferEnded()]


def take_over(household: Household, partner: UUID) -> list[HouseholdFact]:
    """The partner that was asked takes the household over.

    Raises:
        Refused: `household_not_offered`, `transfer_without_consent`, and what `require_standing` refuses.
    """
    if household.owner == partner:
        return []
    require_standing(household)
    if household.offered_to != partner:
        raise Refused("household_not_offered")
    if not household.agrees(ConsentPurpose.SHARING):
        raise Refused("transfer_without_consent")
    return [HouseholdTransferred(to=partner)]
