"""`sijill plan`: whom a programme means to serve, checked and reserved before anything is handed out."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final, TypeAlias

import typer
from strawberry import ID

from registry.api.ids import global_id, read_uuid
from registry.api.plan_check import PlanInput
from registry.application.hijri import read_any_date
from registry.cli import options, output, paged, plan_check, plan_deliver, plan_words
from registry.cli.delivery_words import money_of
from registry.cli.desk import Desk, Given, at_desk, change_of, own_key
from registry.cli.foreseeing import Dry, Tried
from registry.cli.options import After, First, Key, Who, Why
from registry.cli.output import Misused
from registry.domain.dates import NotADate
from registry.domain.errors import SijillError
from registry.domain.planning import OverrideReason, PlanStage
from registry.domain.vocabulary import Purpose
from registry.intake.plan_file import read_plan
from registry.texts import label

app = typer.Typer(
    help="Whom to serve, checked before it is handed out. / كشوف التوزيع قبل الصرف.",
    no_args_is_help=True,
)

Plan: TypeAlias = Annotated[
    str, typer.Argument(help="The plan, as `plan list` prints it. / رقم الكشف.")
]
Programme: TypeAlias = Annotated[str, typer.Option(help="Code of the programme. / رمز البرنامج.")]
Begins: TypeAlias = Annotated[
    str, typer.Option("--from", help="Month or first day, as 2026-10. / الشهر أو أول يوم.")
]
Ends: TypeAlias = Annotated[
    str | None, typer.Option("--until", help="Month or last day. / الشهر الأخير أو آخر يوم.")
]
Value: TypeAlias = Annotated[
    str | None, typer.Option(help="What a row is worth, as 350:EGP. / قيمة السطر.")
]

_MAY_BE_AN_ID: Final = re.compile(r"[A-Za-z0-9+=-]*")
"""As `plan list` prints it, or plainly; a name with a dot, a slash or Arabic in it is one of a file."""
_CHANGED: Final = change_of("PlanChanged")
_RELEASED: Final = change_of("PlanChanged", "overtaken")
_DRAFT: Final = f"""
mutation ($input: PlanInput!, $key: ID!) {{
  done: draftPlan(input: $input, idempotencyKey: $key) {{ {_CHANGED} }}
}}
"""
_PLAN: Final = """
    id stage expired servesFrom servesUntil until length seen clear conflict notEligible unknown byIdAlone
    delivered undelivered programme { code nameAr nameEn }
"""
_LIST: Final = f"""
query ($stage: PlanStage, $first: Int!, $after: String, $recheck: Boolean!) {{
  plans(stage: $stage, first: $first, after: $after) {{
    edges {{ node {{ {_PLAN} overtaken @include(if: $recheck) }} }}
    pageInfo {{ hasNextPage endCursor }}
    refusals {{ code messageAr messageEn }}
  }}
}}
"""
_SHOW: Final = f"""
query ($id: ID!, $first: Int!, $after: String) {{
  node(id: $id) {{ ... on Plan {{
    {_PLAN} served handedOut overtaken
    lines(first: $first, after: $after) {{
      edges {{ node {{
        number reserved unknown overridden delivered household {{ reference }}
        found {{
          status unknown ineligible repeats warnings
          conflicts {{ source family begins ends partner {{ code }} }}
        }}
      }} }}
      pageInfo {{ hasNextPage endCursor }}
    }}
  }} }}
}}
"""
_RESERVED: Final = """
query ($id: ID!) { node(id: $id) { ... on Plan { served length conflict notEligible unknown until } } }
"""
_CLOSED: Final = "query ($id: ID!) { node(id: $id) { ... on Plan { delivered undelivered } } }"
SHORT: Final = 5_000
"""Lines in force on a page of plans that are compared anew without being asked for: half a second."""
_OVERTAKEN: Final = "query ($id: ID!) { node(id: $id) { ... on Plan { overtaken } } }"


@app.command("draft")
def draft(
    *, file: Annotated[Path, typer.Argument(help="The list. / ملف الكشف.")], who: Who, programme: Programme,
    begins: Begins, ends: Ends = None, value: Value = None, why: Why = Purpose.PLANNING, key: Key = None,
    dry: Dry = False, data: options.Data = None, json: options.Json = False,
) -> None:  # fmt: skip
    """Draft a plan from a list; nothing is reserved by it. / احفظ كشفا مسودة بلا حجز."""
    first, last = _period(begins, ends)

    async def act(desk: Desk) -> dict[str, Any]:
        await plan_check.have_matched(desk)
        read = await asyncio.to_thread(read_plan, file, desk.services.writer.mint.today())
        given = {
            "programme": await desk.programme(programme),
            "servesFrom": first.isoformat(),
            "servesUntil": last.isoformat(),
            "value": money_of(value),
            "rows": [plan_check.row_of(one) for one in read],
        }
        return await desk.ask(_DRAFT, input=given, key=own_key(key))

    _report(at_desk(who, why, data, act, Tried(dry, json))["done"], PlanStage.DRAFTED, json=json)


@app.command("check")
def check(
    *, what: Annotated[str, typer.Argument(help="A file, or a plan. / ملف أو رقم كشف.")], who: Who,
    programme: Annotated[str | None, typer.Option(help="Code of the programme. / رمز البرنامج.")] = None,
    begins: Annotated[str | None, typer.Option("--from", help="Month or first day. / الشهر أو أول يوم.")] = None,
    ends: Ends = None, value: Value = None, why: Why = Purpose.PLANNING, key: Key = None, dry: Dry = False,
    data: options.Data = None, json: options.Json = False,
) -> None:  # fmt: skip
    """Compare a list or a plan with everybody's help, before it is handed out. / افحص الكشف قبل الصرف."""

    async def act(desk: Desk) -> plan_check.Found:
        file = Path(what)
        if not await asyncio.to_thread(file.is_file):
            if not _MAY_BE_AN_ID.fullmatch(what):
                raise SijillError("file_missing")
            return await plan_check.check_drafted(desk, who, why, what, own_key(key))
        if programme is None or begins is None:
            raise Misused("plan_check_needs_programme")
        first, last = _period(begins, ends)
        given = PlanInput(
            programme=ID(await desk.programme(programme)),
            serves_from=first,
            serves_until=last,
            value=plan_check.worth(value),
            rows=[],
        )
        return await plan_check.check_file(desk, who, why, file, given)

    found = at_desk(who, why, data, act, Tried(dry, json))
    if json:
        output.as_json(plan_check.as_json(found))
    else:
        plan_check.show(found)
    if not found.all_clear:
        raise typer.Exit(output.REFUSED)


