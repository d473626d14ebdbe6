"""Disks of a few megabytes, in memory, that are full when a test says so."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

CHUNK: Final = bytes(64 * 1024)


class NoDisk(Exception):
    """This machine lets nobody mount one; the message says why."""


@dataclass(frozen=True, slots=True)
class Disk:
    path: Path

    @property
    def ballast(self) -> Path:
        return self.path / "ballast"

    def fill(self) -> None:
        """Leave no room for a single byte."""
        with self.ballast.open("ab", buffering=0) as file:
            for size in (len(CHUNK), 512, 1):
                while True:
                    try:
                        file.write(CHUNK[:size])
                    except OSError:
                        break

    def make_room(self) -> None:
        self.ballast.unlink()


@contextmanager
def small_disk(path: Path, megabytes: int, owner: int) -> Iterator[Disk]:
    """A file system of its own at `path`, which `owner` may write to.

    Raises:
        NoDisk: it takes root, and a container that lets root mount.
    """
    if os.geteuid() != 0:
        raise NoDisk("to mount a disk needs root")
    path.mkdir(parents=True)
    options = f"size={megabytes}m,mode=0700,uid={owner}"
    mount = ["mount", "-t", "tmpfs", "-o", options, "small", str(path)]
    done = subprocess.run(mount, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise NoDisk(f"mount: {done.stderr.strip()}")
    try:
        yield Disk(path)
    finally:
        subprocess.run(["umount", "--lazy", str(path)], check=True)
