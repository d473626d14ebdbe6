"""What a partner says of one person, as it is matched: values already read, nothing that the registry derived."""

from __future__ import annotations

from dataclasses import dataclass

from registry.domain.dates import PreciseDate
from registry.domain.identity_numbers import IdentityNumber
from registry.domain.vocabulary import Relation, Sex


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One member of one household registration. What is missing is None or empty: neither equal nor different.

    Without a `registration` somebody was registered alone. `markaz` and `village` are codes or names; a name is
    compared by its sound. Of several identity numbers the first is the one that tells most: two contradict by it
    alone, and only where they have no other in common. It never prints itself.
    """

    record: str
    registration: str
    partner: str
    name: str
    sex: Sex = Sex.UNKNOWN
    relation: Relation | None = None
    born: PreciseDate | None = None
    identity_number: IdentityNumber | None = None
    other_numbers: tuple[IdentityNumber, ...] = ()
    phone: str = ""  # E.164, or whatever was typed
    markaz: str = ""
    village: str = ""

    def __repr__(self) -> str:
        return f"Claim({self.record}, ***)"
