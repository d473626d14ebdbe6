"""Processes of the register's own beside the one that starts them: an interpreter keeps one core busy and no more."""

from __future__ import annotations

import os
import subprocess
import sys


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
