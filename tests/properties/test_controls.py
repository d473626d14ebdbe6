"""The same machine with one faulty part: it must find the fault, or what it does not find proves nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest
from eventsourcing.postgres import PostgresDatastore

from registry.application.command import Context
from registry.application.forgetting import ErasureRequest, forget_member
from registry.application.writer import Writer
from registry.domain.delivery import DeliveryRecorded
from registry.domain.envelope import Recorded
from registry.domain.errors import SijillError
from registry.domain.facts import AnyFact
from registry.domain.household import HouseholdPutOnHold
from registry.eventlog.datastore import LogDatastore
from registry.eventlog.reading import read_facts
from registry.projections import follower, household_roll
from registry.projections.catalogue import MODELS
from registry.projections.household_roll import RollRow
from registry.projections.model import Copy
from tests.properties.broken import Broken
from tests.properties.ground import Ground
from tests.properties.machine import Journal
from tests.properties.office import Connection, Parts
from tests.properties.running import Programme, run
from tests.properties.witness import without_key

pytestmark = pytest.mark.slow

SEEDS: Final = (1, 3)
"""Where the lives of one have no moment at which a fault shows, those of another follow."""
SOON: Final = 600
"""Steps within which a fault must be found: a quarter of those that a change has to pass."""


def deaf_to_holds(row: RollRow | None, recorded: Recorded[AnyFact]) -> RollRow | None:
    if isinstance(recorded.fact, HouseholdPutOnHold):
        return row
    return household_roll.evolve(row, recorded)


def position_later(connection: Connection, copies: Sequence[Copy], batch: int) -> int | None:
    """Rows first, and the positions in transactions of their own after it."""
    moves: list[tuple[Connection, Copy, int]] = []
    with pytest.MonkeyPatch.context() as faulty:
        faulty.setattr(follower, "move", lambda *moved: moves.append(moved))
        reached = follower.advance(connection, copies, batch)
    for moved in moves:
        follower.move(*moved)
    return reached


def losing_deliveries(connection: Connection, after: int, limit: int) -> list[Recorded[AnyFact]]:
    """A few of them, and never the last fact that was read, or it would not come to the end."""
    read = read_facts(connection, after, limit)
    lost = [one for one in read[:-1] if isinstance(one.fact, DeliveryRecorded) and one.position % 3]
    return [one for one in read if one not in lost]


async def keeping_keys(writer: Writer, request: ErasureRequest, context: Context) -> None:
    """Everything that forgetting does, but that nobody is forgotten by it."""

    async def keep(_: object) -> None:
        pass

    with pytest.MonkeyPatch.context() as faulty:
        faulty.setattr(writer.keys, "destroy", keep)
        await forget_member(writer, request, context)


FAULTS: Final[dict[str, tuple[Parts, str]]] = {
    "a read model that drops one kind of fact": (
        Parts(
            models=[
                replace(household_roll.MODEL, evolve=deaf_to_holds)
                if model is household_roll.MODEL
                else model
                for model in MODELS
            ]
        ),
        "household_roll",
    ),
    "a follower that says later how far it is": (
        Parts(advance=position_later),
        "not folded|not followed|put aside|range lower bound|duplicate key",
    ),
    "a reader that loses a fact": (Parts(read=losing_deliveries), "not read once|not folded"),
    "a writer that knows no keys": (
        Parts(alter=without_key),
        "other words|another answer|refused when asked again",
    ),
    "a forgetting that leaves the keys": (Parts(forget=keeping_keys), "clear and not erased"),
}


@pytest.mark.parametrize(("parts", "said"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_found_soon(ground: Ground, parts: Parts, said: str) -> None:
    assert_found_soon(ground, said, parts)


def hastily(datastore: LogDatastore) -> Callable[[psycopg.Connection[Any]], None]:
    """Connections that take the server's word for when something is written."""
    prepare = PostgresDatastore.after_connect_func(datastore)

    def act_as_writer(connection: psycopg.Connection[Any]) -> None:
        prepare(connection)
        connection.execute("set role sijill_writer")

    return act_as_writer


def test_a_server_that_answers_before_it_wrote_is_found_soon(
    quick_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LogDatastore, "after_connect_func", hastily)
    ground = Ground(quick_folder / "forgetful", synchronous_commit="off", wal_writer_delay="10s")
    try:
        assert_found_soon(
            ground,
            "no fact behind|not read once|not what|two ways|not taken back|asked again|household_unknown",
            Parts(),
        )
    finally:
        ground.stop()


def assert_found_soon(ground: Ground, said: str, parts: Parts) -> None:
    journal = Journal()

    def lived() -> None:
        for seed in SEEDS:
            run(Programme(seed, lives=7, steps=40, shrink=False), ground, journal, parts)

    with pytest.raises((Broken, SijillError, psycopg.Error), match=said):
        lived()
    assert journal.tally.total() < SOON
