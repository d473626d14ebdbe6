"""`sijill suggest-mapping`: a mapping to look through, then an import that uses it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Qena
from tests.intake.test_survey import FORM, MAPPING, SURVEY


def test_a_survey_is_taken_in_by_the_mapping_that_was_suggested(bare: Qena, tmp_path: Path) -> None:
    saved = tmp_path / "survey.yaml"
    told = bare.desk.run("suggest-mapping", SURVEY, "--form", FORM, "--save", saved)
    assert told.returncode == 0
    assert "num_hh_member" in told.stdout
    assert "عدد الأفراد" in told.stdout
    assert "Look it through" in told.stderr
    assert saved.read_text(encoding="utf-8") == MAPPING.read_text(encoding="utf-8")
    done = bare.desk.sijill(
        *("import", SURVEY, "--partner", "albir-qena", "--as", "registrations"),
        *("--within", "EG2706", "--mapping", saved, "--dry-run", "--json"),
    )
    assert json.loads(done)["registrations"] == 60


def test_the_suggestions_can_be_had_as_json(bare: Qena) -> None:
    found = json.loads(bare.desk.sijill("suggest-mapping", SURVEY, "--form", FORM, "--json"))
    assert {"heading": "gender_hoh", "field": "sex"} in found
