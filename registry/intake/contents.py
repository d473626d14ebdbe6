"""What a row says, in bytes that stay the same however it was typed.

The bytes are digested and kept, so they must outlive releases.
"""

from __future__ import annotations

from typing import Any

import msgspec

from registry.application.command import canonical_of
from registry.application.deliveries import DeliveryDraft
from registry.application.households import HouseholdDraft, MemberDraft
from registry.domain.digits import compact, with_ascii_digits
from registry.domain.phones import Phone


def household_content(draft: HouseholdDraft) -> bytes:
    """What the registration says of the household and its head; its other members have rows of their own.

    The day of a consent is that of the file, and next month's list has another: it is no part of what a row says.
    """
    said = _said(draft)
    said["head"] = _of_person(said["head"], draft.head)
    said["members"] = said["warnings"] = ()
    said["phones"] = _phones(draft.phones)
    for consent in said["consent"]:
        consent["on"] = None
    return canonical_of(said)


def member_content(draft: MemberDraft) -> bytes:
    return canonical_of(_of_person(_said(draft), draft))


def delivery_content(draft: DeliveryDraft) -> bytes:
    """What was delivered, to whomever: the household stands beside it in the key."""
    said = _said(draft)
    said["household"] = said["member"] = None
    said["quantity"] = str(draft.quantity.normalize())
    said["giver"] = None if draft.giver is None else with_ascii_digits(draft.giver)
    return canonical_of(said)


def _said(draft: HouseholdDraft | MemberDraft | DeliveryDraft) -> dict[str, Any]:
    said: dict[str, Any] = msgspec.to_builtins(draft)
    return said


def _of_person(said: dict[str, Any], draft: MemberDraft) -> dict[str, Any]:
    for number in said["identity_numbers"]:
        number["raw"] = None
    said["phones"] = _phones(draft.phones)
    said["warnings"] = ()
    return said


def _phones(phones: tuple[Phone, ...]) -> list[dict[str, Any]]:
    return [
        {
            "e164": phone.e164,
            "raw": None if phone.e164 else compact(phone.raw),
            "state": phone.state,
        }
        for phone in phones
    ]
