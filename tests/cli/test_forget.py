"""`sijill forget`: under the number of a request, and once for all."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

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


def test_nothing_that_was_said_of_the_forgotten_is_kept_however_often_they_were_served(
    bare: Qena, tmp_path: Path
) -> None:
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(60)]
    lines = [
        "رقم الحالة,الاسم,المركز,تاريخ الاستلام",
        *(f"ق-77,زكية عبد المنعم,قنا,{day}" for day in days),
    ]
    file = tmp_path / "صرف.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    of_albir = ("--partner", "albir-qena", "--as", "deliveries", "--programme", "food-baskets")
    bare.desk.sijill("import", file, *of_albir)
    bare.desk.sijill("follow", "--once")
    ((member,),) = bare.asked(
        "select joined.member from read.household_members_v3 as joined"
        " join read.delivery_ledger_v4 using (household) group by 1 having count(*) = 60"
    )
    kept = "select count(*) from log.command where content is not null"
    ((before,),) = bare.asked(kept)
    bare.desk.sijill("forget", str(member), "--case", "E-2026-77")
    ((after,),) = bare.asked(kept)
    assert before - after == 1 + len(days)
