"""What the domain says and nothing else shows yet. Whoever builds it takes it off this list; then this goes."""

from __future__ import annotations

from typing import Final

from registry.domain.facts import STORED_NAMES, AnyFact
from tests.history.casework import CASEWORK

COMING_FACTS: Final[set[type[AnyFact]]] = {
    STORED_NAMES[name]
    for name in CASEWORK
    if not name.startswith(("delivery.", "referral.", "import."))
    and name
    not in {
        "household.offered.v1",
        "household.offer_ended.v1",
        "household.transferred.v1",
        "household.closed.v1",
        "household.withdrawn.v1",
        "household.consent_answered.v1",
    }
}
COMING_FIELDS: Final = {
    "household.member_left.reason",
    "subject_request.received.words",
    "subject_request.answered.words",
}
