"""The one tree of errors. A code is public and stable; the words for it live in `registry.texts`."""

from __future__ import annotations


class SijillError(Exception):
    """Anything Sijill says no to, or cannot do.

    Attributes:
        code: public, stable, lower_snake_case; its Arabic and English texts are in `registry.texts`.
        details: values for the text's placeholders; never personal.
    """

    code: str = "internal"

    def __init__(self, code: str | None = None, /, **details: object) -> None:
        self.code = code or type(self).code
        self.details = details
        super().__init__(self.code, *(f"{name}={value}" for name, value in sorted(details.items())))


class Refused(SijillError):
    """A decision said no: the rules of the domain, not a fault."""


class VersionConflict(SijillError):
    """Somebody appended to the stream since it was read: decide again."""

    code = "version_conflict"


class Unavailable(SijillError):
    """Not now, and nothing is wrong with what was asked: send the same again, under the same key.

    Whether it was done is not known: under its key it is done once, however often it is sent.
    """

    code = "database_lost"


class KeyReused(Refused):
    """The same idempotency key came with other content."""

    code = "idempotency_key_reused"


class ImportBeingUndone(Refused):
    """Nothing is taken in for a partner while one of its imports is taken back."""

    code = "import_being_undone"


class Erased(Refused):
    """The subject was forgotten; nothing can be sealed for it any more."""

    code = "person_forgotten"
