"""Forks a process for every command that it is asked for on its input; it has imported `sijill` already.

To import takes longer than most commands do. What is forked is otherwise what a shell starts: it has its own
arguments, environment, streams and exit code.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
from importlib import import_module
from typing import Final, NoReturn

from registry.cli.app import COMMANDS
from registry.projections.reporting.making import digests
from registry.settings import Settings

WHEN_RUN: Final = (
    "cel",
    "cryptography.hazmat.backends.openssl.backend",
    "encodings.ascii",
    "encodings.cp437",
    "encodings.idna",
    "numpy.ma",
    "phonenumbers.data.region_EG",
    "registry.cli.explaining",
    "registry.cli.faults",
    "rich._emoji_codes",
    "typer._adapters",
    "uvicorn.lifespan.off",
    "uvicorn.protocols.http.httptools_impl",
)
"""What commands import when they run: together it takes as long as most of them."""


def make_ready() -> None:
    """Load and work out once whatever a command would when it runs, which no setting has a part in."""
    COMMANDS.load_all()
    for name in WHEN_RUN:
        import_module(name)
    Settings.model_validate({})
    digests()


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
    tempfile.tempdir = None  # it is where the environment says
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
    """Answer `{"arguments": …}` with the id of a process, and `{"wait": id}` with its exit code.

    Nobody outlives the tests: whoever was not waited for is killed when they end.
    """
    answers, running = os.fdopen(os.dup(1), "w"), set[int]()
    for line in iter(sys.stdin.readline, ""):
        asked = json.loads(line)
        if "wait" in asked:
            answer = os.waitstatus_to_exitcode(os.waitpid(asked["wait"], 0)[1])
            running.remove(asked["wait"])
        else:
            answer = os.fork()
            if answer == 0:
                become(**asked)
            running.add(answer)
        print(answer, file=answers, flush=True)
    for process in running:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)


make_ready()
serve_requests()
