"""How an error leaves: a client's error with its code in both languages, a fault of ours masked.

What is logged of a fault is its number, its kind and the places in our code it went through: never
a message, a query or a variable, since any of them may hold somebody's name.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

import structlog
from graphql import GraphQLError, GraphQLSyntaxError
from psycopg.errors import UndefinedTable

from registry.domain.errors import SijillError
from registry.texts import TEXTS, say

_log = structlog.get_logger("sijill.api")


class LimitExceeded(GraphQLError):
    """The document asks for more than one request may cost."""

    def __init__(self, code: str, **details: object) -> None:
        self.code: Final = code
        self.details: Final = MappingProxyType(details)
        super().__init__(code)


def in_both_languages(code: str, details: Mapping[str, object]) -> dict[str, str]:
    """What `extensions`, and the body of a 401, say about a code."""
    return {
        "code": code,
        "messageAr": say(code, "ar", **details),
        "messageEn": say(code, "en", **details),
    }


def is_for_clients(error: SijillError) -> bool:
    """Whether the error's code has words; a code without any is a fault of ours."""
    return error.code in TEXTS and error.code != "internal"


def present(
    errors: Sequence[GraphQLError], new_id: Callable[[], UUID], known: AbstractSet[str]
) -> list[dict[str, Any]]:
    """The errors as the client sees them. Each has `extensions.code`; a fault only its number.

    `known` are the names in the schema: whatever else a document calls something is not repeated.
    """
    return [_present(error, new_id, known) for error in errors]


def _present(
    error: GraphQLError, new_id: Callable[[], UUID], known: AbstractSet[str]
) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    if error.locations:
        answer["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path:
        answer["path"] = list(error.path)
    message, extensions = _words(error, new_id, known)
    return {"message": message, **answer, "extensions": extensions}


def _words(
    error: GraphQLError, new_id: Callable[[], UUID], known: AbstractSet[str]
) -> tuple[str, dict[str, str]]:
    if isinstance(error, LimitExceeded):
        said = in_both_languages(error.code, error.details)
        return said["messageEn"], said
    original = error.original_error
    if isinstance(original, UndefinedTable):
        said = in_both_languages("not_ready", {})
        return said["messageEn"], said
    if isinstance(original, SijillError) and is_for_clients(original):
        said = in_both_languages(original.code, original.details)
        return said["messageEn"], said
    if original is None or isinstance(original, GraphQLError):
        return _of_the_document(error, known)
    return masked(original, new_id)


def _of_the_document(error: GraphQLError, known: AbstractSet[str]) -> tuple[str, dict[str, str]]:
    """Syntax, validation and variables: graphql-core's own words, less what was sent and its hints at other names."""
    code = "graphql_syntax" if isinstance(error, GraphQLSyntaxError) else "graphql_invalid"
    if _TOO_MANY_TOKENS.fullmatch(error.message):
        code = "too_many_tokens"
    return without_values(error.message, known), in_both_languages(code, {})


def without_values(message: str, known: AbstractSet[str]) -> str:
    """graphql-core's message less what was sent: clients and gateways log the errors that they are given."""
    plain = message.split(" Did you mean ", 1)[0]
    if variable := _VARIABLE.match(plain):
        return f"A variable has an invalid value{variable[1] or ''}."
    return _QUOTED.sub(
        lambda quoted: quoted[0] if set(_WORD.findall(quoted[1])) <= known else "'…'",
        _VALUE.sub(r"\1", plain),
    )


_VARIABLE = re.compile(r"Variable '\$\w+' has invalid value( at [\w.\[\]]+)?:")
_WORD = re.compile(r"\w+")
_QUOTED = re.compile(r"'([^']*)'")
_VALUE = re.compile(
    r"((?:, found|Unexpected) (?:Name|String|BlockString|Int|Float)|(?<!Expected )value"
    r"|cannot represent an? \w+)\b:? .*|, found\b.*",
    re.DOTALL,
)
_TOO_MANY_TOKENS = re.compile(
    r"Syntax Error: Document contains more than \d+ tokens\.\s*.*", re.DOTALL
)


def masked(fault: BaseException, new_id: Callable[[], UUID]) -> tuple[str, dict[str, str]]:
    """A fault of ours: logged without any value, answered with the number of its log line."""
    number = str(new_id())
    frames = traceback.extract_tb(fault.__traceback__)
    places = [f"{frame.name}:{frame.lineno}" for frame in frames if "registry" in frame.filename]
    _log.error("fault", number=number, kind=type(fault).__qualname__, places=places)
    said = {**in_both_languages("internal", {}), "id": number}
    return said["messageEn"], said
