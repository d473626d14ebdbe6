"""Lives from seeds drawn by chance for as long as there is time, or one seed's again: `make soak`."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from random import SystemRandom
from tempfile import TemporaryDirectory

from tests.properties.ground import Ground
from tests.properties.machine import Journal
from tests.properties.running import Programme, run


def main() -> None:
    asked = _asked()
    until = time.monotonic() + asked.minutes * 60
    with TemporaryDirectory(prefix="sijill-soak-") as folder:
        ground = Ground(Path(folder) / "properties")
        try:
            while True:
                seed = SystemRandom().randrange(2**32) if asked.seed is None else asked.seed
                _live(Programme(seed, asked.lives, asked.steps), ground)
                if asked.seed is not None or time.monotonic() > until:
                    return
        finally:
            ground.stop()


def _live(programme: Programme, ground: Ground) -> None:
    began, journal = time.monotonic(), Journal()
    _say(programme.again)
    run(programme, ground, journal)
    _say(f"  {journal.tally.total()} steps in {time.monotonic() - began:.0f} s, and all is well")


def _asked() -> argparse.Namespace:
    words = argparse.ArgumentParser(prog="make soak", description=__doc__)
    words.add_argument("--minutes", type=float, default=10.0, help="how long, about (10)")
    words.add_argument("--seed", type=int, help="this one alone, and once")
    words.add_argument("--lives", type=int, default=10, help="registers a seed (10)")
    words.add_argument("--steps", type=int, default=100, help="steps a register (100)")
    return words.parse_args()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
