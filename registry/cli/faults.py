"""How a failure leaves the command line: in both languages, or, where it is a fault of ours, by its number alone.

A fault's own words may hold a value of somebody's file, so neither they nor a log line's traceback are ever shown.
"""

from __future__ import annotations

import os
import signal
import sys

from registry.cli import output, quiet


def explain(problem: BaseException) -> int:
    """Say on stderr what went wrong; the exit code of it."""
    # To know the errors of databases and settings takes longer to load than a command that needs neither.
    from registry.cli import explaining  # noqa: PLC0415

    return explaining.explain(problem)


def explain_usage(end: SystemExit) -> None:
    """The library says in English what is wrong with an option; where to read on is said in both languages."""
    if end.code == output.USAGE:
        output.talk("usage_explained")


def unwind_on_sigterm() -> None:
    """Let SIGTERM end a command as Ctrl-C does: what was opened is closed on the way."""
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))


def speak_quietly() -> None:
    """Send whatever libraries and threads have to say to stderr, without the words of any exception."""
    quiet.speak(explain)


def flush() -> None:
    """Write what is left to write; where nobody reads any more, leave quietly instead of at the interpreter's end."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(output.REFUSED)
