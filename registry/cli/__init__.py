"""The command `sijill`: one module a command. Data goes to stdout, talk to stderr.

Exit codes: 0 done, 1 refused or something found, 2 usage.
"""

from __future__ import annotations

import sys

from registry.cli.app import app
from registry.cli.output import REFUSED, complain
from registry.domain.errors import SijillError


def main() -> None:
    """Run the command line; a refusal is said in both languages and ends with 1."""
    try:
        app()
    except SijillError as problem:
        complain(problem)
        sys.exit(REFUSED)
