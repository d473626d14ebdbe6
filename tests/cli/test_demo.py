"""`sijill demo`: the sample files' figures, the same files again, and files that differ."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.cli import workbooks
from tests.cli.conftest import Beside, Qena
from tests.command import MATCHED
from tests.forking import QuickDesk

OF_THE_RUN = {"seconds", "already", "imports"}
ROLL = "{ households(first: 100) { edges { node { reference headName { value } } } } }"


def test_the_samples_give_what_is_in_them(qena: Qena) -> None:
    first = qena.first
    counts = {
        name: first[name] for name in ("registrations", "households", "deliveries", "on_hold")
    }
    assert counts == {"registrations": 60, "households": 48, "deliveries": 40, "on_hold": 6}
    assert (first["links"], first["cases"]) == (12, 0)
    assert (first["reported_deliveries"], first["rejects"], first["already"]) == (10, 0, False)
    # Ten deliveries were reported by households and reach nobody; thirty baskets reach their families.
    assert sum(one["services"] for one in first["reached"].values()) == 30
    assert sum(one["visits"] for one in first["reached"].values()) == 30
    assert first["log_position"] > 60
    # All thirty of the ministry's are entitled, twelve of whom the association's baskets reached.
    covered = {
        name: sum(one[name] for one in first["coverage"])
        for name in ("entitled", "reached", "covered")
    }
    assert covered == {"entitled": 30, "reached": 30, "covered": 12}


def test_a_second_run_says_that_all_is_there_and_adds_nothing(qena: Qena) -> None:
    before = qena.position
    again = qena.desk.run("demo", "--once", "--json")
    assert again.returncode == 0
    figures = json.loads(again.stdout)
    assert figures["already"] is True
    assert figures["log_position"] == before == qena.position
    assert figures_of(figures) == figures_of(qena.first) | {"log_position": before}
    told = qena.desk.run("demo", "--once")
    assert "everything was there already" in told.stderr
    assert "كل شيء موجود من قبل" in told.stderr
    assert "تسجيلات" in told.stdout
    assert told.stdout.count("by the machine") == 12
    assert told.stdout.count("identity number: differs by little") == 2  # two digits swapped
    assert "registrations" in told.stdout


def test_the_order_of_rows_changes_no_figure(qena: Qena, samples: Path, beside: Beside) -> None:
    workbooks.shuffle(samples)
    assert figures_of(demo_on(samples, beside("shuffled", MATCHED))) == figures_of(qena.first)


def test_arabic_digits_change_no_figure(qena: Qena, samples: Path, beside: Beside) -> None:
    workbooks.write_arabic_digits(samples)
    assert figures_of(demo_on(samples, beside("arabic", MATCHED))) == figures_of(qena.first)


def test_five_families_fewer_on_the_list_are_five_fewer_reached(
    qena: Qena, samples: Path, beside: Beside
) -> None:
    workbooks.drop_from_list(samples, rows=5)
    figures = demo_on(samples, beside("shorter", MATCHED))
    assert figures["registrations"] == 55
    assert figures["deliveries"] - figures["reported_deliveries"] == 25
    assert sum(one["persons"] for one in figures["reached"].values()) == 25
    before, after = qena.first["reached"], figures["reached"]
    fewer = {
        code: one["visits"] - after.get(code, {"visits": 0})["visits"]
        for code, one in before.items()
    }
    # The first five lines of the list: Qus, Deshna, Naqada and twice Qena.
    assert {code: by for code, by in fewer.items() if by} == {
        "EG2707": 1,
        "EG2706": 1,
        "EG2709": 1,
        "EG2702": 2,
    }


def test_who_refuses_sharing_is_gone_for_others_and_stays_in_every_total(
    qena: Qena, samples: Path, beside: Beside
) -> None:
    willing = next(one for one in workbooks.submissions(samples) if one["consent/share"] == "yes")
    workbooks.refuse_consent(samples, willing["_uuid"])
    desk = beside("refusing", MATCHED)
    assert figures_of(demo_on(samples, desk)) == figures_of(qena.first)

    refusing = Qena(desk, qena.server, {}, "refusing")
    name = willing["hh/head_name"]
    assert reference_of(name, qena) in references_seen(qena)
    assert reference_of(name, refusing) not in references_seen(refusing)
    assert len(references_seen(qena)) - len(references_seen(refusing)) == 1


def test_a_folder_without_files_is_named(qena: Qena, tmp_path: Path) -> None:
    done = qena.desk.run("demo", "--once", "--from", tmp_path)
    assert done.returncode == 1
    assert str(tmp_path) in done.stderr
    assert done.stdout == ""


def demo_on(folder: Path, desk: QuickDesk) -> dict[str, Any]:
    figures: dict[str, Any] = json.loads(desk.sijill("demo", "--once", "--json", "--from", folder))
    return figures


def figures_of(printed: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in printed.items() if name not in OF_THE_RUN}


def reference_of(name: str, register: Qena) -> str:
    """The reference of the household that the ministry registered under a head's name."""
    (reference,) = (
        one["reference"] for one in roll(register, "moss-qena") if one["headName"]["value"] == name
    )
    assert isinstance(reference, str)
    return reference


def references_seen(register: Qena) -> set[str]:
    """Of all households that the association's caseworker sees."""
    return {one["reference"] for one in roll(register, "albir-qena")}


def roll(register: Qena, partner: str) -> list[dict[str, Any]]:
    data = register.query(ROLL, f"caseworker@{partner}", "registration")
    return [one["node"] for one in data["households"]["edges"]]
