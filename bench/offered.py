"""An open-loop load generator in a process of its own: `python -m bench.offered < plan.json > answers.json`.

Requests leave when they are due, whether or not those before them were answered, as people send them. What an answer
took is counted from the moment at which its request was due, so that a server that stalls is not let off.
"""

from __future__ import annotations

import asyncio
import gc
import sys
from asyncio import Future, Protocol, Transport
from collections.abc import Sequence
from random import Random
from time import perf_counter
from typing import Final, cast

import msgspec

PATIENCE: Final = 30.0
"""Seconds after which an answer counts as none."""
LOST: Final = 0
"""The status of a request that got no answer."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Bodies to POST to `/graphql`, `rate` a second on average, at random moments that the seed fixes."""

    host: str
    port: int
    token: str
    bodies: list[msgspec.Raw]
    rate: float
    seed: int = 1


class Answered(msgspec.Struct, frozen=True, array_like=True):
    """In the order of the bodies; `seconds` from the moment at which the request was due."""

    status: int
    seconds: float
    body: str


def main() -> None:
    plan = msgspec.json.decode(sys.stdin.buffer.read(), type=Plan)
    answers = asyncio.run(offer(plan))
    sys.stdout.buffer.write(msgspec.json.encode(answers))


async def offer(plan: Plan) -> list[Answered]:
    """Send all of it and wait for the last answer."""
    door = Door(plan.host, plan.port)
    requests = [_request(plan, body) for body in plan.bodies]
    gc.freeze()
    start = perf_counter() + 0.2
    sent = []
    for request, due in zip(requests, _moments(plan, start), strict=True):
        await asyncio.sleep(max(0, due - perf_counter()))
        sent.append(asyncio.create_task(_answered(door, request, due)))
    return list(await asyncio.gather(*sent))


class Door:
    """Connections that are kept open; whoever finds none idle opens another."""

    def __init__(self, host: str, port: int) -> None:
        self._where = host, port
        self._idle: list[Conversation] = []

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Status and body of the answer.

        Raises:
            OSError: the connection was refused or lost.
        """
        conversation = self._kept() or await self._open()
        answer = await conversation.ask(request)
        self._idle.append(conversation)
        return answer

    def _kept(self) -> Conversation | None:
        while self._idle:
            conversation = self._idle.pop()
            if conversation.goes_on:
                return conversation
        return None

    async def _open(self) -> Conversation:
        loop = asyncio.get_running_loop()
        _, conversation = await loop.create_connection(Conversation, *self._where)
        return conversation


class Conversation(Protocol):
    """One connection of HTTP/1.1, a request at a time."""

    def __init__(self) -> None:
        self._transport: Transport | None = None
        self._heard = bytearray()
        self._answer: Future[tuple[int, bytes]] | None = None

    @property
    def goes_on(self) -> bool:
        """Whether the server has kept it open."""
        return self._transport is not None and not self._transport.is_closing()

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        if self._transport is None or not self.goes_on:
            raise ConnectionError
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._heard += data
        head, found, body = bytes(self._heard).partition(b"\r\n\r\n")
        if not found:
            return
        status, *headers = head.split(b"\r\n")
        length = next(
            int(line.partition(b":")[2])
            for line in headers
            if line.lower().startswith(b"content-length:")
        )
        if len(body) >= length and self._answer is not None and not self._answer.done():
            self._heard.clear()
            self._answer.set_result((int(status.split()[1]), body))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(exc or ConnectionError())


async def _answered(door: Door, request: bytes, due: float) -> Answered:
    try:
        async with asyncio.timeout(PATIENCE):
            status, body = await door.ask(request)
    except (OSError, TimeoutError) as problem:
        return Answered(LOST, perf_counter() - due, type(problem).__name__)
    return Answered(status, perf_counter() - due, body.decode())


def _moments(plan: Plan, start: float) -> Sequence[float]:
    random = Random(plan.seed)  # noqa: S311 - arrivals, not secrets
    moments, at = [], start
    for _ in plan.bodies:
        at += random.expovariate(plan.rate)
        moments.append(at)
    return moments


def _request(plan: Plan, body: msgspec.Raw) -> bytes:
    head = (
        "POST /graphql HTTP/1.1\r\n"
        f"host: {plan.host}:{plan.port}\r\n"
        f"authorization: Bearer {plan.token}\r\n"
        "accept: application/graphql-response+json\r\n"
        "content-type: application/json\r\n"
        f"content-length: {len(bytes(body))}\r\n\r\n"
    )
    return head.encode() + bytes(body)


if __name__ == "__main__":
    main()
