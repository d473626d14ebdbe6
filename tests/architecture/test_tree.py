"""Rules about the tree itself: sizes, places, words that must not leave a machine, and what is written down."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import registry
from registry.domain.facts import STORED_NAMES

ROOT = Path(__file__).parents[2]
CODE = ("registry", "tests", "features", "bench", "deploy")
TOP = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "Makefile", "pyproject.toml")
LONGEST_FILE = 400
LONGEST_FUNCTION = 40

SOMEBODYS_MACHINE = re.compile(r"(?<![\w.~-])/(?:home|root|work|Users)/[\w.-]|[A-Z]:\\Users\\")
PACKAGE_HOST = re.compile(
    r"pypi\.org|pythonhosted\.org|registry\.npmjs\.org|registry\.yarnpkg\.com"
)


def python_files() -> list[Path]:
    return sorted(path for folder in CODE for path in (ROOT / folder).rglob("*.py"))


def written_files() -> Iterator[tuple[Path, str]]:
    """Every text file of the project; what is binary is not read."""
    for path in [ROOT / name for name in (*TOP, "requirements.lock")]:
        yield path, path.read_text(encoding="utf-8")
    for folder in (*CODE, "docs", ".ci"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                try:
                    yield path, path.read_text(encoding="utf-8")
                except UnicodeDecodeError:
                    continue


def section(text: str, heading: str) -> str:
    """What stands under a Markdown heading, down to the next one of its level or above."""
    level = len(heading) - len(heading.lstrip("#"))
    _, found, rest = f"\n{text}".partition(f"\n{heading}\n")
    assert found, f"no heading {heading!r}"
    return re.split(rf"^#{{1,{level}}} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def project() -> dict[str, Any]:
    return tomllib.loads(read("pyproject.toml"))


def test_no_file_is_longer_than_400_lines() -> None:
    long = {str(path.relative_to(ROOT)): lines_of(path) for path in python_files()}
    assert {path: lines for path, lines in long.items() if lines > LONGEST_FILE} == {}


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_function_is_longer_than_40_lines() -> None:
    long = []
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {lines}")
    assert long == []


def test_every_package_folder_says_what_lives_there() -> None:
    folders = {path.parent for path in (ROOT / "registry").rglob("*.py")}
    silent = []
    for folder in sorted(folders):
        page = folder / "__init__.py"
        says = page.exists() and ast.get_docstring(ast.parse(page.read_text(encoding="utf-8")))
        if not says:
            silent.append(str(folder.relative_to(ROOT)))
    assert silent == []


@pytest.mark.parametrize(
    "name", ["utils", "util", "helpers", "helper", "manager", "misc", "common"]
)
def test_no_module_is_a_drawer(name: str) -> None:
    assert [path for path in (ROOT / "registry").rglob(f"{name}*") if path.stem == name] == []


def test_nothing_names_a_path_of_somebodys_machine() -> None:
    assert [
        f"{path}: {hit}"
        for path, text in written_files()
        for hit in SOMEBODYS_MACHINE.findall(text)
    ] == []


def test_nothing_names_a_package_host() -> None:
    assert [
        f"{path}: {hit}" for path, text in written_files() for hit in PACKAGE_HOST.findall(text)
    ] == []


def test_the_patterns_find_what_they_are_for() -> None:
    """The two tests above would also pass with patterns that match nothing."""
    for place in ("home", "root"):
        assert SOMEBODYS_MACHINE.search(f"see '/{place}/.cache/fatima'")
    assert not SOMEBODYS_MACHINE.search("docs/home/list.xlsx")
    host = "pythonhosted"
    assert PACKAGE_HOST.search(f"https://files.{host}.org")


def test_the_lock_names_no_place_to_download_from() -> None:
    lock = read("requirements.lock")
    assert "://" not in lock
    assert not re.search(r"^\s*(--(extra-)?index-url|--find-links|-i|-f)\b", lock, re.MULTILINE)
    pins = re.findall(r"^[\w.-]+(?:\[[\w,]+\])?==\S+.*\\$", lock, re.MULTILINE)
    assert len(pins) == len(re.findall(r"^\w", lock, re.MULTILINE))


def test_the_lock_pins_every_dependency_that_is_declared() -> None:
    declared = project()["project"]
    named = [*declared["dependencies"], *declared["optional-dependencies"]["dev"]]
    pinned = set(re.findall(r"^([\w.-]+)", read("requirements.lock"), re.MULTILINE))
    wanted = {re.split(r"[^\w.-]", line, maxsplit=1)[0].lower().replace("_", "-") for line in named}
    assert wanted - pinned == set()


def test_eventsourcing_stays_below_what_renames_our_seams() -> None:
    """docs/adr/0002."""
    assert "eventsourcing>=9.5,<9.6" in project()["project"]["dependencies"]


def test_the_readme_starts_with_the_two_commands() -> None:
    readme = read("README.md")
    title, sentence, commands = readme.split("\n\n")[:3]
    assert title.startswith("# ")
    assert "\n" not in title + sentence
    first, second = commands.strip("`\n").splitlines()
    assert first.split()[:2] == ["make", "demo"]
    assert second.split()[:2] == ["make", "test"]
    assert '<div dir="rtl">' in readme


def test_every_make_target_that_is_promised_exists() -> None:
    targets = set(re.findall(r"^(\w+):(?!=)", read("Makefile"), re.MULTILINE))
    assert targets >= {"demo", "test", "check", "bench", "serve", "docs", "setup", "lock", "clean"}


def test_the_changelog_has_an_entry_for_this_version() -> None:
    assert project()["project"]["version"] == registry.__version__
    assert re.search(
        rf"^## {re.escape(registry.__version__)}\b", read("CHANGELOG.md"), re.MULTILINE
    )


@pytest.mark.parametrize("name", STORED_NAMES)
def test_every_stored_name_is_in_the_changelog_and_in_the_glossary_in_both_languages(
    name: str,
) -> None:
    added = "\n".join(
        re.findall(
            r"^### Facts added\n(.*?)(?=^##|\Z)", read("CHANGELOG.md"), re.MULTILINE | re.DOTALL
        )
    )
    assert f"`{name}`" in added
    rows = section(read("docs/glossary.md"), "## Facts / الوقائع").splitlines()
    cells = [row.strip("| ").split(" | ") for row in rows if row.startswith(f"| `{name}` ")]
    assert len(cells) == 1
    _, english, arabic = cells[0]
    assert re.search(r"[A-Za-z]{3}", english)
    assert re.search(r"[\u0621-\u064a]{3}", arabic)


def test_the_glossary_promises_no_fact_that_is_not_there() -> None:
    rows = section(read("docs/glossary.md"), "## Facts / الوقائع")
    assert set(re.findall(r"^\| `([\w.]+)`", rows, re.MULTILINE)) == set(STORED_NAMES)


def test_decision_records_are_numbered_without_gaps_and_whole() -> None:
    records = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
    assert [int(record.name[:4]) for record in records] == list(range(1, len(records) + 1))
    for record in (*records, ROOT / "docs" / "adr" / "template.md"):
        headings = re.findall(r"^## (.+)$", record.read_text(encoding="utf-8"), re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences", "Alternatives", "Enforced by"]


@pytest.mark.parametrize(
    "name", [*(n for n in TOP if n.endswith(".md")), "docs/operations.md", "docs/threat-model.md"]
)
def test_links_between_pages_lead_somewhere(name: str) -> None:
    page = ROOT / name
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_import_contracts_hold() -> None:
    lint_imports = Path(sys.executable).with_name("lint-imports")
    ran = subprocess.run(
        [lint_imports, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout
