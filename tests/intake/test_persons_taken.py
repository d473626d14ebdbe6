"""Households of a list of persons go into a real register: once, whole, and whatever the order of the next list."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bench.people import write_people
from registry.application.command import Outcome
from registry.domain.file_import import ImportCounts
from registry.domain.household import HouseholdRegistered, MemberJoined
from registry.intake import reading
from tests.intake.conftest import Register
from tests.intake.files import cell, changed, options
from tests.intake.test_persons import ALI, FATIMA, KHALED, MARYAM, SOAD, a_file

pytestmark = pytest.mark.anyio
BABY = ("ق-12", "ابن", "آدم محمد سيد", "ذكر", "", "")


def households(register: Register) -> dict[str, int]:
    """How many people each household has, by its stream."""
    found: dict[str, int] = {}
    for one in register.facts(MemberJoined):
        found[str(one.stream)] = found.get(str(one.stream), 0) + 1
    return found


async def test_everybody_joins_their_household(register: Register, tmp_path: Path) -> None:
    path = a_file(tmp_path / "a.csv", FATIMA, ALI, MARYAM, KHALED, SOAD)
    summary = await register.take(path, options())
    assert summary.counts == ImportCounts(rows=5, registrations=2, members=5)
    assert sorted(households(register).values()) == [2, 3]
    assert [one.envelope.row for one in register.facts(HouseholdRegistered)] == [2, 5]
    assert sorted(one.envelope.row or 0 for one in register.facts(MemberJoined)) == [2, 3, 4, 5, 6]


async def test_the_next_list_sorted_otherwise_and_with_a_child_more_brings_that_child(
    register: Register, tmp_path: Path
) -> None:
    await register.take(a_file(tmp_path / "a.csv", FATIMA, ALI, MARYAM, KHALED, SOAD), options())
    path = a_file(tmp_path / "b.csv", KHALED, SOAD, MARYAM, BABY, FATIMA, ALI)
    summary = await register.take(path, options())
    assert summary.counts == ImportCounts(rows=6, members=1, unchanged=5)
    assert sorted(households(register).values()) == [2, 4]


async def test_a_row_that_stands_twice_is_one_person(register: Register, tmp_path: Path) -> None:
    path = a_file(tmp_path / "a.csv", FATIMA, ALI, ALI)
    summary = await register.take(path, options())
    assert summary.counts == ImportCounts(rows=3, registrations=1, members=2, unchanged=1)


async def test_a_mended_member_joins_the_household_that_went_in_without_it(
    register: Register, tmp_path: Path
) -> None:
    def mend(workbook: Any) -> None:
        cell(workbook, 0, 3, "صلة القرابة").value = "ابن"

    broken = a_file(tmp_path / "a.csv", FATIMA, ("ق-12", "XYZ", *ALI[2:]), MARYAM)
    first = await register.take(broken, options(), rejects_path=tmp_path / "r.xlsx")
    assert first.counts == ImportCounts(rows=3, registrations=1, members=2, rejects=1)
    mended = changed(tmp_path / "r.xlsx", tmp_path / "m.xlsx", mend)
    again = await register.take(mended, options())
    assert again.counts == ImportCounts(rows=2, members=1, unchanged=1)
    whole = await register.take(a_file(tmp_path / "b.csv", FATIMA, ALI, MARYAM), options())
    assert whole.counts == ImportCounts(rows=3, unchanged=3)


async def test_a_member_and_a_household_described_otherwise_are_corrections_of_them_alone(
    register: Register, tmp_path: Path
) -> None:
    await register.take(a_file(tmp_path / "a.csv", FATIMA, ALI), options())
    moved, born = (*FATIMA[:5], "قوص"), (*ALI[:4], "01092574823", "")
    summary = await register.take(a_file(tmp_path / "b.csv", moved, born, MARYAM), options())
    assert summary.counts == ImportCounts(rows=3, members=1, corrections=2)
    assert sorted(households(register).values()) == [3]


async def test_whoever_registers_the_same_household_at_the_same_moment_its_people_join_once(
    register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The id under which members were to join is then another than the household has."""
    path = a_file(tmp_path / "a.csv", FATIMA, ALI, MARYAM)
    references = register.writer.log.references

    async def overtaken(*asked: Any) -> Any:
        found = await references(*asked)
        monkeypatch.setattr(register.writer.log, "references", references)
        await register.take(a_file(tmp_path / "b.csv", FATIMA, ALI), options())
        return found

    monkeypatch.setattr(register.writer.log, "references", overtaken)
    summary = await register.take(path, options())
    assert summary.counts.rejects == 0
    assert list(households(register).values()) == [3]


async def test_a_dry_run_foresees_what_the_import_then_brings(
    register: Register, tmp_path: Path
) -> None:
    path = tmp_path / "people.csv"
    expected = write_people(path, 60, seed=4)
    foreseen = await register.foresee(path, options())
    assert foreseen.counts == (await register.take(path, options())).counts
    assert (foreseen.counts.registrations, foreseen.counts.members, foreseen.counts.rejects) == (
        expected.registrations, expected.members, expected.rejected
    )  # fmt: skip


async def test_a_list_of_many_batches_read_apart_and_cut_short_is_gone_on_with(
    register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "people.csv"
    expected = write_people(path, 1_200, seed=2)
    monkeypatch.setattr(reading, "LONG", 10)
    submit_many, calls = register.writer.submit_many, 0

    async def dying(commands: Any) -> list[Any]:
        nonlocal calls
        calls += 1
        outcomes = await submit_many(commands)
        if calls == 2:
            raise KeyError
        return list(outcomes)

    monkeypatch.setattr(register.writer, "submit_many", dying)
    with pytest.raises(KeyError):
        await register.take(path, options())
    halfway = len(register.facts(HouseholdRegistered))
    assert 0 < halfway < expected.registrations
    monkeypatch.setattr(register.writer, "submit_many", submit_many)
    summary = await register.take(path, options())
    assert summary.counts == ImportCounts(
        rows=expected.persons,
        registrations=expected.registrations,
        members=expected.members,
        rejects=expected.rejected,
    )
    assert len(register.facts(MemberJoined)) == expected.members


async def test_a_batch_is_asked_for_in_one_call_with_everybody_in_it(
    register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    submit_many = register.writer.submit_many

    async def counted(commands: Any) -> list[Outcome | Any]:
        asked.append(len(commands))
        return list(await submit_many(commands))

    monkeypatch.setattr(register.writer, "submit_many", counted)
    path = a_file(tmp_path / "a.csv", FATIMA, ALI, MARYAM, KHALED, SOAD)
    await register.take(path, options())
    assert asked == [5]
