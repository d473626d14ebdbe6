"""The command `sijill`, run as its users run it and started in a fraction of the time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import IO, Any, Final

from tests.command import PROGRAM, Desk

FORKED: Final = Path(__file__).with_name("forked.py")


@dataclass(frozen=True)
class Done:
    """A command at its end."""

    code: int
    said: str
    complained: str


@dataclass
class Commands:
    """Processes forked from one that is ready; `folder` holds what they print."""

    folder: Path
    questions: IO[str]
    answers: IO[str]

    def __post_init__(self) -> None:
        self._numbers = count(1)

    def run(
        self,
        environment: Mapping[str, str],
        *arguments: str,
        cwd: Path | None = None,
        program: str = PROGRAM,
    ) -> Done:
        """Run a command to its end, with nobody at the keyboard; `program` is what runs in its stead."""
        said, complained = self._streams()
        process = self._start(environment, arguments, said, complained, cwd=cwd, program=program)
        code = self.wait(process)
        return Done(code, said.read_text("utf-8"), complained.read_text("utf-8"))

    def run_at_once(self, environment: Mapping[str, str], *typed: Sequence[str]) -> list[Done]:
        """As `run`, of several that begin at the same moment."""
        streams = [self._streams() for _ in typed]
        processes = [
            self._start(environment, tuple(arguments), *printed)
            for arguments, printed in zip(typed, streams, strict=True)
        ]
        codes = [self.wait(process) for process in processes]
        return [
            Done(code, said.read_text("utf-8"), complained.read_text("utf-8"))
            for code, (said, complained) in zip(codes, streams, strict=True)
        ]

    def begin(
        self,
        environment: Mapping[str, str],
        *arguments: str,
        cwd: Path | None = None,
        program: str = PROGRAM,
    ) -> Forked:
        """A process that runs a command; it is there until it is waited for."""
        said, complained = self._streams()
        process = self._start(environment, arguments, said, complained, cwd=cwd, program=program)
        return Forked(self, process, said, complained)

    def wait(self, process: int) -> int:
        """Its exit code; -9 where it was killed."""
        return self._ask(wait=process)

    def _streams(self) -> tuple[Path, Path]:
        number = next(self._numbers)
        both = self.folder / f"{number}.out", self.folder / f"{number}.err"
        for one in both:
            one.touch(0o600)  # to be read before it has begun
        return both

    def _start(
        self,
        environment: Mapping[str, str],
        arguments: tuple[str, ...],
        *streams: Path,
        cwd: Path | None = None,
        program: str = PROGRAM,
    ) -> int:
        return self._ask(
            program=program,
            arguments=arguments,
            cwd=str(cwd or self.folder),
            environment=dict(environment),
            streams=list(map(str, streams)),
        )

    def _ask(self, **question: object) -> int:
        print(json.dumps(question), file=self.questions, flush=True)
        return int(self.answers.readline())


@dataclass
class Forked:
    """A process that `Commands` began: to be stopped, killed and waited for, as often as one likes.

    What it prints is in two files, while it runs too.
    """

    commands: Commands
    process: int
    said: Path
    complained: Path
    code: int | None = None

    def send_signal(self, number: int) -> None:
        if self.code is None:
            os.kill(self.process, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def wait(self) -> int:
        if self.code is None:
            self.code = self.commands.wait(self.process)
        return self.code


@contextmanager
def commands(folder: Path) -> Iterator[Commands]:
    """`sijill` of this interpreter's environment."""
    process = subprocess.Popen(
        [sys.executable, "-P", FORKED], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Commands(folder, process.stdin, process.stdout)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickDesk(Desk):
    """A desk whose commands are forked. That one starts from nothing and fills a pipe is for `Desk` to show."""

    commands: Commands = field(repr=False)

    def run(self, *arguments: str | Path, **_streams: Any) -> subprocess.CompletedProcess[str]:
        typed = [*map(str, arguments)]
        done = self.commands.run(self.environment(), *typed, cwd=self.home, program=self.program)
        return subprocess.CompletedProcess(typed, done.code, done.said, done.complained)

    def fork(self, *arguments: str | Path) -> Forked:
        """As `begin`, forked."""
        typed = map(str, arguments)
        here = self.environment()
        return self.commands.begin(here, *typed, cwd=self.home, program=self.program)
