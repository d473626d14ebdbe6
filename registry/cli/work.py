"""`sijill work`: what waits for somebody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, TypeAlias

import typer

from registry.api.ids import read_uuid
from registry.cli import options, output, paged, pair_words
from registry.cli.desk import Desk, at_desk
from registry.cli.options import After, First, Who, Why
from registry.domain.vocabulary import Purpose
from registry.projections.pair_queue import PairOrder
from registry.projections.work import OF_PAIRS, OF_PLANS, WorkKind

_COUNTS: Final = "{ workCounts { kind count } }"
_LIST: Final = """
query ($kind: WorkKind!, $first: Int!, $after: String) {
  workList(kind: $kind, first: $first, after: $after) {
    edges { node {
      since onHold closed warnings request { id reference kind due overdue }
      lines plan { id length stage servesFrom servesUntil programme { code nameAr nameEn } }
      household { id reference markaz { code nameAr nameEn } }
    } }
    pageInfo { hasNextPage endCursor } position refusals { code messageAr messageEn }
  }
}
"""
_OVERDUE: Final = """
query ($first: Int!, $after: String) {
  referrals(filter: {overdue: true}, first: $first, after: $after) {
    edges { node { id reference due need priority stage received sender { code } asked { code } } }
    pageInfo { hasNextPage endCursor } position refusals { code messageAr messageEn }
  }
}
"""
_PAIRS: Final[Mapping[WorkKind, dict[str, Any]]] = {
    WorkKind.PAIRS_OPEN: {"open": True},
    WorkKind.PAIRS_OVERDUE: {"open": True, "overdue": True},
    WorkKind.PAIRS_TO_SECOND: {"toSecond": True},
    WorkKind.PAIRS_ASKED: {"asked": True},
}


_PLAN: Final = ("plan / الكشف", "programme / البرنامج", "for / عن", "stage / الحالة", "lines / السطور",
    "overtaken / ازدواج منذ الحجز", "since / منذ")  # fmt: skip
ListKind: TypeAlias = Annotated[
    WorkKind | None, typer.Argument(help="Which list; none: how long each is. / القائمة.")
]


def work(
    *,
    kind: ListKind = None,
    who: Who,
    why: Why = Purpose.FOLLOW_UP,
    first: First = 50,
    after: After = None,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """List what waits for somebody at your partner. / اعرض ما ينتظر من يتابعه في جهتك."""

    async def act(desk: Desk) -> Any:
        if kind is None:
            return (await desk.ask(_COUNTS))["workCounts"]
        if kind is WorkKind.REFERRALS_OVERDUE:
            return (await desk.ask(_OVERDUE, first=first, after=after))["referrals"]
        if kind in OF_PAIRS:
            waiting = {"filter": _PAIRS[kind] | {"own": True}, "order": PairOrder.PLAN.name}
            return (await desk.ask(pair_words.LIST, first=first, after=after, **waiting))["pairs"]
        return (await desk.ask(_LIST, kind=kind.name, first=first, after=after))["workList"]

    found = at_desk(who, why, data, act)
    if json:
        output.as_json(found)
    elif kind is None:
        rows = [(_named(WorkKind[one["kind"]].value), one["count"]) for one in found]
        output.table(("list / القائمة", "waiting / العدد"), rows)
    else:
        _show(kind, found)


def _show(kind: WorkKind, page: dict[str, Any]) -> None:
    nodes = [edge["node"] for edge in page["edges"]]
    if not nodes:
        output.talk("nothing_listed")
    elif kind is WorkKind.REFERRALS_OVERDUE:
        headings = ("due / الموعد", "need / الحاجة", "from / من", "to / إلى", "referral / الإحالة")
        output.table(headings, [_referral(one) for one in nodes], title=_named(kind.value))
    elif kind in OF_PAIRS:
        pair_words.table(nodes)
    elif kind in {WorkKind.REQUESTS_OPEN, WorkKind.REQUESTS_OVERDUE}:
        headings = (
            "due / الموعد",
            "kind / النوع",
            "household / الأسرة",
            "overdue / متأخر",
            "request / الطلب",
        )
        output.table(headings, [_request(one) for one in nodes], title=_named(kind.value))
    elif kind in OF_PLANS:
        output.table(_PLAN, [_plan(one, kind) for one in nodes], title=_named(kind.value))
        output.talk(f"{kind.value}_shown")
    else:
        headings = (
            "household / الأسرة",
            "markaz / المركز",
            "since / منذ",
            "why / السبب",
            "warnings / تنبيهات",
        )
        output.table(headings, [_household(one) for one in nodes], title=_named(kind.value))
    paged.say_the_rest(page)


def _plan(one: dict[str, Any], kind: WorkKind) -> tuple[object, ...]:
    plan = one["plan"]
    overtaken = "؟" if one["lines"] is None else one["lines"]
    return (
        read_uuid(plan["id"], "Plan"),
        (plan["programme"] or {}).get("code"),
        f"{plan['servesFrom']} – {plan['servesUntil']}",
        output.labelled("plan_stage", plan["stage"]),
        plan["length"],
        "" if kind is WorkKind.PLANS_EXPIRED else overtaken,
        output.moment(one["since"]),
    )


def _household(one: dict[str, Any]) -> tuple[object, ...]:
    home = one["household"] or {}
    why = (("hold_reason", one["onHold"]), ("closing_reason", one["closed"]))
    return (
        home.get("reference"),
        output.place(home.get("markaz")),
        output.day(one["since"]),
        ", ".join(output.labelled(name, value) for name, value in why if value),
        one["warnings"] or "",
    )


def _referral(one: dict[str, Any]) -> tuple[object, ...]:
    need = output.labelled("benefit_family", one["need"])
    parties = ((one[name] or {}).get("code") for name in ("sender", "asked"))
    return (output.moment(one["due"]), need, *parties, one["reference"])


def _request(one: dict[str, Any]) -> tuple[object, ...]:
    asked, home = one["request"] or {}, one["household"] or {}
    kind = output.labelled("request_kind", asked["kind"])
    late = "⚠ نعم / yes" if asked["overdue"] else ""
    return (asked["due"], kind, home.get("reference"), late, asked["reference"])


def _named(kind: str) -> str:
    return output.labelled("work_kind", kind)
