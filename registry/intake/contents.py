"""What a row says, in bytes that stay the same however it was typed.

The bytes are digested and kept, so they must outlive releases: fields that say nothing are left out, and a field added
later, empty in old files, changes no digest.
"""

from __future__ import annotations

from dataclasses import replace

import msgspec

from registry.application.command import canonical
from registry.application.deliveries import DeliveryDraft
from registry.application.households import HouseholdDraft, MemberDraft
from registry.domain.digits import compact, with_ascii_digits
from registry.domain.phones import Phone


def household_content(draft: HouseholdDraft) -> bytes:
    """What the registration says of the household and its head; its other members have rows of their own."""
    return _content(
        replace(
            draft, head=_member(draft.head), members=(), phones=_phones(draft.phones), warnings=()
        )
    )


def member_content(draft: MemberDraft) -> bytes:
    return _content(_member(draft))


def delivery_content(draft: DeliveryDraft) -> bytes:
    """What was delivered, to whomever: the household stands beside it in the key."""
    giver = None if draft.giver is None else with_ascii_digits(draft.giver)
    return _content(
        replace(
            draft, household=None, member=None, quantity=draft.quantity.normalize(), giver=giver
        )
    )


def _member(draft: MemberDraft) -> MemberDraft:
    numbers = tuple(replace(number, raw="") for number in draft.identity_numbers)
    return replace(draft, identity_numbers=numbers, phones=_phones(draft.phones), warnings=())


def _phones(phones: tuple[Phone, ...]) -> tuple[Phone, ...]:
    return tuple(replace(phone, raw="" if phone.e164 else compact(phone.raw)) for phone in phones)


def _content(draft: object) -> bytes:
    return canonical(_said(msgspec.to_builtins(draft)))


def _said(value: object) -> object:
    match value:
        case dict():
            return {key: _said(one) for key, one in value.items() if not _says_nothing(one)}
        case list() | tuple():
            return [_said(one) for one in value]
        case _:
            return value


def _says_nothing(value: object) -> bool:
    return value is None or value is False or value in ("", [], (), {})
