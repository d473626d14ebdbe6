"""The process beside a server that keeps the read models up; see `beside`.

It imports little: nothing of what answers requests, which takes longer to load than all that it needs itself.
"""

from __future__ import annotations

import signal
import sys
from threading import Event, Thread

from registry.cli import quiet
from registry.projections.leading import follow


def main() -> None:
    """Follow the log that stands in the first line of the input, until the input ends."""
    quiet.speak(_explain)
    stop = Event()
    # A terminal's Ctrl-C reaches both, and the server ends this process when it is done.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    url = sys.stdin.readline().strip()

    def until_hung_up() -> None:
        sys.stdin.read()
        stop.set()

    if url:
        Thread(target=until_hung_up, name="hung up", daemon=True).start()
        follow(url, stop=stop)


def _explain(problem: BaseException) -> None:
    from registry.cli import faults  # noqa: PLC0415 - it loads what this process does without

    faults.explain(problem)


if __name__ == "__main__":
    main()
