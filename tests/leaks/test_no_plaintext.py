"""Nothing personal lies in clear anywhere but in the files it came from, their rejects, and answers to who may see it.

The search is believed because two runs in which something is wrong on purpose do not get past it.
"""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import pytest

from tests.forking import Commands
from tests.leaks.runs import Found, Run, control_run, full_run
from tests.leaks.search import Search
from tests.leaks.sentinels import SENTINELS
from tests.leaks.use import OPENED

pytestmark = pytest.mark.slow

FIELDS = {sentinel.field for sentinel in SENTINELS}
OWN_FILES = {
    "sources/kobo_qena_households.xlsx",
    "sources/kobo_qena_households-rejects.xlsx",
    "sources/ngo_distribution_list_ar.xlsx",
    "sources/ngo_distribution_list_ar-rejects.xlsx",
    "more/again.csv",
    "more/again-rejects.xlsx",
    "more/headless.csv",
}
ANSWERS = {f"answers/{name}.txt" for name in OPENED}
ANSWER_OF_QUERY = "said/query_wrong.out"
"""What `sijill query` prints is the API's answer, too."""


def fields(given: set[str]) -> set[str]:
    return {name.rpartition(" (")[0] for name in given}


def fields_in(found: Found, folder: str) -> set[str]:
    return {
        one for path, given in found.items() if path.startswith(folder) for one in fields(given)
    }


def is_answer(path: str) -> bool:
    return path.startswith("answers/") or path == ANSWER_OF_QUERY


def test_a_full_run_leaves_nothing_personal_in_clear(tmp_path: Path, forked: Commands) -> None:
    run = full_run(tmp_path, forked)
    # What never came in could not leak.
    assert set().union(*(fields(run.ended[path]) for path in ANSWERS)) == FIELDS
    # Heap, write-ahead log and server log as a stolen disk would show them before any checkpoint.
    assert run.running == {}
    # Data folder, dumps of both databases, all that processes said, exports, temporary files.
    assert {path for path in run.ended if not is_answer(path)} == OWN_FILES
    # Gateways and clients log the errors that they are given.
    assert {path for path in run.ended if is_answer(path)} == ANSWERS
    assert_root_key_stands_alone(run)


def test_what_is_wrong_on_purpose_is_caught(tmp_path: Path) -> None:
    """A cipher that hides nothing: field by field, though PostgreSQL would compress what is long. Faults that talk."""
    run = control_run(tmp_path)
    for place in ("data/pgdata/base", "data/pgdata/pg_wal", "dumps/sijill.log"):
        assert fields_in(run.ended, place) == FIELDS, place
    assert fields_in(run.running, "data/pgdata/pg_wal") == FIELDS
    for process in ("faulty_serve", "faulty_import"):
        assert "name of a head" in fields_in(run.ended, f"said/{process}"), process


def assert_root_key_stands_alone(run: Run) -> None:
    key = bytes.fromhex((run.scene.desk.data / "root.key").read_text(encoding="ascii"))
    search = Search({key: "raw", key.hex().encode(): "hex", b64encode(key)[:-1]: "base64"})
    assert set(search.folder(run.scene.folder)) == {run.scene.desk.data / "root.key"}
