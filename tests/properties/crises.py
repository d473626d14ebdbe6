"""Several things at once: a rush at one door, a list taken in, a rebuild beside writers, a death amid all of it."""

from __future__ import annotations

from asyncio import create_task, gather, sleep, timeout, to_thread
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from random import Random
from typing import Final

from registry.domain.errors import Refused, Unavailable, VersionConflict
from registry.domain.file_import import ImportUndone, UndoingStarted
from registry.domain.vocabulary import Role
from registry.intake.importing import import_file
from registry.intake.summary import Summary
from tests.properties.asks import Act, Ask
from tests.properties.broken import must
from tests.properties.files import List
from tests.properties.life import PATIENCE, Forgetting, Life
from tests.properties.thinking import think

LONGEST_WAIT: Final = 0.015
"""Seconds: about what a few commands take."""


A_THIRD: Final = 1 / 3


class Crises:
    def __init__(self, life: Life) -> None:
        self.life = life

    def asks(self, acts: Sequence[Act], chance: Random, *, at_one_door: bool = False) -> list[Ask]:
        """One an act; among them one twice, or one whose key comes with other words too."""
        self.life.hear()
        clerk = self.life.clerk
        door = clerk.home(chance) if at_one_door else None
        asks = [think(clerk, act, chance, home=door) for act in acts]
        twin = chance.choice(asks)
        match chance.randrange(3):
            case 0:
                asks.append(twin)
            case 1 if twin.names:
                asks.append(think(clerk, twin.act, chance, like=twin, home=door))
            case _:
                pass
        chance.shuffle(asks)
        return asks

    def somebody(self, chance: Random) -> Forgetting:
        home, state = chance.choice(list(self.life.clerk.town.homes.items()))
        member = chance.choice(list(state.members))
        return Forgetting(home, member, self.life.clerk.town.owners[home])

    def rush(self, asks: Sequence[Ask], chance: Random) -> None:
        """While a reader reads, a follower follows, somebody looks and, now and then, somebody is forgotten."""
        life, office = self.life, self.life.office
        limit, batch = chance.choice((1, 3, 50)), chance.choice((1, 3, 50))
        beside: list[Awaitable[object]] = [
            to_thread(self._read_on, limit, 10),
            to_thread(office.follow, batch, 6),
            life.opening(
                chance.choice(list(life.clerk.town.partners)), list(life.clerk.town.homes)[:2]
            ),
        ]
        if chance.random() < A_THIRD:
            whom = self.somebody(chance)
            life.raced.add(whom.home)
            beside.append(self._forgetting(whom))
        life.put_at_once(asks, *beside)

    async def _forgetting(self, whom: Forgetting) -> None:
        """Of somebody whose household may be another partner's a moment later."""
        try:
            await self.life.forgetting(whom)
        except Refused as no:
            must(no.code == "household_transferred", "a forgetting is refused", no.code)

    def _read_on(self, limit: int, times: int) -> None:
        for _ in range(times):
            self.life.read_on(limit)

    def rebuild_during(self, model: str | None, asks: Sequence[Ask]) -> None:
        office = self.life.office
        self.life.put_at_once(asks, self.life.rebuilding(model), to_thread(office.follow, 3, 6))

    def cut_during(self, asks: Sequence[Ask], chance: Random) -> None:
        self.life.patience.died = True
        self.life.put_at_once(asks, self.cutting(chance))

    async def cutting(self, chance: Random) -> None:
        for _ in range(chance.randint(1, 3)):
            await sleep(chance.uniform(0, LONGEST_WAIT))
            self.life.office.cut()

    def kill_during(self, asks: Sequence[Ask], chance: Random) -> None:
        """Who waits for an answer goes away without one, and asks again once the server is back."""
        office = self.life.office
        self.life.patience.died = True

        async def kill() -> None:
            await sleep(chance.uniform(0, LONGEST_WAIT))
            office.kill_server()

        async def ask(one: Ask) -> None:
            with suppress(Refused, Unavailable, VersionConflict):
                await office.writer.submit(await one.command(office.writer))

        async def all_of_it() -> None:
            with suppress(TimeoutError):
                async with timeout(LONGEST_WAIT * 4):
                    await gather(kill(), *map(ask, asks))

        self.life.clerk.unheard += asks
        office.run(all_of_it())
        office.start_again()
        self.life.put_at_once(asks)

    def take_in(self, chance: Random, *, cut_short: bool) -> None:
        """A list, or one that was taken in before: then it brings nothing."""
        self.life.hear()
        known = chance.choice([None, *self.life.files.taken])
        taken = known or self._new_list(chance)
        self.take_in_list(taken, chance, anew=known is None, cut_short=cut_short)

    def take_in_list(
        self, taken: List, chance: Random, *, anew: bool, cut_short: bool = False
    ) -> None:
        life = self.life
        before, refusals = len(life.heard), self._against(taken)
        life.patience.died |= cut_short
        try:
            summary = life.office.run(self._until_taken(taken, chance, cut_short=cut_short))
        except Refused as no:
            must(no.code in refusals, "a list is refused", no.code, refusals)
            return
        life.hear()
        must(not summary.rejects, "a row of a list was rejected", summary.rejects)
        if not anew:
            must(len(life.heard) == before, "a list that was taken in brings something again")
            return
        whole = summary.counts.registrations + len(summary.forgotten) == taken.rows
        must(whole, "a new list brings less than there is in it", summary.counts, taken.rows)
        assert summary.file_import is not None
        life.files.taken[taken] = summary.file_import

    def _new_list(self, chance: Random) -> List:
        life = self.life
        partner = chance.choice(list(life.clerk.town.partners))
        open_ones = [
            stream
            for stream, one in life.clerk.town.programmes.items()
            if one.owner == partner and not one.closed
        ]
        programme = chance.choice([None, *open_ones])
        return life.files.write(chance, life.clerk.names, partner, programme)

    def _against(self, taken: List) -> set[str]:
        town, programme = self.life.clerk.town, taken.options.programme
        found = {"partner_suspended"} if town.partners[taken.partner].suspended else set()
        if programme is not None and town.programmes[programme].closed:
            found.add("programme_closed")
        begun = {one.stream for one in self.life.heard if isinstance(one.fact, UndoingStarted)}
        ended = {one.stream for one in self.life.heard if isinstance(one.fact, ImportUndone)}
        left = {one.envelope.partner for one in self.life.heard if one.stream in begun - ended}
        return found | ({"import_being_undone"} if taken.partner in left else set())

    async def _until_taken(self, taken: List, chance: Random, *, cut_short: bool) -> Summary:
        """As whoever imports does: when it stops half-way, the same once more."""
        cutting = create_task(self.cutting(chance)) if cut_short else None
        context = self.life.clerk.at(taken.partner, Role.DATA_OFFICER)
        try:
            for _ in range(PATIENCE):
                with self.life.patience:
                    return await import_file(
                        taken.path, taken.options, context, self.life.office.writer
                    )
                await sleep(0.01)
        finally:
            if cutting is not None:
                await cutting
        raise AssertionError("an outage without an end")
