from __future__ import annotations

import re
from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest

from registry.domain.errors import SijillError
from registry.matching import weights
from registry.matching.levels import FEATURES, POSITION, level
from registry.matching.training import fit
from registry.matching.weights import (
    DEFAULT,
    KNOWN,
    Model,
    Round,
    decoded,
    encoded,
    evidence,
    load,
)
from registry.texts import TEXTS


def test_the_weights_that_ship_are_those_that_are_known(model: Model) -> None:
    assert model.version == DEFAULT
    assert len(model.training_digest) == 64
    content = (files("registry.matching") / "data" / f"weights-{DEFAULT}.json").read_bytes()
    assert encoded(decoded(content)) == content
    assert set(model.second.weights) == set(FEATURES)
    for feature, names in FEATURES.items():
        assert set(model.second.weights[feature]) == set(names)


def test_a_file_that_was_changed_is_not_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "KNOWN", {**KNOWN, DEFAULT: "0" * 64})
    with pytest.raises(SijillError, match="model_unknown"):
        load()
    with pytest.raises(SijillError, match="model_unknown"):
        load("1999-01-01")


def test_evidence_is_told_in_levels_and_bits(model: Model) -> None:
    row = np.zeros(len(FEATURES), dtype=np.uint8)
    row[POSITION["given"]] = level("given", "cross_script_rare")
    row[POSITION["born"]] = level("born", "same_day")
    told = {feature: (name, bits) for feature, name, bits in evidence(row, model.second)}
    assert told["given"] == (
        "cross_script_rare",
        model.second.weights["given"]["cross_script_rare"],
    )
    assert told["born"][1] > 0
    assert "phone" not in told


def test_what_everybody_would_say_is_what_the_weights_say(model: Model) -> None:
    of = model.second.weights
    assert of["given"]["same_rare"] > of["given"]["same_common"] > of["given"]["different"]
    assert of["born"]["same_day"] > of["born"]["same_year"] > of["born"]["far"]
    assert of["number"]["same_and_fits"] > 0 > of["number"]["contradict"]
    assert of["rival"]["none"] > of["rival"]["both_sides"]
    assert of["place"]["same_village"] > of["place"]["other_markaz"]


def test_weights_are_the_logarithms_of_the_odds() -> None:
    levels = np.zeros((4000, len(FEATURES)), dtype=np.uint8)
    levels[:2000, POSITION["sex"]] = level("sex", "same")
    levels[2000:, POSITION["sex"]] = level("sex", "different")
    labels = np.zeros(4000)
    labels[:1600] = 1
    labels[2000:2400] = 1
    found = fit(levels, labels)
    of = found.weights["sex"]
    assert of["same"] - of["different"] == pytest.approx(
        4, abs=0.1
    )  # odds of 4 against odds of 1/4


def test_fitting_again_gives_the_same_weights() -> None:
    chance = np.random.default_rng(1)
    levels = chance.integers(0, 2, (500, len(FEATURES))).astype(np.uint8)
    labels = chance.integers(0, 2, 500).astype(float)
    order = chance.permutation(500)
    assert fit(levels, labels) == fit(levels[order], labels[order])


def test_a_larger_register_asks_for_half_a_bit_more_each_time_it_doubles(model: Model) -> None:
    two = replace(model, population=1000)
    assert two.shift(500) == two.shift(1000) == 0
    assert two.shift(4000) == pytest.approx(-1.0)
    assert isinstance(two.first, Round)


@pytest.mark.parametrize("feature", FEATURES)
def test_every_level_has_words_in_both_languages(feature: str) -> None:
    assert re.search("[ء-ي]{3}", TEXTS[f"evidence.{feature}"].ar)
    for name in FEATURES[feature]:
        said = TEXTS[f"evidence.{feature}.{name}"]
        assert re.search("[ء-ي]{2}", said.ar)
        assert re.search("[a-z]{2}", said.en)
