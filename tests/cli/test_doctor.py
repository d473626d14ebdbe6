"""`sijill doctor`: each thing that may be wrong, made wrong, found, and mended as it says."""

from __future__ import annotations

import json
import os
import shutil
import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest

from registry.cli.doctor.finding import Finding, State, examined
from registry.cli.doctor.machine import python
from registry.cli.doctor.servers import apart
from registry.matching.weights import digest_of, load, written
from registry.privacy.root_key import RootKey
from tests.cli.conftest import Beside, Qena
from tests.forking import QuickDesk

ALL = [
    "settings", "python", "environment", "time_zone", "postgresql", "data_folder", "free_space", "log_database",
    "keys_database", "migrations", "roles", "clock", "root_key", "keys", "read_models", "dead_letters",
    "matching", "port",
]  # fmt: skip
NOON = datetime(2026, 10, 7, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Diagnosis:
    code: int
    findings: Mapping[str, Any]

    def states(self, *but: str) -> dict[str, str]:
        """Whatever is not as it should be."""
        return {
            name: one["state"]
            for name, one in self.findings.items()
            if one["state"] != "ok" and name not in but
        }

    def mend(self, check: str) -> str:
        hint = self.findings[check]["mend"]
        assert hint["ar"]
        return str(hint["en"])


def doctor(desk: QuickDesk, *arguments: str | Path) -> Diagnosis:
    done = desk.run("doctor", "--json", *arguments)
    said = json.loads(done.stdout)
    assert said["ok"] is (done.returncode == 0)
    assert "geheim" not in done.stdout + done.stderr
    return Diagnosis(done.returncode, {one["check"]: one for one in said["checks"]})


@pytest.fixture
def followed(qena: Qena) -> Qena:
    """Qena's register, its read models brought up with what other tests have asked meanwhile."""
    qena.desk.sijill("follow", "--once")
    return qena


def with_settings(register: Qena, **settings: str) -> QuickDesk:
    return replace(register.desk, settings={**register.desk.settings, **settings})


def changed(register: Qena, database: str, *statements: LiteralString) -> None:
    for statement in statements:
        register.asked(statement, database)


def test_a_sound_register_passes_every_check(followed: Qena, free_port: int) -> None:
    found = doctor(with_settings(followed, SIJILL_PORT=str(free_port)))
    assert (found.code, found.states()) == (0, {})
    assert sorted(found.findings) == sorted(ALL)
    for one in found.findings.values():
        assert one["found"]["ar"] != one["found"]["en"]
    told = followed.desk.run("doctor")
    assert told.returncode == 0
    assert "قاعدة المفاتيح هي قاعدة هذا السجل." in told.stdout
    assert followed.server.password not in told.stdout + told.stderr


def test_where_nothing_is_yet_nothing_is_made(qena: Qena, tmp_path: Path) -> None:
    found = doctor(qena.desk, "--data", tmp_path / "new")
    assert (found.code, found.states("port")) == (0, {"databases": "warning"})
    assert "sijill migrate" in found.mend("databases")
    assert list(tmp_path.iterdir()) == []


def test_a_server_without_our_databases_is_left_as_it_is(qena: Qena, beside: Beside) -> None:
    desk = beside("untouched")
    found = doctor(desk)
    assert found.states("port") == {"log_database": "wrong", "keys_database": "wrong"}
    assert found.mend("log_database").startswith("sijill migrate")
    changed(qena, "postgres", "create database untouched", "create database untouched_keys")
    found = doctor(desk)
    assert (found.code, found.states("port")) == (1, {"migrations": "wrong"})
    assert found.mend("migrations") == "sijill migrate"
    assert qena.asked("select to_regnamespace('log')", "untouched") == [(None,)]
    desk.sijill("migrate")
    assert doctor(desk).states("port") == {}
    assert qena.asked("select count(*) from keys.registry", "untouched_keys") == [(0,)]
    assert not (desk.data / "root.key").exists()


def test_a_server_that_does_not_answer_is_named_without_its_password(qena: Qena) -> None:
    url = "postgresql://u:geheim@127.0.0.1:1/sijill"
    found = doctor(with_settings(qena, SIJILL_DATABASE_URL=url))
    assert (found.code, found.states("port")) == (
        1, {"log_database": "wrong", "keys_database": "wrong"},
    )  # fmt: skip
    assert "SIJILL_DATABASE_URL" in found.mend("log_database")


def test_settings_that_cannot_be_read_are_named_and_the_rest_goes_on(followed: Qena) -> None:
    found = doctor(with_settings(followed, SIJILL_PORT="geheim", SIJILL_TIME_ZONE="Africa/Qena"))
    assert found.states("port") == {"settings": "wrong", "time_zone": "wrong"}
    assert "SIJILL_PORT" in found.findings["settings"]["found"]["en"]
    assert set(ALL) <= set(found.findings)


def test_the_insert_function_of_the_library_is_wrong(followed: Qena) -> None:
    found = doctor(with_settings(followed, POSTGRES_ENABLE_DB_FUNCTIONS="y"))
    assert found.states("port") == {"environment": "wrong"}
    assert found.mend("environment") == "unset POSTGRES_ENABLE_DB_FUNCTIONS"


@pytest.fixture
def root_key(spare: Qena, tmp_path: Path) -> Path:
    """A copy of the spare register's."""
    return Path(shutil.copy(spare.desk.data / "root.key", tmp_path))


def test_a_root_key_that_others_may_read_is_mended_by_chmod(spare: Qena, root_key: Path) -> None:
    desk = with_settings(spare, SIJILL_ROOT_KEY_FILE=str(root_key))
    root_key.chmod(0o644)
    found = doctor(desk)
    assert found.states("port") == {"root_key": "wrong", "keys": "wrong"}
    assert found.mend("root_key").startswith(f"chmod 600 {root_key}")
    root_key.chmod(0o600)
    assert doctor(desk).states("port") == {}


def test_a_root_key_that_is_lost_damaged_or_another_is_told_apart(
    spare: Qena, root_key: Path
) -> None:
    desk = with_settings(spare, SIJILL_ROOT_KEY_FILE=str(root_key))
    root_key.write_text("geheim\n", encoding="ascii")
    assert doctor(desk).findings["root_key"]["code"] == "root_key_malformed"
    root_key.unlink()
    assert doctor(desk).findings["root_key"]["code"] == "root_key_missing"
    RootKey.create(root_key)
    found = doctor(desk)
    assert found.states("port") == {"keys": "wrong"}
    assert found.findings["keys"]["code"] == "root_key_wrong"


def test_keys_of_another_register_are_not_taken_for_ours(qena: Qena, spare: Qena) -> None:
    theirs = with_settings(
        spare,
        SIJILL_KEYS_DATABASE_URL=qena.server.url("sijill_keys"),
        SIJILL_ROOT_KEY_FILE=str(qena.desk.data / "root.key"),
    )
    found = doctor(theirs)
    assert found.states("port") == {"keys": "wrong"}
    assert found.findings["keys"]["code"] == "doctor_keys_of_other"


def test_an_old_backup_of_the_keys_lacks_what_was_sealed_since(spare: Qena) -> None:
    lost = "delete from keys.subject_key where subject = (select subject from keys.subject_key order by 1 desc limit 1)"
    with psycopg.connect(spare.server.url("spare_keys")) as owner:
        owner.execute("create temporary table kept as select * from keys.subject_key")
        owner.execute(lost)
        owner.commit()
        found = doctor(spare.desk)
        owner.execute("insert into keys.subject_key select * from kept on conflict do nothing")
    assert found.findings["keys"]["code"] == "doctor_keys_of_other"
    assert "newest backup" in found.mend("keys")
    assert doctor(spare.desk).states("port") == {}


def test_a_newer_or_changed_schema_is_wrong(spare: Qena) -> None:
    newer = "insert into log.migration (name, digest) values ('eventlog/9999_later', 'x')"
    changed(spare, "spare", newer)
    assert doctor(spare.desk).findings["migrations"]["code"] == "schema_too_new"
    changed(spare, "spare", "delete from log.migration where name = 'eventlog/9999_later'")
    known = spare.asked("select name, digest from log.migration", "spare")
    changed(spare, "spare", "update log.migration set digest = 'x'")
    found = doctor(spare.desk)
    assert found.findings["migrations"]["code"] == "migration_changed"
    assert found.findings["clock"]["state"] == "ok"
    with psycopg.connect(spare.server.url("spare")) as owner:
        for name, digest in known:
            owner.execute("update log.migration set digest = %s where name = %s", (digest, name))


def test_a_read_model_behind_is_a_warning_and_following_mends_it(spare: Qena) -> None:
    changed(
        spare,
        "spare",
        "update read.follower set position = position - 7 where model = 'partner_directory'",
    )
    found = doctor(spare.desk)
    changed(
        spare,
        "spare",
        "update read.follower set position = position + 7 where model = 'partner_directory'",
    )
    assert (found.code, found.states("port")) == (0, {"read_models": "warning"})
    assert "partner_directory" in found.findings["read_models"]["found"]["en"]
    assert "household_roll" not in found.findings["read_models"]["found"]["en"]
    assert "sijill follow --once" in found.mend("read_models")


def test_matching_behind_is_a_warning_and_matching_mends_it(spare: Qena) -> None:
    changed(spare, "spare", "update match.state set position = 0")
    found = doctor(spare.desk)
    assert (found.code, found.states("port")) == (0, {"matching": "warning"})
    assert found.mend("matching").count("sijill match follow --once") == 1
    assert spare.desk.run("match", "follow", "--once").returncode == 0
    assert doctor(spare.desk).states("port") == {}


def test_links_of_an_earlier_model_are_a_warning_and_a_run_judges_everybody_anew(
    spare: Qena, tmp_path: Path
) -> None:
    other, file = replace(load(), version="another-1"), tmp_path / "another.json"
    file.write_bytes(written(other))
    spare.desk.sijill("match", "trust", file, "--digest", digest_of(other))
    try:
        found = doctor(spare.desk)
        assert (found.code, found.states("port")) == (0, {"matching": "warning"})
        assert "another-1" in found.findings["matching"]["found"]["ar"]
        assert found.mend("matching").startswith("run sijill match run")
        spare.desk.sijill("match", "reindex")
        assert doctor(spare.desk).states("port") == {"matching": "warning"}
        spare.desk.sijill("match", "run")
        assert doctor(spare.desk).states("port") == {}
    finally:
        spare.desk.sijill("match", "trust", "--shipped")


def test_a_stream_that_stands_still_is_mended_as_the_doctor_says(spare: Qena) -> None:
    rows: LiteralString = "select * from read.imports_v2 order by file_import, held"
    before = spare.asked(rows, "spare")
    changed(
        spare,
        "spare",
        "insert into read.dead_letter select 'imports', 2, false, originator_id, notification_id, 'ValueError'"
        " from log.facts where topic = 'import.started.v1' limit 1",
        "delete from read.imports_v2 where file_import = (select stream from read.dead_letter)",
    )
    assert spare.asked(rows, "spare") != before
    found = doctor(spare.desk)
    assert found.states("port") == {"dead_letters": "wrong"}
    command = found.mend("dead_letters").rpartition("sijill ")[2]
    assert command == "dead-letters retry imports"
    spare.desk.sijill(*command.split())
    assert doctor(spare.desk).states("port") == {}
    assert spare.asked(rows, "spare") == before


@pytest.fixture
def logins(spare: Qena) -> Iterator[Callable[[str], QuickDesk]]:
    """Logins with a password of their own, let in where deploy/roles.sql lets them in."""
    changed(
        spare,
        "postgres",
        "create role follows login password 'geheim' in role sijill_follower",
        "create role nobody_much login password 'geheim'",
        "revoke connect on database spare_keys from public",
    )

    def desk(login: str) -> QuickDesk:
        url = f"postgresql://{login}:geheim@/spare?host={spare.server.socket}"
        return with_settings(spare, SIJILL_DATABASE_URL=url)

    yield desk
    changed(
        spare,
        "postgres",
        "grant connect on database spare_keys to public",
        "drop role follows, nobody_much",
    )


def test_a_login_that_only_follows_needs_no_keys(logins: Callable[[str], QuickDesk]) -> None:
    desk = logins("follows")
    found = doctor(desk)
    assert (found.code, found.states("port")) == (0, {})
    assert "may follow and rebuild." in found.findings["roles"]["found"]["en"]
    assert "keys_database" not in found.findings
    assert desk.run("follow", "--once").returncode == 0
    assert json.loads(desk.sijill("rebuild", "imports", "--json"))[0]["model"] == "imports"


def test_a_login_without_roles_can_do_nothing(logins: Callable[[str], QuickDesk]) -> None:
    found = doctor(logins("nobody_much"))
    assert found.code == 1
    assert found.findings["roles"]["code"] == "doctor_roles_lacking"
    assert "deploy/roles.sql" in found.mend("roles")
    assert found.findings["clock"]["state"] == "ok"


def test_a_port_that_another_program_uses_is_a_warning(followed: Qena, free_port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", free_port))
        other.listen()
        found = doctor(with_settings(followed, SIJILL_PORT=str(free_port)))
    assert (found.code, found.states()) == (0, {"port": "warning"})
    assert "sijill serve --port 8001" in found.mend("port")


def test_a_data_folder_that_is_a_file_or_of_another_layout_is_wrong(
    qena: Qena, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.touch()
    found = doctor(
        with_settings(qena, SIJILL_DATABASE_URL=qena.server.url("sijill")), "--data", file
    )
    assert found.findings["data_folder"]["code"] == "doctor_folder_no_folder"
    (tmp_path / "sijill.json").write_text('{"layout": 9, "postgres_major": 18}', encoding="utf-8")
    found = doctor(qena.desk, "--data", tmp_path)
    assert "doctor_layout_other" in {one["code"] for one in found.findings.values()}
    assert sorted(one.name for one in tmp_path.iterdir()) == ["file", "sijill.json"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_data_folder_of_another_user_is_wrong(qena: Qena, tmp_path: Path) -> None:
    os.chown(tmp_path, 65534, 65534)
    found = doctor(qena.desk, "--data", tmp_path)
    assert found.findings["data_folder"]["code"] == "doctor_folder_of_other"


@pytest.mark.parametrize(
    ("away", "state"),
    [
        (timedelta(), State.OK),
        (timedelta(seconds=4), State.OK),
        (timedelta(seconds=-30), State.WARNING),
        (timedelta(seconds=30), State.WARNING),
        (timedelta(hours=-2), State.WRONG),
        (timedelta(hours=2), State.WRONG),
    ],
)
def test_clocks_may_differ_by_seconds_and_no_more(away: timedelta, state: State) -> None:
    asked_for = timedelta(seconds=1)
    assert apart(NOON, NOON + away, NOON + asked_for).state is state
    assert apart(NOON, NOON + asked_for / 2, NOON + asked_for).state is State.OK


def test_a_python_that_is_too_old_is_wrong() -> None:
    assert [one.state for one in python((3, 10, 14))] == [State.WRONG]
    assert [one.state for one in python((3, 11, 0))] == [State.OK]


def test_a_check_that_fails_is_a_finding_without_its_words() -> None:
    def fail() -> list[Finding]:
        raise ValueError("فاطمة")

    (found,) = examined("clock", fail)
    assert found.state is State.WRONG
    assert found.to_json()["found"]["en"] == "This check could not be made (ValueError)."
    assert "فاطمة" not in json.dumps(found.to_json(), ensure_ascii=False)
