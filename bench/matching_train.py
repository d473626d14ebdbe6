"""The weights that ship, from generated registers whose truth is known.

    python -m bench.matching_train VERSION registers/one registers/other …

Each folder holds `records.csv` and `truth.csv`. Writes registry/matching/data/weights-VERSION.json and prints its
digest, which goes into `registry.matching.weights.KNOWN` by hand.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np

from registry.cli.match_lists import person_labels, truth_of
from registry.intake.claims import ClaimsFile
from registry.matching import weights
from registry.matching.columns import Columns, as_columns
from registry.matching.training import Label, blank, train

DATA = Path(weights.__file__).parent / "data"


def labelled(folder: Path) -> tuple[Columns, Label]:
    columns = as_columns(ClaimsFile(folder / "records.csv"))
    return columns, person_labels(truth_of(columns, folder / "truth.csv").person)


def main(version: str, folders: Sequence[str]) -> None:
    registers = [labelled(Path(folder)) for folder in folders]
    population = int(np.mean([len(columns) for columns, _ in registers]))
    trained_on = "generated registers, labelled: " + ", ".join(Path(each).name for each in folders)
    model = train(
        [columns for columns, _ in registers],
        [label for _, label in registers],
        blank(version, trained_on, population),
    )
    content = weights.encoded(model)
    (DATA / f"weights-{version}.json").write_bytes(content)
    print(sha256(content).hexdigest())


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
