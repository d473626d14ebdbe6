"""What libraries say on their own goes to stderr without the words of an exception."""

from __future__ import annotations

import subprocess
import sys
from typing import Final

SENTINEL: Final = "زرقميط"
FAULTS: Final = f"""
import asyncio, gc, logging
from registry.cli.faults import speak_quietly

speak_quietly()

async def fails():
    raise ValueError("{SENTINEL}")

async def main():
    task = asyncio.ensure_future(fails())
    await asyncio.sleep(0)
    del task
    gc.collect()

asyncio.run(main())
try:
    raise KeyError("{SENTINEL}")
except KeyError:
    logging.getLogger("library").exception("it failed")
"""


def test_a_task_that_nobody_waited_for_and_a_library_in_trouble_name_nobody() -> None:
    said = subprocess.run(
        [sys.executable, "-c", FAULTS], capture_output=True, text=True, check=True
    )
    assert "Task exception was never retrieved" in said.stderr
    assert "it failed" in said.stderr
    assert "KeyError" in said.stderr
    assert SENTINEL not in said.stdout + said.stderr
