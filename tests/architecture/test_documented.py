"""What is not documented does not exist: every command, every setting."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer.main
import yaml

from registry.cli.app import app
from registry.settings import Settings

ROOT = Path(__file__).parents[2]
COMMANDS = sorted(getattr(typer.main.get_command(app), "commands", {}))
SETTINGS = [f"SIJILL_{name.upper()}" for name in Settings.model_fields]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_there_are_commands_and_settings_to_document() -> None:
    assert {"demo", "serve", "import", "forget", "doctor"} <= set(COMMANDS)
    assert "SIJILL_DATABASE_URL" in SETTINGS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme_and_in_the_changelog(command: str) -> None:
    assert f"| `sijill {command}` |" in read("README.md")
    assert re.search(rf"`(sijill )?{command}`", read("CHANGELOG.md"))


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_setting_is_in_the_operations_guide(setting: str) -> None:
    assert f"| `{setting}` |" in read("docs/operations.md")


@pytest.mark.parametrize("page", ["README.md", "docs/operations.md"])
def test_the_guides_promise_no_setting_that_is_not_there(page: str) -> None:
    assert set(re.findall(r"\| `(SIJILL_\w+)` \|", read(page))) <= set(SETTINGS)


@pytest.mark.parametrize("page", ["README.md", "docs/operations.md"])
def test_the_guides_promise_no_command_that_is_not_there(page: str) -> None:
    assert set(re.findall(r"\| `sijill ([\w-]+)` \|", read(page))) <= set(COMMANDS)


def test_the_composition_and_the_image_set_nothing_that_is_not_a_setting() -> None:
    services = yaml.safe_load(read("deploy/compose.yaml"))["services"]
    processes = [service for name, service in services.items() if name != "postgres"]
    given = {name for service in processes for name in service["environment"]}
    given |= set(re.findall(r"(SIJILL_\w+)=", read("deploy/Dockerfile")))
    assert {name for name in given if name.startswith("SIJILL_")} <= set(SETTINGS)
