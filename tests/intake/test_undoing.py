"""The wrong file is taken back, whole, and the right one taken in after it; what others built on it is never lost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from registry.application.built_on import ImportBuiltOn
from registry.application.command import Outcome
from registry.application.deliveries import DeliveryDraft, record_delivery
from registry.application.households import MemberDraft, add_member
from registry.domain.dates import read_date
from registry.domain.delivery import DeliveryRecorded, DeliveryReversed
from registry.domain.errors import Refused
from registry.domain.file_import import (
    ImportCounts,
    ImportStarted,
    ImportUndone,
    TakenAs,
    UndoingStarted,
    UndoneCounts,
)
from registry.domain.household import (
    HouseholdRegistered,
    MemberJoined,
    MemberWithdrawn,
    PersonName,
    RegistrationWithdrawn,
)
from registry.domain.vocabulary import Purpose, Relation, Role
from registry.intake.summary import Summary
from tests.intake.conftest import Register
from tests.intake.files import FATIMA, HEADINGS, KHALED, options
from tests.intake.test_persons import ALI, MARYAM, a_file
from tests.intake.test_persons import FATIMA as HEAD
from tests.intake.undoing import Office, office_of

pytestmark = pytest.mark.anyio

BOTH = UndoneCounts(registrations=2, members=2, deliveries=2)


@pytest.fixture
async def office(register: Register) -> AsyncIterator[Office]:
    async with office_of(register) as office:
        yield office


def a_list(path: Path, *rows: tuple[Any, ...]) -> Path:
    lines = [",".join(map(str, row)) for row in (HEADINGS, *rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


async def served(register: Register, path: Path, on: str = "2026-10") -> Summary:
    return await register.take(path, options(TakenAs.DELIVERIES, on=on))


async def test_a_file_is_taken_back_whole_and_can_be_taken_in_anew(
    office: Office, register: Register, tmp_path: Path
) -> None:
    path = a_list(tmp_path / "a.csv", FATIMA, KHALED)
    first = await served(register, path)
    undone = await office.undo(first.file_import)
    assert (undone.found.counts, undone.already) == (BOTH, False)
    withdrawn = {one.stream for one in register.facts(RegistrationWithdrawn)}
    assert withdrawn == {one.stream for one in register.facts(HouseholdRegistered)}
    reversed_ = {one.stream for one in register.facts(DeliveryReversed)}
    assert reversed_ == {one.stream for one in register.facts(DeliveryRecorded)}
    (begun,), (over,) = register.facts(UndoingStarted), register.facts(ImportUndone)
    assert begun.position < min(one.position for one in register.facts(DeliveryReversed))
    assert over.position > max(one.position for one in register.facts(RegistrationWithdrawn))

    again = await served(register, path)
    assert again.counts == first.counts
    assert not again.already
    assert again.file_import != first.file_import
    assert len(register.facts(HouseholdRegistered)) == 4
    third = await served(register, path)
    assert (third.already, third.file_import) == (True, again.file_import)


async def test_undone_again_changes_nothing(
    office: Office, register: Register, tmp_path: Path
) -> None:
    taken = await served(register, a_list(tmp_path / "a.csv", FATIMA, KHALED))
    await office.undo(taken.file_import)
    end = await register.writer.log.head()
    again = await office.undo(taken.file_import)
    assert (again.already, again.found.counts) == (True, BOTH)
    assert await register.writer.log.head() == end


async def test_a_dry_run_counts_and_writes_nothing(
    office: Office, register: Register, tmp_path: Path
) -> None:
    path = a_list(tmp_path / "a.csv", FATIMA, KHALED)
    taken = await served(register, path)
    end = await register.writer.log.head()
    would = await office.undo(taken.file_import, dry_run=True)
    assert (would.found.counts, would.dry_run) == (BOTH, True)
    assert await register.writer.log.head() == end
    assert (await served(register, path)).already


async def test_taken_in_and_back_again_and_again(
    office: Office, register: Register, tmp_path: Path
) -> None:
    path = a_list(tmp_path / "a.csv", FATIMA, KHALED)
    for _ in range(3):
        taken = await served(register, path)
        assert taken.counts.registrations == 2
        assert (await office.undo(taken.file_import)).found.counts == BOTH
    assert len(register.facts(ImportStarted)) == 3


async def test_what_a_second_file_brought_to_known_families_is_taken_back_alone(
    office: Office, register: Register, tmp_path: Path
) -> None:
    await served(register, a_list(tmp_path / "a.csv", FATIMA))
    second = await served(register, a_list(tmp_path / "b.csv", FATIMA, KHALED), on="2026-11")
    assert second.counts == ImportCounts(
        rows=2, registrations=1, members=1, deliveries=2, warnings=1
    )
    undone = await office.undo(second.file_import)
    assert undone.found.counts == UndoneCounts(registrations=1, members=1, deliveries=2)
    (gone,) = register.facts(RegistrationWithdrawn)
    assert gone.stream == register.facts(HouseholdRegistered)[1].stream


async def test_a_member_that_a_file_added_is_withdrawn_alone(
    office: Office, register: Register, tmp_path: Path
) -> None:
    await register.take(a_file(tmp_path / "a.csv", HEAD, ALI), options())
    second = await register.take(a_file(tmp_path / "b.csv", HEAD, ALI, MARYAM), options())
    undone = await office.undo(second.file_import)
    assert undone.found.counts == UndoneCounts(members=1)
    (gone,) = register.facts(MemberWithdrawn)
    joined = register.facts(MemberJoined)[-1].fact
    assert isinstance(gone.fact, MemberWithdrawn)
    assert isinstance(joined, MemberJoined)
    assert gone.fact.member == joined.member
    again = await register.take(a_file(tmp_path / "b.csv", HEAD, ALI, MARYAM), options())
    assert again.counts == ImportCounts(rows=3, members=1, unchanged=2)


async def given_by_hand(register: Register) -> Outcome:
    """A caseworker hands something to the first family that was ever imported."""
    home = register.facts(HouseholdRegistered)[0].stream
    draft = DeliveryDraft(household=home, programme=register.programme, on=read_date("2026-11-02"))
    context = replace(register.context, purpose=Purpose.DELIVERY, role=Role.CASEWORKER)
    return await register.writer.submit(record_delivery(draft, context, register.writer.mint))


async def joined_by_hand(register: Register) -> Outcome:
    home = register.facts(HouseholdRegistered)[0].stream
    draft = MemberDraft(name=PersonName(written="هدى"), relation=Relation.CHILD)
    return await register.writer.submit(
        add_member(home, draft, register.context, register.writer.mint)
    )


async def test_what_others_built_on_it_is_named_and_nothing_is_done(
    office: Office, register: Register, tmp_path: Path
) -> None:
    path = a_list(tmp_path / "a.csv", FATIMA, KHALED)
    taken = await served(register, path)
    given, _ = await given_by_hand(register), await joined_by_hand(register)
    end = await register.writer.log.head()
    with pytest.raises(ImportBuiltOn) as problem:
        await office.undo(taken.file_import)
    found = problem.value.found
    assert found.counts.built_on == 2
    assert {one.fact for one in found.built_on} == {
        "delivery.recorded.v1", "household.member_joined.v1",
    }  # fmt: skip
    registered = register.facts(HouseholdRegistered)[0]
    assert isinstance(registered.fact, HouseholdRegistered)
    assert {one.reference for one in found.built_on} == {registered.fact.reference}
    assert {one.actor for one in found.built_on} == {register.context.actor}
    assert given.stream in {one.stream for one in found.built_on}
    assert await register.writer.log.head() == end
    assert (await served(register, path)).already  # and nothing holds imports up


async def test_next_months_list_builds_on_this_months(
    office: Office, register: Register, tmp_path: Path
) -> None:
    october = await served(register, a_list(tmp_path / "a.csv", FATIMA, KHALED))
    november = await served(register, a_list(tmp_path / "a.csv", FATIMA, KHALED), on="2026-11")
    with pytest.raises(ImportBuiltOn) as problem:
        await office.undo(october.file_import)
    assert {one.file_import for one in problem.value.found.built_on} == {november.file_import}
    await office.undo(november.file_import)
    assert (await office.undo(october.file_import)).found.counts == BOTH


async def test_forced_it_takes_along_what_hangs_on_it(
    office: Office, register: Register, tmp_path: Path
) -> None:
    path = a_list(tmp_path / "a.csv", FATIMA, KHALED)
    taken = await served(register, path)
    given, _ = await given_by_hand(register), await joined_by_hand(register)
    with pytest.raises(Refused, match="act_not_allowed"):
        await office.undo(taken.file_import, forced=True, role=Role.CASEWORKER)
    undone = await office.undo(taken.file_import, forced=True)
    assert undone.found.counts == replace(BOTH, built_on=2)
    assert given.stream in {one.stream for one in register.facts(DeliveryReversed)}
    (begun,) = register.facts(UndoingStarted)
    assert begun.fact == UndoingStarted(forced=True)
    assert (await served(register, path)).counts == taken.counts


async def test_another_partners_import_is_unknown(
    office: Office, register: Register, tmp_path: Path
) -> None:
    taken = await served(register, a_list(tmp_path / "a.csv", FATIMA))
    mine = replace(office, register=replace(register, context=replace(
        register.context, partner=register.programme
    )))  # fmt: skip
    with pytest.raises(Refused, match="import_unknown"):
        await mine.undo(taken.file_import)
    with pytest.raises(Refused, match="import_unknown"):
        await office.undo(register.facts(HouseholdRegistered)[0].stream)
