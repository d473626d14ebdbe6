"""`sijill eligibility`: who is entitled to a programme by its rule, and why."""

from __future__ import annotations

from contextlib import aclosing
from typing import Annotated, Any, Final
from uuid import UUID

import typer

from registry.api.ids import read_uuid
from registry.application.command import Context
from registry.application.judging import Judged, Whom, bench_of, judge, judgements
from registry.cli import judging, options, output
from registry.cli.desk import Desk, at_desk
from registry.cli.foreseeing import Dry
from registry.cli.options import Key, Who, Why
from registry.cli.rule import Programme
from registry.domain.rules import Entitlement
from registry.domain.vocabulary import Purpose
from registry.texts import label

app = typer.Typer(
    help="Who is entitled by a programme's rule, and why. / من يستحق البرنامج ولماذا.",
    no_args_is_help=True,
)

app.command("follow")(judging.follow)

_SHOW: Final = """
query ($household: ID!, $programme: ID!) {
  eligibility(household: $household, programme: $programme) {
    entitlement ended decidedOn until seen decidedAt rule { version }
    explanation { state values masked reason { messageAr messageEn } }
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


@app.command("show")
def show(
    household: Annotated[str, typer.Argument(help="Reference of the household. / رقم الأسرة.")],
    who: Who,
    programme: Programme,
    why: Why = Purpose.ELIGIBILITY,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """The last decision on a household, clause by clause. / اعرض الحكم في استحقاق أسرة وسببه."""

    async def act(desk: Desk) -> dict[str, Any]:
        return await desk.ask(
            _SHOW,
            household=await desk.household(household),
            programme=await desk.programme(programme),
        )

    found = at_desk(who, why, data, act)["eligibility"]
    if found is None:
        output.talk("eligibility_not_decided")
        raise typer.Exit(output.REFUSED)
    if json:
        output.as_json(found)
        return
    told = found["explanation"]
    output.table(
        ("الشرط / clause",),
        [(one,) for one in (*told["values"], *told["masked"])],
        title=f"{output.labelled('entitlement', found['entitlement'])} · {found['decidedOn']}"
        f" · v{found['rule']['version']}",
    )
    if told["reason"] is not None:
        output.remark(told["reason"]["messageEn"])
        output.remark(told["reason"]["messageAr"])
    if found["ended"]:
        output.talk("eligibility_ended", until=found["until"])
