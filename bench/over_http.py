"""Registrations over HTTP: a real `sijill serve`, and a generator that sends whether or not it is answered."""

from __future__ import annotations

import http.client
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from math import ceil
from time import monotonic, sleep
from typing import Final, LiteralString

import msgspec
import psycopg

from bench.asked import household_input, variables
from bench.families import FACTS_OF_FIVE, household
from bench.figures import Latency
from bench.offered import Answered, Plan
from bench.register import Register
from bench.server import Bench
from registry.bootstrap import KEYS_DATABASE, LOG_DATABASE, Databases, ensure_schema
from registry.cli.demo.qena import ASSOCIATION
from registry.cli.token import mint
from registry.domain.vocabulary import Purpose
from registry.privacy.staff import Login

RATE: Final = 100
"""Registrations a second, as the issue has it, and the milliseconds below which their p95 stays."""
BOUND: Final = 100.0
STEP: Final = 1.25
"""By how much the offer grows until it is too much."""
HOST: Final = "127.0.0.1"
READY: Final = 60.0
"""Seconds in which a server must have come up."""
TTL: Final = timedelta(hours=1)
SENT_TWICE: Final = 20
"""One request in so many is sent again at once under the same key, as an impatient client does."""

_REGISTER: Final[LiteralString] = """
mutation ($input: HouseholdInput!, $key: ID!) {
  registerHousehold(input: $input, idempotencyKey: $key) {
    __typename
    ... on HouseholdRegistered { id reference position repeated %s }
    ... on Refusal { code }
  }
}
"""
PLAIN: Final = _REGISTER % ""
READ_BACK: Final = _REGISTER % "household { reference sizeBand ownRegistration markaz { code } }"


def figures(bench: Bench) -> Iterator[Latency]:
    where = Databases(bench.server.url(LOG_DATABASE), bench.server.url(KEYS_DATABASE), bench.folder)
    ensure_schema(where)
    with bench.opened(where) as opened:
        register = opened.run(Register.set_up(opened.registry))
        token = opened.run(
            mint(opened.registry, Login("caseworker", ASSOCIATION), Purpose.REGISTRATION, TTL)
        )
        with serving(bench) as port:
            offers = Offers(register, where, token, port)
            offers.make(PLAIN, RATE, bench.size(3, 1))  # plans, caches and connections
            seconds = bench.size(20, 1)
            for what, document in (("", PLAIN), (", read back", READ_BACK)):
                offer = offers.make(document, RATE, seconds)
                yield offer.latency(
                    f"{RATE} registrations/s for {seconds} s over HTTP, families of five{what}",
                    bound=BOUND,
                )
            yield _most(offers, bench.size(8, 1), steps=bench.size(15, 2))


@dataclass(frozen=True, slots=True)
class Offer:
    """What was sent, and what became of it: `lost` were acknowledged and are not in the log whole."""

    rate: float
    answers: Sequence[Answered]
    failed: int
    lost: int
    doubled: int

    @property
    def clean(self) -> bool:
        return not (self.failed or self.lost or self.doubled)

    def latency(self, what: str, *, bound: float | None = None, note: str = "") -> Latency:
        counted = (
            f"{len(self.answers):,} sent, {self.failed} failed, {self.lost} lost,"
            f" {self.doubled} doubled"
        )
        seconds = [answer.seconds for answer in self.answers]
        return Latency.of(what, seconds, bound=bound, note="; ".join(filter(None, (counted, note))))


