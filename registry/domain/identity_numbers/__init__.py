"""Identity numbers of the countries whose people the registry meets, read without ever refusing.

A bad number never blocks a registration: it is kept as typed, with its state and what is wrong with it. One module per
issuer knows its rules; `reading` guesses the issuer by shape where nobody said it.
"""

from registry.domain.identity_numbers.kuwait import kuwaiti_check
from registry.domain.identity_numbers.number import (
    IdentityNumber,
    IdentityNumberFault,
    IdentityNumberKind,
    IdentityNumberState,
)
from registry.domain.identity_numbers.reading import kind_of_person, read_identity_number

__all__ = [
    "IdentityNumber",
    "IdentityNumberFault",
    "IdentityNumberKind",
    "IdentityNumberState",
    "kind_of_person",
    "kuwaiti_check",
    "read_identity_number",
]
