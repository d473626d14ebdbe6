"""A register to tell a story with: reached by the command and by GraphQL over HTTP, as its users reach it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import psycopg

from registry.projections.as_of import EVERY_MODEL, PRESENT
from registry.settings import Settings
from tests.features.serving import PATIENCE, Served
from tests.forking import Commands, Done

Answer = dict[str, Any]


@dataclass(frozen=True)
class Register:
    """`tokens` by who asks and why, as `caseworker@moss-qena` for `registration`; `served` starts the server once."""

    commands: Commands
    environment: Mapping[str, str]
    log: psycopg.Connection[Any]
    served: Callable[[], Served]
    tokens: dict[tuple[str, str], str]

    def command(self, *arguments: str) -> Done:
        """Run `sijill`; what it recorded can be read when this returns."""
        done = self.commands.run(self.environment, *arguments)
        self.position()
        return done

    @property
    def http(self) -> httpx.Client:
        """A client of the register's server, which nobody starts for a story that is told at a terminal alone."""
        return self.served().http

    @property
    def settings(self) -> Settings:
        """As a command reads them."""
        return settings_of(self.environment)

    def ask(self, who: str, why: str, document: str, **variables: object) -> Answer:
        """The data that the API answers with; an answer with errors fails."""
        response = self.http.post(
            "/graphql",
            headers=self.bearer(who, why),
            json={"query": document, "variables": variables},
        )
        answer: Answer = response.json()
        assert "errors" not in answer, answer
        data: Answer = answer["data"]
        return data

    def bearer(self, who: str, why: str) -> Mapping[str, str]:
        """The header of a request, with a token that is made once."""
        if (who, why) not in self.tokens:
            self.tokens[who, why] = self.served().token(who, why)
        return {"authorization": f"Bearer {self.tokens[who, why]}"}

    def recorded_since(self, position: int) -> set[str]:
        """The stored names of what was recorded after it."""
        query = "select distinct topic from log.facts where notification_id > %s"
        return {name for (name,) in self.log.execute(query, [position]).fetchall()}

    def position(self) -> int:
        """The end of the log, once everything up to it can be read."""
        ((end,),) = self.log.execute("select max(notification_id) from log.facts").fetchall()
        until = time.monotonic() + PATIENCE
        while self.log.execute(PRESENT, EVERY_MODEL).fetchall()[0][0] < end:
            if time.monotonic() > until:
                raise AssertionError("the read models are behind")
            time.sleep(0.01)
        return int(end)


def settings_of(environment: Mapping[str, str]) -> Settings:
    """What a command with this environment reads."""
    given = {
        name.removeprefix("SIJILL_").lower(): value
        for name, value in environment.items()
        if name.startswith("SIJILL_")
    }
    return Settings.model_validate(given)


def token(commands: Commands, environment: Mapping[str, str], who: str, why: str) -> str:
    made = commands.run(environment, "token", "--as", who, "--purpose", why)
    assert made.code == 0, made.complained
    return made.said.strip()


@dataclass
class Scene:
    """What the sentences of a scenario speak of: "it", "her own", "the request", "the summary"."""

    register: Register
    began: int
    """The end of the log before what happened last."""
    untouched: int = 0
    """The end of the log before anything was said of two registrations."""
    household: str = ""
    other: str = ""
    owner: str = ""
    place: str = ""
    members: dict[tuple[str, str], str] = field(default_factory=dict)
    """Ids by place and name."""
    asking: str = ""
    roll: Answer = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    said: Done | None = None
    summary: Answer = field(default_factory=dict)

    def caseworker(self, partner: str, document: str, **variables: object) -> Answer:
        """Ask as a caseworker of the partner who registers."""
        return self.register.ask(f"caseworker@{partner}", "registration", document, **variables)

    @property
    def answer(self) -> Answer:
        return self.answers[-1]
