"""What went wrong, in words; it loads what whoever fails has loaded anyway, and whoever does not can do without."""

from __future__ import annotations

import psycopg

from registry.cli import output, quiet
from registry.cli.options import database_name
from registry.domain.errors import SijillError
from registry.localpg import LocalPostgresError


def explain(problem: BaseException) -> int:
    """Say on stderr what went wrong; the exit code of it."""
    match problem:
        case SijillError():
            output.complain(problem)
            return output.USAGE if isinstance(problem, output.Misused) else output.REFUSED
        case LocalPostgresError():
            output.complain(SijillError(problem.code, reason=str(problem)))
            for line in problem.log.splitlines():
                output.remark(line)
        case psycopg.errors.InsufficientPrivilege():
            output.complain(SijillError("database_right_missing", database=database_name()))
        case psycopg.errors.UndefinedTable():
            output.complain(SijillError("read_models_missing"))
        case psycopg.OperationalError():
            output.complain(SijillError("database_unreachable", database=database_name()))
        case _:
            output.talk("internal")
            for line in quiet.places(problem):
                output.remark(line)
    return output.REFUSED
