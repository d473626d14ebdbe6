"""A country's list through `sijill import`, as somebody runs it: how many persons a second, and in how much memory.

`python -m bench.imports --households 100000` says it in full; `python -m bench imports` puts it beside its bounds.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import psycopg

from bench.figures import Figure
from bench.memory import megabytes, peak
from bench.people import Expected, write_people
from bench.server import Bench, running
from registry.bootstrap import Databases
from registry.cli import output
from registry.cli.acting import operator_of
from registry.cli.demo.qena import MINISTRY, set_up

HOUSEHOLDS: Final = 100_000
PERSONS_A_SECOND: Final = 3_000
MEGABYTES: Final = 600
LAST_BESIDE_FIRST: Final = 0.9

_LOOK: Final = 0.5  # seconds between two looks, of which one takes some twenty milliseconds
_PROGRAM: Final = "from registry.cli import main; main()"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """`seconds` are from the command's start to its end; the tenths are of its facts. Memory is in MB, at its peak.

    `reading` is the process that the importing one has the file read by; PostgreSQL's is what it does not share.
    `pace` is the processor time that the reading process took for a fact of the last tenth, beside the first: it does
    the same for every row and never looks at the register, so what it takes longer is the machine that became slower.
    """

    persons: int
    seconds: float
    first_tenth: float
    last_tenth: float
    pace: float
    importing: float
    reading: float
    postgres: float
    rejects: Mapping[str, int]
    busy: float  # the machine's load when it began

    @property
    def rate(self) -> float:
        return self.persons / self.seconds


@dataclass(slots=True)
class _Looks:
    """What was seen of a run while it went on."""

    facts: list[tuple[float, int]] = field(default_factory=list)
    read_for: list[float] = field(default_factory=list)  # the reading process's seconds by then
    importing: float = 0
    reading: float = 0
    postgres: float = 0

    def look(self, process: int, postmaster: int, log: psycopg.Connection[Any]) -> None:
        ((facts,),) = log.execute("select coalesce(max(notification_id), 0) from log.facts")
        self.facts.append((time.perf_counter(), facts))
        before = self.read_for[-1] if self.read_for else 0.0
        self.read_for.append(max([before, *map(_processor, _children(process))]))
        self.importing = max(self.importing, peak(process))
        self.reading = max([self.reading, *map(peak, _children(process))])
        own = sum(_own(one) for one in (postmaster, *_children(postmaster)))
        self.postgres = max(self.postgres, own)

    def tenth(self, which: int) -> float:
        """Facts a second in a tenth of them."""
        first, last = self._of_tenth(which)
        (at, before), (until, after) = self.facts[first], self.facts[last]
        return (after - before) / max(until - at, _LOOK)

    def pace(self, which: int) -> float:
        """Processor time of the reading process for a fact of a tenth."""
        first, last = self._of_tenth(which)
        facts = self.facts[last][1] - self.facts[first][1]
        return (self.read_for[last] - self.read_for[first]) / max(facts, 1)

    def _of_tenth(self, which: int) -> tuple[int, int]:
        """The looks nearest to where a tenth begins and ends.

        The first begins when the first batch is under way: what comes before it is no tenth's, as the import's own
        beginning, which is the fact that the log begins with. Nor is its end, which comes once the rejects are given
        back and nobody has vanished.
        """
        began, ended = self.facts[0][1] + 1, self.facts[-1][1] - 1
        places = range(len(self.facts))
        before = [place for place in places if self.facts[place][1] <= began][-1:]
        under_way = before + [place for place in places if self.facts[place][1] > began]
        ends = [began + (ended - began) * tenth / 10 for tenth in (which, which + 1)]
        first, last = (
            min(under_way, key=lambda place: abs(self.facts[place][1] - end)) for end in ends
        )
        return first, last


def figures(bench: Bench) -> Iterator[Figure]:
    done = imported(bench, bench.size(HOUSEHOLDS, 1_500))
    what = f"sijill import, a list of {done.persons:,} persons"
    yield Figure(
        what=f"{what}, end to end",
        limit=f"{PERSONS_A_SECOND:,} persons a second",
        unit="persons",
        rate=done.rate,
        raw=PERSONS_A_SECOND,
        bound=1.0,
    )
    yield Figure(
        what=f"{what}, its last tenth",
        limit="its first tenth",
        unit="facts",
        rate=done.last_tenth,
        raw=done.first_tenth,
        bound=LAST_BESIDE_FIRST,
    )
    yield Figure(
        what=f"{what}, its last tenth by the machine's pace then",
        limit="its first tenth",
        unit="facts",
        rate=done.last_tenth * done.pace,
        raw=done.first_tenth,
    )
    yield Figure(
        what=f"{MEGABYTES} MB beside what the importing process takes at its peak",
        limit="what it takes",
        unit="MB",
        rate=MEGABYTES,
        raw=done.importing,
        bound=1.0,
    )


def imported(bench: Bench, households: int, seed: int = 1) -> Imported:
    """Import a list of made-up households with the command, and hold what it says to what the list was made of.

    Raises:
        AssertionError: it took in, or sent back, other rows than it should have.
    """
    where = bench.fresh()
    with bench.opened(where) as opened:
        registry = opened.registry

        async def ready() -> None:
            await set_up(registry.writer, await operator_of(registry))

        opened.run(ready())
    path = bench.folder / f"people-{households}-{seed}.csv"
    expected = write_people(path, households, seed)
    busy, _, _ = os.getloadavg()
    began = time.perf_counter()
    looks, said = _watched(where, path, bench.folder)
    seconds = time.perf_counter() - began
    rejects = Counter(row["reasons"][0]["code"] for row in said["rejected_rows"])
    assert _as_expected(expected, said, rejects), (expected, rejects)
    path.unlink()
    return Imported(
        persons=expected.persons,
        seconds=seconds,
        first_tenth=looks.tenth(0),
        last_tenth=looks.tenth(9),
        pace=looks.pace(9) / (looks.pace(0) or 1.0),
        importing=looks.importing,
        reading=looks.reading,
        postgres=looks.postgres,
        rejects=dict(rejects),
        busy=busy,
    )


def _watched(where: Databases, path: Path, folder: Path) -> tuple[_Looks, dict[str, Any]]:
    """Run the command and look at it, at PostgreSQL and at the log until it ends."""
    arguments = ("import", path, "--partner", MINISTRY, "--as", "registrations", "--json")
    environment = {
        **os.environ,
        "SIJILL_DATA": str(folder),
        "SIJILL_DATABASE_URL": where.log_url,
        "SIJILL_KEYS_DATABASE_URL": where.keys_url,
    }
    looks = _Looks()
    with (
        psycopg.connect(where.log_url, autocommit=True) as log,
        (folder / "said.json").open("w+", encoding="utf-8") as said,
        subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, *map(str, arguments)], stdout=said, env=environment
        ) as process,
    ):
        postmaster = _parent(log.info.backend_pid)
        while process.poll() is None:
            looks.look(process.pid, postmaster, log)
            time.sleep(_LOOK)
        looks.look(process.pid, postmaster, log)
        said.seek(0)
        return looks, json.load(said)


def _as_expected(expected: Expected, said: Mapping[str, Any], rejects: Mapping[str, int]) -> bool:
    return (
        dict(rejects) == dict(expected.rejects)
        and said["rows"] == expected.persons
        and said["registrations"] == expected.registrations
        and said["members"] == expected.members
    )


def _processor(process: int) -> float:
    """Seconds that a process has worked; 0 where it is gone."""
    with suppress(OSError):
        said = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(said[11]) + int(said[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def _own(process: int) -> float:
    """What a process holds by itself, and its part of what it shares."""
    return megabytes(Path(f"/proc/{process}/smaps_rollup"), "Pss:")


def _children(process: int) -> Sequence[int]:
    with suppress(OSError):
        tasks = Path(f"/proc/{process}/task").glob("*/children")
        return [int(one) for task in tasks for one in task.read_text(encoding="ascii").split()]
    return []


def _parent(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("PPid:"))


def main() -> None:
    asking = argparse.ArgumentParser(prog="python -m bench.imports", description=__doc__)
    asking.add_argument("--households", type=int, default=HOUSEHOLDS)
    asking.add_argument("--seed", type=int, default=1)
    asked = asking.parse_args()
    with running() as bench:
        done = imported(bench, asked.households, asked.seed)
    output.as_json({**asdict(done), "rate": done.rate})


if __name__ == "__main__":
    main()
