"""A zip as somebody sent it: looked through, part by part and keeping nothing, before anything in it is opened.

The sizes that a zip states are its sender's claim: they are checked first, and what really comes out of it then.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol, TypeAlias

from registry.domain.errors import SijillError

PARTS_LIMIT: Final = 10_000
"""Parts that a zip may have; a sheet is one, and so is a repeat group."""

_CHUNK = 2**16
_ENCRYPTED = 1  # a bit among the flags of a part
_MEGABYTE = 2**20


class Look(Protocol):
    """What a part is shown to, chunk by chunk."""

    def feed(self, chunk: bytes) -> None: ...

    def close(self) -> None: ...


Looks: TypeAlias = Callable[[str], Look | None]
"""For the name of a part, what it is to be shown to."""


def _any(_name: str) -> bool:
    return True


@contextmanager
def opened_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    """The zip at a path; whatever is wrong with it, the file is damaged.

    Raises:
        SijillError: `file_unreadable`, `file_protected`.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if any(part.flag_bits & _ENCRYPTED for part in archive.infolist()):
                raise SijillError("file_protected")
            yield archive
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        ValueError,
        KeyError,
        NotImplementedError,
        RuntimeError,
    ):
        raise SijillError("file_unreadable") from None


def look_through(
    path: Path, limit: int, looks: Looks, wanted: Callable[[str], bool] = _any
) -> None:
    """Unpack everything that is wanted once. `limit` is how many bytes may come out of it.

    Raises:
        SijillError: `file_too_large_unpacked`, `file_protected`, `file_unreadable`, and what looking at a part says.
    """
    too_large = SijillError("file_too_large_unpacked", megabytes=limit // _MEGABYTE)
    unpacked = 0
    with opened_zip(path) as archive:
        parts = [part for part in archive.infolist() if wanted(part.filename)]
        if len(parts) > PARTS_LIMIT or sum(part.file_size for part in parts) > limit:
            raise too_large
        if len({part.filename for part in parts}) < len(parts):
            raise SijillError("file_unreadable")  # readers would differ about which of two it is
        for part in parts:
            part.file_size = limit + 1
            look = looks(part.filename)
            with archive.open(part) as unpacking:
                while chunk := unpacking.read(_CHUNK):
                    unpacked += len(chunk)
                    if unpacked > limit:
                        raise too_large
                    if look is not None:
                        look.feed(chunk)
            if look is not None:
                look.close()
