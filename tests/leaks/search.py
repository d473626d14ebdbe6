"""A search for sentinels in everything that lies in a folder, archives included."""

from __future__ import annotations

import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Final

import numpy as np

BLOCK: Final = 8192
"""A page of PostgreSQL. Its folder is full of pages that are empty or stand there several times over."""
EDGE: Final = 512
"""Bytes on either side of the seam between two pages; no needle is longer."""

HEAD: Final = 4
"""Bytes at the beginning of a needle by which it is looked for first; none is shorter."""


@dataclass(slots=True)
class Search:
    """What gave nothing away once is not searched again, so that a folder that grew is searched for what is new."""

    needles: Mapping[bytes, str]
    _harmless: set[bytes] = field(default_factory=set)

    def folder(self, where: Path) -> dict[Path, set[str]]:
        """What each file gives away; files that give nothing away are absent."""
        found: dict[Path, set[str]] = defaultdict(set)
        for path in sorted(where.rglob("*")):
            if path.is_file() and not path.is_symlink():
                given_away = self.content(path.read_bytes())
                if given_away:
                    found[path] |= given_away
        return dict(found)

    def content(self, content: bytes) -> set[str]:
        """What some bytes give away, unpacked where they are an archive."""
        pieces = set(_pieces(content)) - self._harmless
        matter = b"\n".join(pieces)
        begun = self._begun_in(matter)
        found = {
            name
            for needle, name in self.needles.items()
            if needle[:HEAD] in begun and needle in matter
        }
        if not found:
            self._harmless |= pieces
        if content.startswith(b"PK") and zipfile.is_zipfile(BytesIO(content)):
            with zipfile.ZipFile(BytesIO(content)) as archive:
                for name in archive.namelist():
                    found |= self.content(archive.read(name))
        return found

    def _begun_in(self, matter: bytes) -> set[bytes]:
        """How the needles begin that may be there: to look for hundreds one by one takes ten times as long."""
        heads = {needle[:HEAD] for needle in self.needles}
        known = np.zeros(1 << 16, dtype=bool)
        known[[int.from_bytes(head[:2], "big") for head in heads]] = True
        page = np.frombuffer(matter, dtype=np.uint8)
        two = page[:-1].astype(np.uint16) << 8 | page[1:]
        at = np.flatnonzero(known[two[:-2]])
        four = np.unique(two[at].astype(np.uint32) << 16 | two[at + 2])
        return heads & {int(one).to_bytes(HEAD, "big") for one in four}


def _pieces(content: bytes) -> Iterator[bytes]:
    """The pages, and the seams between them."""
    before = b""
    for at in range(0, len(content), BLOCK):
        page = content[at : at + BLOCK]
        yield page
        yield before[-EDGE:] + page[:EDGE]
        before = page
