"""Files of many kinds, given to the command or dropped into a folder that is watched."""

from __future__ import annotations

import json
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from pytest_bdd import given, then, when

from registry.texts import TEXTS
from tests.features.register import Scene
from tests.features.sentences import Sentence

ODK: Final = Path(__file__).parents[2] / "registry/samples/odk_central_qena.csv.zip"
PICTURE: Final = b"\x89PNG\r\n\x1a\n" + bytes(100)


@dataclass
class Dropped:
    """A folder, whose files are dropped into it, and what was last said on stderr."""

    folder: Path
    partner: str = ""
    file: str = ""
    complained: str = ""


@pytest.fixture
def dropped(tmp_path: Path) -> Dropped:
    folder = tmp_path / "drop"
    folder.mkdir()
    return Dropped(folder)


@when(Sentence('"{partner}" imports the ODK export'))
@when(Sentence('تستورد "{partner}" تصدير ODK'))
def imports(scene: Scene, dropped: Dropped, partner: str) -> None:
    _import(scene, dropped, partner, ODK)


@when(Sentence('"{partner}" imports the ODK export without its members'))
@when(Sentence('تستورد "{partner}" تصدير ODK بلا أفراده'))
def imports_less(scene: Scene, dropped: Dropped, partner: str, tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(ODK) as whole, zipfile.ZipFile(path, "w") as less:
        main = min(whole.namelist(), key=len)
        less.writestr(main, whole.read(main))
    _import(scene, dropped, partner, path)


def _import(scene: Scene, dropped: Dropped, partner: str, path: Path) -> None:
    scene.began = scene.register.position()
    done = scene.register.command("import", str(path), "--partner", partner, "--json")
    dropped.complained = done.complained
    scene.summary = json.loads(done.said) if done.said else {}


@given(Sentence('a folder into which "{partner}" drops the ODK export'))
@given(Sentence('مجلد تترك فيه "{partner}" تصدير ODK'))
def drops_export(dropped: Dropped, partner: str) -> None:
    dropped.partner, dropped.file = partner, ODK.name
    shutil.copy(ODK, dropped.folder)


@given(Sentence('a folder into which "{partner}" drops a picture'))
@given(Sentence('مجلد تترك فيه "{partner}" صورة'))
def drops_picture(dropped: Dropped, partner: str) -> None:
    dropped.partner, dropped.file = partner, "list.xlsx"
    (dropped.folder / dropped.file).write_bytes(PICTURE)


@when("the folder is looked after")
@when("يُعالج المجلد")
def looks_after(scene: Scene, dropped: Dropped) -> None:
    scene.began = scene.register.position()
    done = scene.register.command(
        *("import", "--watch", str(dropped.folder), "--once"),
        *("--partner", dropped.partner, "--json"),
    )
    if done.said:
        scene.summary = json.loads(done.said)


@then(Sentence("{households} households and {persons} persons are registered"))
@then(Sentence("تُسجل {households} أسرة و {persons} فردا"))
def registered(scene: Scene, households: int, persons: int) -> None:
    assert (scene.summary["registrations"], scene.summary["members"]) == (households, persons)
    assert scene.register.position() - scene.began >= households


@then(Sentence('it is refused with "{code}" in Arabic and English'))
@then(Sentence('يُرفض بالرمز "{code}" بالعربية والإنجليزية'))
def refused(dropped: Dropped, code: str) -> None:
    for text in TEXTS[code]:
        assert text.partition("{")[0] in dropped.complained


@then(Sentence('the ODK export lies in "{into}" with what became of it'))
@then(Sentence('the picture lies in "{into}" with what became of it'))
@then(Sentence('يوجد تصدير ODK في "{into}" ومعه ما صار إليه'))
@then(Sentence('توجد الصورة في "{into}" ومعها ما صار إليها'))
def lies_in(dropped: Dropped, into: str) -> None:
    assert not (dropped.folder / dropped.file).exists()
    assert (dropped.folder / into / dropped.file).exists()
    told = json.loads((dropped.folder / into / f"{dropped.file}.json").read_text("utf-8"))
    assert told["became"] == into
    if into == "refused":
        assert told["reason_ar"]
        assert told["reason_en"]
