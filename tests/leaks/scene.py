"""A register in use, with everything that it leaves anywhere kept in one folder."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Self

import httpx
import psycopg
from psycopg import sql

from registry.localpg import Server
from tests.command import PATIENCE, Desk
from tests.forking import Commands, QuickDesk

FOLDERS: Final = ("home", "sources", "more", "said", "answers", "exports", "dumps", "tmp")


@dataclass(frozen=True, slots=True)
class Scene:
    """`said` holds what processes print, `answers` what the API answers, `dumps` every table of both databases.

    `sources` and `more` are the files that come in, and with them their rejects.
    """

    folder: Path
    desk: Desk

    @classmethod
    def in_folder(cls, folder: Path, program: str, forked: Commands | None = None) -> Self:
        """Where commands may be forked, those that run to their end are."""
        for name in FOLDERS:
            (folder / name).mkdir()
        settings = {"TMPDIR": str(folder / "tmp")}
        seat = folder / "home", folder / "data", settings, program
        return cls(folder, Desk(*seat) if forked is None else QuickDesk(*seat, commands=forked))

    def running(self, program: str) -> Scene:
        return replace(self, desk=replace(self.desk, program=program))

    def run(self, name: str, *arguments: str | Path) -> int:
        """A command to its end; what it says is kept under the name, and its exit code is the answer."""
        done = self.desk.run(*arguments)
        for end, said in (("out", done.stdout), ("err", done.stderr)):
            with self._said(name, end) as file:
                file.write(said)
        return done.returncode

    def said(self, name: str) -> str:
        return "".join(
            (self.folder / "said" / f"{name}.{end}").read_text() for end in ("out", "err")
        )

    @contextmanager
    def listening(self, name: str, *arguments: str | Path) -> Iterator[Client]:
        """A command that serves, for as long as the context lasts."""
        port = free_port()
        with self._said(name, "out") as out, self._said(name, "err") as err:
            process = self.desk.begin(*arguments, "--port", str(port), stdout=out, stderr=err)
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as http:
                wait_for(http, process)
                yield Client(http, self.folder / "answers")
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)

    def answer(self, name: str) -> dict[str, Any]:
        """What the API answered to a question of that name."""
        _, _, body = (self.folder / "answers" / f"{name}.txt").read_text().partition("\n\n")
        answer: dict[str, Any] = json.loads(body)
        return answer

    def dump(self, server: Server) -> None:
        """Every table of both databases, the catalogues' statistics among them, as text and in binary."""
        for database in ("sijill", "sijill_keys"):
            with psycopg.connect(server.url(database), autocommit=True) as connection:
                connection.execute("analyze")
                tables = connection.execute(
                    "select oid::regclass::text, relnamespace::regnamespace::text, relname from pg_class"
                    " where relkind in ('r', 'm', 't') and relnamespace <> 'information_schema'::regnamespace"
                ).fetchall()
                for _, schema, table in tables:
                    for form in ("text", "binary"):
                        if (schema, form) != ("pg_catalog", "binary") and schema != "pg_toast":
                            self._copy(connection, (database, schema, table), form)

    def _copy(
        self, connection: psycopg.Connection[Any], where: tuple[str, str, str], form: str
    ) -> None:
        database, schema, table = where
        query = sql.SQL("copy (select * from {}) to stdout (format {})")
        with (
            connection.cursor() as cursor,
            cursor.copy(query.format(sql.Identifier(schema, table), sql.SQL(form))) as rows,
        ):
            path = self.folder / "dumps" / f"{database}.{schema}.{table}.{form}"
            path.write_bytes(b"".join(bytes(row) for row in rows))

    @contextmanager
    def _said(self, name: str, end: str) -> Iterator[Any]:
        with (self.folder / "said" / f"{name}.{end}").open("w") as file:
            yield file


@dataclass(frozen=True, slots=True)
class Client:
    """Asks over HTTP, and keeps what is answered."""

    http: httpx.Client
    answers: Path

    def ask(
        self, name: str, token: str, document: str, variables: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        body = json.dumps({"query": document, "variables": variables}, ensure_ascii=True)
        answer = self.post(name, body.encode(), authorization=f"Bearer {token}")
        data: dict[str, Any] = answer.json()
        return data

    def post(self, name: str, body: bytes, **headers: str) -> httpx.Response:
        """Bytes as they are, under whatever headers."""
        answer = self.http.post(
            "/graphql", content=body, headers={"content-type": "application/json", **headers}
        )
        self.keep(name, answer)
        return answer

    def keep(self, name: str, answer: httpx.Response) -> None:
        lines = [f"{key}: {value}" for key, value in answer.headers.items()]
        (self.answers / f"{name}.txt").write_text("\n".join([*lines, "", answer.text]))


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port: int = door.getsockname()[1]
        return port


def wait_for(http: httpx.Client, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        assert process.poll() is None, "it ended instead of serving"
        assert time.monotonic() < deadline, "it never answered"
        try:
            if http.get("/readyz").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.05)
