"""`sijill timeline`: what happened to a household, in order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Final, TypeAlias

import typer

from registry.cli import options, output, paged
from registry.cli.desk import Desk, at_desk
from registry.cli.moments import AsOf, moment
from registry.cli.options import After, Each, First, Who, Why
from registry.domain.errors import Refused
from registry.domain.vocabulary import Purpose
from registry.projections.distinct import Per
from registry.texts import label

_TIMELINE: Final = """
query ($id: ID!, $asOf: AsOf, $first: Int!, $after: String, $per: Per!) {
  household(id: $id, asOf: $asOf) {
    id reference
    timeline(first: $first, after: $after, per: $per) {
      edges { node {
        household { reference } pair { id firstHousehold { reference } secondHousehold { reference } }
        position fact labelAr labelEn recordedAt effective { value precision until } purpose channel row fileImport
        partner { code } actor { id role name } to { code } member { id name { value masked } leavingReason { value } }
        request { id words { value } answerWords { value } }
        delivery { id family reversed } programme { code } details { name labelAr labelEn valueAr valueEn }
      } }
      pageInfo { hasNextPage endCursor } position refusals { code messageAr messageEn }
    }
  }
}
"""

Household: TypeAlias = Annotated[
    str, typer.Argument(help="Reference or id of the household. / رقم الأسرة.")
]


def timeline(
    *,
    household: Household,
    who: Who,
    why: Why = Purpose.FOLLOW_UP,
    as_of: AsOf = None,
    per: Each = Per.REGISTRATION,
    first: First = 50,
    after: After = None,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Tell what happened to a household, as far as it is open to you. / اسرد ما جرى لأسرة بقدر ما يحق لك."""
    at = moment(as_of, after)

    async def act(desk: Desk) -> dict[str, Any]:
        page = {"first": first, "after": after, "per": per.name}
        asked = {"id": await desk.household(household), "asOf": at, **page}
        found: dict[str, Any] | None = (await desk.ask(_TIMELINE, **asked))["household"]
        if found is None:
            raise Refused("household_unknown")
        return found

    found = at_desk(who, why, data, act)
    if json:
        output.as_json(found)
    else:
        _show(found)


def _show(found: dict[str, Any]) -> None:
    page = found["timeline"]
    output.table(
        ("when / متى", "what / ماذا", "details / التفاصيل", "who / من", "how / الوسيلة"),
        [_row(edge["node"]) for edge in page["edges"]],
        title=found["reference"],
    )
    paged.say_the_rest(page)


def _row(entry: dict[str, Any]) -> tuple[object, ...]:
    actor = entry["actor"] or {}
    by = (actor.get("name"), (entry["partner"] or {}).get("code"))
    return (
        output.moment(entry["recordedAt"]),
        f"{entry['labelAr']} · {entry['labelEn']}",
        "؛ ".join(_details(entry)),
        " @ ".join(one for one in by if one),
        "؛ ".join(
            output.labelled(kind, entry[kind]) for kind in ("channel", "purpose") if entry[kind]
        ),
    )


def _details(entry: dict[str, Any]) -> list[str]:
    """In both languages where they differ."""
    told = []
    if pair := entry["pair"]:
        sides = (pair[side] or {} for side in ("firstHousehold", "secondHousehold"))
        told.append(" = ".join(side.get("reference", "") for side in sides))
    if name := ((entry["member"] or {}).get("name") or {}):
        told.append(name["value"] or name["masked"] or "")
    if programme := entry["programme"]:
        told.append(programme["code"])
    told += _told_in_words(entry)
    for one in entry["details"] or []:
        ar, en = one["valueAr"], one["valueEn"]
        told.append(f"{one['labelAr']}: {ar}" if ar == en else f"{one['labelAr']}: {ar} · {en}")
    if entry["to"]:
        told.append(f"→ {entry['to']['code']}")
    return [one for one in told if one]


def _told_in_words(entry: dict[str, Any]) -> Iterator[str]:
    """What is personal in it, as far as it is open."""
    if entry["fact"].startswith("household.member_left."):
        reason = ((entry["member"] or {}).get("leavingReason") or {}).get("value")
        if reason:
            yield f"{label('leaving_reason', reason, 'ar')} · {label('leaving_reason', reason, 'en')}"
    asked = entry["request"] or {}
    words = "answerWords" if "answered" in entry["fact"] else "words"
    if said := (asked.get(words) or {}).get("value"):
        yield f"«{said}»"
