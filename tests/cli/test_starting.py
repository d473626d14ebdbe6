"""A command loads what it needs and no more: whoever stands before a family waits for all that it loads."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Final

import pytest

from tests.command import ROOT

LOADED: Final = """
import json, sys
from registry.cli import main
try:
    main()
finally:
    print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""

GRAPHQL: Final = ("strawberry", "graphql", "registry.api.schema")
FILES: Final = ("openpyxl", "xlsxwriter", "python_calamine", "registry.intake")
SERVER: Final = ("fastapi", "uvicorn")
MATCHING: Final = ("numpy", "rapidfuzz")
ALL: Final = (
    *GRAPHQL, *FILES, *SERVER, *MATCHING, "psycopg", "pydantic_settings", "cryptography", "eventsourcing",
    "registry.bootstrap", "registry.domain.household",
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "without"),
    [
        ("--version", ALL),
        ("househould show", ALL),
        ("partner --help", (*GRAPHQL, *FILES, *SERVER, *MATCHING)),
        ("staff --help", (*GRAPHQL, *FILES, *SERVER, *MATCHING)),
        ("import --help", (*GRAPHQL, *SERVER)),
        ("search --help", (*FILES, *SERVER)),
        ("household show --help", (*FILES, *SERVER)),
        ("work --help", (*FILES, *SERVER)),
    ],
)
def test_a_command_loads_nothing_that_it_can_do_without(
    typed: str, without: tuple[str, ...]
) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", LOADED, *typed.split()],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    loaded = set(json.loads(ran.stderr.splitlines()[-1]))
    assert "registry.cli.app" in loaded
    assert loaded & set(without) == set()


def test_what_is_loaded_late_is_what_is_listed() -> None:
    """Help and the names that may have been meant are of one table; each place in it is one."""
    program = (
        "import sys\n"
        "from registry.cli.app import COMMANDS\n"
        "assert not any(name.startswith('registry.api') for name in sys.modules)\n"
        "COMMANDS.load_all()\n"
        "assert all(name == one.name for name, one in COMMANDS.items())\n"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)
