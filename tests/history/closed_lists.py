"""Every value of every closed list that stands in a stored fact: it is stored for ever, like a name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Final, get_args, get_type_hints

from registry.domain.envelope import Envelope
from registry.domain.facts import STORED_NAMES
from registry.domain.fields import Declared

RECORD: Final = Path(__file__).parent / "closed_lists.txt"


def accepted() -> set[str]:
    """As `Criterion older_person`, what the present code reads."""
    seen: set[type] = set()
    lists = {
        one for fact in (Envelope, *STORED_NAMES.values()) for one in _closed_lists(fact, seen)
    }
    return {f"{one.__name__} {member.value}" for one in lists for member in one}


def recorded() -> set[str]:
    return set(RECORD.read_text(encoding="ascii").splitlines()) if RECORD.exists() else set()


def _closed_lists(hint: Any, seen: set[type]) -> Iterator[type[Enum]]:
    if isinstance(hint, type) and issubclass(hint, Enum):
        yield hint
    elif isinstance(hint, type) and is_dataclass(hint) and hint not in seen:
        seen.add(hint)
        for field in get_type_hints(hint, include_extras=True).values():
            yield from _closed_lists(field, seen)
    for argument in (*get_args(hint), *getattr(hint, "__metadata__", ())):
        # A personal field names the type of its value in the mark that it leaves.
        yield from _closed_lists(
            argument.type if isinstance(argument, Declared) else argument, seen
        )
