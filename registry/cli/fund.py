"""`sijill fund`: money of a partner for its help, and what of it is left."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, TypeAlias

import typer

from registry.api.ids import global_id, read_global_id, read_uuid
from registry.application.hijri import read_any_date
from registry.cli import options, output, paged
from registry.cli.delivery_words import money_of, money_shown
from registry.cli.desk import Desk, Given, ToldNo, at_desk, change_of
from registry.cli.foreseeing import Dry, Tried
from registry.cli.moments import Exactly, exact_moment
from registry.cli.options import After, First, Key, Who, Why
from registry.cli.output import Misused
from registry.domain.dates import NotADate
from registry.domain.errors import SijillError
from registry.domain.money import Currency
from registry.domain.vocabulary import FundReversalReason, MoneySource, Purpose

app = typer.Typer(
    help="Money of a partner, and what of it is left. / صناديق الدعم وأرصدتها.",
    no_args_is_help=True,
)

Fund: TypeAlias = Annotated[str, typer.Argument(help="Code of the fund. / رمز الصندوق.")]
Plan: TypeAlias = Annotated[
    str, typer.Argument(help="The plan, as `plan list` prints it. / رقم الكشف.")
]
Amount: TypeAlias = Annotated[str, typer.Argument(help="As 5000:EGP. / المبلغ وعملته.")]
On: TypeAlias = Annotated[str, typer.Option("--on", help="The day, as 2026-10-05. / اليوم.")]

_MONEY: Final = "{ amount currency }"
_STANDS: Final = (
    f"contributed {_MONEY} committed {_MONEY} disbursed {_MONEY} balance {_MONEY} free {_MONEY}"
)
_FUND: Final = f"id code nameAr nameEn currency {_STANDS}"
_CHANGED: Final = change_of("FundChanged")
_STANDS_NOW: Final = f"query ($id: ID!) {{ fund(id: $id) {{ {_FUND} }} }}"
_FIND: Final = """
query ($code: String!) { funds(code: $code, first: 1) {
  edges { node { id } } refusals { code messageAr messageEn }
} }
"""
_LIST: Final = f"""
query ($asOf: AsOf, $first: Int!, $after: String) {{
  funds(asOf: $asOf, first: $first, after: $after) {{
    edges {{ node {{ {_FUND} }} }}
    pageInfo {{ hasNextPage endCursor }}
    refusals {{ code messageAr messageEn }}
  }}
}}
"""
_SHOW: Final = f"""
query ($id: ID!, $asOf: AsOf, $first: Int!, $after: String) {{
  fund(id: $id, asOf: $asOf) {{
    {_FUND}
    entries(first: $first, after: $after) {{
      edges {{ node {{
        number kind recordedAt on amount {_MONEY} freed {_MONEY} source plan paidFor delivery reverses reason
        balance {_MONEY} free {_MONEY} givenBy {{ code }}
      }} }}
      pageInfo {{ hasNextPage endCursor }}
    }}
  }}
}}
"""
_COLUMNS: Final = {
    "contributed": "contributed / الوارد",
    "committed": "committed / المحجوز",
    "disbursed": "disbursed / المصروف",
    "balance": "balance / الرصيد",
    "free": "free / المتاح",
}


@app.command("open")
def open_(
    *,
    code: Annotated[str, typer.Argument(help="Short name, as zakat-qus. / رمز الصندوق.")],
    who: Who,
    name_ar: Annotated[str, typer.Option(help="Name in Arabic. / الاسم بالعربية.")],
    name_en: Annotated[str, typer.Option(help="Name in English. / الاسم بالإنجليزية.")],
    currency: Annotated[Currency, typer.Option(help="Of all its money. / عملة الصندوق.")],
    why: Why = Purpose.PLANNING, key: Key = None, dry: Dry = False, data: options.Data = None,
    json: options.Json = False,
) -> None:  # fmt: skip
    """Open a fund of one's own partner. / افتح صندوقا للجهة."""
    given: Given = {
        "code": ("String!", code),
        "nameAr": ("String!", name_ar),
        "nameEn": ("String!", name_en),
        "currency": ("Currency!", currency.name),
    }

    async def act(desk: Desk) -> dict[str, Any]:
        return await _carried_out(desk, "openFund", {}, given, key)

    _report(at_desk(who, why, data, act, Tried(dry, json)), json=json)


