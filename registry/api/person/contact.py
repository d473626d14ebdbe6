"""What the household holds of its own, where the person answers for it: phones, address, why it needs help."""

from __future__ import annotations

from registry.api.person.registration import COLUMNS
from registry.api.person.sections import Section
from registry.api.person.subject import NEVER_SHOWN, Subject, field_label
from registry.privacy.policy_table import KIND_OF


async def contact(subject: Subject) -> Section | None:
    """None for a child: what the household said of itself is the adults'."""
    if not subject.answers_for_the_household:
        return None
    household = subject.row.household
    held = [one for one in subject.held(household).values() if KIND_OF[one.name] is not NEVER_SHOWN]
    shown = await subject.open(held, household)
    rows = [
        {"what": field_label(one.name), "value": cell, **await subject.source(one.recorded)}
        for one, cell in zip(held, shown, strict=True)
        if cell
    ]
    return Section("contact", COLUMNS, rows)
