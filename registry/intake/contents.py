"""What a row says, in bytes that stay the same however it was typed.

The bytes are digested and kept, so they must outlive releases.
"""

from __future__ import annotations

from dataclasses import replace

from registry.application.command import canonical
from registry.application.deliveries import DeliveryDraft
from registry.application.households import HouseholdDraft, MemberDraft
from registry.domain.digits import compact, with_ascii_digits
from registry.domain.phones import Phone


def household_content(draft: HouseholdDraft) -> bytes:
    """What the registration says of the household and its head; its other members have rows of their own.

    The day of a consent is that of the file, and next month's list has another: it is no part of what a row says.
    """
    return canonical(
        replace(
            draft,
            head=_member(draft.head),
            members=(),
            consent=tuple(replace(one, on=None) for one in draft.consent),
            phones=_phones(draft.phones),
            warnings=(),
        )
    )


def member_content(draft: MemberDraft) -> bytes:
    return canonical(_member(draft))


def delivery_content(draft: DeliveryDraft) -> bytes:
    """What was delivered, to whomever: the household stands beside it in the key."""
    giver = None if draft.giver is None else with_ascii_digits(draft.giver)
    return canonical(
        replace(
            draft, household=None, member=None, quantity=draft.quantity.normalize(), giver=giver
        )
    )


def _member(draft: MemberDraft) -> MemberDraft:
    numbers = tuple(replace(number, raw="") for number in draft.identity_numbers)
    return replace(draft, identity_numbers=numbers, phones=_phones(draft.phones), warnings=())


def _phones(phones: tuple[Phone, ...]) -> tuple[Phone, ...]:
    return tuple(replace(phone, raw="" if phone.e164 else compact(phone.raw)) for phone in phones)
