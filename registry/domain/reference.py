"""The short reference of a registration: printable on a list without a name, readable over the phone.

Twelve characters in three groups, `K7QM-4T2X-9WRC`: eleven random ones (31 ** 11, 54.5 bits) and a check character.
The alphabet leaves out 0, 1, I, L and O, which are misheard and misread, and so has 31 characters. 31 is prime, and
that is why U stays in: over a prime modulus one check character of the same alphabet is enough.

The check is the pure system of ISO/IEC 7064 (its recursive method), with modulus 31 and radix 3. The powers of 3 run
through every residue of 31, so no two positions weigh the same: every single wrong character is caught, and so is every
exchange of two characters, neighbours or not.

Among 100 million registrations the next reference is already taken once in 250 million times: whoever finds it taken
draws again.

What is known by an id alone has a short one of eight characters, `K7QM-4T2X`, which is made from the id: seven of them
(34.7 bits) and a check character. It need not be the only one: two of 10,000 ids share one in 550 times, and whoever is
asked for it says that it is not enough.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NewType
from uuid import UUID

from registry.domain.digits import compact

Reference = NewType("Reference", str)
ShortReference = NewType("ShortReference", str)

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
RANDOM_BYTES: Final = 16
"""How many random bytes a reference takes: so many that no character is likelier than another."""

_RADIX = 3
_DRAWN = 11
_GROUP = 4
_SHORT = 7

SHORT_BITS: Final = 60
"""The last bits of an id, random ones, of which a short reference is made: what fifteen hexadecimal digits hold."""
SHORT_OF: Final[int] = len(ALPHABET) ** _SHORT
"""They are reckoned modulo this."""


class NotAReference(ValueError):
    """The text is no reference: a character missing, too many, wrong or exchanged. The message never holds it."""

    def __init__(self) -> None:
        super().__init__("not a reference")


def make_reference(random: bytes) -> Reference:
    """Draw a reference from the first sixteen bytes of `random`.

    Raises:
        ValueError: `random` is too short.
    """
    if len(random) < RANDOM_BYTES:
        raise ValueError("a reference needs sixteen random bytes")
    return Reference(_written(int.from_bytes(random[:RANDOM_BYTES]), _DRAWN))


def short_reference(of: UUID) -> ShortReference:
    """How an id is said in short."""
    return ShortReference(_written(short_number(of), _SHORT))


def short_number(of: UUID) -> int:
    """The number that a short reference writes."""
    return of.int % (1 << SHORT_BITS) % SHORT_OF


def read_reference(text: str) -> Reference:
    """A reference as somebody typed it: small letters, Arabic digits, dashes and spaces anywhere or nowhere.

    Raises:
        NotAReference: it is none, or it was mistyped.
    """
    return Reference(_grouped(_checked(text, _DRAWN)))


def read_short_number(text: str) -> int:
    """The number of a short reference as somebody typed it.

    Raises:
        NotAReference: it is none, or it was mistyped.
    """
    number = 0
    for character in reversed(_checked(text, _SHORT)[:_SHORT]):
        number = number * len(ALPHABET) + ALPHABET.index(character)
    return number


def _checked(text: str, drawn: int) -> str:
    typed = compact(text).upper()
    if len(typed) != drawn + 1 or not set(typed) <= set(ALPHABET):
        raise NotAReference
    if _check_character(typed[:drawn]) != typed[drawn]:
        raise NotAReference
    return typed


def _written(number: int, length: int) -> str:
    """The last characters of a number, the lowest first, and the check character behind them."""
    drawn = ""
    for _ in range(length):
        number, index = divmod(number, len(ALPHABET))
        drawn += ALPHABET[index]
    return _grouped(drawn + _check_character(drawn))


def _check_character(drawn: str) -> str:
    values = map(ALPHABET.index, drawn)
    return ALPHABET[_check_value(values, modulus=len(ALPHABET), radix=_RADIX)]


def _check_value(values: Iterable[int], *, modulus: int, radix: int) -> int:
    """ISO/IEC 7064, pure systems, recursive method: the value that makes the weighed sum 1."""
    product = 0
    for value in values:
        product = (product + value) * radix % modulus
    return (1 - product) % modulus


def _grouped(characters: str) -> str:
    groups = (characters[start : start + _GROUP] for start in range(0, len(characters), _GROUP))
    return "-".join(groups)
