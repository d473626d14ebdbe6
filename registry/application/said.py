"""What facts say of a household, a member or a delivery, field by field; and what they said before an import."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Final, TypeAlias
from uuid import UUID

from registry.domain import household as households
from registry.domain.casework import DeliveryField, HouseholdField, MemberField
from registry.domain.delivery import DeliveryCorrected, DeliveryRecorded
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.household import Consent
from registry.domain.vocabulary import ConsentPurpose, ConsentState, Relation

Said: TypeAlias = Mapping[str, Any]
"""Values by field; what is personal is sealed, or open where it was decided a moment ago."""
Says: TypeAlias = Callable[[AnyFact], Said]

OF_THE_WHOLE: Final = ("odd", "warnings", "stratum")
"""What is said of a registration or member as a whole; None in a correction where it stays."""
OF_HOUSEHOLD: Final = (*HouseholdField, *OF_THE_WHOLE)
OF_MEMBER: Final = (*MemberField, "birth_band", *OF_THE_WHOLE)


def of_household(fact: AnyFact) -> Said:
    match fact:
        case households.HouseholdRegistered():
            return _values(fact, OF_HOUSEHOLD)
        case households.HouseholdCorrected(changed=changed):
            return _values(fact, changed) | _of_the_whole(fact)
        case households.HouseholdAssessed():
            return _values(fact, ("criteria", "stratum"))
        case households.HouseholdRelocated():
            return _values(fact, ("place", "address"))
        case _:
            return {}


def of_member(member: UUID, fact: AnyFact) -> Said:
    match fact:
        case households.MemberJoined() | households.MemberMovedIn() if fact.member == member:
            return _values(fact, OF_MEMBER)
        case households.MemberCorrected(changed=changed) if fact.member == member:
            band = ("birth_band",) if MemberField.BORN in changed else ()
            return _values(fact, (*changed, *band)) | _of_the_whole(fact)
        case households.MemberAssessed() if fact.member == member:
            return _values(fact, ("criteria", "functioning", "stratum"))
        case households.HeadChanged(former=former, former_is=now) if former == member:
            return {"relation": now}
        case households.HeadChanged(head=head) if head == member:
            return {"relation": Relation.HEAD}
        case _:
            return {}


def of_delivery(fact: AnyFact) -> Said:
    match fact:
        case DeliveryRecorded():
            return _values(fact, tuple(DeliveryField))
        case DeliveryCorrected(changed=changed):
            return _values(fact, changed)
        case _:
            return {}


def of_answers(fact: AnyFact) -> Said:
    """What was agreed to, by purpose, and under `hold` why it waits, None where it does not."""
    match fact:
        case households.HouseholdRegistered(consent=consent):
            asked = {one.value: Consent(purpose=one, state=_NOT_ASKED) for one in ConsentPurpose}
            return {**asked, **{one.purpose.value: one for one in consent}, "hold": None}
        case households.ConsentAnswered(consent=consent):
            return {consent.purpose.value: consent}
        case households.HouseholdPutOnHold(reason=reason):
            return {"hold": reason}
        case households.HouseholdReleased():
            return {"hold": None}
        case _:
            return {}


_NOT_ASKED: Final = ConsentState.NOT_ASKED


def now(history: Iterable[Recorded[AnyFact]], says: Says) -> dict[str, Any]:
    """What stands after all that was said."""
    present: dict[str, Any] = {}
    for one in history:
        present |= says(one.fact)
    return present


def household_values(history: Iterable[Recorded[AnyFact]]) -> Said:
    return now(history, of_household)


def member_values(history: Iterable[Recorded[AnyFact]], member: UUID) -> Said:
    """Nothing of a member who never was in the household."""
    return now(history, partial(of_member, member))


def before(
    history: Sequence[Recorded[AnyFact]], says: Says, brought: Callable[[Recorded[AnyFact]], bool]
) -> dict[str, Any]:
    """Of what an import changed and nobody changed since: what was said before it."""
    present: dict[str, Any] = {}
    former: dict[str, Any] = {}
    for one in history:
        said = says(one.fact)
        if brought(one):
            former |= {
                name: present[name] for name in said if name not in former and name in present
            }
        else:
            present |= said
            for name in said:
                former.pop(name, None)
    return former


def members_said_of(history: Iterable[Recorded[AnyFact]]) -> dict[UUID, Says]:
    """How to read a household's facts for each member that was ever named in it."""
    joined = households.MemberJoined | households.MemberMovedIn
    return {
        one.fact.member: partial(of_member, one.fact.member)
        for one in history
        if isinstance(one.fact, joined)
    }


def _values(fact: AnyFact, names: Iterable[str]) -> dict[str, Any]:
    return {str(name): getattr(fact, name) for name in names}


def _of_the_whole(
    fact: households.HouseholdCorrected | households.MemberCorrected,
) -> dict[str, Any]:
    said = _values(fact, OF_THE_WHOLE)
    return {name: value for name, value in said.items() if value is not None}
