"""What the domain says and nothing else shows yet. Whoever builds it takes it off this list; then this goes."""

from __future__ import annotations

from typing import Final

from registry.domain.facts import STORED_NAMES, AnyFact
from tests.history.casework import CASEWORK

_BUILT: Final = ("household.", "delivery.", "referral.", "import.")
COMING_FACTS: Final[set[type[AnyFact]]] = {
    STORED_NAMES[name] for name in CASEWORK if not name.startswith(_BUILT)
}
COMING_FIELDS: Final = {
    "household.member_left.reason",
    "subject_request.received.words",
    "subject_request.answered.words",
}
