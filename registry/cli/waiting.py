"""Long work: how it is stopped, and at a database that goes away, who is told and how to go on."""

from __future__ import annotations

import shlex
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

from registry.cli import output
from registry.domain.errors import SijillError, Unavailable


def tell_outage(outage: Unavailable, pause: float) -> None:
    output.talk("import_waits", seconds=f"{pause:.0f}", code=outage.code)


def until_stopped() -> Event:
    """Set by Ctrl-C, or by whoever ends the process: what is under way is finished first."""
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop


@contextmanager
def stopped_by_outages(code: str) -> Iterator[None]:
    """After a database that stayed away, say under `code` what goes on from there.

    Raises:
        SijillError: `code`, with the same command again.
    """
    try:
        yield
    except Unavailable:
        raise SijillError(code, command=shlex.join(["sijill", *sys.argv[1:]])) from None
