"""An XLSForm: the questions of a form with their labels, and the answers that each may have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from registry.domain.errors import SijillError
from registry.intake.recognise import open_file
from registry.intake.sheets import Row, Sheet, shown


@dataclass(frozen=True, slots=True)
class Question:
    """`answers` are the codes of a closed question with their labels."""

    name: str
    type: str
    labels: Sequence[str]
    answers: Mapping[str, Sequence[str]]


def read_xlsform(path: Path) -> dict[str, Question]:
    """The questions of a form by their names.

    Raises:
        SijillError: `form_not_xlsform`, and what `open_file` says.
    """
    sheets = {sheet.name: sheet for sheet in open_file(path).sheets}
    survey = _records(sheets.get("survey"))
    if not any("type" in record and "name" in record for record in survey):
        raise SijillError("form_not_xlsform")
    lists: dict[str, dict[str, Sequence[str]]] = {}
    for record in _records(sheets.get("choices")):
        answers = lists.setdefault(record.get("list_name", ""), {})
        answers[record.get("name", "")] = _labels(record)
    questions = {}
    for record in survey:
        kind, _, answers_of = record.get("type", "").partition(" ")
        if name := record.get("name"):
            questions[name] = Question(
                name, kind, _labels(record), lists.get(answers_of.strip(), {})
            )
    return questions


def _records(sheet: Sheet | None) -> list[dict[str, str]]:
    rows: Sequence[Row] = () if sheet is None else tuple(sheet.rows)
    if not rows:
        return []
    headings = [shown(cell) for cell in rows[0].cells]
    return [
        {heading: shown(row.cell(at)) for at, heading in enumerate(headings) if heading}
        for row in rows[1:]
    ]


def _labels(record: Mapping[str, str]) -> Sequence[str]:
    return tuple(said for heading, said in record.items() if heading.startswith("label") and said)