@app.command("contribute")
def contribute(
    *, fund: Fund, amount: Amount, who: Who,
    source: Annotated[MoneySource, typer.Option(help="Where it came from. / مصدر المال.")],
    on: On,
    given_by: Annotated[
        str | None, typer.Option("--by", help="Code of the partner that gave it. / رمز الجهة المانحة.")
    ] = None,
    why: Why = Purpose.PLANNING, key: Key = None, dry: Dry = False, data: options.Data = None,
    json: options.Json = False,
) -> None:  # fmt: skip
    """Take in what came to a fund. / سجّل ما ورد إلى الصندوق."""
    given: Given = {
        "amount": ("MoneyInput!", money_of(amount)),
        "source": ("MoneySource!", source.name),
        "on": ("Date!", _day(on)),
    }

    async def act(desk: Desk) -> dict[str, Any]:
        about = {"fund": await _called(desk, fund)}
        if given_by is not None:
            about["givenBy"] = await desk.partner_id(given_by)
        return await _carried_out(desk, "contributeToFund", about, given, key)

    _report(at_desk(who, why, data, act, Tried(dry, json)), json=json)


@app.command("commit")
def commit(
    *, fund: Fund, plan: Plan, who: Who,
    amount: Annotated[
        str | None, typer.Option(help="As 5000:EGP, else what its lines are worth. / المبلغ، وإلا فقيمة سطوره.")
    ] = None,
    why: Why = Purpose.PLANNING, key: Key = None, dry: Dry = False, data: options.Data = None,
    json: options.Json = False,
) -> None:  # fmt: skip
    """Hold money for a plan. / احجز لكشف من الصندوق."""
    _with_plan("commitFund", fund, plan, who, why, data, key, Tried(dry, json), amount=amount)


@app.command("settle")
def settle(
    *, fund: Fund, plan: Plan, who: Who,
    spent: Annotated[
        str | None, typer.Option(help="As 4800:EGP, else by delivered lines. / المصروف، وإلا فقيمة ما صُرف من سطوره.")
    ] = None,
    why: Why = Purpose.PLANNING, key: Key = None, dry: Dry = False, data: options.Data = None,
    json: options.Json = False,
) -> None:  # fmt: skip
    """End what a plan holds by what was paid; the rest is free again. / سوِّ ما حُجز لكشف."""
    _with_plan("settleFund", fund, plan, who, why, data, key, Tried(dry, json), spent=spent)


@app.command("spend")
def spend(
    *, fund: Fund, amount: Amount, who: Who, on: On,
    paid_for: Annotated[
        str | None, typer.Option("--for", help="A code, as rent-2026-10. / رمز ما صُرف له.")
    ] = None,
    delivery: Annotated[str | None, typer.Option(help="Or a delivery. / أو رقم صرف مسجل.")] = None,
    why: Why = Purpose.PLANNING, key: Key = None, dry: Dry = False, data: options.Data = None,
    json: options.Json = False,
) -> None:  # fmt: skip
    """Pay without a plan. / اصرف من الصندوق بلا كشف."""
    given = {"amount": ("MoneyInput!", money_of(amount)), "on": ("Date!", _day(on))}
    if paid_for is not None:
        given["paidFor"] = ("String", paid_for)

    async def act(desk: Desk) -> dict[str, Any]:
        about = {"fund": await _called(desk, fund)}
        if delivery is not None:
            about["delivery"] = await desk.called("Delivery", delivery)
        return await _carried_out(desk, "spendFund", about, given, key)

    _report(at_desk(who, why, data, act, Tried(dry, json)), json=json)


@app.command("reverse")
def reverse(
    *, fund: Fund,
    number: Annotated[int, typer.Argument(help="Of the entry, as `fund show` has it. / رقم القيد.")],
    who: Who,
    reason: Annotated[FundReversalReason, typer.Option(help="Why. / السبب.")],
    why: Why = Purpose.PLANNING, key: Key = None, dry: Dry = False, data: options.Data = None,
    json: options.Json = False,
) -> None:  # fmt: skip
    """Take back an entry by which money came in or went out. / ألغِ قيدا أدخل مالا أو أخرجه."""
    given: Given = {
        "number": ("Int!", number),
        "reason": ("FundReversalReason!", reason.name),
    }

    async def act(desk: Desk) -> dict[str, Any]:
        about = {"fund": await _called(desk, fund)}
        return await _carried_out(desk, "reverseFundEntry", about, given, key)

    _report(at_desk(who, why, data, act, Tried(dry, json)), json=json)


