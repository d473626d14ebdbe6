from __future__ import annotations

import csv
from datetime import date

import numpy as np

from registry.domain.dates import PreciseDate
from registry.matching.candidates import MOST_IN_BUCKET, candidate_pairs, common_keys, keys
from registry.matching.claims import Claim
from registry.matching.columns import Columns, as_columns
from registry.matching.evaluation import pairs_of
from tests.matching.conftest import REGISTER


def person(number: int, name: str = "فاطمة عبد الرحيم علي", **said: object) -> Claim:
    return Claim(
        record=f"r{number}",
        registration=f"h{number}",
        partner="p",
        name=name,
        **said,  # type: ignore[arg-type]
    )


def kinds(columns: Columns) -> set[str]:
    return {kind for kind, hashes in keys(columns) if hashes.any()}


def test_keys_bring_together_nearly_everybody_who_is_one(register: Columns) -> None:
    with (REGISTER / "truth.csv").open(encoding="utf-8") as file:
        persons = np.array([int(row["person_id"]) for row in csv.DictReader(file)])
    wanted = pairs_of(persons)
    found = candidate_pairs(register)
    assert np.isin(wanted, found).mean() > 0.97
    assert len(found) < 10 * len(register)


def test_no_key_is_a_name_alone() -> None:
    assert kinds(as_columns([person(1, "فاطمة")])) == set()
    assert kinds(as_columns([person(1, "فاطمة عبد الرحيم")])) == set()
    assert kinds(as_columns([person(1)])) == {"three_names"}


def test_a_record_has_about_twenty_keys(register: Columns) -> None:
    per_record = sum((hashes != 0).astype(int) for _, hashes in keys(register))
    assert 10 < np.mean(per_record) < 30


def test_keys_are_the_same_in_every_run() -> None:
    columns = as_columns([person(1, "فاطمة علي", born=PreciseDate(date(1990, 5, 7)))])
    found = {kind: int(hashes[0]) for kind, hashes in keys(columns) if hashes.any()}
    assert found["given_date"] == 1260792756031092653


def test_members_of_one_registration_are_no_candidates() -> None:
    twice = [person(1), person(1), person(2)]
    assert [
        (int(pair) >> 32, int(pair) & 0xFFFFFFFF) for pair in candidate_pairs(as_columns(twice))
    ] == [
        (0, 2),
        (1, 2),
    ]


def test_a_thousand_people_who_share_one_key_are_not_compared() -> None:
    crowd = as_columns([person(number) for number in range(MOST_IN_BUCKET + 1)])
    assert len(candidate_pairs(crowd)) == 0
    assert len(common_keys(crowd)) > 0
    few = crowd.take(np.arange(2))
    assert len(candidate_pairs(few)) == 1
    assert len(candidate_pairs(few, common_keys(crowd))) == 0
