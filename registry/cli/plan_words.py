"""How plans and their lines are shown: how far they came, and what was found of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from registry.api.ids import read_uuid
from registry.cli import output, paged
from registry.domain.planning import PlanStage
from registry.texts import say

_IN_FORCE: Final = frozenset({PlanStage.RESERVED.name, PlanStage.RELEASED.name})


def in_force(plan: dict[str, Any]) -> bool:
    return plan["stage"] in _IN_FORCE and not plan["expired"]


def lines_in_force(page: dict[str, Any]) -> int:
    """How many lines the plans of a page have that are in force."""
    plans = (edge["node"] for edge in page["edges"])
    return sum(one["length"] for one in plans if in_force(one))


def table(found: paged.Nodes) -> None:
    """`overtaken` has a column where it was asked for."""
    asked = any("overtaken" in one for one in found)
    output.table(
        ("رقم / id", "البرنامج / programme", "عن / for", "الحالة / stage", "السطور / lines",
         "لا ازدواج / clear", "ازدواج / conflict", "غير مستحق / not eligible", "غير معلوم / unknown",
         "صُرف / delivered", *(["ازدواج منذ الحجز / overtaken"] if asked else [])),
        [
            (
                read_uuid(one["id"], "Plan"), (one["programme"] or {}).get("code"),
                f"{one['servesFrom']} – {one['servesUntil']}",
                _stage(one),
                one["length"], *_found(one), _handed_out(one), *([_overtaken(one)] if asked else []),
            )
            for one in found
        ],
    )  # fmt: skip


def _stage(one: dict[str, Any]) -> str:
    """Until when what is reserved is held for it, or was."""
    stage = output.labelled("plan_stage", one["stage"])
    if one["stage"] != PlanStage.RESERVED.name:
        return stage
    held = say_both("plan_expired" if one["expired"] else "plan_until")
    return f"{stage}\n{held} {output.moment(one['until'])}"


def _found(one: dict[str, Any]) -> tuple[object, ...]:
    """What the last check found: no line is clear, or in conflict, where there was none."""
    if one["seen"] is None:
        return (say_both("plan_not_checked"), *[""] * 3)
    return one["clear"], one["conflict"], one["notEligible"], one["unknown"]


def _handed_out(one: dict[str, Any]) -> object:
    """How many lines have a delivery, of how many that are served; in a list the former alone."""
    return f"{one['handedOut']} / {one['served']}" if one.get("served") else one["delivered"]


def _overtaken(one: dict[str, Any]) -> object:
    """A question mark where it is in force and could not be compared."""
    return "؟" if one["overtaken"] is None and in_force(one) else one["overtaken"]


def lines(found: paged.Nodes) -> None:
    output.table(
        ("السطر / line", "الأسرة / household", "محجوز / reserved", "تجاوز / overridden", "صُرف / delivered",
         "الآن / now", "السبب / why"),
        [
            (
                one["number"], _whom(one), "✓" if one["reserved"] else "",
                output.labelled("override_reason", one["overridden"]), "✓" if one["delivered"] else "",
                output.labelled("line_status", (one["found"] or {}).get("status")),
                "\n".join(_why(one["found"] or {})),
            )
            for one in found
        ],
    )  # fmt: skip


def _whom(line: dict[str, Any]) -> str:
    """Names of a list are not kept: where nobody is known the row tells whom it meant."""
    if line["household"] is None:
        return say_both("plan_row", number=line["number"])
    return str(line["household"]["reference"])


def say_both(code: str, **details: object) -> str:
    return f"{say(code, 'ar', **details)} / {say(code, 'en', **details)}"


def say_reserved(counts: dict[str, Any]) -> None:
    """Of a plan that was just reserved: how many lines are, and what was found of those left out."""
    output.talk(
        "plan_reserved",
        reserved=counts["served"],
        length=counts["length"],
        left=counts["length"] - counts["served"],
        conflict=counts["conflict"],
        not_eligible=counts["notEligible"],
        unknown=counts["unknown"],
        until=output.moment(counts["until"]),
    )


def _why(found: dict[str, Any]) -> Iterator[str]:
    for kind, field in (("unknown_reason", "unknown"), ("ineligible_reason", "ineligible")):
        if found.get(field):
            yield output.labelled(kind, found[field])
    if found.get("repeats"):
        yield f"{output.labelled('conflict_source', 'SAME_PLAN')}: {found['repeats']}"
    for one in found.get("conflicts", ()):
        source = output.labelled("conflict_source", one["source"])
        family = output.labelled("benefit_family", one["family"])
        partner = (one["partner"] or {}).get("code", "")
        yield f"{source} · {family} · {one['begins']} – {one['ends']} {partner}".strip()
    for warning in found.get("warnings", ()):
        yield output.labelled("line_warning", warning)
