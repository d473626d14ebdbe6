"""The example files: one a stored name, its bytes as they were written to the log."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
SUMS: Final = FOLDER / "SHA256SUMS"


@dataclass(frozen=True)
class StoredExample:
    """`state` is what stands in the log's column of that name."""

    name: str
    state: bytes

    @property
    def path(self) -> Path:
        return FOLDER / f"{self.name}.json"

    def write(self) -> str:
        """Write the file; its line for SHA256SUMS.

        Raises:
            FileExistsError: an example is written once.
        """
        content = json.dumps({"name": self.name, "state": b64encode(self.state).decode()}, indent=2)
        with self.path.open("x", encoding="utf-8") as file:
            file.write(f"{content}\n")
        return f"{sha256(self.path.read_bytes()).hexdigest()}  {self.path.name}\n"

    @classmethod
    def read(cls, path: Path) -> StoredExample:
        content = json.loads(path.read_text(encoding="utf-8"))
        return cls(content["name"], b64decode(content["state"], validate=True))


def stored_examples() -> dict[str, StoredExample]:
    return {path.stem: StoredExample.read(path) for path in sorted(FOLDER.glob("*.json"))}


def sums() -> dict[str, str]:
    """Digest by file name, in the format of `sha256sum`."""
    lines = SUMS.read_text(encoding="ascii").splitlines()
    return {name: digest for digest, name in (line.split("  ") for line in lines)}
