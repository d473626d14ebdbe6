"""Of two writers who want the last of a fund at the same instant one has it, every time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from threading import Barrier
from typing import Any, Final
from uuid import UUID

import pytest
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from registry.application import funds
from registry.application.command import Command, Context, Histories
from registry.application.writer import Writer
from registry.domain import fund as domain
from registry.domain.errors import SijillError
from registry.domain.fund import (
    Fund,
    FundCode,
    FundContributed,
    FundFact,
    FundOpened,
    FundSpent,
    PaymentCode,
)
from registry.domain.money import Currency, Money
from registry.domain.partner import PublicName
from registry.domain.vocabulary import MoneySource, Purpose, Role
from registry.eventlog.log import Log
from registry.privacy.keys import KeyStore
from registry.privacy.root_key import RootKey
from tests.application.conftest import Office
from tests.conftest import Databases

pytestmark = pytest.mark.anyio

ROUNDS: Final = 40
TODAY: Final = date(2026, 10, 5)
HUNDRED, SIXTY = (Money(Decimal(amount), Currency.EGP) for amount in (100, 60))


@dataclass
class Payer:
    """A writer with a connection and a thread of its own. It and the other one first decide at the same instant."""

    name: str
    databases: Databases
    root_key: Path
    context: Context
    together: Barrier
    decided: list[int] = field(default_factory=list)

    def pay_all(self, streams: Sequence[UUID]) -> list[str]:
        """How each payment ended: done, or the code that it was refused with."""
        return asyncio.run(self._pay_all(streams))

    async def _pay_all(self, streams: Sequence[UUID]) -> list[str]:
        pool: AsyncConnectionPool[AsyncConnection[Any]] = AsyncConnectionPool(
            self.databases.keys_url, min_size=1, open=False
        )
        async with pool:
            keys = await KeyStore.open(pool, RootKey.load(self.root_key))
            with Log(self.databases.log_url) as log:
                writer = Writer(log, keys)
                with closing(keys):
                    return [await self._pay(writer, stream) for stream in streams]

    async def _pay(self, writer: Writer, stream: UUID) -> str:
        spent = FundSpent(amount=SIXTY, on=TODAY, paid_for=PaymentCode(self.name))
        command = funds.spend(stream, spent, self.context, writer.mint)
        self.decided.append(0)
        try:
            await writer.submit(replace(command, decide=self._at_once(command)))
        except SijillError as refused:
            return str(refused.code)
        return "done"

    def _at_once(self, command: Command) -> Any:
        def decide(histories: Histories) -> Sequence[Any]:
            self.decided[-1] += 1
            if self.decided[-1] == 1:
                self.together.wait(timeout=60)
            return command.decide(histories)

        return decide


@pytest.fixture
def manager(office: Office) -> Context:
    return replace(office.context, role=Role.PROGRAMME_MANAGER, purpose=Purpose.PLANNING)


@pytest.fixture
async def payers(databases: Databases, tmp_path: Path, manager: Context) -> tuple[Payer, Payer]:
    together = Barrier(2)
    one, other = (
        Payer(name, databases, tmp_path / "root.key", manager, together)
        for name in ("one", "other")
    )
    return one, other


async def filled(office: Office, manager: Context, number: int) -> UUID:
    """A fund with a hundred pounds in it."""
    opened = FundOpened(
        owner=manager.partner,
        code=FundCode(f"zakat-{number}"),
        name_ar=PublicName("صندوق الزكاة بقوص"),
        name_en=PublicName("Zakat fund, Qus"),
        currency=Currency.EGP,
    )
    stream = (await office.writer.submit(funds.open_fund(opened, manager))).stream
    came = FundContributed(amount=HUNDRED, source=MoneySource.ZAKAT, on=TODAY)
    await office.writer.submit(funds.contribute(stream, came, manager, office.writer.mint))
    return stream


async def balance(office: Office, stream: UUID) -> Decimal:
    state: Fund | None = None
    for one in await office.writer.log.load(stream):
        assert isinstance(one.fact, FundFact)
        state = domain.evolve(state, one.fact)
    assert state is not None
    return state.balance


async def paid_at_once(
    payers: tuple[Payer, Payer], streams: Sequence[UUID]
) -> list[tuple[str, ...]]:
    """How the two payments of each round ended."""
    with ThreadPoolExecutor(2) as threads:
        running = [asyncio.wrap_future(threads.submit(payer.pay_all, streams)) for payer in payers]
        return [tuple(sorted(ended)) for ended in zip(*await asyncio.gather(*running), strict=True)]


async def test_of_two_who_pay_the_last_at_once_one_does_and_the_other_is_told_what_is_left(
    office: Office, manager: Context, payers: tuple[Payer, Payer]
) -> None:
    streams = [await filled(office, manager, number) for number in range(ROUNDS)]
    ended = await paid_at_once(payers, streams)
    assert ended == [("done", "fund_overspent")] * ROUNDS
    assert [await balance(office, stream) for stream in streams] == [Decimal(40)] * ROUNDS
    decisions = [sum(both) for both in zip(*(one.decided for one in payers), strict=True)]
    assert decisions == [3] * ROUNDS, "each time the later one was decided again"


async def test_without_the_check_of_what_is_left_both_would_be_paid(
    office: Office,
    manager: Context,
    payers: tuple[Payer, Payer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(domain, "_require_left", lambda *_: None)
    streams = [await filled(office, manager, number) for number in range(3)]
    assert await paid_at_once(payers, streams) == [("done", "done")] * 3
    assert [await balance(office, stream) for stream in streams] == [Decimal(-20)] * 3


async def test_a_fund_is_opened_once_by_its_code_and_a_key_stands_for_one_payment(
    office: Office, manager: Context
) -> None:
    stream = await filled(office, manager, 1)
    with pytest.raises(SijillError, match="fund_already_open"):
        await filled(office, manager, 1)
    spent = FundSpent(amount=SIXTY, on=TODAY, paid_for=PaymentCode("rent"))
    keyed = manager.with_key("october")
    mint = office.writer.mint
    outcomes = [
        await office.writer.submit(funds.spend(stream, spent, keyed, mint)) for _ in range(2)
    ]
    assert [one.repeated for one in outcomes] == [False, True]
    assert await balance(office, stream) == Decimal(40)
