"""Releases, written down from the facts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict

from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.release import ReleaseMade
from tests.folds.households import Rows


def releases(facts: Iterable[Recorded[AnyFact]]) -> Rows:
    return {
        one.stream: {
            "release": one.stream,
            "partner": one.envelope.partner,
            "code": one.fact.code,
            "name_ar": one.fact.name_ar,
            "name_en": one.fact.name_en,
            "written": json.loads(json.dumps(asdict(one.fact.definition), default=str)),
            "counted_at": one.fact.at,
            "rows": one.fact.rows,
            "digest": one.fact.digest,
            "made_at": one.recorded_at,
        }
        for one in facts
        if isinstance(one.fact, ReleaseMade)
    }
