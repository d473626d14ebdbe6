import json
import shutil
from pathlib import Path

import pytest

from registry.localpg import LocalPostgresError, default_data_folder, start
from tests.localpg.processes import QUICK

FATIMA = Path("/دور/فاطمة")


def test_a_user_keeps_data_where_the_desktop_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    assert default_data_folder(FATIMA, 1000) == FATIMA / ".local/share/sijill"
    monkeypatch.setenv("XDG_DATA_HOME", "/srv/بيانات")
    assert default_data_folder(FATIMA, 1000) == Path("/srv/بيانات/sijill")
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    assert default_data_folder(FATIMA, 1000) == FATIMA / ".local/share/sijill"


def test_each_home_of_root_is_a_registry_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/srv/data")
    first, second = (default_data_folder(home, 0) for home in (Path("/root"), Path("/دور/زينب")))
    assert first != second
    assert first == default_data_folder(Path("/root"), 0)
    assert first.parent == second.parent == Path("/var/lib/sijill")


@pytest.mark.slow
def test_a_folder_says_what_made_it(data: Path) -> None:
    with start(data, settings=QUICK):
        marker = json.loads((data / "sijill.json").read_text(encoding="utf-8"))
    assert marker == {"postgres_major": 18, "layout": 1}


@pytest.mark.parametrize(
    ("marker", "named"),
    [
        ('{"postgres_major": 15, "layout": 1}', "layout 1 on PostgreSQL 15"),
        ('{"postgres_major": 18, "layout": 2}', "layout 2 on PostgreSQL 18"),
        ('{"postgres_major": 18}', "layout None on PostgreSQL 18"),
        ("not json", "layout None on PostgreSQL None"),
        ("[]", "layout None on PostgreSQL None"),
    ],
)
def test_a_folder_of_another_version_is_refused_by_name(
    data: Path, marker: str, named: str
) -> None:
    data.mkdir()
    (data / "sijill.json").write_text(marker, encoding="utf-8")
    with pytest.raises(LocalPostgresError) as refused:
        start(data)
    assert refused.value.code == "localpg_other_version"
    assert str(data) in str(refused.value)
    assert named in str(refused.value)
    assert "layout 1 on PostgreSQL 18" in str(refused.value)
    assert "--data" in refused.value.hint
    assert not (data / "pgdata").exists()
    assert (data / "sijill.json").read_text(encoding="utf-8") == marker


@pytest.mark.parametrize("foreign", ["PG_VERSION", "pgdata/PG_VERSION"])
def test_a_database_that_we_did_not_make_is_refused(data: Path, foreign: str) -> None:
    (data / foreign).parent.mkdir(parents=True)
    (data / foreign).write_text("18", encoding="utf-8")
    with pytest.raises(LocalPostgresError, match="that sijill did not make") as refused:
        start(data)
    assert refused.value.code == "localpg_other_version"
    assert not (data / "sijill.json").exists()


@pytest.mark.slow
def test_a_folder_may_hold_other_things(data: Path) -> None:
    data.mkdir()
    (data / "root.key").write_text("مفتاح", encoding="utf-8")
    with start(data, settings=QUICK):
        pass
    assert (data / "root.key").read_text(encoding="utf-8") == "مفتاح"
    shutil.rmtree(data)