class Offers:
    """Loads for one server, each of families that it has not heard of."""

    def __init__(self, register: Register, where: Databases, token: str, port: int) -> None:
        self._register = register
        self._where = where
        self._token = token
        self._port = port

    def make(self, document: str, rate: float, seconds: float) -> Offer:
        numbers = self._register.numbers(ceil(rate * seconds))
        sent = [number for number in numbers for _ in range(2 if number % SENT_TWICE == 0 else 1)]
        plan = Plan(
            host=HOST,
            port=self._port,
            token=self._token,
            bodies=[msgspec.Raw(_body(document, number)) for number in sent],
            rate=rate * len(sent) / len(numbers),
        )
        before = self._count_registered()
        said = subprocess.run(
            [sys.executable, "-m", "bench.offered"],
            input=msgspec.json.encode(plan),
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
        answers = msgspec.json.decode(said, type=list[Answered])
        acknowledged = {
            number: identity
            for number, answer in zip(sent, answers, strict=True)
            if (identity := _identity(answer)) is not None
        }
        whole = self._whole(numbers)
        return Offer(
            rate=rate,
            answers=answers,
            failed=sum(_identity(answer) is None for answer in answers),
            lost=len(acknowledged.keys() - whole),
            doubled=self._count_registered() - before - len(whole),
        )

    def _whole(self, numbers: Sequence[int]) -> set[int]:
        """Those whose key is on record with a stream that holds the family's facts and nothing more."""
        by_key = {self._digest(number): number for number in numbers}
        with psycopg.connect(self._where.log_url) as log, log.cursor(binary=True) as cursor:
            cursor.execute(
                """
                select c.key from log.command as c join log.facts as f on f.originator_id = c.stream
                where c.key = any(%s) group by c.key having count(*) = %s
                """,
                [list(by_key), FACTS_OF_FIVE],
            )
            return {by_key[key] for (key,) in cursor.fetchall()}

    def _digest(self, number: int) -> bytes:
        """The key under which the writer keeps the command."""
        key = self._register.registry.keys.digest_key("idempotency")
        partner = self._register.context.partner.bytes
        return key.digest(partner, "household.register", _key(number))

    def _count_registered(self) -> int:
        with psycopg.connect(self._where.log_url) as log:
            query = "select count(*) from log.facts where topic = 'household.registered.v1'"
            ((registered,),) = log.execute(query).fetchall()
            return int(registered)


@contextmanager
def serving(bench: Bench) -> Iterator[int]:
    """A `sijill serve` of its own process over the bench's databases; its port."""
    port = _free_port()
    command = [sys.executable, "-c", "from registry.cli import main; main()", "serve"]
    where = ["--host", HOST, "--port", str(port), "--data", str(bench.folder)]
    server = subprocess.Popen([*command, *where], stderr=subprocess.DEVNULL)
    try:
        _wait_until_ready(server, port)
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)


def _most(offers: Offers, seconds: float, steps: int) -> Latency:
    """The largest offer that was answered in time, found by offering more and more."""
    kept: list[Offer] = []
    beyond = "no more was offered"
    for step in range(steps):
        offer = offers.make(PLAIN, RATE * STEP**step, seconds)
        p95 = offer.latency("").p95
        if not offer.clean or p95 >= BOUND:
            beyond = f"at {offer.rate:,.0f}/s p95 {p95:,.0f} ms, {offer.failed} failed"
            if not kept:
                return offer.latency(f"saturation: below {offer.rate:,.0f} registrations/s")
            break
        kept.append(offer)
    return kept[-1].latency(f"saturation: {kept[-1].rate:,.0f} registrations/s", note=beyond)


def _wait_until_ready(server: subprocess.Popen[bytes], port: int) -> None:
    deadline = monotonic() + READY
    while monotonic() < deadline and server.poll() is None:
        with suppress(OSError):
            asked = http.client.HTTPConnection(HOST, port, timeout=5)
            asked.request("GET", "/readyz")
            if asked.getresponse().status == HTTPStatus.OK:
                return
        sleep(0.05)
    raise AssertionError("sijill serve did not come up")


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as door:
        return int(door.getsockname()[1])


def _body(document: str, number: int) -> bytes:
    given = variables(household_input(household(number)))
    asked = {"input": given, "key": _key(number)}
    return msgspec.json.encode({"query": document, "variables": asked})


def _key(number: int) -> str:
    return f"http:{number}"


def _identity(answer: Answered) -> str | None:
    """The id of the household, None where the answer is anything but that it was registered."""
    if answer.status != HTTPStatus.OK:
        return None
    registered = msgspec.json.decode(answer.body).get("data", {}).get("registerHousehold", {})
    identity = registered.get("id")
    return None if identity is None else str(identity)
