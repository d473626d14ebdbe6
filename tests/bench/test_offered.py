"""The load generator sends when requests are due, answered or not."""

from __future__ import annotations

import asyncio
from asyncio import StreamReader, StreamWriter

import msgspec
import pytest

from bench.offered import LOST, Answered, Plan, offer

pytestmark = pytest.mark.anyio
MANY = 12


class Hall:
    """A server that answers nobody before `MANY` are there, and never the one who asks for nothing."""

    def __init__(self) -> None:
        self.there = 0
        self.full = asyncio.Event()

    async def receive(self, reader: StreamReader, writer: StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.partition(b"content-length: ")[2].split(b"\r\n")[0])
        body = await reader.readexactly(length)
        self.there += 1
        if self.there == MANY:
            self.full.set()
        await self.full.wait()
        if body != b"null":
            status = b"418" if body == b"3" else b"200"
            writer.write(b"HTTP/1.1 " + status + b" _\r\nContent-Length: 7\r\n\r\n")
            await writer.drain()
            writer.write(b"heard " + body[:1])
        writer.close()


async def answers(bodies: list[bytes]) -> list[Answered]:
    hall = Hall()
    async with await asyncio.start_server(hall.receive, "127.0.0.1") as server:
        host, port = server.sockets[0].getsockname()
        asked = [msgspec.Raw(body) for body in bodies]
        return await offer(Plan(host=host, port=port, token="", bodies=asked, rate=1_000))


async def test_nobody_waits_for_the_answer_to_somebody_else() -> None:
    heard = await answers([str(number % 10).encode() for number in range(MANY)])
    assert [one.body for one in heard] == [f"heard {number % 10}" for number in range(MANY)]
    assert [one.status for one in heard] == [418 if n == 3 else 200 for n in range(MANY)]


async def test_who_is_not_answered_is_counted_as_lost() -> None:
    heard = await answers([b"null"] + [b"1"] * (MANY - 1))
    assert [one.status for one in heard] == [LOST] + [200] * (MANY - 1)


async def test_what_an_answer_took_is_counted_from_the_moment_at_which_it_was_due() -> None:
    heard = await answers([b"1"] * MANY)
    # All are answered at once, so whoever was due earlier waited longer.
    waited = [one.seconds for one in heard]
    assert waited[0] > waited[-1]
    assert waited[: MANY // 2] > waited[MANY // 2 :]
