"""Forks a process for every command that it is asked for on its input; it has imported `sijill` already.

To import takes longer than most commands do. What is forked is otherwise what a shell starts: it has its own
arguments, environment, streams and exit code.
"""

from __future__ import annotations

import json
import os
import sys
from typing import NoReturn

import registry.cli.faults  # noqa: F401 - what `main` imports when it is called
from registry.cli.app import COMMANDS

COMMANDS.load_all()


def become(
    program: str, arguments: list[str], cwd: str, environment: dict[str, str], streams: list[str]
) -> NoReturn:
    """Run a command to its end in this process, which is its own from here on.

    It is left at once: to take down all that was imported takes a second.
    """
    for descriptor, path in enumerate((os.devnull, *streams)):
        os.dup2(os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), descriptor)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["sijill", *arguments]
    code: object = 1
    try:
        exec(program, {})  # noqa: S102 - the tests' own
        code = 0
    except SystemExit as left:
        code = left.code or 0
    except BaseException:  # noqa: BLE001 - as the interpreter does at its end
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 1)


def serve_requests() -> None:
    """Answer `{"arguments": …}` with the id of a process, and `{"wait": id}` with its exit code."""
    answers = os.fdopen(os.dup(1), "w")
    for line in iter(sys.stdin.readline, ""):
        asked = json.loads(line)
        if "wait" in asked:
            answer = os.waitstatus_to_exitcode(os.waitpid(asked["wait"], 0)[1])
        else:
            answer = os.fork()
            if answer == 0:
                become(**asked)
        print(answer, file=answers, flush=True)


serve_requests()
