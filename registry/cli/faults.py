"""How a failure leaves the command line: in both languages, or, where it is a fault of ours, by its number alone.

A fault's own words may hold a value of somebody's file, so neither they nor a log line's traceback are ever shown.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator, MutableMapping
from types import TracebackType
from typing import Any
from uuid import uuid4

import psycopg
import structlog

from registry.cli import output
from registry.cli.options import database_name
from registry.domain.errors import SijillError
from registry.localpg import LocalPostgresError


def explain(problem: BaseException) -> int:
    """Say on stderr what went wrong; the exit code of it."""
    match problem:
        case SijillError():
            output.complain(problem)
            return output.USAGE if isinstance(problem, output.Misused) else output.REFUSED
        case LocalPostgresError():
            output.complain(SijillError(problem.code, reason=str(problem)))
            for line in problem.log.splitlines():
                output.remark(line)
        case psycopg.errors.InsufficientPrivilege():
            output.complain(SijillError("database_right_missing", database=database_name()))
        case psycopg.errors.UndefinedTable():
            output.complain(SijillError("read_models_missing"))
        case psycopg.OperationalError():
            output.complain(SijillError("database_unreachable", database=database_name()))
        case _:
            output.talk("internal")
            for line in _places(problem):
                output.remark(line)
    return output.REFUSED


def unwind_on_sigterm() -> None:
    """Let SIGTERM end a command as Ctrl-C does: what was opened is closed on the way."""
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))


def speak_quietly() -> None:
    """Send whatever libraries and threads have to say to stderr, without the words of any exception."""
    handler = logging.StreamHandler()
    handler.setFormatter(_WithoutWords("sijill: %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    structlog.configure(
        processors=[structlog.processors.add_log_level, _as_line],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    sys.excepthook = _leave
    threading.excepthook = _tell


def flush() -> None:
    """Write what is left to write; where nobody reads any more, leave quietly instead of at the interpreter's end."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(output.REFUSED)


class _WithoutWords(logging.Formatter):
    """A record's first line and where its exception passed; asyncio puts an exception's words on the second."""

    def format(self, record: logging.LogRecord) -> str:
        first = logging.makeLogRecord(
            record.__dict__ | {"msg": record.getMessage().partition("\n")[0], "args": ()}
        )
        return super().format(first)

    def formatException(  # noqa: N802 - the library's name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        return "" if ei[1] is None else "\n".join(_places(ei[1]))


def _places(problem: BaseException) -> Iterator[str]:
    """A number to quote, the kinds of error and where they passed; nothing of what they say."""
    yield f"internal {uuid4()}"
    fault: BaseException | None = problem
    while fault is not None:
        yield type(fault).__qualname__
        for frame in traceback.extract_tb(fault.__traceback__):
            yield f"  {frame.filename}:{frame.lineno}"
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)


def _leave(_kind: type[BaseException], problem: BaseException, _at: TracebackType | None) -> None:
    explain(problem)


def _tell(fallen: threading.ExceptHookArgs) -> None:
    explain(fallen.exc_value or SystemError())


def _as_line(_logger: Any, _method: str, entry: MutableMapping[str, Any]) -> str:
    entry.pop("exc_info", None)
    level, event = entry.pop("level"), entry.pop("event")
    return " ".join([f"sijill: {level} {event}", *(f"{key}={one}" for key, one in entry.items())])
