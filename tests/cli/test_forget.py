"""`sijill forget`: under the number of a request, and once for all."""

from __future__ import annotations

import json

from tests.cli.conftest import Qena

WHO = "caseworker@moss-qena"
MEMBERS = """{ households(first: 1) { edges { node { id headName { state }
    members { id name { state value } } } } } }"""


def members(qena: Qena) -> list[dict[str, dict[str, str]]]:
    (edge,) = qena.query(MEMBERS, WHO, "registration")["households"]["edges"]
    found: list[dict[str, dict[str, str]]] = edge["node"]["members"]
    return found


def test_without_a_case_number_nobody_is_forgotten(qena: Qena) -> None:
    before = qena.position
    done = qena.desk.run("forget", "any")
    assert (done.returncode, done.stdout) == (2, "")
    assert "hint: add --case with the number" in done.stderr
    assert "رقم الطلب" in done.stderr
    assert qena.position == before


def test_an_unknown_or_malformed_member_is_refused(qena: Qena) -> None:
    for member in ("x", "01890a5d-ac96-774b-bcce-b302099a8057"):
        done = qena.desk.run("forget", member, "--case", "E-2026-17")
        assert (done.returncode, done.stdout) == (1, ""), member


def test_who_is_forgotten_stays_forgotten_and_counts_stay(spare: Qena) -> None:
    member = members(spare)[-1]
    assert member["name"]["state"] == "CLEAR"
    arguments = ("forget", str(member["id"]), "--case", "E-2026-17", "--json")
    first = spare.desk.run(*arguments)
    assert first.returncode == 0
    forgotten = json.loads(first.stdout)
    assert forgotten["already"] is False

    again = spare.desk.run(*arguments)
    assert again.returncode == 0
    assert json.loads(again.stdout) == forgotten | {"already": True}
    assert "had been destroyed already" in again.stderr
    assert "قد أُتلفت" in again.stderr

    after = members(spare)
    assert after[-1] == {"id": member["id"], "name": {"state": "ERASED", "value": None}}
    figures = json.loads(spare.desk.sijill("demo", "--once", "--json"))
    assert figures["members"] == spare.first["members"]
