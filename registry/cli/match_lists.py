"""Lists of persons and who they are in truth, as the commands of matching read them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import numpy as np
import typer
from numpy.typing import NDArray

from registry.cli import output
from registry.domain.errors import SijillError
from registry.intake.claims import ClaimsFile, Told, read_truth
from registry.matching.columns import Columns, as_columns
from registry.matching.evaluation import Truth
from registry.matching.identities import Found
from registry.matching.training import Label, Labels

Records: TypeAlias = Annotated[
    Path, typer.Argument(help="The list, one person a row. / القائمة، شخص في كل صف.")
]
TruthFile: TypeAlias = Annotated[
    Path, typer.Option("--truth", help="Who each record is of in truth. / من هو صاحب كل سجل حقًّا.")
]


def columns_of(records: Path) -> Columns:
    """A list, with what it lacks said.

    Raises:
        SijillError: `match_list_empty`, and what reading it says.
    """
    file = ClaimsFile(records)
    say_absent(file)
    columns = as_columns(file)
    if not len(columns):
        raise SijillError("match_list_empty")
    return columns


def say_absent(file: ClaimsFile) -> None:
    for column in file.absent:
        output.talk(f"match_without_{column}")


def truth_of(columns: Columns, truth: Path) -> Truth:
    """Who each row is of.

    Raises:
        SijillError: `match_truth_incomplete`, and what reading it says.
    """
    return truth_of_records(columns.records, read_truth(truth))


def truth_of_records(records: list[str], told: dict[str, Told]) -> Truth:
    untold = [record for record in records if record not in told]
    if untold or len(set(records)) < len(records):
        raise SijillError("match_truth_incomplete", count=len(untold))
    of = [told[record] for record in records]
    return Truth(
        person=_numbered([one.person for one in of]),
        household=_numbered([one.household for one in of]),
        twin=np.array([one.twin for one in of], dtype=np.bool_),
    )


def person_labels(person: NDArray[np.int64]) -> Label:
    """Every pair that is found, told by whose it is."""

    def label(_: Columns, found: Found) -> tuple[NDArray[np.bool_], Labels]:
        first, second = found.ends
        return np.ones(len(first), dtype=np.bool_), (person[first] == person[second]).astype(float)

    return label


def _numbered(texts: list[str]) -> NDArray[np.int64]:
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(text, len(numbers)) for text in texts], dtype=np.int64)
