"""Nothing personal lies in clear anywhere but in the files it came from, their rejects, and answers to who may see it.

The search is believed because two runs in which something is wrong on purpose do not get past it.
"""

from __future__ import annotations

from base64 import b64encode

import pytest

from tests.leaks.conftest import Found, Run
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


def test_the_register_holds_every_sentinel(released: Run) -> None:
    """What never came in could not leak."""
    assert set().union(*(fields(released.ended[path]) for path in ANSWERS)) == FIELDS


def test_no_sentinel_lies_in_the_data_folder_while_the_server_runs(released: Run) -> None:
    """Heap, write-ahead log and server log as a stolen disk would show them, before any checkpoint."""
    assert released.running == {}


def test_sentinels_lie_only_where_their_owners_put_them_and_in_the_answer_to_who_may(
    released: Run,
) -> None:
    """Data folder, dumps of both databases, all that processes said, exports, temporary files."""
    elsewhere = {path for path in released.ended if not is_answer(path)}
    assert elsewhere == OWN_FILES


def test_no_refusal_and_no_error_says_again_what_was_sent(released: Run) -> None:
    """Gateways and clients log the errors that they are given."""
    assert {path for path in released.ended if is_answer(path)} == ANSWERS


def test_the_root_key_lies_in_its_file_alone(released: Run) -> None:
    key = bytes.fromhex((released.scene.desk.data / "root.key").read_text(encoding="ascii"))
    search = Search({key: "raw", key.hex().encode(): "hex", b64encode(key)[:-1]: "base64"})
    assert set(search.folder(released.scene.folder)) == {released.scene.desk.data / "root.key"}


@pytest.mark.parametrize("place", ["data/pgdata/base", "data/pgdata/pg_wal", "dumps/sijill.log"])
def test_a_cipher_that_hides_nothing_is_caught(without_cipher: Run, place: str) -> None:
    """Each field by itself, though PostgreSQL would compress what is long."""
    assert fields_in(without_cipher.ended, place) == FIELDS


def test_a_cipher_that_hides_nothing_is_caught_before_any_checkpoint(without_cipher: Run) -> None:
    assert fields_in(without_cipher.running, "data/pgdata/pg_wal") == FIELDS


def test_faults_that_say_what_they_are_about_are_caught(talkative: Run) -> None:
    assert "name of a head" in fields_in(talkative.ended, "said/faulty_serve")
    assert "name of a head" in fields_in(talkative.ended, "said/faulty_import")
