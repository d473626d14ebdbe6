"""Identities of a register whose truth is known, and what must hold of them whatever the register."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from registry.domain.dates import PreciseDate
from registry.domain.identity_numbers import read_identity_number
from registry.domain.vocabulary import Sex
from registry.matching.arrivals import one_by_one
from registry.matching.candidates import common_keys
from registry.matching.claims import Claim
from registry.matching.columns import Columns, as_columns
from registry.matching.comparison import contradicting
from registry.matching.context import ends
from registry.matching.evaluation import Evaluation, Truth, evaluate, pairs_of
from registry.matching.identities import Frozen, Identities, identify
from registry.matching.training import blank, train_silver
from registry.matching.weights import Model
from tests.matching.conftest import REGISTER


@pytest.fixture(scope="module")
def truth() -> Truth:
    with (REGISTER / "truth.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return Truth(
        person=np.array([int(row["person_id"]) for row in rows]),
        household=np.array([int(row["household_uid"]) for row in rows]),
        twin=np.array([row["twin"] == "1" for row in rows]),
    )


@pytest.fixture(scope="module")
def told(register: Columns, model: Model) -> Identities:
    return identify(register, model)


def quality(columns: Columns, told: Identities, truth: Truth, model: Model) -> Evaluation:
    return evaluate(columns, told, truth, model)


def test_persons_and_households_are_told(
    register: Columns, told: Identities, truth: Truth, model: Model
) -> None:
    found = quality(register, told, truth, model)
    assert found.clusters.precision >= 0.99
    assert found.clusters.f1 >= 0.985
    assert found.households.f1 >= 0.98
    assert found.strata["both_have_id"].recall >= 0.99
    assert found.strata["cross_script"].recall >= 0.95


def test_without_any_label_persons_are_told_nearly_as_well(register: Columns, truth: Truth) -> None:
    silver = train_silver(register, blank("silver", "the list itself", len(register)))
    found = quality(register, identify(register, silver), truth, silver)
    assert found.clusters.f1 >= 0.96


def test_no_identity_breaks_a_constraint(register: Columns, told: Identities) -> None:
    one, other = ends(pairs_of(told.identity))
    assert len(one) > 300
    assert (register.registration[one] != register.registration[other]).all()
    assert not any(contradicting(register, int(a), int(b)) for a, b in zip(one, other, strict=True))


def test_the_order_of_a_list_changes_nothing(
    register: Columns, told: Identities, model: Model
) -> None:
    order = np.random.default_rng(3).permutation(len(register))
    again = identify(register.take(order), model).identity
    names = np.array(register.records)
    assert _partition(names, told.identity) == _partition(names[order], again)


@pytest.mark.parametrize("seed", [1, 2])
def test_one_by_one_in_any_order_gives_the_identities_of_the_batch(
    register: Columns, model: Model, seed: int
) -> None:
    part = register.take(np.arange(120))
    frozen = Frozen(population=len(part), common_keys=common_keys(part))
    batch = identify(part, model, frozen).identity
    order = np.random.default_rng(seed).permutation(len(part))
    found = one_by_one(part, model, frozen, [int(row) for row in order])
    assert [found[row] for row in range(len(part))] == batch.tolist()


def test_a_larger_register_asks_for_more(register: Columns, told: Identities, model: Model) -> None:
    wide = Frozen(population=10_000_000, common_keys=common_keys(register))
    fewer = identify(register, model, wide)
    assert len(pairs_of(fewer.identity)) < len(pairs_of(told.identity))


def test_people_registered_without_a_household_are_told_too(model: Model) -> None:
    her: dict[str, Any] = {
        "registration": "",
        "born": PreciseDate(date(1990, 5, 7)),
        "identity_number": read_identity_number("29005072701222"),
        "sex": Sex.FEMALE,
    }
    columns = as_columns(
        [
            Claim(record="a", partner="p", name="فاطمة عبد الرحيم علي", **her),
            Claim(record="b", partner="q", name="Fatma Abdelrehim Aly", **her),
            Claim(record="c", registration="", partner="q", name="محمد سعد حسن"),
        ]
    )
    assert identify(columns, model).identity.tolist() == [0, 0, 2]


def test_nobody_is_an_empty_list(model: Model) -> None:
    assert len(identify(as_columns([]), model).identity) == 0


def test_an_enumerators_phone_on_everybody_changes_nothing(register: Columns, model: Model) -> None:
    one_phone = replace(
        register,
        phone=np.zeros_like(register.phone),
        phone_shared=np.ones_like(register.phone_shared),
    )
    nobodys = replace(register, phone=np.full_like(register.phone, -1))
    assert (
        identify(one_phone, model).identity.tolist() == identify(nobodys, model).identity.tolist()
    )


def _partition(names: NDArray[np.str_], identity: NDArray[np.int64]) -> set[frozenset[str]]:
    groups: dict[int, list[str]] = {}
    for name, called in zip(names, identity, strict=True):
        groups.setdefault(int(called), []).append(str(name))
    return {frozenset(members) for members in groups.values()}
