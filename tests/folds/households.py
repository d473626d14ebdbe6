"""The roll, contacts and members as a reader of the facts would write them down, one fact after the other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.household import (
    HouseholdForgotten,
    HouseholdPutOnHold,
    HouseholdRegistered,
    MemberJoined,
    PersonForgotten,
)
from registry.domain.places import governorate_of, markaz_of
from registry.domain.vocabulary import ConsentPurpose, ConsentState

Rows = dict[UUID, dict[str, Any]]


def roll(facts: Iterable[Recorded[AnyFact]]) -> Rows:
    held = list(facts)
    rows: Rows = {}
    for one in held:
        if not isinstance(one.fact, HouseholdRegistered):
            continue
        fact = one.fact
        later = [other.fact for other in held if other.stream == one.stream]
        joined = [other for other in later if isinstance(other, MemberJoined)]
        holds = [other.reason for other in later if isinstance(other, HouseholdPutOnHold)]
        heads = [other.name for other in joined if other.member == fact.head]
        asked = [given.state for given in fact.consent if given.purpose is ConsentPurpose.SHARING]
        rows[one.stream] = {
            "household": one.stream,
            "partner": one.envelope.partner,
            "reference": fact.reference,
            "registered_at": one.recorded_at,
            "declared_size": fact.declared_size,
            "named_members": len(joined),
            "head": fact.head,
            "head_name": bytes_of(heads[-1]) if heads else None,
            "on_hold": holds[-1] if holds else None,
            "protected": fact.protected,
            "sharing": asked[-1] if asked else ConsentState.NOT_ASKED,
            "forgotten": any(isinstance(other, HouseholdForgotten) for other in later),
            **where(fact.place),
        }
    return rows


def contact(facts: Iterable[Recorded[AnyFact]]) -> Rows:
    return {
        one.stream: {
            "household": one.stream,
            "partner": one.envelope.partner,
            "partner_reference": bytes_of(one.fact.partner_reference),
            "phones": bytes_of(one.fact.phones),
            "address": bytes_of(one.fact.address),
            "criteria": bytes_of(one.fact.criteria),
            "warnings": bytes_of(one.fact.warnings),
            "stratum": bytes_of(one.fact.stratum),
        }
        for one in facts
        if isinstance(one.fact, HouseholdRegistered)
    }


def members(facts: Iterable[Recorded[AnyFact]]) -> Rows:
    rows: Rows = {}
    for one in facts:
        match one.fact:
            case MemberJoined() as fact:
                rows[fact.member] = {
                    "member": fact.member,
                    "household": one.stream,
                    "partner": one.envelope.partner,
                    "line": one.version,
                    "relation": fact.relation,
                    "sex": fact.sex,
                    "birth_band": fact.birth_band,
                    "nationality": fact.nationality,
                    "partner_reference": bytes_of(fact.partner_reference),
                    "name": bytes_of(fact.name),
                    "identity_numbers": bytes_of(fact.identity_numbers),
                    "born": bytes_of(fact.born),
                    "phones": bytes_of(fact.phones),
                    "criteria": bytes_of(fact.criteria),
                    "functioning": bytes_of(fact.functioning),
                    "warnings": bytes_of(fact.warnings),
                    "stratum": bytes_of(fact.stratum),
                    "forgotten": False,
                }
            case PersonForgotten(member=member):
                rows[member]["forgotten"] = True
            case _:
                pass
    return rows


def where(place: str) -> dict[str, str | None]:
    markaz, governorate = markaz_of(place), governorate_of(place)
    return {
        "place": place,
        "markaz": markaz.code if markaz else None,
        "governorate": governorate.code if governorate else None,
    }


def bytes_of(value: object) -> bytes:
    assert isinstance(value, bytes)
    return value
