"""A wire between a client and PostgreSQL that breaks at the worst moment."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

from psycopg.conninfo import conninfo_to_dict, make_conninfo

SOCKET = ".s.PGSQL.5432"


class Wire:
    """Passes bytes both ways. The answer to whatever says `cut_after` is lost, and the line with it."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = make_conninfo(url, host=str(folder))
        self.cut_after: bytes | None = None
        self.cuts = 0
        self._server = str(Path(str(conninfo_to_dict(url)["host"])) / SOCKET)
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(folder / SOCKET))
        self._door.listen()
        self._lines: list[socket.socket] = []
        Thread(target=self._welcome, daemon=True).start()

    def close(self) -> None:
        for line in (self._door, *self._lines):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()

    def _welcome(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._door.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._server)
                self._lines += [client, server]
                Thread(target=self._carry, args=(client, server), daemon=True).start()
                Thread(target=self._bring_back, args=(server, client), daemon=True).start()

    def _carry(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while said := client.recv(65536):
                if self.cut_after is not None and self.cut_after in said:
                    self.cut_after = None
                    self.cuts += 1
                    client.shutdown(socket.SHUT_RDWR)  # before the server can have answered
                    server.sendall(said)
                    server.shutdown(socket.SHUT_WR)
                    return
                server.sendall(said)

    def _bring_back(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while said := server.recv(65536):
                client.sendall(said)


@contextmanager
def wire(url: str, folder: Path) -> Iterator[Wire]:
    line = Wire(url, folder)
    try:
        yield line
    finally:
        line.close()
