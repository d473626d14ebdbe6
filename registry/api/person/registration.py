"""What was recorded of the person: every value that is held today, with where it came from."""

from __future__ import annotations

from collections.abc import Mapping

from registry.api.person.sections import Both, Cell, Section, code
from registry.api.person.subject import NEVER_SHOWN, Subject, field_label
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.household import HeadChanged
from registry.domain.places import known_place
from registry.privacy.policy_table import KIND_OF

COLUMNS = ("what", "value", "by", "on", "through")


async def registration(subject: Subject) -> Section:
    """Of the person; what the household holds of its own stands in the next section."""
    held = [
        one for one in subject.held(subject.member).values() if KIND_OF[one.name] is not NEVER_SHOWN
    ]
    shown = await subject.open(held, subject.member)
    rows = [
        {"what": field_label(one.name), "value": cell, **await subject.source(one.recorded)}
        for one, cell in zip(held, shown, strict=True)
        if cell  # nothing was recorded
    ]
    return Section("registration", COLUMNS, [*await clear_rows(subject), *rows])


async def clear_rows(subject: Subject) -> list[Mapping[str, Cell]]:
    """What stands in clear in the log, of the person and of where they live."""
    row, home, state = subject.row, subject.home, subject.state
    standing = state.members[subject.member]
    place = known_place(state.place)
    said: dict[str, Cell] = {
        "reference": code(home.reference),
        "relation": Both.listed("relation", standing.relation),
        "presence": Both.listed("presence", standing.presence),
        "sex": Both.listed("sex", row.sex),
        "birth_band": code(f"{row.birth_band}-{row.birth_band + 4}") if row.birth_band else None,
        "nationality": Both.listed("nationality_group", row.nationality),
        "place": Both(place.name_ar, place.name_en),
    }
    since = await subject.source(_first_of(subject))
    return [
        {"what": Both.of(f"person.clear.{name}"), "value": cell, **since}
        for name, cell in said.items()
        if cell is not None
    ]


def _first_of(subject: Subject) -> Recorded[AnyFact]:
    """The fact with which the person came into the registration."""
    return next(
        one
        for one in subject.history
        if getattr(one.fact, "member", None) == subject.member
        and not isinstance(one.fact, HeadChanged)
    )
