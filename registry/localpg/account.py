import errno
import os
import pwd
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from registry.localpg.errors import ELSEWHERE, LocalPostgresError

# Tried in this order when we are root. `nobody` is on every system and owns nothing.
STAND_INS = ("nobody", "daemon", "postgres")

DESCRIPTORS = Path("/proc/self/fd")


@dataclass(frozen=True, slots=True)
class Account:
    """Whom PostgreSQL runs as: ourselves, or for root, whom it refuses, a stand-in."""

    uid: int
    gid: int
    stand_in: bool

    @classmethod
    def ourselves(cls) -> "Account":
        return cls(uid=os.geteuid(), gid=os.getegid(), stand_in=False)

    @classmethod
    def for_cluster(cls, cluster: Path) -> "Account":
        """Whom the cluster belongs to, or shall belong to when it is yet to be made.

        Raises:
            LocalPostgresError: `localpg_no_user`.
        """
        if os.geteuid() != 0:
            return _known(cls.ourselves())
        if cluster.exists() and (owner := cluster.stat()).st_uid != 0:
            return cls(uid=owner.st_uid, gid=owner.st_gid, stand_in=True)
        for name in STAND_INS:
            try:
                entry = pwd.getpwnam(name)
            except KeyError:
                continue
            return cls(uid=entry.pw_uid, gid=entry.pw_gid, stand_in=True)
        raise _no_user(f"none of the users {', '.join(STAND_INS)} exists")

    @contextmanager
    def way_into(self, folder: Path) -> Iterator[tuple[str, tuple[int, ...]]]:
        """How a program of this account names `folder`, and the descriptors it needs for that.

        The folders above belong to the user and may be closed to a stand-in. They are not opened
        for it: a descriptor that root opened leads it straight in.
        """
        if not (self.stand_in and DESCRIPTORS.is_dir()):
            yield str(folder), ()
            return
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            yield str(DESCRIPTORS / str(descriptor)), (descriptor,)
        finally:
            os.close(descriptor)

    def give(self, file: Path | int) -> None:
        if self.stand_in:
            os.chown(file, self.uid, self.gid)

    def begin(
        self,
        command: Sequence[str | Path],
        *,
        output: int | IO[bytes],
        descriptors: Sequence[int] = (),
    ) -> subprocess.Popen[bytes]:
        """Start a program as this account, in a session of its own: Ctrl-C is not for it."""
        try:
            return subprocess.Popen(  # noqa: S603  the programs are PostgreSQL's own
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                env=_environment(),
                umask=0o077,
                pass_fds=descriptors,
                start_new_session=True,
                user=self.uid if self.stand_in else None,
                group=self.gid if self.stand_in else None,
                extra_groups=[] if self.stand_in else None,
            )
        except OSError as error:
            if self.stand_in and error.errno in {errno.EPERM, errno.EINVAL}:
                raise _no_user(f"root may not become user {self.uid} here") from error
            raise

    def run(
        self, command: Sequence[str | Path], *, descriptors: Sequence[int] = ()
    ) -> tuple[int, str]:
        """The exit status of a program, and all that it said."""
        process = self.begin(command, output=subprocess.PIPE, descriptors=descriptors)
        with process:
            try:
                said, _ = process.communicate()
            except BaseException:
                process.kill()
                raise
        return process.returncode, said.decode(errors="replace")


def _known(account: Account) -> Account:
    try:
        pwd.getpwuid(account.uid)
    except KeyError:
        raise _no_user(f"user {account.uid}, who runs this, has no name here") from None
    return account


def _no_user(reason: str) -> LocalPostgresError:
    return LocalPostgresError(
        "localpg_no_user",
        f"PostgreSQL needs an ordinary user to run as: {reason}",
        hint=f"run sijill as an ordinary user that /etc/passwd knows, or {ELSEWHERE}",
    )


def _environment() -> dict[str, str]:
    """Nothing of ours but where libraries are: keys and tokens are no business of the server's."""
    kept = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"} | {
        name: os.environ[name] for name in kept if name in os.environ
    }
