"""A page of a list of the API, shown: what there is, why there is not more, and how to go on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from registry.cli import output

Nodes: TypeAlias = Sequence[dict[str, Any]]


def show(
    page: dict[str, Any],
    named: str,
    table: Callable[[Nodes], None],
    *,
    json: bool,
    whole: bool = False,
) -> None:
    """`page` is a connection with its `refusals` and `pageInfo`; `named` is what its nodes are called in JSON.

    A list that is of everything recorded, to whoever is told of it at all, is `whole`.
    """
    found = [edge["node"] for edge in page["edges"]]
    info = page["pageInfo"]
    if json:
        output.as_json({named: found, "more": info["hasNextPage"], "after": info["endCursor"]})
        output.remarks(page["refusals"])
        return
    if found:
        table(found)
    else:
        output.talk("nothing_recorded" if whole and not page["refusals"] else "nothing_listed")
    say_the_rest(page)


def say_the_rest(page: dict[str, Any]) -> None:
    """Why there is less than was asked for, and where the next page begins."""
    output.remarks(page["refusals"])
    if page["pageInfo"]["hasNextPage"]:
        output.talk("more_follow", after=page["pageInfo"]["endCursor"])
