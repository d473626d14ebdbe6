"""A list of 100,000 rows whose import is killed again and again: `make kill-imports`, or `python -m bench.killed`.

It is killed at random moments with SIGKILL, gone on with each time, and must end with every count and every reject as
if nothing had happened. Said is also what the importing processes held at their peak.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.people import Expected, write_people
from registry.cli import output

_A_HOUSEHOLD = 4.5  # persons, on average
_FOR = ("--partner", "albir-qena", "--as", "registrations", "--json")


def main() -> None:
    asking = argparse.ArgumentParser(prog="python -m bench.killed", description=__doc__)
    asking.add_argument("--rows", type=int, default=100_000)
    asking.add_argument("--kills", type=int, default=5)
    asking.add_argument("--seed", type=int, default=1)
    asked = asking.parse_args()
    with TemporaryDirectory(prefix="sijill-killed-") as folder:
        wrong = _run(Path(folder), asked.rows, asked.kills, asked.seed)
    for line in wrong:
        print(line)
    sys.exit(1 if wrong else 0)


def _run(folder: Path, rows: int, kills: int, seed: int) -> list[str]:
    path = folder / "people.csv"
    expected = write_people(path, round(rows / _A_HOUSEHOLD), seed)
    chance = random.Random(seed)  # noqa: S311 - moments to kill at, no secrets
    _sijill(folder, "demo", "--once", "--bare").communicate()
    for number in range(1, kills + 1):
        importing = _sijill(folder, "import", str(path), *_FOR)
        moment = chance.uniform(2, 10)
        try:
            importing.communicate(timeout=moment)
        except subprocess.TimeoutExpired:
            importing.kill()
            importing.communicate()
            output.remark(f"killed: {number} of {kills}, after {moment:.1f} s")
        else:
            output.remark("the import was faster than the kill")
    began = time.perf_counter()
    said, _ = _sijill(folder, "import", str(path), *_FOR).communicate()
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    output.remark(f"last run: {seconds:.0f} s; the largest process: {peak:.0f} MB")
    return _differences(json.loads(said), expected)


def _differences(said: dict[str, object], expected: Expected) -> list[str]:
    right: dict[str, object] = {
        "rows": expected.persons,
        "registrations": expected.registrations,
        "members": expected.members,
        "rejects": expected.rejected,
    }
    wrong = [
        f"{name}: {said[name]} and not {one}" for name, one in right.items() if said[name] != one
    ]
    rejected = said["rejected_rows"]
    reasons = Counter(
        row["reasons"][0]["code"] for row in (rejected if isinstance(rejected, list) else ())
    )
    return wrong if reasons == expected.rejects else [*wrong, f"rejects: {reasons}"]


def _sijill(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """In a home of its own; a killed import leaves its server, which the next one finds."""
    kept = {name: one for name, one in os.environ.items() if not name.startswith(("SIJILL_", "PG"))}
    settings = {"HOME": str(folder), "SIJILL_DATA": str(folder / "data")}
    return subprocess.Popen(
        [sys.executable, "-c", "from registry.cli import main; main()", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        cwd=folder,
        env=kept | settings,
    )


if __name__ == "__main__":
    main()
