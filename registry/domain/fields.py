"""How a field of a fact is declared: `Clear[T]` or `Personal[T, Group]`, and nothing else.

A clear value is stored as it is, for ever. A personal value is sealed under its subject's key before it is stored,
comes back sealed, and is opened by policy alone; once the key is destroyed nobody opens it again.

What is sealed stands in a fact as the bare bytes that were stored: followers read millions of them, and a wrapper for
each took longer than all the rest of reading. So whatever is still open is wrapped, and a fact prints neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, Generic, NewType, TypeAlias, TypeVar, final

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")
G = TypeVar("G", bound="Group")


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


Sealed = NewType("Sealed", bytes)
"""A sealed record as stored: self-contained bytes that projections copy whole."""


@final
class Open(Generic[T_co, G_co]):
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
class Declared:
    """The mark that `Personal[T, Group]` leaves on a field: the type of its value, and the group that seals it."""

    __slots__ = ("group", "type")

    def __init__(self, of: Any, group: type[Group]) -> None:
        self.type: Final = of
        self.group: Final = group


if TYPE_CHECKING:
    Personal: TypeAlias = Open[T, G] | Sealed
    """A personal value: `Open` on its way into the log, `Sealed` ever after."""
else:

    class Personal:
        """To whoever reads facts by their declarations: bytes, with what they hold once they are opened."""

        def __class_getitem__(cls, declared: tuple[Any, type[Group]]) -> Any:
            return Annotated[bytes, Declared(*declared)]


class _Clear:
    """The mark that `Clear[T]` leaves on a field for the start-up check."""


CLEAR: Final = _Clear()
Clear: TypeAlias = Annotated[T, CLEAR]
