"""What the domain says and nothing else shows yet. Whoever builds it takes it off this list; then this goes."""

from __future__ import annotations

from typing import Final

from registry.domain.facts import STORED_NAMES, AnyFact
from tests.history.casework import CASEWORK

COMING_FACTS: Final[set[type[AnyFact]]] = {STORED_NAMES[name] for name in CASEWORK}
COMING_FIELDS: Final = {
    "household.member_left.reason",
    "referral.sent.note",
    "referral.rejected.note",
    "referral.done.feedback",
    "subject_request.received.words",
    "subject_request.answered.words",
}
