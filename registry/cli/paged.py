"""A page of a list of the API, shown: what there is, why there is not more, and how to go on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from registry.cli import output

Nodes: TypeAlias = Sequence[dict[str, Any]]
ROUNDED: Final = "rounded"
TOLD: Final = "me { smallCells }"
"""To be asked beside whatever is counted."""


def counted(answer: dict[str, Any], named: str, *, own: bool) -> dict[str, Any]:
    """What was counted, and whether all of it is as it is: one's own, or to whom everything is told."""
    return {**answer[named], ROUNDED: not own and not answer["me"]["smallCells"]}


def say_rounded(page: Mapping[str, Any]) -> None:
    """A count that is to the nearest ten does not look so."""
    if page.get(ROUNDED):
        output.talk("few_hidden")


def show(
    page: dict[str, Any],
    named: str,
    table: Callable[[Nodes], None],
    *,
    json: bool,
    whole: bool = False,
) -> None:
    """`page` is a connection with its `refusals` and `pageInfo`; `named` is what its nodes are called in JSON.

    A list that is of everything recorded, to whoever is told of it at all, is `whole`. Of counts, as `counted` gives
    them, it is said whether they are rounded.
    """
    found = [edge["node"] for edge in page["edges"]]
    info = page["pageInfo"]
    if json:
        how = {ROUNDED: page[ROUNDED]} if ROUNDED in page else {}
        shown = {named: found, **how, "more": info["hasNextPage"], "after": info["endCursor"]}
        output.as_json(shown)
        output.remarks(page["refusals"])
        return
    if found:
        table(found)
        say_rounded(page)
    else:
        output.talk("nothing_recorded" if whole and not page["refusals"] else "nothing_listed")
    say_the_rest(page)


def say_the_rest(page: dict[str, Any]) -> None:
    """Why there is less than was asked for, and where the next page begins."""
    output.remarks(page["refusals"])
    if page["pageInfo"]["hasNextPage"]:
        output.talk("more_follow", after=page["pageInfo"]["endCursor"])
