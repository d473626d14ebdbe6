"""Facts by the names they are stored under, once every field is known to be declared clear or personal.

The check runs when this module is first imported, so that no process starts that could store an undeclared field.
"""

from __future__ import annotations

from registry.domain.facts import NAME_OF, STORED_NAMES, AnyFact
from registry.privacy.values import assert_declared

__all__ = ["NAME_OF", "STORED_NAMES", "AnyFact"]

assert_declared()
