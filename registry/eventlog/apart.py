"""Processes of the register's own beside the one that starts them: an interpreter keeps one core busy and no more."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from registry.eventlog.garbage import seldom_collected


def begin(module: str, *, answers: int) -> subprocess.Popen[bytes]:
    """`python -m module`, which hears through a pipe what nobody else may read, as they might arguments.

    `answers` is what becomes of its output: `subprocess.PIPE` or `subprocess.DEVNULL`.
    """
    paths = os.pathsep.join(filter(None, sys.path))
    return subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-P", "-m", module],
        stdin=subprocess.PIPE,
        stdout=answers,
        env=os.environ | {"PYTHONPATH": paths},
    )


@contextmanager
def at_work() -> Iterator[None]:
    """What such a process does: of a fault it says where, and nothing of its words, which may hold a value.

    Whoever started it hears Ctrl-C too, and ends it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    seldom_collected()
    try:
        yield
    except BrokenPipeError:
        os._exit(1)  # nobody listens: nothing is to be flushed
    except Exception as fault:  # noqa: BLE001 - as above
        sys.stderr.write(f"sijill: {type(fault).__name__}\n")
        for frame in traceback.extract_tb(fault.__traceback__):
            sys.stderr.write(f"sijill: {frame.filename}:{frame.lineno} {frame.name}\n")
        sys.stderr.flush()
        os._exit(1)
