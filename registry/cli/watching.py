"""`sijill import --watch DIR`: a folder into which files are dropped, each taken in once it has stopped growing.

A file leaves the folder when all is said and done: into `taken`, into `rejects` beside the rows that came back, or into
`refused` where it could not be read; beside it lies what became of it, `NAME.json`. Killed at any moment, the same
again goes on: what is in the register already changes nothing, and a file that is still there is taken in again.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import msgspec

from registry.application.command import Context
from registry.bootstrap import Registry
from registry.cli import options, output
from registry.cli.asking import Asked, context_for
from registry.cli.partners import partner_called
from registry.cli.waiting import tell_outage
from registry.domain.errors import SijillError
from registry.intake.importing import import_reading
from registry.intake.incoming import Options, Reading
from registry.intake.reading import read_file
from registry.intake.summary import Summary
from registry.texts import TEXTS, Language, say

PAUSE: Final = 2.0
"""Seconds between two looks; a file that is the same at both has stopped growing."""

TAKEN, REJECTS, REFUSED = "taken", "rejects", "refused"
_UNFINISHED = (".part", ".partial", ".filepart", ".tmp", ".crdownload", ".download")
_BEGINS_ASIDE = (".", "~$")
_LOCK = ".sijill-watch"
_NOT_YET: Final = frozenset({"file_changed", "file_missing"})
"""Codes of a file that somebody is still at: it is looked at again."""


def watch(
    folder: Path, partner: str, said: Asked, *, once: bool, data: Path | None, json: bool
) -> None:
    """Take in what is in the folder and, unless `once`, what arrives until somebody stops it.

    Raises:
        SijillError: `watch_folder_missing`, `watch_folder_taken`; what would meet every file alike.
        Unavailable: the database stayed away; the same again goes on from there.
    """

    async def run() -> bool:
        _end_when_told()
        async with options.registry(data) as registry:
            holder = await partner_called(registry, partner)
            asked = await said.meant(registry, holder)
            context = await context_for(registry, holder)
            return await _Watch(folder, registry, asked, context, json=json).go_on(once=once)

    with _alone_in(folder):
        try:
            clean = asyncio.run(run())
        except (asyncio.CancelledError, KeyboardInterrupt):
            output.talk("watch_stopped", folder=folder)
            return
    if not clean:
        sys.exit(output.REFUSED)


def _end_when_told() -> None:
    """Both signals end the watching alike, also where a shell that runs us in the background has one ignored."""
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    if task is not None:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, task.cancel)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Two that watch one folder would take each other's files away."""
    try:
        for name in (TAKEN, REJECTS, REFUSED):
            (folder / name).mkdir(mode=0o700, exist_ok=True)
        lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        raise SijillError("watch_folder_missing", folder=folder) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise SijillError("watch_folder_taken", folder=folder) from None
    else:
        yield
    finally:
        os.close(lock)


@dataclass(slots=True)
class _Watch:
    folder: Path
    registry: Registry
    options: Options
    context: Context
    json: bool
    _seen: dict[Path, tuple[int, ...]] = field(default_factory=dict)

    async def go_on(self, *, once: bool) -> bool:
        """Whether every file went in whole; only ever answered where it is asked for `once`."""
        output.talk("watch_began", folder=self.folder)
        self._settled()
        clean = True
        while True:
            await asyncio.sleep(PAUSE)
            for path in self._settled():
                clean = await self._take(path) and clean
            if once:
                return clean

    def _settled(self) -> list[Path]:
        """The files that are as they were at the look before, oldest first."""
        now = {path: state for path in self.folder.iterdir() if (state := _state(path))}
        before, self._seen = self._seen, now
        return sorted(
            (path for path, state in now.items() if before.get(path) == state),
            key=lambda path: (now[path][-1], path.name),
        )

    async def _take(self, path: Path) -> bool:
        name = self._free_name(path)
        try:
            reading = await asyncio.to_thread(_read, path, self.options)
        except SijillError as problem:
            if problem.code in _NOT_YET:
                return True
            return self._put(path, name, REFUSED, _refusal(problem))
        back = self.folder / REJECTS / f"{Path(name).stem}-rejects.xlsx"
        try:
            summary = await self._import(reading, back)
        except SijillError as problem:
            if problem.code in _NOT_YET:
                return True
            raise
        into = REJECTS if summary.rejects else TAKEN
        return self._put(path, name, into, summary.to_json())

    async def _import(self, reading: Reading, back: Path) -> Summary:
        writer = self.registry.writer
        try:
            return await import_reading(
                reading, self.options, self.context, writer, outage=tell_outage, rejects_path=back
            )
        except OSError:
            raise SijillError("rejects_not_written", path=back) from None

    def _put(self, path: Path, name: str, into: str, became: Mapping[str, Any]) -> bool:
        """Say what became of a file, then move it: until it is moved it counts as not done."""
        told = {"file": path.name, "became": into, "moved_to": f"{into}/{name}", **became}
        _write_whole(self.folder / into / f"{name}.json", msgspec.json.format(_encoded(told)))
        path.rename(self.folder / into / name)
        if self.json:
            sys.stdout.write(_encoded(told).decode() + "\n")
            sys.stdout.flush()
        output.talk(f"watch_{into}", file=path.name, **_counts(became))
        return into == TAKEN

    def _free_name(self, path: Path) -> str:
        """The file's own name, numbered where a file of an earlier month has it."""
        name, number = path.name, 1
        while any((self.folder / into / name).exists() for into in (TAKEN, REJECTS, REFUSED)):
            number += 1
            name = f"{path.stem}-{number}{path.suffix}"
        return name


def _read(path: Path, asked: Options) -> Reading:
    try:
        return read_file(path, asked)
    except (SijillError, OSError):
        raise
    except Exception:  # noqa: BLE001 - its words may hold a value of the file; the file is kept for whoever mends it
        raise SijillError("internal") from None


def _state(path: Path) -> tuple[int, ...] | None:
    """What a file is at this look; None of what is no file that was dropped."""
    if path.name.startswith(_BEGINS_ASIDE) or path.name.endswith(_UNFINISHED):
        return None
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_size, found.st_mtime_ns) if path.is_file() else None


def _refusal(problem: SijillError) -> dict[str, Any]:
    languages: tuple[Language, ...] = ("ar", "en")
    said: dict[str, Any] = {"code": problem.code}
    for language in languages:
        said[f"reason_{language}"] = say(problem.code, language, **problem.details)
        if (hint := f"{problem.code}.hint") in TEXTS:
            said[f"hint_{language}"] = say(hint, language, **problem.details)
    return said


def _counts(became: Mapping[str, Any]) -> dict[str, Any]:
    names = ("registrations", "members", "deliveries", "rejects", "reason_ar", "reason_en")
    return {name: became.get(name, 0) for name in names}


def _encoded(told: object) -> bytes:
    return msgspec.json.encode(told)


def _write_whole(path: Path, content: bytes) -> None:
    """All of it or nothing, whenever the power goes."""
    beside = path.with_name(f".{path.name}")
    with beside.open("wb") as file:
        beside.chmod(0o600)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.rename(path)
