"""ODK Central's zip: submissions joined to their repeats by key, in whatever order the rows stand."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest

from registry.domain.file_import import FileFormat, TakenAs
from registry.domain.household import HouseholdRegistered, MemberJoined
from registry.intake import reading
from registry.intake.odk import CsvInZip
from registry.intake.recognise import open_file
from tests.intake.conftest import Register
from tests.intake.files import ODK, Read, cell, changed, options, read, stops_with

FORM, MEMBERS = "qena_households.csv", "qena_households-members.csv"


def parts_of(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


def a_zip(into: Path, parts: Mapping[str, str]) -> Path:
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content.encode())
    return into


def odk(path: Path = ODK, **said: Any) -> Read:
    return read(path, options(**said))


def said(one: Read) -> list[tuple[Any, ...]]:
    return [(each.draft, [member.draft for member in each.members]) for each in one.incoming]


def test_thirty_households_with_their_members_by_key() -> None:
    found = odk()
    assert (found.format, found.taken_as) == (FileFormat.ODK_ZIP, TakenAs.REGISTRATIONS)
    assert (len(found.incoming), found.rejects, found.notices) == (30, (), ())
    assert sum(len(one.members) for one in found.incoming) == 83
    first = found.incoming[0]
    assert first.draft.head.name.written == "إبراهيم عبدالرحيم رمضان جمال"
    assert first.draft.partner_reference == "268e3ba8-e78e-43a5-9115-f11bb25762e6"
    assert [member.draft.partner_reference for member in first.members] == [
        f"268e3ba8-e78e-43a5-9115-f11bb25762e6/members[{number}]"
        for number in range(1, len(first.members) + 1)
    ]
    assert str(first.draft.place) == "EG2701"
    assert found.rows == 30 + 83


def test_the_order_of_rows_says_nothing(tmp_path: Path) -> None:
    parts = parts_of(ODK)
    for name, content in parts.items():
        header, *rows = content.splitlines(keepends=True)
        Random(3).shuffle(rows)  # noqa: S311 - an order
        parts[name] = header + "".join(rows)
    one = {
        each.draft.partner_reference: each
        for each in odk(a_zip(tmp_path / "a.zip", parts)).incoming
    }
    for each in odk().incoming:
        other = one[each.draft.partner_reference]
        assert other.draft == each.draft
        assert {repr(member.draft) for member in other.members} == {
            repr(member.draft) for member in each.members
        }


def test_another_process_reads_what_this_one_would(monkeypatch: pytest.MonkeyPatch) -> None:
    here = odk()
    monkeypatch.setattr(reading, "LONG", 1)
    apart = odk()
    assert (said(apart), apart.names, apart.rows) == (said(here), here.names, here.rows)


def test_the_rows_of_an_export_are_not_held() -> None:
    assert all(isinstance(sheet.rows, CsvInZip) for sheet in open_file(ODK).sheets)


def test_a_missing_repeat_stops_the_file_unless_it_is_to_go_in_without(tmp_path: Path) -> None:
    parts = parts_of(ODK)
    del parts[MEMBERS]
    path = a_zip(tmp_path / "lost.zip", parts)
    with stops_with("repeat_sheet_missing", rows="30"):
        odk(path)
    found = odk(path, without_repeats=True)
    assert [one.code for one in found.notices] == ["repeat_sheet_missing"]
    assert (len(found.incoming), sum(len(one.members) for one in found.incoming)) == (30, 0)


def test_an_emptied_repeat_stops_the_file_too(tmp_path: Path) -> None:
    parts = parts_of(ODK)
    parts[MEMBERS] = parts[MEMBERS].splitlines(keepends=True)[0]
    with stops_with("repeat_sheet_empty"):
        odk(a_zip(tmp_path / "a.zip", parts))


def test_the_form_alone_is_known_for_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / FORM
    path.write_text(parts_of(ODK)[FORM], encoding="utf-8")
    with stops_with("repeat_sheet_missing"):
        odk(path)
    assert odk(path, without_repeats=True).incoming[0].draft == odk().incoming[0].draft


def test_a_member_of_nobody_comes_back_alone(tmp_path: Path) -> None:
    parts = parts_of(ODK)
    parts[MEMBERS] += "علي حسن,,male,2010-01-01,uuid:nobody,uuid:nobody/members[1]\r\n"
    found = odk(a_zip(tmp_path / "a.zip", parts))
    (reject,) = found.rejects
    assert ([problem.code for problem in reject.problems], reject.at.row) == (
        ["row_parent_missing"],
        85,
    )
    assert len(found.incoming) == 30


def test_repeats_within_repeats_belong_to_the_submission(tmp_path: Path) -> None:
    parts = parts_of(ODK)
    key = "uuid:268e3ba8-e78e-43a5-9115-f11bb25762e6/members[1]"
    parts["qena_households-members-support.csv"] = (
        f"giver,type,date,PARENT_KEY,KEY\r\nجمعية,food_basket,2026-08-01,{key},{key}/support[1]\r\n"
    )
    first = odk(a_zip(tmp_path / "a.zip", parts)).incoming[0]
    (served,) = first.deliveries
    assert served.draft.partner_reference == f"{key.removeprefix('uuid:')}/support[1]"


def test_pictures_and_audits_are_left_alone(tmp_path: Path) -> None:
    parts = parts_of(ODK) | {"media/a.csv": "x", "qena_households - audit.csv": "event,node\r\n"}
    assert said(odk(a_zip(tmp_path / "a.zip", parts))) == said(odk())


def test_the_review_in_central_is_heeded(tmp_path: Path) -> None:
    parts = parts_of(ODK)
    header, *rows = parts[FORM].splitlines()
    states = ["rejected", "hasIssues", *["approved"] * 28]
    reviewed = [f"{row},{state}" for row, state in zip(rows, states, strict=True)]
    parts[FORM] = "\r\n".join([f"{header},ReviewState", *reviewed, ""])
    holds = [one.draft.hold for one in odk(a_zip(tmp_path / "a.zip", parts)).incoming]
    assert [hold is not None for hold in holds] == [True, True, *[False] * 28]


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"a.csv": "name,place\r\n"}, "odk_form_missing"),
        ({"a-b.csv": "name,PARENT_KEY,KEY\r\n"}, "odk_form_missing"),
        ({"a.csv": "name,KEY\r\n", "b.csv": "name,KEY\r\n"}, "odk_several_forms"),
    ],
)
def test_a_zip_that_is_not_one_form_is_refused(
    tmp_path: Path, parts: Mapping[str, str], code: str
) -> None:
    with stops_with(code):
        open_file(a_zip(tmp_path / "a.zip", parts))


def test_sheets_get_names_that_a_workbook_can_have(tmp_path: Path) -> None:
    long = "a form with a very long name: 2026 [final]"
    parts = parts_of(ODK)
    renamed = {name.replace("qena_households", long): content for name, content in parts.items()}
    names = [sheet.name for sheet in open_file(a_zip(tmp_path / "a.zip", renamed)).sheets]
    assert len({name.casefold() for name in names}) == 2
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


@pytest.mark.anyio
async def test_what_comes_back_of_an_export_is_mended_and_imported(
    register: Register, tmp_path: Path
) -> None:
    parts = parts_of(ODK)
    parts[FORM] = parts[FORM].replace("EG2701", "باريس", 1)
    path, back = a_zip(tmp_path / "a.zip", parts), tmp_path / "back.xlsx"
    first = await register.take(path, options(), rejects_path=back)
    assert (first.counts.registrations, first.counts.rejects) == (29, 1)

    def mend(workbook: Any) -> None:
        cell(workbook, 0, 2, "loc-admin2").value = "دشنا"

    again = await register.take(changed(back, tmp_path / "mended.xlsx", mend), options())
    assert (again.counts.registrations, again.counts.rejects) == (1, 0)
    assert len(register.facts(HouseholdRegistered)) == 30
    assert len(register.facts(MemberJoined)) == 30 + 83
    same = await register.take(path, options())
    assert (same.already, len(register.facts(HouseholdRegistered))) == (True, 30)


@pytest.mark.anyio
async def test_the_same_export_again_changes_nothing(register: Register) -> None:
    await register.take(ODK, options())
    head = await register.writer.log.head()
    assert (await register.take(ODK, options())).already
    assert await register.writer.log.head() == head
