"""The process beside a server that matches whoever is recorded, and judges again whom it concerns; see `beside`."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path
from threading import Event, Thread
from typing import Final

import msgspec

from registry.bootstrap import Databases, open_registry
from registry.cli import faults, quiet
from registry.cli.judging import JUDGING
from registry.cli.matching import MATCHING
from registry.settings import Settings

BEHIND: Final = 10
"""Niceness: whoever is waited for goes first, and a registration does not wait for its match."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What the server says of the register, in one line; it never prints itself."""

    log_url: str
    keys_url: str
    data: str
    settings: str

    def written(self) -> str:
        return msgspec.json.encode(self).decode()

    def __repr__(self) -> str:
        return "Told(***)"


def main() -> None:
    """Match and judge in the register that the first line of the input tells of, until the input ends.

    It ends in the midst of whatever it is at: what is missing then is found and recorded by the next one.
    """
    quiet.speak(faults.explain)
    os.nice(BEHIND)
    # A terminal's Ctrl-C reaches both, and the server ends this process when it is done.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    line = sys.stdin.readline().strip()

    def until_hung_up() -> None:
        sys.stdin.read()
        os._exit(0)

    if line:
        Thread(target=until_hung_up, name="hung up", daemon=True).start()
        asyncio.run(_react(msgspec.json.decode(line, type=Told)))


async def _react(told: Told) -> None:
    where = Databases(told.log_url, told.keys_url, Path(told.data))
    async with open_registry(Settings.model_validate_json(told.settings), where) as registry:
        never = Event()
        await asyncio.gather(
            *(one.keep_up(registry, never, followed=True) for one in (MATCHING, JUDGING))
        )


if __name__ == "__main__":
    main()
