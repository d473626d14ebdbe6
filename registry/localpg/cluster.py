import os
import shutil
import socket
import stat
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from registry.localpg.account import Account
from registry.localpg.errors import ELSEWHERE, LocalPostgresError
from registry.localpg.folder import DataFolder
from registry.localpg.locks import FileLock
from registry.localpg.memory import buffers

SUPERUSER = "postgres"
SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_LIMIT = 107  # bytes that sun_path of Linux holds before its closing zero

COMMONS = "/tmp"  # noqa: S108  only ever used to make a folder of random name, closed to others

PATIENCE = 120.0  # seconds; a crashed server replays its log before it is ready
FAST = 30.0
IMMEDIATE = 10.0

SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A statement or its values may name a person. PostgreSQL quotes values in errors themselves,
    # so below LOG, which ranks above ERROR here, nothing is written at all.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
}


@dataclass(frozen=True, slots=True)
class Cluster:
    """The server of one data folder. Whoever calls holds the folder's `starting` lock."""

    folder: DataFolder
    account: Account
    programs: Path

    def initialise(self, password: str, *, sync: bool) -> None:
        """Make the cluster if there is none. A draft that was killed on the way is thrown away."""
        if self.folder.cluster.exists():
            return
        with self.folder.server() as lock:
            # An initdb whose parent was killed goes on, and holds the lock until it is through.
            lock.exclusive()
            for left in self.folder.path.glob("pgdata-*"):
                shutil.rmtree(left)
            draft = Path(tempfile.mkdtemp(prefix="pgdata-", dir=self.folder.path))
            self.account.give(draft)
            status, said = self._initdb(draft, password, lock, sync=sync)
        if status != 0:
            shutil.rmtree(draft, ignore_errors=True)
            raise self._failed("initdb failed", said)
        draft.rename(self.folder.cluster)

    def _initdb(self, draft: Path, password: str, lock: FileLock, *, sync: bool) -> tuple[int, str]:
        # The password goes over in a file without a name: nothing of it can be left behind.
        with tempfile.TemporaryFile("w+", encoding="ascii") as secret:
            secret.write(password)
            secret.seek(0)
            self.account.give(secret.fileno())
            with self.account.way_into(draft) as (name, descriptors):
                return self.account.run(
                    [
                        self.programs / "initdb",
                        f"--pgdata={name}",
                        f"--username={SUPERUSER}",
                        f"--pwfile=/dev/fd/{secret.fileno()}",
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--data-checksums",
                        "--no-instructions",
                        *(() if sync else ("--no-sync",)),
                    ],
                    descriptors=(*descriptors, secret.fileno(), lock.descriptor),
                )

    def bring_up(self, settings: Mapping[str, str]) -> None:
        """Attach to the server that runs, or launch one; return when it answers."""
        launched = False
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self.runs():
                if self._ready():
                    return
            elif launched:
                raise self._failed("the server ended while it started")
            else:
                self._launch(settings)
                launched = True
            time.sleep(0.005)
        raise self._failed(f"the server was not ready after {PATIENCE:.0f} s")

    def runs(self) -> bool:
        """Whether any process of the server is alive, a stray backend included."""
        with self.folder.server() as lock:
            return not lock.try_exclusive()

    def halt(self) -> None:
        # pg_ctl learns from this file whom to stop; a server that has just begun has yet to write it.
        _wait(lambda: self._pid_file().exists() or not self.runs(), FAST)
        for mode, seconds in (("fast", FAST), ("immediate", IMMEDIATE)):
            if not self.runs():
                break
            with self.account.way_into(self.folder.cluster) as (name, descriptors):
                # Its word is not needed: a server that is gone meanwhile is what we want.
                self.account.run(
                    [self.programs / "pg_ctl", "stop", "-W", "-m", mode, "-D", name],
                    descriptors=descriptors,
                )
            _wait(lambda: not self.runs(), seconds)
        if self.runs():
            raise self._failed("the server does not stop")
        self._forget_socket()

    def socket_folder(self) -> Path:
        return self.folder.socket.readlink()

    def _launch(self, settings: Mapping[str, str]) -> None:
        home = self._make_socket_folder()
        # No process of the server is alive, so the file is stale. PostgreSQL knows that only by
        # the process id in it, which by now may be somebody else's.
        self._pid_file().unlink(missing_ok=True)
        chosen = {"shared_buffers": buffers(), **SETTINGS, **settings}
        chosen["unix_socket_directories"] = str(home)
        lock = self.folder.server()
        try:
            lock.exclusive()
            with (
                self.account.way_into(self.folder.cluster) as (name, descriptors),
                os.fdopen(self._open_log(), "ab") as log,
            ):
                server = self.account.begin(
                    [
                        self.programs / "postgres",
                        *("-D", name),
                        *(f"--{key}={value}" for key, value in chosen.items()),
                    ],
                    output=log,
                    descriptors=(*descriptors, lock.descriptor),
                )
        finally:
            lock.close()
        # Whoever stops the server, its parent must take note, or it stays as a zombie.
        Thread(target=server.wait, name="postgres", daemon=True).start()

    def _ready(self) -> bool:
        """It says so, and it takes a connection: a killed server leaves the word behind."""
        try:
            said = self._pid_file().read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return False
        if len(said) < 8 or said[7].strip() != "ready":  # noqa: PLR2004  line 8 is the state
            return False
        with socket.socket(socket.AF_UNIX) as door:
            return door.connect_ex(str(self.socket_folder() / SOCKET_NAME)) == 0

    def _make_socket_folder(self) -> Path:
        if self._keeps_socket_folder():
            for left in self.socket_folder().iterdir():
                left.unlink()  # as the process id file, it may name a process that is somebody else's by now
            return self.socket_folder()
        self._forget_socket()
        # TMPDIR may be long, and closed to a stand-in.
        place = COMMONS if os.access(COMMONS, os.W_OK | os.X_OK) else tempfile.gettempdir()
        home = Path(tempfile.mkdtemp(prefix="sijill-", dir=place))
        if len(os.fsencode(home / SOCKET_NAME)) > SOCKET_LIMIT:
            home.rmdir()
            raise self._failed(f"{place} is too long a name for a socket's folder")
        self.account.give(home)
        self.folder.socket.symlink_to(home)
        return home

    def _keeps_socket_folder(self) -> bool:
        """Whether the folder of a server that died is there and closed to others: its users look for it there."""
        try:
            held = self.socket_folder().lstat()
        except OSError:
            return False
        ours = stat.S_ISDIR(held.st_mode) and held.st_uid == self.account.uid
        return ours and not held.st_mode & (stat.S_IRWXG | stat.S_IRWXO)

    def _forget_socket(self) -> None:
        if self.folder.socket.is_symlink():
            shutil.rmtree(self.socket_folder(), ignore_errors=True)
            self.folder.socket.unlink()

    def _open_log(self) -> int:
        return os.open(self.folder.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def _pid_file(self) -> Path:
        return self.folder.cluster / "postmaster.pid"

    def _failed(self, reason: str, log: str | None = None) -> LocalPostgresError:
        return LocalPostgresError(
            "localpg_failed",
            f"PostgreSQL in {self.folder.path}: {reason}",
            hint=f"read {self.folder.log}, name another folder with --data, or {ELSEWHERE}",
            log=self.folder.log_tail() if log is None else log,
        )


def _wait(reached: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not reached() and time.monotonic() < deadline:
        time.sleep(0.005)
