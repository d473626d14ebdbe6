"""The roll, contacts and members as a reader of the facts would write them down, one fact after the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from registry.domain.casework import HouseholdField, MemberField, Presence
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.household import (
    ConsentAnswered,
    HeadChanged,
    HouseholdAssessed,
    HouseholdClosed,
    HouseholdCorrected,
    HouseholdForgotten,
    HouseholdPutOnHold,
    HouseholdRegistered,
    HouseholdReleased,
    HouseholdRelocated,
    HouseholdReopened,
    HouseholdTransferred,
    MemberAssessed,
    MemberCorrected,
    MemberDied,
    MemberJoined,
    MemberLeft,
    MemberMovedIn,
    MemberMovedOut,
    MemberWithdrawn,
    PersonForgotten,
    RegistrationWithdrawn,
)
from registry.domain.places import governorate_of, markaz_of
from registry.domain.vocabulary import ConsentPurpose, ConsentState, Relation

Rows = dict[UUID, dict[str, Any]]
GONE = {
    MemberLeft: Presence.LEFT,
    MemberDied: Presence.DIED,
    MemberMovedOut: Presence.MOVED,
    MemberWithdrawn: Presence.WITHDRAWN,
}


def roll(facts: Iterable[Recorded[AnyFact]]) -> Rows:
    rows: Rows = {}
    there: dict[UUID, set[UUID]] = defaultdict(set)
    for one in facts:
        at, fact = one.stream, one.fact
        if isinstance(fact, MemberJoined | MemberMovedIn):
            there[at].add(fact.member)
        elif isinstance(fact, MemberLeft | MemberDied | MemberMovedOut | MemberWithdrawn):
            there[at].discard(fact.member)
        if isinstance(fact, HouseholdRegistered):
            rows[at] = _registered(one, fact)
        if at in rows:
            before = rows[at]
            rows[at] = before | _of_home(before, fact) | {"named_members": len(there[at])}
            if any(rows[at][what] != before[what] for what in ("partner", "place")):
                rows[at]["here_since"] = one.position
    return rows


def _registered(one: Recorded[AnyFact], fact: HouseholdRegistered) -> dict[str, Any]:
    asked = [given for given in fact.consent if given.purpose is ConsentPurpose.SHARING]
    return {
        "household": one.stream,
        "partner": one.envelope.partner,
        "here_since": one.position,
        "reference": fact.reference,
        "registered_at": one.recorded_at,
        "kind": fact.kind,
        "declared_size": fact.declared_size,
        "head": fact.head,
        "head_name": None,
        "on_hold": None,
        "closed": None,
        "last_day": None,
        "withdrawn": None,
        "protected": fact.protected,
        "sharing": asked[-1].state if asked else ConsentState.NOT_ASKED,
        "sharing_groups": " ".join(sorted(asked[-1].groups)) if asked else "",
        "odd": fact.odd,
        "forgotten": False,
        **where(fact.place),
    }


def _of_home(  # noqa: C901, PLR0911, PLR0912 - a case a fact
    row: dict[str, Any], fact: AnyFact
) -> dict[str, Any]:
    """What a fact says anew of a household."""
    match fact:
        case MemberJoined(member=member, name=name) if member == row["head"]:
            return {"head_name": bytes_of(name)}
        case MemberCorrected(member=member, changed=changed) if member == row["head"]:
            return {"head_name": bytes_of(fact.name)} if MemberField.NAME in changed else {}
        case HeadChanged(head=head, name=name):
            return {"head": head, "head_name": bytes_of(name)}
        case HouseholdCorrected():
            return _home_corrected(fact)
        case HouseholdRelocated(place=place):
            return where(place)
        case ConsentAnswered(consent=consent) if consent.purpose is ConsentPurpose.SHARING:
            groups = " ".join(sorted(consent.groups))
            return {"sharing": consent.state, "sharing_groups": groups}
        case HouseholdPutOnHold(reason=reason):
            return {"on_hold": reason}
        case HouseholdReleased():
            return {"on_hold": None}
        case HouseholdClosed(reason=reason, last_day=last_day):
            return {"closed": reason, "last_day": last_day}
        case HouseholdReopened():
            return {"closed": None, "last_day": None}
        case HouseholdTransferred(to=to):
            return {"partner": to}
        case RegistrationWithdrawn(reason=reason):
            return {"withdrawn": reason}
        case HouseholdForgotten():
            return {"forgotten": True}
        case _:
            return {}


def _home_corrected(fact: HouseholdCorrected) -> dict[str, Any]:
    said: dict[str, Any] = {"odd": fact.odd} if fact.odd is not None else {}
    if HouseholdField.DECLARED_SIZE in fact.changed:
        said["declared_size"] = fact.declared_size
    if HouseholdField.PROTECTED in fact.changed:
        said["protected"] = fact.protected
    if HouseholdField.PLACE in fact.changed and fact.place is not None:
        said |= where(fact.place)
    return said


def contact(facts: Iterable[Recorded[AnyFact]]) -> Rows:
    rows: Rows = {}
    for one in facts:
        match one.fact:
            case HouseholdRegistered() as fact:
                names = (
                    "partner_reference",
                    "phones",
                    "address",
                    "criteria",
                    "warnings",
                    "stratum",
                )
                rows[one.stream] = {"household": one.stream, **_sealed(fact, *names)}
            case HouseholdCorrected() as fact:
                said = {field.value for field in fact.changed}
                rows[one.stream] |= _sealed(fact, *said & {"phones", "address", "criteria"})
                rows[one.stream] |= _if_said(fact, "warnings", "stratum")
            case HouseholdAssessed() as fact:
                rows[one.stream] |= _sealed(fact, "criteria", "stratum")
            case HouseholdRelocated() as fact:
                rows[one.stream] |= _sealed(fact, "address")
            case _:
                pass
    return rows


def members(facts: Iterable[Recorded[AnyFact]]) -> Rows:
    """By a name of the two together: the member and the household that it is or was in."""
    rows: Rows = {}
    for one in facts:
        fact = one.fact
        match fact:
            case MemberJoined() | MemberMovedIn():
                row = _named(one, fact)
                rows[row["membership"]] = row
            case HeadChanged(head=head, former=former):
                rows[_pair(one.stream, head)]["relation"] = Relation.HEAD
                rows[_pair(one.stream, former)]["relation"] = fact.former_is
            case MemberCorrected() | MemberAssessed():
                rows[_pair(one.stream, fact.member)] |= _of_member(fact)
            case MemberLeft() | MemberDied() | MemberMovedOut() | MemberWithdrawn():
                row = rows[_pair(one.stream, fact.member)]
                row["presence"] = GONE[type(fact)]
                if not isinstance(fact, MemberWithdrawn):
                    row["until_first"] = fact.on.first if fact.on else None
                    row["until_last"] = fact.on.last if fact.on else None
                    row["until_precision"] = fact.on.precision if fact.on else None
                if isinstance(fact, MemberLeft):
                    row["leaving_reason"] = bytes_of(fact.reason)
            case PersonForgotten(member=member):
                rows[_pair(one.stream, member)]["forgotten"] = True
            case _:
                pass
    return rows


def homes(facts: Iterable[Recorded[AnyFact]]) -> dict[UUID, UUID]:
    """Where each member is, or was last."""
    there = (row for row in members(facts).values() if row["presence"] is not Presence.MOVED)
    return {row["member"]: row["household"] for row in there}


SEALED_OF_MEMBER = (
    "partner_reference", "name", "identity_numbers", "born", "phones", "criteria", "functioning",
    "warnings", "stratum",
)  # fmt: skip


def _named(one: Recorded[AnyFact], fact: MemberJoined | MemberMovedIn) -> dict[str, Any]:
    return {
        "membership": _pair(one.stream, fact.member),
        "member": fact.member,
        "household": one.stream,
        "leaving_reason": None,
        "line": one.version,
        "presence": Presence.PRESENT,
        "until_first": None,
        "until_last": None,
        "until_precision": None,
        "relation": fact.relation,
        "sex": fact.sex,
        "birth_band": fact.birth_band,
        "nationality": fact.nationality,
        "odd": fact.odd,
        **_sealed(fact, *SEALED_OF_MEMBER),
        "forgotten": False,
    }


def _of_member(fact: MemberCorrected | MemberAssessed) -> dict[str, Any]:
    if isinstance(fact, MemberAssessed):
        return _sealed(fact, "criteria", "functioning", "stratum")
    said: dict[str, Any] = {}
    for field in fact.changed:
        value = getattr(fact, field.value)
        if value is not None:
            said[field.value] = value
    if MemberField.BORN in fact.changed:
        said["birth_band"] = fact.birth_band
    if fact.odd is not None:
        said["odd"] = fact.odd
    return said | _if_said(fact, "warnings", "stratum")


def _pair(household: UUID, member: UUID) -> UUID:
    bits = zip(household.bytes, member.bytes, strict=True)
    return UUID(bytes=bytes(one ^ other for one, other in bits))


def where(place: str) -> dict[str, str | None]:
    markaz, governorate = markaz_of(place), governorate_of(place)
    return {
        "place": place,
        "markaz": markaz.code if markaz else None,
        "governorate": governorate.code if governorate else None,
    }


def _sealed(fact: AnyFact, *names: str) -> dict[str, bytes]:
    return {name: bytes_of(getattr(fact, name)) for name in names}


def _if_said(fact: AnyFact, *names: str) -> dict[str, bytes]:
    return _sealed(fact, *(name for name in names if getattr(fact, name) is not None))


def bytes_of(value: object) -> bytes:
    assert isinstance(value, bytes)
    return value
