"""What can be seen without a database: Python, PostgreSQL's programs, the settings, the data folder, the port."""

from __future__ import annotations

import http.client
import json
import os
import platform
import shutil
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from registry import localpg
from registry.bootstrap import data_folder
from registry.cli.doctor.finding import Finding, fine, warning, wrong
from registry.eventlog.datastore import refuse_db_functions
from registry.localpg.folder import LAYOUT, DataFolder
from registry.settings import Settings

OLDEST_PYTHON: Final = (3, 11)
LITTLE_SPACE: Final = 2 * 2**30
NO_SPACE: Final = 200 * 2**20
PATIENCE: Final = 2.0
"""Seconds for whoever listens on the port to answer."""


def python(found: tuple[int, ...] = sys.version_info[:3]) -> Iterator[Finding]:
    version = ".".join(map(str, found))
    if found < OLDEST_PYTHON:
        oldest = ".".join(map(str, OLDEST_PYTHON))
        yield wrong("python", "doctor_python_too_old", version=version, oldest=oldest)
    else:
        yield fine("python", "doctor_python", version=version, system=platform.system())


def programs(settings: Settings) -> Iterator[Finding]:
    """The embedded PostgreSQL, unless another one is named."""
    if settings.database_url is not None:
        yield fine("postgresql", "doctor_own_postgresql")
        return
    folder = localpg.find_binaries()
    said = subprocess.run(  # noqa: S603 - the program is PostgreSQL's own
        [folder / "postgres", "--version"], capture_output=True, text=True, check=True, timeout=30
    ).stdout
    yield fine("postgresql", "doctor_postgresql", version=said.split()[-1], folder=folder)


def environment() -> Iterator[Finding]:
    refuse_db_functions(os.environ)
    yield fine("environment", "doctor_environment")


def time_zone(settings: Settings) -> Iterator[Finding]:
    try:
        ZoneInfo(settings.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield wrong("time_zone", "time_zone_unknown", zone=settings.time_zone)
    else:
        yield fine("time_zone", "doctor_time_zone", zone=settings.time_zone)


def folder(settings: Settings) -> Iterator[Finding]:
    """The data folder: ours alone, of this release's layout, with room to grow."""
    path = data_folder(settings).expanduser().absolute()
    if not path.exists():
        yield fine("data_folder", "doctor_folder_to_come", folder=path)
    else:
        yield _ownership(path)
        if settings.database_url is None and (path / "sijill.json").exists():
            yield _layout(path)
    yield _room(path)


def has_cluster(settings: Settings) -> bool:
    """Whether there is an embedded server to start; where there is none, looking must not make one."""
    return DataFolder(data_folder(settings).expanduser().absolute()).cluster.exists()


def port(settings: Settings) -> Iterator[Finding]:
    address = {"host": settings.host, "port": settings.port}
    family, _, _, _, where = socket.getaddrinfo(
        settings.host, settings.port, type=socket.SOCK_STREAM
    )[0]
    with socket.socket(family, socket.SOCK_STREAM) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind(where)
        except PermissionError:
            yield wrong("port", "doctor_port_forbidden", **address)
        except OSError:
            serves = _sijill_answers(settings)
            found = fine if serves else warning
            yield found("port", "doctor_port_ours" if serves else "doctor_port_taken", **address)
        else:
            yield fine("port", "doctor_port_free", **address)


def _ownership(path: Path) -> Finding:
    status = path.stat()
    if not path.is_dir():
        return wrong("data_folder", "doctor_folder_no_folder", folder=path)
    if status.st_uid != os.geteuid():
        return wrong("data_folder", "doctor_folder_of_other", folder=path, owner=status.st_uid)
    if status.st_mode & stat.S_IRWXO or status.st_mode & stat.S_IWGRP:
        return warning("data_folder", "doctor_folder_open", folder=path)
    return fine("data_folder", "doctor_folder", folder=path)


def _layout(path: Path) -> Finding:
    try:
        held = json.loads((path / "sijill.json").read_text(encoding="utf-8"))
        layout, major = int(held["layout"]), int(held["postgres_major"])
    except (ValueError, KeyError, TypeError):
        return wrong("data_folder", "doctor_marker_unreadable", folder=path)
    if layout != LAYOUT:
        return wrong("data_folder", "doctor_layout_other", folder=path, layout=layout, ours=LAYOUT)
    return fine("data_folder", "doctor_layout", layout=layout, major=major)


def _room(path: Path) -> Finding:
    there = next(one for one in (path, *path.parents) if one.is_dir())
    free = shutil.disk_usage(there).free
    details = {"folder": there, "gigabytes": f"{free / 2**30:.1f}"}
    if free < NO_SPACE:
        return wrong("free_space", "doctor_space_little", **details)
    if free < LITTLE_SPACE:
        return warning("free_space", "doctor_space_little", **details)
    return fine("free_space", "doctor_space", **details)


def _sijill_answers(settings: Settings) -> bool:
    line = http.client.HTTPConnection(settings.host, settings.port, timeout=PATIENCE)
    try:
        line.request("GET", "/healthz")
        return line.getresponse().read(64) == b'{"status":"ok"}'
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()