@app.command("list")
def list_(
    who: Who,
    as_of: Exactly = None,
    first: First = 50,
    after: After = None,
    why: Why = Purpose.PLANNING,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """The funds of one's own partner, and how they stand. / صناديق الجهة وأرصدتها."""
    asked = {"asOf": exact_moment(as_of, after), "first": first, "after": after}
    found = at_desk(who, why, data, lambda desk: desk.ask(_LIST, **asked))["funds"]
    paged.show(found, "funds", _table, json=json)


@app.command("show")
def show(
    fund: Fund,
    who: Who,
    as_of: Exactly = None,
    first: First = 50,
    after: After = None,
    why: Why = Purpose.PLANNING,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """One fund with what was entered in its book. / اعرض صندوقا وقيوده."""
    asked = {"asOf": exact_moment(as_of, after), "first": first, "after": after}

    async def act(desk: Desk) -> dict[str, Any]:
        found = (await desk.ask(_SHOW, id=await _called(desk, fund), **asked))["fund"]
        if found is None:
            raise SijillError("fund_unknown", code=fund)
        return dict(found)

    found = at_desk(who, why, data, act)
    if json:
        output.as_json(found)
        return
    _table([found])
    _entries([edge["node"] for edge in found["entries"]["edges"]])
    paged.say_the_rest({"refusals": [], **found["entries"]})


def _with_plan(
    name: str,
    fund: str,
    plan: str,
    who: str,
    why: Purpose,
    data: Path | None,
    key: str | None,
    tried: Tried,
    **amount: str | None,
) -> None:
    about = {"plan": global_id("Plan", read_uuid(plan, "Plan"))}
    given = {one: ("MoneyInput", money_of(written)) for one, written in amount.items()}

    async def act(desk: Desk) -> dict[str, Any]:
        named = {"fund": await _called(desk, fund), **about}
        return await _carried_out(desk, name, named, given, key)

    _report(at_desk(who, why, data, act, tried), json=tried.json)


async def _carried_out(
    desk: Desk, name: str, about: Mapping[str, str], given: Given, key: str | None
) -> dict[str, Any]:
    """What a mutation came to, and how the fund stands by it."""
    changed = await desk.carry_out(name, about, given, key, _CHANGED)
    stands = (await desk.ask(_STANDS_NOW, id=changed["id"]))["fund"]
    return {**stands, "already": changed["repeated"]}


async def _called(desk: Desk, code: str) -> str:
    """The id of a fund of the own partner.

    Raises:
        SijillError: `fund_unknown`.
        ToldNo: whoever asks may not know of any.
    """
    found = (await desk.ask(_FIND, code=code))["funds"]
    if found["refusals"]:
        raise ToldNo(found["refusals"][0])
    if not found["edges"]:
        raise SijillError("fund_unknown", code=code)
    return str(found["edges"][0]["node"]["id"])


def _day(written: str) -> str:
    """Raises `Misused`: `date_unreadable`, where it is no single day either."""
    try:
        read = read_any_date(written)
    except NotADate:
        raise Misused("date_unreadable") from None
    if read.first != read.last:
        raise Misused("date_unreadable")
    return read.first.isoformat()


def _report(fund: dict[str, Any], *, json: bool) -> None:
    if json:
        output.as_json(fund)
    else:
        output.line(fund["code"])
    balance, free = (money_shown(fund[one]) for one in ("balance", "free"))
    output.talk("fund_stands", balance=balance, free=free)


def _table(found: paged.Nodes) -> None:
    output.table(
        ("code / الرمز", "الصندوق", "fund", *_COLUMNS.values()),
        [
            (
                one["code"],
                one["nameAr"],
                one["nameEn"],
                *(money_shown(one[name]) for name in _COLUMNS),
            )
            for one in found
        ],
    )


def _entries(found: paged.Nodes) -> None:
    output.table(
        (
            *(
                "number / الرقم",
                "recorded / سُجّل",
                "entry / القيد",
                "on / التاريخ",
                "amount / المبلغ",
            ),
            *("for or from / لأي شيء أو ممن", "balance / الرصيد", "free / المتاح"),
        ),
        [
            (
                one["number"],
                output.moment(one["recordedAt"]),
                output.labelled("fund_entry", one["kind"]),
                one["on"],
                money_shown(one["amount"]),
                _for_or_from(one),
                money_shown(one["balance"]),
                money_shown(one["free"]),
            )
            for one in found
        ],
    )


def _for_or_from(entry: dict[str, Any]) -> str:
    giver = (entry["givenBy"] or {}).get("code")
    source = output.labelled("money_source", entry["source"])
    reason = output.labelled("fund_reversal", entry["reason"])
    plan = entry["plan"] and read_global_id(entry["plan"])[1]  # as `plan list` prints it
    taken_back = None if entry["reverses"] is None else str(entry["reverses"])
    named = (source, giver, taken_back, reason, plan, entry["paidFor"], entry["delivery"])
    return " ".join(one for one in named if one)
