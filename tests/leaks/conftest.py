"""Two registers in use: one as it is released, and one whose cipher hides nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pytest

from registry.localpg import Server, start
from tests.command import PROGRAM
from tests.leaks import use
from tests.leaks.programs import FAULTY_AND_TALKATIVE, WITHOUT_CIPHER
from tests.leaks.scene import Scene
from tests.leaks.search import Search
from tests.leaks.sentinels import needles

Found = Mapping[str, set[str]]
"""What each file gives away; files by their paths within the scene."""


@dataclass(frozen=True, slots=True)
class Run:
    """What was found: `running` in the data folder before any checkpoint, `ended` everywhere when all was over."""

    scene: Scene
    tokens: Mapping[str, str]
    running: Found
    ended: Found


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Run]:
    """The release and its control side by side, since each mostly waits for one process."""
    folders = [tmp_path_factory.mktemp(name) for name in ("released", "without_cipher")]
    with ThreadPoolExecutor(2) as pool:
        begun = [pool.submit(full_run, folders[0]), pool.submit(control_run, folders[1])]
        return [one.result() for one in begun]


@pytest.fixture(scope="session")
def released(runs: Sequence[Run]) -> Run:
    return runs[0]


@pytest.fixture(scope="session")
def without_cipher(runs: Sequence[Run]) -> Run:
    return runs[1]


def full_run(folder: Path) -> Run:
    """Everything that people do with the release."""
    scene, search = Scene.in_folder(folder, PROGRAM), Search(needles())
    with start(scene.desk.data) as server:
        tokens = use.fill(scene)
        use.meet_faults(scene, server, tokens)
        use.work(scene)
        running = found(scene, search, scene.desk.data)
        settle(scene, server)
    return Run(scene, tokens, running, found(scene, search, scene.folder))


def control_run(folder: Path) -> Run:
    """A register filled in the same way, with a cipher that hides nothing."""
    scene, search = Scene.in_folder(folder, WITHOUT_CIPHER), Search(needles())
    with start(scene.desk.data) as server:
        tokens = use.fill(scene)
        running = found(scene, search, scene.desk.data)
        settle(scene, server)
    return Run(scene, tokens, running, found(scene, search, scene.folder))


@pytest.fixture(scope="session")
def talkative(released: Run, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The faults of the full run once more, and nothing that keeps them quiet."""
    folder = tmp_path_factory.mktemp("talkative")
    desk = replace(released.scene.desk, program=FAULTY_AND_TALKATIVE)
    scene = replace(Scene.in_folder(folder, FAULTY_AND_TALKATIVE), desk=desk)
    use.meet_own_faults(scene, released.tokens)
    return Run(scene, released.tokens, {}, found(scene, Search(needles()), scene.folder))


def settle(scene: Scene, server: Server) -> None:
    """Let the server write down what it holds in memory, and what it notes of tables for its planner."""
    scene.dump(server)
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("checkpoint")


def found(scene: Scene, search: Search, where: Path) -> Found:
    return {
        str(path.relative_to(scene.folder)): given for path, given in search.folder(where).items()
    }
