"""Somebody whose data was erased: that it was, what remains, and why."""

from __future__ import annotations

from collections.abc import Mapping

from registry.api.person.deliveries import deliveries
from registry.api.person.openings import on_record
from registry.api.person.registration import clear_rows
from registry.api.person.sections import Both, Cell, Section, code
from registry.api.person.subject import Subject
from registry.domain.household import PersonForgotten


async def erased(subject: Subject) -> Section:
    forgotten = next(
        one
        for one in subject.history
        if isinstance(one.fact, PersonForgotten) and one.fact.member == subject.member
    )
    case = forgotten.fact.case if isinstance(forgotten.fact, PersonForgotten) else ""
    return Section(
        "erased",
        ("on", "case", "by"),
        [
            {
                "on": subject.day(forgotten.recorded_at),
                "case": code(case),
                "by": await subject.partner(forgotten.envelope.partner),
            }
        ],
    )


async def remains(subject: Subject) -> Section:
    """Counts, and what stands in clear; the title's note says why."""
    received = await deliveries(subject)
    counts = {
        "deliveries": len(received.rows),
        "openings": len(await on_record(subject, refused=False)),
        "refusals": len(await on_record(subject, refused=True)),
    }
    rows: list[Mapping[str, Cell]] = [
        {"what": Both.of(f"person.count.{name}"), "value": code(count)}
        for name, count in counts.items()
    ]
    return Section("remains", ("what", "value"), [*await clear_rows(subject), *rows])
