"""Which organisation was asked to help the person, and what was disclosed to it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from registry.api.person.sections import Both, Cell, Section
from registry.api.person.subject import Subject
from registry.projections import referrals as read_model
from registry.projections.reading import all_pages
from registry.projections.referrals import ReferralFilters, ReferralRow

COLUMNS = ("on", "by", "to", "help", "disclosed", "stage")


async def referrals(subject: Subject) -> Section:
    """Those that the partner which makes the document sent or was sent."""
    rows = await all_pages(
        partial(
            read_model.page,
            subject.reading.connection,
            partner=subject.home.partner,
            filters=ReferralFilters(household=subject.row.household),
        ),
        lambda read: (read[-1].due, read[-1].referral),
        position=subject.reading.position,
    )
    theirs = [row for row in rows if row.member in {None, subject.member}]
    return Section("referrals", COLUMNS, [await _line(subject, row) for row in theirs])


async def _line(subject: Subject, row: ReferralRow) -> Mapping[str, Cell]:
    outcome = row.result or row.reason
    said = [] if outcome is None else [_outcome(row)]
    return {
        "on": subject.day(row.sent_at),
        "by": await subject.partner(row.sender),
        "to": await subject.partner(row.asked),
        "help": Both.listed("benefit_family", row.need),
        "disclosed": [Both.listed("disclosed_field", one) for one in row.disclosed],
        "stage": [Both.listed("referral_stage", row.stage), *said],
    }


def _outcome(row: ReferralRow) -> Both:
    if row.result is not None:
        return Both.listed("referral_result", row.result)
    return Both.listed("rejection_reason", row.reason or "")
