"""`sijill support`: help that a household had twice, and what is said of that."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final, TypeAlias

import typer

from registry.api.double_support import key_of, named_pair
from registry.api.ids import global_id
from registry.cli import options, output, paged, support_words
from registry.cli.delivery_words import money_of
from registry.cli.desk import Desk, Given, at_desk, change_of
from registry.cli.foreseeing import Dry, Tried
from registry.cli.moments import AsOf, moment
from registry.cli.options import After, First, Key, Who, Why
from registry.domain.double_support import (
    ExplanationReason,
    JustificationReason,
    RecoveryMeans,
    ReopeningReason,
    SupportStage,
)
from registry.domain.errors import Refused
from registry.domain.vocabulary import Purpose
from registry.texts import label

app = typer.Typer(
    help="Help that a household had twice. / دعم تكرر للأسرة نفسها.", no_args_is_help=True
)

Which: TypeAlias = Annotated[
    str, typer.Argument(metavar="ID", help="As `support list` prints it. / الرقم كما يُعرض.")
]
Note: TypeAlias = Annotated[str | None, typer.Option(help="In words; sealed. / ملاحظة تُختم.")]
Since: TypeAlias = Annotated[
    str | None, typer.Option("--from", help="First month, as 2026-10. / أول شهر.")
]
Until: TypeAlias = Annotated[str | None, typer.Option(help="Last month. / آخر شهر.")]
Begins: TypeAlias = Annotated[
    str, typer.Option("--from", help="First month, as 2026-10. / أول شهر.")
]
Household: TypeAlias = Annotated[
    str | None, typer.Option(help="Reference of one household. / رقم أسرة واحدة.")
]
_CHANGED: Final = change_of("DoubleSupportChanged")


@app.command("list")
def list_(
    *,
    who: Who,
    since: Since = None,
    until: Until = None,
    household: Household = None,
    stage: Annotated[SupportStage | None, typer.Option(help="How far it came. / الحال.")] = None,
    as_of: AsOf = None,
    first: First = 50,
    after: After = None,
    why: Why = Purpose.PLANNING,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """What one's own partner gave beside other help. / ما صرفته الجهة مع دعم مثله."""
    held = moment(as_of, after)
    wanted = {"stage": None if stage is None else stage.name, "first": first, "after": after}

    async def act(desk: Desk) -> dict[str, Any]:
        asked = await _asked(desk, since, until, household, held)
        return dict((await desk.ask(support_words.LIST, **asked, **wanted))["doubleSupport"])

    paged.show(at_desk(who, why, data, act), "doubleSupport", support_words.table, json=json)


