"""Models that matching went by, written down from the facts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.matching_model import ModelTrusted


def trusted(facts: Iterable[Recorded[AnyFact]]) -> dict[int, dict[str, Any]]:
    return {
        one.position: {
            "position": one.position,
            "version": one.fact.version,
            "digest": one.fact.digest,
            "content": one.fact.content,
            "actor": one.envelope.actor,
            "trusted_at": one.recorded_at,
        }
        for one in facts
        if isinstance(one.fact, ModelTrusted)
    }
