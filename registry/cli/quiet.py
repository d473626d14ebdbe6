"""What libraries and threads have to say, on stderr and without the words of any exception: those may hold a value.

It imports little, for processes that do little.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, MutableMapping
from types import TracebackType
from typing import Any
from uuid import uuid4

import structlog


def speak(explain: Callable[[BaseException], object]) -> None:
    """Have log lines written without exceptions' words, and `explain` tell of whatever nobody catches."""
    handler = logging.StreamHandler()
    handler.setFormatter(_WithoutWords("sijill: %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    structlog.configure(
        processors=[structlog.processors.add_log_level, _as_line],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    sys.excepthook = lambda _kind, problem, _at: explain(problem)
    threading.excepthook = lambda fallen: explain(fallen.exc_value or SystemError())


def places(problem: BaseException) -> Iterator[str]:
    """A number to quote, the kinds of error and where they passed; nothing of what they say."""
    yield f"internal {uuid4()}"
    fault: BaseException | None = problem
    while fault is not None:
        yield type(fault).__qualname__
        for frame in traceback.extract_tb(fault.__traceback__):
            yield f"  {frame.filename}:{frame.lineno}"
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)


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
        return "" if ei[1] is None else "\n".join(places(ei[1]))


def _as_line(_logger: Any, _method: str, entry: MutableMapping[str, Any]) -> str:
    entry.pop("exc_info", None)
    level, event = entry.pop("level"), entry.pop("event")
    return " ".join([f"sijill: {level} {event}", *(f"{key}={one}" for key, one in entry.items())])
