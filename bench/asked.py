"""Families as a client of the API tells them."""

from __future__ import annotations

from dataclasses import asdict
from enum import Enum
from typing import Any

import registry.api.lists  # noqa: F401 - inputs speak the closed lists: they must be known first
from registry.api.inputs import ConsentInput, HouseholdInput, IdentityNumberInput, MemberInput
from registry.application.households import HouseholdDraft, MemberDraft


def household_input(draft: HouseholdDraft) -> HouseholdInput:
    return HouseholdInput(
        head=_member(draft.head),
        members=[_member(one) for one in draft.members],
        declared_size=draft.declared_size,
        place=draft.place,
        consent=[ConsentInput(purpose=one.purpose, state=one.state) for one in draft.consent],
        partner_reference=draft.partner_reference,
        phones=[one.raw for one in draft.phones],
        address=draft.address,
        criteria=list(draft.criteria),
    )


def variables(given: HouseholdInput) -> dict[str, Any]:
    """The input as JSON has it: names as in the schema, nothing where nothing was said."""
    said = _said(asdict(given))
    assert isinstance(said, dict)
    return said


def _member(draft: MemberDraft) -> MemberInput:
    return MemberInput(
        name=draft.name.written,
        relation=draft.relation,
        sex=draft.sex,
        born=None if draft.born is None else str(draft.born),
        identity_numbers=[
            IdentityNumberInput(number=one.raw, kind=one.kind) for one in draft.identity_numbers
        ],
        criteria=list(draft.criteria),
    )


def _said(value: object) -> object:
    match value:
        case dict():
            said = {_camel(name): _said(one) for name, one in value.items()}
            return {name: one for name, one in said.items() if one not in (None, [])}
        case list():
            return [_said(one) for one in value]
        case Enum():
            return value.name
        case _:
            return value


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))
