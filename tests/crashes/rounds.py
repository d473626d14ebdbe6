"""One round: an import and a follower at work, both killed, and what a second run makes of it."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from random import Random
from typing import Any, Final, LiteralString, Self

import psycopg
from psycopg import sql

from registry.localpg import Server
from registry.projections.leading import NAME
from registry.projections.rebuild import rebuild
from tests.command import PATIENCE
from tests.crashes.survey import DEMO, Survey, brought
from tests.forking import QuickDesk

PARTNER: Final = "moss-qena"
LONGEST_WAIT: Final = 0.04
"""Seconds: about what one transaction of either takes."""

Row = tuple[int, str, int, str, str]


@dataclass(frozen=True, slots=True)
class Moment:
    """When to kill: so many seconds after the log holds more than so many facts of the round.

    By then the import is at its next transaction, and the follower at the one that the log has got.
    """

    after: int
    wait: float

    @classmethod
    def within(cls, facts: int, random: Random) -> Self:
        return cls(random.randrange(facts), random.uniform(0, LONGEST_WAIT))


@dataclass(frozen=True, slots=True)
class Registry:
    """A register of a round's own: copies of databases in which Qena is set up."""

    desk: QuickDesk
    log_url: str
    began: int
    looking: psycopg.Connection[Any]

    def rows(self, query: LiteralString, *values: object) -> list[Any]:
        return self.looking.execute(query, values).fetchall()

    def facts(self) -> list[Row]:
        """All that the log holds: position, stream, version, name, and a digest of the bytes."""
        return [
            (position, str(stream), version, name, digest)
            for position, stream, version, name, digest in self.rows(
                "select notification_id, originator_id, originator_version, topic, md5(state)"
                " from log.facts order by notification_id"
            )
        ]

    def imported(self) -> Counter[str]:
        """How many facts of each name this round brought."""
        return brought(name for position, _, _, name, _ in self.facts() if position > self.began)

    def logged(self) -> int:
        ((count,),) = self.rows(
            "select count(*) from log.facts where notification_id > %s", self.began
        )
        return int(count)

    def followed(self) -> int:
        """How many facts of this round the read models hold."""
        ((count,),) = self.rows(
            "select count(*) from log.facts where notification_id > %s and notification_id <="
            " (select min(position) from read.follower)",
            self.began,
        )
        return int(count)

    def follower_leads(self) -> bool:
        query = "select from pg_stat_activity where datname = current_database() and application_name = %s"
        return bool(self.rows(query, NAME))

    def dead_letters(self) -> int:
        ((count,),) = self.rows("select count(*) from read.dead_letter")
        return int(count)

    def import_again(self, survey: Survey) -> dict[str, Any]:
        """The import to its end, and what it says it did."""
        said = self.desk.sijill("import", survey.path, "--partner", PARTNER, "--json")
        totals: dict[str, Any] = json.loads(said)
        return totals

    def rebuilt(self) -> dict[str, int]:
        """The rows of every read model, once each is proved equal to one that is built anew."""
        self.desk.sijill("follow", "--once")
        return {one.model: one.rows for one in rebuild(self.log_url)}

    def assert_whole(self, survey: Survey) -> None:
        """The log holds every row of the file once, and so do the read models, whose rebuilt copies equal them."""
        assert self.imported() == survey.facts_by_name()
        rows = self.rebuilt()
        for model, (before, added) in {
            "household_contact": (DEMO.households, survey.households),
            "household_members": (DEMO.members, survey.members),
            "delivery_ledger": (DEMO.deliveries, survey.deliveries),
        }.items():
            assert rows[model] == before + added, model
        assert self.dead_letters() == 0


@dataclass(frozen=True, slots=True)
class Stable:
    """Databases to copy registers from; nobody is connected to them."""

    server: Server
    desk: QuickDesk
    began: int

    @contextmanager
    def registry(self, name: str) -> Iterator[Registry]:
        with psycopg.connect(self.server.url(), autocommit=True) as connection:
            for suffix in ("", "_keys"):
                connection.execute(
                    sql.SQL("create database {} template {} strategy file_copy").format(
                        sql.Identifier(name + suffix), sql.Identifier(f"base{suffix}")
                    )
                )
            url = self.server.url(name)
            desk = replace(self.desk, settings={**self.desk.settings, "SIJILL_DATABASE_URL": url})
            with psycopg.connect(url, autocommit=True) as looking:
                yield Registry(desk, url, self.began, looking)
            for suffix in ("", "_keys"):
                drop = sql.SQL("drop database {} with (force)")
                connection.execute(drop.format(sql.Identifier(name + suffix)))


@dataclass(frozen=True, slots=True)
class Killed:
    """What was left: all facts, those of them that the import had brought, those that the follower was at work on."""

    moments: Mapping[str, Moment]
    left: Sequence[Row]
    logged: int
    behind: int


def kill_both(registry: Registry, survey: Survey, moments: Mapping[str, Moment]) -> Killed:
    """Run the import and a follower, and kill each with SIGKILL at its moment."""
    running = {"follow": registry.desk.fork("follow")}
    deadline, behind = time.monotonic() + PATIENCE, 0
    _until(registry.follower_leads, deadline)
    running["import"] = registry.desk.fork("import", survey.path, "--partner", PARTNER)
    while running:
        assert time.monotonic() < deadline, f"{[*running]} never came to {moments}"
        for name, process in list(running.items()):
            if registry.logged() > moments[name].after:
                time.sleep(moments[name].wait)
                if name == "follow":
                    behind = registry.logged() - registry.followed()
                process.kill()
                process.wait()
                del running[name]
        time.sleep(0.005)
    return Killed(moments, registry.facts(), registry.logged(), behind)


def _until(reached: Callable[[], bool], deadline: float) -> None:
    while not reached():
        assert time.monotonic() < deadline, "it never came to be"
        time.sleep(0.01)
