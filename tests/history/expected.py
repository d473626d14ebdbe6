"""What every stored example says: of the first spine, and since then of whatever else there is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.history.casework import CASEWORK
from tests.history.double_support import DOUBLE_SUPPORT
from tests.history.eligibility import ELIGIBILITY
from tests.history.entitlement_documents import ENTITLEMENT_DOCUMENTS
from tests.history.first import FIRST
from tests.history.funds import FUNDS
from tests.history.keys import KEY_ID, KEYS, REGISTRY, STATISTICS_KEY_ID, Example
from tests.history.models import MODELS
from tests.history.pairs import PAIRS
from tests.history.plans import PLANS
from tests.history.releases import RELEASES

EXPECTED: Final[Mapping[str, Example]] = {
    **FIRST,
    **CASEWORK,
    **PAIRS,
    **PLANS,
    **ELIGIBILITY,
    **MODELS,
    **RELEASES,
    **FUNDS,
    **DOUBLE_SUPPORT,
    **ENTITLEMENT_DOCUMENTS,
}

__all__ = ["EXPECTED", "KEYS", "KEY_ID", "REGISTRY", "STATISTICS_KEY_ID", "Example"]
