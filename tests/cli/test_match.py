"""`sijill match evaluate`: a list, the truth, and how well one is told from the other."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from registry.cli.app import app
from registry.cli.match_scratch import NAME

REGISTER = Path(__file__).parents[1] / "data" / "matching"


def evaluate(records: Path, truth: Path = REGISTER / "truth.csv", *more: str) -> Result:
    return CliRunner().invoke(
        app, ["match", "evaluate", str(records), "--truth", str(truth), "--in-memory", *more]
    )


def without(column: str, path: Path) -> Path:
    """The list of records, without one of its columns."""
    with (REGISTER / "records.csv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file))
    place = rows[0].index(column)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([*row[:place], *row[place + 1 :]] for row in rows)
    return path


def test_quality_strata_time_and_memory_are_told() -> None:
    found = json.loads(evaluate(REGISTER / "records.csv", REGISTER / "truth.csv", "--json").stdout)
    for subject in ("pairs", "clusters", "households"):
        assert set(found[subject]) == {"precision", "recall", "f1"}
    assert found["clusters"]["f1"] >= 0.985
    assert found["strata"]["both_have_id"]["pairs"] > 0
    assert found["seconds"] > 0
    assert found["peak_mb"] > 0
    assert found["absent_columns"] == []


def test_weights_can_be_found_in_the_list_itself() -> None:
    told = evaluate(REGISTER / "records.csv", REGISTER / "truth.csv", "--silver", "--json")
    found = json.loads(told.stdout)
    assert found["weights"] == "silver"
    assert found["clusters"]["f1"] >= 0.96


def test_a_register_of_the_lists_own_is_matched_and_thrown_away_with_what_was_left_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    killed = tmp_path / f"{NAME}killed"
    killed.mkdir()
    (killed / "leftover").write_bytes(b"1")
    lines = (REGISTER / "records.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    part = tmp_path / "records.csv"
    part.write_text("".join(lines[:301]), encoding="utf-8")
    by_itself = json.loads(evaluate(part, REGISTER / "truth.csv", "--json").stdout)
    told = evaluate(part, REGISTER / "truth.csv", "--scratch", "--json")
    found = json.loads(told.stdout)
    assert (found["register"], by_itself["register"]) == ("scratch", "memory")
    assert (found["records"], found["not_registered"]) == (300, 0)
    assert found["links"] > 30
    for subject in ("clusters", "households"):
        assert found[subject]["f1"] == pytest.approx(by_itself[subject]["f1"], abs=0.02)
    assert 0 < found["seconds"] < found["seconds_with_register"]
    assert list(tmp_path.iterdir()) == [part]


def test_a_column_that_is_not_there_is_said_with_its_effect(tmp_path: Path) -> None:
    told = evaluate(without("dob", tmp_path / "records.csv"), REGISTER / "truth.csv", "--json")
    assert "no column dob: much less tells namesakes apart" in told.stderr
    assert "لا عمود dob" in told.stderr
    found = json.loads(told.stdout)
    assert found["absent_columns"] == ["dob"]
    assert found["clusters"]["precision"] >= 0.97


def test_a_column_that_is_not_there_is_said_of_a_pair_that_is_explained_too(tmp_path: Path) -> None:
    list_ = without("phone", tmp_path / "records.csv")
    told = CliRunner().invoke(app, ["match", "explain", str(list_), *next(pairs_that_are_one())])
    assert "no column phone: phones say nothing for or against" in told.stderr


def test_kinds_of_pairs_are_told_in_both_languages() -> None:
    told = evaluate(REGISTER / "records.csv")
    for words in ("across scripts / بخطين مختلفين", "twins / توائم", "in memory / في الذاكرة"):
        assert words in told.stdout
    both = evaluate(REGISTER / "records.csv", REGISTER / "truth.csv", "--silver", "--model", "x")
    assert getattr(both.exception, "code", "") == "evaluate_by_what"


@pytest.mark.parametrize("column", ["record_id", "household_id", "name"])
def test_a_list_without_what_is_needed_is_refused(column: str, tmp_path: Path) -> None:
    told = evaluate(without(column, tmp_path / "records.csv"))
    assert told.exception is not None
    assert getattr(told.exception, "code", "") == "match_columns_missing"


def test_a_truth_that_does_not_tell_of_everybody_is_refused(tmp_path: Path) -> None:
    lines = (REGISTER / "truth.csv").read_text(encoding="utf-8").splitlines()
    short = tmp_path / "truth.csv"
    short.write_text("\n".join(lines[:-1]), encoding="utf-8")
    told = evaluate(REGISTER / "records.csv", short)
    assert getattr(told.exception, "code", "") == "match_truth_incomplete"


def test_a_pair_is_explained_in_words_of_both_languages() -> None:
    pair = next(pairs_that_are_one())
    told = CliRunner().invoke(
        app, ["match", "explain", str(REGISTER / "records.csv"), *pair, "--json"]
    )
    found = json.loads(told.stdout)
    assert found["one_person"] is True
    assert found["probability"] > 0.5
    said = {one["feature"]: one for one in found["evidence"]}
    assert said["given"]["bits"] > 0
    assert said["given"]["en"].startswith("the same")
    weighed = found["before"] + sum(one["bits"] for one in found["evidence"])
    assert weighed == pytest.approx(found["bits"], abs=0.1)
    for_people = CliRunner().invoke(app, ["match", "explain", str(REGISTER / "records.csv"), *pair])
    for words in (
        "before anything is compared / قبل المقارنة",
        f"{found['bits']:+.2f} bits in all",
    ):
        assert words in for_people.stdout
    assert said["given"]["ar"]
    for_people = CliRunner().invoke(app, ["match", "explain", str(REGISTER / "records.csv"), *pair])
    assert "one person / شخص واحد" in for_people.stdout


def test_a_record_that_is_not_there_is_not_explained() -> None:
    told = CliRunner().invoke(
        app, ["match", "explain", str(REGISTER / "records.csv"), "0", "nobody"]
    )
    assert getattr(told.exception, "code", "") == "match_record_unknown"


def pairs_that_are_one() -> Iterator[tuple[str, str]]:
    """Records of one person with one number."""
    with (REGISTER / "records.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    seen: dict[str, dict[str, str]] = {}
    for row in rows:
        before = seen.setdefault(row["national_id"], row)
        same_name = before["name"].split()[0] == row["name"].split()[0]
        if row["national_id"] and before is not row and same_name:
            yield before["record_id"], row["record_id"]
