"""Two registers in use and what they leave behind: one as it is released, and one in which all is wrong on purpose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg

from registry.localpg import Server, start
from tests.command import PROGRAM
from tests.forking import Commands
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
    running: Found
    ended: Found


def full_run(folder: Path, forked: Commands) -> Run:
    """Everything that people do with the release."""
    scene, search = Scene.in_folder(folder, PROGRAM, forked), Search(needles())
    with start(scene.desk.data) as server:
        tokens = use.fill(scene, server)
        use.meet_faults(scene, server, tokens)
        use.work(scene)
        running = found(scene, search, scene.desk.data)
        settle(scene, server)
    return Run(scene, running, found(scene, search, scene.folder))


def control_run(folder: Path) -> Run:
    """A register filled in the same way with a cipher that hides nothing, and then faults that keep nothing back."""
    scene, search = Scene.in_folder(folder, WITHOUT_CIPHER), Search(needles())
    with start(scene.desk.data) as server:
        tokens = use.fill(scene, server)
        running = found(scene, search, scene.desk.data)
        use.meet_own_faults(scene.running(FAULTY_AND_TALKATIVE), tokens)
        settle(scene, server)
    return Run(scene, running, found(scene, search, scene.folder))


def settle(scene: Scene, server: Server) -> None:
    """Let the server write down what it holds in memory, and what it notes of tables for its planner."""
    scene.dump(server)
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("checkpoint")


def found(scene: Scene, search: Search, where: Path) -> Found:
    return {
        str(path.relative_to(scene.folder)): given for path, given in search.folder(where).items()
    }
