"""Ids as clients write and read them; it knows nothing of GraphQL, which takes long to load."""

from __future__ import annotations

from base64 import b64decode, b64encode
from uuid import UUID

from registry.domain.errors import SijillError
from registry.domain.reference import NotAReference, read_short_number


class BadRequest(SijillError):
    """The client asked for something that no answer fits; its code says what."""

    code = "graphql_invalid"


def global_id(kind: str, key: UUID | str) -> str:
    return b64encode(f"{kind}:{key}".encode()).decode()


def read_global_id(given: str) -> tuple[str, str]:
    """The type and the key in a global id.

    Raises:
        BadRequest: `id_malformed`.
    """
    try:
        kind, separator, key = b64decode(given, validate=True).decode("ascii").partition(":")
    except ValueError:
        raise BadRequest("id_malformed") from None
    if not (kind and separator and key):
        raise BadRequest("id_malformed")
    return kind, key


def read_uuid(given: str, kind: str) -> UUID:
    """The UUID of a global id, or one written plainly.

    Raises:
        BadRequest: `id_malformed`, also for an id of another type.
    """
    try:
        return UUID(given)
    except ValueError:
        pass
    named, key = read_global_id(given)
    if named != kind:
        raise BadRequest("id_malformed")
    try:
        return UUID(key)
    except ValueError:
        raise BadRequest("id_malformed") from None


def read_short(given: str | None) -> int | None:
    """What a short reference is looked for by.

    Raises:
        BadRequest: `reference_malformed`.
    """
    try:
        return None if given is None else read_short_number(given)
    except NotAReference:
        raise BadRequest("reference_malformed") from None
