"""Every feature, in both languages, through the command and the API alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pytest_bdd import scenarios
from pytest_bdd.gherkin_parser import Step, get_gherkin_document

FEATURES = Path(__file__).parents[2] / "features"
NAMES = sorted(path.name for path in (FEATURES / "ar").glob("*.feature"))
FIGURES = re.compile(r'"[^"]*"|\d+')

scenarios("en", "ar")


@pytest.mark.parametrize("name", NAMES)
def test_a_feature_tells_the_same_in_both_languages(name: str) -> None:
    assert told("ar", name) == told("en", name)


def test_no_feature_is_told_in_one_language_alone() -> None:
    assert sorted(path.name for path in (FEATURES / "en").glob("*.feature")) == NAMES


def told(language: str, name: str) -> list[list[list[str]]]:
    """By scenario and step: the names, codes and figures that a sentence holds in either language."""
    feature = get_gherkin_document(str(FEATURES / language / name)).feature
    parts = [child.background or child.scenario for child in feature.children]
    return [[figures(step) for step in part.steps] for part in parts if part is not None]


def figures(step: Step) -> list[str]:
    cells = [] if step.datatable is None else step.datatable.rows[1:]
    return sorted(FIGURES.findall(step.text)) + [cell.value for row in cells for cell in row.cells]
