"""`sijill match train`, `trust` and `models`: weights that say what they are, and which the register goes by."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from registry.cli.app import app
from registry.matching.weights import DEFAULT
from tests.cli.conftest import Qena
from tests.cli.test_match import REGISTER, evaluate

RECORDS = REGISTER / "records.csv"
TRUTH = REGISTER / "truth.csv"


def typed(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["match", *map(str, arguments)])


def code_of(result: Result) -> str:
    return str(getattr(result.exception, "code", ""))


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path]:
    """What training without labels said, and the data folder of the machine that did it."""
    data = tmp_path_factory.mktemp("trained")
    told = typed("train", RECORDS, "--silver", "--to", data / "m.json", "--data", data, "--json")
    return json.loads(told.stdout), data


def test_a_model_that_learned_without_labels_tells_persons(
    trained: tuple[dict[str, Any], Path],
) -> None:
    said, data = trained
    file = json.loads((data / "m.json").read_text(encoding="utf-8"))
    assert file["digest"] == said["digest"]
    assert file["training"] == {
        "labels": "silver", "pairs": said["pairs"], "one_person": said["one_person"], "position": None,
    }  # fmt: skip
    told = evaluate(RECORDS, TRUTH, "--model", str(data / "m.json"), "--data", str(data), "--json")
    found = json.loads(told.stdout)
    assert found["weights"] == said["version"]
    assert found["clusters"]["f1"] >= 0.96


def test_a_file_of_another_machine_is_loaded_by_its_digest_alone(
    trained: tuple[dict[str, Any], Path], tmp_path: Path
) -> None:
    said, data = trained
    given = ("--model", str(data / "m.json"), "--data", str(tmp_path))
    assert code_of(evaluate(RECORDS, TRUTH, *given)) == "model_unknown"
    assert evaluate(RECORDS, TRUTH, *given, "--digest", said["digest"]).exit_code == 0
    assert code_of(typed("trust", data / "m.json", "--data", tmp_path)) == "model_unknown"


def test_a_register_goes_by_the_model_that_is_trusted_last(
    bare: Qena, trained: tuple[dict[str, Any], Path]
) -> None:
    said, data = trained
    given = ("match", "trust", str(data / "m.json"), "--digest", said["digest"])
    before = bare.position
    bare.desk.sijill(*given, "--dry-run")
    assert bare.position == before
    try:
        assert not json.loads(bare.desk.sijill(*given, "--json"))["already"]
        assert json.loads(bare.desk.sijill(*given, "--json"))["already"]
        *_, last = json.loads(bare.desk.sijill("match", "models", "--json"))
        assert (last["version"], last["digest"]) == (said["version"], said["digest"])
        assert last["in_use"]
    finally:
        bare.desk.sijill("match", "trust", "--shipped")
    listed = bare.desk.sijill("match", "models")
    assert said["version"] in listed
    assert listed.splitlines()[-2].count("in use / مستخدم") == listed.count("in use") == 1
    assert DEFAULT in listed.splitlines()[-2]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ((), "train_from_what"),
        (("--silver", "--adjudicated"), "train_from_what"),
        ((RECORDS, "--adjudicated"), "train_adjudicated_of_register"),
        (("--truth", TRUTH), "train_truth_of_list"),
    ],
)
def test_where_weights_come_from_is_said_once(asked: tuple[object, ...], code: str) -> None:
    assert code_of(typed("train", *asked)) == code


@pytest.mark.parametrize("labels", ["--silver", "--adjudicated"])
def test_a_register_with_too_little_to_learn_from_says_what_to_do(
    bare: Qena, labels: str, tmp_path: Path
) -> None:
    into = tmp_path / "m.json"
    refused = bare.desk.run("match", "train", labels, "--to", into)
    assert refused.returncode == 1
    assert "too little to learn from" in refused.stderr
    assert "لا يكفي ما يُتعلم منه" in refused.stderr
    assert "hint: go on with the present model" in refused.stderr
    assert not into.exists()
