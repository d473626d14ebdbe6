from __future__ import annotations

import numpy as np
import pytest

from registry.domain.evidence import EvidenceLevel, EvidenceOf
from registry.matching.levels import FEATURES, POSITION, level
from registry.matching.told import evidence_of, in_tenths
from registry.matching.weights import Model


def told(model: Model, **names: str) -> dict[EvidenceOf, tuple[EvidenceLevel, float]]:
    levels = np.zeros(len(FEATURES), dtype=np.uint8)
    for feature, name in names.items():
        levels[POSITION[feature]] = level(feature, name)
    return {one.of: (one.level, one.weight) for one in evidence_of(levels, model.second)}


def test_what_nobody_wrote_is_no_evidence(model: Model) -> None:
    assert told(model) == {}


@pytest.mark.parametrize(
    "feature", sorted(set(FEATURES) - {"partner", "chain_rarity", "household", "rival"})
)
def test_every_level_but_the_missing_one_is_told(model: Model, feature: str) -> None:
    silent = {"missing", "0_agree_0_against"}
    for name in set(FEATURES[feature]) - silent:
        assert len(told(model, **{feature: name})) == 1, name


def test_a_number_apart_by_one_slip_is_near_and_weighs_what_the_model_says(model: Model) -> None:
    weight = round(model.second.weights["number"]["one_slip"], 2)
    found = told(model, number="one_slip")
    assert found == {EvidenceOf.IDENTITY_NUMBER: (EvidenceLevel.NEAR, weight)}


def test_a_name_in_the_other_script_says_so(model: Model) -> None:
    found = told(model, given="cross_script_rare", father="near_known")
    assert found[EvidenceOf.GIVEN_NAME][0] is EvidenceLevel.OTHER_SCRIPT
    assert found[EvidenceOf.FATHERS_NAME][0] is EvidenceLevel.NEAR


def test_what_is_rare_in_the_chain_weighs_with_the_chain(model: Model) -> None:
    chain, rarity = (model.second.weights[one] for one in ("chain", "chain_rarity"))
    weight = round(chain["2_agree_0_against"] + rarity["high"], 2)
    found = told(model, chain="2_agree_0_against", chain_rarity="high")
    assert found == {EvidenceOf.GRANDFATHERS_NAME: (EvidenceLevel.SAME, weight)}


def test_a_score_is_kept_in_tenths_of_a_bit() -> None:
    assert in_tenths(-3.26) == -33
