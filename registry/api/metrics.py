"""Figures for whoever watches over the registry, in Prometheus' text format.

https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
Counts and positions alone: no name of a partner, nothing of what was recorded.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, Final, LiteralString

from prometheus_client import (
    CONTENT_TYPE_PLAIN_0_0_4,
    CollectorRegistry,
    Counter,
    Gauge,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from psycopg import Error
from psycopg.sql import Composed
from psycopg_pool import PoolTimeout

from registry.api.context import Services
from registry.api.readiness import PATIENCE
from registry.domain.vocabulary import Role
from registry.projections.lag import PARAMETERS, QUERY, Lag, lags
from registry.reactions import lag as matching
from registry.reactions.lag import MatchingLag

MEDIA_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4

READERS: Final = frozenset({Role.AUDITOR, Role.SECURITY_OFFICER, Role.SYSTEM})
"""Roles that may read them; nobody else may, and nobody without a token."""

_FIGURES: Final[Sequence[tuple[str, str, Callable[[Lag], float]]]] = (
    ("position", "position that the read model has come to", attrgetter("position")),
    ("lag_facts", "facts that it has not taken in", attrgetter("facts")),
    ("lag_seconds", "since the oldest of them was recorded", attrgetter("seconds")),
    ("dead_letters", "streams that stand still in it", attrgetter("stopped")),
)

_MATCHING: Final[Sequence[tuple[str, str, Callable[[MatchingLag], float]]]] = (
    ("position", "position up to which persons are matched", attrgetter("position")),
    ("lag_facts", "facts that are not matched", attrgetter("facts")),
    ("lag_seconds", "since the oldest of them was recorded", attrgetter("seconds")),
)


class Metrics:
    """What this process counts itself, and what it finds in the database when it is asked."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._registry = CollectorRegistry()
        self._answers = Counter(
            "sijill_requests",
            "GraphQL requests by HTTP status",
            ("status",),
            registry=self._registry,
        )
        waiting = Gauge(
            "sijill_writer_waiting_commands", "commands in line", registry=self._registry
        )
        waiting.set_function(lambda: services.writer.waiting)

    def answered(self, status: int) -> None:
        """Count an answer of the endpoint."""
        self._answers.labels(status).inc()

    async def text(self) -> bytes:
        """All figures. Those of a database that does not answer are left out, and it is said to be down."""
        found = CollectorRegistry()
        found.register(_Found(await self._lags(), await self._matching()))
        return generate_latest(self._registry) + generate_latest(found)

    async def _lags(self) -> Sequence[Lag]:
        return lags(await self._asked(QUERY, PARAMETERS))

    async def _matching(self) -> MatchingLag | None:
        rows = await self._asked(matching.QUERY)
        return MatchingLag(*rows[0]) if rows else None

    async def _asked(
        self, query: LiteralString | Composed, parameters: Mapping[str, Any] | None = None
    ) -> Sequence[Sequence[Any]]:
        """Nothing where the database does not answer."""
        try:
            async with (
                asyncio.timeout(PATIENCE),
                self._services.readers.connection() as connection,
            ):
                return await (await connection.execute(query, parameters)).fetchall()
        except (Error, PoolTimeout, TimeoutError, OSError):
            return ()


class _Found(Collector):
    """How far the log, each read model and matching are."""

    def __init__(self, found: Sequence[Lag], matched: MatchingLag | None) -> None:
        self._found = found
        self._matched = matched

    def collect(self) -> Iterator[GaugeMetricFamily]:
        up = "1 where the log's database answers"
        yield GaugeMetricFamily("sijill_log_database_up", up, value=bool(self._found))
        if not self._found:
            return
        head = self._found[0].head
        yield GaugeMetricFamily("sijill_log_head_position", "last position of the log", value=head)
        for name, what, figure in _FIGURES:
            family = GaugeMetricFamily(f"sijill_read_model_{name}", what, labels=("model",))
            for one in self._found:
                family.add_metric((one.model,), figure(one))
            yield family
        if self._matched is not None:
            for name, what, of in _MATCHING:
                yield GaugeMetricFamily(f"sijill_matching_{name}", what, value=of(self._matched))
