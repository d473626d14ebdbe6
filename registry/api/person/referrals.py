"""Which organisation was asked to help the person, what was disclosed to it, and what the two wrote about them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from registry.api.person.sections import Both, Cell, Section, cells
from registry.api.person.subject import Subject
from registry.api.referral import as_held
from registry.domain.access import FieldName
from registry.privacy.policy import HeldReferral
from registry.projections import household_consent
from registry.projections import referrals as read_model
from registry.projections.referrals import ReferralRow

COLUMNS = ("on", "by", "to", "help", "disclosed", "stage", "words")
WRITTEN: Final[Mapping[str, FieldName]] = {
    "note": FieldName("referral.sent.note"),
    "reason_note": FieldName("referral.rejected.note"),
    "feedback": FieldName("referral.done.feedback"),
}


async def referrals(subject: Subject) -> Section:
    """Whoever sent them: the household may have been another organisation's then."""
    connection, home = subject.reading.connection, subject.row.household
    rows = await read_model.of_household(connection, home, position=subject.reading.position)
    consent = (await household_consent.today(connection, [home])).get(home)
    theirs = [row for row in rows if row.member in {None, subject.member}]
    lines = [await _line(subject, row, as_held(row, consent)) for row in theirs]
    return Section("referrals", COLUMNS, lines)


async def _line(subject: Subject, row: ReferralRow, record: HeldReferral) -> Mapping[str, Cell]:
    outcome = row.result or row.reason
    said = [] if outcome is None else [_outcome(row)]
    return {
        "on": subject.day(row.sent_at),
        "by": await subject.partner(row.sender),
        "to": await subject.partner(row.asked),
        "help": Both.listed("benefit_family", row.need),
        "disclosed": [Both.listed("disclosed_field", one) for one in row.disclosed],
        "stage": [Both.listed("referral_stage", row.stage), *said],
        "words": await _words(subject, row, record),
    }


async def _words(subject: Subject, row: ReferralRow, record: HeldReferral) -> Cell:
    """What is about the household as a whole is its adults'."""
    if row.member is None and not subject.answers_for_the_household:
        return None
    written = [(name, getattr(row, own)) for own, name in WRITTEN.items()]
    opened = [
        await subject.opened(name, row.referral, row.subject, value, record)
        for name, value in written
        if value is not None
    ]
    return [one for cell in opened for one in cells(cell)]


def _outcome(row: ReferralRow) -> Both:
    if row.result is not None:
        return Both.listed("referral_result", row.result)
    return Both.listed("rejection_reason", row.reason or "")
