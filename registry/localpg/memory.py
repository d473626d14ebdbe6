"""How much of the machine's memory PostgreSQL keeps pages in: what is not there is read again and checked again."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

LEAST, MOST = 64, 256
_PART: Final = 64
"""One MB of so many: the system's own cache holds the rest, for whoever else needs it."""
_ALLOWED: Final = Path("/sys/fs/cgroup/memory.max")


def buffers(allowed: Path = _ALLOWED) -> str:
    """The setting `shared_buffers` for this machine, or for the container that this runs in: 64 MB to 256 MB."""
    megabytes = _memory(allowed) // _PART // 2**20
    return f"{min(max(megabytes, LEAST), MOST)}MB"


def _memory(allowed: Path) -> int:
    """Bytes; 0 where nothing tells."""
    whole = 0
    with suppress(ValueError, OSError):
        whole = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    with suppress(ValueError, OSError):
        return min(whole, int(allowed.read_text("ascii")))  # "max" where there is no bound
    return whole