@app.command("show")
def show(
    which: Which,
    who: Who,
    why: Why = Purpose.PLANNING,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """One of them, with what was said of it. / اعرض واحدا وما قيل عنه."""
    wanted = _id(which)
    found = at_desk(who, why, data, lambda desk: desk.ask(support_words.SHOW, id=wanted))["node"]
    if not found:
        raise Refused("double_support_unknown")
    if json:
        output.as_json(found)
    else:
        support_words.shown(found)


@app.command("totals")
def totals(
    *,
    who: Who,
    since: Begins,
    until: Until = None,
    household: Household = None,
    as_of: AsOf = None,
    why: Why = Purpose.PLANNING,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """By the other giver and family, and the money at stake. / حسب الجهة والنوع، والمال المعرّض."""
    found = at_desk(who, why, data, _totals(since, until, household, moment(as_of), rows=True))
    if json:
        output.as_json({"whole": found["whole"], "rows": found["rows"]})
    elif found["whole"]["count"] or not found["refusals"]:
        support_words.by_partner(found["rows"], found["whole"])
    else:
        output.talk("nothing_listed")
    output.remarks(found["refusals"])


@app.command("calendar")
def calendar(
    *,
    who: Who,
    since: Begins,
    until: Until = None,
    household: Household = None,
    as_of: AsOf = None,
    first: First = 50,
    after: After = None,
    why: Why = Purpose.PLANNING,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Household by month. / كل أسرة شهرا بشهر."""
    held, page = moment(as_of, after), {"first": first, "after": after}
    found = at_desk(who, why, data, _totals(since, until, household, held, rows=False, **page))
    cells = {**found["calendar"], "refusals": found["refusals"]}
    paged.show(cells, "households", support_words.by_month, json=json)


@app.command("explain")
def explain(
    which: Which,
    who: Who,
    reason: Annotated[ExplanationReason, typer.Option(help="How it came about. / كيف حدث.")],
    note: Note = None,
    why: Why = Purpose.PLANNING,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Say how it came about. / بيّن كيف حدث."""
    act = _say("explainDoubleSupport", which, key, note, reason=("ExplanationReason!", reason.name))
    _report(at_desk(who, why, data, act, Tried(dry, json)), SupportStage.EXPLAINED, json=json)


@app.command("justify")
def justify(
    which: Which,
    who: Who,
    reason: Annotated[JustificationReason, typer.Option(help="Why it was right. / المبرر.")],
    note: Note = None,
    why: Why = Purpose.PLANNING,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Say why it was right to give twice. / بيّن لماذا كان صوابا."""
    given = ("JustificationReason!", reason.name)
    act = _say("justifyDoubleSupport", which, key, note, reason=given)
    _report(at_desk(who, why, data, act, Tried(dry, json)), SupportStage.JUSTIFIED, json=json)


@app.command("recover")
def recover(
    which: Which,
    who: Who,
    amount: Annotated[str, typer.Option(help="What came back, as 350:EGP. / ما استُرد.")],
    means: Annotated[RecoveryMeans, typer.Option(help="How. / كيف.")],
    note: Note = None,
    why: Why = Purpose.PLANNING,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Say that so much more of what you gave came back. / سجّل ما استُرد مما صرفته."""
    given: Given = {
        "amount": ("MoneyInput!", money_of(amount)),
        "means": ("RecoveryMeans!", means.name),
    }
    act = _say("recoverDoubleSupport", which, key, note, **given)
    _report(at_desk(who, why, data, act, Tried(dry, json)), SupportStage.RECOVERED, json=json)


@app.command("reopen")
def reopen(
    which: Which,
    who: Who,
    reason: Annotated[ReopeningReason, typer.Option(help="Why. / السبب.")],
    note: Note = None,
    why: Why = Purpose.PLANNING,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Take back what was said of it, amounts too. / أعد فتحه."""
    act = _say("reopenDoubleSupport", which, key, note, reason=("ReopeningReason!", reason.name))
    _report(at_desk(who, why, data, act, Tried(dry, json)), SupportStage.OPEN, json=json)


def _id(which: str) -> str:
    return global_id("DoubleSupport", key_of(*named_pair(which)))


async def _asked(
    desk: Desk,
    since: str | None,
    until: str | None,
    household: str | None,
    moment: dict[str, Any] | None,
) -> dict[str, Any]:
    home = None if household is None else await desk.household(household)
    return {"since": since, "until": until, "household": home, "asOf": moment}


def _totals(
    since: str,
    until: str | None,
    household: str | None,
    held: dict[str, Any] | None,
    *,
    rows: bool,
    **page: Any,
) -> Callable[[Desk], Awaitable[dict[str, Any]]]:
    async def act(desk: Desk) -> dict[str, Any]:
        asked = await _asked(desk, since, until or since, household, held)
        shown = {"first": 1, "after": None, **page, "rows": rows, "cells": not rows}
        return dict((await desk.ask(support_words.TOTALS, **asked, **shown))["doubleSupportTotals"])

    return act


def _say(
    name: str, which: str, key: str | None, note: str | None, **given: tuple[str, Any]
) -> Callable[[Desk], Awaitable[dict[str, Any]]]:
    """The mutation of that name about one of them, with what it takes beside it and the key."""
    about, words = {"doubleSupport": _id(which)}, {"note": ("String", note)}
    return lambda desk: desk.carry_out(name, about, {**given, **words}, key, _CHANGED)


def _report(changed: dict[str, Any], stage: SupportStage, *, json: bool) -> None:
    already = changed["repeated"] or int(changed["position"]) == 0
    if json:
        output.as_json({"id": changed["id"], "stage": stage.name, "already": already})
    else:
        output.line(support_words.key(changed["id"]))
    said = {f"stage_{of}": label("support_stage", stage, of) for of in ("ar", "en")}
    output.talk("stands_already" if already else "double_support_said", **said)
