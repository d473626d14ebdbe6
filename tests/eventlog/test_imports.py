"""What an import brought is found by where it stands; while one is undone, nothing more comes in for its partner."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from registry.domain.errors import ImportBeingUndone
from registry.eventlog import codec, imports
from registry.eventlog.imports import Released, Stretch
from registry.eventlog.log import Brought, Log, Prepared, ReferenceClaim, SaidAnew
from registry.eventlog.mapper import Pending
from tests.eventlog.facts import SUSPENDED, enrolment, new_id, pending
from tests.history.stored import stored_examples

pytestmark = pytest.mark.anyio

REGISTERED = "household.registered.v1"
IMPORT, OTHER, PARTNER, ANOTHER = new_id(), new_id(), new_id(), new_id()


def row(
    file_import: UUID = IMPORT, partner: UUID = PARTNER, stream: UUID | None = None
) -> Prepared:
    fact = pending(stream or new_id(), 1)
    envelope = replace(fact.envelope, file_import=file_import)
    return Prepared(
        [Pending(fact.stream, 1, envelope, fact.fact)], brought=Brought(file_import, partner)
    )


async def test_facts_of_an_import_are_found_in_its_stretches_and_nobody_elses(log: Log) -> None:
    await log.append([enrolment(), row(), row(OTHER), row()])
    await log.append([enrolment()])
    (position,) = await log.append([row()])
    stretches = await log.ask(imports.stretches(IMPORT))
    assert [(one.length, one.last) for one in stretches] == [(4, 4), (1, position)]
    found = [one for at in stretches for one in await log.ask(imports.brought(IMPORT, at))]
    assert [one.position for one in found] == [2, 4, position]
    assert {one.envelope.file_import for one in found} == {IMPORT}
    assert await log.ask(imports.stretches(new_id())) == []


def _registration(household: UUID, file_import: UUID) -> Prepared:
    _, fact = codec.decode(REGISTERED, stored_examples()[REGISTERED].state)
    envelope = replace(pending(household, 1).envelope, file_import=file_import)
    return Prepared([Pending(household, 1, envelope, fact)], brought=Brought(file_import, PARTNER))


async def test_households_that_an_import_registered_are_found_without_their_members(
    log: Log,
) -> None:
    homes = {of: new_id() for of in (IMPORT, OTHER)}
    mine, others = (_registration(stream, of) for of, stream in homes.items())
    await log.append([enrolment(), mine, row(), others])
    (stretch,) = await log.ask(imports.stretches(IMPORT))
    assert await log.ask(imports.registered(IMPORT, stretch)) == [homes[IMPORT]]
    assert await log.ask(imports.registered(OTHER, Stretch(1, 99))) == [homes[OTHER]]
    assert await log.ask(imports.registered(IMPORT, Stretch(1, 1))) == []


def test_a_long_stretch_is_cut_into_pieces() -> None:
    assert list(Stretch(3, 9).cut(3)) == [(3, 5), (6, 8), (9, 9)]


async def test_while_an_import_is_undone_none_of_its_partners_brings_anything(log: Log) -> None:
    await log.ask(imports.hold_back(PARTNER, IMPORT))
    await log.ask(imports.hold_back(PARTNER, OTHER))  # one at a time: the first stands
    assert await log.ask(imports.undoing(PARTNER)) == IMPORT
    for refused in (row(), row(OTHER)):
        with pytest.raises(ImportBeingUndone):
            await log.append([refused])
    assert await log.head() == 0
    await log.append([row(OTHER, ANOTHER), enrolment()])
    await log.ask(imports.let_in(IMPORT))
    assert await log.ask(imports.undoing(PARTNER)) is None
    await log.append([row()])


async def test_what_an_import_said_can_be_said_again(log: Log) -> None:
    stream, kept = new_id(), new_id()
    claim = ReferenceClaim(PARTNER, b"token", stream)
    await log.append([enrolment(stream, key=b"mine"), enrolment(kept, key=b"kept")])
    await log.append([Prepared([pending(stream, 2, SUSPENDED)], references=[claim])])
    await log.ask(imports.release(Released({stream}, [(stream, 1)])))
    assert set(await log.command([b"mine", b"kept"])) == {b"kept"}
    assert await log.references(PARTNER, [b"token"]) == {}
    await log.append([enrolment(key=b"mine")])


async def test_who_was_forgotten_stays_known(log: Log) -> None:
    stream = new_id()
    claim = ReferenceClaim(PARTNER, b"token", stream)
    await log.append([enrolment(stream, key=b"mine")])
    await log.append([Prepared([pending(stream, 2, SUSPENDED)], references=[claim])])
    await log.wipe_commands({(stream, 1)})
    await log.forget_reference(stream)
    await log.ask(imports.release(Released({stream}, {(stream, 1)})))
    assert (await log.command([b"mine"]))[b"mine"].content is None
    assert await log.references(PARTNER, [b"token"]) == {b"token": (stream, True)}


async def test_a_mended_row_says_something_else_until_the_mending_is_taken_back(log: Log) -> None:
    stream = new_id()
    await log.append([enrolment(stream, key=b"row", content=b"old")])
    mends = SaidAnew(b"row", b"new", 2)
    (position,) = await log.append([Prepared([pending(stream, 2, SUSPENDED)], mends=mends)])
    assert await log.command([b"row"]) == {b"row": (b"new", stream, 1, position, True)}
    await log.ask(imports.release(Released((), {(stream, 2)})))
    (said,) = (await log.command([b"row"])).values()
    assert (said.content, said.mended) == (b"", False)
