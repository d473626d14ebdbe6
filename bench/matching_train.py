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
from numpy.typing import NDArray

from registry.intake.claims import ClaimsFile, read_truth
from registry.matching import weights
from registry.matching.columns import Columns, as_columns
from registry.matching.identities import Found
from registry.matching.training import Label, Labels, blank, train

DATA = Path(weights.__file__).parent / "data"


def labelled(folder: Path) -> tuple[Columns, Label]:
    columns = as_columns(ClaimsFile(folder / "records.csv"))
    told = read_truth(folder / "truth.csv")
    person = np.unique([told[record].person for record in columns.records], return_inverse=True)[1]

    def label(_: Columns, found: Found) -> tuple[NDArray[np.bool_], Labels]:
        first, second = found.ends
        return np.ones(len(first), dtype=np.bool_), (person[first] == person[second]).astype(float)

    return columns, label


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
