"""`sijill suggest-mapping`: a first mapping for a file whose headings nothing knows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from registry.cli import options, output
from registry.domain.errors import SijillError
from registry.intake.recognise import open_file
from registry.intake.saved_mapping import save_mapping
from registry.intake.sheets import Row
from registry.intake.suggesting import as_mapping, suggest_columns
from registry.intake.xlsform import read_xlsform
from registry.texts import label

File: TypeAlias = Annotated[Path, typer.Argument(help="The file to be imported. / الملف.")]
Form: TypeAlias = Annotated[
    Path | None, typer.Option(help="Its XLSForm, for the labels of questions. / استمارته.")
]
Save: TypeAlias = Annotated[
    Path | None, typer.Option("--save", help="Write the mapping there (YAML). / احفظ الربط.")
]


def suggest_mapping(
    file: File, form: Form = None, save: Save = None, json: options.Json = False
) -> None:
    """Say what a survey's columns may stand for. / اقترح ربطا لأعمدة مسح."""
    header = _header(file)
    questions = {} if form is None else read_xlsform(form)
    found = suggest_columns(header, questions)
    if json:
        output.as_json([{"heading": one.heading, "field": one.field} for one in found])
    else:
        output.table(
            ("column / العمود", "field / الحقل", "", "label / نص السؤال"),
            [
                (one.heading, one.field, label("field", one.field, "ar"), one.label[:60])
                for one in found
            ],
        )
    if save is not None:
        try:
            save_mapping(save, as_mapping(header, found, questions))
        except OSError:
            raise SijillError("mapping_not_written", path=save) from None
        output.talk("mapping_suggested", path=save)


def _header(file: Path) -> Row:
    first = open_file(file).sheets[0].first
    if first is None:
        raise SijillError("file_empty")
    return first
