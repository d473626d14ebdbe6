"""`python -m bench [HOUSEHOLDS]`: the table of figures, on an embedded PostgreSQL of its own."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.intake import intake
from bench.read_models import read_models
from registry.bootstrap import databases
from registry.cli import output
from registry.settings import Settings

HOUSEHOLDS = 2_000


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else HOUSEHOLDS
    with TemporaryDirectory(prefix="sijill-bench-") as folder:
        settings = Settings(data=Path(folder) / "data")
        with databases(settings) as where:
            taken = intake(settings, where, Path(folder), count)
            figures = [taken.figure, *read_models(where, taken.facts)]
    output.table(
        ("what", "limit", "a second", "the limit", "ratio"),
        [
            (
                one.what,
                one.limit,
                f"{one.rate:,.0f} {one.unit}",
                f"{one.raw:,.0f}",
                f"{one.ratio:.3f}",
            )
            for one in figures
        ],
        title=f"{count:,} households",
    )


if __name__ == "__main__":
    main()
