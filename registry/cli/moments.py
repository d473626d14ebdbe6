"""As of when somebody asks, as it is typed and as the API is told."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, TypeAlias

import typer

from registry.api.cursors import read_cursor
from registry.cli.output import Misused
from registry.domain.digits import with_ascii_digits

AsOf: TypeAlias = Annotated[
    str | None,
    typer.Option("--as-of", help="As the log held it at this day's end. / كما في نهاية هذا اليوم."),
]


def moment(as_of: str | None, after: str | None = None) -> dict[str, Any] | None:
    """A later page is of the moment of the first one, whatever was recorded since.

    Raises:
        Misused: `as_of_malformed`.
    """
    if cursor := read_cursor(after):
        return {"position": cursor.position}
    if as_of is None:
        return None
    try:
        return {"date": date.fromisoformat(with_ascii_digits(as_of)).isoformat()}
    except ValueError:
        raise Misused("as_of_malformed") from None


Exactly: TypeAlias = Annotated[
    str | None,
    typer.Option("--as-of", help="A date or a position. / كما كان في تاريخ أو موضع من السجل."),
]


def exact_moment(as_of: str | None, after: str | None = None) -> dict[str, Any] | None:
    """As `moment`; a number is a position in the log, which tells apart what one day brought.

    Raises:
        Misused: `moment_malformed`.
    """
    if after is None and as_of is not None and as_of.isdecimal():
        return {"position": int(as_of)}
    try:
        return moment(as_of, after)
    except Misused:
        raise Misused("moment_malformed") from None
