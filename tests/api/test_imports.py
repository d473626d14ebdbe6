"""Files that a partner took in, and the wrong one taken back: by the right role, unless others built on it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from registry.api.relay import global_id
from registry.domain.file_import import TakenAs
from registry.domain.vocabulary import Channel, Purpose, Role
from registry.intake.importing import import_file
from registry.intake.incoming import Options
from tests.api.register import ASSOCIATION, MINISTRY, NEIGHBOUR, NOW, Person, Register, Settle

pytestmark = pytest.mark.anyio

LIST = """
query ($at: AsOf) {
  imports(asOf: $at) { edges { node {
    id state takenAs rows registrations members deliveries builtOn undoneAt
  } } }
}
"""
BUILT = """{
  own fact labelAr labelEn householdReference recordedAt importId actor { role partner { code } }
}"""
UNDO = f"""
mutation ($import: ID!, $force: Boolean! = false, $dry: Boolean! = false) {{
  undoImport(import: $import, force: $force, dryRun: $dry, idempotencyKey: "1") {{
    __typename
    ... on ImportUndone {{
      dryRun already registrations members deliveries corrections builtOn built {BUILT}
      left {{ count reason {{ code }} }}
    }}
    ... on ImportBuiltUpon {{ refusal {{ code messageAr messageEn }} builtOn built {BUILT} }}
    ... on Refusal {{ code }}
  }}
}}
"""
OFFICER = Person(ASSOCIATION, Role.DATA_OFFICER, Purpose.CORRECTION)
CASEWORKER = Person(ASSOCIATION, Role.CASEWORKER, Purpose.CORRECTION)
OCTOBER = "م,الاسم,الرقم القومي,المركز\n1,فاطمة علي حسن,28506152701230,دشنا\n2,خالد عبد الرحمن,27809122702346,قوص\n"


@pytest.fixture
async def taken(register: Register, settled: Settle, tmp_path: Path) -> str:
    """The id of a list of two families that the association took in."""
    path = tmp_path / "october.csv"
    path.write_text(OCTOBER, encoding="utf-8")
    context = replace(register.context(ASSOCIATION), channel=Channel.FILE)
    said = Options(taken_as=TakenAs.REGISTRATIONS, today=NOW.date())
    summary = await import_file(path, said, context, register.services.writer)
    assert summary.counts.registrations == 2
    assert summary.file_import is not None
    await settled()
    return global_id("Import", summary.file_import)


async def listed(register: Register, person: Person, **more: Any) -> list[dict[str, Any]]:
    answer = await register.ask(person, LIST, more)
    return [edge["node"] for edge in answer["imports"]["edges"]]


async def undo(register: Register, person: Person, file_import: str, **how: bool) -> dict[str, Any]:
    found: dict[str, Any] = (await register.ask(person, UNDO, {"import": file_import, **how}))[
        "undoImport"
    ]
    return found


async def test_a_wrong_file_is_taken_back(register: Register, settled: Settle, taken: str) -> None:
    (before,) = await listed(register, NEIGHBOUR)
    assert before == {
        "id": taken, "state": "FINISHED", "takenAs": "REGISTRATIONS", "rows": 2, "registrations": 2,
        "members": 2, "deliveries": 0, "builtOn": 0, "undoneAt": None,
    }  # fmt: skip
    assert await listed(register, Person(MINISTRY)) == []
    position = await settled()
    counts = {"registrations": 2, "members": 2, "deliveries": 0, "corrections": 0, "builtOn": 0}
    whole = {"__typename": "ImportUndone", **counts, "built": [], "left": []}
    would = await undo(register, CASEWORKER, taken, dry=True)
    assert would == {**whole, "dryRun": True, "already": False}
    assert await settled() == position
    assert await undo(register, CASEWORKER, taken) == {**whole, "dryRun": False, "already": False}
    assert await undo(register, CASEWORKER, taken) == {**whole, "dryRun": False, "already": True}
    await settled()
    assert (await listed(register, NEIGHBOUR))[0]["state"] == "UNDONE"
    (as_it_was,) = await listed(register, NEIGHBOUR, at={"position": position})
    assert as_it_was == before


async def test_what_others_built_on_it_is_named_and_an_officer_alone_forces_it(
    register: Register, settled: Settle, taken: str
) -> None:
    roll = "{ households { edges { node { id reference ownRegistration } } } }"
    edges = (await register.ask(NEIGHBOUR, roll))["households"]["edges"]
    home = next(one["node"] for one in edges if one["node"]["ownRegistration"])
    hold = """mutation ($id: ID!) {
      putOnHold(household: $id, reason: UNDER_REVIEW, idempotencyKey: "2") { __typename }
    }"""
    await register.ask(CASEWORKER, hold, {"id": home["id"]})
    position = await settled()
    held = await undo(register, CASEWORKER, taken)
    assert (held["__typename"], held["builtOn"]) == ("ImportBuiltUpon", 1)
    assert held["refusal"]["code"] == "import_built_on"
    (built,) = held["built"]
    assert built.pop("recordedAt")
    assert built == {
        "own": True, "fact": "household.put_on_hold.v1", "labelAr": built["labelAr"],
        "labelEn": built["labelEn"], "householdReference": home["reference"], "importId": None,
        "actor": {"role": "CASEWORKER", "partner": {"code": ASSOCIATION}},
    }  # fmt: skip
    assert await undo(register, CASEWORKER, taken, force=True) == {
        "__typename": "Refusal", "code": "act_not_allowed",
    }  # fmt: skip
    assert (await listed(register, NEIGHBOUR))[0]["state"] == "FINISHED"
    assert await settled() >= position
    undone = await undo(register, OFFICER, taken, force=True)
    assert (undone["__typename"], undone["builtOn"], undone["left"]) == ("ImportUndone", 1, [])


async def test_who_may_not_changes_nothing(register: Register, settled: Settle, taken: str) -> None:
    position = await settled()
    for person, code in {
        Person(MINISTRY, Role.DATA_OFFICER, Purpose.CORRECTION): "import_unknown",
        Person(ASSOCIATION, Role.DATA_OFFICER, Purpose.AUDIT): "purpose_only_reads",
        Person(ASSOCIATION, Role.ANALYST, Purpose.CORRECTION): "act_not_allowed",
    }.items():
        for force in (False, True):
            refused = await undo(register, person, taken, force=force)
            assert refused == {"__typename": "Refusal", "code": code}, person
    (still,) = await listed(register, NEIGHBOUR, at={"position": position})
    assert still["state"] == "FINISHED"
