"""Every command and every question that README and the guides print runs, in the order in which they print them."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from dataclasses import dataclass, replace
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final

import pytest
import typer.main

from registry.cli.app import app
from registry.intake.fields import Field, TableKind
from tests.cli.conftest import Qena
from tests.cli.workbooks import KOBO, LIST
from tests.command import MATCHED, ROOT
from tests.forking import Commands, QuickDesk

README, OPERATIONS = "README.md", "docs/operations.md"
IN_COMPOSITION: Final = "docker compose run --rm importer "
PRINTED: Final = "PT7T-4RX8-4JBA"
"""The reference of the household that README registers; each register draws another."""
BEGINNINGS: Final = (".venv/bin/sijill ", IN_COMPOSITION)


@dataclass(frozen=True)
class Block:
    """What stands between two fences."""

    language: str
    text: str

    def commands(self) -> list[list[str]]:
        """What the block has somebody type after `sijill`."""
        begun = "|".join(map(re.escape, BEGINNINGS))
        parts = re.split(rf"^({begun})", self.text, flags=re.MULTILINE)
        typed = [shlex.split(part.replace("\\\n", " ")) for part in parts[2::2]]
        return [[one.replace("/files/", "") for one in words] for words in typed]


def blocks(page: str) -> list[Block]:
    text = (ROOT / page).read_text(encoding="utf-8")
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [Block(language, inside) for language, inside in fenced]


def commands(page: str) -> list[list[str]]:
    """Each once: the Arabic part prints some of them again."""
    found: list[list[str]] = []
    for block in blocks(page):
        found += [one for one in block.commands() if one not in found]
    return found


@pytest.fixture(scope="module")
def reader(qena: Qena, quick_folder: Path, forked: Commands) -> QuickDesk:
    """Somebody who has run the demo and follows the guides, with files of their own in the folder they sit in."""
    home = quick_folder / "reader"
    (home / "my-folder").mkdir(parents=True)
    with as_file(files("registry") / "samples") as samples:
        shutil.copy(samples / LIST, home / "list.xlsx")
        for file in (KOBO, LIST):
            shutil.copy(samples / file, home / "my-folder")
    written = (block.text for block in blocks(OPERATIONS) if block.language == "yaml")
    for name, text in zip(("agreement.yaml", "mapping.yaml"), written, strict=True):
        (home / name).write_text(text, encoding="utf-8")
    desk = QuickDesk(
        home,
        quick_folder / "guided",
        {"SIJILL_DATABASE_URL": qena.server.url("guided"), **MATCHED},
        commands=forked,
    )
    desk.sijill("demo", "--once", "--json")
    return desk


@pytest.fixture(scope="module")
def own_reference(reader: QuickDesk) -> str:
    """What the reader's own household goes by: the guide's can be nobody else's."""
    who = ("--place", "EG2706", "--as", "caseworker@moss-qena")
    reference = reader.sijill("household", "register", "فاطمة عبد الرحيم", *who).strip()
    reader.sijill("member", "add", reference, "منى علي", "--relation", "child", *who[2:])
    return reference


@pytest.fixture(scope="module")
def a_pair(reader: QuickDesk) -> str:
    """Of somebody whom one partner registered twice; what the guide calls PAIR."""
    who = ("--place", "EG2706", "--as", "caseworker@albir-qena")
    two = [
        reader.sijill(
            "household", "register", "سعاد جابر حسن", "--own-reference", own, *who
        ).strip()
        for own in ("ق-901", "ق-902")
    ]
    said = reader.sijill("pair", "confirm", *two, "--as", "reviewer@albir-qena", "--json")
    return str(json.loads(said)["pair"])


def test_the_guides_print_commands_at_all() -> None:
    assert {words[0] for words in commands(README)} >= {"demo", "import", "token", "query"}
    assert {words[0] for words in commands(OPERATIONS)} >= {
        "partner",
        "agreement",
        "doctor",
        "import",
    }


@pytest.mark.parametrize("words", commands(README), ids=lambda words: " ".join(words)[:60])
def test_what_the_readme_prints_runs(
    reader: QuickDesk, own_reference: str, a_pair: str, words: list[str]
) -> None:
    # A folder of one's own holds a PostgreSQL of its own.
    desk = replace(reader, settings={}) if "--data" in words else reader
    stands_for = {PRINTED: own_reference, "PAIR": a_pair}
    done = desk.run(*[stands_for.get(one, one) for one in words])
    assert done.returncode == 0, done.stderr
    nothing = any(one in done.stderr for one in ("nothing that you may see", "nothing of that is"))
    assert done.stdout or nothing or PRINTED in words, (
        "told on stderr alone, of what is not one's own"
    )
    if words[0] == "query":
        answer = json.loads(done.stdout)
        assert "errors" not in answer
        assert answer["data"]["households"]["edges"]


def test_what_the_operations_guide_prints_runs_in_its_order(reader: QuickDesk) -> None:
    for words in commands(OPERATIONS):
        done = reader.run(*words)
        assert done.returncode == 0, f"{words}: {done.stderr}"


def test_the_operations_guide_names_every_field_of_a_mapping() -> None:
    section = (ROOT / OPERATIONS).read_text(encoding="utf-8").split("## Mapping files")[1]
    named = set(re.findall(r"`([a-z_]+)`", section.partition("\n## ")[0]))
    assert named - {*TableKind, "values"} == set(Field)


@pytest.mark.parametrize(
    "question", [block.text for block in blocks(README) if block.language == "graphql"]
)
def test_what_the_readme_asks_is_answered(reader: QuickDesk, question: str) -> None:
    said = reader.sijill("query", question, "--as", "analyst@moss-qena", "--purpose", "statistics")
    data = json.loads(said)["data"]
    assert data["reached"]["edges"]


def test_every_command_named_in_passing_exists() -> None:
    named = {
        words
        for page in (README, OPERATIONS, "SECURITY.md", "CONTRIBUTING.md", "docs/threat-model.md")
        for words in re.findall(
            r"`(?:\.venv/bin/)?sijill ([a-z][a-z-]+)", (ROOT / page).read_text(encoding="utf-8")
        )
    }
    assert {"migrate", "rebuild", "forget", "doctor"} <= named
    assert named <= set(getattr(typer.main.get_command(app), "commands", {}))
