"""What must be true of a register whatever was asked of it, whoever died on the way, and however it was read since."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any, Final
from uuid import UUID

import psycopg

from registry.application.command import Outcome
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact, subject_of
from registry.domain.household import HeadChanged, HouseholdForgotten, MemberJoined, PersonForgotten
from registry.domain.vocabulary import FieldGroup
from registry.privacy.keys import KeyStore
from registry.privacy.sealer import Opened, OpenedState, open_records
from registry.projections import plan_lines, reached
from registry.projections.distinct import twice_there
from registry.projections.household_identities import households_of
from registry.projections.identities import ALL, persons_of
from registry.projections.reached import By
from registry.projections.reading import Page, Window, all_pages
from registry.projections.summary import summary
from registry.projections.validity import HeldRows
from registry.projections.visibility import RecordFilter
from tests.folds import checks, deliveries, identities, plans
from tests.projections.expected import HELD, folded, rows_at
from tests.properties.asks import Ask, Clerk
from tests.properties.broken import must

Facts = Sequence[Recorded[AnyFact]]
Connection = psycopg.Connection[Any]
AsyncConnection = psycopg.AsyncConnection[Any]

TABLES: Final = ((), (By.MARKAZ,), (By.GOVERNORATE, By.MONTH), (By.MARKAZ, By.PROGRAMME, By.MONTH))


def assert_rows_are_folded(connection: Connection, facts: Facts, position: int) -> None:
    """The rows of every read model as of a position, sealed bytes too, are those of a plain fold of the facts."""
    for model in HELD:
        assert_rows_of(connection, model, facts, position)


def assert_rows_of(
    connection: Connection, model: HeldRows[Any], facts: Facts, position: int
) -> None:
    held, told = rows_at(connection, model, position), folded(model, facts, position)
    if held != told:
        lost = [row for row in told if row not in held]
        more = [row for row in held if row not in told]
        must(False, f"rows of {model.name} as of {position} are not folded", lost[:2], more[:2])  # noqa: FBT003 - it is


async def assert_reached_is_counted(
    connection: AsyncConnection, facts: Facts, position: int, by: tuple[By, ...]
) -> None:
    """Persons, visits and services as of a position are what a plain fold counts."""

    async def page(window: Window[int]) -> Page[reached.ReachedRow]:
        everything = RecordFilter(everything=True)
        return await reached.page(connection, window, visible_to=everything, by=by)

    rows = await all_pages(page, len, position=position)
    counted = {
        (row.place, row.programme, row.month): (row.persons, row.visits, row.services, row.unnamed)
        for row in rows
    }
    told = deliveries.reached((one for one in facts if one.position <= position), by=by)
    must(counted == told, f"those reached as of {position} are not folded", counted, told)


async def assert_persons_are_linked(
    connection: AsyncConnection, facts: Facts, position: int
) -> None:
    """Who is one person, and which are one household, as of a position is what a plain fold makes of the links."""
    until = [one for one in facts if one.position <= position]
    for kind, folded_, read in (
        ("persons", identities.persons(until), persons_of),
        ("households", identities.households(until), households_of),
    ):
        told: dict[UUID, set[UUID]] = defaultdict(set)
        for one, identity in folded_.items():
            told[identity].add(one)
        linked = {one: tuple(sorted(those)) for those in told.values() for one in those}
        found = await read(connection, linked, position, visible_to=ALL)
        must(found == linked, f"{kind} as of {position} are not folded", found, linked)
    totals = await summary(connection, position=position)
    twice = await twice_there(connection, position=position)
    once = (totals.members - twice.persons, totals.registrations - twice.households)
    must(once == identities.counts(until), f"identities as of {position} are not counted", once)


async def assert_lines_are_delivered(
    connection: AsyncConnection, facts: Facts, position: int
) -> None:
    """Which lines of plans have a delivery that stands as of a position is what a plain fold makes of it."""
    until = [one for one in facts if one.position <= position]
    for at in plans.plans(until):
        found, told = (
            await plan_lines.delivered(connection, at, position),
            checks.delivered(until, at),
        )
        must(found == told, f"lines as of {position} are not delivered so", at, found, told)


def assert_read_on(versions: Counter[UUID], after: int, facts: Facts) -> None:
    """What was read next comes next, in the log and in each stream; `versions` are those read of each, and go on."""
    for one in facts:
        versions[one.stream] += 1
        expected = one.position > after and one.version == versions[one.stream]
        must(expected, "the log was not read once, in order", one.position, one.version)
        after = one.position


def assert_log_is_read_once(connection: Connection, facts: Facts) -> None:
    """Who read the log by position, a few facts at a time while others wrote, has every fact once."""
    query = "select notification_id, originator_id, originator_version from log.facts order by 1"
    stored = connection.execute(query).fetchall()
    read = [(one.position, one.stream, one.version) for one in facts]
    must(read == stored, "the log was not read once", sorted(set(stored) ^ set(read)))


def assert_nothing_was_put_aside(connection: Connection) -> None:
    letters = connection.execute("select model, position, cause from read.dead_letter").fetchall()
    must(not letters, "a fact was put aside", letters)


def assert_sides_agree(
    connection: Connection, facts: Facts, answered: Iterable[tuple[Ask, Outcome]]
) -> None:
    """What is stored beside the facts: a row a key, and a row a reference, of what was done and of nothing else."""
    last = {(one.stream, one.version) for one in facts}
    keyed = connection.execute("select stream, version from log.command").fetchall()
    must(len(set(keyed)) == len(keyed), "two keys stand for one command")
    must(set(keyed) <= last, "a key stands for nothing", set(keyed) - last)
    claims = connection.execute("select household from log.partner_reference").fetchall()
    claimed = {outcome.stream for ask, outcome in answered if ask.reference is not None}
    must(claimed <= {home for (home,) in claims}, "a reference was not claimed")
    must(
        {home for (home,) in claims} <= {one.stream for one in facts},
        "a reference is claimed for a household that is not there",
    )


async def assert_seals_hold(
    keys: KeyStore, facts: Facts, unsaid: set[UUID]
) -> Mapping[tuple[int, str], Opened]:
    """Who was forgotten opens to nothing but a stratum, everybody else to what was sealed in that very place.

    What was said of the pairs `unsaid` went with one of the two.
    """
    forgotten = {member for one in facts for member in _forgotten(one)} | unsaid
    sealed = {(one.position, name): record for one in facts for name, record in _sealed(one.fact)}
    opened = await open_records(sealed, keys)
    for one in facts:
        gone = subject_of(one.stream, one.fact) in forgotten
        for name, _ in _sealed(one.fact):
            found = opened[one.position, name]
            label = found.label
            must(label is not None, "a record belongs to another register", one.position, name)
            assert label is not None
            kept = label.group is FieldGroup.STATISTICS or not gone
            state = OpenedState.CLEAR if kept else OpenedState.ERASED
            must(
                found.state is state,
                f"a record is {found.state} and not {state}",
                one.position,
                name,
            )
            place = (label.stream, label.version, label.field)
            copied = isinstance(one.fact, HeadChanged) and label.version < one.version
            version = label.version if copied else one.version
            must(
                place == (one.stream, version, name),
                "a record stands in another's place",
                place,
            )
    return opened


def assert_names_are_those_told(
    opened: Mapping[tuple[int, str], Opened], facts: Facts, clerk: Clerk
) -> None:
    """Every household holds those who were named to it, each once, and opens to nobody else's name."""
    told: dict[UUID, Counter[str]] = defaultdict(Counter)
    perhaps = clerk.may_have_joined()
    for told_of, (home, _) in {
        (ask.names, (one.stream, one.position)) for ask, one in clerk.answered
    }:
        told[home].update(told_of)
    joined: dict[UUID, list[Opened]] = defaultdict(list)
    for one in facts:
        if isinstance(one.fact, MemberJoined) and one.envelope.file_import is None:
            joined[one.stream].append(opened[one.position, "name"])
    for home, people in joined.items():
        names = Counter(one.value.written for one in people if one.state is OpenedState.CLEAR)
        others = names - told[home]
        must(others.keys() <= perhaps, "a name opens that was told of another household", home)
        must(not others or max(others.values()) == 1, "somebody joined twice", home)
        more = len(people) - told[home].total()
        must(0 <= more <= len(perhaps), "a household holds others than were named", home, more)


def _forgotten(one: Recorded[AnyFact]) -> tuple[UUID, ...]:
    match one.fact:
        case PersonForgotten(member=member):
            return (member,)
        case HouseholdForgotten():
            return (one.stream,)
        case _:
            return ()


def _sealed(fact: AnyFact) -> list[tuple[str, bytes]]:
    values = ((one.name, getattr(fact, one.name)) for one in fields(fact))
    return [(name, value) for name, value in values if isinstance(value, bytes)]
