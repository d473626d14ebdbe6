import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from registry.localpg import binaries as places
from registry.localpg import find_binaries, system_binaries
from registry.localpg.account import Account
from tests.localpg.processes import CODE, PROGRAM, Neighbour, Opens, Resident


@pytest.fixture
def neighbour() -> Iterator[Opens]:
    """Opens processes beside us, each on a data folder ("" for its own user's default one)."""
    opened: list[Neighbour] = []

    def open_one(
        data: Path | str,
        programs: Path,
        *,
        command: tuple[str, ...] = (sys.executable,),
        environment: Mapping[str, str] | None = None,
    ) -> Neighbour:
        process = subprocess.Popen(
            [*command, "-c", PROGRAM, str(data), str(programs)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env={"PYTHONPATH": str(CODE.parent), **os.environ, **(environment or {})},
        )
        opened.append(Neighbour(process))
        return opened[-1]

    yield open_one
    for one in opened:
        if one.process.poll() is None:
            one.leaves()
        for stream in (one.process.stdin, one.process.stdout):
            if stream is not None:
                stream.close()


@pytest.fixture(
    params=[find_binaries(), *system_binaries()],
    ids=lambda programs: "embedded" if programs == find_binaries() else str(programs),
)
def programs(request: pytest.FixtureRequest) -> Path:
    """Every PostgreSQL on this machine: ours, and those of the system."""
    chosen = request.param
    assert isinstance(chosen, Path)
    return chosen


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """As root, below a folder that only root may enter."""
    return tmp_path / "سجل قنا"


@pytest.fixture
def lodging() -> Iterator[Path]:
    """A folder that every user of the machine may enter."""
    folder = Path(tempfile.mkdtemp(prefix="lodging-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def residents(lodging: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Resident, Resident]:
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    if shutil.which("setpriv") is None:
        pytest.skip("no setpriv to become another user with")
    monkeypatch.setattr(places, "STORE", lodging / "store")
    shutil.copytree(CODE / "localpg", lodging / "code" / "registry" / "localpg")
    accounts = [entry for entry in pwd.getpwall() if 0 < entry.pw_uid < 1000]
    accounts = [entry for entry in accounts if entry.pw_name not in {"nobody", "postgres"}]
    if len(accounts) < 2:
        pytest.skip("fewer than two ordinary users in /etc/passwd")
    first, second = (_settle(entry, lodging) for entry in accounts[:2])
    return first, second


def _settle(entry: pwd.struct_passwd, lodging: Path) -> Resident:
    home = lodging / entry.pw_name
    home.mkdir(mode=0o700)
    os.chown(home, entry.pw_uid, entry.pw_gid)
    becoming = ("setpriv", f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups")
    programs, _ = places.usable(
        find_binaries(), Account(uid=entry.pw_uid, gid=entry.pw_gid, stand_in=True)
    )
    environment = {
        "HOME": str(home),
        "PYTHONPATH": str(lodging / "code"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "XDG_DATA_HOME": "",
    }
    python = _python_for(becoming)
    command = (*becoming, python)
    return Resident(entry.pw_uid, home, command, environment, programs)


def _python_for(becoming: tuple[str, ...]) -> str:
    question = "import sys; sys.exit(sys.version_info < (3, 11))"
    names = ("python3", "python3.11", "python3.12", "python3.13")
    tried = [
        sys.executable,
        *(f"/usr/{where}/{name}" for where in ("local/bin", "bin") for name in names),
    ]
    for python in tried:
        answer = subprocess.run(
            [*becoming, python, "-c", question], check=False, capture_output=True, cwd="/"
        )
        if answer.returncode == 0:
            return python
    pytest.skip(f"no Python 3.11 that an ordinary user may run; tried {', '.join(tried)}")
