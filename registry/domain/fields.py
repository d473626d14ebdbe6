"""How a field of a fact is declared: `Clear[T]` or `Personal[T, Group]`, and nothing else.

A clear value is stored as it is, for ever. A personal value is sealed under its subject's key before it is stored,
comes back sealed, and is opened by policy alone; once the key is destroyed nobody opens it again.
"""

from __future__ import annotations

from typing import Annotated, Final, Generic, TypeAlias, TypeVar, final

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")


class Group:
    """A group of personal fields that one key seals and one line of policy opens."""


@final
class Identity(Group):
    """Names, identity numbers, full birth date."""


@final
class Contact(Group):
    """Phone, address line, directions."""


@final
class Sensitive(Group):
    """Criteria, disability answers, illness, income, violence, reasons and notes."""


@final
class Statistics(Group):
    """One coarse stratum a person; sealed under the registry's key and kept at an erasure, so that totals hold."""


G_co = TypeVar("G_co", bound=Group, covariant=True)


class Personal(Generic[T_co, G_co]):
    """A personal value: `Open` on its way into the log, `Sealed` ever after."""

    __slots__ = ()


@final
class Open(Personal[T_co, G_co]):
    """A value in hand, not yet sealed. It never prints itself."""

    __slots__ = ("value",)

    def __init__(self, value: T_co) -> None:
        self.value: Final = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Open) and self.value == other.value

    def __hash__(self) -> int:
        return hash(self.value)

    def __repr__(self) -> str:
        return "Open(***)"


@final
class Sealed(Personal[T_co, G_co]):
    """A sealed record as stored: self-contained bytes that projections copy whole."""

    __slots__ = ("record",)

    def __init__(self, record: bytes) -> None:
        self.record: Final = record

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and self.record == other.record

    def __hash__(self) -> int:
        return hash(self.record)

    def __repr__(self) -> str:
        return "Sealed(***)"


class _Clear:
    """The mark that `Clear[T]` leaves on a field for the start-up check."""


CLEAR: Final = _Clear()
Clear: TypeAlias = Annotated[T, CLEAR]
