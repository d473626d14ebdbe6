"""Weights that are trained, and files of weights: known by their digests, or not loaded."""

from __future__ import annotations

import csv
from dataclasses import replace

import numpy as np
import pytest

from registry.domain.errors import SijillError
from registry.matching.clustering import Decided
from registry.matching.columns import Columns
from registry.matching.identities import find
from registry.matching.training import (
    LEAST_DECIDED,
    LEAST_SILVER,
    blank,
    train_decided,
    train_silver,
)
from registry.matching.weights import KNOWN, Model, decoded, digest_of, encoded, read, written
from tests.matching.conftest import REGISTER


@pytest.fixture(scope="module")
def silver(register: Columns) -> Model:
    return train_silver(register, blank("silver-1", "the list itself", len(register)))


@pytest.fixture(scope="module")
def answered(register: Columns, model: Model) -> Decided:
    """What somebody would say of the pairs that are found, who knows the truth."""
    with (REGISTER / "truth.csv").open(encoding="utf-8") as file:
        person = np.array([int(row["person_id"]) for row in csv.DictReader(file)])
    first, second = find(register, model).ends
    pairs = list(zip(first.tolist(), second.tolist(), strict=True))
    same = (person[first] == person[second]).tolist()
    return Decided(
        one={pair for pair, one in zip(pairs, same, strict=True) if one},
        two={pair for pair, one in zip(pairs, same, strict=True) if not one},
    )


def test_a_silver_model_says_what_it_learned_from(silver: Model) -> None:
    training = silver.training
    assert training is not None
    assert (training.labels, training.position) == ("silver", None)
    assert LEAST_SILVER <= training.one_person < training.pairs
    assert len(silver.training_digest) == 64


def test_training_again_gives_the_same_file(register: Columns, silver: Model) -> None:
    again = train_silver(register, blank("silver-1", "the list itself", len(register)))
    assert written(again) == written(silver)


def test_a_list_with_too_few_numbers_teaches_nothing(register: Columns) -> None:
    few = register.take(np.arange(300))
    with pytest.raises(SijillError, match="too_few_pairs") as refused:
        train_silver(few, blank("silver-1", "a part", len(few)))
    assert refused.value.details["least"] == LEAST_SILVER


def test_what_people_decided_moves_the_weights_that_were_there(
    register: Columns, model: Model, answered: Decided
) -> None:
    told = train_decided(register, answered, model)
    assert told.training is not None
    assert told.training.labels == "adjudicated"
    assert told.training.one_person == len(answered.one)
    assert told.second != model.second
    turned = train_decided(register, Decided(one=answered.two, two=answered.one), model)
    for feature, level in (("given", "same_rare"), ("born", "same_day")):
        assert turned.first.weights[feature][level] < told.first.weights[feature][level]


def test_a_few_decisions_move_little_and_fewer_are_refused(
    register: Columns, model: Model, answered: Decided
) -> None:
    some = Decided(
        one=set(sorted(answered.one)[:LEAST_DECIDED]), two=set(sorted(answered.two)[:LEAST_DECIDED])
    )
    told = train_decided(register, some, model)
    moved = [
        abs(bits - model.second.weights[feature][level])
        for feature, levels in told.second.weights.items()
        for level, bits in levels.items()
    ]
    assert 0 < max(moved) < 3
    fewer = Decided(one=some.one, two=set(sorted(some.two)[1:]))
    with pytest.raises(SijillError, match="too_few_pairs"):
        train_decided(register, fewer, model)


def test_a_file_gives_the_model_back_where_its_digest_is_known(silver: Model) -> None:
    assert read(written(silver), {digest_of(silver)}) == silver
    with pytest.raises(SijillError, match="model_unknown") as refused:
        read(written(silver), KNOWN.values())
    assert refused.value.details["digest"] == digest_of(silver)


def test_a_file_whose_weights_were_changed_is_refused_whatever_is_known(silver: Model) -> None:
    other = replace(silver, link=0.4)
    forged = written(silver).replace(b'"link": 0.5', b'"link": 0.4')
    assert forged != written(silver)
    with pytest.raises(SijillError, match="model_altered"):
        read(forged, {digest_of(silver), digest_of(other)})


@pytest.mark.parametrize(
    "content", [b"", b"\x80\x04K\x01.", b"[]", b'{"version": "1"}', b"\xff\xfe{"]
)
def test_what_is_no_model_is_refused(content: bytes) -> None:
    with pytest.raises(SijillError, match="model_unreadable"):
        read(content, KNOWN.values())


def test_a_model_of_other_features_or_without_order_is_refused(silver: Model) -> None:
    odd = replace(silver.second, weights={**silver.second.weights, "faith": {"same": 3.0}})
    for model in (replace(silver, second=odd), replace(silver, case=0.9)):
        with pytest.raises(SijillError, match="model_unreadable"):
            read(written(model), {digest_of(model)})


def test_what_ships_is_read_as_any_other(model: Model) -> None:
    assert read(encoded(model), KNOWN.values()) == model == decoded(written(model))
