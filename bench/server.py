"""The PostgreSQL that everything in a run is measured on: an embedded one, on a disk, that syncs as in earnest."""

from __future__ import annotations

from asyncio import Runner
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from bench.figures import ROUNDS
from registry.bootstrap import Databases, Registry, ensure_schema, open_registry
from registry.localpg import Server, start
from registry.settings import Settings

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Bench:
    """A server for one run. `quick` asks for small sizes: enough to see that it runs, too little to believe."""

    server: Server
    folder: Path
    quick: bool = False
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def rounds(self) -> int:
        return 1 if self.quick else ROUNDS

    def size(self, full: int, quick: int) -> int:
        return quick if self.quick else full

    @property
    def settings(self) -> Settings:
        return Settings(data=self.folder, database_url=None)

    def fresh(self) -> Databases:
        """A pair of databases with this release's schema and nothing in them."""
        number = next(self._numbers)
        where = Databases(
            self.server.url(f"bench_{number}"), self.server.url(f"bench_{number}_keys"), self.folder
        )
        ensure_schema(where)
        return where

    @contextmanager
    def opened(self, where: Databases) -> Iterator[Opened]:
        """A register that stays open between calls that are timed one by one."""
        with Runner() as runner:
            stack = AsyncExitStack()
            registry = runner.run(stack.enter_async_context(open_registry(self.settings, where)))
            try:
                yield Opened(registry, runner)
            finally:
                runner.run(stack.aclose())


@dataclass(frozen=True, slots=True)
class Opened:
    """An open register and the loop that it lives in."""

    registry: Registry
    runner: Runner

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)


@contextmanager
def running(*, quick: bool = False) -> Iterator[Bench]:
    """A bench over a server of its own, thrown away afterwards."""
    with TemporaryDirectory(prefix="sijill-bench-") as folder:
        data = Path(folder) / "data"
        with start(data) as server:
            yield Bench(server, data, quick)
