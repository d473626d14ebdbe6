"""The command `sijill` as a process of its own, started as a user starts it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
PROGRAM: Final = "from registry.cli import main; main()"
PATIENCE: Final = 120.0
"""Seconds that any command may take before it counts as hanging."""

MATCHED: Final = {"SIJILL_MATCHING": "here"}
"""The settings of a desk whose commands match whom they record."""

_OURS = ("SIJILL_", "PG", "POSTGRES_")


@dataclass(frozen=True, slots=True)
class Desk:
    """Where somebody sits: a home, a data folder, settings. `program` is what runs in the command's stead.

    Nothing is matched beside what a command records unless the settings say so: it takes a second of every server.
    """

    home: Path
    data: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    program: str = PROGRAM

    def begin(self, *arguments: str | Path, **streams: Any) -> subprocess.Popen[str]:
        """A process that runs; its streams are piped unless others are given."""
        chosen: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | streams
        return subprocess.Popen(
            [sys.executable, "-c", self.program, *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            cwd=self.home,
            env=self.environment(),
            **chosen,
        )

    def run(self, *arguments: str | Path, **streams: Any) -> subprocess.CompletedProcess[str]:
        """A command to its end, whatever that is."""
        with self.begin(*arguments, **streams) as process:
            try:
                said, complained = process.communicate(timeout=PATIENCE)
            except BaseException:
                process.kill()
                raise
        return subprocess.CompletedProcess(process.args, process.returncode, said, complained)

    def sijill(self, *arguments: str | Path) -> str:
        """What a command that succeeds prints."""
        done = self.run(*arguments)
        assert done.returncode == 0, f"sijill {arguments[0]}: {done.stderr}"
        return done.stdout

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        paths = os.pathsep.join([str(ROOT), *filter(None, [kept.get("PYTHONPATH")])])
        here = {"HOME": str(self.home), "SIJILL_DATA": str(self.data), "PYTHONPATH": paths}
        return {**kept, **here, "SIJILL_MATCHING": "elsewhere", **self.settings}
