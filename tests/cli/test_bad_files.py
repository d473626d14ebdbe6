"""A file that nobody should have sent, at the command line: said in both languages, and nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from registry.texts import TEXTS
from tests.cli.conftest import Qena
from tests.intake.bad_files import BAD, Make


@pytest.mark.parametrize(
    ("name", "code", "make"), BAD.values(), ids=[one.replace(" ", "_") for one in BAD]
)
def test_it_is_refused_with_what_to_do(
    bare: Qena, tmp_path: Path, name: str, code: str, make: Make
) -> None:
    path, before = tmp_path / name, bare.position
    make(path)
    done = bare.desk.run("import", path, "--partner", "albir-qena", "--as", "registrations")
    assert (done.returncode, done.stdout) == (1, "")
    for language in (TEXTS[code].en, TEXTS[code].ar):
        assert f"sijill: {language.partition('{')[0]}" in done.stderr
    assert done.stderr.count("hint: ") == done.stderr.count("تلميح: ") == (code != "file_empty")
    assert "Traceback" not in done.stderr
    assert bare.position == before
    assert [file.name for file in tmp_path.iterdir()] == [name]
