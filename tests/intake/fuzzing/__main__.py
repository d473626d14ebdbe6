"""Look for a file that crashes a parser: `make fuzz ARGS="--minutes 10"`.

Each round draws from another seed. A crash ends the run with exit code 1; the smallest file that has it is kept, and
`--file` reads it again.
"""

from __future__ import annotations

import argparse
import hashlib
import resource
import sys
import time
import warnings
from collections import Counter
from pathlib import Path
from random import SystemRandom
from typing import Final

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from registry.domain.file_import import TakenAs
from tests.intake.fuzzing.files import FILES
from tests.intake.fuzzing.reading import read_to_the_end

KEPT: Final = Path("build/fuzz")
MEMORY: Final = 2 * 2**30
SLOW: Final = 20.0
"""Seconds of the processor after which reading a file counts as a hang."""


def main() -> None:
    asked = _asked()
    warnings.simplefilter("ignore")
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    if asked.file is not None:
        for streamed in (False, True):
            for taken_as in (None, *TakenAs):
                _say(read_to_the_end(asked.file.read_bytes(), taken_as, streamed=streamed))
        return
    until, became = time.monotonic() + asked.minutes * 60, Counter[str]()
    while time.monotonic() < until:
        number = SystemRandom().randrange(2**32) if asked.seed is None else asked.seed
        if not _round(number, asked.examples, became):
            sys.exit(1)
        _say(f"seed {number}: {became.total()} files so far, no crash")
        if asked.seed is not None:
            break
    for code, times in became.most_common():
        _say(f"{times:8} {code}")


def _round(number: int, examples: int, became: Counter[str]) -> bool:
    crashed: list[bytes] = []

    @seed(number)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    @given(FILES, st.sampled_from([None, *TakenAs]), st.booleans())
    def look(content: bytes, taken_as: TakenAs | None, streamed: bool) -> None:  # noqa: FBT001 - drawn
        began = time.process_time()  # however busy the machine is
        crashed.append(content)
        became[read_to_the_end(content, taken_as, streamed=streamed)] += 1
        took = time.process_time() - began
        assert took < SLOW, f"{took:.0f} s"
        crashed.pop()

    try:
        look()
    except BaseException as fault:
        kept = KEPT / hashlib.sha256(crashed[-1]).hexdigest()[:16] if crashed else KEPT
        if crashed:
            KEPT.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(crashed[-1])
        _say(f"seed {number}: {type(fault).__name__}; again: make fuzz ARGS='--file {kept}'")
        raise
    return True


def _asked() -> argparse.Namespace:
    words = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    words.add_argument("--minutes", type=float, default=10.0, help="how long, about (10)")
    words.add_argument("--seed", type=int, help="this one alone, and once")
    words.add_argument("--examples", type=int, default=500, help="files a seed (500)")
    words.add_argument("--file", type=Path, help="read this file alone")
    return words.parse_args()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
