"""A moment of `make fuzz`, from the same seed each time."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.domain.file_import import TakenAs
from tests.intake.fuzzing.files import FILES
from tests.intake.fuzzing.reading import read_to_the_end


@pytest.mark.filterwarnings("ignore::UserWarning")
@settings(
    max_examples=60,
    database=None,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(FILES, st.sampled_from([None, *TakenAs]), st.booleans())
def test_no_file_crashes_a_parser(content: bytes, taken_as: TakenAs | None, streamed: bool) -> None:  # noqa: FBT001
    assert read_to_the_end(content, taken_as, streamed=streamed)
