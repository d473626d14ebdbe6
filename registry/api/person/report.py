"""The document put together: for whom it may be made, by whom, and in which forms."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Self, TypeAlias
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from registry.api.context import Asking
from registry.api.ids import read_uuid
from registry.api.member import member_at
from registry.api.person.consent import consent
from registry.api.person.contact import contact
from registry.api.person.deliveries import deliveries
from registry.api.person.documents import documents
from registry.api.person.erased import erased, remains
from registry.api.person.openings import openings, refusals
from registry.api.person.page import page
from registry.api.person.referrals import referrals
from registry.api.person.registration import registration
from registry.api.person.requests import requests
from registry.api.person.rights import rights
from registry.api.person.sections import Both, Section, cells
from registry.api.person.subject import Subject
from registry.api.person.whereabouts import handings_over, households
from registry.api.relay import global_id
from registry.domain.access import RefusalCode
from registry.domain.vocabulary import Purpose
from registry.privacy.policy import Viewer
from registry.privacy.policy_table import (
    PURPOSE_NOT_ALLOWED,
    RECORD_NOT_SHARED,
    ROLE_NOT_ALLOWED,
    SUBJECT_REPORT_BY,
)
from registry.projections.identities import persons_of

ACT: Final = "person.report"

_Make: TypeAlias = Callable[[Subject], Awaitable[Section | None]]
SECTIONS: Final[tuple[_Make, ...]] = (
    registration,
    contact,
    households,
    consent,
    deliveries,
    referrals,
    documents,
    handings_over,
    requests,
    openings,
    refusals,
)
"""In the order of the document. One that opens fields may stand anywhere: what was opened is listed at the end."""
OF_THE_ERASED: Final[tuple[_Make, ...]] = (erased, remains)


@dataclass(frozen=True, slots=True, repr=False)
class Report:
    """`members` are the registrations that it is about; `erased` where none of them holds anything any more."""

    members: tuple[str, ...]
    made_at: datetime
    made_by: Both
    erased: bool
    sections: tuple[Section, ...]

    @classmethod
    async def of(cls, subjects: Sequence[Subject]) -> Self:
        """Whatever is opened for it goes on record with this request; that somebody asked does in any case."""
        first, several = subjects[0], len(subjects) > 1
        parts: list[Section] = []
        for subject in subjects:
            about = subject.home.reference if several else None
            parts += [replace(one, registration=about) for one in await _parts(subject)]
        return cls(
            members=tuple(global_id("Member", one.member) for one in subjects),
            made_at=first.made_at.astimezone(first.context.services.writer.mint.zone),
            made_by=await first.partner(first.home.partner),
            erased=all(one.row.forgotten for one in subjects),
            sections=(*parts, await rights(first)),
        )

    def as_data(self) -> dict[str, Any]:
        """The same in plain data: words as `{ar, en}`, values as `{value}`, several of them in a list."""
        return {
            "member": self.members[0],
            "members": list(self.members),
            "made_at": self.made_at.isoformat(),
            "made_by": _plain(self.made_by),
            "erased": self.erased,
            "sections": [_section(one) for one in self.sections],
        }


async def _parts(subject: Subject) -> list[Section]:
    makers = OF_THE_ERASED if subject.row.forgotten else SECTIONS
    made: dict[_Make, Section | None] = {}
    for make in sorted(makers, key=lambda one: one is openings):  # lists what all others opened
        made[make] = await make(subject)
    if not subject.context.ledger.openings_of([subject.member]):
        subject.context.ledger.asked_about(subject.member)
    return [one for make in makers if (one := made[make]) is not None]


def _section(section: Section) -> dict[str, Any]:
    return {
        "code": section.code,
        "registration": section.registration,
        "title": _plain(section.title),
        "note": None if section.note is None else _plain(section.note),
        "paragraphs": [_plain(one) for one in section.paragraphs],
        "columns": {column: _plain(section.heading(column)) for column in section.columns},
        "rows": [
            {column: [_plain(one) for one in cells(row.get(column))] for column in section.columns}
            for row in section.rows
        ],
    }


def _plain(one: Any) -> Mapping[str, str]:
    return {"ar": one.ar, "en": one.en} if isinstance(one, Both) else {"value": one.text}


@strawberry.type(
    description="What is held about a person, who opened it, when and why, in Arabic and English; "
    "made for the person."
)
class SubjectReport:
    made_at: datetime
    erased: bool = strawberry.field(description="Whether it says that the data was erased.")
    report: strawberry.Private[Report]

    @strawberry.field(description="A page to print, right to left, that loads nothing.")
    def html(self) -> str:
        return page(self.report)

    @strawberry.field(description="The same as data: sections of rows; words as `{ar, en}`.")
    def document(self) -> JSON:
        return JSON(self.report.as_data())


async def subject_report(
    info: Asking, member: strawberry.ID, *, whole_person: bool = False
) -> SubjectReport | None:
    """Null where there is no such person for the viewer; the reason, where it may be said, is a refusal."""
    context = info.context
    refusal = await _refusal(info)
    if refusal is not None:
        context.ledger.refused(refusal, ACT)
        return None
    asked = read_uuid(member, "Member")
    subject = await _subject(info, asked)
    if subject is None:
        return None
    subjects = [subject]
    if whole_person:
        standing = await context.standing()
        persons = await persons_of(
            await context.connection(), [asked], standing.position, visible_to=standing.visible
        )
        found = [await _subject(info, one) for one in persons[asked] if one != asked]
        subjects += [one for one in found if one is not None]
    report = await Report.of(subjects)
    return SubjectReport(made_at=report.made_at, erased=report.erased, report=report)


async def _subject(info: Asking, member: UUID) -> Subject | None:
    """A member of the viewer's own partner; that another's was asked for goes on record."""
    context = info.context
    position = (await context.standing()).position
    found = await member_at(info, member, position)
    if found is None:
        return None
    if found.record.owner != context.viewer.partner:
        context.ledger.refused(RECORD_NOT_SHARED, ACT)
        return None
    home = await (await context.at(position)).households.load(found.row.household)
    return None if home is None else await Subject.read(context, found.row, home, found.record)


async def _refusal(info: Asking) -> RefusalCode | None:
    scope = (await info.context.standing()).scope
    viewer: Viewer = scope.viewer
    if not viewer.roles & SUBJECT_REPORT_BY:
        return ROLE_NOT_ALLOWED
    if viewer.purpose is not Purpose.DATA_SUBJECT:
        return PURPOSE_NOT_ALLOWED
    return None if scope.own else scope.refusal or ROLE_NOT_ALLOWED
