import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from registry.localpg.errors import LocalPostgresError
from registry.localpg.locks import FileLock

LAYOUT = 1


def default_data_folder(home: Path, uid: int) -> Path:
    """Where the registry of this user is kept.

    Root's home is closed to the account that PostgreSQL then runs as, and two homes of root are
    two registries.
    """
    if uid == 0:
        digest = sha256(f"{uid}:{home}".encode(errors="surrogateescape")).hexdigest()
        return Path("/var/lib/sijill") / digest[:16]
    share = Path(os.environ.get("XDG_DATA_HOME", ""))
    # A relative path is to be ignored: XDG Base Directory Specification.
    return (share if share.is_absolute() else home / ".local" / "share") / "sijill"


@dataclass(frozen=True, slots=True)
class DataFolder:
    """One registry's folder. All in it is ours alone, save `cluster`: that is the server's."""

    path: Path

    @property
    def cluster(self) -> Path:
        return self.path / "pgdata"

    @property
    def log(self) -> Path:
        return self.path / "postgres.log"

    @property
    def socket(self) -> Path:
        """A link to the folder of the socket, which itself must have a short name."""
        return self.path / "socket"

    def starting(self) -> FileLock:
        """Held while a server is made, started, attached to or left."""
        return FileLock(self.path / "starting.lock")

    def users(self) -> FileLock:
        """Shared by all who use the server."""
        return FileLock(self.path / "users.lock")

    def server(self) -> FileLock:
        """Held by the server itself: free when its last process is gone."""
        return FileLock(self.path / "server.lock")

    def claim(self, major: int) -> None:
        """Mark a new folder as ours; refuse one that is not.

        Raises:
            LocalPostgresError: `localpg_other_version`.
        """
        marker = self.path / "sijill.json"
        wanted = {"postgres_major": major, "layout": LAYOUT}
        if marker.exists():
            held = _read(marker)
            if any(held.get(key) != value for key, value in wanted.items()):
                raise self._refused(_described(held), _described(wanted))
        elif self.cluster.exists() or (self.path / "PG_VERSION").exists():
            raise self._refused("a PostgreSQL that sijill did not make", _described(wanted))
        else:
            _write(marker, json.dumps(wanted))

    def password(self) -> str:
        """The superuser's, drawn once."""
        kept = self.path / "password"
        if not kept.exists():
            _write(kept, secrets.token_urlsafe(32))
        return kept.read_text(encoding="ascii")

    def log_tail(self, lines: int = 20) -> str:
        if not self.log.exists():
            return ""
        return "\n".join(
            self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
        )

    def _refused(self, held: str, wanted: str) -> LocalPostgresError:
        return LocalPostgresError(
            "localpg_other_version",
            f"the data folder {self.path} holds {held}; this sijill needs {wanted}",
            hint="name another folder with --data, or use the sijill that made this one",
        )


def _described(version: Mapping[str, object]) -> str:
    return f"layout {version.get('layout')} on PostgreSQL {version.get('postgres_major')}"


def _read(marker: Path) -> dict[str, object]:
    try:
        held = json.loads(marker.read_text(encoding="utf-8"))
    except ValueError:
        return {}
    return held if isinstance(held, dict) else {}


def _write(path: Path, text: str) -> None:
    """Whole or not at all, and for our eyes only."""
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
