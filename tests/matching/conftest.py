from __future__ import annotations

from pathlib import Path

import pytest

from registry.intake.claims import ClaimsFile
from registry.matching.columns import Columns, as_columns
from registry.matching.weights import Model, load

REGISTER = Path(__file__).parents[1] / "data" / "matching"


@pytest.fixture(scope="session")
def register() -> Columns:
    """What five partners submitted of a thousand persons."""
    return as_columns(ClaimsFile(REGISTER / "records.csv"))


@pytest.fixture(scope="session")
def model() -> Model:
    return load()
