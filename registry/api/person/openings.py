"""Who opened what of the person, when and why; and who was refused."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from operator import attrgetter
from uuid import UUID

from registry.api.acting import acting
from registry.api.person.sections import Both, Cell, Section, Value, cells
from registry.api.person.subject import Subject, field_label
from registry.api.staff import may_know, names_of
from registry.application.rights import RECORDING_ACCESS
from registry.domain.vocabulary import Level, Purpose, Role
from registry.projections import openings as read_model
from registry.projections.openings import OpeningFilters, OpeningRow
from registry.projections.reading import all_pages

COLUMNS = ("when", "who", "why", "fields", "level")
REFUSAL_COLUMNS = ("when", "who", "why", "fields", "refused_since")


@dataclass(frozen=True, slots=True)
class _Asked:
    """Whoever asked, as an opening on record and the one that makes this document have it alike."""

    at: datetime
    actor: UUID
    partner: UUID
    role: Role
    purpose: Purpose


async def openings(subject: Subject) -> Section:
    """The newest first, and first of all those that this very document takes."""
    rows = await on_record(subject, refused=False)
    shown = [
        await _line(subject, _asked(row), row.fields, level=row.level) for row in reversed(rows)
    ]
    return Section("openings", COLUMNS, [*await _now(subject), *shown])


async def refusals(subject: Subject) -> Section:
    """The newest first."""
    rows = await on_record(subject, refused=True)
    return Section(
        "refusals",
        REFUSAL_COLUMNS,
        [await _line(subject, _asked(row), row.fields, code=row.code) for row in reversed(rows)],
    )


async def on_record(subject: Subject, *, refused: bool) -> list[OpeningRow]:
    """By anybody, of the person and of what the household holds where they answer for it; oldest first."""
    subjects = subjects_of(subject)
    found = await asyncio.gather(*(_of(subject, one, refused=refused) for one in subjects))
    by_position = {row.position: row for rows in found for row in rows}
    return sorted(by_position.values(), key=attrgetter("position"))


def subjects_of(subject: Subject) -> list[UUID]:
    household = [subject.row.household] if subject.answers_for_the_household else []
    return [subject.member, *household]


async def _of(subject: Subject, whose: UUID, *, refused: bool) -> list[OpeningRow]:
    return await all_pages(
        partial(
            read_model.page,
            subject.reading.connection,
            filters=OpeningFilters(subject=whose, refused=refused),
        ),
        lambda rows: rows[-1].position,
        position=subject.reading.position,
    )


async def _now(subject: Subject) -> list[Mapping[str, Cell]]:
    """What was opened for this document, before it is on record."""
    here = acting(subject.context.viewer, RECORDING_ACCESS)
    asked = _Asked(subject.made_at, here.actor, here.partner, here.role, here.purpose)
    noted = subject.context.ledger.openings_of(subjects_of(subject))
    rows = [await _line(subject, asked, one.fields, level=one.level) for one in noted]
    return [{**row, "when": [*cells(row["when"]), Both.of("person.this_document")]} for row in rows]


async def _line(
    subject: Subject,
    asked: _Asked,
    fields: tuple[str, ...],
    *,
    level: Level | None = None,
    code: str | None = None,
) -> dict[str, Cell]:
    said: dict[str, Cell] = {
        "when": subject.minute(asked.at),
        "who": await _who(subject, asked),
        "why": Both.listed("purpose", asked.purpose),
        "fields": [field_label(name) for name in fields] or [Both.of("person.found_by_search")],
    }
    if level is not None:
        said["level"] = Both.listed("level", level)
    if code is not None:
        said["refused_since"] = Both.of(code)
    return said


async def _who(subject: Subject, asked: _Asked) -> list[Both | Value]:
    """Partner and role; the name as well of who works for the partner that makes the document."""
    who: list[Both | Value] = [
        await subject.partner(asked.partner),
        Both.listed("role", asked.role),
    ]
    if may_know(await subject.context.standing(), asked.partner):
        member = await subject.context.staff.load(asked.actor)
        arabic, latin = (None, None) if member is None else names_of(member)
        if arabic is not None and latin is not None:
            who.append(Both(arabic, latin))
    return who


def _asked(row: OpeningRow) -> _Asked:
    return _Asked(row.recorded_at, row.actor, row.partner, row.role, row.purpose)
