"""A row's context says all that the import's says, and where the row stands."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from uuid import UUID

from registry.application.command import Context
from registry.domain.dates import PreciseDate
from registry.domain.envelope import Actor
from registry.domain.vocabulary import Channel, Purpose, Role

WHOLE = Context(
    actor=Actor(UUID(int=1)),
    partner=UUID(int=2),
    role=Role.CASEWORKER,
    purpose=Purpose.REGISTRATION,
    channel=Channel.FILE,
    key="another",
    department=UUID(int=3),
    file_import=UUID(int=4),
    sheet=5,
    row=6,
    effective=PreciseDate(date(2026, 10, 1)),
)


def test_nothing_that_a_context_says_is_left_out_of_its_rows() -> None:
    assert all(getattr(WHOLE, one.name) is not None for one in fields(Context)), "say all there is"
    day = PreciseDate(date(2026, 11, 2))
    assert WHOLE.of_row("import:1", 7, 8, day) == replace(
        WHOLE, key="import:1", sheet=7, row=8, effective=day
    )
    assert WHOLE.with_key("new") == replace(WHOLE, key="new")