@app.command("reserve")
def reserve(
    plan: Plan,
    who: Who,
    hours: Annotated[int, typer.Option(min=1, help="For how long. / مدة الحجز بالساعات.")] = 168,
    why: Why = Purpose.PLANNING,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Reserve what is clear at this moment, for some hours. / احجز ما لا ازدواج فيه الآن."""
    step = _step("reservePlan", plan, key, {"hours": ("Int!", hours)})

    async def act(desk: Desk) -> tuple[dict[str, Any], dict[str, Any]]:
        await plan_check.have_matched(desk)
        changed = await step(desk)
        return changed, (await desk.ask(_RESERVED, id=changed["id"]))["node"]

    changed, counts = at_desk(who, why, data, act, Tried(dry, json))
    _report(changed, PlanStage.RESERVED, json=json, **counts)
    plan_words.say_reserved(counts)


@app.command("override")
def override(
    *,
    plan: Plan,
    who: Who,
    line: Annotated[int, typer.Option(help="Number of the line. / رقم السطر.")],
    reason: Annotated[OverrideReason, typer.Option(help="Why. / السبب.")],
    why: Why = Purpose.PLANNING,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Serve a line whatever was found of it; that is on record. / تجاوز سطرا بسبب يُسجَّل."""
    given = {"line": ("Int!", line), "reason": ("OverrideReason!", reason.name)}
    act = _step("overridePlanLine", plan, key, given)
    _report(at_desk(who, why, data, act, Tried(dry, json)), None, json=json)


@app.command("release")
def release(
    plan: Plan,
    who: Who,
    unless_overtaken: Annotated[
        bool,
        typer.Option(
            "--unless-overtaken",
            help="Not where lines came to be in conflict since. / لا تُجزه إن ظهر فيه ازدواج بعد حجزه.",
        ),
    ] = False,
    why: Why = Purpose.PLANNING,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Let it be handed out; says what came to be in conflict since. / أجز صرف الكشف."""
    given = {"unlessOvertaken": ("Boolean!", unless_overtaken)}
    step = _step("releasePlan", plan, key, given, _RELEASED)

    async def act(desk: Desk) -> dict[str, Any]:
        await plan_check.have_matched(desk)
        if dry:
            _say_overtaken(await _overtaken(desk, plan))
        return await step(desk)

    changed = at_desk(who, why, data, act, Tried(dry, json))
    _say_overtaken(changed["overtaken"])
    _report(changed, PlanStage.RELEASED, json=json, overtaken=changed["overtaken"])


app.command("deliver")(plan_deliver.deliver)


@app.command("close")
def close(
    plan: Plan,
    who: Who,
    why: Why = Purpose.PLANNING,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Close it with what was delivered by its lines. / أغلق الكشف بما صُرف منه."""
    step = _step("closePlan", plan, key)

    async def act(desk: Desk) -> tuple[dict[str, Any], dict[str, int]]:
        changed = await step(desk)
        return changed, (await desk.ask(_CLOSED, id=changed["id"]))["node"]

    changed, counts = at_desk(who, why, data, act, Tried(dry, json))
    _report(changed, PlanStage.CLOSED, json=json, **counts)
    output.talk("plan_closed", served=sum(counts.values()), **counts)


@app.command("cancel")
def cancel(
    plan: Plan,
    who: Who,
    why: Why = Purpose.PLANNING,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Give a plan up that was not released. / ألغ كشفا لم يُجز صرفه."""
    act = _step("cancelPlan", plan, key)
    _report(at_desk(who, why, data, act, Tried(dry, json)), PlanStage.CANCELLED, json=json)


@app.command("list")
def list_(
    who: Who,
    stage: Annotated[PlanStage | None, typer.Option(help="How far it came. / الحالة.")] = None,
    recheck: Annotated[
        bool,
        typer.Option(
            "--recheck",
            help="Compare those in force anew, however long. / أعد فحص الساري منها مهما طال.",
        ),
    ] = False,
    first: First = 50,
    after: After = None,
    why: Why = Purpose.PLANNING,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """The plans of one's own partner. / كشوف الجهة."""
    wanted = None if stage is None else stage.name

    async def act(desk: Desk) -> dict[str, Any]:
        asked = {"stage": wanted, "first": first, "after": after}
        found: dict[str, Any] = (await desk.ask(_LIST, **asked, recheck=recheck))["plans"]
        if recheck or plan_words.lines_in_force(found) not in range(1, SHORT + 1):
            return found
        return dict((await desk.ask(_LIST, **asked, recheck=True))["plans"])

    found = at_desk(who, why, data, act)
    paged.show(found, "plans", plan_words.table, json=json)
    if not recheck and plan_words.lines_in_force(found) > SHORT:
        output.talk("plan_overtaken_not_asked")


@app.command("show")
def show(
    plan: Plan,
    who: Who,
    first: First = 50,
    after: After = None,
    why: Why = Purpose.PLANNING,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """One plan with its lines. / اعرض كشفا وسطوره."""
    wanted = global_id("Plan", read_uuid(plan, "Plan"))

    async def act(desk: Desk) -> dict[str, Any]:
        return dict((await desk.ask(_SHOW, id=wanted, first=first, after=after))["node"] or {})

    found = at_desk(who, why, data, act)
    if not found:
        output.talk("plan_unknown")
        raise typer.Exit(output.REFUSED)
    if json:
        output.as_json(found)
        return
    plan_words.table([found])
    plan_words.lines([edge["node"] for edge in found["lines"]["edges"]])
    _say_overtaken(found["overtaken"])
    paged.say_the_rest({"refusals": [], **found["lines"]})


def _period(begins: str, ends: str | None) -> tuple[date, date]:
    """Raises `Misused`: `date_unreadable`."""
    try:
        first, last = read_any_date(begins), read_any_date(ends or begins)
    except NotADate:
        raise Misused("date_unreadable") from None
    return first.first, last.last


def _step(
    name: str, plan: str, key: str | None, given: Given | None = None, answer: str = _CHANGED
) -> Callable[[Desk], Awaitable[dict[str, Any]]]:
    """The mutation of that name, asked with what it takes beside the plan and the key."""
    about = {"plan": global_id("Plan", read_uuid(plan, "Plan"))}
    return lambda desk: desk.carry_out(name, about, given or {}, key, answer)


async def _overtaken(desk: Desk, plan: str) -> int | None:
    """How many of its lines are in conflict since they were reserved; None where that cannot be said."""
    found = (await desk.ask(_OVERTAKEN, id=global_id("Plan", read_uuid(plan, "Plan"))))["node"]
    return None if found is None else found["overtaken"]


def _say_overtaken(lines: int | None) -> None:
    if lines:
        output.talk("plan_overtaken", lines=lines)


def _report(
    changed: dict[str, Any], stage: PlanStage | None, *, json: bool, **told: object
) -> None:
    """`told` are counts that JSON says by name."""
    if json:
        said = {} if stage is None else {"stage": stage.name}
        output.as_json({"plan": changed["id"], **said, "already": changed["repeated"], **told})
    else:
        output.line(changed["id"])
    if stage is None:
        output.talk("plan_line_overridden")
        return
    output.talk(
        "plan_stands",
        stage_ar=label("plan_stage", stage, "ar"),
        stage_en=label("plan_stage", stage, "en"),
    )
