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


@pytest.mark.parametrize(
    ("father", "chain", "level"),
    [
        ("same_common", "1_agree_0_against", EvidenceLevel.SAME),
        ("cross_script_rare", "1_agree_0_against", EvidenceLevel.OTHER_SCRIPT),
        ("near_known", "0_agree_1_against", EvidenceLevel.NEAR),
        ("different", "0_agree_1_against", EvidenceLevel.DIFFERENT),
        (
            "different",
            "1_agree_0_against",
            EvidenceLevel.LOOSE,
        ),  # the father of one is the other's grandfather
    ],
)
def test_where_a_side_names_no_grandfather_nothing_is_told_of_one(
    model: Model, father: str, chain: str, level: EvidenceLevel
) -> None:
    """A search by two names was told that the grandfather's is the same."""
    weights = model.second.weights
    weight = weights["father"][father] + weights["chain"][chain] + weights["chain_rarity"]["low"]
    found = told(model, father=father, chain=chain, chain_rarity="low")
    assert found == {EvidenceOf.FATHERS_NAME: (level, round(weight, 2))}


@pytest.mark.parametrize(
    ("father", "chain", "level"),
    [
        ("same_common", "2_agree_0_against", EvidenceLevel.SAME),
        ("same_common", "1_agree_1_against", EvidenceLevel.DIFFERENT),
        ("near_known", "1_agree_1_against", EvidenceLevel.LOOSE),
        ("different", "1_agree_1_against", EvidenceLevel.LOOSE),
        ("same_common", "2_agree_1_against", EvidenceLevel.LOOSE),
        ("different", "0_agree_2_against", EvidenceLevel.DIFFERENT),
    ],
)
def test_of_the_grandfather_is_told_what_the_chain_says_beyond_the_father(
    model: Model, father: str, chain: str, level: EvidenceLevel
) -> None:
    found = told(model, father=father, chain=chain)
    assert found[EvidenceOf.GRANDFATHERS_NAME][0] is level
    assert len(found) == 2


def test_a_score_is_kept_in_tenths_of_a_bit() -> None:
    assert in_tenths(-3.26) == -33
