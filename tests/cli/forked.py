"""Commands as processes of their own, forked from one that has imported everything: a second saved each.

That a command starts from nothing, ends on signals and fills a pipe is tested on the script itself, in test_process.py.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.command import Desk

FORKING = """
import gc, json, os, sys
import registry.cli.app, registry.cli.faults
gc.freeze()
for line in sys.stdin:
    order = json.loads(line)
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(os.open(order["stdout"], os.O_WRONLY), 1)
        os.dup2(os.open(order["stderr"], os.O_WRONLY), 2)
        os.chdir(order["cwd"])
        os.environ.clear()
        os.environ.update(order["environment"])
        sys.argv = ["sijill", *order["arguments"]]
        exec(order["program"], {})
        sys.exit()
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@dataclass(frozen=True, slots=True)
class Forge:
    """The process that forks."""

    process: subprocess.Popen[str]
    folder: Path

    def run(
        self, program: str, arguments: list[str], cwd: Path, environment: Mapping[str, str]
    ) -> subprocess.CompletedProcess[str]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        said, complained = self.folder / "stdout", self.folder / "stderr"
        for stream in (said, complained):
            stream.write_text("", encoding="utf-8")
        order = {
            "program": program,
            "arguments": arguments,
            "cwd": str(cwd),
            "environment": environment,
            "stdout": str(said),
            "stderr": str(complained),
        }
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        code = int(self.process.stdout.readline())
        return subprocess.CompletedProcess(
            arguments, code, said.read_text("utf-8"), complained.read_text("utf-8")
        )


@contextmanager
def forging(folder: Path, environment: Mapping[str, str]) -> Iterator[Forge]:
    with subprocess.Popen(
        [sys.executable, "-c", FORKING],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        yield Forge(process, folder)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickDesk(Desk):
    forge: Forge = field(repr=False)

    def run(self, *arguments: str | Path, **_streams: Any) -> subprocess.CompletedProcess[str]:
        typed = [*map(str, arguments)]
        return self.forge.run(self.program, typed, self.home, self.environment())
