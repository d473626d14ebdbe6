"""A server to live on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.properties.ground import Ground


@pytest.fixture(scope="session")
def ground(quick_folder: Path) -> Iterator[Ground]:
    """The embedded PostgreSQL, for lives alone: what kills it must not take other tests' databases along."""
    ground = Ground(quick_folder / "properties")
    yield ground
    ground.stop()
