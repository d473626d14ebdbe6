"""One by one in any order against one batch, by a frozen model.

python -m bench.matching_order records.csv [records] [orders]
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import numpy as np

from registry.intake.claims import ClaimsFile
from registry.matching.arrivals import one_by_one
from registry.matching.candidates import common_keys
from registry.matching.columns import as_columns
from registry.matching.identities import Frozen, identify
from registry.matching.weights import load


def main(path: str, records: int = 2000, orders: int = 20) -> int:
    """How many orders ended in other identities than the batch."""
    columns = as_columns(ClaimsFile(Path(path)))
    columns = columns.take(np.arange(min(records, len(columns))))
    model = load()
    frozen = Frozen(population=len(columns), common_keys=common_keys(columns))
    batch = identify(columns, model, frozen).identity.tolist()
    others = 0
    for seed in range(orders):
        begun = perf_counter()
        order = [int(row) for row in np.random.default_rng(seed).permutation(len(columns))]
        found = one_by_one(columns, model, frozen, order)
        same = [found[row] for row in range(len(columns))] == batch
        others += not same
        each = (perf_counter() - begun) / len(columns) * 1000
        print(f"order {seed}: {'as the batch' if same else 'OTHERWISE'}, {each:.1f} ms a record")
    return others


def _asked(arguments: Sequence[str]) -> int:
    return main(arguments[0], *[int(each) for each in arguments[1:]])


if __name__ == "__main__":
    sys.exit(_asked(sys.argv[1:]))
