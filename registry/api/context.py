"""One request: who asks, what there is for them, what has been read and opened so far."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Generic, TypeAlias, TypeVar
from uuid import UUID

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool
from strawberry import Info
from strawberry.dataloader import DataLoader

from registry.api.authentication import Authenticator
from registry.api.ledger import Ledger
from registry.api.opener import Opener
from registry.api.reading import Reading
from registry.api.refusal import Refusal
from registry.api.standing import Standing, standing_of
from registry.application.four_eyes import Adjudication
from registry.application.search_limit import SearchLimit
from registry.application.writer import Writer
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.vocabulary import Channel
from registry.eventlog.log import Log
from registry.privacy.keys import KeyStore
from registry.privacy.policy import Viewer
from registry.privacy.staff import StaffDirectory, StaffMember
from registry.projections import agreement_directory
from registry.projections.agreement_directory import AgreementRow
from registry.projections.reading import all_pages

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Services:
    """What the API needs of an open register."""

    readers: AsyncConnectionPool[AsyncConnection[Any]]
    writer: Writer
    keys: KeyStore
    log: Log
    authenticator: Authenticator
    staff: StaffDirectory
    channel: Channel = Channel.API
    search_limit: SearchLimit = field(default_factory=SearchLimit)
    adjudication: Adjudication = field(default_factory=Adjudication.read)

    def new_id(self) -> UUID:
        return self.writer.mint.id()


class RequestContext:
    """Everything is read at most once a request; nothing outlives it."""

    def __init__(self, services: Services, viewer: Viewer, stack: AsyncExitStack) -> None:
        self.services = services
        self.viewer = viewer
        self.ledger = Ledger(services.writer, viewer)
        self.opener = Opener(services.keys, self.ledger)
        self._stack = stack
        self.connection = Once(self._connect)
        """The request's one connection, taken from the pool when it is first needed."""
        self.comparing = asyncio.Lock()
        """Held by whoever needs the connection for a transaction: fields side by side would begin several."""
        self.standing = Once(self._stand)
        """What the agreements in force today give the viewer."""
        self.own_agreements = Once(self._agree)
        """Every agreement that ever bound the viewer's partner."""
        self._readings: dict[int, Reading] = {}
        self.staff: DataLoader[UUID, StaffMember | None] = DataLoader(self._called)
        """Who actors are, whatever position is asked about: the directory has no past."""
        self.histories: DataLoader[UUID, list[Recorded[AnyFact]]] = DataLoader(self._lived)
        """The facts of a stream, to the end of the log."""

    async def at(self, position: int) -> Reading:
        """What has been read as of a position."""
        standing, connection = await self.standing(), await self.connection()
        return self._readings.setdefault(position, Reading(connection, standing, position))

    async def refusals(self, act: str) -> list[Refusal]:
        """Why the viewer gets less than was asked for, if so; from here on it is on record."""
        code = (await self.standing()).scope.refusal
        return [] if code is None else [self.ledger.refused(code, act)]

    def extensions(self) -> dict[str, Any]:
        """Every refusal of the request, for whoever reads the answer without its types."""
        said = [refusal.as_extension() for refusal in self.ledger.refusals]
        return {"refusals": said} if said else {}

    async def _connect(self) -> AsyncConnection[Any]:
        return await self._stack.enter_async_context(self.services.readers.connection())

    async def _called(self, actors: list[UUID]) -> list[StaffMember | None]:
        found = await self.services.staff.by_actors(actors)
        return [found.get(actor) for actor in actors]

    async def _lived(self, streams: list[UUID]) -> list[list[Recorded[AnyFact]]]:
        found = await self.services.log.load_many(streams)
        return [found.get(stream, []) for stream in streams]

    async def _agree(self) -> list[AgreementRow]:
        connection, standing = await self.connection(), await self.standing()
        return await all_pages(
            partial(agreement_directory.page, connection, party=self.viewer.partner),
            lambda rows: rows[-1].agreement,
            position=standing.position,
        )

    async def _stand(self) -> Standing:
        today = self.services.writer.mint.today()
        return await standing_of(await self.connection(), self.viewer, today)


class Once(Generic[T]):
    """Something made when it is first asked for, however many ask at once."""

    def __init__(self, make: Callable[[], Awaitable[T]]) -> None:
        self._make = make
        self._lock = asyncio.Lock()
        self._made: list[T] = []

    @property
    def made(self) -> T | None:
        """What was made already, if it was."""
        return next(iter(self._made), None)

    async def __call__(self) -> T:
        async with self._lock:
            if not self._made:
                self._made.append(await self._make())
            return self._made[0]


@asynccontextmanager
async def opened_context(services: Services, viewer: Viewer) -> AsyncIterator[RequestContext]:
    async with AsyncExitStack() as stack:
        context = RequestContext(services, viewer, stack)
        stack.callback(context.opener.close)
        yield context


Asking: TypeAlias = Info[RequestContext, None]
"""What a resolver is told about the request it serves."""
