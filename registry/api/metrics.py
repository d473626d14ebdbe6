"""Figures for whoever watches over the registry, in Prometheus' text format.

https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
Counts and positions alone: no name of a partner, nothing of what was recorded.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Final, Literal, TypeAlias

from psycopg import Error
from psycopg_pool import PoolTimeout

from registry.api.context import Services
from registry.api.readiness import PATIENCE
from registry.domain.vocabulary import Role
from registry.projections.lag import PARAMETERS, QUERY, Lag, lags

MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

READERS: Final = frozenset({Role.AUDITOR, Role.SECURITY_OFFICER, Role.SYSTEM})
"""Roles that may read them; nobody else may, and nobody without a token."""

_FIGURES: Final[Sequence[tuple[str, str, Callable[[Lag], float]]]] = (
    ("position", "position that the read model has come to", attrgetter("position")),
    ("lag_facts", "facts that it has not taken in", attrgetter("facts")),
    ("lag_seconds", "since the oldest of them was recorded", attrgetter("seconds")),
    ("dead_letters", "streams that stand still in it", attrgetter("stopped")),
)

Samples: TypeAlias = Iterable[tuple[Mapping[str, object], float]]


class Metrics:
    """What this process counts itself, and what it finds in the database when it is asked."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._answers: Counter[int] = Counter()

    def answered(self, status: int) -> None:
        """Count an answer of the endpoint."""
        self._answers[status] += 1

    async def text(self) -> str:
        """All figures. Those of a database that does not answer are left out, and it is said to be down."""
        answers = [({"status": status}, count) for status, count in sorted(self._answers.items())]
        lines = [
            *_metric("requests_total", "counter", "GraphQL requests by HTTP status", answers),
            *_one("writer_waiting_commands", "commands in line", self._services.writer.waiting),
        ]
        found = await self._lags()
        lines += _one("log_database_up", "1 where the log's database answers", bool(found))
        lines += _of_models(found)
        return "\n".join(lines) + "\n"

    async def _lags(self) -> Sequence[Lag]:
        try:
            async with (
                asyncio.timeout(PATIENCE),
                self._services.readers.connection() as connection,
            ):
                return lags(await (await connection.execute(QUERY, PARAMETERS)).fetchall())
        except (Error, PoolTimeout, TimeoutError, OSError):
            return ()


def _of_models(found: Sequence[Lag]) -> Iterator[str]:
    if not found:
        return
    yield from _one("log_head_position", "last position of the log", found[0].head)
    for name, what, figure in _FIGURES:
        samples = [({"model": one.model}, figure(one)) for one in found]
        yield from _metric(f"read_model_{name}", "gauge", what, samples)


def _one(name: str, what: str, figure: float) -> Iterator[str]:
    return _metric(name, "gauge", what, [({}, figure)])


def _metric(
    name: str, kind: Literal["counter", "gauge"], what: str, samples: Samples
) -> Iterator[str]:
    """Label values are ours: names of read models and numbers, in which nothing needs escaping."""
    yield f"# HELP sijill_{name} {what}"
    yield f"# TYPE sijill_{name} {kind}"
    for labels, figure in samples:
        said = ",".join(f'{label}="{value}"' for label, value in labels.items())
        yield f"sijill_{name}{'{' + said + '}' if said else ''} {figure:.15g}"
