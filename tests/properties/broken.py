"""What the properties raise when one does not hold."""

from __future__ import annotations


class Broken(AssertionError):
    """A property of the register that does not hold: which one, and where that shows."""


def must(holds: object, otherwise: str, *where: object) -> None:
    if not holds:
        raise Broken(": ".join([otherwise, *map(repr, where)]))
