"""Which households the person is and was in, and which organisations these were handed to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from registry.api.person.sections import Both, Cell, Section, Value, code
from registry.api.person.subject import Subject
from registry.domain.access import FieldName
from registry.domain.envelope import Recorded
from registry.domain.facts import NAME_OF, AnyFact
from registry.domain.household import HouseholdOffered, HouseholdTransferred, OfferEnded
from registry.projections import household_members
from registry.projections.household_members import MemberRow

HOUSEHOLDS = ("household", "by", "presence", "until", "reason")
HANDINGS = ("on", "what", "by", "to")
LEFT = FieldName("household.member_left.reason")


async def households(subject: Subject) -> Section:
    """The one that this document is made from, and those that the person came from or was in before."""
    standing = await subject.context.standing()
    rows = await household_members.everywhere(
        subject.reading.connection,
        subject.member,
        position=subject.reading.position,
        visible_to=standing.visible_as_own,
    )
    return Section("households", HOUSEHOLDS, [await _stay(subject, row) for row in rows])


async def _stay(subject: Subject, row: MemberRow) -> Mapping[str, Cell]:
    home = await subject.reading.households.load(row.household)
    until: Sequence[Value] = [] if row.until is None else [code(row.until)]
    reason = row.leaving_reason
    return {
        "household": None if home is None else code(home.reference),
        "by": None if home is None else await subject.partner(home.partner),
        "presence": [
            Both.listed("presence", row.presence),
            Both.listed("relation", row.relation),
        ],
        "until": until,
        "reason": None
        if reason is None
        else await subject.opened(LEFT, row.household, row.member, reason, subject.record),
    }


async def handings_over(subject: Subject) -> Section:
    """Offered to another organisation, taken over, or not; all that is held goes with the household."""
    told = [one for one in subject.history if isinstance(one.fact, _HANDING)]
    return Section("handings_over", HANDINGS, [await _handing(subject, one) for one in told])


async def _handing(subject: Subject, one: Recorded[AnyFact]) -> Mapping[str, Cell]:
    to = getattr(one.fact, "to", None)
    return {
        "on": subject.day(one.recorded_at),
        "what": Both.of(f"fact.{NAME_OF[type(one.fact)]}"),
        "by": await subject.partner(one.envelope.partner),
        "to": None if to is None else await subject.partner(to),
    }


_HANDING = HouseholdOffered | OfferEnded | HouseholdTransferred
