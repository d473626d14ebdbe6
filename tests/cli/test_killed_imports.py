"""Imports that are killed in the middle: the same again takes the rest, once, and sends back the same rows.

`make kill-imports` does it to a list of 100,000 rows.
"""

from __future__ import annotations

import csv
import json
import signal
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.people import HEADINGS, Expected, write_people
from tests.cli.conftest import Copied, Qena
from tests.command import PROGRAM
from tests.forking import QuickDesk
from tests.intake.files import cells_of

HOUSEHOLDS = 500
FOR = ("--partner", "albir-qena", "--as", "registrations", "--json")
DYING = """
import os, signal
import registry.intake.incoming as incoming, registry.intake.reading as reading
from registry.intake.taking import Taking
incoming.HOUSEHOLDS, reading.LONG = 50, 10**9  # in this process, so that 50 holds
take, batches = Taking.take, []
async def taking(self, batch):
    await take(self, batch)
    batches.append(batch)
    if len(batches) == {batches}:
        os.kill(os.getpid(), signal.SIGKILL)
Taking.take = taking
"""


def test_a_list_and_then_its_mended_version_are_killed_and_taken_once(
    without_households: Copied, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    expected = write_people(path, HOUSEHOLDS)
    there = without_households("killed")
    desk = there.desk
    for batches in (2, 5):
        _kill(desk, path, batches)
    assert 0 < _registered(there) < expected.registrations
    taken = json.loads(desk.run("import", path, *FOR).stdout)
    assert _counts(taken) == _counted(expected)
    assert _registered(there) == expected.registrations
    reasons = Counter(row["reasons"][0]["code"] for row in taken["rejected_rows"])
    assert reasons == expected.rejects
    came_back = cells_of(tmp_path / "a-rejects.xlsx")

    mended = tmp_path / "b.csv"
    changed = _mend(path, mended, taken)
    _kill(desk, mended, 4)
    again = json.loads(desk.run("import", mended, *FOR).stdout)
    assert (again["corrections"], again["registrations"], again["members"]) == (changed, 0, 0)
    assert again["unchanged"] == expected.members - changed
    assert again["rejected_rows"] == taken["rejected_rows"]
    assert len(cells_of(tmp_path / "b-rejects.xlsx")) == len(came_back)


def _kill(desk: QuickDesk, path: Path, batches: int) -> None:
    dying = replace(desk, program=DYING.format(batches=batches) + PROGRAM)
    assert dying.run("import", path, *FOR).returncode == -signal.SIGKILL


def _mend(path: Path, into: Path, taken: Mapping[str, Any]) -> int:
    """Other addresses for every seventh household of those that went in; how many."""
    rejected = {row["row"] for row in taken["rejected_rows"]}
    address = HEADINGS.index("العنوان")
    changed = 0
    with path.open(encoding="utf-8", newline="") as old, into.open("w", newline="") as new:
        lines = csv.writer(new)
        for number, row in enumerate(csv.reader(old), start=1):
            head = number > 1 and "رب" in row[1] and row[address]
            if head and int(row[0][3:]) % 7 == 1 and number not in rejected:
                row[address] = "خلف الوحدة الصحية"
                changed += 1
            lines.writerow(row)
    return changed


def _registered(there: Qena) -> int:
    ((households,),) = there.asked(
        "select count(distinct originator_id) from log.facts where topic like 'household.registered%'"
    )
    assert isinstance(households, int)
    return households


def _counts(said: Mapping[str, Any]) -> dict[str, int]:
    return {one: said[one] for one in ("rows", "registrations", "members", "rejects")}


def _counted(expected: Expected) -> dict[str, int]:
    return {
        "rows": expected.persons,
        "registrations": expected.registrations,
        "members": expected.members,
        "rejects": expected.rejected,
    }
