"""What a process holds in memory, as Linux tells it, in MB; 0 where it is gone."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path


def peak(process: int) -> float:
    """The most that it has held. `getrusage` would begin with what the process held that it was started by."""
    return megabytes(Path(f"/proc/{process}/status"), "VmHWM:")


def megabytes(path: Path, name: str) -> float:
    """The line of that name."""
    with suppress(OSError, ProcessLookupError):
        for line in path.read_text(encoding="ascii").splitlines():
            if line.startswith(name):
                return int(line.split()[1]) / 1024
    return 0.0
