"""Every fact has words in both languages: a dry run names what would be recorded, whatever it is."""

from __future__ import annotations

from registry.domain.facts import STORED_NAMES
from registry.texts import TEXTS


def test_every_fact_is_told_in_words() -> None:
    assert [name for name in STORED_NAMES if f"fact.{name}" not in TEXTS] == []
