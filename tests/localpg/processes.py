import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg

import registry
from registry.localpg.locks import FileLock

CODE = Path(registry.__file__).parent
QUICK = {"fsync": "off"}

# Stays with the server until its standard input closes, and leaves by merely ending.
PROGRAM = """
import os, sys
from pathlib import Path
from registry.localpg import default_data_folder, start
data = Path(sys.argv[1]) if sys.argv[1] else default_data_folder(Path.home(), os.getuid())
server = start(data, binaries=Path(sys.argv[2]), settings={"fsync": "off"})
print(server.url(), flush=True)
sys.stdin.read()
"""


def ask(url: str, question: str, *values: object) -> object:
    """The first field of the first row."""
    with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
        cursor = connection.execute(question.encode(), values)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def born(url: str) -> object:
    """Which server this is: no two start at the same microsecond."""
    return ask(url, "select pg_postmaster_start_time()")


def postmaster(data: Path) -> int:
    return int((data / "pgdata" / "postmaster.pid").read_text(encoding="utf-8").split()[0])


def alive(pid: int) -> bool:
    if not Path("/proc/self").exists():
        return subprocess.run(["kill", "-0", str(pid)], check=False).returncode == 0
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes() != b""  # a zombie has none
    except (FileNotFoundError, ProcessLookupError):
        return False


def is_held(lock: FileLock) -> bool:
    with lock:
        return not lock.try_exclusive()


def wait_until(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 15
    while not reached():
        assert time.monotonic() < deadline, "it never came to be"
        time.sleep(0.005)


@dataclass
class Neighbour:
    """Another process that uses the server of a data folder."""

    process: subprocess.Popen[str]
    _url: str = ""

    @property
    def url(self) -> str:
        """Known once it has its server."""
        if not self._url:
            assert self.process.stdout is not None
            self._url = self.process.stdout.readline().strip()
            assert self._url, f"ended with {self.process.wait()} instead of a server"
        return self._url

    def leaves(self) -> int:
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.process.wait(timeout=30)

    def gets(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=30)


Opens = Callable[..., Neighbour]


@dataclass(frozen=True)
class Resident:
    """An ordinary user of this machine, with a home and a Python of their own."""

    uid: int
    home: Path
    command: tuple[str, ...]
    environment: Mapping[str, str]
    programs: Path
