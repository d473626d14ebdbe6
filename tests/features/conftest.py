"""Qena, set up once and copied for each scenario, with a server of its own."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import count
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest
from psycopg import sql

from registry.localpg import Server
from tests.conftest import in_haste
from tests.features.register import Register, Scene, settings_of, token
from tests.features.serving import Served, serving
from tests.following import followed
from tests.forking import Commands

STEPS: Final = (
    "registering",
    "delivering",
    "visiting",
    "counting",
    "watching",
    "importing",
    "again",
    "undoing",
    "dropping",
    "viewing",
    "waiting",
    "forgetting",
    "leaving",
    "asking",
    "pairing",
    "searching",
    "matching",
    "planning",
    "funding",
    "reports",
    "adjudicating",
    "supporting",
    "judging",
    "covering",
    "reporting",
    "changing",
    "referring",
    "requesting",
    "issuing",
)
KNOWN: Final = (
    ("caseworker@moss-qena", "registration"),
    ("caseworker@moss-qena", "delivery"),
    ("caseworker@albir-qena", "registration"),
    ("caseworker@albir-qena", "delivery"),
    ("aggregate_only@qena-union", "statistics"),
    ("auditor@moss-qena", "audit"),
)
_NUMBERS: Final = count(1)


def pytest_configure(config: pytest.Config) -> None:
    for noun in STEPS:
        config.pluginmanager.import_plugin(f"tests.features.{noun}")


@dataclass(frozen=True)
class Qena:
    """A register that was set up: two databases of a name, a folder for its keys, tokens for its people."""

    postgres: Server
    administrator: psycopg.Connection[Any]
    folder: Path
    tokens: dict[tuple[str, str], str]
    position: int

    def environment(self, name: str, login: str | None = None) -> dict[str, str]:
        """The settings of whoever enters with that login, by default the one that may do everything."""
        url = self.postgres.url if login is None else partial(self._url, login)
        mine = {key: value for key, value in os.environ.items() if not key.startswith("SIJILL_")}
        return mine | {
            "SIJILL_DATABASE_URL": url(name),
            "SIJILL_KEYS_DATABASE_URL": url(f"{name}_keys"),
            "SIJILL_ROOT_KEY_FILE": str(self.folder / "root.key"),
            "SIJILL_DATA": str(self.folder),
            "SIJILL_MATCHING": "elsewhere",
        }

    def _url(self, login: str, name: str) -> str:
        return psycopg.conninfo.make_conninfo(self.postgres.url(name), user=login, password=login)


@pytest.fixture(scope="session")
def qena(quick_folder: Path, forked: Commands) -> Iterator[Qena]:
    folder = quick_folder / "scenes"
    folder.mkdir()
    with (
        in_haste(quick_folder / "features") as postgres,
        psycopg.connect(postgres.url(), autocommit=True) as administrator,
    ):
        began = Qena(postgres, administrator, folder, {}, 0)
        environment = began.environment("qena")
        set_up = forked.run(environment, "demo", "--once", "--bare", "--json")
        assert set_up.code == 0, set_up.complained
        # The login of `sijill serve`, with what `deploy/roles.sql` gives it.
        administrator.execute(
            "create role sijill_api login password 'sijill_api'"
            " in role sijill_writer, sijill_reader, sijill_keys"
        )
        yield replace(
            began,
            tokens={(who, why): token(forked, environment, who, why) for who, why in KNOWN},
            position=json.loads(set_up.said)["log_position"],
        )


@pytest.fixture
def copied(qena: Qena) -> Iterator[str]:
    """The name of a copy of Qena."""
    name = f"qena_{next(_NUMBERS)}"
    create = sql.SQL("create database {} template {} strategy file_copy")
    drop = sql.SQL("drop database {} with (force)")
    for end in ("", "_keys"):
        template = sql.Identifier(f"qena{end}")
        qena.administrator.execute(create.format(sql.Identifier(name + end), template))
    yield name
    for end in ("", "_keys"):
        qena.administrator.execute(drop.format(sql.Identifier(name + end)))


@pytest.fixture
def served(qena: Qena, copied: str) -> Iterator[Callable[[], Served]]:
    """Has the copy answer where it is first asked, and followed apart, as in a composition."""
    with ExitStack() as stack:

        @cache
        def started() -> Served:
            stack.enter_context(followed(qena.postgres.url(copied)))
            environment = qena.environment(copied, "sijill_api")
            return stack.enter_context(serving(settings_of(environment)))

        yield started


@pytest.fixture
def scene(
    forked: Commands, qena: Qena, copied: str, served: Callable[[], Served]
) -> Iterator[Scene]:
    """A register of Qena, and nothing said yet."""
    with psycopg.connect(qena.postgres.url(copied), autocommit=True) as log:
        environment = qena.environment(copied)
        register = Register(forked, environment, log, served, dict(qena.tokens))
        yield Scene(register, began=qena.position)
