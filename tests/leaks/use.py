"""What people do with a register from its first day on, good and bad, and what goes wrong meanwhile."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from time import monotonic, sleep
from typing import Final

import psycopg

from registry.localpg import Server
from tests.command import PATIENCE
from tests.leaks import requests
from tests.leaks.programs import FAULTY
from tests.leaks.scene import Client, Scene
from tests.leaks.sentinels import NAME, NAME_IN_LATIN, SOUGHT
from tests.leaks.sources import write_more, write_sources

OPENED: Final = {"opened": requests.CASEWORKER, "opened_by_neighbour": requests.NEIGHBOUR}
"""The answers that hold what was asked for, each a partner's own people."""

_SHUT: Final = (
    "alter table log.facts add constraint shut check (topic <> 'household.registered.v1') not valid"
)
_TOKEN = re.compile(r"· (?P<who>\w+@[\w-]+)\n(?P<token>[\w-]+\.[\w-]+\.[\w-]+)$", re.MULTILINE)


def fill(scene: Scene, server: Server) -> Mapping[str, str]:
    """The demo on files with sentinels in every field, and mutations over HTTP; the tokens that it printed."""
    write_sources(scene.folder / "sources")
    with scene.listening("demo", "demo", "--from", scene.folder / "sources") as client:
        tokens = _tokens(scene)
        requests.take_in(client, tokens)
        requests.be_refused(client, tokens)
        requests.look_for_people(client, tokens)
        requests.be_malformed(client, tokens)
        requests.be_a_stranger(client, tokens)
        _until_followed(server)
        for name, who in OPENED.items():
            client.ask(name, tokens[who], requests.OPEN)
    return tokens


def _until_followed(server: Server) -> None:
    """The follower, a process of its own, has come to what was delivered last."""
    deadline = monotonic() + PATIENCE
    with psycopg.connect(server.url("sijill"), autocommit=True) as connection:
        head = connection.execute("select max(notification_id) from log.facts").fetchone()
        behind = "select from read.follower where not shadow and position < %s"
        while connection.execute(behind, head).rowcount:
            assert monotonic() < deadline, "what was delivered last was never read"
            sleep(0.05)


def meet_faults(scene: Scene, server: Server, tokens: Mapping[str, str]) -> None:
    """Faults of ours with somebody's data in their words, and a database that quotes what it will not take."""
    meet_own_faults(scene.running(FAULTY), tokens)
    with psycopg.connect(server.url("sijill"), autocommit=True) as connection:
        connection.execute(_SHUT)
        with scene.listening("serve", "serve") as client:
            provoke(client, tokens, "shut")
        assert scene.run("shut_import", *_again(scene)) == 1
        connection.execute("alter table log.facts drop constraint shut")


def meet_own_faults(faulty: Scene, tokens: Mapping[str, str]) -> None:
    with faulty.listening("faulty_serve", "serve") as client:
        provoke(client, tokens, "fault")
    # Another import than the one that is done later, or there would be nothing left to do for it.
    assert faulty.run("faulty_import", *_again(faulty), "--within", "EG27") == 1


def provoke(client: Client, tokens: Mapping[str, str], name: str) -> None:
    """A mutation that ends in a fault, not in a refusal."""
    variables = {"input": requests.FAMILY, "key": name}
    said = client.ask(name, tokens[requests.CASEWORKER], requests.REGISTER, variables)
    assert said["errors"][0]["extensions"]["code"] == "internal", said


def work(scene: Scene) -> None:
    """Every other command, those that must fail too."""
    more, exports = scene.folder / "more", scene.folder / "exports"
    worker = ("--as", requests.CASEWORKER, "--purpose", "registration")
    named = json.dumps({"input": {"head": requests.HEAD}}, ensure_ascii=False)
    of_a_partner = ("--partner", "albir-qena", "--as", "registrations", "--json")
    commands: Mapping[str, tuple[int, tuple[str | Path, ...]]] = {
        "import": (1, (*_again(scene), "--save-mapping", exports / "mapping.yaml")),
        "dry_run": (1, (*_again(scene), "--dry-run", "--json")),
        "damaged": (1, ("import", more / "damaged.xlsx", *of_a_partner)),
        "headless": (1, ("import", more / "headless.csv", *of_a_partner)),
        "demo_again": (0, ("demo", "--once", "--json", "--from", scene.folder / "sources")),
        "query": (0, ("query", "{ reached { edges { node { persons } } } }", *worker)),
        "query_wrong": (1, ("query", requests.REGISTER, *worker, "--variables", named)),
        "query_malformed": (2, ("query", requests.REGISTER, *worker, "--variables", named[:-2])),
        "query_stranger": (1, ("query", "{ me { purpose } }", "--token", NAME_IN_LATIN.texts[0])),
        "search": (
            0,
            ("search", f"{SOUGHT.texts[0]} {NAME.texts[0]} {SOUGHT.texts[1]}", *worker, "--json"),
        ),
        "search_wide": (1, ("search", SOUGHT.texts[0], *worker)),
        "search_no_day": (1, ("search", SOUGHT.texts[0], "--born", SOUGHT.texts[1], *worker)),
        "forget": (0, ("forget", _somebody(scene), "--case", "E-2026-17", "--json")),
        "rebuild": (0, ("rebuild", "--json")),
        "follow": (0, ("follow", "--once")),
        "doctor": (0, ("doctor",)),
    }
    for name, (expected, arguments) in commands.items():
        code = scene.run(name, *arguments)
        assert code == expected, f"{name} ended with {code}: {scene.said(name)}"


def _tokens(scene: Scene) -> Mapping[str, str]:
    """They are printed before it serves."""
    return {found["who"]: found["token"] for found in _TOKEN.finditer(scene.said("demo"))}


def _again(scene: Scene) -> tuple[str | Path, ...]:
    """An import whose rows are partly rejected."""
    file = scene.folder / "more" / "again.csv"
    if not file.exists():
        write_more(file.parent)
    return ("import", file, "--partner", "albir-qena", "--as", "registrations")


def _somebody(scene: Scene) -> str:
    """The id of a member, from what the API opened."""
    opened = scene.answer("opened")["data"]["households"]["edges"]
    named = (one["node"]["members"] for one in opened if one["node"]["ownRegistration"])
    members = (member for several in named for member in several)
    found: str = next(one["id"] for one in members if NAME.texts[0] in (one["name"]["value"] or ""))
    return found
