"""`sijill eligibility`: who is entitled to a programme by its rule, and why."""

from __future__ import annotations

from contextlib import aclosing
from typing import Annotated, Any, Final
from uuid import UUID

import typer

from registry.api.ids import read_uuid
from registry.application.command import Context
from registry.application.judging import (
    Judged,
    Whom,
    bench_of,
    judge,
    judgements,
)
from registry.cli import judging, options, output, paged
from registry.cli.desk import Desk, at_desk
from registry.cli.foreseeing import Dry
from registry.cli.moments import Exactly, exact_moment, moment
from registry.cli.options import After, First, Key, Who, Why
from registry.cli.rule import Programme
from registry.domain.rules import Entitlement
from registry.domain.vocabulary import Level, Purpose
from registry.privacy.policy_table import ROLE_NOT_ALLOWED, ROLE_OPENS, FieldKind, Ownership
from registry.texts import label

app = typer.Typer(
    help="Who is entitled by a programme's rule, and why. / من يستحق البرنامج ولماذا.",
    no_args_is_help=True,
)

app.command("follow")(judging.follow)

_EXPLAINED_TO: Final = [
    role for (whose, role), opens in ROLE_OPENS.items()
    if whose is Ownership.OWN and opens.get(FieldKind.SENSITIVE) is Level.CLEAR
]  # fmt: skip
"""Which clauses held says as much of a household as its criteria do."""
_SHOW: Final = """
query ($household: ID!, $programme: ID!, $at: AsOf) {
  eligibility(household: $household, programme: $programme, asOf: $at) {
    entitlement ended due decidedOn until seen decidedAt rule { version }
    explanation { state values masked reason { code messageAr messageEn } }
  }
  node(id: $programme) { ... on Programme { rule { version } } }
}
"""

_DUE: Final = """
query ($programme: ID!, $at: AsOf, $first: Int!, $after: String) {
  due: eligibilityDue(programme: $programme, asOf: $at, first: $first, after: $after) {
    edges { node { household { reference } why entitlement decidedOn ruleVersion } }
    pageInfo { hasNextPage endCursor } refusals { code messageAr messageEn }
  }
}
"""


@app.command("judge")
def judge_(
    *,
    who: Who,
    programme: Programme,
    household: Annotated[
        list[str] | None, typer.Option(help="These alone; again for more. / هذه الأسر وحدها.")
    ] = None,
    due: Annotated[
        bool,
        typer.Option(
            "--due", help="Only where nothing decided still stands. / ما لا حكم ساريا فيه فقط."
        ),
    ] = False,
    why: Why = Purpose.ELIGIBILITY,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Decide on own households by the rule in force. / احكم في استحقاق أسر الجهة."""

    async def act(desk: Desk) -> Judged:
        stream = read_uuid(await desk.programme(programme), "Programme")
        named = [read_uuid(await desk.household(one), "Household") for one in household or ()]
        context = await desk.context(who, why, "eligibility.judge", key)
        return await _judged(desk, stream, Whom(named or None, due), context, dry=dry)

    found = at_desk(who, why, data, act)
    counts = {one.value: found.counts[one] for one in Entitlement}
    if json:
        output.as_json({"dryRun": dry, **counts, "recorded": found.recorded})
    else:
        output.table(
            ("الاستحقاق / eligibility", "الأسر / households"),
            [
                (f"{label('entitlement', one, 'ar')} / {label('entitlement', one, 'en')}", count)
                for one, count in counts.items()
            ],
        )
    output.talk("eligibility_judged", count=found.counts.total(), recorded=found.recorded)


async def _judged(
    desk: Desk, programme: UUID, whom: Whom, context: Context, *, dry: bool
) -> Judged:
    writer = desk.services.writer
    async with desk.registry.readers.connection() as connection:
        if not dry:
            return await judge(writer, connection, programme, context, whom)
        bench, found = await bench_of(writer, connection, programme, context), Judged()
        async with aclosing(judgements(writer, connection, bench, context, whom)) as pages:
            async for page in pages:
                found.counts.update(one.entitlement for one in page)
        return found


@app.command("due")
def due(
    *,
    who: Who,
    programme: Programme,
    first: First = 50,
    after: After = None,
    why: Why = Purpose.ELIGIBILITY,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Own households that are to be judged anew, and why. / أسر الجهة التي يحين الحكم فيها من جديد."""

    async def act(desk: Desk) -> dict[str, Any]:
        asked = {"programme": await desk.programme(programme), "at": moment(None, after)}
        found: dict[str, Any] = (await desk.ask(_DUE, **asked, first=first, after=after))["due"]
        return found

    page = at_desk(who, why, data, act)
    if json or page["edges"] or page["refusals"]:
        paged.show(page, "due", _show_due, json=json)
    else:
        output.talk("eligibility_nobody_due")


def _show_due(found: paged.Nodes) -> None:
    output.table(
        ("الأسرة / household", "السبب / why", "آخر حكم / last decision", "يومه / its day"),
        [
            (
                (one["household"] or {}).get("reference"),
                output.labelled("due_reason", one["why"]),
                _last(one),
                one["decidedOn"],
            )
            for one in found
        ],
    )


def _last(one: dict[str, Any]) -> str:
    if one["entitlement"] is None:
        return ""
    return f"{output.labelled('entitlement', one['entitlement'])} · v{one['ruleVersion']}"


@app.command("show")
def show(
    household: Annotated[str, typer.Argument(help="Reference of the household. / رقم الأسرة.")],
    who: Who,
    programme: Programme,
    why: Why = Purpose.ELIGIBILITY,
    as_of: Exactly = None,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """The last decision on a household, clause by clause. / اعرض الحكم في استحقاق أسرة وسببه."""
    at = exact_moment(as_of)

    async def act(desk: Desk) -> dict[str, Any]:
        return await desk.ask(
            _SHOW,
            household=await desk.household(household),
            programme=await desk.programme(programme),
            at=at,
        )

    answer = at_desk(who, why, data, act)
    found = answer["eligibility"]
    if found is None:
        output.talk("eligibility_not_decided")
        raise typer.Exit(output.REFUSED)
    if json:
        output.as_json(found)
    else:
        _print(found)
    in_force = answer["node"]["rule"]["version"]
    if at is None and in_force != found["rule"]["version"]:
        output.talk("eligibility_by_earlier_rule", version=found["rule"]["version"], now=in_force)
    elif found["due"]:
        output.talk("eligibility_due")
    if found["ended"]:
        output.talk("eligibility_ended", until=found["until"])
    _end_refused(found["explanation"])


def _print(found: dict[str, Any]) -> None:
    told = found["explanation"]
    until = "" if found["until"] is None else f" · ≤ {found['until']}"
    said = (
        f"{output.labelled('entitlement', found['entitlement'])} · {found['decidedOn']}"
        f" · v{found['rule']['version']}{until}"
    )
    if clauses := [*told["values"], *told["masked"]]:
        output.table(("الشرط / clause",), [(one,) for one in clauses], title=said)
    else:
        output.line(said)


def _end_refused(told: dict[str, Any]) -> None:
    """Why the clauses are not told, where they are not; what is kept from whoever asks is a refusal."""
    if (reason := told["reason"]) is not None:
        output.remark(reason["messageEn"])
        output.remark(reason["messageAr"])
        if reason["code"] == ROLE_NOT_ALLOWED:
            output.talk("eligibility_explained_to", roles=", ".join(_EXPLAINED_TO))
    if told["state"] == "WITHHELD":
        raise typer.Exit(output.REFUSED)
