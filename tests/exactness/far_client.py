"""Registers households over a network: a line for each that it is asked for, and a line for what became of it.

Started with the URLs of both databases and a data folder. It says `ready`, and `about to commit` where it was asked to
pause there; the next line lets it go on.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from psycopg import Connection
from psycopg.rows import DictRow

from registry.bootstrap import Databases, open_registry
from registry.domain.errors import Unavailable
from registry.eventlog.recorder import FactRecorder
from registry.settings import Settings
from tests.application.conftest import Office, enrolled


def say(**said: object) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


class Pausing(FactRecorder):
    """Stands still with everything ready, its connection too, before the one statement that commits."""

    def _append(self, connection: Connection[DictRow], parameters: Sequence[object]) -> int:
        say(state="about to commit")
        sys.stdin.readline()
        return super()._append(connection, parameters)


async def register(office: Office, asked: dict[str, Any]) -> dict[str, object]:
    log = office.writer.log
    log._recorder = (Pausing if asked["pause"] else FactRecorder)(log._datastore)
    began = time.monotonic()
    try:
        outcome = await office.writer.submit(office.registration(asked["head"], key=asked["key"]))
    except Unavailable as problem:
        return {"code": problem.code, "seconds": time.monotonic() - began}
    return {"stream": str(outcome.stream), "repeated": outcome.repeated}


async def main(log_url: str, keys_url: str, data: str) -> None:
    where = Databases(log_url, keys_url, Path(data))
    async with open_registry(Settings(data=where.data), where) as registry:
        office = Office(registry.writer, await enrolled(registry.writer))
        say(state="ready")
        while line := await asyncio.to_thread(sys.stdin.readline):
            say(**await register(office, json.loads(line)))


asyncio.run(main(*sys.argv[1:]))
