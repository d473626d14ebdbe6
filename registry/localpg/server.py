import atexit
import os
import shutil
import signal
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from types import FrameType, MappingProxyType, TracebackType
from typing import Self
from urllib.parse import quote

from registry.localpg.account import Account
from registry.localpg.binaries import find_binaries, major, usable
from registry.localpg.cluster import SUPERUSER, Cluster
from registry.localpg.errors import ELSEWHERE, LocalPostgresError
from registry.localpg.folder import DataFolder
from registry.localpg.locks import FileLock

AS_THEY_ARE: Mapping[str, str] = MappingProxyType({})


class Server:
    """Our use of a PostgreSQL that answers on a socket; others may use it beside us."""

    user = SUPERUSER

    def __init__(self, cluster: Cluster, lease: FileLock, password: str) -> None:
        self.data = cluster.folder.path
        self.socket = cluster.socket_folder()
        self.password = password
        self._cluster = cluster
        self._lease = lease
        self._process = os.getpid()
        self._left = False

    def url(self, dbname: str = "postgres") -> str:
        """A libpq address, with the password in it."""
        user, password, name, socket = (
            quote(part, safe="") for part in (self.user, self.password, dbname, str(self.socket))
        )
        return f"postgresql://{user}:{password}@/{name}?host={socket}"

    def stop(self) -> None:
        """Leave. The last to leave stops the server; after that, this does nothing."""
        # A forked child shares our lease but is no user of its own.
        if self._left or os.getpid() != self._process:
            return
        if self.data.exists():
            with self._cluster.folder.starting() as lock:
                lock.exclusive()
                _leave(self._cluster, self._lease)
        else:
            # Thrown away under the server, which misses its own file within a minute and ends.
            shutil.rmtree(self.socket, ignore_errors=True)
            self._lease.release()
        self._left = True
        atexit.unregister(self.stop)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        return f"<Server of {self.data}>"


def start(
    data: Path, *, binaries: Path | None = None, settings: Mapping[str, str] = AS_THEY_ARE
) -> Server:
    """Use the PostgreSQL of this data folder: made, started or attached to, as need be.

    It is left at the end of the `with` block, at exit, and on SIGTERM and SIGHUP where nobody
    else handles them. `settings` take effect only when this call starts the server.

    Raises:
        LocalPostgresError: with every code there is.
    """
    folder = DataFolder(data.expanduser().absolute())
    _leave_on_signals()
    try:
        account = Account.for_cluster(folder.cluster)
        programs, version = usable(binaries or find_binaries(), account)
        folder.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with folder.starting() as lock:
            lock.exclusive()
            folder.claim(major(version))
            server = _attach(Cluster(folder, account, programs), settings)
    except OSError as error:
        raise LocalPostgresError(
            "localpg_failed",
            f"PostgreSQL in {folder.path}: {error}",
            hint=f"name a folder of your own with --data, or {ELSEWHERE}",
            log=str(error),
        ) from error
    atexit.register(server.stop)
    return server


def _attach(cluster: Cluster, settings: Mapping[str, str]) -> Server:
    password = cluster.folder.password()
    cluster.initialise(password, sync=settings.get("fsync") != "off")
    lease = cluster.folder.users()
    lease.shared()
    try:
        cluster.bring_up(settings)
        return Server(cluster, lease, password)
    except BaseException:
        _leave(cluster, lease)
        raise


def _leave(cluster: Cluster, lease: FileLock) -> None:
    if lease.try_exclusive():
        cluster.halt()
    lease.release()


def _leave_on_signals() -> None:
    """Let a signal that would kill us unwind instead, so that we leave on the way."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _unwind)


def _unwind(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)
